// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "steward/choices.hpp"
#include "steward/decimal.hpp"

namespace steward::scoring {

/// Whether `value comparison threshold` holds (engine 11).
[[nodiscard]] bool breached(Decimal value, Comparison comparison, Decimal threshold);

/// |threshold - value|; nothing when it does not fit a Decimal (engine 11).
[[nodiscard]] std::optional<Decimal> threshold_gap(Decimal value, Decimal threshold);

}  // namespace steward::scoring
