// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "rule/rule.hpp"
#include "steward/model/metrics.hpp"

// Which data sources are calculated from which others: by the metrics of their segments, in any state.

namespace steward::metrics {

/// The sources that the segments of a calculated source measure, each once.
[[nodiscard]] IdList measured_by(const rule::Lookup& lookup, Id source);
/// The calculated sources whose segments measure this one, each once.
[[nodiscard]] IdList measuring(const rule::Lookup& lookup, Id source);
/// A shortest chain of sources from `from` to `to`, each calculated from the next, both ends included; empty
/// when there is none.
[[nodiscard]] IdList dependency_path(const rule::Lookup& lookup, Id from, Id to);
/// When a calculated source runs: behind everything it is calculated from (DSR-10).
[[nodiscard]] std::int64_t calculated_order(const rule::Lookup& lookup, Id source);

}  // namespace steward::metrics
