// SPDX-License-Identifier: Apache-2.0
#include "model/json.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace steward::model {

namespace {

Error refused(const TableInfo& table, const FieldInfo& field, std::string_view code, std::string message) {
  return Error(Fault{std::string(code), "", table.name, std::nullopt, field.name, std::move(message), "", std::nullopt},
               Category::invalid);
}

Error wrong_type(const TableInfo& table, const FieldInfo& field, std::string_view expected) {
  return refused(table, field, "invalid_input", fmt::format("{}.{} takes {}", table.name, field.name, expected));
}

std::optional<std::int64_t> integer_of(const base::Json& json) {
  if (const auto number = json.as_int64()) return number;
  const auto* text = json.as_string();
  if (text == nullptr || text->empty()) return std::nullopt;
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<Decimal> decimal_of(const base::Json& json) {
  if (const auto number = json.as_decimal()) return number;
  const auto* text = json.as_string();
  return text != nullptr ? Decimal::parse(*text) : std::nullopt;
}

Result<Value> money_of(const TableInfo& table, const FieldInfo& field, const base::Json& json) {
  const auto* amount = json.find("amount");
  const auto* code = json.find("currency");
  const auto minor = amount != nullptr ? integer_of(*amount) : std::nullopt;
  const auto* text = code != nullptr ? code->as_string() : nullptr;
  const auto currency = text != nullptr ? Currency::parse(*text) : std::nullopt;
  if (!minor || !currency || json.size() != 2) {
    return wrong_type(table, field, R"({"amount": whole minor units, "currency": an ISO 4217 code})");
  }
  return Value(Money{*minor, *currency});
}

Result<Value> list_of(const TableInfo& table, const FieldInfo& field, const base::Json& json) {
  if (!json.is_array()) return wrong_type(table, field, "a list");
  IdList ids;
  TextList texts;
  for (const auto& element : json.elements()) {
    const auto* text = element.as_string();
    if (text == nullptr) return wrong_type(table, field, "a list of texts");
    if (field.type != FieldType::list_ref) {
      texts.push_back(*text);
      continue;
    }
    const auto id = Id::parse(*text);
    if (!id) return wrong_type(table, field, "a list of ids");
    ids.push_back(*id);
  }
  return field.type == FieldType::list_ref ? Value(std::move(ids)) : Value(std::move(texts));
}

template <class T>
Result<Value> parsed(const TableInfo& table, const FieldInfo& field, const std::optional<T>& value,
                     std::string_view expected) {
  if (!value) return wrong_type(table, field, expected);
  return Value(*value);
}

template <class T, class Parse>
Result<Value> from_text(const TableInfo& table, const FieldInfo& field, const base::Json& json, Parse parse,
                        std::string_view expected) {
  const auto* text = json.as_string();
  return parsed<T>(table, field, text != nullptr ? parse(*text) : std::nullopt, expected);
}

}  // namespace

Result<Value> value_from_json(const TableInfo& table, const FieldInfo& field, const base::Json& json) {
  if (json.is_null()) return Value();
  switch (field.type) {
    case FieldType::boolean:
      return parsed(table, field, json.as_bool(), "true or false");
    case FieldType::integer:
      return parsed(table, field, integer_of(json), "a whole number");
    case FieldType::decimal:
    case FieldType::hundredths: {
      const auto* text = json.as_number_text() != nullptr ? json.as_number_text() : json.as_string();
      const auto decimal = decimal_of(json);
      if (!decimal && text != nullptr && base::is_json_number(*text)) {
        return refused(table, field, "out_of_range", fmt::format("{}.{} takes at most 9.2e12", table.name, field.name));
      }
      return parsed(table, field, decimal, "a number");
    }
    case FieldType::duration: {
      const auto seconds = integer_of(json);
      if (!seconds || *seconds < 0) return wrong_type(table, field, "a whole number of seconds, not negative");
      return Value(Duration(*seconds));
    }
    case FieldType::money:
      return money_of(table, field, json);
    case FieldType::date:
      return from_text<Date>(table, field, json, parse_date, "a date YYYY-MM-DD");
    case FieldType::datetime:
      return from_text<Instant>(table, field, json, parse_instant, "an instant YYYY-MM-DDTHH:MM:SS.mmmZ");
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return from_text<Id>(table, field, json, Id::parse, "an id");
    case FieldType::list_ref:
    case FieldType::list_choice:
    case FieldType::list_text:
      return list_of(table, field, json);
    case FieldType::json:
      return Value(json.canonical());
    case FieldType::blob:
      return from_text<std::string>(table, field, json, base::from_base64, "bytes as Base64");
    case FieldType::string:
    case FieldType::text:
    case FieldType::choice:
    case FieldType::condition:
    case FieldType::journal:
      break;
  }
  const auto* text = json.as_string();
  if (text == nullptr) return wrong_type(table, field, "a text");
  return Value(*text);
}

base::Json value_to_json(const FieldInfo& field, const Value& value) {
  struct Visitor {
    const FieldInfo& field;
    base::Json operator()(std::monostate) const { return {}; }
    base::Json operator()(bool held) const { return base::Json(held); }
    base::Json operator()(std::int64_t held) const { return base::Json::number(held); }
    base::Json operator()(Decimal held) const { return base::Json::number(held); }
    base::Json operator()(const std::string& held) const {
      if (field.type == FieldType::json) {
        if (auto json = base::Json::parse(held)) return *json;
      }
      if (field.type == FieldType::blob) return base::Json::string(base::to_base64(held));
      return base::Json::string(held);
    }
    base::Json operator()(const Id& held) const { return base::Json::string(held.to_string()); }
    base::Json operator()(Instant held) const { return base::Json::string(to_string(held)); }
    base::Json operator()(Date held) const { return base::Json::string(to_string(held)); }
    base::Json operator()(Duration held) const { return base::Json::number(std::int64_t{held.count()}); }
    base::Json operator()(const Money& held) const {
      auto json = base::Json::object();
      json.set("amount", base::Json::number(held.amount));
      json.set("currency", base::Json::string(held.currency.code()));
      return json;
    }
    base::Json operator()(const IdList& held) const {
      auto json = base::Json::array();
      for (const auto& id : held) json.push(base::Json::string(id.to_string()));
      return json;
    }
    base::Json operator()(const TextList& held) const {
      auto json = base::Json::array();
      for (const auto& text : held) json.push(base::Json::string(text));
      return json;
    }
  };
  return std::visit(Visitor{field}, value);
}

void append_json(std::string& out, const FieldInfo& field, const Value& value) {
  const auto quoted = [&](const std::string& text) {
    out += '"';
    out += text;
    out += '"';
  };
  const auto* text = std::get_if<std::string>(&value);
  if (is_null(value)) {
    out += "null";
  } else if (text != nullptr && field.type != FieldType::json && field.type != FieldType::blob) {
    base::append_json_string(out, *text);
  } else if (const auto* id = std::get_if<Id>(&value)) {
    quoted(id->to_string());
  } else if (const auto* instant = std::get_if<Instant>(&value)) {
    quoted(to_string(*instant));
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += std::to_string(*number);
  } else if (const auto* yes = std::get_if<bool>(&value)) {
    out += *yes ? "true" : "false";
  } else {
    out += value_to_json(field, value).canonical();
  }
}

base::Json row_to_json(const TableInfo& table, const Row& row) {
  auto json = base::Json::object();
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.type != FieldType::journal) json.set(field.name, value_to_json(field, row[i]));
  }
  if (!row.masked.empty()) {
    auto names = base::Json::array();
    for (const auto& name : row.masked) names.push(base::Json::string(name));
    json.set("masked", std::move(names));
  }
  if (!row.labels.empty()) {
    auto labels = base::Json::object();
    for (const auto& [name, text] : row.labels) labels.set(name, base::Json::string(text));
    json.set("labels", std::move(labels));
  }
  return json;
}

