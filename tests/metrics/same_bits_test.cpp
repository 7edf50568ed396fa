// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/sha256.hpp"
#include "metrics/calculated.hpp"
#include "metrics/stored_file.hpp"

// The scores of one portfolio are the same bits on every store, in every build and through every binding: this test
// and its twin in Python make the portfolio by the same recipe and hold the results against one hash.

using namespace steward;
using namespace steward::test;

namespace {

constexpr int engagements = 2000;
constexpr int source_count = 5;
constexpr int days = 3;
/// The twin holds the same.
constexpr std::string_view expected = "6be0bcaebf75034004a0d6816c4f64049e35b061ba3ba0750fe7399de8d80317";

/// Whole numbers that every language computes alike.
std::int64_t recipe(std::int64_t engagement, std::int64_t source, std::int64_t day) {
  return (engagement * 7919 + source * 104729 + day * 1299709) % 100003;
}

struct Portfolio2000 {
  explicit Portfolio2000(World& world) : w(world) {
    w.property("onboarding.auto_create", "false");
    for (int i = 0; i < source_count; ++i) {
      const auto age = i % 2 == 0 ? std::optional<Duration>() : std::optional<Duration>(std::chrono::days(2));
      sources.push_back(w.source(fmt::format("Source {}", i), i == 4 ? Frequency::weekly : Frequency::daily, age));
    }
    for (int i = 0; i < engagements; ++i) add(i);
    define();
  }

  void add(int i) {
    Account account;
    account.name = fmt::format("Account {:04}", i);
    account = w.create(account);
    OnboardingCase onboarding;
    onboarding.account = World::ref(account);
    onboarding = w.create(onboarding);
    Engagement engagement;
    engagement.account = World::ref(account);
    engagement.initial_onboarding = World::ref(onboarding);
    engagement.title = fmt::format("Engagement {:04}", i);
    engagement.stage = i % 3 == 0 ? EngagementStage::renew : EngagementStage::adoption;
    accounts.push_back(account.id);
    records.push_back(w.create(engagement).id);
  }

  void define() {
    const auto policy = [](SegmentMetric metric, MissingPolicy missing, bool minimize) {
      metric.missing_policy = missing;
      if (minimize) metric.direction = Direction::minimize;
      return metric;
    };
    const auto inner =
        calculated(w, draft_of("Inner", ContextTable::engagement),
                   {{"stage = renew", {measured(sources[0], "61.7", "33.33"), measured(sources[1], "47", "66.67")}},
                    {"",
                     {policy(measured(sources[1], "23.000001", "41.5"), MissingPolicy::neutral, true),
                      measured(sources[2], "80", "58.5")}}});
    auto second = measured(sources[3], "71", "27.19");
    second.baseline = dec("-12.5");
    calculated(w, health_source("Outer"), {{"stage = renew", {measured(inner, "90", "72.81"), second}}});
    auto metric = w.metric(sources[4], "55", "38.01");
    metric.missing_policy = MissingPolicy::zero;
    auto stale = w.metric(sources[3], "64.5", "12.34");
    stale.keep_stale = true;
    w.definition({}, {metric, stale, w.metric(inner, "77", "49.65")});
  }

  void live(int day) {
    w.advance(std::chrono::hours(24));
    const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
    for (int s = 0; s < source_count; ++s) {
      std::vector<Id> record;
      std::vector<Decimal> value;
      for (int i = 0; i < engagements; ++i) {
        const auto number = recipe(i, s, day);
        if (number % 4 == 0) continue;  // says nothing today
        record.push_back(accounts[static_cast<std::size_t>(i)]);
        value.push_back(Decimal::from_units((number - 20000) * 1009));
      }
      const std::vector<Instant> starts(record.size(), end - std::chrono::days(1));
      const std::vector<Instant> ends(record.size(), end);
      IngestColumns columns;
      columns.data_source = World::ref(sources[static_cast<std::size_t>(s)]);
      columns.source_table = "account";
      columns.source_record = record;
      columns.value = value;
      columns.start = starts;
      columns.end = ends;
      require(w.session.ingest(columns));
    }
    require(w.session.calculate());
    w.refresh();
  }

  static void tell(const std::vector<MetricScore>& metrics, std::string& text) {
    for (const auto& metric : metrics) {
      text += ' ' + metric.contribution.to_string() + '/' + metric.points.to_string();
      tell(metric.parts, text);
    }
  }
  std::string text() {
    std::string text;
    for (const Id& record : records) {
      const auto score = require(w.session.score(Ref<Engagement>(record), w.clock->now()));
      text += (score.score ? score.score->to_string() : "none") + ' ' + score.coverage.to_string();
      text += score.low ? ' ' + score.low->to_string() + ' ' + score.high->to_string() : " none none";
      tell(score.metrics, text);
      text += '\n';
    }
    return text;
  }

  World& w;
  std::vector<DataSource> sources;
  std::vector<Id> accounts;
  std::vector<Id> records;
};

}  // namespace

// The sanitizers have seen these paths in smaller portfolios.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a portfolio of 2,000 engagements has the same scores everywhere", "[portfolio][bits]") {
  const bool on_disk = GENERATE(false, true);
  const StoredFile file(on_disk);
  World w(file.options());
  Portfolio2000 portfolio(w);
  for (int day = 0; day < days; ++day) portfolio.live(day);
  CHECK(base::sha256(portfolio.text()) == expected);
}
#endif
