// SPDX-License-Identifier: Apache-2.0
#include "play/rules.hpp"

#include "play/rules_tables.hpp"

namespace steward::play {

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> all;
  for (auto& part : {customer_play_rules(), internal_play_rules(), internal_play_task_rules(), definition_rules(),
                     implementation_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace steward::play
