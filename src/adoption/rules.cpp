// SPDX-License-Identifier: Apache-2.0
#include "adoption/rules.hpp"

#include "adoption/rules_tables.hpp"

namespace steward::adoption {

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> result;
  for (const auto& part : {capability_rules(), usage_rules(), counter_rules(), roadmap_rules()}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

}  // namespace steward::adoption
