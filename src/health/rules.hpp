// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// Rules of health definitions, their metrics and colour bands (rules 5.3).

namespace steward::health {

/// The catalogue entries of this area, in the order they run.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

/// The part of rules() about colour bands.
[[nodiscard]] std::vector<rule::Rule> band_rules();

}  // namespace steward::health
