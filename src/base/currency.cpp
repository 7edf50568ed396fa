// SPDX-License-Identifier: Apache-2.0
#include "base/currency.hpp"

#include <algorithm>
#include <array>

#include "base/wide.hpp"

namespace steward::base {

namespace {

constexpr std::array<std::string_view, 16> without_places{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                          "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> three_places{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};

bool among(const auto& list, std::string_view code) { return std::find(list.begin(), list.end(), code) != list.end(); }

Int128 power_of_ten(int digits) {
  Int128 power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

}  // namespace

int minor_digits(const Currency& currency) {
  if (among(without_places, currency.code())) return 0;
  return among(three_places, currency.code()) ? 3 : 2;
}

std::optional<Money> converted(const Money& amount, Decimal rate, const Currency& to, Decimal to_rate) {
  if (amount.currency == to) return amount;
  if (rate.units() <= 0 || to_rate.units() <= 0) return std::nullopt;
  const Int128 up = static_cast<Int128>(rate.units()) * power_of_ten(minor_digits(to));
  const Int128 down = static_cast<Int128>(to_rate.units()) * power_of_ten(minor_digits(amount.currency));
  Int128 product = 0;
  if (__builtin_mul_overflow(static_cast<Int128>(amount.amount), up, &product)) return std::nullopt;
  const auto units = narrow(div_round(product, down));
  if (!units) return std::nullopt;
  return Money{*units, to};
}

}  // namespace steward::base
