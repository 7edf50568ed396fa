// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "metrics/calculated.hpp"
#include "metrics/stored_file.hpp"

// What must hold of every portfolio (engine 2, 6, 7): checked over generated ones, on both stores.

using namespace steward;
using namespace steward::test;

namespace {

/// A portfolio with external sources, a chain of calculated ones and definitions with every policy, that lives
/// through some days.
class Generated {
 public:
  Generated(World& world, unsigned seed) : w(world), random_(seed) {
    UNSCOPED_INFO("seed " << seed);
    for (int i = 0; i < 6; ++i) {
      const auto age = i % 2 == 0 ? std::optional<Duration>() : std::optional<Duration>(std::chrono::days(2));
      sources.push_back(w.source({}, i == 5 ? Frequency::weekly : Frequency::daily, age));
    }
    for (int i = 0; i < 12; ++i) {
      accounts.push_back(w.account());
      auto engagement = w.new_engagement(accounts.back());
      engagement.stage = pick(2) == 0 ? EngagementStage::adoption : EngagementStage::renew;
      engagements.push_back(w.create(engagement));
    }
    inner = calculated(w, draft_of("Inner", ContextTable::engagement),
                       {{"stage = adoption", measures({0, 1})}, {"", measures({1, 2})}});
    outer = calculated(w, draft_of("Outer", ContextTable::engagement), {{"", with(inner, measures({3}))}});
    specific = w.definition(named("stage = adoption"), metrics({0, 2, 4}, &outer));
    global = w.definition({}, metrics({1, 3, 5}, &inner));
  }

  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  Decimal value() { return Decimal::from_units((pick(240) - 40) * Decimal::one / 2 + pick(1000)); }

  /// Half of the accounts say something of the day that just ended; some correct themselves.
  void live_a_day() {
    w.advance(std::chrono::hours(24));
    const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
    for (const DataSource& source : sources) {
      for (const Account& account : accounts) {
        if (pick(2) == 0) continue;
        const auto days = std::chrono::days(1 + pick(2));
        auto row = w.row(source, "account", account.id, "0", end - days, end - days + std::chrono::days(1));
        row.value = value();
        require(w.session.ingest(row));
      }
    }
    const auto moved = static_cast<std::size_t>(pick(12));
    auto engagement = w.again(engagements[moved]);
    engagement.stage = pick(2) == 0 ? EngagementStage::adoption : EngagementStage::renew;
    w.update(engagement);
  }
  void compute() {
    require(w.session.calculate());
    w.refresh();
  }

  World& w;
  std::vector<DataSource> sources;
  std::vector<Account> accounts;
  std::vector<Engagement> engagements;
  DataSource inner;
  DataSource outer;
  HealthDefinition specific;
  HealthDefinition global;

 private:
  static HealthDefinition named(std::string_view condition) {
    HealthDefinition entity;
    entity.definition = std::string(condition);
    return entity;
  }
  template <class Metric>
  void vary(Metric& metric) {
    constexpr MissingPolicy policies[] = {MissingPolicy::redistribute, MissingPolicy::zero, MissingPolicy::neutral};
    metric.direction = pick(3) == 0 ? Direction::minimize : Direction::maximize;
    if (pick(3) == 0) metric.baseline = dec("-20");
    if (pick(2) == 0) metric.missing_policy = policies[pick(3)];
    metric.keep_stale = pick(3) == 0;
  }
  std::vector<SegmentMetric> measures(std::initializer_list<std::size_t> which) {
    std::vector<SegmentMetric> result;
    auto rest = std::int64_t{10000};
    for (const std::size_t i : which) {
      const bool last = result.size() + 1 == which.size();
      const auto weight = last ? rest : 1000 + pick(3000);
      rest -= weight;
      auto metric = measured(sources[i], std::to_string(20 + pick(80)), "1");
      metric.weight = Hundredths::from_units(weight);
      vary(metric);
      result.push_back(metric);
    }
    return result;
  }
  static std::vector<SegmentMetric> with(const DataSource& source, std::vector<SegmentMetric> others) {
    for (auto& metric : others) metric.weight = Hundredths::from_units(metric.weight->units() - 4567);
    others.push_back(measured(source, "90", "45.67"));
    return others;
  }
  std::vector<HealthMetric> metrics(std::initializer_list<std::size_t> which, const DataSource* last) {
    std::vector<HealthMetric> result;
    auto rest = std::int64_t{10000};
    for (const std::size_t i : which) {
      auto metric = w.metric(sources[i], std::to_string(20 + pick(80)), "1");
      metric.weight = Hundredths::from_units(1000 + pick(2000));
      rest -= metric.weight->units();
      vary(metric);
      result.push_back(metric);
    }
    auto metric = w.metric(*last, "70", "1");
    metric.weight = Hundredths::from_units(rest);
    result.push_back(metric);
    return result;
  }

