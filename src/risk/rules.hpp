// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// Rules of risk signals, their definitions and threshold overrides (rules 5.2).

namespace steward::risk {

/// The catalogue entries of this area, in the order they run.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

/// The part of rules() about risk definitions and overrides.
[[nodiscard]] std::vector<rule::Rule> definition_rules();
/// The part of rules() about solutions.
[[nodiscard]] std::vector<rule::Rule> solution_rules();

/// RDF-06: a category is an active choice of the list risk_category. Reports at `category`.
void check_risk_category(rule::Context& context);

}  // namespace steward::risk
