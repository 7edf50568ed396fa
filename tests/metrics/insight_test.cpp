// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "metrics/insight_world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

std::vector<std::string> names_of(const InsightPage& page) {
  std::vector<std::string> names;
  for (const auto& place : page.items) names.push_back(place.name);
  return names;
}

std::vector<std::string> sources_of(const InsightPlace& place) {
  std::vector<std::string> names;
  for (const auto& metric : place.metrics) names.push_back(metric.name);
  return names;
}

ColorBand own_band(const DataSource& source, std::string_view min, std::string_view max, std::string color) {
  ColorBand band;
  band.type = ScopeType::metric_based;
  band.data_source = World::ref(source);
  band.min = dec(min);
  band.max = dec(max);
  band.color = std::move(color);
  return band;
}

}  // namespace

TEST_CASE("the shipped insights come with empty places, by name", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto page = world.page();
  CHECK(page.table == "product_usage");
  CHECK(page.record == world.usage.id);
  CHECK(page.as_of == world.clock->now());
  CHECK(names_of(page) == std::vector<std::string>{"Adoption score", "Auxiliary metrics", "Monthly active users",
                                                   "Monthly license utilization", "Monthly transactions",
                                                   "Satisfaction score"});
  for (const auto& place : page.items) {
    CHECK_FALSE(place.configured);
    CHECK(place.metrics.empty());
    CHECK((place.mode == VisualizationMode::multiple) == (place.name == "Auxiliary metrics"));
  }
  const auto capability = world.capability_of(world.product);
  const auto other = require(world.session.insight_page("capability_usage", capability.id));
  CHECK(names_of(other) == std::vector<std::string>{"Adoption score", "Auxiliary metrics"});
}

TEST_CASE("a week takes the latest row that ends in it", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto adoption = world.measure("Adoption");
  world.put(world.item("Adoption score"), world.drawing(adoption));
  world.said(adoption, "40", "2026-03-09", "2026-03-10");
  world.said(adoption, "50", "2026-03-15", "2026-03-16");
  const auto metric = world.shown("Adoption score");
  REQUIRE(metric.buckets.size() == 12);
  const auto points = course(metric);
  CHECK(std::vector(points.end() - 3, points.end()) == std::vector<std::string>{"-", "50 yellow", "-"});
  CHECK(std::count(points.begin(), points.end(), "-") == 11);
  CHECK(metric.buckets[10].start == at("2026-03-09T00:00:00Z"));
  CHECK(metric.buckets[10].end == at("2026-03-16T00:00:00Z"));
  CHECK(metric.buckets[11].end == world.clock->now());
  CHECK(metric.buckets[0].start == at("2025-12-29T00:00:00Z"));
  CHECK(metric.value == dec("50"));
  CHECK(metric.color == "yellow");
  CHECK(metric.start == at("2026-03-15T00:00:00Z"));
  CHECK(metric.end == at("2026-03-16T00:00:00Z"));
  CHECK(metric.name == "Adoption");
  CHECK(metric.unit == MetricUnit::score);
}

TEST_CASE("a capability usage is its own context record", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto capability = world.capability_of(world.product);
  const auto adoption = world.measure("Capability adoption", Frequency::daily, ContextTable::capability_usage);
  world.put(world.item("Adoption score", "capability_usage"), world.drawing(adoption, ContextTable::capability_usage));
  world.deliver(adoption, "capability_usage", capability.id, "62", "2026-03-16T00:00:00Z", "2026-03-17T00:00:00Z");
  const auto page = require(world.session.insight_page("capability_usage", capability.id));
  const auto& metric = UsageWorld::place(page, "Adoption score").metrics.at(0);
  std::vector<std::string> expected(12, "-");
  expected.back() = "62 yellow";
  CHECK(course(metric) == expected);
  CHECK_FALSE(UsageWorld::place(page, "Auxiliary metrics").configured);
}

