// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/metrics.hpp"

namespace steward::risk {

/// Runs the published risk definitions at now (engine 11, RSK-08, RTO-03, DOM-17): a breach without an active
/// signal of its key (source record, engagement, category) raises one, and each breach is recorded once a
/// period as an occurrence, also when the signal that recorded it is closed by now. With property
/// risk.auto_close, signals whose breach is gone are closed as resolved. Running again changes nothing but
/// run dates. A record that fails is reported and does not stop the others.
///
/// Batches are committed; a cancelled run keeps them, and the next one completes it. Code: `cancelled`.
[[nodiscard]] Result<RiskReport> analyze(rule::Work& work, const ProgressCallback& progress,
                                         const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::risk
