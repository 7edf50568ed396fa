// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "scoring/attainment.hpp"
#include "steward/choices.hpp"
#include "steward/decimal.hpp"

namespace steward::scoring {

/// What a definition or segment says about one metric (engine 5 and 6). REQUIRES: 0 < weight <= 100.
struct MetricTerms {
  Hundredths weight;
  Decimal target;
  std::optional<Decimal> baseline;
  Direction direction = Direction::maximize;
  MissingPolicy missing_policy = MissingPolicy::redistribute;  ///< that of the metric, else of the definition
  bool keep_stale = false;                                     ///< a stale value counts as present
  friend bool operator==(const MetricTerms&, const MetricTerms&) = default;
};

/// The value of one metric for one context record at one time (engine 4). A stale reading keeps its value.
struct Reading {
  std::optional<Decimal> value;
  bool stale = false;
  friend bool operator==(const Reading&, const Reading&) = default;
};

/// One metric as it goes into a score.
struct MetricInput {
  MetricTerms terms;
  Reading reading;
};

/// Whether the reading counts as present: it has a value that is fresh, or stale and kept (engine 6).
[[nodiscard]] inline bool is_present(const MetricTerms& terms, const Reading& reading) {
  return reading.value && (!reading.stale || terms.keep_stale);
}

/// What `value` earns under `terms`, in [0, 100].
[[nodiscard]] inline Decimal earned(const MetricTerms& terms, Decimal value) {
  return attainment(value, terms.target, terms.baseline, terms.direction);
}

}  // namespace steward::scoring
