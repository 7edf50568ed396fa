// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "steward/decimal.hpp"
#include "steward/result.hpp"

namespace steward::base {

/// A JSON value as a tree. Numbers are kept as their text, so that no digit is lost; objects keep the order of
/// their keys. A value type without thread rules of its own. Copying, writing and destroying recurse once a
/// level: trees built by hand must stay below 1000 levels, `parse` sees to it.
class Json {
 public:
  using Member = std::pair<std::string, Json>;
  using Members = std::vector<Member>;
  using Elements = std::vector<Json>;

  /// Texts longer than this are refused.
  static constexpr std::size_t max_bytes = std::size_t{64} << 20;
  static constexpr int default_depth = 64;

  /// null
  Json() = default;
  /// Only for a real bool: a pointer or number must not become `true` by accident.
  template <std::same_as<bool> B>
  explicit Json(B value) : value_(value) {}

  [[nodiscard]] static Json object() { return Json(Storage(Members{})); }
  [[nodiscard]] static Json object(Members members) { return Json(Storage(std::move(members))); }
  [[nodiscard]] static Json array() { return Json(Storage(Elements{})); }
  [[nodiscard]] static Json array(Elements elements) { return Json(Storage(std::move(elements))); }
  [[nodiscard]] static Json string(std::string_view text) { return Json(Storage(std::string(text))); }
  [[nodiscard]] static Json number(std::int64_t value) { return Json(Storage(Number{std::to_string(value)})); }
  [[nodiscard]] static Json number(Decimal value) { return Json(Storage(Number{value.to_string()})); }
  /// A number exactly as written. Throws std::invalid_argument when `text` is no JSON number (a bug of the
  /// caller).
  [[nodiscard]] static Json number_text(std::string_view text);

  /// Reads one JSON text. Fails with `json_invalid` (category invalid), the byte offset in the message, for
  /// anything that is no strict JSON, duplicate keys, invalid UTF-8, more than `max_depth` nested containers
  /// (at most 1000), text behind the value, numbers beyond the range of a double and texts over `max_bytes`.
  [[nodiscard]] static Result<Json> parse(std::string_view text, int max_depth = default_depth);

  [[nodiscard]] bool is_null() const { return value_.index() == 0; }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(value_); }
  [[nodiscard]] bool is_number() const { return std::holds_alternative<Number>(value_); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(value_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Elements>(value_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Members>(value_); }

  /// Nothing when this is no bool.
  [[nodiscard]] std::optional<bool> as_bool() const;
  /// The integer; nothing when this is no number, is written with a fraction or exponent, or does not fit.
  [[nodiscard]] std::optional<std::int64_t> as_int64() const;
  /// The decimal, rounded to six places; nothing when this is no number or does not fit.
  [[nodiscard]] std::optional<Decimal> as_decimal() const;
  /// The text of a number as written, else null. Borrowed until this value changes.
  [[nodiscard]] const std::string* as_number_text() const;
  /// The text of a string, else null. Borrowed until this value changes.
  [[nodiscard]] const std::string* as_string() const;

  /// The members of an object, in order; empty for anything else.
  [[nodiscard]] const Members& items() const;
  /// The elements of an array; empty for anything else.
  [[nodiscard]] const Elements& elements() const;
  /// Members or elements; 0 for anything else.
  [[nodiscard]] std::size_t size() const { return is_array() ? elements().size() : items().size(); }
  /// The member with this key, else null; borrowed until this value changes. A linear search.
  [[nodiscard]] const Json* find(std::string_view key) const;
  [[nodiscard]] Json* find(std::string_view key);

  /// Replaces the member or appends it; turns a null into an object first. REQUIRES: null or object.
  Json& set(std::string_view key, Json value);
  /// Appends an element; turns a null into an array first. REQUIRES: null or array.
  Json& push(Json value);
  /// Takes the member away; false when there was none.
  bool erase(std::string_view key);

  /// Compact, keys in their order. Invalid UTF-8 comes out as U+FFFD.
  [[nodiscard]] std::string dump() const;
  /// Compact, keys sorted by their bytes, numbers as written: equal trees give equal texts.
  [[nodiscard]] std::string canonical() const;
  /// Indented by two blanks, keys in their order.
  [[nodiscard]] std::string pretty() const;

  /// Numbers compare by their text, objects with the order of their keys.
  friend bool operator==(const Json& a, const Json& b) { return a.value_ == b.value_; }

 private:
  struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
  };
  using Storage = std::variant<std::monostate, bool, Number, std::string, Elements, Members>;
  explicit Json(Storage value) : value_(std::move(value)) {}

  Storage value_;
};

/// True when `text` is a number by the grammar of JSON.
[[nodiscard]] bool is_json_number(std::string_view text);
/// Appends `text` as a JSON string with its quotes; invalid UTF-8 comes out as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace steward::base
