// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "objects.hpp"
#include "steward.h"
#include "steward/result.hpp"

// What every function of the C ABI is made of: arguments are checked, one body runs, nothing is thrown out.

namespace steward::capi {

inline constexpr std::size_t max_text = std::size_t{64} << 20;

[[nodiscard]] Error misuse(std::string_view code, std::string_view message);
[[nodiscard]] Error null_argument(std::string_view name);
[[nodiscard]] Error bad_handle(std::string_view kind);
[[nodiscard]] Error busy_session();
[[nodiscard]] Error invalid_input(std::string_view field, std::string_view message);

/// Turns the exception that is being handled into an error.
[[nodiscard]] Error current_exception_error() noexcept;
/// Gives the category, and the error itself to a caller who wants it.
[[nodiscard]] std::int32_t report(const Error& error, steward_error* out) noexcept;
/// Misuse in a forked child; nothing of the library may be touched there, not even to say more.
[[nodiscard]] bool refused_after_fork() noexcept;

/// Zeroes out parameters, before anything can fail; NULL ones are told of later.
template <class... T>
void zero(T*... outs) noexcept {
  ((outs != nullptr ? static_cast<void>(*outs = T{}) : static_cast<void>(0)), ...);
}

/// Runs the body of a function. `body` gives a Result<void>.
template <class Body>
[[nodiscard]] std::int32_t guarded(steward_error* error, Body&& body) noexcept {
  if (error != nullptr) error->v = 0;
  if (refused_after_fork()) return STEWARD_MISUSE;
  try {
    const Result<void> result = body();
    return result ? STEWARD_OK : report(result.error(), error);
  } catch (...) {
    return report(current_exception_error(), error);
  }
}

/// Frees a handle of T's kind; 0 is fine.
template <class T>
[[nodiscard]] std::int32_t free_handle(std::uint64_t handle) noexcept {
  if (handle == 0) return STEWARD_OK;
  try {
    return Handles::instance().remove(T::kind, handle) ? STEWARD_OK : STEWARD_MISUSE;
  } catch (...) {
    return STEWARD_INTERNAL;
  }
}

/// A text argument, checked: NULL with a size and sizes beyond the limit are refused, invalid UTF-8 too.
[[nodiscard]] Result<std::string_view> text_argument(std::string_view name, const char* data, std::size_t size);

/// A struct argument of any version: the part that this library knows, the rest must be zero. `minimum` is the size
/// of the first version.
[[nodiscard]] Result<void> copy_struct(std::string_view name, const void* given, void* known, std::size_t size,
                                       std::size_t minimum);
template <class T>
[[nodiscard]] Result<T> struct_argument(std::string_view name, const T* given, std::size_t minimum = sizeof(T)) {
  T known{};
  if (auto copied = copy_struct(name, given, &known, sizeof(T), minimum); !copied) return copied.error();
  return known;
}

/// Hands an object out as a handle.
template <class T>
[[nodiscard]] Result<void> give(std::shared_ptr<T> object, std::uint64_t& out) {
  out = Handles::instance().add(T::kind, std::move(object));
  if (out == 0) return misuse("too_many_handles", "there is no room for another handle; free some");
  return {};
}
[[nodiscard]] inline Result<void> give_text(std::string text, steward_text* out) {
  return give(std::make_shared<TextObject>(std::move(text)), out->v);
}

/// Runs `body(Session&)` with the session marked as in use.
template <class Body>
[[nodiscard]] Result<void> with_session(steward_session handle, Body&& body) {
  const auto object = find_object<SessionObject>(handle.v);
  if (object == nullptr) return bad_handle("session");
  const Use use(*object);
  if (!use.won()) return busy_session();
  return body(object->session);
}

[[nodiscard]] Result<Id> id_argument(std::string_view name, const steward_id* id);
/// Within the years 1 to 9999; `out_of_range` otherwise.
[[nodiscard]] Result<Instant> instant_argument(std::string_view name, std::int64_t milliseconds);
[[nodiscard]] bool valid_instant(std::int64_t milliseconds);

}  // namespace steward::capi
