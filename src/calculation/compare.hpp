// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calculation/readings.hpp"
#include "steward/scores.hpp"

namespace steward::calculation {

/// One side of a comparison: what scores a record there, and what its metrics read.
struct Side {
  const Definition* definition = nullptr;  ///< null: none applies
  Readings& readings;
};

/// What leads from one score of a record to another, metric by metric (engine 6, scoring::explain_change).
struct Comparison {
  Decimal difference;
  Decimal missing;
  Decimal ageing;
  Decimal values;
  Decimal definition;
  std::vector<MetricChange> metrics;
};
/// The metrics of the earlier definition are read on the later side too, in their own way. Without a definition on
/// one side all of the difference is its. Code: `out_of_range` (a sum of values).
[[nodiscard]] Result<Comparison> compare(Id record, const Side& before, const Side& after);

}  // namespace steward::calculation
