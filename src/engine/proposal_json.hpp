// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/json.hpp"
#include "steward/simulation.hpp"

namespace steward::engine {

/// Reads the metrics of a proposal: objects of data_source and what shall change. What is wrong is told in `faults`,
/// with the position of the metric.
[[nodiscard]] std::vector<MetricProposal> read_metric_proposals(const base::Json& list, std::vector<Fault>& faults);

}  // namespace steward::engine
