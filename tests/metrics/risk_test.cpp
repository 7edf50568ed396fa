// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Watching : World {
  Watching() : sla(source()) {
    account_mapper();
    customer = account();
    journey = engagement(customer);
    risk = publish(create(new_risk(sla, Comparison::less_than, "32")));
  }
  std::vector<RiskSignal> signals(std::string condition = {}) {
    return require(session.find<RiskSignal>(matching(std::move(condition)))).items;
  }
  void close(RiskSignal signal) {
    signal.state = RiskState::closed;
    signal.close_code = RiskCloseCode::mitigated;
    signal.close_notes = "Done.";
    update(signal);
  }

  DataSource sla;
  Account customer;
  Engagement journey;
  RiskDefinition risk;
};

}  // namespace

TEST_CASE("three days below the threshold are one signal with three occurrences", "[metrics][risk][RSK-08]") {
  Watching world;
  for (int i = 0; i < 3; ++i) {
    world.say(world.sla, world.customer, "5");
    world.analyze();
    world.analyze();
    world.advance(std::chrono::hours(24));
  }
  const auto signals = world.signals();
  REQUIRE(signals.size() == 1);
  CHECK(signals[0].occurrence_count == 3);
  const auto occurrences = require(world.session.find<RiskOccurrence>()).items;
  REQUIRE(occurrences.size() == 3);
  for (const auto& one : occurrences) CHECK(one.gap == dec("27"));
  CHECK(world.events("risk_raised").size() == 1);
  CHECK(world.events("risk_occurred").size() == 3);
  CHECK(world.again(world.risk).last_run_at == world.clock->now() - std::chrono::hours(24));
}

TEST_CASE("a period that a closed signal recorded raises nothing", "[metrics][risk]") {
  Watching world;
  world.say(world.sla, world.customer, "5");
  world.analyze();
  world.close(world.signals().at(0));
  world.advance(std::chrono::hours(1));
  const auto again = world.analyze();
  CHECK(again.breaches == 1);
  CHECK(again.unchanged == 1);
  CHECK(world.signals().size() == 1);
  // The next period does.
  world.advance(std::chrono::hours(24));
  world.say(world.sla, world.customer, "5");
  CHECK(world.analyze().raised == 1);
  CHECK(world.signals().size() == 2);
}

TEST_CASE("a breach that is gone closes its signal only where the property says so", "[metrics][risk]") {
  Watching world;
  const bool closes = GENERATE(false, true);
  if (closes) world.property("risk.auto_close", "true", PropertyType::boolean);
  world.say(world.sla, world.customer, "5");
  world.analyze();
  const RiskSignal manual = world.risk_signal(world.journey);
  CHECK(world.analyze().closed == 0);
  world.advance(std::chrono::hours(24));
  world.say(world.sla, world.customer, "50");
  const auto report = world.analyze();
  CHECK(report.breaches == 0);
  CHECK(report.closed == (closes ? 1 : 0));
  const auto signal = world.signals("tracking_method = automated").at(0);
  CHECK(signal.active != closes);
  if (closes) {
    CHECK(signal.close_code->value() == RiskCloseCode::resolved);
    CHECK(require(world.session.journal("risk_signal", signal.id)).size() == 1);
  }
  CHECK(world.again(manual).active);
  CHECK(world.analyze().closed == 0);
}

TEST_CASE("a signal whose record has no value any more is not closed", "[metrics][risk]") {
  Watching world;
  world.property("risk.auto_close", "true", PropertyType::boolean);
  world.say(world.sla, world.customer, "5");
  world.analyze();
  auto journey = world.again(world.journey);
  world.advance(std::chrono::hours(24));
  SECTION("another record has the later period") {
    const Instant end = at("2024-11-21T00:00:00Z");
    require(
        world.session.ingest(world.row(world.sla, "engagement", journey.id, "50", end - std::chrono::hours(24), end)));
    const auto report = world.analyze();
    CHECK(report.breaches == 0);
    CHECK(report.closed == 0);
  }
  SECTION("the engagement is no longer watched") {
    world.say(world.sla, world.customer, "50");
    auto watch = world.again(world.risk);
    watch.applicable_engagements = "stage = renew";
    world.update(watch);
    CHECK(world.analyze().closed == 0);
    // It is closed once it is looked at again.
    journey.stage = EngagementStage::renew;
    world.update(journey);
    CHECK(world.analyze().closed == 1);
  }
  SECTION("the definition is a draft") {
    world.say(world.sla, world.customer, "50");
    auto watch = world.again(world.risk);
    watch.state = PublishState::draft;
    world.update(watch);
    CHECK(world.analyze().closed == 0);
  }
  CHECK(world.signals().size() == 1);
}

