// SPDX-License-Identifier: Apache-2.0
#include "metrics/calculated.hpp"
#include "metrics/stored_file.hpp"

// What a changed definition would change (engine 6), and which scores it would have given (engine 11).

using namespace steward;
using namespace steward::test;

namespace {

/// Three engagements with two metrics: green, yellow and red under the definition of half and half.
struct Three {
  explicit Three(World& world) : w(world) {
    sla = w.source("SLA");
    nps = w.source("NPS");
    const char* values[3][2] = {{"90", "80"}, {"60", "50"}, {"20", "40"}};
    for (auto& value : values) {
      accounts.push_back(w.account());
      engagements.push_back(w.engagement(accounts.back()));
      w.say(sla, accounts.back(), value[0]);
      w.say(nps, accounts.back(), value[1]);
    }
    definition = w.definition({}, {w.metric(sla, "100", "50"), w.metric(nps, "100", "50")});
  }
  [[nodiscard]] DefinitionProposal weights(std::string_view first, std::string_view second) const {
    DefinitionProposal proposal;
    proposal.health_definition = World::ref(definition);
    for (const auto& [source, weight] : {std::pair{&sla, first}, std::pair{&nps, second}}) {
      MetricProposal metric;
      metric.data_source = World::ref(*source);
      metric.weight = *Hundredths::parse(weight);
      proposal.metrics.push_back(metric);
    }
    return proposal;
  }

  World& w;
  DataSource sla;
  DataSource nps;
  HealthDefinition definition;
  std::vector<Account> accounts;
  std::vector<Engagement> engagements;
};

Decimal sum_of(const Mover& mover) {
  std::int64_t sum = 0;
  for (const auto& metric : mover.metrics) {
    sum += metric.missing.units() + metric.ageing.units() + metric.values.units() + metric.definition.units();
  }
  return Decimal::from_units(sum);
}

std::size_t moves(const SimulatedInstant& instant, std::string_view from, std::string_view to) {
  for (const auto& move : instant.migration) {
    if (move.from == from && move.to == to) return move.records;
  }
  return 0;
}

}  // namespace

TEST_CASE("other weights move scores between bands, and each mover says why", "[simulate]") {
  World w;
  const Three three(w);
  w.refresh();
  const auto before = w.counts();
  const auto simulation = require(w.session.simulate(three.weights("90", "10")));
  REQUIRE(simulation.instants.size() == 1);
  const auto& now = simulation.instants.front();
  CHECK(now.t == w.clock->now());
  CHECK(now.evaluated == 3);
  CHECK(now.moved == 3);  // 85 to 89, 55 to 59, 30 to 22
  CHECK(moves(now, "green", "green") == 1);
  CHECK(moves(now, "yellow", "yellow") == 1);
  CHECK(moves(now, "red", "red") == 1);
  REQUIRE(now.movers.size() == 3);
  CHECK(now.movers[0].record == three.engagements[2].id);
  CHECK(now.movers[0].before == dec("30"));
  CHECK(now.movers[0].after == dec("22"));
  CHECK(now.movers[0].difference == dec("-8"));
  for (const Mover& mover : now.movers) {
    CHECK(sum_of(mover) == mover.difference);
    for (const auto& metric : mover.metrics) CHECK(metric.values == Decimal());
  }
  CHECK(now.movers[1].record == three.engagements[0].id);  // of two that move alike the older one
  CHECK(w.counts() == before);
  CHECK(w.score_of(three.engagements[2]) == dec("30"));

  SimulationOptions one;
  one.movers = 1;
  CHECK(require(w.session.simulate(three.weights("90", "10"), one)).instants.front().movers.size() == 1);
}

TEST_CASE("a proposal that changes nothing moves nobody", "[simulate]") {
  World w;
  const Three three(w);
  DefinitionProposal same;
  same.health_definition = World::ref(three.definition);
  const auto now = require(w.session.simulate(same)).instants.front();
  CHECK(now.moved == 0);
  CHECK(now.movers.empty());
  CHECK(moves(now, "green", "green") + moves(now, "yellow", "yellow") + moves(now, "red", "red") == 3);
  CHECK(require(w.session.simulate(three.weights("50", "50"))).instants.front().moved == 0);
}

