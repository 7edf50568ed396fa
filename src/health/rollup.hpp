// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "rule/work.hpp"
#include "steward/model/account.hpp"
#include "steward/model/engagement.hpp"
#include "steward/scores.hpp"

namespace steward::health {

/// The scores of the active child engagements of one, and of itself where asked for, as one; writes nothing (engine
/// 6, roll-ups). Of all records only those that the caller sees count. Codes: `not_found`, `invalid_input` @as_of (the
/// future).
[[nodiscard]] Result<HealthRollup> roll_up(rule::Work& work, Ref<Engagement> parent, const RollupOptions& options,
                                           const metrics::Enabled& enabled = metrics::all_enabled());

/// The same of the active engagements of an account.
[[nodiscard]] Result<HealthRollup> roll_up(rule::Work& work, Ref<Account> account, const RollupOptions& options,
                                           const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::health