TEST_CASE("a signal stays while another definition of its category finds a breach", "[metrics][risk]") {
  Watching world;
  world.property("risk.auto_close", "true", PropertyType::boolean);
  auto strict = world.new_risk(world.sla, Comparison::less_than, "20");
  strict.name = "A strict one";  // the first by name, so that it raises the signal
  strict.category = world.again(world.risk).category;
  world.publish(world.create(strict));
  world.say(world.sla, world.customer, "5");
  CHECK(world.analyze().raised == 1);
  CHECK(world.signals().at(0).occurrence_count == 2);
  for (const auto& [value, closed] : {std::pair("25", 0U), std::pair("50", 1U)}) {
    world.advance(std::chrono::hours(24));
    world.say(world.sla, world.customer, value);
    CHECK(world.analyze().closed == closed);
  }
  CHECK(world.signals().size() == 1);
}

TEST_CASE("the next breach after an automatic close is a new signal", "[metrics][risk]") {
  Watching world;
  world.property("risk.auto_close", "true", PropertyType::boolean);
  for (const auto* value : {"5", "50", "6"}) {
    world.say(world.sla, world.customer, value);
    world.analyze();
    world.advance(std::chrono::hours(24));
  }
  const auto signals = world.signals();
  REQUIRE(signals.size() == 2);
  CHECK_FALSE(signals[0].active);
  CHECK(signals[1].active);
  CHECK(signals[1].occurrence_count == 1);
}

TEST_CASE("only engagements that match the definition are watched", "[metrics][risk][RTO-03]") {
  Watching world;
  auto other = world.new_risk(world.sla, Comparison::greater_or_equal, "5");
  other.applicable_engagements = "stage = adoption";
  world.publish(world.create(other));
  world.say(world.sla, world.customer, "5");
  CHECK(world.analyze().raised == 1);
  auto journey = world.again(world.journey);
  journey.stage = EngagementStage::adoption;
  world.update(journey);
  const auto report = world.analyze();
  CHECK(report.breaches == 2);
  CHECK(report.raised == 1);
}

TEST_CASE("a table definition raises a signal for each matching record and day", "[metrics][risk]") {
  World world;
  const Engagement journey = world.engagement();
  const RiskSignal bad = world.risk_signal(journey);
  world.create(world.new_mapper("touchpoint", "touchpoint", "id", "engagement"));
  const Touchpoint first = world.touchpoint(journey);
  world.touchpoint(journey);
  RiskDefinition entity;
  entity.name = "Table";
  entity.type = RiskDefinitionType::table;
  entity.category = World::ref(world.choice());
  entity.source_table = "touchpoint";
  entity.source_condition = "subject = \"" + first.subject + "\"";
  entity.template_fields = world.risk_template();
  world.publish(world.create(entity));
  auto report = world.analyze();
  CHECK(report.evaluated == 1);
  CHECK(report.raised == 1);
  const auto occurrence = require(world.session.find<RiskOccurrence>()).items.at(0);
  CHECK(occurrence.source_record == first.id);
  CHECK(occurrence.start_date == at("2024-11-20T00:00:00Z"));
  CHECK(occurrence.end_date == at("2024-11-21T00:00:00Z"));
  CHECK_FALSE(occurrence.gap);
  world.advance(std::chrono::hours(1));
  CHECK(world.analyze().unchanged == 1);
  world.advance(std::chrono::hours(24));
  report = world.analyze();
  CHECK(report.occurrences == 1);
  CHECK(report.raised == 0);
  CHECK(world.again(bad).occurrence_count == 0);
}

TEST_CASE("an engagement as its own source needs no mapper", "[metrics][risk]") {
  World world;
  const Engagement journey = world.engagement();
  RiskDefinition entity;
  entity.name = "Own";
  entity.type = RiskDefinitionType::table;
  entity.category = World::ref(world.choice());
  entity.source_table = "engagement";
  entity.source_condition = "stage = initial_onboarding";
  entity.template_fields = world.risk_template();
  world.publish(world.create(entity));
  CHECK(world.analyze().raised == 1);
  const auto signal = require(world.session.find<RiskSignal>()).items.at(0);
  CHECK(signal.source_record == journey.id);
  CHECK(signal.engagement == World::ref(journey));
  CHECK(signal.scope == RiskScope::onboarding);
}

TEST_CASE("an analysis that is cancelled and run again equals one that was not", "[metrics][risk][cancel]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  const Account customer = world.account();
  world.engagement(customer);
  world.say(source, customer, "5");
  for (int i = 0; i < 3; ++i) {
    world.publish(world.create(world.new_risk(source, Comparison::less_than, std::to_string(10 + i))));
  }
  for (std::size_t stop = 0; stop < 3; ++stop) {
    const auto cut =
        world.session.analyze_risks([stop](std::size_t done, std::size_t, std::string_view) { return done < stop; });
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code() == "cancelled");
    CHECK(require(world.session.count<RiskSignal>()) == static_cast<std::int64_t>(stop));
  }
  const auto report = world.analyze();
  CHECK(report.raised == 1);
  CHECK(report.unchanged == 2);
  CHECK(require(world.session.count<RiskOccurrence>()) == 3);
}