TEST_CASE("several source records become one by the visualization's aggregate", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  const auto [how, weeks, value] = GENERATE(table<MetricAggregate, std::vector<std::string>, std::string>(
      {{MetricAggregate::average, {"20", "30"}, "30"}, {MetricAggregate::sum, {"40", "60"}, "60"}}));
  UsageWorld world(file);
  const auto users = world.measure("Users", Frequency::weekly);
  auto drawing = world.drawing(users);
  drawing.aggregate = how;
  world.put(world.item("Monthly active users"), drawing);
  const auto model = [&](std::string_view said, std::string_view start, std::string_view end) {
    world.deliver(users, "product_model", world.product.product_model.id(), said, std::string(start) + "T00:00:00Z",
                  std::string(end) + "T00:00:00Z");
  };
  // Of the product the later row counts, of a week and of the last period alike.
  world.said(users, "90", "2026-03-02", "2026-03-04");
  world.said(users, "10", "2026-03-03", "2026-03-05");
  model("30", "2026-03-02", "2026-03-09");
  world.said(users, "20", "2026-03-09", "2026-03-13");
  model("40", "2026-03-10", "2026-03-16");
  const auto metric = world.shown("Monthly active users", {.buckets = 3});
  auto expected = weeks;
  expected.emplace_back("-");
  std::vector<std::string> told;
  for (const auto& bucket : metric.buckets) told.push_back(bucket.value ? bucket.value->to_string() : "-");
  CHECK(told == expected);
  CHECK(metric.value == dec(value));
  CHECK(metric.aggregate == how);
  CHECK(metric.start == at("2026-03-09T00:00:00Z"));
  CHECK(metric.end == at("2026-03-16T00:00:00Z"));
}

TEST_CASE("a place in single mode draws the first that applies, one in multiple mode all", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto adoption = world.measure("Adoption");
  auto first = world.drawing(adoption);
  first.conditions = "account.industry = \"Retail\"";
  first.target = dec("10");
  auto second = world.drawing(adoption);
  second.target = dec("20");
  auto third = world.drawing(adoption);
  third.conditions = "name is not empty";
  third.target = dec("30");
  const auto single = world.item("Adoption score");
  world.put(single, third, 3);
  world.put(single, first, 1);
  world.put(single, second, 2);
  CHECK(world.shown("Adoption score").target == dec("20"));
  world.customer = world.again(world.customer);
  world.customer.industry = "Retail";
  world.update(world.customer);
  CHECK(world.shown("Adoption score").target == dec("10"));
  CHECK(world.shown("Adoption score").rank == 1);

  const auto multiple = world.item("Auxiliary metrics");
  for (const auto& [name, rank] : {std::pair("Calls", 7), std::pair("Logins", 2), std::pair("Audits", 7)}) {
    world.put(multiple, world.drawing(world.measure(name)), rank);
  }
  auto never = world.drawing(adoption);
  never.conditions = "name = \"elsewhere\"";
  world.put(multiple, never, 1);
  const auto page = world.page();
  CHECK(sources_of(UsageWorld::place(page, "Auxiliary metrics")) ==
        std::vector<std::string>{"Logins", "Audits", "Calls"});
}

TEST_CASE("what is not published or not reached does not apply", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  auto adoption = world.measure("Adoption");
  world.put(world.item("Adoption score"), world.drawing(adoption));
  // The engagement of the same customer: a mapper would lead there, the page does not follow mappers.
  const auto journey = world.engagement(world.customer);
  world.apply(journey, world.product);
  world.account_mapper();
  const auto health = world.source("Health");
  world.put(world.item("Satisfaction score"), world.drawing(health, ContextTable::engagement));
  world.said(adoption, "40", "2026-03-16", "2026-03-17");
  auto page = world.page();
  CHECK(UsageWorld::place(page, "Adoption score").configured);
  CHECK_FALSE(UsageWorld::place(page, "Satisfaction score").configured);
  // Another product has the same set-up and no values.
  const auto other = world.usage_of(world.sold_product(world.customer));
  const auto elsewhere = require(world.session.insight_page("product_usage", other.id));
  CHECK_FALSE(UsageWorld::place(elsewhere, "Adoption score").metrics.at(0).value);
  CHECK_FALSE(UsageWorld::place(elsewhere, "Adoption score").metrics.at(0).end);
  adoption = world.again(adoption);
  adoption.state = PublishState::draft;
  world.update(adoption);
  page = world.page();
  CHECK_FALSE(UsageWorld::place(page, "Adoption score").configured);
  // A source with both contexts: what counts for the sold product is not what counts for its usage.
  auto mapper = world.new_mapper("product_model", "product_usage", "sold_product.product_model");
  mapper.context_table = ContextTable::product_usage;
  world.create(mapper);
  DataSource both;
  both.name = "Both";
  both.source = DataSourceKind::external;
  both = world.create(both);
  DataContext context;
  context.data_source = World::ref(both);
  context.context_table = ContextTable::product_usage;
  world.create(context);
  both = world.publish_source(both, ContextTable::sold_product);
  world.put(world.item("Monthly transactions"), world.drawing(both, ContextTable::product_usage));
  world.deliver(both, "product_usage", world.usage.id, "7", "2026-03-16T00:00:00Z", "2026-03-17T00:00:00Z");
  world.said(both, "9", "2026-03-16", "2026-03-17");
  CHECK(world.shown("Monthly transactions").value == dec("7"));
}

