// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Feeding : World {
  Feeding() : sla(source("SLA")) {
    account_mapper();
    customer = account();
    journey = engagement(customer);
  }

  /// The faults of a batch of one good row and `bad`, which is expected to be refused alone.
  std::vector<Fault> refused_with_good(IngestRow bad) {
    const Instant end = clock->now() - std::chrono::hours(1);
    const std::vector<Id> records{customer.id, bad.source_record};
    const std::vector<Decimal> values{dec("1"), bad.value};
    const std::vector<Instant> starts{end - std::chrono::hours(1), bad.start_date};
    const std::vector<Instant> ends{end, bad.end_date};
    const std::vector<Instant> recorded{clock->now(), bad.recorded_at.value_or(clock->now())};
    IngestColumns columns;
    columns.data_source = ref(sla);
    columns.source_table = "account";
    columns.source_record = records;
    columns.value = values;
    columns.start = starts;
    columns.end = ends;
    columns.recorded = recorded;
    const auto report = require(session.ingest(columns));
    CHECK(report.rows == 2);
    CHECK(report.added + report.unchanged == 1);
    return report.refused;
  }
  IngestRow good() {
    const Instant end = clock->now() - std::chrono::hours(2);
    return row(sla, "account", customer.id, "5", end - std::chrono::hours(1), end);
  }

  DataSource sla;
  Account customer;
  Engagement journey;
};

/// One fault, of row 1, with this code, rule and field.
bool only(const std::vector<Fault>& faults, std::string_view code, std::string_view rule, std::string_view field) {
  if (faults.size() == 1 && faults[0].code == code && faults[0].rule == rule && faults[0].field == field &&
      faults[0].index == 1) {
    return true;
  }
  for (const Fault& fault : faults) UNSCOPED_INFO(fault.code << " " << fault.rule << " @" << fault.field);
  return false;
}

}  // namespace

TEST_CASE("a bad row is refused by its index while the good ones land", "[metrics][CTD-02][CTD-03][CTD-04]") {
  Feeding world;
  auto bad = world.good();
  SECTION("an unknown source record") {
    bad.source_record = world.journey.id;
    CHECK(only(world.refused_with_good(bad), "invalid_reference", "GEN-04", "source_record"));
  }
  SECTION("no source record") {
    bad.source_record = Id();
    CHECK(only(world.refused_with_good(bad), "field_required", "CTD-02", "source_record"));
  }
  SECTION("a value beyond the range") {
    bad.value = Decimal::from_units(std::numeric_limits<std::int64_t>::max());
    CHECK(only(world.refused_with_good(bad), "out_of_range", "GEN-16", "value"));
  }
  SECTION("a period that ends when it starts") {
    bad.end_date = bad.start_date;
    CHECK(only(world.refused_with_good(bad), "period_invalid", "CTD-04", "end_date"));
  }
  SECTION("a period that ends in the future") {
    bad.end_date = world.clock->now() + std::chrono::milliseconds(1);
    CHECK(only(world.refused_with_good(bad), "future_data", "CTD-03", "end_date"));
  }
  SECTION("a period that starts in the future") {
    bad.start_date = world.clock->now() + std::chrono::milliseconds(1);
    bad.end_date = bad.start_date + std::chrono::milliseconds(1);
    CHECK(only(world.refused_with_good(bad), "future_data", "CTD-03", "start_date"));
  }
  SECTION("knowledge of the future") {
    bad.recorded_at = world.clock->now() + std::chrono::milliseconds(1);
    CHECK(only(world.refused_with_good(bad), "future_data", "CTD-03", "recorded_at"));
  }
  SECTION("an end at now is no future") {
    bad.end_date = world.clock->now();
    const auto report = require(world.session.ingest(bad));
    CHECK(report.added == 1);
  }
}

