// SPDX-License-Identifier: Apache-2.0
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

// The edges of values, attainments, scores and bands (engine 4 to 6 and 8), as a host meets them.

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

/// One metric over a source that two products deliver to; the sum of what they say is its value.
struct TwoProducts : World {
  explicit TwoProducts(EngineOptions options = {}, Frequency frequency = Frequency::daily,
                       std::optional<Duration> max_age = {})
      : World(std::move(options)) {
    // Scores of the past need an engagement and a definition of the past.
    const Instant now = clock->now();
    clock->set(at("2023-06-01T00:00:00Z"));
    home = account();
    journey = engagement(home);
    product_mapper();
    known = source({}, frequency, max_age);
    for (Id& product : products) {
      const SoldProduct sold = sold_product(home);
      product = sold.product_model.id();
      apply(journey, sold);
    }
    HealthMetric summed = metric(known, "1000", "100");
    summed.aggregate = MetricAggregate::sum;
    definition({}, {summed});
    clock->set(now);
  }

  void says(std::size_t product, std::string_view value, Instant end) {
    require(session.ingest(row(known, "product_model", products[product], value, end - 1h, end)));
  }
  MetricScore reads(std::optional<Instant> t = {}) {
    return require(session.score(ref(journey), t.value_or(clock->now()))).metrics.at(0);
  }

  Account home;
  Engagement journey;
  DataSource known;
  std::array<Id, 2> products;
};

struct PeriodEdge {
  std::string_view zone;
  Frequency frequency;
  std::string_view start;
  std::string_view end;
};

/// What one metric says and what it must earn.
struct Earning {
  Direction direction;
  std::string_view target;
  std::string_view baseline;
  std::string_view value;
  std::string_view attainment;
  std::string_view gap;
  std::string_view gap_percent;  ///< empty: there is none
};

constexpr auto up = Direction::maximize;
constexpr auto down = Direction::minimize;
constexpr Earning earnings[] = {
    // A target of 0
    {up, "0", "", "0", "100", "0", ""},
    {up, "0", "", "-0.000001", "0", "0.000001", ""},
    {up, "0", "-100", "-25", "75", "25", ""},
    {down, "0", "", "0", "100", "0", ""},
    {down, "0", "", "0.000001", "0", "0.000001", ""},
    {down, "0", "3", "1", "66.666667", "1", ""},
    // A baseline below and above the target
    {up, "80", "40", "60", "50", "20", "25"},
    {up, "80", "40", "40", "0", "40", "50"},
    {up, "80", "40", "39.5", "0", "40.5", "50.625"},
    {up, "50", "60", "55", "100", "0", "0"},
    {up, "50", "60", "49", "0", "1", "2"},
    {down, "10", "20", "15", "50", "5", "50"},
    {down, "10", "20", "21", "0", "11", "110"},
    {down, "10", "4", "20", "50", "10", "100"},
    // Less than nothing
    {up, "-50", "-100", "-60", "80", "10", "20"},
    {up, "80", "", "-1", "0", "81", "101.25"},
    {down, "10", "", "-3", "100", "0", "0"},
    {down, "-5", "", "-4", "0", "1", "20"},
    {down, "-10", "0", "-5", "50", "5", "50"},
    // The last digit
    {up, "3", "", "1", "33.333333", "2", "66.666667"},
};

std::optional<Decimal> optional_dec(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(dec(text));
}

}  // namespace

TEST_CASE("targets of 0, baselines on either side and negative values earn what they should", "[metrics][edges]") {
  const StoredFile place(GENERATE(false, true));
  World world(place.options());
  const Account home = world.account();
  const Engagement journey = world.engagement(home);
  std::vector<HealthMetric> metrics;
  for (const Earning& earning : earnings) {
    const DataSource source = world.source();
    HealthMetric metric = world.metric(source, earning.target, "5");
    metric.direction = earning.direction;
    metric.baseline = optional_dec(earning.baseline);
    metrics.push_back(metric);
    world.say(source, home, earning.value);
  }
  world.definition({}, metrics);
  const HealthScore score = require(world.session.score(World::ref(journey), world.clock->now()));
  REQUIRE(score.metrics.size() == std::size(earnings));
  std::int64_t points = 0;
  for (std::size_t i = 0; i < std::size(earnings); ++i) {
    const Earning& earning = earnings[i];
    INFO("target " << earning.target << " baseline " << earning.baseline << " value " << earning.value);
    CHECK(score.metrics[i].attainment == dec(earning.attainment));
    CHECK(score.metrics[i].gap == dec(earning.gap));
    CHECK(score.metrics[i].gap_percent == optional_dec(earning.gap_percent));
    points += score.metrics[i].contribution.units();
  }
  CHECK(score.score == dec("42.75"));
  CHECK(points == dec("42.75").units());
  world.refresh();
  CHECK(world.score_of(journey) == dec("42.75"));
}

