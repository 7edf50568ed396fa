// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that imports::rules() is made of, one a file.

namespace steward::imports {

[[nodiscard]] std::vector<rule::Rule> template_rules();
[[nodiscard]] std::vector<rule::Rule> validation_rules();

}  // namespace steward::imports
