// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// Two metrics of equal weight; only the first has a value, which earns 80.
struct Half : World {
  explicit Half(MissingPolicy policy) : known(source()), unknown(source()) {
    account_mapper();
    customer = account();
    journey = engagement(customer);
    say(known, customer, "80");
    HealthDefinition entity;
    entity.missing_policy = policy;
    definition(entity, {metric(known, "100", "50"), metric(unknown, "100", "50")});
  }
  HealthScore explain() { return require(session.score(ref(journey), clock->now())); }

  DataSource known;
  DataSource unknown;
  Account customer;
  Engagement journey;
};

}  // namespace

TEST_CASE("a missing metric counts as its policy says, stored as explained", "[metrics][health]") {
  const auto [policy, expected] = GENERATE(std::pair(MissingPolicy::redistribute, std::optional(dec("80"))),
                                           std::pair(MissingPolicy::zero, std::optional(dec("40"))),
                                           std::pair(MissingPolicy::neutral, std::optional(dec("65"))),
                                           std::pair(MissingPolicy::require, std::optional<Decimal>()));
  Half world(policy);
  const auto report = world.refresh();
  CHECK(report.without_data == (expected ? 0 : 1));
  const auto score = world.explain();
  CHECK(score.score == expected);
  CHECK(world.score_of(world.journey) == expected);
  CHECK(world.again(world.journey).health_coverage == dec("50"));
  CHECK(score.coverage == dec("50"));
  CHECK(score.low == dec("40"));
  CHECK(score.high == dec("90"));
  CHECK_FALSE(score.metrics[0].missing);
  CHECK(score.metrics[1].missing);
  const auto history = require(world.session.find<ScoreHistory>()).items;
  REQUIRE(history.size() == 1);
  CHECK(history[0].value == expected);
  CHECK(history[0].low == dec("40"));
  CHECK(history[0].high == dec("90"));
}

TEST_CASE("a stale value is missing unless the metric keeps it", "[metrics][health]") {
  World world;
  const bool keeps = GENERATE(false, true);
  const DataSource aging = world.source({}, Frequency::daily, Duration(2 * 86400));
  world.account_mapper();
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  world.say(aging, customer, "80");
  auto metric = world.metric(aging, "100", "100");
  metric.keep_stale = keeps;
  world.definition({}, {metric});
  world.refresh();
  CHECK(world.score_of(journey) == dec("80"));
  world.advance(std::chrono::hours(72));
  world.refresh();
  CHECK(world.score_of(journey) == (keeps ? std::optional(dec("80")) : std::nullopt));
  const auto score = require(world.session.score(World::ref(journey), world.clock->now()));
  CHECK(score.metrics[0].stale);
  CHECK(score.metrics[0].missing != keeps);
  CHECK(score.metrics[0].value == dec("80"));
  CHECK(world.events("health_changed").size() == (keeps ? 1 : 2));
}

TEST_CASE("an engagement without a definition is left alone until it had a score", "[metrics][health]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  world.say(source, customer, "80");
  auto report = world.refresh();
  CHECK(report.without_definition == 1);
  CHECK(report.written == 0);
  CHECK_FALSE(world.again(journey).health_scored_at);
  HealthDefinition entity;
  entity.definition = "stage = initial_onboarding";
  entity = world.definition(entity, {world.metric(source, "100", "100")});
  world.refresh();
  CHECK(world.score_of(journey) == dec("80"));
  CHECK(world.again(entity).last_run_at == world.clock->now());
  entity = world.again(entity);
  entity.state = PublishState::draft;
  world.update(entity);
  report = world.refresh();
  CHECK(report.written == 1);
  CHECK_FALSE(world.score_of(journey));
  CHECK_FALSE(world.again(journey).health_definition);
  CHECK(world.refresh().written == 0);
  CHECK(require(world.session.count<ScoreHistory>()) == 1);
}

TEST_CASE("specific definitions go by rank and name before the global one", "[metrics][health][HDF-05]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  Account customer;
  customer.name = "Retailer";
  customer.industry = "Retail";
  customer = world.create(customer);
  const Engagement journey = world.engagement(customer);
  const Engagement other = world.engagement(world.account());
  world.say(source, customer, "50");
  const auto define = [&](std::string name, std::string condition, std::int64_t rank, std::string_view target) {
    HealthDefinition entity;
    entity.name = std::move(name);
    entity.definition = std::move(condition);
    entity.rank = rank;
    return world.definition(entity, {world.metric(source, target, "100")});
  };
  const auto global = world.definition({}, {world.metric(source, "500", "100")});
  define("Later", "account.industry = \"Retail\" and active = true", 2, "50");
  define("b", "account.industry = \"Retail\"", 1, "100");
  const auto chosen = define("A", "stage = initial_onboarding and account.industry = \"Retail\"", 1, "200");
  define("Never", "stage = renew", 0, "50");
  world.refresh();
  CHECK(world.score_of(journey) == dec("25"));
  CHECK(world.again(journey).health_definition == World::ref(chosen));
  CHECK(world.again(other).health_definition == World::ref(global));
  const auto score = require(world.session.score(World::ref(journey), world.clock->now()));
  REQUIRE(score.definitions.size() == 5);
  CHECK(score.definitions[0].name == "Never");
  CHECK(score.definitions[0].reason == "condition does not match: stage = renew");
  CHECK(score.definitions[1].name == "A");
  CHECK(score.definitions[1].chosen);
  CHECK(score.definitions[4].global);
  CHECK_FALSE(score.definitions[4].chosen);
}

TEST_CASE("a score of the past uses the definition and the engagement of then", "[metrics][health]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  const Account customer = world.account();
  Engagement journey = world.engagement(customer);
  world.say(source, customer, "50");
  HealthDefinition entity;
  entity.definition = "stage = initial_onboarding";
  entity = world.definition(entity, {world.metric(source, "100", "100")});
  const Instant then = world.clock->now();
  world.advance(std::chrono::hours(1));
  journey = world.again(journey);
  journey.stage = EngagementStage::adoption;
  journey = world.update(journey);
  entity = world.again(entity);
  entity.state = PublishState::draft;
  entity = world.update(entity);
  const auto past = require(world.session.score(World::ref(journey), then));
  CHECK(past.score == dec("50"));
  CHECK(past.notes.empty());
  const auto now = require(world.session.score(World::ref(journey), world.clock->now()));
  CHECK_FALSE(now.score);
}

TEST_CASE("as it was and as it was known differ after a correction", "[metrics][health]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  world.definition({}, {world.metric(source, "100", "100")});
  world.say(source, customer, "50");
  const Instant then = world.clock->now();
  world.advance(std::chrono::hours(1));
  world.say(source, customer, "70");
  CHECK(require(world.session.score(World::ref(journey), then, then)).score == dec("50"));
  CHECK(require(world.session.score(World::ref(journey), then)).score == dec("70"));
}

TEST_CASE("a band of the data source is looked up before the global one", "[metrics][health]") {
  World world;
  const DataSource source = world.source();
  ColorBand band;
  band.type = ScopeType::metric_based;
  band.data_source = World::ref(source);
  band.min = dec("200");
  band.max = dec("300");
  band.color = "blue";
  world.create(band);
  const auto color = [&](std::string_view score, std::optional<Ref<DataSource>> of = {}) {
    const auto found = require(world.session.color_of(dec(score), of));
    return found ? found->color : std::string();
  };
  CHECK(color("69.4") == "yellow");
  CHECK(color("69.5") == "green");
  CHECK(color("250").empty());
  CHECK(color("250", World::ref(source)) == "blue");
  CHECK(color("10", World::ref(source)) == "red");
}
