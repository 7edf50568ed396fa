// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "steward/export.hpp"
#include "steward/id.hpp"

namespace steward {

/// How a host should react to an error; the values are the status values of the C ABI.
enum class Category : std::int32_t {
  ok = 0,
  invalid = 1,          ///< the input breaks a rule; mend it and call again
  not_found = 2,        ///< no such record, or none that the caller may see
  denied = 3,           ///< the caller may not do this
  conflict = 4,         ///< somebody else changed it first; read again
  busy = 5,             ///< the store or the session is in use; try again
  cancelled = 6,        ///< the host's own callback asked to stop
  storage = 7,          ///< the store failed; nothing of the call was kept
  outcome_unknown = 8,  ///< the commit may or may not have happened; read again
  unsupported = 9,      ///< this library cannot do it (a newer database, an unknown operation)
  misuse = 10,          ///< the call itself was wrong (a freed handle, a null argument)
  internal = 11         ///< a bug in the library
};

/// One violated rule. `rule` is an id of the rule catalogue or empty; `details` is JSON text or empty.
struct Fault {
  std::string code;                  ///< stable, snake_case
  std::string rule;                  ///< e.g. `ENG-05`
  std::string table;                 ///< e.g. `engagement`
  std::optional<Id> record_id;       ///< the record concerned, when it has an id yet
  std::string field;                 ///< the field to look at
  std::string message;               ///< for a person; holds no customer data beyond ids
  std::string details;               ///< canonical JSON, e.g. a list of ids
  std::optional<std::size_t> index;  ///< position in a batch
};

/// Why a call failed: a stable code, a category, a message for a person and every fault of the write,
/// ordered by rule id and field. A value; cheap to copy; immutable. With several faults the code is
/// `validation_failed`, with one it is that fault's.
class [[nodiscard]] STEWARD_API Error {
 public:
  /// An error without faults.
  Error(std::string code, Category category, std::string message, bool retryable = false);
  /// An error of rule violations; `faults` must not be empty. They are put in order here.
  explicit Error(std::vector<Fault> faults, Category category = Category::invalid);
  /// A single fault with its own category.
  Error(Fault fault, Category category);

  [[nodiscard]] const std::string& code() const noexcept;
  [[nodiscard]] Category category() const noexcept;
  [[nodiscard]] const std::string& message() const noexcept;
  /// True when the same call may succeed later without a change.
  [[nodiscard]] bool retryable() const noexcept;
  [[nodiscard]] const std::vector<Fault>& faults() const noexcept;
  /// `code: message` and one line a fault, for logs and test output.
  [[nodiscard]] std::string to_string() const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;
};

/// The value of a successful `Result<void>`.
struct Nothing {};

/// A value or an Error, in the manner of std::expected. Test it before use; `value()` on an error is a bug
/// of the caller and throws std::logic_error with the error's text.
template <class T>
class [[nodiscard]] Result {
  using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;

 public:
  using value_type = T;

  Result(Stored value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  Result()
    requires std::is_void_v<T>
      : state_(std::in_place_index<0>) {}
  template <class U>
    requires(!std::is_void_v<T> && std::is_convertible_v<U, Stored> &&
             !std::is_same_v<std::remove_cvref_t<U>, Stored> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return ok(); }

  [[nodiscard]] const Stored& value() const& { return require(), std::get<0>(state_); }
  [[nodiscard]] Stored& value() & { return require(), std::get<0>(state_); }
  [[nodiscard]] Stored&& value() && { return require(), std::get<0>(std::move(state_)); }
  [[nodiscard]] const Stored& operator*() const& { return value(); }
  [[nodiscard]] Stored& operator*() & { return value(); }
  [[nodiscard]] Stored&& operator*() && { return std::move(*this).value(); }
  [[nodiscard]] const Stored* operator->() const { return &value(); }
  [[nodiscard]] Stored* operator->() { return &value(); }

  /// REQUIRES: !ok().
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }

 private:
  void require() const {
    if (!ok()) throw_bad_access(std::get<1>(state_));
  }
  [[noreturn]] static void throw_bad_access(const Error& error);

  std::variant<Stored, Error> state_;
};

/// Throws std::logic_error naming the error; kept out of line so that Result stays small.
[[noreturn]] STEWARD_API void throw_bad_result_access(const Error& error);

template <class T>
void Result<T>::throw_bad_access(const Error& error) {
  throw_bad_result_access(error);
}

}  // namespace steward
