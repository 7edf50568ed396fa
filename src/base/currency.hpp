// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/decimal.hpp"
#include "steward/money.hpp"

namespace steward::base {

/// How many decimal places the minor unit of a currency has by ISO 4217: 2 for most, 0 for JPY, 3 for KWD.
[[nodiscard]] int minor_digits(const Currency& currency);

/// `amount` in another currency, where both rates are worths in one base currency; rounded half away from zero to
/// the minor unit of `to`. Nothing when it does not fit.
[[nodiscard]] std::optional<Money> converted(const Money& amount, Decimal rate, const Currency& to, Decimal to_rate);

}  // namespace steward::base
