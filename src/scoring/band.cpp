// SPDX-License-Identifier: Apache-2.0
#include "scoring/band.hpp"

#include "scoring/rounding.hpp"

namespace steward::scoring {

namespace {

bool wins(const Band& candidate, const Band& best) {
  if (candidate.min != best.min) return candidate.min > best.min;
  return candidate.max < best.max;
}

}  // namespace

std::optional<std::size_t> band_of(Decimal score, std::span<const Band> bands) {
  // The whole number above the greatest Decimal does not fit one.
  const base::Int128 at = static_cast<base::Int128>(whole(score)) * Decimal::one;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    if (at < bands[i].min.units() || at > bands[i].max.units()) continue;
    if (!best || wins(bands[i], bands[*best])) best = i;
  }
  return best;
}

}  // namespace steward::scoring
