// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// Account Genixify as of 2024-11-20 21:00 UTC (engine 14).
struct Genixify : World {
  Genixify() {
    clock->set(at("2024-11-20T21:00:00Z"));
    sla = source("Daily collection of % achieved incident SLA");
    nps = source("Daily collection of NPS");
    account_mapper();
    product_mapper();
    customer = account();
    journey = new_engagement(customer);
    journey.stage = EngagementStage::adoption;
    journey = create(journey);
    const SoldProduct sold = sold_product(customer);
    cloud = sold.product_model.id();
    apply(journey, sold);
    health = definition({}, {metric(sla, "95", "60"), metric(nps, "50", "40")});
  }

  void deliver() {
    const std::vector<std::string_view> achieved{"90", "89", "90", "87"};
    const std::vector<std::string_view> promoters{"28", "27", "25", "26"};
    Instant start = at("2024-11-16T20:57:27Z");
    for (std::size_t i = 0; i < achieved.size(); ++i, start += std::chrono::days(1)) {
      const Instant end = start + std::chrono::days(1);
      require(session.ingest(row(sla, "account", customer.id, achieved[i], start, end)));
      require(session.ingest(row(nps, "product_model", cloud, promoters[i], start, end)));
    }
  }
  void define_risks() {
    const std::string own = "account = \"" + customer.id.to_string() + "\"";
    sla_risk = create(new_risk(sla, Comparison::less_than, "90"));
    threshold(sla_risk, "95", own, 1);
    sla_risk = publish(sla_risk);
    nps_risk = create(new_risk(nps, Comparison::less_than, "30"));
    threshold(nps_risk, "31", own + " and stage = adoption", 2);
    threshold(nps_risk, "32", own, 1);
    nps_risk = publish(nps_risk);
  }

  DataSource sla;
  DataSource nps;
  Account customer;
  Engagement journey;
  Id cloud;
  HealthDefinition health;
  RiskDefinition sla_risk;
  RiskDefinition nps_risk;
};

}  // namespace

TEST_CASE("the worked example scores 75.747368", "[metrics][health]") {
  Genixify world;
  world.deliver();
  const auto report = world.refresh();
  CHECK(report.evaluated == 1);
  CHECK(report.written == 1);
  const Engagement journey = world.again(world.journey);
  CHECK(journey.health_score == dec("75.747368"));
  CHECK(journey.health_coverage == dec("100"));
  CHECK(journey.health_scored_at == world.clock->now());
  CHECK(journey.health_definition == World::ref(world.health));

  const HealthScore score = require(world.session.score(World::ref(world.journey), world.clock->now()));
  CHECK(score.score == dec("75.747368"));
  CHECK(score.color == "green");
  CHECK(score.low == score.score);
  CHECK(score.high == score.score);
  REQUIRE(score.metrics.size() == 2);
  CHECK(score.metrics[0].value == dec("87"));
  CHECK(score.metrics[0].attainment == dec("91.578947"));
  CHECK(score.metrics[0].contribution == dec("54.947368"));
  CHECK(score.metrics[0].gap == dec("8"));
  CHECK(score.metrics[1].value == dec("26"));
  CHECK(score.metrics[1].attainment == dec("52"));
  CHECK(score.metrics[1].contribution == dec("20.8"));
  REQUIRE(score.metrics[1].records.size() == 1);
  CHECK(score.metrics[1].records[0].source_record == world.cloud);
  CHECK(score.metrics[1].records[0].source_table == "product_model");
  REQUIRE(score.definitions.size() == 1);
  CHECK(score.definitions[0].chosen);
  CHECK(score.definitions[0].global);

  const auto told = world.events("health_changed");
  REQUIRE(told.size() == 1);
  CHECK(told[0].record == world.journey.id);
  CHECK(told[0].data == R"({"color_from":null,"color_to":"green","from":null,"to":75.747368})");
}

