// SPDX-License-Identifier: Apache-2.0
#include "scoring/attainment.hpp"

#include "scoring/rounding.hpp"

namespace steward::scoring {

using base::Int128;

namespace {

constexpr Decimal none = Decimal(0);
constexpr Decimal full = Decimal(100);

// 100 * clamp(part / of, 0, 1). REQUIRES: of > 0. Differences of two Decimals need 65 bits, so the product
// with 1e8 stays below 2^92.
Decimal clamped_percent(Int128 part, Int128 of) {
  if (part <= 0) return none;
  if (part >= of) return full;
  return Decimal::from_units(static_cast<std::int64_t>(base::div_round(part * hundred_units, of)));
}

Int128 difference(Decimal a, Decimal b) { return static_cast<Int128>(a.units()) - b.units(); }

Int128 wide_gap(Decimal value, Decimal target, Direction direction) {
  const Int128 missing = direction == Direction::maximize ? difference(target, value) : difference(value, target);
  return missing > 0 ? missing : 0;
}

std::optional<Decimal> fitting(Int128 units) {
  if (const auto narrow = base::narrow(units)) return Decimal::from_units(*narrow);
  return std::nullopt;
}

}  // namespace

Decimal attainment(Decimal value, Decimal target, std::optional<Decimal> baseline, Direction direction) {
  if (direction == Direction::maximize) {
    const Decimal zero_at = baseline.value_or(none);
    if (target > zero_at) return clamped_percent(difference(value, zero_at), difference(target, zero_at));
    return value >= target ? full : none;
  }
  if (baseline && *baseline > target) {
    return clamped_percent(difference(*baseline, value), difference(*baseline, target));
  }
  if (value <= target) return full;
  if (target <= none) return none;
  return clamped_percent(target.units(), value.units());
}

std::optional<Decimal> gap(Decimal value, Decimal target, Direction direction) {
  return fitting(wide_gap(value, target, direction));
}

std::optional<Decimal> gap_percent(Decimal value, Decimal target, Direction direction) {
  if (target == none) return std::nullopt;
  const Int128 size = target < none ? -static_cast<Int128>(target.units()) : target.units();
  return fitting(base::div_round(wide_gap(value, target, direction) * hundred_units, size));
}

Decimal value_realised(Decimal current, Decimal base, Decimal target) {
  if (base == target) return current == target ? full : none;
  if (target > base) return clamped_percent(difference(current, base), difference(target, base));
  return clamped_percent(difference(base, current), difference(base, target));
}

}  // namespace steward::scoring
