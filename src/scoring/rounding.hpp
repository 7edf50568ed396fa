// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/wide.hpp"
#include "steward/decimal.hpp"

namespace steward::scoring {

/// 100 in units of a Decimal: full attainment, the best score, the whole of a percentage.
inline constexpr std::int64_t hundred_units = 100 * Decimal::one;

/// The nearest whole number, halves away from zero: 69.5 is 70, -0.5 is -1.
[[nodiscard]] std::int64_t whole(Decimal value);

/// `value` with `places` decimal places, halves away from zero; nothing when the result does not fit.
/// REQUIRES: 0 <= places <= 6.
[[nodiscard]] std::optional<Decimal> rounded(Decimal value, int places);

/// Splits `total` into parts that add up to it exactly: part i is shares[i] / divisor rounded down, and the
/// units still missing go one each to the largest remainders, ties to the earlier part (engine 6).
/// REQUIRES: divisor > 0, no share negative, total = sum(shares) / divisor rounded either way, sizes equal.
void apportion(std::span<const base::Int128> shares, base::Int128 divisor, Decimal total, std::span<Decimal> parts);

}  // namespace steward::scoring
