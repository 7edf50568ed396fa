// SPDX-License-Identifier: Apache-2.0
#include "store/stored.hpp"

#include <algorithm>

#include "base/wide.hpp"

namespace steward::store {

namespace {

constexpr std::int64_t hundredth = Decimal::one / Hundredths::one;

bool fits(FieldType type, const Value& value) {
  switch (type) {
    case FieldType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldType::decimal:
    case FieldType::hundredths:
      return std::holds_alternative<Decimal>(value);
    case FieldType::money:
      return std::holds_alternative<Money>(value);
    case FieldType::boolean:
      return std::holds_alternative<bool>(value);
    case FieldType::date:
      return std::holds_alternative<Date>(value);
    case FieldType::datetime:
      return std::holds_alternative<Instant>(value);
    case FieldType::duration:
      return std::holds_alternative<Duration>(value);
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return std::holds_alternative<Id>(value);
    case FieldType::list_choice:
    case FieldType::list_text:
      return std::holds_alternative<TextList>(value);
    case FieldType::string:
    case FieldType::text:
    case FieldType::choice:
    case FieldType::json:
    case FieldType::condition:
    case FieldType::blob:
      return std::holds_alternative<std::string>(value);
    case FieldType::list_ref:
    case FieldType::journal:
      return true;
  }
  return false;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

bool has_column(const FieldInfo& field) {
  return field.type != FieldType::list_ref && field.type != FieldType::journal && field.kind != FieldKind::computed &&
         field.kind != FieldKind::journal;
}

Value stored_value(const FieldInfo& field, const Value& value) {
  if (!has_column(field)) return {};
  if (field.type == FieldType::hundredths) {
    if (const auto* held = std::get_if<Decimal>(&value)) {
      const auto whole = static_cast<std::int64_t>(base::div_round(held->units(), hundredth));
      return Decimal::from_units(whole * hundredth);
    }
  }
  return value;
}

Result<void> check_field(const TableInfo& table, const Row& row, std::size_t field) {
  const auto& info = table.fields[field];
  if (!has_column(info)) return {};
  const auto& value = row[field];
  if (is_null(value)) {
    if (info.nullable && field != 0) return {};
    return Error({.code = "missing_value",
                  .rule = {},
                  .table = table.name,
                  .record_id = {},
                  .field = info.name,
                  .message = "table " + table.name + " demands a value for " + info.name,
                  .details = {},
                  .index = {}},
                 Category::conflict);
  }
  if (fits(info.type, value)) return {};
  return misuse("a value of field " + info.name + " of table " + table.name + " has another type than the field");
}

Result<void> check_row(const TableInfo& table, const Row& row) {
  if (row.values.size() != table.fields.size()) return misuse("a row does not have the fields of table " + table.name);
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (auto checked = check_field(table, row, i); !checked) return checked;
  }
  return {};
}

Error unique_violation(const TableInfo& table, const UniqueKey& key) {
  return Error({.code = "unique_violation",
                .rule = key.rule,
                .table = table.name,
                .record_id = {},
                .field = key.at,
                .message = "table " + table.name + " already has a row with this " + joined(key.fields),
                .details = {},
                .index = {}},
               Category::conflict);
}

Error id_violation(const TableInfo& table) {
  UniqueKey key;
  key.fields = {"id"};
  key.at = "id";
  return unique_violation(table, key);
}

Error reference_violation(std::string_view message) {
  return {"reference_violation", Category::conflict, std::string(message)};
}

Error row_not_found(const TableInfo& table, Id id) {
  return Error({.code = "not_found",
                .rule = {},
                .table = table.name,
                .record_id = id,
                .field = {},
                .message = "table " + table.name + " has no row " + id.to_string(),
                .details = {},
                .index = {}},
               Category::not_found);
}

Error busy_error() { return {"busy", Category::busy, "another connection is writing to the store", true}; }

Error misuse(std::string_view message) { return {"misuse", Category::misuse, std::string(message)}; }

Error sum_out_of_range() { return {"out_of_range", Category::invalid, "a sum does not fit 64 bits"}; }

std::vector<std::size_t> key_fields(const TableInfo& table, const UniqueKey& key) {
  std::vector<std::size_t> fields;
  if (key.per_domain) {
    if (const auto domain = table.find("domain")) fields.push_back(*domain);
  }
  for (const auto& name : key.fields) fields.push_back(table.at(name));
  return fields;
}

const condition::Condition* row_rule(const TableInfo& table, const Scope& scope) {
  const auto* rule = scope.rules ? scope.rules->rule(table) : nullptr;
  return rule == nullptr || rule->is_always() ? nullptr : rule;
}

ScopeFilter::ScopeFilter(const TableInfo& table, const Scope& scope) {
  if (scope.all || scope.wide || table.domain == DomainClass::none) return;
  field_ = table.find("domain");
  domains_ = table.domain == DomainClass::data ? scope.data : scope.configuration;
  std::sort(domains_.begin(), domains_.end());
}

bool ScopeFilter::shows(const Row& row) const {
  if (!field_) return true;
  const auto* domain = std::get_if<Id>(&row[*field_]);
  return domain != nullptr && std::binary_search(domains_.begin(), domains_.end(), *domain);
}

}  // namespace steward::store