TEST_CASE("gap and attainment need a target and a value", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto load = world.measure("Load");
  const auto calls = world.measure("Calls");
  auto minimal = world.drawing(load);
  minimal.direction = Direction::minimize;
  minimal.target = dec("20");
  minimal.baseline = dec("70");
  world.put(world.item("Adoption score"), minimal);
  world.put(world.item("Satisfaction score"), world.drawing(calls));
  auto metric = world.shown("Adoption score");
  CHECK(metric.target == dec("20"));
  CHECK_FALSE(metric.gap);
  CHECK_FALSE(metric.attainment);
  world.said(load, "30", "2026-03-16", "2026-03-17");
  world.said(calls, "30", "2026-03-16", "2026-03-17");
  metric = world.shown("Adoption score");
  CHECK(metric.direction == Direction::minimize);
  CHECK(metric.baseline == dec("70"));
  CHECK(metric.attainment == dec("80"));
  CHECK(metric.gap == dec("10"));
  CHECK(metric.gap_percent == dec("50"));
  metric = world.shown("Satisfaction score");
  CHECK(metric.value == dec("30"));
  CHECK_FALSE(metric.attainment);
  CHECK_FALSE(metric.gap);
  CHECK_FALSE(metric.gap_percent);
}

TEST_CASE("a stale value is no value, its buckets stay", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto aging = world.measure("Aging", Frequency::daily, ContextTable::sold_product,
                                   std::chrono::days(8) + std::chrono::hours(9));
  auto drawing = world.drawing(aging);
  drawing.target = dec("100");
  world.put(world.item("Adoption score"), drawing);
  world.said(aging, "80", "2026-03-09", "2026-03-10");
  auto metric = world.shown("Adoption score", {.buckets = 2});
  CHECK(metric.value == dec("80"));
  CHECK_FALSE(metric.stale);
  world.advance(std::chrono::milliseconds(1));
  metric = world.shown("Adoption score", {.buckets = 2});
  CHECK_FALSE(metric.value);
  CHECK(metric.stale);
  CHECK(metric.end == at("2026-03-10T00:00:00Z"));
  CHECK(metric.color.empty());
  CHECK_FALSE(metric.gap);
  CHECK(course(metric) == std::vector<std::string>{"80 green", "-"});
}

TEST_CASE("bands of the data source colour before the global ones", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto calls = world.measure("Calls");
  world.create(own_band(calls, "200", "300", "blue"));
  world.create(own_band(calls, "40", "50", "orange"));
  world.put(world.item("Adoption score"), world.drawing(calls));
  world.said(calls, "45", "2026-03-02", "2026-03-03");
  world.said(calls, "69.5", "2026-03-09", "2026-03-10");
  world.said(calls, "250", "2026-03-15", "2026-03-16");
  world.said(calls, "400", "2026-03-16", "2026-03-17");
  const auto metric = world.shown("Adoption score", {.bucket = Frequency::daily, .buckets = 17});
  const auto points = course(metric);
  CHECK(points[0] == "45 orange");
  CHECK(points[7] == "69.5 green");
  CHECK(points[13] == "250 blue");
  CHECK(points[14] == "400");
  CHECK(points[15] == "-");
  CHECK(metric.color.empty());
}

