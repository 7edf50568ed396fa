// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "rule/work.hpp"

namespace steward::plan {

/// `task_count` (not canceled) and `open_task_count` of the success tasks below rows of `table`, which is one of
/// their parents.
void fill_task_counts(const rule::Lookup& lookup, const TableInfo& table, std::span<Row> rows);

}  // namespace steward::plan