TEST_CASE("doubles are rounded from their shortest decimal and refused when they are no numbers", "[metrics][CTD-04]") {
  Feeding world;
  world.definition({}, {world.metric(world.sla, "100", "100")});
  world.advance(std::chrono::hours(24 * 30));
  const std::vector<double> values{0.1234565, 87,   std::nan(""), std::numeric_limits<double>::infinity(),
                                   9.3e12,    -0.0, 1e9 + 0.5};
  const std::vector<Id> records(values.size(), world.customer.id);
  std::vector<Instant> starts;
  std::vector<Instant> ends;
  const Instant first = world.clock->now() - std::chrono::hours(24 * 20);
  for (std::size_t i = 0; i < values.size(); ++i) {
    starts.push_back(first + std::chrono::hours(24) * static_cast<int>(i));
    ends.push_back(starts.back() + std::chrono::hours(24));
  }
  IngestColumns columns;
  columns.data_source = World::ref(world.sla);
  columns.source_table = "account";
  columns.source_record = records;
  columns.value_double = values;
  columns.start = starts;
  columns.end = ends;
  const auto report = require(world.session.ingest(columns));
  CHECK(report.added == 4);
  REQUIRE(report.refused.size() == 3);
  CHECK(report.refused[0].code == "value_not_finite");
  CHECK(report.refused[0].index == 2);
  CHECK(report.refused[1].code == "value_not_finite");
  CHECK(report.refused[2].code == "out_of_range");
  const auto read = [&](std::size_t i) {
    return require(world.session.score(World::ref(world.journey), ends[i])).metrics.at(0).value;
  };
  CHECK(read(0) == dec("0.123457"));
  CHECK(read(1) == dec("87"));
  CHECK(read(5) == dec("0"));
  CHECK(read(6) == dec("1000000000.5"));
}

TEST_CASE("with all_or_nothing one bad row keeps all out", "[metrics]") {
  Feeding world;
  const auto good = world.good();
  const std::vector<Id> records{world.customer.id, world.journey.id};
  const std::vector<Decimal> values{dec("1"), dec("2")};
  const std::vector<Instant> starts(2, good.start_date);
  const std::vector<Instant> ends(2, good.end_date);
  IngestColumns columns;
  columns.data_source = World::ref(world.sla);
  columns.source_table = "account";
  columns.source_record = records;
  columns.value = values;
  columns.start = starts;
  columns.end = ends;
  IngestOptions options;
  options.all_or_nothing = true;
  const auto result = world.session.ingest(columns, options);
  REQUIRE_FALSE(result);
  REQUIRE(result.error().faults().size() == 1);
  CHECK(result.error().faults()[0].code == "invalid_reference");
  CHECK(result.error().faults()[0].index == 1);
  CHECK_FALSE(world.again(world.sla).last_run_at);
  columns.value = std::span(values).first(1);
  const auto uneven = world.session.ingest(columns);
  REQUIRE_FALSE(uneven);
  CHECK(uneven.error().code() == "invalid_input");
}

TEST_CASE("only published external sources take deliveries", "[metrics][CTD-01]") {
  Feeding world;
  const auto code_of = [&](const IngestRow& row) {
    const auto result = world.session.ingest(row);
    if (!result) return result.error().code();
    return result->refused.empty() ? std::string() : result->refused[0].code + "@" + result->refused[0].field;
  };
  auto row = world.good();
  DataSource draft;
  draft.name = "Draft";
  draft.source = DataSourceKind::external;
  draft = world.create(draft);
  row.data_source = World::ref(draft);
  CHECK(code_of(row).starts_with("data_source_not_published"));
  DataSource table;
  table.name = "Table";
  table.source = DataSourceKind::table;
  table.source_table = "risk_signal";
  table.group_by_fields = {"account"};
  table.aggregate = SourceAggregate::count;
  table = world.create(table);
  row.data_source = World::ref(table);
  CHECK(code_of(row).starts_with("data_source_not_external"));
  row = world.good();
  row.source_table = "no_such_table";
  CHECK(code_of(row).starts_with("invalid_reference"));
  row = world.good();
  row.source_table = "";
  CHECK(code_of(row).starts_with("field_required"));
}

TEST_CASE("a delivery moves the run dates of its source, its repetition does not", "[metrics][CTD-01]") {
  Feeding world;
  require(world.session.ingest(world.good()));
  auto held = world.again(world.sla);
  CHECK(held.last_run_at == world.clock->now());
  CHECK(held.next_run_at == at("2024-11-21T00:00:00Z"));
  CHECK(held.version == world.sla.version);
  const auto row = world.good();
  world.advance(std::chrono::hours(1));
  const auto repeated = require(world.session.ingest(row));
  CHECK(repeated.unchanged == 1);
  CHECK(repeated.added == 0);
  CHECK(world.again(world.sla).last_run_at == held.last_run_at);
  world.advance(std::chrono::hours(24));
  require(world.session.ingest(world.good()));
  held = world.again(world.sla);
  CHECK(held.last_run_at == world.clock->now());
  CHECK(held.next_run_at == at("2024-11-22T00:00:00Z"));
}

