// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scoring/metric.hpp"
#include "steward/id.hpp"

namespace steward::scoring {

/// A metric of the definition that applied at t1.
struct MetricBefore {
  Id data_source;
  MetricTerms terms;
  Reading at_t1;
  Reading at_t2;  ///< what the old metric reads at t2, with its own aggregate
};

/// A metric of the definition that applies at t2.
struct MetricAfter {
  Id data_source;
  MetricTerms terms;
  Reading at_t2;
};

/// What one metric did to the difference, in points. A part may be negative.
struct ChangePart {
  Id data_source;
  Decimal missing;     ///< a value appeared, or is no longer there at all
  Decimal ageing;      ///< a value that was there became stale, or one is fresh again
  Decimal values;      ///< values changed
  Decimal definition;  ///< weights, targets, baselines, metrics or the segment changed

  /// What counts and what does not: the first two together.
  [[nodiscard]] Decimal presence() const;
  friend bool operator==(const ChangePart&, const ChangePart&) = default;
};

/// The way from one score to another in steps of fixed order (engine 6): presence, which is `missing` and then
/// `ageing`, values, definition. Parts add up to the steps and the steps to the difference, exactly; an absent
/// score, also one between two steps, counts as 0 points.
struct ScoreChange {
  std::optional<Decimal> before;
  std::optional<Decimal> after;
  Decimal missing;
  Decimal ageing;
  Decimal values;
  Decimal definition;
  /// The metrics of `before` in their order, then those that are new.
  std::vector<ChangePart> parts;

  /// after - before, an absent score taken as 0.
  [[nodiscard]] Decimal difference() const;
  [[nodiscard]] Decimal presence() const;
};

/// Splits the difference of score(before at t1) and score(after at t2). Metrics of the two definitions are the
/// same when their data source is. A value that appeared, or is fresh again, takes part with the value of t2 from the
/// presence step on.
[[nodiscard]] ScoreChange explain_change(std::span<const MetricBefore> before, std::span<const MetricAfter> after);

}  // namespace steward::scoring
