// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

namespace steward::play {

/// The rules of plays, launch definitions and implementation records.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

}  // namespace steward::play
