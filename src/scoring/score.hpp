// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scoring/metric.hpp"

namespace steward::scoring {

/// What one metric did to a score (engine 6).
struct Contribution {
  std::optional<Decimal> value;        ///< as read, also when it is stale and left out
  bool present = false;                ///< it counts; a metric that is not present is missing
  bool stale = false;                  ///< the value is older than the data source allows, kept or not
  Hundredths weight;                   ///< as defined
  Decimal effective_weight;            ///< percent of the divisor; all add up to 100 exactly; 0 when left out
  std::optional<Decimal> attainment;   ///< of a present metric
  Decimal points;                      ///< part of the score; a missing metric has what its policy gives
  std::optional<Decimal> gap;          ///< of a present metric, when it fits
  std::optional<Decimal> gap_percent;  ///< of a present metric, when the target is not 0 and it fits
  friend bool operator==(const Contribution&, const Contribution&) = default;
};

/// A score of one record with its explanation (engine 6).
///
/// `low` and `high` are the score if every missing metric earned 0, and 100, whatever its policy. They are
/// given without a score too (0 and 100 when nothing is present), because what is known still bounds it.
/// Without a score all points and effective weights are 0.
struct Score {
  std::optional<Decimal> value;  ///< in [0, 100]; absent: unknown
  Decimal coverage;              ///< the sum of the weights of the present metrics
  Decimal low;
  Decimal high;
  std::vector<Contribution> contributions;  ///< one a metric, in its order; the points add up to `value`
  friend bool operator==(const Score&, const Score&) = default;
};

/// Scores one record: exact in 128 bits, rounded once to 1e-6. The order of the metrics matters only for who
/// gets the last 1e-6 of a tie. The weights need not sum to 100; coverage is then out of their sum.
[[nodiscard]] Score score(std::span<const MetricInput> metrics);

}  // namespace steward::scoring
