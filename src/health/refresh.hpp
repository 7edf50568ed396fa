// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "metrics/bulk.hpp"
#include "steward/metrics.hpp"
#include "steward/model/engagement.hpp"

namespace steward::health {

/// Computes and writes the scores of the given engagements (all active ones when empty) at now: score, coverage
/// and definition on the engagement, the day's score_history row, and the event `health_changed` where the score
/// changed (engine 6). Computing again at the same now from the same data writes nothing. An engagement without
/// a definition that never had a score is left alone.
///
/// Batches of 1,000 engagements are committed; a cancelled run keeps them, and the next one completes it.
/// Codes: `not_found`, `cancelled`. A sum of values that does not fit counts as failed and keeps the old score.
[[nodiscard]] Result<RefreshReport> refresh(rule::Work& work, std::span<const Ref<Engagement>> engagements,
                                            const ProgressCallback& progress,
                                            const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::health
