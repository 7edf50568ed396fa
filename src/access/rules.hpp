// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

namespace steward::access {

/// The rules on roles, and the entries of the decisions that the engine asks for at every call.
[[nodiscard]] std::vector<rule::Rule> rules();

}  // namespace steward::access
