// SPDX-License-Identifier: Apache-2.0
#include "rule/computed.hpp"

#include <set>
#include <unordered_set>

#include "steward/model/collaboration.hpp"

namespace steward::rule {

void fill_due(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows, std::string_view until) {
  const auto due_field = table.at(until);
  const auto days = table.at("days_remaining");
  const auto overdue = table.at("overdue");
  const auto active = table.at("active");
  const auto now = lookup.now();
  const auto& calendar = lookup.calendar();
  const auto today = calendar.day_of(now);
  for (Row& row : rows) {
    const auto* due = std::get_if<Instant>(&row[due_field]);
    const bool counts = due != nullptr && model::bool_at(row, active);
    row[days] = counts ? Value((calendar.day_of(*due) - today).count()) : Value();
    row[overdue] = counts && *due < now;
  }
}

void fill_blocked(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows) {
  const auto& reasons = table_info<BlockedBy>();
  const auto record = model::field_of<BlockedBy>(&BlockedBy::blocked_record);
  std::unordered_set<Id> held;
  for (const Row& reason : rows_among(
           lookup, reasons, record, ids_of(rows),
           {condition::Condition::equals(reasons, model::field_of<BlockedBy>(&BlockedBy::blocked_table), table.name),
            where<BlockedBy>(&BlockedBy::resolved_at, std::nullopt)})) {
    held.insert(model::id_at(reason, record));
  }
  const auto blocked = table.at("blocked");
  const auto active = table.at("active");
  for (Row& row : rows) row[blocked] = model::bool_at(row, active) && held.contains(model::row_id(row));
}

std::vector<Value> ids_of(std::span<const Row> rows) {
  std::vector<Value> ids;
  ids.reserve(rows.size());
  for (const Row& row : rows) ids.emplace_back(model::row_id(row));
  return ids;
}

std::vector<Value> ids_at(std::span<const Row> rows, std::size_t field) {
  std::set<Id> ids;
  for (const Row& row : rows) {
    if (const Id id = model::id_at(row, field); !id.is_nil()) ids.insert(id);
  }
  return {ids.begin(), ids.end()};
}

std::vector<Row> rows_among(const Lookup& lookup, const TableInfo& table, std::size_t field, std::vector<Value> ids,
                            std::vector<condition::Condition> more) {
  if (ids.empty()) return {};
  more.push_back(condition::Condition::any_of(table, field, std::move(ids)));
  return lookup.find(condition::Condition::all(table, std::move(more)));
}

}  // namespace steward::rule
