// SPDX-License-Identifier: Apache-2.0
#include "meeting/rules.hpp"

#include "meeting/rules_tables.hpp"

namespace steward::meeting {

std::vector<rule::Rule> rules() {
  auto all = meeting_rules();
  auto invitees = invitee_rules();
  all.insert(all.end(), invitees.begin(), invitees.end());
  return all;
}

}  // namespace steward::meeting
