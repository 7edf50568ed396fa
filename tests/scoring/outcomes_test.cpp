// SPDX-License-Identifier: Apache-2.0
#include "scoring/outcomes.hpp"

#include <algorithm>
#include <map>

#include "helpers.hpp"

using namespace scoring_test;
using namespace std::chrono_literals;
using steward::BacktestQuality;
using steward::Duration;
using steward::Engagement;
using steward::Id;
using steward::Instant;
using steward::KnownOutcome;
using steward::Ref;
using steward::scoring::Alert;
using steward::scoring::distributions;
using steward::scoring::LookedAt;
using steward::scoring::Outcomes;
using steward::scoring::quality;
using steward::scoring::ScoredOutcome;

namespace {

Id engagement(int number) { return *Id::parse("00000000-0000-7000-8000-00000000000" + std::to_string(number)); }
/// Day `n` of the test's time.
Instant on(int n) { return Instant(std::chrono::days(20'000 + n)); }
KnownOutcome outcome(int number, int day, bool lost) { return {Ref<Engagement>(engagement(number)), on(day), lost}; }
Alert alert(int number, int day) { return {engagement(number), on(day)}; }

std::vector<Instant> days(int first, int last) {
  std::vector<Instant> steps;
  for (int day = first; day <= last; ++day) steps.push_back(on(day));
  return steps;
}

/// The quality of alerts over the days 1 to 28.
BacktestQuality judged(const std::vector<KnownOutcome>& known, const std::vector<Alert>& alerts,
                       std::optional<Duration> horizon = {}) {
  const auto steps = days(1, 28);
  return quality(Outcomes(known), alerts, {on(0), on(28), steps, horizon});
}

std::vector<KnownOutcome> any_outcomes() {
  std::vector<KnownOutcome> known;
  const int count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    known.push_back(outcome(*rc::gen::inRange(1, 5), *rc::gen::inRange(-3, 40), *rc::gen::arbitrary<bool>()));
  }
  return known;
}
std::vector<Alert> any_alerts() {
  std::vector<Alert> alerts;
  const int count = *rc::gen::inRange(0, 20);
  for (int i = 0; i < count; ++i) alerts.push_back(alert(*rc::gen::inRange(1, 5), *rc::gen::inRange(1, 29)));
  return alerts;
}
std::optional<Duration> any_horizon() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return Duration(std::chrono::days(*rc::gen::inRange(0, 30)));
}

template <class T>
std::vector<T> shuffled(std::vector<T> values) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[*rc::gen::inRange<std::size_t>(0, i)]);
  return values;
}

bool equal(const BacktestQuality& a, const BacktestQuality& b) {
  const auto tie = [](const BacktestQuality& one) {
    return std::tie(one.lost_alerted, one.lost_quiet, one.renewed_alerted, one.renewed_quiet, one.undecided,
                    one.precision, one.recall, one.lead_mean, one.lead_median, one.alerts_per_week);
  };
  return tie(a) == tie(b);
}

/// The outcomes by engagement and instant; true is a loss.
std::map<std::pair<Id, Instant>, bool> merged(const std::vector<KnownOutcome>& known) {
  std::map<std::pair<Id, Instant>, bool> result;
  for (const auto& one : known) result[{one.engagement.id(), one.at}] |= one.lost;
  return result;
}

}  // namespace

TEST_CASE("alerts are held against what became of their engagements") {
  // 1 is lost after two alerts, 2 lost without one, 3 renewed in spite of one, 4 renewed, 5 alerted without an outcome.
  const auto result = judged({outcome(1, 20, true), outcome(2, 21, true), outcome(3, 22, false), outcome(4, 23, false)},
                             {alert(1, 6), alert(1, 18), alert(3, 7), alert(5, 9)});
  CHECK(result.lost_alerted == 1);
  CHECK(result.lost_quiet == 1);
  CHECK(result.renewed_alerted == 1);
  CHECK(result.renewed_quiet == 1);
  CHECK(result.undecided == 1);
  CHECK(result.precision == dec("50"));
  CHECK(result.recall == dec("50"));
  CHECK(result.lead_mean == Duration(14 * 24h));
  CHECK(result.lead_median == Duration(14 * 24h));
  CHECK(result.alerts_per_week == dec("1"));
}

TEST_CASE("nothing to judge has no precision, recall or lead") {
  const auto result = judged({}, {});
  CHECK_FALSE(result.precision);
  CHECK_FALSE(result.recall);
  CHECK_FALSE(result.lead_mean);
  CHECK_FALSE(result.lead_median);
  CHECK(result.alerts_per_week == dec("0"));
}

