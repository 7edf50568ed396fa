// SPDX-License-Identifier: Apache-2.0
#include "plan/rules.hpp"

#include "plan/rules_tables.hpp"

namespace steward::plan {

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> all;
  for (auto part : {objective_rules(), outcome_rules(), initiative_rules(), task_rules(), success_rate_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace steward::plan
