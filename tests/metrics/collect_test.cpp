// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Indicated : World {
  Indicated() {
    Breakdown by;
    by.name = "Account";
    by.element_table = "account";
    breakdown = create(by);
    Indicator entity;
    entity.key = "csat";
    entity.name = "CSAT";
    entity.breakdowns = {breakdown.id};
    indicator = create(entity);
    account_mapper();
    customer = account();
    journey = engagement(customer);
    DataSource weekly;
    weekly.name = "Weekly CSAT";
    weekly.source = DataSourceKind::pa_indicator;
    weekly.frequency = Frequency::weekly;
    weekly.indicator = ref(indicator);
    weekly.breakdown = ref(breakdown);
    weekly.aggregate = SourceAggregate::average;
    source = publish_source(create(weekly));
    definition({}, {metric(source, "100", "100")});
  }
  IngestReport score(Instant start, std::string_view value, Id element) {
    const Decimal held = dec(value);
    const Instant end = start + std::chrono::days(1);
    IndicatorColumns columns;
    columns.indicator = ref(indicator);
    columns.breakdown = ref(breakdown);
    columns.element_record = std::span(&element, 1);
    columns.value = std::span(&held, 1);
    columns.start = std::span(&start, 1);
    columns.end = std::span(&end, 1);
    return require(session.ingest_indicator(columns));
  }
  HealthScore explain() { return require(session.score(ref(journey), clock->now())); }

  Breakdown breakdown;
  Indicator indicator;
  DataSource source;
  Account customer;
  Engagement journey;
};

}  // namespace

TEST_CASE("daily scores of an indicator become one value a week", "[metrics][collect]") {
  Indicated world;  // 2024-11-20 is a Wednesday
  for (int i = 0; i < 12; ++i) {
    world.score(at("2024-11-04T00:00:00Z") + std::chrono::days(i), std::to_string(10 * i), world.customer.id);
  }
  const auto report =
      require(world.session.collect(World::ref(world.source), at("2024-11-04T00:00:00Z"), at("2024-11-18T00:00:00Z")));
  CHECK(report.periods == 2);
  CHECK(report.collected == 2);
  CHECK(report.data.added == 2);
  CHECK(report.data.refused.empty());
  auto score = world.explain();
  REQUIRE(score.metrics[0].records.size() == 1);
  CHECK(score.metrics[0].value == dec("90"));
  CHECK(score.metrics[0].records[0].start == at("2024-11-11T00:00:00Z"));
  CHECK(score.metrics[0].records[0].end == at("2024-11-18T00:00:00Z"));
  const auto repeated =
      require(world.session.collect(World::ref(world.source), at("2024-11-04T00:00:00Z"), at("2024-11-18T00:00:00Z")));
  CHECK(repeated.data.added == 0);
  CHECK(repeated.data.unchanged == 2);
}

TEST_CASE("the collect job runs from the last complete period on, and then when it is due", "[metrics][collect]") {
  Indicated world;
  for (int i = 0; i < 30; ++i) {
    if (at("2024-11-01T00:00:00Z") + std::chrono::days(i + 1) > world.clock->now()) break;
    world.score(at("2024-11-01T00:00:00Z") + std::chrono::days(i), "40", world.customer.id);
  }
  require(world.session.run_job("collect"));
  auto held = world.again(world.source);
  CHECK(held.last_run_at == world.clock->now());
  CHECK(held.next_run_at == at("2024-11-25T00:00:00Z"));
  CHECK(world.explain().metrics[0].records.at(0).start == at("2024-11-11T00:00:00Z"));
  world.advance(std::chrono::hours(24));
  const auto early = require(world.session.run_job("collect"));
  CHECK(early.counts.find("\"periods\":0") != std::string::npos);
  // A late run fills every period that was missed.
  world.clock->set(at("2024-12-04T09:00:00Z"));
  for (int i = 0; i < 14; ++i) {
    world.score(at("2024-11-18T00:00:00Z") + std::chrono::days(i), "60", world.customer.id);
  }
  const auto late = require(world.session.run_job("collect"));
  CHECK(late.counts.find("\"periods\":2") != std::string::npos);
  CHECK(world.again(world.source).next_run_at == at("2024-12-09T00:00:00Z"));
  CHECK(world.explain().metrics[0].value == dec("60"));
}

TEST_CASE("bad scores and wrong sources are refused", "[metrics][collect][CTD-03]") {
  Indicated world;
  const auto unknown = world.score(at("2024-11-04T00:00:00Z"), "1", world.journey.id);
  REQUIRE(unknown.refused.size() == 1);
  CHECK(unknown.refused[0].code == "invalid_reference");
  CHECK(unknown.refused[0].field == "element_record");
  const auto future = world.score(world.clock->now(), "1", world.customer.id);
  REQUIRE(future.refused.size() == 1);
  CHECK(future.refused[0].code == "future_data");
  CHECK(future.refused[0].field == "period_end");
  const auto code = [&](const DataSource& source, Instant from, Instant to) {
    const auto result = world.session.collect(World::ref(source), from, to);
    return result ? std::string() : result.error().code();
  };
  const Instant now = world.clock->now();
  CHECK(code(world.source, now - std::chrono::hours(1), now + std::chrono::hours(1)) == "future_data");
  CHECK(code(world.source, now, now) == "period_invalid");
  CHECK(code(world.World::source(), now - std::chrono::hours(1), now) == "data_source_not_collected");
}

TEST_CASE("a table source counts the records of a group now", "[metrics][collect]") {
  World world;
  world.account_mapper();
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  world.risk_signal(journey);
  world.risk_signal(journey);
  DataSource entity;
  entity.name = "Open risks";
  entity.source = DataSourceKind::table;
  entity.source_table = "risk_signal";
  entity.conditions = "active = true";
  entity.group_by_fields = {"account"};
  entity.aggregate = SourceAggregate::count;
  const DataSource source = world.publish_source(world.create(entity));
  auto metric = world.metric(source, "0", "100");
  metric.direction = Direction::minimize;
  metric.baseline = dec("4");
  world.definition({}, {metric});
  const auto report =
      require(world.session.collect(World::ref(source), at("2024-11-18T00:00:00Z"), at("2024-11-20T00:00:00Z")));
  CHECK(report.periods == 2);
  CHECK(report.collected == 2);
  world.refresh();
  CHECK(world.score_of(journey) == dec("50"));
}

TEST_CASE("a collection that is cancelled keeps its batches", "[metrics][collect][cancel]") {
  World world;
  world.account_mapper();
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  world.risk_signal(journey);
  DataSource entity;
  entity.name = "Open risks";
  entity.source = DataSourceKind::table;
  entity.source_table = "risk_signal";
  entity.group_by_fields = {"account"};
  entity.aggregate = SourceAggregate::count;
  const DataSource source = world.publish_source(world.create(entity));
  const Instant to = at("2024-11-20T00:00:00Z");
  const Instant from = to - std::chrono::days(70);
  const auto cut = world.session.collect(World::ref(source), from, to,
                                         [](std::size_t done, std::size_t, std::string_view) { return done < 62; });
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code() == "cancelled");
  CHECK_FALSE(world.again(source).last_run_at);
  const auto rest = require(world.session.collect(World::ref(source), from, to));
  CHECK(rest.periods == 70);
  CHECK(rest.data.unchanged == 31);
  CHECK(rest.data.added == 39);
  CHECK(world.again(source).last_run_at == world.clock->now());
}