TEST_CASE("a record without a context is kept and counted", "[metrics]") {
  Feeding world;
  const Account lonely = world.account();
  auto row = world.good();
  row.source_record = lonely.id;
  auto report = require(world.session.ingest(row));
  CHECK(report.added == 1);
  CHECK(report.unmapped == 1);
  CHECK(report.refused.empty());
  // It counts as soon as it is mapped.
  const Engagement late = world.engagement(lonely);
  world.definition({}, {world.metric(world.sla, "5", "100")});
  world.refresh();
  CHECK_FALSE(world.score_of(late));
  report = require(world.session.remap(World::ref(world.sla), row.start_date, row.end_date));
  CHECK(report.rows == 1);
  CHECK(report.added == 1);
  CHECK(report.unmapped == 0);
  world.refresh();
  CHECK(world.score_of(late) == dec("100"));
  report = require(world.session.remap(World::ref(world.sla), row.start_date, row.end_date));
  CHECK(report.unchanged == 1);
  CHECK(report.added == 0);
}

TEST_CASE("a metric based mapper wins over the global one and a resolver over both tables", "[metrics][MAP-04]") {
  EngineOptions options;
  Id target;
  options.resolvers["to_target"] = [&target](std::string_view, Id) { return std::vector<Id>{target, target}; };
  World world(std::move(options));
  const DataSource special = world.source();
  const DataSource plain = world.source();
  world.account_mapper();
  auto own = world.new_mapper("account", "engagement", "account");
  own.type = ScopeType::metric_based;
  own.metric_list = {special.id};
  own.resolver = "to_target";
  world.create(own);
  const Account customer = world.account();
  const Engagement first = world.engagement(customer);
  const Engagement second = world.engagement(world.account());
  target = second.id;
  world.say(special, customer, "10");
  world.say(plain, customer, "20");
  world.definition({}, {world.metric(special, "10", "50"), world.metric(plain, "20", "50")});
  const Instant now = world.clock->now();
  const auto of_first = require(world.session.score(World::ref(first), now));
  CHECK(of_first.metrics.at(0).missing);
  CHECK(of_first.metrics.at(1).value == dec("20"));
  const auto of_second = require(world.session.score(World::ref(second), now));
  CHECK(of_second.metrics.at(0).value == dec("10"));
  CHECK(of_second.metrics.at(0).records.size() == 1);
  CHECK(of_second.metrics.at(1).missing);
}

TEST_CASE("conditions of a mapper narrow the context records", "[metrics]") {
  World world;
  auto mapper = world.new_mapper("account", "engagement", "account");
  mapper.conditions = "stage = adoption";
  world.create(mapper);
  const DataSource source = world.source();
  const Account customer = world.account();
  const Engagement early = world.engagement(customer);
  auto adopting = world.new_engagement(customer);
  adopting.stage = EngagementStage::adoption;
  adopting = world.create(adopting);
  world.say(source, customer, "10");
  world.definition({}, {world.metric(source, "10", "100")});
  world.refresh();
  CHECK_FALSE(world.score_of(early));
  CHECK(world.score_of(adopting) == dec("100"));
}

TEST_CASE("many source records are mapped in bulk as one by one", "[metrics]") {
  World world;
  const DataSource bulk = world.source();
  const DataSource single = world.source();
  world.account_mapper();
  std::vector<Id> records;
  std::vector<Engagement> journeys;
  for (int i = 0; i < 300; ++i) {
    const Account customer = world.account();
    records.push_back(customer.id);
    if (i % 50 == 0) journeys.push_back(world.engagement(customer));
  }
  const Instant end = at("2024-11-20T00:00:00Z");
  const std::vector<Instant> starts(records.size(), end - std::chrono::hours(24));
  const std::vector<Instant> ends(records.size(), end);
  std::vector<Decimal> values;
  for (std::size_t i = 0; i < records.size(); ++i) values.push_back(Decimal(static_cast<int>(i) % 100));
  IngestColumns columns;
  columns.data_source = World::ref(bulk);
  columns.source_table = "account";
  columns.source_record = records;
  columns.value = values;
  columns.start = starts;
  columns.end = ends;
  const auto report = require(world.session.ingest(columns));
  CHECK(report.added == 300);
  CHECK(report.unmapped == 294);
  for (std::size_t i = 0; i < records.size(); i += 50) {
    require(world.session.ingest(world.row(single, "account", records[i], values[i].to_string(), starts[i], ends[i])));
  }
  world.definition({}, {world.metric(bulk, "100", "50"), world.metric(single, "100", "50")});
  for (const Engagement& journey : journeys) {
    const auto score = require(world.session.score(World::ref(journey), world.clock->now()));
    REQUIRE(score.metrics[0].value);
    CHECK(score.metrics[0].value == score.metrics[1].value);
  }
}
