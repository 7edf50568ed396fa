// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that play::rules() is made of, one a file.

namespace steward::play {

[[nodiscard]] std::vector<rule::Rule> customer_play_rules();
[[nodiscard]] std::vector<rule::Rule> internal_play_rules();
[[nodiscard]] std::vector<rule::Rule> internal_play_task_rules();
[[nodiscard]] std::vector<rule::Rule> definition_rules();
[[nodiscard]] std::vector<rule::Rule> implementation_rules();

}  // namespace steward::play
