// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/domains.hpp"
#include "steward/model/metrics.hpp"

namespace steward::metrics {

/// One value of one source record in one period.
struct Collected {
  std::size_t period = 0;  ///< position in the list of periods asked for
  Id source;
  Decimal value;
};

/// The values of some periods, by period and source record.
struct CollectedBatch {
  const TableInfo* source_table = nullptr;
  std::vector<Collected> values;
  std::vector<Fault> faults;  ///< groups that lead to no source record or have no number
};

/// Aggregates the scores of the source's indicator inside each period. `periods` are ascending.
[[nodiscard]] Result<CollectedBatch> read_indicator(rule::Work& work, const DataSource& source,
                                                    std::span<const base::Period> periods);
/// Runs the aggregate query of a table source; the values are for one period, the first.
[[nodiscard]] Result<CollectedBatch> read_table(rule::Work& work, Domains& domains, const DataSource& source);

}  // namespace steward::metrics
