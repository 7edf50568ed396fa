// SPDX-License-Identifier: Apache-2.0
#include "boundary/estate.hpp"

using namespace steward;
using namespace steward::test;

// What an account leaves behind, and what it brings, when it moves to another tenant.

TEST_CASE("a number that a moved record brings is not given again", "[boundary][moves]") {
  const Storage storage(false);
  Estate estate(storage);
  for (int i = 0; i < 3; ++i) {
    auto agent = estate.door(estate.person("north agent"));
    CHECK(accepted(agent.create(estate.new_touchpoint(estate.in_north.engagement))));
    CHECK(accepted(agent.create(estate.new_risk_signal(estate.in_north.engagement))));
    CHECK(accepted(agent.create(estate.new_customer_play(estate.in_north.engagement))));
  }
}