  std::mt19937 random_;
};

std::int64_t leaf_points(const std::vector<MetricScore>& metrics) {
  std::int64_t sum = 0;
  for (const auto& metric : metrics) sum += metric.parts.empty() ? metric.points.units() : leaf_points(metric.parts);
  return sum;
}

std::int64_t contributions(const std::vector<MetricScore>& metrics) {
  std::int64_t sum = 0;
  for (const auto& metric : metrics) sum += metric.contribution.units();
  return sum;
}

/// Every tree of parts: its contributions make the value above it.
void check_parts(const std::vector<MetricScore>& metrics) {
  for (const auto& metric : metrics) {
    if (metric.parts.empty()) continue;
    CHECK(contributions(metric.parts) == metric.value->units());
    CHECK(leaf_points(metric.parts) == metric.points.units());
    check_parts(metric.parts);
  }
}

/// A score without what says when it was looked at.
std::string said(const HealthScore& score) {
  std::string text = score.score ? score.score->to_string() : "unknown";
  text += ' ' + score.coverage.to_string();
  for (const auto& metric : score.metrics) text += ' ' + metric.contribution.to_string();
  return text;
}

unsigned seed_of_run(int round) {
  const char* given = std::getenv("STEWARD_TEST_SEED");
  return (given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : 20241120U) +
         static_cast<unsigned>(round);
}

}  // namespace

TEST_CASE("explanations and changes add up, and what was computed can be asked for again", "[portfolio]") {
  const bool on_disk = GENERATE(false, true);
  const int round = GENERATE(range(0, 4));
  const StoredFile file(on_disk);
  World w(file.options());
  Generated portfolio(w, seed_of_run(round));
  std::vector<Instant> instants;
  std::vector<std::vector<std::optional<Decimal>>> computed;
  for (int day = 0; day < 5; ++day) {
    portfolio.live_a_day();
    portfolio.compute();
    instants.push_back(w.clock->now());
    computed.emplace_back();
    for (const auto& engagement : portfolio.engagements) computed.back().push_back(w.score_of(engagement));
  }
  std::size_t trees = 0;
  for (std::size_t e = 0; e < portfolio.engagements.size(); ++e) {
    const auto ref = World::ref(portfolio.engagements[e]);
    for (std::size_t i = 0; i < instants.size(); ++i) {
      const auto then = require(w.session.score(ref, instants[i], instants[i]));
      CHECK(then.score == computed[i][e]);  // as of t known at t: what was computed at t
      CHECK(contributions(then.metrics) == (then.score ? then.score->units() : 0));
      CHECK(leaf_points(then.metrics) == contributions(then.metrics));
      check_parts(then.metrics);
      for (const auto& metric : then.metrics) trees += metric.parts.empty() ? 0 : 1;
      if (i == 0) continue;
      const auto change = require(w.session.explain_change(ref, instants[i - 1], instants[i], {.as_known_then = true}));
      const auto sum =
          change.missing.units() + change.ageing.units() + change.values.units() + change.definition.units();
      CHECK(sum == change.difference.units());
      CHECK(change.difference.units() ==
            (computed[i][e] ? computed[i][e]->units() : 0) - (computed[i - 1][e] ? computed[i - 1][e]->units() : 0));
      std::int64_t parts = 0;
      for (const auto& metric : change.metrics) {
        parts += metric.missing.units() + metric.ageing.units() + metric.values.units() + metric.definition.units();
      }
      CHECK(parts == sum);
    }
  }
  CHECK(trees > 0);
}