TEST_CASE("targets, policies, conditions and metrics are simulated", "[simulate]") {
  World w;
  const Three three(w);
  auto proposal = three.weights("50", "50");
  SECTION("a target") {
    proposal.metrics[0].target = dec("50");
    const auto now = require(w.session.simulate(proposal)).instants.front();
    CHECK(now.moved == 3);
    CHECK(moves(now, "yellow", "green") == 1);  // 100 and 50
    CHECK(moves(now, "red", "yellow") == 1);    // 40 and 40
  }
  SECTION("a metric less") {
    proposal.metrics[0].remove = true;
    proposal.metrics[0].weight.reset();
    proposal.metrics[1].weight = *Hundredths::parse("100");
    const auto now = require(w.session.simulate(proposal)).instants.front();
    CHECK(now.movers.front().metrics.size() == 2);
    CHECK(now.moved == 3);
  }
  SECTION("a metric more that nobody has a value of") {
    const auto fresh = w.source("Fresh");
    proposal = three.weights("40", "40");
    MetricProposal metric;
    metric.data_source = World::ref(fresh);
    metric.target = dec("10");
    metric.weight = *Hundredths::parse("20");
    metric.missing_policy = MissingPolicy::require;
    proposal.metrics.push_back(metric);
    const auto now = require(w.session.simulate(proposal)).instants.front();
    CHECK(now.moved == 3);
    CHECK(moves(now, "green", "") == 1);
    CHECK_FALSE(now.movers.front().after.has_value());
    for (const Mover& mover : now.movers) CHECK(sum_of(mover) == mover.difference);
  }
  SECTION("a new specific definition takes those that match from the global one") {
    DefinitionProposal fresh;
    fresh.condition = "account = \"" + three.accounts[1].id.to_string() + "\"";
    MetricProposal metric;
    metric.data_source = World::ref(three.nps);
    metric.target = dec("50");
    metric.weight = *Hundredths::parse("100");
    fresh.metrics = {metric};
    const auto now = require(w.session.simulate(fresh)).instants.front();
    REQUIRE(now.moved == 1);
    CHECK(now.movers.front().record == three.engagements[1].id);
    CHECK(now.movers.front().after == dec("100"));
    CHECK(now.movers.front().definition_before == three.definition.name);
    CHECK(now.movers.front().definition_after == "proposal");
  }
}

TEST_CASE("what is wrong with a proposal comes back together", "[simulate]") {
  World w;
  const Three three(w);
  auto proposal = three.weights("50", "40");
  CHECK(refused(w.session.simulate(proposal), "HDF-03", "weight_sum", "weight"));
  proposal = three.weights("50", "50");
  proposal.condition = "stage = ";
  MetricProposal bare;
  bare.data_source = World::ref(w.source("Bare"));
  proposal.metrics.push_back(bare);
  MetricProposal gone;
  gone.data_source = World::ref(w.source("Gone"));
  gone.remove = true;
  proposal.metrics.push_back(gone);
  const auto result = w.session.simulate(proposal);
  CHECK(refused(result, "", "condition_invalid", "condition"));
  CHECK(refused(result, "", "field_required", "target"));
  CHECK(refused(result, "", "field_required", "weight"));
  CHECK(refused(result, "", "invalid_input", "data_source"));
  CHECK(refused(w.session.simulate(three.weights("101", "0")), "", "out_of_range", "weight"));

  DefinitionProposal unknown;
  unknown.health_definition = Ref<HealthDefinition>(three.sla.id);
  CHECK(w.session.simulate(unknown).error().code() == "not_found");
  SimulationOptions future;
  future.instants = {w.clock->now() + std::chrono::milliseconds(1)};
  CHECK(refused(w.session.simulate(three.weights("50", "50"), future), "", "invalid_input", "instants"));
  SimulationOptions many;
  many.movers = 1001;
  CHECK(refused(w.session.simulate(three.weights("50", "50"), many), "", "invalid_input", "movers"));
}

