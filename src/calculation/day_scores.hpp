// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rule/work.hpp"
#include "steward/model/health.hpp"

namespace steward::calculation {

/// What score_history keeps of one computation.
struct DayScore {
  Id record;
  std::optional<Decimal> value;
  std::optional<Decimal> coverage;
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  std::string definition_table;
  std::optional<Id> definition;
  std::string details;
  bool replaces = true;  ///< false: it is known that the record has no row of today
};

/// Writes the rows of today, in the engine's zone; a row of the same day is replaced (engine 6).
[[nodiscard]] Result<void> keep_scores(rule::Work& work, ScoreTable table, ScoreKind kind,
                                       std::span<const DayScore> scores);

/// Whether a record that was scored last at `scored_at` can have a row of today.
[[nodiscard]] bool may_be_today(const rule::Lookup& lookup, const std::optional<Instant>& scored_at);

}  // namespace steward::calculation
