// SPDX-License-Identifier: Apache-2.0
#include "insight/rules.hpp"

#include "insight/rules_tables.hpp"

namespace steward::insight {

std::vector<rule::Rule> rules() {
  auto result = segment_rules();
  const auto shown = visualization_rules();
  result.insert(result.end(), shown.begin(), shown.end());
  return result;
}

}  // namespace steward::insight
