// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "calculation/explain.hpp"
#include "steward/model/engagement.hpp"

namespace steward::health {

using metrics::Enabled;

/// The score of an engagement as of `t` with its explanation, from the data known at `known_at`; writes nothing
/// (engine 4 to 6). At a past `t` the definitions of then and the engagement as it was then decide; where that
/// is not kept, the notes say `record_history_missing`. Codes: `not_found`, `out_of_range` (a sum of values).
[[nodiscard]] Result<HealthScore> explain(rule::Work& work, Ref<Engagement> engagement, Instant t, Instant known_at,
                                          const Enabled& enabled = metrics::all_enabled());

/// The same with the definition that made the score; none: nothing applies.
struct Explained {
  HealthScore score;
  std::optional<calculation::Definition> definition;
};
[[nodiscard]] Result<Explained> explain_with_definition(const calculation::Scene& scene, Ref<Engagement> engagement,
                                                        Instant t, Instant known_at);

/// What score_history keeps of an explanation.
[[nodiscard]] base::Json details_of(const ExplainedScore& score);

}  // namespace steward::health