TEST_CASE("shares, leads and rates are rounded half away from zero") {
  const auto result = judged({outcome(1, 10, true), outcome(2, 10, true), outcome(3, 10, false)},
                             {alert(1, 9), alert(2, 7), alert(3, 1)});
  CHECK(result.precision == dec("66.666667"));
  CHECK(result.recall == dec("100"));
  CHECK(result.lead_mean == Duration(48h));
  CHECK(result.lead_median == Duration(48h));
  CHECK(result.alerts_per_week == dec("0.75"));
  const auto steps = days(1, 3);
  const std::vector<KnownOutcome> known{outcome(1, 3, true), outcome(2, 3, true)};
  const std::vector<Alert> alerts{{engagement(1), on(3) - 1s}, {engagement(2), on(3) - 2s}};
  const auto halves = quality(Outcomes(known), alerts, {on(0), on(3), steps, {}});
  CHECK(halves.lead_mean == Duration(2s));
  CHECK(halves.lead_median == Duration(2s));
  CHECK(halves.alerts_per_week == dec("4.666667"));
}

TEST_CASE("an alert tells of the next outcome alone, and of one within its horizon") {
  const std::vector<KnownOutcome> known{outcome(1, 10, false), outcome(1, 20, true)};
  auto result = judged(known, {alert(1, 9)});
  CHECK(result.renewed_alerted == 1);
  CHECK(result.lost_quiet == 1);
  CHECK(result.lost_alerted == 0);
  result = judged(known, {alert(1, 11)});
  CHECK(result.renewed_quiet == 1);
  CHECK(result.lost_alerted == 1);
  // At the very instant it still tells.
  CHECK(judged(known, {alert(1, 20)}).lost_alerted == 1);
  CHECK(judged(known, {alert(1, 20)}).lead_mean == Duration(0s));
  CHECK(judged(known, {alert(1, 11)}, 9 * 24h).lost_alerted == 1);
  result = judged(known, {alert(1, 11)}, Duration(9 * 24h - 1s));
  CHECK(result.lost_quiet == 1);
  CHECK(result.undecided == 1);
  // The first alert within the horizon gives the lead.
  CHECK(judged(known, {alert(1, 11), alert(1, 15), alert(1, 17)}, 6 * 24h).lead_mean == Duration(5 * 24h));
}

TEST_CASE("outcomes that no step could tell of do not count") {
  auto result = judged({outcome(1, 0, true), outcome(2, 40, true)}, {});
  CHECK(result.lost_quiet == 1);
  result = judged({outcome(1, 0, true), outcome(2, 40, true)}, {}, 11 * 24h);
  CHECK(result.lost_quiet == 0);
  CHECK(judged({outcome(2, 40, true)}, {}, 12 * 24h).lost_quiet == 1);
  CHECK(judged({outcome(1, 1, true)}, {}, 0s).lost_quiet == 1);
}

TEST_CASE("of outcomes at one instant a loss counts") {
  const auto result = judged({outcome(1, 10, false), outcome(1, 10, true)}, {alert(1, 5)});
  CHECK(result.lost_alerted == 1);
  CHECK(result.renewed_alerted + result.renewed_quiet == 0);
}

TEST_CASE("the quality of alerts adds up, whatever their order") {
  CHECK(rc::check("counts, percentages and leads", [] {
    const auto known = any_outcomes();
    const auto alerts = any_alerts();
    const auto horizon = any_horizon();
    const auto result = judged(known, alerts, horizon);
    RC_ASSERT(equal(result, judged(shuffled(known), shuffled(alerts), horizon)));
    const auto outcomes = merged(known);
    std::map<std::pair<Id, Instant>, Instant> told;
    std::size_t undecided = 0;
    for (const Alert& one : alerts) {
      const auto next = std::find_if(outcomes.begin(), outcomes.end(), [&](const auto& entry) {
        return entry.first.first == one.engagement && entry.first.second >= one.raised_at;
      });
      if (next == outcomes.end() || (horizon && next->first.second - one.raised_at > *horizon)) {
        ++undecided;
        continue;
      }
      const auto [at, fresh] = told.emplace(next->first, one.raised_at);
      if (!fresh) at->second = std::min(at->second, one.raised_at);
    }
    std::size_t alerted[2] = {};
    std::size_t quiet[2] = {};
    std::chrono::milliseconds leads{};
    for (const auto& [key, lost] : outcomes) {
      if (const auto found = told.find(key); found != told.end()) {
        ++alerted[lost ? 1 : 0];
        if (lost) leads += key.second - found->second;
        continue;
      }
      const auto steps = days(1, 28);
      const bool reached = std::any_of(steps.begin(), steps.end(), [&, at = key.second](Instant step) {
        return step <= at && (!horizon || at - step <= *horizon);
      });
      if (reached) ++quiet[lost ? 1 : 0];
    }
    RC_ASSERT(result.lost_alerted == alerted[1]);
    RC_ASSERT(result.renewed_alerted == alerted[0]);
    RC_ASSERT(result.lost_quiet == quiet[1]);
    RC_ASSERT(result.renewed_quiet == quiet[0]);
    RC_ASSERT(result.undecided == undecided);
    RC_ASSERT(result.lead_mean.has_value() == (alerted[1] > 0));
    if (alerted[1] > 0) {
      const auto mean = static_cast<double>(leads.count()) / 1000.0 / static_cast<double>(alerted[1]);
      RC_ASSERT(std::abs(static_cast<double>(result.lead_mean->count()) - mean) <= 0.5);
    }
    RC_CLASSIFY(alerted[1] > 0, "with an alerted loss");
  }));
}