TEST_CASE("refreshing all is refreshing each, and a second run changes nothing", "[portfolio]") {
  const int round = GENERATE(range(0, 4));
  World all;
  World each;
  Generated first(all, seed_of_run(round));
  Generated second(each, seed_of_run(round));
  for (int day = 0; day < 3; ++day) {
    first.live_a_day();
    second.live_a_day();
    first.compute();
    require(each.session.calculate());
    for (const auto& engagement : second.engagements) {
      const Ref<Engagement> one[] = {World::ref(engagement)};
      require(each.session.refresh_health(one));
    }
  }
  for (std::size_t i = 0; i < first.engagements.size(); ++i) {
    const auto a = require(all.session.score(World::ref(first.engagements[i]), all.clock->now()));
    const auto b = require(each.session.score(World::ref(second.engagements[i]), each.clock->now()));
    CHECK(said(a) == said(b));
    CHECK(all.score_of(first.engagements[i]) == each.score_of(second.engagements[i]));
    CHECK(all.score_of(first.engagements[i]) == a.score);
  }
  const auto before = all.counts();
  const auto again = require(all.session.calculate());
  CHECK(again.written == 0);
  CHECK(again.targets == 0);
  CHECK(all.refresh().written == 0);
  CHECK(all.counts() == before);
}

TEST_CASE("a simulation of no change moves nobody at any instant", "[portfolio][simulate]") {
  const bool on_disk = GENERATE(false, true);
  const int round = GENERATE(range(0, 3));
  const StoredFile file(on_disk);
  World w(file.options());
  Generated portfolio(w, seed_of_run(round));
  SimulationOptions options;
  for (int day = 0; day < 6; ++day) {
    portfolio.live_a_day();
    portfolio.compute();
    options.instants.push_back(w.clock->now() - std::chrono::hours(portfolio.pick(20)));
  }
  options.as_known_then = round % 2 == 0;
  const auto before = w.counts();
  std::vector<DefinitionProposal> proposals(2);
  proposals[0].health_definition = World::ref(portfolio.specific);
  proposals[1].health_definition = World::ref(portfolio.global);
  for (const auto& segment : require(w.session.find<Segment>()).items) {
    proposals.emplace_back().segment = World::ref(segment);
  }
  REQUIRE(proposals.size() == 5);
  for (const auto& proposal : proposals) {
    for (const auto& instant : require(w.session.simulate(proposal, options)).instants) {
      CHECK(instant.evaluated == 12);
      CHECK(instant.moved == 0);
      CHECK(instant.raised.empty());
      CHECK(instant.relieved.empty());
      for (const auto& move : instant.migration) CHECK(move.from == move.to);
    }
  }
  CHECK(w.counts() == before);

  // Many instants at once, which read each source once, say what each says alone.
  auto changed = proposals[1];
  changed.missing_policy = MissingPolicy::zero;
  const auto together = require(w.session.simulate(changed, options)).instants;
  for (std::size_t i = 0; i < together.size(); ++i) {
    auto alone = options;
    alone.instants = {options.instants[i]};
    const auto one = require(w.session.simulate(changed, alone)).instants.front();
    CHECK(one.moved == together[i].moved);
    REQUIRE(one.movers.size() == together[i].movers.size());
    for (std::size_t m = 0; m < one.movers.size(); ++m) {
      CHECK(one.movers[m].record == together[i].movers[m].record);
      CHECK(one.movers[m].before == together[i].movers[m].before);
      CHECK(one.movers[m].after == together[i].movers[m].after);
    }
  }
}
