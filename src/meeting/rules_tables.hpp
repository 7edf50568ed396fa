// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that meeting::rules() is made of, one a file.

namespace steward::meeting {

[[nodiscard]] std::vector<rule::Rule> meeting_rules();
[[nodiscard]] std::vector<rule::Rule> invitee_rules();

}  // namespace steward::meeting
