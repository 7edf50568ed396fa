// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "steward/decimal.hpp"

namespace steward::scoring {

/// A range of scores, closed at both ends (engine 8).
struct Band {
  Decimal min;
  Decimal max;
};

/// The position of the band that holds `score` rounded half away from zero to a whole number (engine 8);
/// nothing when none does. On an edge that two bands share the one with the higher minimum wins; of two with
/// one minimum the narrower. The order of `bands` does not matter.
[[nodiscard]] std::optional<std::size_t> band_of(Decimal score, std::span<const Band> bands);

}  // namespace steward::scoring
