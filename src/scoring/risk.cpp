// SPDX-License-Identifier: Apache-2.0
#include "scoring/risk.hpp"

#include "base/wide.hpp"

namespace steward::scoring {

bool breached(Decimal value, Comparison comparison, Decimal threshold) {
  switch (comparison) {
    case Comparison::less_than:
      return value < threshold;
    case Comparison::less_or_equal:
      return value <= threshold;
    case Comparison::greater_than:
      return value > threshold;
    case Comparison::greater_or_equal:
      return value >= threshold;
    case Comparison::equal:
      return value == threshold;
    case Comparison::not_equal:
      return value != threshold;
  }
  return false;
}

std::optional<Decimal> threshold_gap(Decimal value, Decimal threshold) {
  const base::Int128 difference = static_cast<base::Int128>(threshold.units()) - value.units();
  const auto units = base::narrow(difference < 0 ? -difference : difference);
  if (!units) return std::nullopt;
  return Decimal::from_units(*units);
}

}  // namespace steward::scoring
