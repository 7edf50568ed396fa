// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/metrics.hpp"

namespace steward::metrics {

/// Collects an indicator or table source for every period of its frequency that lies in [from, to), oldest
/// first (engine 2). Idempotent. Batches of periods are committed, so that a cancelled run keeps the older ones.
/// A table source has the values of the table as it is now, for each period.
/// Codes: `not_found`, `access_denied`, `data_source_not_collected`, `data_source_not_published` @data_source,
/// `period_invalid` @to, `future_data` @to, `cancelled`.
[[nodiscard]] Result<CollectReport> collect(rule::Work& work, Ref<DataSource> source, Instant from, Instant to,
                                            const ProgressCallback& progress, const Enabled& enabled = all_enabled());

/// The job `collect`: every published indicator or table source that is due at now, from its next_run_at (its
/// first run: the last complete period) on. A source that fails is reported and does not stop the others.
[[nodiscard]] Result<CollectReport> collect_due(rule::Work& work, const ProgressCallback& progress,
                                                const Enabled& enabled = all_enabled());

}  // namespace steward::metrics
