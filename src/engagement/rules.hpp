// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

namespace steward::engagement {

/// The rules of engagement, engagement_contract and applicable_sold_product, and ENG-12 on what is created
/// under an engagement.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

/// ENG-12: refuses a new record whose `engagement` is closed or canceled.
void refuse_under_ended(rule::Context& context);

}  // namespace steward::engagement