namespace {

bool holds_type(const FieldInfo& field, const Value& value) {
  switch (field.type) {
    case FieldType::boolean:
      return std::holds_alternative<bool>(value);
    case FieldType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldType::decimal:
    case FieldType::hundredths:
      return std::holds_alternative<Decimal>(value);
    case FieldType::duration:
      return std::holds_alternative<Duration>(value);
    case FieldType::money:
      return std::holds_alternative<Money>(value);
    case FieldType::date:
      return std::holds_alternative<Date>(value);
    case FieldType::datetime:
      return std::holds_alternative<Instant>(value);
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return std::holds_alternative<Id>(value);
    case FieldType::list_ref:
      return std::holds_alternative<IdList>(value);
    case FieldType::list_choice:
    case FieldType::list_text:
      return std::holds_alternative<TextList>(value);
    default:
      return std::holds_alternative<std::string>(value);
  }
}

}  // namespace

Result<Value> normalised(const TableInfo& table, const FieldInfo& field, Value value) {
  if (is_null(value)) return value;
  if (!holds_type(field, value)) return wrong_type(table, field, "a value of its own type");
  if (const auto* list = std::get_if<IdList>(&value)) return list->empty() ? Value() : std::move(value);
  if (const auto* list = std::get_if<TextList>(&value)) return list->empty() ? Value() : std::move(value);
  if (const auto* duration = std::get_if<Duration>(&value); duration != nullptr && duration->count() < 0) {
    return refused(table, field, "out_of_range", fmt::format("{}.{} is negative", table.name, field.name));
  }
  auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return value;
  if (field.type == FieldType::blob) return text->empty() ? Value() : std::move(value);
  if (!base::valid_utf8(*text)) return wrong_type(table, field, "valid UTF-8");
  *text = base::trimmed(*text);
  if (text->empty()) return Value();
  if (field.max_length != 0 && text->size() > field.max_length && base::utf8_length(*text) > field.max_length) {
    return refused(table, field, "invalid_input",
                   fmt::format("{}.{} takes at most {} characters", table.name, field.name, field.max_length));
  }
  if (field.type == FieldType::json) {
    auto json = base::Json::parse(*text);
    if (!json) return refused(table, field, "invalid_input", json.error().message());
    *text = json->canonical();
  }
  return value;
}

}  // namespace steward::model
