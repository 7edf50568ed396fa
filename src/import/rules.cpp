// SPDX-License-Identifier: Apache-2.0
#include "import/rules.hpp"

#include "import/rules_tables.hpp"

namespace steward::imports {

std::vector<rule::Rule> rules() {
  auto all = template_rules();
  auto validation = validation_rules();
  all.insert(all.end(), validation.begin(), validation.end());
  return all;
}

}  // namespace steward::imports
