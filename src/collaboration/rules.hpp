// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

namespace steward::collaboration {

/// The rules of blocking, mails, files, approvals and knowledge.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

}  // namespace steward::collaboration
