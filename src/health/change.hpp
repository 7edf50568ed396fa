// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "rule/work.hpp"
#include "steward/model/engagement.hpp"
#include "steward/scores.hpp"

namespace steward::health {

/// What led from the score of an engagement at `from` to the one at `to`, with both explanations (engine 6); writes
/// nothing. The metrics of the definition at `from` are read at `to` too, in their own way. Codes: `not_found`,
/// `period_invalid` @to (not after `from`), `invalid_input` @to (the future), `out_of_range` (a sum of values).
[[nodiscard]] Result<HealthChange> explain_change(rule::Work& work, Ref<Engagement> engagement, Instant from,
                                                  Instant to, const ChangeOptions& options,
                                                  const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::health
