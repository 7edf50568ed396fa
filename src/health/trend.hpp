// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/work.hpp"
#include "steward/metrics.hpp"

namespace steward::health {

/// The last score of each of the `weeks` ISO weeks that end with the week of now, oldest first; nothing for a
/// week without one (engine 6, trends). Code: `invalid_input` for more than 5,000 weeks.
[[nodiscard]] Result<std::vector<WeeklyScore>> weekly_trend(rule::Work& work, Ref<Engagement> engagement,
                                                            std::size_t weeks);

}  // namespace steward::health
