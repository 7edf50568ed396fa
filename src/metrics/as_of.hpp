// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "rule/work.hpp"

namespace steward::metrics {

/// A record as it was at a past instant.
struct PastRow {
  std::optional<Row> row;  ///< nothing: there was no such record yet
  bool complete = true;    ///< false: its history is not kept back to then
};

/// Takes back what changed after `t`, from the newest change on. Derived fields (scores, counters) have no
/// history and keep their values of now.
[[nodiscard]] Result<PastRow> row_at(rule::Work& work, const TableInfo& table, const Row& row, Instant t);

}  // namespace steward::metrics
