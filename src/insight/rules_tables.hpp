// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that insight::rules() is made of, one a file.

namespace steward::insight {

[[nodiscard]] std::vector<rule::Rule> segment_rules();
[[nodiscard]] std::vector<rule::Rule> visualization_rules();

}  // namespace steward::insight