TEST_CASE("a proposed segment goes on through what is calculated from it, to health", "[simulate]") {
  const bool on_disk = GENERATE(false, true);
  const StoredFile file(on_disk);
  World w(file.options());
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto sla = w.source("SLA");
  w.say(sla, account, "40");
  const auto inner =
      calculated(w, draft_of("Support", ContextTable::engagement), {{"", {measured(sla, "100", "100")}}});
  calculated(w, health_source("Health"), {{"", {measured(inner, "80", "100")}}});
  require(w.session.calculate());
  REQUIRE(w.score_of(engagement) == dec("50"));
  const auto segment = require(w.session.find<Segment>(matching("data_source = \"" + inner.id.to_string() + "\"")));
  DefinitionProposal proposal;
  proposal.segment = World::ref(segment.items.front());
  CHECK(require(w.session.simulate(proposal)).instants.front().moved == 0);
  MetricProposal metric;
  metric.data_source = World::ref(sla);
  metric.target = dec("50");
  proposal.metrics = {metric};
  const auto now = require(w.session.simulate(proposal)).instants.front();
  REQUIRE(now.movers.size() == 1);
  CHECK(now.movers.front().before == dec("50"));
  CHECK(now.movers.front().after == dec("100"));
  CHECK(sum_of(now.movers.front()) == dec("50"));
  CHECK(now.movers.front().metrics.front().values == dec("50"));  // of the source that is calculated from it

  // The source measured by what would be calculated from it.
  auto circle = proposal;
  MetricProposal health;
  health.data_source = World::ref(require(w.session.find<DataSource>(matching("name = \"Health\""))).items.front());
  health.target = dec("1");
  health.weight = *Hundredths::parse("10");
  circle.metrics.push_back(health);
  CHECK(refused(w.session.simulate(circle), "SEG-01", "circular_reference", "data_source"));
}

TEST_CASE("a segment of another table moves the scores of its source", "[simulate]") {
  World w;
  const auto account = w.account();
  const auto product = w.sold_product(account);
  DataSource logins;
  logins.name = "Logins";
  logins.source = DataSourceKind::external;
  logins.source_table = "sold_product";
  logins = w.publish_source(w.create(logins), ContextTable::sold_product);
  const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
  require(w.session.ingest(w.row(logins, "sold_product", product.id, "30", end - std::chrono::days(1), end)));
  const auto adoption =
      calculated(w, draft_of("Adoption", ContextTable::sold_product), {{"", {measured(logins, "100", "100")}}});
  const auto segment = require(w.session.find<Segment>(matching("data_source = \"" + adoption.id.to_string() + "\"")));
  DefinitionProposal proposal;
  proposal.segment = World::ref(segment.items.front());
  MetricProposal metric;
  metric.data_source = World::ref(logins);
  metric.target = dec("40");
  proposal.metrics = {metric};
  const auto now = require(w.session.simulate(proposal)).instants.front();
  REQUIRE(now.movers.size() == 1);
  CHECK(now.movers.front().table == "sold_product");
  CHECK(now.movers.front().before == dec("30"));
  CHECK(now.movers.front().after == dec("75"));
  CHECK(moves(now, "red", "green") == 1);
  BacktestOptions options;
  options.from = w.clock->now() - std::chrono::days(3);
  options.to = w.clock->now();
  CHECK(refused(w.session.backtest(proposal, options), "", "invalid_input", "segment"));
}

TEST_CASE("a simulation tells which signals would fire and which would not", "[simulate]") {
  World w;
  const Three three(w);
  auto low = w.new_risk(three.sla, Comparison::less_than, "1");
  low.type = RiskDefinitionType::table;
  low.data_source.reset();
  low.threshold.reset();
  low.threshold_condition.reset();
  low.source_table = "engagement";
  low.source_condition = "health_score < 57";
  low = w.publish(w.create(low));
  w.refresh();
  // 85, 55 and 30 become 89, 59 and 22.
  const auto now = require(w.session.simulate(three.weights("90", "10"))).instants.front();
  CHECK(now.raised.empty());
  REQUIRE(now.relieved.size() == 1);
  CHECK(now.relieved.front().engagement == World::ref(three.engagements[1]));
  CHECK(now.relieved.front().name == low.name);
  const auto back = require(w.session.simulate(three.weights("1", "99"))).instants.front();
  CHECK(back.relieved.empty());
  CHECK(back.raised.empty());
  CHECK(require(w.session.count<RiskSignal>()) == 0);

  // A metric definition on a calculated source follows the proposed segment.
  const auto inner =
      calculated(w, draft_of("Support", ContextTable::engagement), {{"", {measured(three.sla, "100", "100")}}});
  auto metric = w.publish(w.create(w.new_risk(inner, Comparison::less_than, "50")));
  const auto segment = require(w.session.find<Segment>(matching("data_source = \"" + inner.id.to_string() + "\"")));
  DefinitionProposal proposal;
  proposal.segment = World::ref(segment.items.front());
  MetricProposal change;
  change.data_source = World::ref(three.sla);
  change.target = dec("200");
  proposal.metrics = {change};
  const auto told = require(w.session.simulate(proposal)).instants.front();
  // 90, 60 and 20 become 45, 30 and 10: the third was low before.
  REQUIRE(told.raised.size() == 2);
  CHECK(told.raised.front().definition == World::ref(metric));
  CHECK(told.relieved.empty());
}