TEST_CASE("without any value the score is unknown and may be anything", "[metrics][edges]") {
  const auto policy = GENERATE(MissingPolicy::redistribute, MissingPolicy::zero, MissingPolicy::neutral);
  World world;
  const DataSource first = world.source();
  const DataSource second = world.source();
  const Engagement journey = world.engagement();
  HealthDefinition entity;
  entity.missing_policy = policy;
  world.definition(entity, {world.metric(first, "100", "60"), world.metric(second, "100", "40")});
  const HealthScore score = require(world.session.score(World::ref(journey), world.clock->now()));
  CHECK_FALSE(score.score);
  CHECK(score.coverage == Decimal());
  CHECK(score.low == dec("0"));
  CHECK(score.high == dec("100"));
  CHECK(score.color.empty());
  for (const MetricScore& metric : score.metrics) {
    CHECK(metric.missing);
    CHECK_FALSE(metric.attainment);
    CHECK_FALSE(metric.gap);
    CHECK(metric.records.empty());
  }
  CHECK(world.refresh().without_data == 1);
  CHECK_FALSE(world.score_of(journey));
  CHECK(world.again(journey).health_color.empty());
}

TEST_CASE("one stale value counts by the policy of its metric", "[metrics][edges]") {
  const auto [policy, expected, points] =
      GENERATE(std::tuple(MissingPolicy::redistribute, "90", "0"), std::tuple(MissingPolicy::zero, "54", "0"),
               std::tuple(MissingPolicy::neutral, "74", "20"));
  World world;
  const DataSource fresh = world.source();
  const DataSource stale = world.source({}, Frequency::daily, 24h);
  const Account home = world.account();
  const Engagement journey = world.engagement(home);
  HealthMetric aged = world.metric(stale, "100", "40");
  aged.missing_policy = policy;
  world.definition({}, {world.metric(fresh, "100", "60"), aged});
  world.say(stale, home, "10");
  world.advance(24h);
  world.say(fresh, home, "90");
  const HealthScore score = require(world.session.score(World::ref(journey), world.clock->now()));
  CHECK(score.score == dec(expected));
  CHECK(score.coverage == dec("60"));
  CHECK(score.low == dec("54"));
  CHECK(score.high == dec("94"));
  CHECK(score.metrics[1].stale);
  CHECK(score.metrics[1].value == dec("10"));
  CHECK(score.metrics[1].contribution == dec(points));
}

TEST_CASE("a value counts from the instant at which its period ends", "[metrics][edges]") {
  const StoredFile place(GENERATE(false, true));
  TwoProducts world(place.options());
  const Instant end = world.clock->now() + 2h;
  world.advance(5h);
  world.says(0, "7", end);
  CHECK(world.reads(end).value == dec("7"));
  CHECK_FALSE(world.reads(end - 1ms).value);
  CHECK(world.reads(end - 1ms).missing);
}

TEST_CASE("a value is as old as it may be at its greatest age, and stale a moment later", "[metrics][edges]") {
  const StoredFile place(GENERATE(false, true));
  TwoProducts world(place.options(), Frequency::daily, 36h);
  const Instant end = world.clock->now() - 1h;
  world.says(0, "7", end);
  world.says(1, "5", end - 1h);
  world.advance(72h);
  const auto just = world.reads(end + 36h);
  CHECK_FALSE(just.stale);
  CHECK(just.value == dec("12"));
  const auto after = world.reads(end + 36h + 1ms);
  CHECK(after.stale);
  CHECK(after.missing);
  CHECK(after.value == dec("12"));
  CHECK_FALSE(after.attainment);
  // The latest record of the period decides, so the older one of the two does not make it stale before.
  CHECK_FALSE(world.reads(end + 35h + 1ms).stale);
}

