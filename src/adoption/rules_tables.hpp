// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that adoption::rules() is made of, one a file.

namespace steward::adoption {

[[nodiscard]] std::vector<rule::Rule> capability_rules();
[[nodiscard]] std::vector<rule::Rule> usage_rules();
[[nodiscard]] std::vector<rule::Rule> counter_rules();
[[nodiscard]] std::vector<rule::Rule> roadmap_rules();

}  // namespace steward::adoption