TEST_CASE("past instants are simulated from what was there", "[simulate]") {
  World w;
  const Three three(w);
  const Instant then = w.clock->now();
  w.advance(std::chrono::hours(48));
  w.say(three.sla, three.accounts[2], "80");  // 20 before
  SimulationOptions options;
  options.instants = {then, w.clock->now()};
  const auto simulation = require(w.session.simulate(three.weights("90", "10"), options));
  REQUIRE(simulation.instants.size() == 2);
  CHECK(simulation.instants[0].t == then);
  CHECK(moves(simulation.instants[0], "red", "red") == 1);
  CHECK(moves(simulation.instants[1], "red", "red") == 0);
  CHECK(moves(simulation.instants[1], "yellow", "green") == 1);  // 60 to 76
  // Three records then, and the same ones when one of them is gone since.
  require(w.session.remove(w.again(three.engagements[0])));
  const auto later = require(w.session.simulate(three.weights("90", "10"), options));
  CHECK(later.instants[0].evaluated == 3);
  CHECK(later.instants[1].evaluated == 2);
}

TEST_CASE("only those who set up definitions simulate them, over what they see", "[simulate]") {
  World w;
  const Three three(w);
  auto agent = require(w.engine.session(World::ref(w.user_with({"customer_success_viewer"}))));
  CHECK(agent.simulate(three.weights("90", "10")).error().code() == "access_denied");
  auto admin = w.session_of(w.user());
  CHECK(require(admin.simulate(three.weights("90", "10"))).instants.front().evaluated == 3);
}

TEST_CASE("scores of the past are held against what became of engagements", "[backtest]") {
  World w;
  const Three three(w);
  const Instant begin = std::chrono::floor<std::chrono::days>(w.clock->now());
  // The last engagement recovers after four days, the second one falls.
  w.advance(std::chrono::hours(24 * 4));
  w.say(three.sla, three.accounts[2], "100");
  w.say(three.sla, three.accounts[1], "10");
  w.advance(std::chrono::hours(24 * 4));
  BacktestOptions options;
  options.from = begin;
  options.to = w.clock->now();
  options.outcomes = {{World::ref(three.engagements[0]), options.to, false},
                      {World::ref(three.engagements[1]), options.to, true},
                      {World::ref(three.engagements[2]), options.to, false}};
  DefinitionProposal same;
  same.health_definition = World::ref(three.definition);
  const auto test = require(w.session.backtest(same, options));
  CHECK(test.steps == 8);
  CHECK(test.evaluated == 24);
  REQUIRE(test.signals.size() == 2);
  CHECK(test.signals[0].engagement == World::ref(three.engagements[2]));
  CHECK(test.signals[0].raised_at == begin + std::chrono::days(1));
  CHECK(test.signals[0].last_at == begin + std::chrono::days(4));
  REQUIRE(test.signals[0].occurrences.size() == 1);
  CHECK(test.signals[0].occurrences[0].start == begin);
  CHECK(test.signals[0].occurrences[0].value == dec("30"));
  CHECK(test.signals[0].occurrences[0].gap == dec("10"));
  CHECK(test.signals[1].engagement == World::ref(three.engagements[1]));
  CHECK(test.signals[1].last_at == begin + std::chrono::days(8));
  REQUIRE(test.signals[1].outcome);
  CHECK(test.signals[1].outcome->lost);
  CHECK(test.quality.lost_alerted == 1);
  CHECK(test.quality.renewed_alerted == 1);
  CHECK(test.quality.renewed_quiet == 1);
  CHECK(test.quality.precision == dec("50"));
  CHECK(test.quality.recall == dec("100"));
  REQUIRE(test.distributions.size() == 2);
  CHECK(test.distributions[0].lost);
  CHECK(test.distributions[0].mean == dec("30"));  // 10 and 50
  CHECK(test.distributions[1].lowest == dec("70"));
  CHECK(test.distributions[1].highest == dec("85"));
  CHECK(require(w.session.count<RiskSignal>()) == 0);

  options.alert_below = dec("20");
  CHECK(require(w.session.backtest(same, options)).signals.empty());
  options.alert_below = dec("101");
  CHECK(refused(w.session.backtest(same, options), "", "invalid_input", "alert_below"));
  options.alert_below.reset();
  options.threshold = dec("1");
  CHECK(refused(w.session.backtest(same, options), "", "invalid_input", "threshold"));
}