TEST_CASE("a row that ends on a boundary belongs to the period that it closes, in every zone", "[metrics][edges]") {
  const auto edge =
      GENERATE(PeriodEdge{"UTC", Frequency::daily, "2024-11-18T00:00:00Z", "2024-11-19T00:00:00Z"},
               PeriodEdge{"UTC", Frequency::weekly, "2024-11-11T00:00:00Z", "2024-11-18T00:00:00Z"},
               PeriodEdge{"UTC", Frequency::monthly, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"},
               PeriodEdge{"UTC", Frequency::quarterly, "2023-10-01T00:00:00Z", "2024-01-01T00:00:00Z"},
               // The clocks of Berlin go forward on 31 March and back on 27 October: days of 23 and 25 hours.
               PeriodEdge{"Europe/Berlin", Frequency::daily, "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"},
               PeriodEdge{"Europe/Berlin", Frequency::daily, "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"},
               PeriodEdge{"Europe/Berlin", Frequency::weekly, "2024-03-24T23:00:00Z", "2024-03-31T22:00:00Z"},
               PeriodEdge{"Europe/Berlin", Frequency::weekly, "2024-10-20T22:00:00Z", "2024-10-27T23:00:00Z"},
               PeriodEdge{"Europe/Berlin", Frequency::monthly, "2024-02-29T23:00:00Z", "2024-03-31T22:00:00Z"});
  const StoredFile place(GENERATE(false, true));
  INFO(edge.zone << " from " << edge.start << " to " << edge.end);
  TwoProducts world(place.options(), edge.frequency);
  world.property("calendar.time_zone", edge.zone);
  const Instant start = at(edge.start);
  const Instant end = at(edge.end);
  world.says(0, "1", end);
  world.says(1, "100", start);  // closes the period before
  CHECK(world.reads().value == dec("1"));
  CHECK(world.reads().records.size() == 1);
  world.says(1, "10", start + 1ms);
  CHECK(world.reads().value == dec("11"));
  CHECK(world.reads().records.size() == 2);
  world.says(0, "5", end + 1ms);  // opens the next one
  CHECK(world.reads().value == dec("5"));
  CHECK(world.reads(end).value == dec("11"));
}

TEST_CASE("the next run of a source is the next local midnight or Monday", "[metrics][edges]") {
  const auto [now, daily, weekly] =
      GENERATE(std::tuple("2024-03-31T10:00:00Z", "2024-03-31T22:00:00Z", "2024-03-31T22:00:00Z"),
               std::tuple("2024-03-30T22:59:59Z", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"),
               std::tuple("2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z", "2024-10-27T23:00:00Z"));
  World world;
  world.property("calendar.time_zone", "Europe/Berlin");
  world.clock->set(at(now));
  const Account home = world.account();
  for (const auto& [frequency, expected] : {std::pair(Frequency::daily, daily), std::pair(Frequency::weekly, weekly)}) {
    const DataSource source = world.source({}, frequency);
    require(world.session.ingest(world.row(source, "account", home.id, "1", at(now) - 2h, at(now) - 1h)));
    CHECK(world.again(source).next_run_at == at(expected));
  }
}

TEST_CASE("a collection takes the days and weeks of the zone, also where the clocks change", "[metrics][edges]") {
  const auto [from, sunday] = GENERATE(std::pair("2024-03-24T23:00:00Z", 23h), std::pair("2024-10-20T22:00:00Z", 25h));
  const StoredFile place(GENERATE(false, true));
  World world(place.options());
  world.property("calendar.time_zone", "Europe/Berlin");
  Indicator entity;
  entity.key = "csat";
  entity.name = "CSAT";
  Breakdown by;
  by.name = "Account";
  by.element_table = "account";
  const Breakdown breakdown = world.create(by);
  entity.breakdowns = {breakdown.id};
  const Indicator indicator = world.create(entity);
  world.account_mapper();
  const Account home = world.account();
  const Engagement journey = world.engagement(home);
  const auto collected = [&](Frequency frequency) {
    DataSource draft;
    draft.name = world.unique("CSAT");
    draft.source = DataSourceKind::pa_indicator;
    draft.frequency = frequency;
    draft.indicator = World::ref(indicator);
    draft.breakdown = World::ref(breakdown);
    draft.aggregate = SourceAggregate::sum;
    return world.publish_source(world.create(draft));
  };
  const DataSource daily = collected(Frequency::daily);
  const DataSource weekly = collected(Frequency::weekly);
  const Instant start = at(from);
  const Instant end = start + 6 * 24h + sunday;
  // One score an hour, each worth 1: a period is worth its hours.
  std::vector<Id> elements;
  std::vector<Decimal> ones;
  std::vector<Instant> starts;
  std::vector<Instant> ends;
  for (Instant t = start - 24h; t < end + 24h; t += 1h) {
    elements.push_back(home.id);
    ones.push_back(Decimal(1));
    starts.push_back(t);
    ends.push_back(t + 1h);
  }
  IndicatorColumns columns;
  columns.indicator = World::ref(indicator);
  columns.breakdown = World::ref(breakdown);
  columns.element_record = elements;
  columns.value = ones;
  columns.start = starts;
  columns.end = ends;
  require(world.session.ingest_indicator(columns));
  CHECK(require(world.session.collect(World::ref(daily), start, end)).periods == 7);
  CHECK(require(world.session.collect(World::ref(weekly), start, end)).periods == 1);
  world.definition({}, {world.metric(daily, "1000", "50"), world.metric(weekly, "1000", "50")});
  const HealthScore score = require(world.session.score(World::ref(journey), world.clock->now()));
  const auto& last_day = score.metrics[0].records.at(0);
  CHECK(last_day.end == end);
  CHECK(last_day.end - last_day.start == sunday);
  CHECK(last_day.value == dec(sunday == 23h ? "23" : "25"));
  const auto& week = score.metrics[1].records.at(0);
  CHECK(week.start == start);
  CHECK(week.end == end);
  CHECK(week.value == dec(sunday == 23h ? "167" : "169"));
}

TEST_CASE("the day and the week of a score are those of the zone", "[metrics][edges]") {
  World world;
  world.clock->set(at("2024-03-01T00:00:00Z"));
  world.property("calendar.time_zone", "Europe/Berlin");
  const DataSource known = world.source();
  const Account home = world.account();
  const Engagement journey = world.engagement(home);
  world.definition({}, {world.metric(known, "100", "100")});
  const auto refreshed = [&](std::string_view now, std::string_view value) {
    world.clock->set(at(now));
    require(world.session.ingest(world.row(known, "account", home.id, value, at(now) - 1h, at(now))));
    world.refresh();
    return require(world.session.count<ScoreHistory>());
  };
  CHECK(refreshed("2024-03-30T22:59:59Z", "10") == 1);  // Saturday
  CHECK(refreshed("2024-03-30T23:00:00Z", "20") == 2);  // Sunday, of 23 hours
  CHECK(refreshed("2024-03-31T21:59:59Z", "30") == 2);
  CHECK(refreshed("2024-03-31T22:00:00Z", "40") == 3);  // Monday
  const auto trend = require(world.session.weekly_trend(World::ref(journey), 2));
  REQUIRE(trend.size() == 2);
  CHECK(trend[0].monday == day("2024-03-25"));
  CHECK(trend[0].score == dec("30"));
  CHECK(trend[1].monday == day("2024-04-01"));
  CHECK(trend[1].score == dec("40"));
}

TEST_CASE("a score between the edges of two bands has the colour of its rounded number", "[metrics][edges]") {
  World world;
  const DataSource known = world.source();
  const Account home = world.account();
  const Engagement journey = world.engagement(home);
  world.definition({}, {world.metric(known, "100", "100")});
  const auto color = [&](std::string_view value) {
    world.advance(1ms);  // of two values learned at once the greater one stands
    world.say(known, home, value);
    world.refresh();
    const auto shown = world.again(journey).health_color;
    CHECK(require(world.session.score(World::ref(journey), world.clock->now())).color == shown);
    return shown;
  };
  CHECK(color("0") == "red");
  CHECK(color("39.499999") == "red");
  CHECK(color("39.5") == "yellow");
  CHECK(color("69.4") == "yellow");
  CHECK(color("69.499999") == "yellow");
  CHECK(color("69.5") == "green");
  CHECK(color("100") == "green");

  for (const ColorBand& band : require(world.session.find<ColorBand>()).items) require(world.session.remove(band));
  const auto band = [&](std::string_view min, std::string_view max, std::string_view name) {
    ColorBand entity;
    entity.min = dec(min);
    entity.max = dec(max);
    entity.color = name;
    world.create(entity);
  };
  band("40", "80", "high");
  band("0", "40", "low");
  CHECK(color("39.4") == "low");
  CHECK(color("39.5") == "high");
  CHECK(color("40") == "high");
  CHECK(color("80.4") == "high");
  CHECK(color("80.5").empty());
}

TEST_CASE("of two definitions of one rank the first by name applies, of one name the nearer",
          "[metrics][edges][HDF-05]") {
  World world;
  world.separate_domains();
  const Domain tenant = world.domain("tenant");
  Account home = world.account(World::ref(tenant));
  home.domain = World::ref(tenant);
  home = world.update(home);
  const Engagement journey = world.engagement(home);
  const DataSource known = world.source();
  world.say(known, home, "60");
  const auto define = [&](std::string name, std::string condition, std::string_view target, bool own) {
    auto other = world.session_of(world.user(World::ref(tenant)));
    Session& session = own ? other : world.session;
    HealthDefinition entity;
    entity.name = std::move(name);
    entity.definition = std::move(condition);
    entity.rank = 1;
    entity = require(session.create(entity));
    HealthMetric metric = world.metric(known, target, "100");
    metric.health_definition = World::ref(entity);
    require(session.create(metric));
    entity = require(session.get(World::ref(entity)));
    entity.state = PublishState::published;
    require(session.update(entity));
  };
  const auto scored = [&] { return require(world.session.score(World::ref(journey), world.clock->now())).score; };
  define("beta", "active = true", "100", true);
  CHECK(scored() == dec("60"));
  define("Alpha", "active = true", "200", false);
  CHECK(scored() == dec("30"));
  define("Alpha", "active = true and stage is not empty", "300", true);
  CHECK(scored() == dec("20"));
}
