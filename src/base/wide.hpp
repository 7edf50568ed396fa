// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace steward::base {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

[[nodiscard]] constexpr Uint128 magnitude(Int128 value) {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

/// `value` when it fits 64 bits.
[[nodiscard]] constexpr std::optional<std::int64_t> narrow(Int128 value) {
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

/// n / d rounded half away from zero. REQUIRES: d != 0, and not the smallest Int128 divided by -1.
[[nodiscard]] constexpr Int128 div_round(Int128 n, Int128 d) {
  const Uint128 whole = magnitude(n);
  const Uint128 part = magnitude(d);
  // Most numbers fit 64 bits, whose division takes a fraction of the time.
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  const bool small = whole <= most && part <= most;
  Uint128 quotient = small ? static_cast<std::uint64_t>(whole) / static_cast<std::uint64_t>(part) : whole / part;
  const Uint128 rest = whole - quotient * part;
  // part - rest cannot overflow, 2 * rest can.
  if (rest >= part - rest) ++quotient;
  return static_cast<Int128>((n < 0) == (d < 0) ? quotient : Uint128{0} - quotient);
}

/// a * b / c rounded half away from zero with a 128-bit product; nothing for c == 0 and what does not fit.
[[nodiscard]] constexpr std::optional<std::int64_t> mul_div_round(std::int64_t a, std::int64_t b, std::int64_t c) {
  if (c == 0) return std::nullopt;
  return narrow(div_round(static_cast<Int128>(a) * b, c));
}

/// a + b, or nothing when it does not fit.
[[nodiscard]] constexpr std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// a - b, or nothing when it does not fit.
[[nodiscard]] constexpr std::optional<std::int64_t> checked_sub(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
  return difference;
}

/// a * b, or nothing when it does not fit.
[[nodiscard]] constexpr std::optional<std::int64_t> checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

}  // namespace steward::base
