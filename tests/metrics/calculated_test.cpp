// SPDX-License-Identifier: Apache-2.0
#include "metrics/calculated.hpp"

#include "metrics/stored_file.hpp"

// Calculated data sources: segments, chains, what they write and how they explain themselves (engine 7).

using namespace steward;
using namespace steward::test;

namespace {

/// A source whose deliveries are about the context records themselves.
Decimal leaves(const std::vector<MetricScore>& metrics) {
  std::int64_t sum = 0;
  for (const MetricScore& metric : metrics) {
    sum += metric.parts.empty() ? metric.points.units() : leaves(metric.parts).units();
  }
  return Decimal::from_units(sum);
}

std::vector<ScoreHistory> history_of(World& w, Id record) {
  return require(w.session.find<ScoreHistory>(matching("record = \"" + record.to_string() + "\""))).items;
}

}  // namespace

TEST_CASE("a calculated source makes the health of engagements and wins over health definitions",
          "[CTD-05][HDF-05][refuses]") {
  World w;
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto sla = w.source("SLA");
  w.say(sla, account, "47.5");
  w.definition({}, {w.metric(sla, "100", "100")});
  REQUIRE(w.refresh().written == 1);
  CHECK(w.score_of(engagement) == dec("47.5"));
  CHECK(w.again(engagement).health_definition.has_value());

  const auto health = calculated(w, health_source("Health"),
                                 {{"stage = renew", {measured(sla, "10", "100")}}, {"", {measured(sla, "50", "100")}}});
  const auto report = require(w.session.calculate());
  CHECK(report.sources == 1);
  CHECK(report.evaluated == 1);
  CHECK(report.written == 1);
  CHECK(report.targets == 1);
  CHECK(report.failed.empty());
  const auto now = w.again(engagement);
  CHECK(now.health_score == dec("95"));
  CHECK_FALSE(now.health_definition.has_value());
  const auto kept = history_of(w, engagement.id);
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().definition_table == "segment");
  CHECK(kept.front().value == dec("95"));

  const auto score = require(w.session.score(World::ref(engagement), w.clock->now()));
  CHECK(score.score == dec("95"));
  REQUIRE(score.definitions.size() == 3);
  CHECK(score.definitions[0].table == "segment");
  CHECK_FALSE(score.definitions[0].chosen);
  CHECK(score.definitions[1].chosen);
  CHECK(score.definitions[2].table == "health_definition");
  CHECK_FALSE(score.definitions[2].chosen);
  // The refresh at the same instant finds nothing to do.
  CHECK(w.refresh().unchanged == 1);
  const auto single = require(w.session.calculated_score(World::ref(health), engagement.id, w.clock->now()));
  CHECK(single.score == score.score);
  CHECK(single.table == "engagement");
}

TEST_CASE("a chain of calculated sources explains itself as a tree whose leaves sum to the score",
          "[CTD-05][accepts]") {
  World w;
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto sla = w.source("SLA");
  const auto nps = w.source("NPS");
  const auto users = w.source("Users");
  w.say(sla, account, "87");
  w.say(nps, account, "26");
  w.say(users, account, "7");
  const auto inner = calculated(w, draft_of("Support", ContextTable::engagement),
                                {{"", {measured(sla, "95", "60"), measured(nps, "50", "40")}}});
  const auto middle = calculated(w, draft_of("Service", ContextTable::engagement),
                                 {{"", {measured(inner, "80", "70"), measured(users, "9", "30")}}});
  const auto top =
      calculated(w, health_source("Health"), {{"", {measured(middle, "100", "55.5"), measured(nps, "30", "44.5")}}});
  CHECK(w.again(top).execution_order == 3);
  const auto report = require(w.session.calculate());
  CHECK(report.sources == 3);
  CHECK(report.written == 3);

  const auto score = require(w.session.score(World::ref(engagement), w.clock->now()));
  REQUIRE(score.score);
  CHECK(w.score_of(engagement) == score.score);
  REQUIRE(score.metrics.size() == 2);
  const auto& service = score.metrics[0];
  CHECK(service.points == service.contribution);
  REQUIRE(service.parts.size() == 2);
  const auto& support = service.parts[0];
  CHECK(support.name == "Support");
  CHECK(support.value == dec("75.747368"));
  REQUIRE(support.parts.size() == 2);
  CHECK(support.parts[0].contribution == dec("54.947368"));
  CHECK(support.parts[1].contribution == dec("20.8"));
  CHECK(support.definitions.size() == 1);
  CHECK(leaves(score.metrics) == *score.score);
  CHECK(leaves(support.parts) == support.points);

  SECTION("a value whose making is lost stays whole") {
    // Delivered late, but learned before the calculation: the values of then do not come out again.
    const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
    auto late = w.row(sla, "account", account.id, "93", end - std::chrono::days(1), end);
    late.recorded_at = w.clock->now();
    require(w.session.ingest(late));
    w.advance(std::chrono::hours(1));
    const auto then = require(w.session.score(World::ref(engagement), w.clock->now()));
    REQUIRE(then.score == score.score);
    const auto& lost = then.metrics[0].parts.empty() ? then.metrics[0] : then.metrics[0].parts[0];
    CHECK(lost.notes == std::vector<std::string>{"not_recomputable"});
    CHECK(leaves(then.metrics) == *then.score);
  }
}

