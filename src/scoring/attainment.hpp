// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "steward/choices.hpp"
#include "steward/decimal.hpp"

namespace steward::scoring {

/// How far `value` has come towards `target`, in [0, 100], rounded once to 1e-6 (engine 5). `baseline` is the
/// value that earns 0. Defined for all inputs; never overflows.
[[nodiscard]] Decimal attainment(Decimal value, Decimal target, std::optional<Decimal> baseline, Direction direction);

/// What is missing to the target, never negative (engine 5); nothing when it does not fit a Decimal, which
/// callers report as `out_of_range` where it matters.
[[nodiscard]] std::optional<Decimal> gap(Decimal value, Decimal target, Direction direction);

/// 100 * gap / |target|, rounded once to 1e-6; absent when the target is 0, and when it does not fit.
[[nodiscard]] std::optional<Decimal> gap_percent(Decimal value, Decimal target, Direction direction);

/// Value realised of an outcome, in [0, 100] (engine 10): the way from `base` to `target`, in either direction.
[[nodiscard]] Decimal value_realised(Decimal current, Decimal base, Decimal target);

}  // namespace steward::scoring
