// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "scoring/metric.hpp"
#include "scoring/rounding.hpp"

namespace steward::scoring {

/// What one metric puts into the quotient of the score: weight * attainment above, weight below.
struct Stake {
  base::Int128 earns = 0;
  std::int64_t weight = 0;
};

/// A metric that is present earns its attainment; a missing one what its policy says (engine 6).
[[nodiscard]] inline Stake stake_of(const MetricTerms& terms, std::optional<Decimal> attainment) {
  const std::int64_t weight = terms.weight.units();
  if (attainment) return {static_cast<base::Int128>(weight) * attainment->units(), weight};
  switch (terms.missing_policy) {
    case MissingPolicy::zero:
      return {0, weight};
    case MissingPolicy::neutral:
      return {static_cast<base::Int128>(weight) * (hundred_units / 2), weight};
    case MissingPolicy::redistribute:
    case MissingPolicy::require:
      break;
  }
  return {};
}

/// The sums behind one score, shared by the explaining and the batch form so that both give the same bits.
/// Weights are in hundredths, so a quotient of weight * attainment by weight is in units of a Decimal.
class Sums {
 public:
  /// `attainment` is empty for a missing metric.
  void add(const MetricTerms& terms, std::optional<Decimal> attainment) {
    const Stake stake = stake_of(terms, attainment);
    earns_ += stake.earns;
    divisor_ += stake.weight;
    total_ += terms.weight.units();
    if (attainment) {
      present_earns_ += stake.earns;
      present_ += stake.weight;
    } else if (terms.missing_policy == MissingPolicy::require) {
      required_missing_ = true;
    }
  }

  [[nodiscard]] std::int64_t divisor() const { return divisor_; }
  [[nodiscard]] std::optional<Decimal> score() const {
    if (present_ == 0 || required_missing_) return std::nullopt;
    return quotient(earns_, divisor_);
  }
  [[nodiscard]] Decimal coverage() const { return Decimal::from_units(present_ * (Decimal::one / Hundredths::one)); }
  [[nodiscard]] Decimal low() const { return total_ == 0 ? Decimal(0) : quotient(present_earns_, total_); }
  [[nodiscard]] Decimal high() const {
    if (total_ == 0) return Decimal(100);
    return quotient(present_earns_ + static_cast<base::Int128>(total_ - present_) * hundred_units, total_);
  }

 private:
  [[nodiscard]] static Decimal quotient(base::Int128 earns, std::int64_t weight) {
    return Decimal::from_units(static_cast<std::int64_t>(base::div_round(earns, weight)));
  }

  base::Int128 earns_ = 0;          // with what the policies give
  base::Int128 present_earns_ = 0;  // of present metrics alone
  std::int64_t divisor_ = 0;        // weights that stay in the divisor
  std::int64_t present_ = 0;
  std::int64_t total_ = 0;
  bool required_missing_ = false;
};

}  // namespace steward::scoring