TEST_CASE("buckets follow the engine's zone over the change of the clocks", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  world.property("calendar.time_zone", "Europe/Berlin");
  world.clock->set(at("2026-04-01T10:00:00Z"));
  const auto calls = world.measure("Calls");
  world.put(world.item("Adoption score"), world.drawing(calls));
  // Clocks go forward on Sunday, 29 March: that week is an hour short, its end is 22:00 UTC.
  const std::string id = "sold_product";
  world.deliver(calls, id, world.product.id, "1", "2026-03-21T23:00:00Z", "2026-03-22T23:00:00Z");
  world.deliver(calls, id, world.product.id, "2", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
  world.deliver(calls, id, world.product.id, "3", "2026-03-29T22:00:00Z", "2026-03-29T22:00:00.001Z");
  auto metric = world.shown("Adoption score", {.buckets = 3});
  CHECK(course(metric) == std::vector<std::string>{"1 red", "2 red", "3 red"});
  CHECK(metric.buckets[1].start == at("2026-03-22T23:00:00Z"));
  CHECK(metric.buckets[1].end == at("2026-03-29T22:00:00Z"));
  metric = world.shown("Adoption score", {.bucket = Frequency::monthly, .buckets = 2});
  CHECK(metric.buckets[0].start == at("2026-02-28T23:00:00Z"));
  CHECK(metric.buckets[0].end == at("2026-03-31T22:00:00Z"));
  CHECK(course(metric) == std::vector<std::string>{"3 red", "-"});
  metric = world.shown("Adoption score", {.bucket = Frequency::quarterly, .buckets = 1});
  CHECK(metric.buckets[0].start == at("2026-03-31T22:00:00Z"));
}

TEST_CASE("a page of the past shows values of then as known now", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto calls = world.measure("Calls");
  world.put(world.item("Adoption score"), world.drawing(calls));
  world.said(calls, "40", "2026-03-10", "2026-03-11");
  world.said(calls, "90", "2026-03-12", "2026-03-13");
  world.advance(std::chrono::hours(1));
  world.said(calls, "45", "2026-03-10", "2026-03-11");  // a correction
  // On the edge the row that ends there counts, and the bucket before it has it too.
  const auto then = at("2026-03-12T23:59:59.999Z");
  auto metric = world.shown("Adoption score", {.buckets = 1, .as_of = then});
  CHECK(metric.value == dec("45"));
  CHECK(course(metric) == std::vector<std::string>{"45 yellow"});
  CHECK(metric.buckets[0].end == then);
  metric = world.shown("Adoption score", {.buckets = 1, .as_of = then + std::chrono::milliseconds(1)});
  CHECK(metric.value == dec("90"));
  // The first instant of a week: its bucket is still empty.
  metric = world.shown("Adoption score", {.buckets = 2, .as_of = at("2026-03-16T00:00:00Z")});
  CHECK(course(metric) == std::vector<std::string>{"90 green", "-"});
  CHECK(metric.buckets[1].start == metric.buckets[1].end);
}

TEST_CASE("a long row lies in the bucket in which it ends", "[metrics][insight]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto calls = world.measure("Calls", Frequency::quarterly);
  world.put(world.item("Adoption score"), world.drawing(calls));
  world.said(calls, "70", "2025-10-01", "2026-03-17");
  const auto metric = world.shown("Adoption score", {.bucket = Frequency::daily, .buckets = 3});
  CHECK(course(metric) == std::vector<std::string>{"70 green", "-", "-"});
  CHECK(metric.start == at("2025-10-01T00:00:00Z"));
}

TEST_CASE("what cannot be asked is refused", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto ask = [&](std::string_view table, Id record, const InsightOptions& options = {}) {
    return world.session.insight_page(table, record, options);
  };
  CHECK(refused(ask("product_usage", world.usage.id, {.buckets = 0}), "", "out_of_range", "buckets"));
  CHECK(refused(ask("product_usage", world.usage.id, {.buckets = 521}), "", "out_of_range", "buckets"));
  CHECK(accepted(ask("product_usage", world.usage.id, {.buckets = 520})));
  for (const Instant extreme : {Instant::min(), Instant::max()}) {
    InsightOptions options;
    options.as_of = extreme;
    CHECK(refused(ask("product_usage", world.usage.id, options), "", "invalid_input", "as_of"));
  }
  CHECK(refused(ask("product_usages", world.usage.id), "", "invalid_input"));
  // The record must be one of the table.
  CHECK(ask("product_usage", world.product.id).error().code() == "not_found");
  const auto bare = ask("account", world.customer.id);
  REQUIRE_FALSE(bare);
  CHECK(bare.error().code() == "not_found");
  CHECK(bare.error().to_string().find("no insight shows account") != std::string::npos);
}

TEST_CASE("a sum that does not fit is reported", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  const auto calls = world.measure("Calls");
  auto drawing = world.drawing(calls);
  drawing.aggregate = MetricAggregate::sum;
  world.put(world.item("Adoption score"), drawing);
  world.said(calls, "9000000000000", "2026-03-16", "2026-03-17");
  world.deliver(calls, "product_model", world.product.product_model.id(), "9000000000000", "2026-03-16T00:00:00Z",
                "2026-03-17T00:00:00Z");
  const auto page = world.session.insight_page("product_usage", world.usage.id);
  REQUIRE_FALSE(page);
  CHECK(page.error().code() == "out_of_range");
}

TEST_CASE("any table may have an insight of its own", "[metrics][insight]") {
  UsageWorld world{StoredFile(false)};
  world.account_mapper();
  const auto sla = world.source("SLA");
  const auto journey = world.engagement(world.customer);
  world.say(sla, world.customer, "87");
  Insight insight;
  insight.name = "Engagement";
  insight.entity = "engagement";
  insight = world.create(insight);
  InsightItem item;
  item.name = "SLA";
  item.insight = World::ref(insight);
  item = world.create(item);
  world.put(item, world.drawing(sla, ContextTable::engagement));
  const auto page = require(world.session.insight_page("engagement", journey.id));
  CHECK(page.insight == World::ref(insight));
  CHECK(page.name == "Engagement");
  CHECK(UsageWorld::place(page, "SLA").metrics.at(0).value == dec("87"));
}
