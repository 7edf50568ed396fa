// SPDX-License-Identifier: Apache-2.0
#include "metrics/past.hpp"
#include "metrics/reader.hpp"
#include "risk/breaches.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Risk definitions as they were, on the portfolio as it was.

namespace {

/// A definition that is published, changed, taken back and removed, an hour each.
struct Changing : World {
  explicit Changing(EngineOptions options) : World(std::move(options)), sla(source()) {
    customer = account();
    journey = engagement(customer);
    begun = clock->now();
    say(sla, customer, "40");
    risk = create(new_risk(sla, Comparison::less_than, "50"));
    override_of_all = threshold(risk, "30", "active = true", 1);
  }
  Instant hour(int n) const { return begun + std::chrono::hours(n); }

  DataSource sla;
  Account customer;
  Engagement journey;
  RiskDefinition risk;
  RiskThresholdOverride override_of_all;
  Instant begun;
};

const metrics::Enabled& all = metrics::all_enabled();

}  // namespace

TEST_CASE("risk definitions of the past are those published then", "[metrics][risk][past]") {
  const StoredFile file;
  Changing world(file.options());
  world.advance(1h);  // 1: published with the override
  world.risk = world.publish(world.risk);
  world.advance(1h);  // 2: another threshold, the override in draft
  world.risk.threshold = dec("70");
  world.risk = world.update(world.risk);
  auto held = world.again(world.override_of_all);
  held.state = PublishState::draft;
  world.update(held);
  world.advance(1h);  // 3: a draft
  world.risk = world.again(world.risk);
  world.risk.state = PublishState::draft;
  world.risk = world.update(world.risk);
  world.advance(1h);  // 4: published again, which publishes the override
  world.risk = world.publish(world.risk);
  world.advance(1h);  // 5: gone
  require(world.session.remove(world.again(world.risk)));
  world.advance(1h);

  Reader reader(file, world);
  const auto at_hour = [&](int n) {
    bool complete = true;
    auto found = require(risk::published_at(reader.unit(), world.hour(n), complete, all));
    CHECK(complete);
    return found;
  };
  CHECK(at_hour(0).empty());
  const auto first = at_hour(1);
  REQUIRE(first.size() == 1);
  CHECK(first[0].entity.id == world.risk.id);
  CHECK(first[0].entity.threshold == dec("50"));
  REQUIRE(first[0].overrides.size() == 1);
  CHECK(first[0].overrides[0].threshold == dec("30"));
  const auto second = at_hour(2);
  REQUIRE(second.size() == 1);
  CHECK(second[0].entity.threshold == dec("70"));
  CHECK(second[0].overrides.empty());
  CHECK(at_hour(3).empty());
  CHECK(at_hour(4).at(0).overrides.size() == 1);
  CHECK(at_hour(5).empty());

  // Asked of the portfolio of then: 40 is no breach of 30, but one of 70.
  metrics::Domains domains(reader.unit(), all);
  auto past = require(metrics::PastRows::open(reader.unit(), table_info<Engagement>(), {}, world.hour(0)));
  require(past.go_to(world.hour(2)));
  risk::View view{world.hour(2), world.hour(2), &past.rows()};
  const auto breached = require(risk::findings(reader.unit(), domains, second[0], view, all));
  REQUIRE(breached.breaches.size() == 1);
  CHECK(breached.breaches[0].gap == dec("30"));
  CHECK(breached.fine.empty());
  require(past.go_to(world.hour(1)));
  view.t = view.known_at = world.hour(1);
  const auto fine = require(risk::findings(reader.unit(), domains, first[0], view, all));
  CHECK(fine.breaches.empty());
  CHECK(fine.fine.size() == 1);
  const std::set<risk::Subject> nobody;
  view.watched = &nobody;
  CHECK(require(risk::findings(reader.unit(), domains, first[0], view, all)).fine.empty());
}

TEST_CASE("a definition whose versions are not kept is taken as it is", "[metrics][risk][past]") {
  const StoredFile file;
  Changing world(file.options());
  world.engine.disable_rule_for_test("VER-01");
  world.risk = world.publish(world.risk);
  world.advance(1h);
  Reader reader(file, world);
  bool complete = true;
  const auto found = require(risk::published_at(reader.unit(), world.begun, complete, all));
  CHECK_FALSE(complete);
  REQUIRE(found.size() == 1);
  CHECK(found[0].overrides.size() == 1);
}

TEST_CASE("conditions say what of the past they need", "[metrics][risk][past]") {
  const StoredFile file;
  Changing world(file.options());
  Reader reader(file, world);
  const auto asked = [&](std::string condition, std::string of_override = "active = true") {
    risk::Definition definition{world.risk, {world.override_of_all}};
    definition.entity.applicable_engagements = std::move(condition);
    definition.overrides[0].applicable_engagements = std::move(of_override);
    return std::pair(risk::walks_references(reader.unit(), definition), risk::reads_health(reader.unit(), definition));
  };
  CHECK(asked("") == std::pair(false, false));
  CHECK(asked("stage = adoption") == std::pair(false, false));
  CHECK(asked("account.name = \"x\"") == std::pair(true, false));
  CHECK(asked("", "health_score < 40") == std::pair(false, true));
  CHECK(asked("health_scored_at is empty") == std::pair(false, true));
}
