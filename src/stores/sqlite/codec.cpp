// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/codec.hpp"

#include "base/json.hpp"
#include "base/wide.hpp"
#include "store/stored.hpp"

namespace steward::stores {

namespace {

constexpr std::int64_t hundredth = Decimal::one / Hundredths::one;

std::string list_text(const TextList& list) {
  auto json = base::Json::array();
  for (const auto& text : list) json.push(base::Json::string(text));
  return json.dump();
}

TextList parse_list(std::string_view text) {
  TextList list;
  const auto json = base::Json::parse(text);
  if (!json) return list;
  for (const auto& element : json->elements()) {
    if (const auto* held = element.as_string()) list.push_back(*held);
  }
  return list;
}

std::int64_t units_of(const FieldInfo& field, Decimal value) {
  if (field.type != FieldType::hundredths) return value.units();
  return static_cast<std::int64_t>(base::div_round(value.units(), hundredth));
}

}  // namespace

bool is_list(FieldType type) { return type == FieldType::list_choice || type == FieldType::list_text; }

bool is_string(FieldType type) {
  return type == FieldType::string || type == FieldType::text || type == FieldType::choice || type == FieldType::json ||
         type == FieldType::condition;
}

bool is_id(FieldType type) { return type == FieldType::ref || type == FieldType::rid || type == FieldType::id; }

std::vector<std::string> columns_of(const FieldInfo& field) {
  if (!store::has_column(field)) return {};
  if (field.type == FieldType::money) return {field.name + "_amount", field.name + "_currency"};
  return {field.name};
}

Cell cell_of(const FieldInfo& field, const Value& value) {
  if (const auto* held = std::get_if<bool>(&value)) return std::int64_t{*held};
  if (const auto* held = std::get_if<std::int64_t>(&value)) return *held;
  if (const auto* held = std::get_if<Decimal>(&value)) return units_of(field, *held);
  if (const auto* held = std::get_if<std::string>(&value)) return *held;
  if (const auto* held = std::get_if<Id>(&value)) return *held;
  if (const auto* held = std::get_if<Instant>(&value)) return std::int64_t{held->time_since_epoch().count()};
  if (const auto* held = std::get_if<Date>(&value)) return std::int64_t{held->time_since_epoch().count()};
  if (const auto* held = std::get_if<Duration>(&value)) return std::int64_t{held->count()};
  if (const auto* held = std::get_if<TextList>(&value)) return list_text(*held);
  return {};
}

void bind_value(Statement& statement, int& at, const FieldInfo& field, const Value& value,
                std::deque<std::string>& texts) {
  if (!store::has_column(field)) return;
  if (field.type == FieldType::money) {
    const auto* money = std::get_if<Money>(&value);
    if (money == nullptr) {
      statement.bind_null(at++);
      statement.bind_null(at++);
    } else {
      statement.bind(at++, money->amount);
      statement.bind(at++, money->currency.code());
    }
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    if (field.type == FieldType::blob) {
      statement.bind_bytes(at++, *text);
    } else {
      statement.bind(at++, std::string_view(*text));
    }
  } else if (const auto* id = std::get_if<Id>(&value)) {
    statement.bind(at++, *id);
  } else if (const auto* list = std::get_if<TextList>(&value)) {
    texts.push_back(list_text(*list));
    statement.bind(at++, std::string_view(texts.back()));
  } else {
    statement.bind(at++, cell_of(field, value));
  }
}

Value read_value(const Statement& statement, int& at, const FieldInfo& field) {
  if (!store::has_column(field)) return {};
  const int column = at;
  at += field.type == FieldType::money ? 2 : 1;
  if (statement.is_null(column)) return {};
  switch (field.type) {
    case FieldType::integer:
      return statement.integer(column);
    case FieldType::decimal:
      return Decimal::from_units(statement.integer(column));
    case FieldType::hundredths:
      return Decimal::from_units(statement.integer(column) * hundredth);
    case FieldType::money: {
      const auto currency = Currency::parse(statement.text(column + 1));
      return currency ? Value(Money{statement.integer(column), *currency}) : Value();
    }
    case FieldType::boolean:
      return statement.integer(column) != 0;
    case FieldType::date:
      return Date(std::chrono::days(statement.integer(column)));
    case FieldType::datetime:
      return Instant(std::chrono::milliseconds(statement.integer(column)));
    case FieldType::duration:
      return Duration(statement.integer(column));
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return statement.id(column);
    case FieldType::list_choice:
    case FieldType::list_text:
      return parse_list(statement.text(column));
    default:
      return std::string(statement.text(column));
  }
}

std::int64_t factor_of(const FieldInfo& field) {
  if (field.type == FieldType::boolean) return 0;
  return field.type == FieldType::hundredths ? hundredth : 1;
}

}  // namespace steward::stores
