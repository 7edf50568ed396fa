// SPDX-License-Identifier: Apache-2.0
#include "scoring/rollup.hpp"

#include <algorithm>

#include "scoring/rounding.hpp"

namespace steward::scoring {

using base::Int128;

namespace {

std::int64_t value_weight(const RollupItem& item) { return std::max<std::int64_t>(item.contract_value, 0); }

// Without any contract value to go by, every record counts alike.
bool has_contract_value(std::span<const RollupItem> items) {
  return std::any_of(items.begin(), items.end(),
                     [](const RollupItem& item) { return item.score && item.contract_value > 0; });
}

template <class Weight>
std::optional<Decimal> weighted_mean(std::span<const RollupItem> items, Weight weight) {
  Int128 sum = 0;
  Int128 divisor = 0;
  for (const RollupItem& item : items) {
    if (!item.score) continue;
    sum += static_cast<Int128>(weight(item)) * item.score->units();
    divisor += weight(item);
  }
  if (divisor == 0) return std::nullopt;
  return Decimal::from_units(static_cast<std::int64_t>(base::div_round(sum, divisor)));
}

std::optional<Decimal> lowest(std::span<const RollupItem> items) {
  std::optional<Decimal> least;
  for (const RollupItem& item : items) {
    if (item.score && (!least || *item.score < *least)) least = item.score;
  }
  return least;
}

std::size_t count_scores(std::span<const RollupItem> items) {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [](const RollupItem& item) { return item.score.has_value(); }));
}

}  // namespace

Rollup roll_up(RollupMode mode, std::span<const RollupItem> items) {
  Rollup result;
  result.counted = count_scores(items);
  result.left_out = items.size() - result.counted;
  if (mode == RollupMode::lowest) {
    result.value = lowest(items);
  } else if (mode == RollupMode::weighted && has_contract_value(items)) {
    result.value = weighted_mean(items, value_weight);
  } else {
    result.value = weighted_mean(items, [](const RollupItem&) { return std::int64_t{1}; });
  }
  return result;
}

BandShares band_shares(ShareOf of, std::span<const RollupItem> items, std::span<const Band> bands) {
  BandShares result;
  result.counted = count_scores(items);
  result.left_out = items.size() - result.counted;
  result.bands.resize(bands.size());
  if (result.counted == 0) return result;

  const bool by_value = of == ShareOf::contract_value && has_contract_value(items);
  std::vector<Int128> shares(bands.size() + 1);
  Int128 divisor = 0;
  for (const RollupItem& item : items) {
    if (!item.score) continue;
    const std::int64_t weight = by_value ? value_weight(item) : 1;
    shares[band_of(*item.score, bands).value_or(bands.size())] += static_cast<Int128>(weight) * hundred_units;
    divisor += weight;
  }
  std::vector<Decimal> parts(shares.size());
  apportion(shares, divisor, Decimal(100), parts);
  result.without_band = parts.back();
  std::copy_n(parts.begin(), bands.size(), result.bands.begin());
  return result;
}

}  // namespace steward::scoring
