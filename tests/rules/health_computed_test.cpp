// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// What engagements and risk occurrences say about health: colour, trend, and the score of then.

namespace {

/// An engagement whose one metric is its score.
struct Scored : Portfolio {
  Scored() : home(account()), journey(engagement(home)), source(published_source(*this)) {
    HealthDefinition definition;
    definition.name = "Health";
    definition.global = true;
    definition = create(definition);
    create(new_metric(definition, source));
    publish(*this, again(definition));
  }
  /// Scores the engagement now.
  void score(int value) {
    IngestRow row;
    row.data_source = ref_of(source);
    row.source_table = "account";
    row.source_record = home.id;
    row.value = Decimal(value);
    row.end_date = clock->now();
    row.start_date = row.end_date - 1h;
    require(session.ingest(row));
    const Ref<Engagement> one[] = {ref(journey)};
    require(session.refresh_health(one));
  }
  Engagement now() { return again(journey); }

  ColorBand band(int min, int max, std::string_view color, Session* by = nullptr) {
    ColorBand entity;
    entity.min = Decimal(min);
    entity.max = Decimal(max);
    entity.color = color;
    entity.highlighted_color = "light " + std::string(color);
    return require((by != nullptr ? *by : session).create(entity));
  }

  Account home;
  Engagement journey;
  DataSource source;
};

}  // namespace

TEST_CASE("the colour of an engagement is that of the global band of its score") {
  Scored s;
  s.band(0, 39, "red");
  s.band(40, 69, "yellow");
  auto metric_based = ColorBand();
  metric_based.type = ScopeType::metric_based;
  metric_based.data_source = ref_of(s.source);
  metric_based.min = Decimal(0);
  metric_based.max = Decimal(100);
  metric_based.color = "blue";
  metric_based.highlighted_color = "light blue";
  s.create(metric_based);
  CHECK(s.now().health_color.empty());
  CHECK(s.now().health_highlight.empty());
  s.score(39);
  CHECK(s.now().health_color == "red");
  CHECK(s.now().health_highlight == "light red");
  s.score(40);
  CHECK(s.now().health_color == "yellow");
  s.score(70);
  CHECK(s.now().health_score == Decimal(70));
  CHECK(s.now().health_color.empty());
  s.band(70, 100, "green");
  CHECK(s.now().health_color == "green");
  const auto page = require(s.session.find<Engagement>());
  CHECK(page.items.front().health_color == "green");
  CHECK(page.items.front().health_highlight == "light green");
}

TEST_CASE("an engagement has the colours of its own domain, whoever reads it") {
  Scored s;
  s.separate_domains();
  const auto tenant = s.domain();
  auto account = s.account(Portfolio::ref(tenant));
  s.home = account;
  s.journey = s.engagement(account);
  s.band(0, 100, "red");
  s.score(50);
  CHECK(s.now().health_color == "red");
  auto session = s.session_of(s.user(Portfolio::ref(tenant)));
  s.band(0, 100, "green", &session);
  CHECK(s.now().health_color == "green");
  CHECK(require(session.get(Portfolio::ref(s.journey))).health_color == "green");
}

TEST_CASE("the weekly scores are those of the last six weeks, oldest first") {
  Scored s;  // a Wednesday
  CHECK(s.journey.weekly_health == "[null,null,null,null,null,null]");
  s.score(10);
  CHECK(s.now().weekly_health == "[null,null,null,null,null,10]");
  s.advance(24h * 4);  // Sunday of the same week
  s.score(20);
  CHECK(s.now().weekly_health == "[null,null,null,null,null,20]");
  s.advance(24h);  // Monday
  s.score(30);
  CHECK(s.now().weekly_health == "[null,null,null,null,20,30]");
  s.advance(24h * 14);
  s.score(40);
  CHECK(s.now().weekly_health == "[null,null,20,30,null,40]");
  s.advance(24h * 21);
  CHECK(s.now().weekly_health == "[30,null,40,null,null,null]");
  const auto trend = require(s.session.weekly_trend(Portfolio::ref(s.journey), 6));
  REQUIRE(trend.size() == 6);
  CHECK(trend[0].monday == day("2024-11-25"));
  CHECK(trend[0].score == Decimal(30));
  CHECK_FALSE(trend[1].score.has_value());
  CHECK(trend[2].score == Decimal(40));
  CHECK(trend[5].monday == day("2024-12-30"));
}

TEST_CASE("several engagements have their own weekly scores in one list") {
  Scored s;
  const auto other = s.engagement(s.account());
  s.score(10);
  const auto page = require(s.session.find<Engagement>());
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].weekly_health == "[null,null,null,null,null,10]");
  CHECK(page.items[1].id == other.id);
  CHECK(page.items[1].weekly_health == "[null,null,null,null,null,null]");
}

TEST_CASE("a risk occurrence shows the health when its period ended") {
  Scored s;
  publish(s, s.create(new_risk_definition(s, s.source)));
  require(deliver(s, s.source, s.home.id, 20, "2024-11-20T11:00:00Z"));
  require(s.session.analyze_risks());
  const auto first = require(s.session.find<RiskOccurrence>()).items.front();
  REQUIRE(first.end_date == at("2024-11-20T11:00:00Z"));
  CHECK_FALSE(first.engagement_health.has_value());
  s.score(20);  // an hour too late for it
  CHECK_FALSE(s.again(first).engagement_health.has_value());
  s.advance(24h);
  s.score(30);
  require(s.session.analyze_risks());
  s.advance(24h);
  s.score(40);
  FindOptions by_time;
  by_time.order_by = "end_date";
  const auto occurrences = require(s.session.find<RiskOccurrence>(by_time)).items;
  REQUIRE(occurrences.size() == 2);
  CHECK_FALSE(occurrences[0].engagement_health.has_value());
  CHECK(occurrences[1].engagement_health == Decimal(30));
  CHECK(s.again(occurrences[1]).engagement_health == Decimal(30));
}
