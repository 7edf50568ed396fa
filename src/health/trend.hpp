// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rule/work.hpp"
#include "steward/metrics.hpp"

namespace steward::health {

/// Scores by engagement, one a week; engagements without any score in these weeks are left out.
using Trends = std::unordered_map<Id, std::vector<std::optional<Decimal>>>;

/// The last score of each of the `weeks` ISO weeks that end with the week of now, oldest first; nothing for a week
/// without one (engine 6, trends). One query for all engagements.
[[nodiscard]] Trends weekly_trends(const rule::Lookup& lookup, std::vector<Value> engagements, std::size_t weeks);

/// The same of one engagement, with the Monday of each week. Code: `invalid_input` for more than 5,000 weeks.
[[nodiscard]] Result<std::vector<WeeklyScore>> weekly_trend(const rule::Lookup& lookup, Ref<Engagement> engagement,
                                                            std::size_t weeks);

}  // namespace steward::health