TEST_CASE("running again changes nothing, and a value of the same period is not written twice", "[CTD-05][accepts]") {
  World w;
  const auto account = w.account();
  w.engagement(account);
  const auto sla = w.source("SLA");
  w.say(sla, account, "80");
  auto draft = draft_of("Support", ContextTable::engagement);
  const bool ages = GENERATE(false, true);
  if (ages) draft.max_age = Duration(3600);
  calculated(w, draft, {{"", {measured(sla, "100", "100")}}});
  REQUIRE(require(w.session.calculate()).written == 1);
  const auto again = require(w.session.calculate());
  CHECK(again.written == 0);
  CHECK(again.unchanged == 1);
  w.advance(std::chrono::hours(2));
  const auto later = require(w.session.calculate());
  // A value that can grow too old is written again: its age counts from the last calculation.
  CHECK(later.written == (ages ? 1 : 0));
  w.advance(std::chrono::hours(24));
  CHECK(require(w.session.calculate()).written == 1);
}

TEST_CASE("an adoption score goes into usage rows and wakes them up the product tree", "[CTD-05][PUS-03][refuses]") {
  World w;
  const auto account = w.account();
  const auto suite = w.sold_product(account);
  const auto product = w.sold_product(account, World::ref(suite));
  ProductUsage above;
  above.sold_product = World::ref(suite);
  above = w.create(above);
  const auto logins = direct_source(w, ContextTable::sold_product);
  auto draft = draft_of("Product adoption", ContextTable::sold_product);
  draft.target_table = "product_usage";
  draft.target_field = "adoption_score";
  draft.target_query_field = "sold_product";
  const auto adoption = calculated(w, draft, {{"", {measured(logins, "100", "100")}}});
  say_directly(w, logins, "sold_product", product.id, "90");

  const auto report = require(w.session.calculate());
  CHECK(report.written == 1);
  CHECK(report.without_data == 1);
  CHECK(report.targets == 1);
  const auto usages =
      require(w.session.find<ProductUsage>(matching("sold_product = \"" + product.id.to_string() + "\""))).items;
  REQUIRE(usages.size() == 1);
  CHECK(usages.front().adoption_score == dec("90"));
  CHECK(usages.front().activation_status == ActivationStatus::in_use);
  CHECK(usages.front().usage_plan == UsagePlan::activated);
  CHECK(w.again(above).activation_status == ActivationStatus::in_use);
  CHECK_FALSE(w.again(above).adoption_score.has_value());
  const auto kept = history_of(w, usages.front().id);
  REQUIRE(kept.size() == 1);
  CHECK(kept.front().kind == ScoreKind::adoption);
  CHECK(kept.front().value == dec("90"));
  CHECK(require(w.session.calculate()).targets == 0);

  const auto score = require(w.session.calculated_score(World::ref(adoption), product.id, w.clock->now()));
  CHECK(score.table == "sold_product");
  CHECK(score.score == dec("90"));
  CHECK(score.color == "green");
}

TEST_CASE("capability adoption is written by capability and wakes the usage of its product",
          "[CTD-05][CUS-02][refuses]") {
  World w;
  const auto account = w.account();
  const auto product = w.sold_product(account);
  ProductCapability capability;
  capability.name = "Search";
  capability = w.create(capability);
  CapabilityMap map;
  map.product_model = product.product_model;
  map.product_capability = World::ref(capability);
  map = w.create(map);
  map.state = CapabilityMapState::published;
  w.update(map);
  const auto rows = require(w.session.find<CapabilityUsage>()).items;
  REQUIRE(rows.size() == 1);
  const auto clicks = direct_source(w, ContextTable::capability_usage);
  auto draft = draft_of("Capability adoption", ContextTable::capability_usage);
  draft.target_table = "capability_usage";
  draft.target_field = "adoption_score";
  draft.target_query_field = "id";
  calculated(w, draft, {{"", {measured(clicks, "50", "100")}}});
  say_directly(w, clicks, "capability_usage", rows.front().id, "20");
  CHECK(require(w.session.calculate()).targets == 1);
  CHECK(w.again(rows.front()).adoption_score == dec("40"));
  CHECK(w.again(rows.front()).activation_status == ActivationStatus::in_use);
  const auto usage = require(w.session.find<ProductUsage>()).items;
  REQUIRE(usage.size() == 1);
  CHECK(usage.front().activation_status == ActivationStatus::in_use);
  CHECK(usage.front().capabilities_in_use == 1);
}

