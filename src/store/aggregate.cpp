// SPDX-License-Identifier: Apache-2.0
#include "store/aggregate.hpp"

#include <algorithm>

#include "store/key.hpp"
#include "store/stored.hpp"

namespace steward::store {

namespace {

bool is_decimal(FieldType type) { return type == FieldType::decimal || type == FieldType::hundredths; }
bool adds(Function function) { return function == Function::sum || function == Function::average; }

std::string exact_key(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return "\2" + *text;
  const auto* list = std::get_if<TextList>(&value);
  if (list == nullptr) return ordered_key(value);
  std::string key = "\3";
  for (const auto& text : *list) key += std::to_string(text.size()) + ":" + text;
  return key;
}

}  // namespace

bool can_add(FieldType type) { return type == FieldType::integer || is_decimal(type) || type == FieldType::duration; }

std::int64_t units_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units();
  if (const auto* duration = std::get_if<Duration>(&value)) return duration->count();
  return 0;
}

Value from_units(FieldType type, std::int64_t units) {
  if (is_decimal(type)) return Decimal::from_units(units);
  if (type == FieldType::duration) return Duration(units);
  return units;
}

void gather(Cell& cell, Function function, const FieldInfo& field, const Value& value, const model::Schema& schema) {
  if (function == Function::count) {
    ++cell.count;
    return;
  }
  if (is_null(value)) return;
  ++cell.count;
  if (adds(function)) {
    cell.sum += units_of(value);
  } else if (is_null(cell.extreme) || replaces(function, field, value, cell.extreme, schema)) {
    cell.extreme = value;
  }
}

bool replaces(Function function, const FieldInfo& field, const Value& value, const Value& held,
              const model::Schema& schema) {
  const int order = condition::compare_values(field, value, held, schema);
  const auto* text = std::get_if<std::string>(&value);
  if (order == 0 && text != nullptr) return *text < std::get<std::string>(held);
  return function == Function::min ? order < 0 : order > 0;
}

Result<Value> value_of(const Cell& cell, Function function, FieldType type) {
  if (function == Function::count) return Value(cell.count);
  if (cell.count == 0) return Value();
  if (!adds(function)) return cell.extreme;
  if (function == Function::sum) {
    const auto sum = base::narrow(cell.sum);
    if (!sum) return sum_out_of_range();
    return from_units(type, *sum);
  }
  const base::Int128 scale = is_decimal(type) ? 1 : Decimal::one;
  const auto average = base::narrow(base::div_round(cell.sum * scale, cell.count));
  if (!average) return sum_out_of_range();
  return Value(Decimal::from_units(*average));
}

std::string group_key(std::span<const Value> values) {
  std::string key;
  for (const auto& value : values) {
    const auto part = exact_key(value);
    key += std::to_string(part.size()) + ":" + part;
  }
  return key;
}

int compare_keys(std::span<const FieldInfo* const> fields, std::span<const Value> a, std::span<const Value> b,
                 const model::Schema& schema) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (const int order = condition::compare_values(*fields[i], a[i], b[i], schema); order != 0) return order;
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto* x = std::get_if<std::string>(&a[i]);
    const auto* y = std::get_if<std::string>(&b[i]);
    if (x != nullptr && y != nullptr && *x != *y) return *x < *y ? -1 : 1;
  }
  return 0;
}

Aggregator::Aggregator(const AggregateQuery& query, const model::Schema& schema)
    : query_(&query), schema_(&schema), table_(&query.rows.where.table()) {}

Result<void> Aggregator::check() const {
  if (query_->group_by.size() > 4) return misuse("rows are grouped by four fields at most");
  for (const auto field : query_->group_by) {
    if (field >= table_->fields.size() || !has_column(table_->fields[field])) return misuse("no such group field");
  }
  for (const auto& measure : query_->measures) {
    if (measure.function == Function::count) continue;
    if (measure.field >= table_->fields.size()) return misuse("no such measured field");
    const auto& field = table_->fields[measure.field];
    if (!has_column(field) || (adds(measure.function) && !can_add(field.type))) {
      return misuse("field " + field.name + " of table " + table_->name + " cannot be measured so");
    }
  }
  return {};
}

void Aggregator::add(const Row& row) {
  std::vector<Value> key;
  for (const auto field : query_->group_by) key.push_back(row[field]);
  auto& bucket = buckets_[group_key(key)];
  if (bucket.cells.empty()) {
    bucket.cells.resize(std::max<std::size_t>(query_->measures.size(), 1));
    bucket.key = std::move(key);
  }
  for (std::size_t i = 0; i < query_->measures.size(); ++i) {
    const auto& measure = query_->measures[i];
    const auto field = measure.function == Function::count ? 0 : measure.field;
    gather(bucket.cells[i], measure.function, table_->fields[field], row[field], *schema_);
  }
}

Result<std::vector<Group>> Aggregator::finish() const {
  std::vector<Group> groups;
  for (const auto& [text, bucket] : buckets_) {
    Group group;
    group.key = bucket.key;
    for (std::size_t i = 0; i < query_->measures.size(); ++i) {
      const auto& measure = query_->measures[i];
      const auto type = measure.function == Function::count ? FieldType::integer : table_->fields[measure.field].type;
      auto value = value_of(bucket.cells[i], measure.function, type);
      if (!value) return value.error();
      group.measures.push_back(std::move(*value));
    }
    groups.push_back(std::move(group));
  }
  // Without group fields there is one group even of no rows.
  if (groups.empty() && query_->group_by.empty()) {
    groups.emplace_back();
    for (const auto& measure : query_->measures) {
      groups.back().measures.push_back(measure.function == Function::count ? Value(std::int64_t{0}) : Value());
    }
  }
  std::vector<const FieldInfo*> fields;
  for (const auto field : query_->group_by) fields.push_back(&table_->fields[field]);
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const Group& a, const Group& b) { return compare_keys(fields, a.key, b.key, *schema_) < 0; });
  return groups;
}

}  // namespace steward::store
