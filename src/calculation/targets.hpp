// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "calculation/definition.hpp"

namespace steward::calculation {

/// The score of one breakdown record, and what made it.
struct Calculated {
  Id record;
  Decimal value;
  Decimal coverage;
  Decimal low;
  Decimal high;
  Id segment;
};

/// Writes the scores of a calculated source into the records that its target mapping names: each row of
/// target_table whose target_query_field is the scored record gets target_field, through the rules of that table,
/// and its score of the day is kept (CTD-05, engine 7). A sold product without a usage row gets one first. A row
/// that the rules refuse is told in `failed`; the others are written. Answers how many rows changed.
/// Code: `invalid_input` for a mapping that names no field.
[[nodiscard]] Result<std::size_t> write_targets(rule::Work& work, const DataSource& source,
                                                std::span<const Calculated> scores, std::vector<Fault>& failed);

}  // namespace steward::calculation
