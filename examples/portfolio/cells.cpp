// SPDX-License-Identifier: Apache-2.0
#include "portfolio/cells.hpp"

#include <charconv>
#include <utility>

namespace portfolio {

using namespace steward;

namespace {

Error wrong(std::string message) { return {"cell_invalid", Category::invalid, std::move(message)}; }

template <class T>
Result<Value> given(const std::optional<T>& read, const std::string& text, const char* what) {
  if (!read) return wrong("\"" + text + "\" is not " + what);
  return Value(*read);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// `1200.50 EUR`; two decimal places, as the currencies of the portfolio have.
std::optional<Money> parse_money(std::string_view text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto amount = Hundredths::parse(text.substr(0, blank));
  const auto currency = Currency::parse(text.substr(blank + 1));
  if (!amount || !currency) return std::nullopt;
  return Money{amount->units(), *currency};
}

Result<Id> read_key(std::string_view table, const std::string& text, const Keys& keys) {
  if (const auto id = keys.find(table, text)) return *id;
  return wrong("no " + std::string(table) + " with the external id \"" + text + "\" was loaded");
}

Result<Value> read_list(std::string_view table, std::string_view text, const Keys& keys) {
  IdList list;
  while (!text.empty()) {
    const auto end = text.find(';');
    auto id = read_key(table, std::string(text.substr(0, end)), keys);
    if (!id) return id.error();
    list.push_back(*id);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return Value(std::move(list));
}

}  // namespace

Result<Value> read_cell(const FieldInfo& field, const std::string& text, const Keys& keys) {
  switch (field.type) {
    case FieldType::string:
    case FieldType::text:
    case FieldType::choice:
    case FieldType::condition:
    case FieldType::json:
    case FieldType::journal:
      return Value(text);
    case FieldType::integer:
      return given(parse_integer(text), text, "a whole number");
    case FieldType::decimal:
    case FieldType::hundredths:
      return given(Decimal::parse(text), text, "a number");
    case FieldType::money:
      return given(parse_money(text), text, "an amount with its currency, such as 1200.50 EUR");
    case FieldType::boolean:
      if (text == "true" || text == "false") return Value(text == "true");
      return wrong("\"" + text + "\" is neither true nor false");
    case FieldType::date:
      return given(parse_date(text), text, "a day, such as 2024-11-20");
    case FieldType::datetime:
      return given(parse_instant(text), text, "a time, such as 2024-11-20T21:00:00Z");
    case FieldType::ref: {
      auto id = read_key(field.target, text, keys);
      if (!id) return id.error();
      return Value(*id);
    }
    case FieldType::list_ref:
      return read_list(field.target, text, keys);
    default:
      return wrong("fields of this type are not loaded from files");
  }
}

}  // namespace portfolio