TEST_CASE("the worked example raises two risks with gaps 8 and 6", "[metrics][risk][RSK-08][RTO-03]") {
  Genixify world;
  world.deliver();
  world.define_risks();
  const auto report = world.analyze();
  CHECK(report.definitions == 2);
  CHECK(report.breaches == 2);
  CHECK(report.raised == 2);
  CHECK(report.occurrences == 2);
  CHECK(report.failed.empty());
  const auto found = require(world.session.find<RiskOccurrence>()).items;
  REQUIRE(found.size() == 2);
  for (const RiskOccurrence& one : found) {
    const bool sla = one.risk_definition == World::ref(world.sla_risk);
    CHECK(one.current_value == dec(sla ? "87" : "26"));
    CHECK(one.threshold == dec(sla ? "95" : "32"));
    CHECK(one.gap == dec(sla ? "8" : "6"));
    CHECK(one.start_date == at("2024-11-19T20:57:27Z"));
    CHECK(one.end_date == at("2024-11-20T20:57:27Z"));
    CHECK_FALSE(one.number.empty());
  }
  for (const RiskSignal& signal : require(world.session.find<RiskSignal>()).items) {
    CHECK(signal.tracking_method == RiskTrackingMethod::automated);
    CHECK(signal.scope == RiskScope::adoption);
    CHECK(signal.probability == Probability::moderate);
    CHECK(signal.state == RiskState::new_);
    CHECK(signal.short_description == "Metric at risk");
    CHECK(signal.occurrence_count == 1);
    CHECK(signal.last_occurrence_at == world.clock->now());
    CHECK(signal.engagement == World::ref(world.journey));
  }
  CHECK(world.events("risk_raised").size() == 2);
  CHECK(world.events("risk_occurred").size() == 2);
}

TEST_CASE("every verb of the worked example twice changes nothing", "[metrics][idempotence]") {
  Genixify world;
  world.deliver();
  world.define_risks();
  world.refresh();
  world.analyze();
  const Counts before = world.counts();
  const Engagement journey = world.again(world.journey);
  const DataSource source = world.again(world.sla);
  world.deliver();
  const auto refreshed = world.refresh();
  CHECK(refreshed.written == 0);
  CHECK(refreshed.unchanged == 1);
  const auto analyzed = world.analyze();
  CHECK(analyzed.raised == 0);
  CHECK(analyzed.occurrences == 0);
  CHECK(analyzed.unchanged == 2);
  CHECK(world.counts() == before);
  CHECK(world.again(world.journey).version == journey.version);
  CHECK(world.again(world.sla).last_run_at == source.last_run_at);
}

TEST_CASE("a later refresh of the same day replaces the day's history and tells nothing", "[metrics][health]") {
  Genixify world;
  world.deliver();
  world.refresh();
  world.advance(std::chrono::hours(1));
  const auto idle = world.refresh();
  CHECK(idle.skipped == 1);
  CHECK(idle.unchanged == 1);
  CHECK(idle.written == 0);
  CHECK(idle.in_full.empty());
  auto journey = world.again(world.journey);
  CHECK(journey.health_scored_at < world.clock->now());
  journey.title = "Another title";
  world.update(journey);
  CHECK(world.refresh().written == 1);
  const auto history = require(world.session.find<ScoreHistory>()).items;
  REQUIRE(history.size() == 1);
  CHECK(history[0].as_of == day("2024-11-20"));
  CHECK(history[0].scored_at == world.clock->now());
  CHECK(history[0].value == dec("75.747368"));
  CHECK(history[0].details.empty());
  CHECK(world.events("health_changed").size() == 1);
  world.advance(std::chrono::hours(24));
  world.refresh();
  CHECK(require(world.session.count<ScoreHistory>()) == 2);
  const auto trend = require(world.session.weekly_trend(World::ref(world.journey), 2));
  REQUIRE(trend.size() == 2);
  CHECK(trend[0].monday == day("2024-11-11"));
  CHECK_FALSE(trend[0].score);
  CHECK(trend[1].score == dec("75.747368"));
}

TEST_CASE("explanations are kept where the property asks for them", "[metrics][health]") {
  Genixify world;
  world.deliver();
  world.property("health.keep_explanations", "true", PropertyType::boolean);
  world.refresh();
  const auto history = require(world.session.find<ScoreHistory>()).items;
  REQUIRE(history.size() == 1);
  CHECK(history[0].details.find("\"contribution\":54.947368") != std::string::npos);
}
