// SPDX-License-Identifier: Apache-2.0
#include "store/aggregate.hpp"

#include <algorithm>

#include "store/key.hpp"
#include "store/stored.hpp"

namespace steward::store {

namespace {

bool is_number(FieldType type) {
  return type == FieldType::integer || type == FieldType::decimal || type == FieldType::hundredths ||
         type == FieldType::duration;
}

std::int64_t units_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units();
  if (const auto* duration = std::get_if<Duration>(&value)) return duration->count();
  return 0;
}

bool is_decimal(FieldType type) { return type == FieldType::decimal || type == FieldType::hundredths; }

Value from_units(FieldType type, std::int64_t units) {
  if (is_decimal(type)) return Decimal::from_units(units);
  if (type == FieldType::duration) return Duration(units);
  return units;
}

// Texts that differ only in case are different groups; the key must tell them apart.
std::string group_key(const Row& row, const std::vector<std::size_t>& fields) {
  std::string key;
  for (const auto field : fields) {
    const auto* text = std::get_if<std::string>(&row[field]);
    const auto part = text != nullptr ? "\2" + *text : ordered_key(row[field]);
    key += std::to_string(part.size()) + ":" + part;
  }
  return key;
}

}  // namespace

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
    const bool adds = measure.function == Function::sum || measure.function == Function::average;
    if (!has_column(field) || (adds && !is_number(field.type))) {
      return misuse("field " + field.name + " of table " + table_->name + " cannot be measured so");
    }
  }
  return {};
}

void Aggregator::add(const Row& row) {
  auto& bucket = buckets_[group_key(row, query_->group_by)];
  if (bucket.cells.empty()) {
    bucket.cells.resize(std::max<std::size_t>(query_->measures.size(), 1));
    for (const auto field : query_->group_by) bucket.key.push_back(row[field]);
  }
  for (std::size_t i = 0; i < query_->measures.size(); ++i) measure(query_->measures[i], bucket.cells[i], row);
}

void Aggregator::measure(const Measure& measure, Cell& cell, const Row& row) const {
  if (measure.function == Function::count) {
    ++cell.count;
    return;
  }
  const auto& value = row[measure.field];
  if (is_null(value)) return;
  ++cell.count;
  if (measure.function == Function::sum || measure.function == Function::average) {
    cell.sum += units_of(value);
    return;
  }
  const auto& field = table_->fields[measure.field];
  int order = is_null(cell.extreme) ? 1 : condition::compare_values(field, value, cell.extreme, *schema_);
  // Texts that are equal but for case: the smaller bytes, so that the answer does not depend on the order of rows.
  if (order == 0 && std::holds_alternative<std::string>(value)) {
    order = std::get<std::string>(value).compare(std::get<std::string>(cell.extreme));
    if (order > 0) order = 0;
    if (order < 0) cell.extreme = value;
    return;
  }
  if (is_null(cell.extreme) || (measure.function == Function::min ? order < 0 : order > 0)) cell.extreme = value;
}

Result<Value> Aggregator::value_of(const Measure& measure, const Cell& cell) const {
  if (measure.function == Function::count) return Value(cell.count);
  if (cell.count == 0) return Value();
  if (measure.function == Function::min || measure.function == Function::max) return cell.extreme;
  const auto type = table_->fields[measure.field].type;
  if (measure.function == Function::sum) {
    const auto sum = base::narrow(cell.sum);
    if (!sum) return sum_out_of_range();
    return from_units(type, *sum);
  }
  const base::Int128 scale = is_decimal(type) ? 1 : Decimal::one;
  const auto average = base::narrow(base::div_round(cell.sum * scale, cell.count));
  if (!average) return sum_out_of_range();
  return Value(Decimal::from_units(*average));
}

Result<std::vector<Group>> Aggregator::finish() const {
  std::vector<Group> groups;
  for (const auto& [text, bucket] : buckets_) {
    Group group;
    group.key = bucket.key;
    for (std::size_t i = 0; i < query_->measures.size(); ++i) {
      auto value = value_of(query_->measures[i], bucket.cells[i]);
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
  std::stable_sort(groups.begin(), groups.end(), [this](const Group& a, const Group& b) {
    for (std::size_t i = 0; i < a.key.size(); ++i) {
      const auto& field = table_->fields[query_->group_by[i]];
      const int order = condition::compare_values(field, a.key[i], b.key[i], *schema_);
      if (order != 0) return order < 0;
    }
    return false;
  });
  return groups;
}

}  // namespace steward::store
