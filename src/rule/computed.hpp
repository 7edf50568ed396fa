// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rule/rule.hpp"

// Computed fields that many tables of work share, and the look-ups behind computed fields.

namespace steward::rule {

/// `days_remaining` and `overdue` of rows of `table`, counted to the datetime field `until`: whole calendar days
/// from today in the engine's zone, negative when late, and only while the record is active.
void fill_due(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows,
              std::string_view until = "due_date");
/// `blocked`: active, with a reason of blocked_by that is not resolved. One query for all rows.
void fill_blocked(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows);

/// Both as functions of a catalogue entry: `{"touchpoint", rule::fill_due<Touchpoint>}`.
template <class T>
void fill_due(const rule::Lookup& lookup, std::span<Row> rows) {
  fill_due(lookup, table_info<T>(), rows);
}
template <class T>
void fill_blocked(const rule::Lookup& lookup, std::span<Row> rows) {
  fill_blocked(lookup, table_info<T>(), rows);
}

/// The ids of rows as operands of a query.
[[nodiscard]] std::vector<Value> ids_of(std::span<const Row> rows);
/// The ids that a field of the rows holds, each once.
[[nodiscard]] std::vector<Value> ids_at(std::span<const Row> rows, std::size_t field);

/// The rows of `table` whose `field` is one of the ids and that meet the other conditions: one query, or none when
/// there are no ids.
[[nodiscard]] std::vector<Row> rows_among(const Lookup& lookup, const TableInfo& table, std::size_t field,
                                          std::vector<Value> ids, std::vector<condition::Condition> more = {});
/// The same as entities.
template <class T, class M, class B>
[[nodiscard]] std::vector<T> among(const Lookup& lookup, M B::* member, std::vector<Value> ids,
                                   std::vector<condition::Condition> more = {}) {
  std::vector<T> result;
  for (const Row& row :
       rows_among(lookup, table_info<T>(), model::field_of<T>(member), std::move(ids), std::move(more))) {
    result.push_back(model::from_row<T>(row));
  }
  return result;
}
/// The entities that bear these ids, by id.
template <class T>
[[nodiscard]] std::unordered_map<Id, T> named(const Lookup& lookup, std::vector<Value> ids) {
  std::unordered_map<Id, T> result;
  for (auto& entity : among<T>(lookup, &T::id, std::move(ids))) result.emplace(entity.id, std::move(entity));
  return result;
}

}  // namespace steward::rule
