// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "steward/backtest.hpp"

namespace steward::scoring {

/// What became of engagements, in order: of several outcomes of one engagement at one instant one is kept, a loss if
/// there is one.
class Outcomes {
 public:
  explicit Outcomes(std::span<const KnownOutcome> known);
  /// By engagement, then instant.
  [[nodiscard]] const std::vector<KnownOutcome>& list() const { return list_; }
  /// What an alert tells of: the position of the first outcome of its engagement at or after it, when it lies within
  /// the horizon.
  [[nodiscard]] std::optional<std::size_t> told_by(Id engagement, Instant raised,
                                                   std::optional<Duration> horizon) const;

 private:
  std::vector<KnownOutcome> list_;
};

/// An alert about an engagement.
struct Alert {
  Id engagement;
  Instant raised_at;
};

/// Where alerts could come from.
struct LookedAt {
  Instant from;
  Instant to;                      ///< REQUIRES: from < to
  std::span<const Instant> steps;  ///< ascending
  std::optional<Duration> horizon;
};

/// How well alerts, each raised at a step, told of outcomes (engine 11, backtest). An outcome that no step could tell
/// of does not count.
[[nodiscard]] BacktestQuality quality(const Outcomes& outcomes, std::span<const Alert> alerts,
                                      const LookedAt& looked_at);

/// An outcome and the last score before it.
struct ScoredOutcome {
  std::optional<Decimal> score;  ///< 0 to 100
  bool lost = false;
};
/// The scores before losses, then those before renewals. Mean and median are rounded once to 1e-6, halves away from
/// zero.
[[nodiscard]] std::vector<ScoreDistribution> distributions(std::span<const ScoredOutcome> outcomes);

}  // namespace steward::scoring
