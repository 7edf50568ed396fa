// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "rule/work.hpp"

namespace steward::plan {

/// `task_count` (not canceled) and `open_task_count` of the rows of `tasks` below rows of `table`, which they name by
/// a field of its name. One query for all rows.
void fill_task_counts(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows, const TableInfo& tasks);

}  // namespace steward::plan
