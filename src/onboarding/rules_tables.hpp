// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that onboarding::rules() is made of, one a file.

namespace steward::onboarding {

[[nodiscard]] std::vector<rule::Rule> case_rules();
[[nodiscard]] std::vector<rule::Rule> task_rules();

}  // namespace steward::onboarding