TEST_CASE("the scores before outcomes are counted in tenths") {
  const std::vector<ScoredOutcome> outcomes{{dec("0"), true},          {dec("9.999999"), true},  {dec("10"), true},
                                            {dec("90"), true},         {dec("100"), true},       {std::nullopt, true},
                                            {dec("50.000001"), false}, {dec("50.000002"), false}};
  const auto result = distributions(outcomes);
  REQUIRE(result.size() == 2);
  CHECK(result[0].lost);
  CHECK(result[0].tenths == std::vector<std::size_t>{2, 1, 0, 0, 0, 0, 0, 0, 0, 2});
  CHECK(result[0].unknown == 1);
  CHECK(result[0].mean == dec("42"));
  CHECK(result[0].median == dec("10"));
  CHECK(result[0].lowest == dec("0"));
  CHECK(result[0].highest == dec("100"));
  CHECK_FALSE(result[1].lost);
  CHECK(result[1].mean == dec("50.000002"));
  CHECK(result[1].median == dec("50.000002"));
  CHECK(result[1].unknown == 0);
}

TEST_CASE("no score before an outcome leaves its distribution empty") {
  const auto result = distributions({});
  REQUIRE(result.size() == 2);
  for (const auto& one : result) {
    CHECK(one.tenths == std::vector<std::size_t>(10, 0));
    CHECK_FALSE(one.mean);
    CHECK_FALSE(one.median);
    CHECK_FALSE(one.lowest);
    CHECK_FALSE(one.highest);
  }
}

TEST_CASE("a distribution holds every outcome once and its averages lie within it") {
  CHECK(rc::check("tenths, mean and median", [] {
    std::vector<ScoredOutcome> outcomes;
    const int count = *rc::gen::inRange(0, 30);
    for (int i = 0; i < count; ++i) {
      ScoredOutcome one{std::nullopt, *rc::gen::arbitrary<bool>()};
      if (*rc::gen::inRange(0, 5) > 0) {
        one.score = Decimal::from_units(*rc::gen::inRange<std::int64_t>(0, 100 * Decimal::one + 1));
      }
      outcomes.push_back(one);
    }
    const auto result = distributions(outcomes);
    for (const auto& one : result) {
      std::vector<std::int64_t> units;
      std::size_t unknown = 0;
      for (const auto& given : outcomes) {
        if (given.lost != one.lost) continue;
        given.score ? units.push_back(given.score->units()) : static_cast<void>(++unknown);
      }
      std::sort(units.begin(), units.end());
      std::size_t held = 0;
      for (std::size_t tenth = 0; tenth < 10; ++tenth) held += one.tenths[tenth];
      RC_ASSERT(held == units.size());
      RC_ASSERT(one.unknown == unknown);
      if (units.empty()) continue;
      const auto below = static_cast<std::size_t>(
          std::count_if(units.begin(), units.end(), [](std::int64_t value) { return value < 10 * Decimal::one; }));
      RC_ASSERT(one.tenths[0] == below);
      RC_ASSERT(one.lowest->units() == units.front());
      RC_ASSERT(one.highest->units() == units.back());
      RC_ASSERT(*one.lowest <= *one.mean && *one.mean <= *one.highest);
      const Int128 twice = static_cast<Int128>(units[(units.size() - 1) / 2]) + units[units.size() / 2];
      RC_ASSERT(static_cast<Int128>(2 * one.median->units()) - twice >= 0);
      RC_ASSERT(static_cast<Int128>(2 * one.median->units()) - twice <= 1);
    }
  }));
}
