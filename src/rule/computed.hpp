// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "rule/rule.hpp"

// Computed fields that many tables of work share. All of them do nothing to rows that lack the fields.

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

}  // namespace steward::rule
