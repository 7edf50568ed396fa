// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/wide.hpp"
#include "steward/choices.hpp"
#include "steward/decimal.hpp"
#include "steward/result.hpp"

namespace steward::scoring {

/// Adds up values exactly, in any order, without an array of them. A value; not for two threads at once.
/// REQUIRES: fewer than 2^64 values.
class Accumulator {
 public:
  void add(Decimal value) {
    sum_ += value.units();
    ++count_;
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Rounded once to 1e-6; nothing of nothing. Always fits, as it lies between the smallest and the greatest.
  [[nodiscard]] std::optional<Decimal> average() const;
  /// Exact; 0 of nothing; `out_of_range` when it does not fit.
  [[nodiscard]] Result<Decimal> sum() const;

 private:
  base::Int128 sum_ = 0;
  std::size_t count_ = 0;
};

/// The mean of `values`, rounded once to 1e-6; nothing of nothing (engine 4).
[[nodiscard]] std::optional<Decimal> average(std::span<const Decimal> values);
/// The exact sum; `out_of_range` when it does not fit (engine 4).
[[nodiscard]] Result<Decimal> sum(std::span<const Decimal> values);

/// Several values as one, by a metric's own aggregate; nothing of nothing (engine 4).
[[nodiscard]] Result<std::optional<Decimal>> aggregate(MetricAggregate how, std::span<const Decimal> values);
/// Several scores of one period as one (engine 2); nothing of nothing, except that its count is 0.
[[nodiscard]] Result<std::optional<Decimal>> aggregate(SourceAggregate how, std::span<const Decimal> values);

}  // namespace steward::scoring
