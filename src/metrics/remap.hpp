// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/metrics.hpp"

namespace steward::metrics {

/// Maps the deliveries with from <= start < to anew, with the mappers of now (engine 2). What changes is
/// delivered again, learned now: the rows that the mapper no longer gives are superseded, not forgotten. Codes:
/// `not_found`, `invalid_input` (a calculated source, or from >= to), `access_denied`.
[[nodiscard]] Result<IngestReport> remap(rule::Work& work, Ref<DataSource> source, Instant from, Instant to,
                                         const Enabled& enabled = all_enabled());

}  // namespace steward::metrics