TEST_CASE("an outcome follows the calculated source that tracks it", "[OUT-08][accepts]") {
  World w;
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto progress = direct_source(w, ContextTable::success_outcome);
  const auto tracked = calculated(w, draft_of("Outcome progress", ContextTable::success_outcome),
                                  {{"", {measured(progress, "200", "100")}}});
  auto outcome = w.new_outcome(w.objective(engagement));
  outcome.tracking_method = TrackingMethod::metric;
  outcome.data_source = World::ref(tracked);
  outcome.base_value = dec("0");
  outcome.target_value = dec("100");
  outcome = w.create(outcome);
  say_directly(w, progress, "success_outcome", outcome.id, "50");
  REQUIRE(require(w.session.calculate()).written == 1);
  CHECK(w.again(outcome).current_value == dec("25"));
}

TEST_CASE("one record that fails does not stop the others", "[CTD-05][accepts]") {
  World w;
  const auto first = w.account();
  const auto second = w.account();
  const auto broken = w.engagement(first);
  const auto fine = w.engagement(second);
  auto mapper = w.new_mapper("user", "engagement", "account_manager");
  w.create(mapper);
  const auto a = w.user();
  const auto b = w.user();
  auto one = w.again(broken);
  one.account_manager = World::ref(a);
  w.update(one);
  const auto source = w.source("Sum");
  w.account_mapper();
  const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
  for (const Id user : {a.id, b.id}) {
    require(w.session.ingest(w.row(source, "user", user, "9000000000000", end - std::chrono::days(1), end)));
  }
  w.say(source, first, "9000000000000");
  w.say(source, second, "5");
  auto metric = measured(source, "10", "100");
  metric.aggregate = MetricAggregate::sum;
  calculated(w, health_source("Health"), {{"", {metric}}});
  const auto report = require(w.session.calculate());
  REQUIRE(report.failed.size() == 1);
  CHECK(report.failed.front().code == "out_of_range");
  CHECK(report.failed.front().record_id == broken.id);
  CHECK(w.score_of(fine) == dec("50"));
  CHECK_FALSE(w.score_of(broken).has_value());
}

TEST_CASE("a score is known again as it was known then", "[CTD-05][accepts]") {
  const bool on_disk = GENERATE(false, true);
  const StoredFile file(on_disk);
  World w(file.options());
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto sla = w.source("SLA");
  calculated(w, health_source("Health"), {{"", {measured(sla, "100", "100")}}});
  w.say(sla, account, "40");
  require(w.session.calculate());
  const Instant then = w.clock->now();
  const auto was = w.score_of(engagement);
  w.advance(std::chrono::hours(26));
  // The value of that day is corrected.
  const Instant end = std::chrono::floor<std::chrono::days>(then);
  require(w.session.ingest(w.row(sla, "account", account.id, "60", end - std::chrono::days(1), end)));
  CHECK(require(w.session.score(World::ref(engagement), then, then)).score == was);
  CHECK(require(w.session.score(World::ref(engagement), then)).score == dec("60"));
  require(w.session.calculate());
  CHECK(w.score_of(engagement) == dec("60"));
  CHECK(history_of(w, engagement.id).size() == 2);
}

TEST_CASE("health is calculated for the engagement itself", "[DSR-09][refuses]") {
  World w;
  auto draft = health_source("Health");
  draft.target_query_field = "parent";
  CHECK(refused(w.session.create(draft), "DSR-09", "invalid_input", "target_query_field"));
  draft.target_query_field = "id";
  draft.breakdown_table = "sold_product";
  CHECK(refused(w.session.create(draft), "DSR-09", "invalid_input", "target_query_field"));
}

TEST_CASE("a calculation that is stopped keeps its batches and is completed by the next", "[CTD-05][accepts]") {
  World w;
  const auto sla = w.source("SLA");
  const auto account = w.account();
  for (int i = 0; i < 3; ++i) w.engagement(account);
  w.say(sla, account, "80");
  calculated(w, draft_of("A", ContextTable::engagement), {{"", {measured(sla, "100", "100")}}});
  calculated(w, draft_of("B", ContextTable::engagement), {{"", {measured(sla, "160", "100")}}});
  int calls = 0;
  const auto stopped = w.session.calculate([&](std::size_t, std::size_t, std::string_view phase) {
    CHECK(phase == "calculate");
    return ++calls < 4;
  });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code() == "cancelled");
  const auto rest = require(w.session.calculate());
  CHECK(rest.written + rest.unchanged == 6);
  CHECK(rest.unchanged >= 3);
}
