// SPDX-License-Identifier: Apache-2.0
#include "scoring/rounding.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace steward::scoring {

using base::Int128;

std::int64_t whole(Decimal value) { return static_cast<std::int64_t>(base::div_round(value.units(), Decimal::one)); }

std::optional<Decimal> rounded(Decimal value, int places) {
  const std::int64_t step = detail::power_of_ten(Decimal::places - places);
  const auto units = base::narrow(base::div_round(value.units(), step) * step);
  if (!units) return std::nullopt;
  return Decimal::from_units(*units);
}

void apportion(std::span<const Int128> shares, Int128 divisor, Decimal total, std::span<Decimal> parts) {
  std::int64_t rest = total.units();
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto floor = static_cast<std::int64_t>(shares[i] / divisor);
    parts[i] = Decimal::from_units(floor);
    rest -= floor;
  }
  if (rest <= 0) return;
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t extra = std::min(static_cast<std::size_t>(rest), order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(extra), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      const Int128 left = shares[a] % divisor;
                      const Int128 right = shares[b] % divisor;
                      return left != right ? left > right : a < b;
                    });
  for (std::size_t i = 0; i < extra; ++i) parts[order[i]] = Decimal::from_units(parts[order[i]].units() + 1);
}

}  // namespace steward::scoring
