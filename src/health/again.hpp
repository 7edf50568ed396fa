// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calculation/readings.hpp"
#include "metrics/run_memory.hpp"

// A refresh of all engagements that follows another one the same day looks at what changed in between.

namespace steward::health {

/// What the refresh of all writes on engagements.
[[nodiscard]] std::set<std::size_t> written_fields();

/// Tables and series that the scores are computed from; nothing when the clock, or the scores themselves, are among it.
[[nodiscard]] std::optional<metrics::Inputs> inputs_of(const rule::Lookup& work,
                                                       const std::vector<calculation::Definition>& definitions);

/// The last instant at which no value has gone stale that is not now.
[[nodiscard]] Result<Instant> good_until(const std::vector<calculation::Definition>& definitions,
                                         calculation::Readings& readings);

}  // namespace steward::health
