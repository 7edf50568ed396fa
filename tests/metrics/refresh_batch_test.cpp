// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int crowd = 4050;  // the sanitizers slow everything down tenfold
#else
constexpr int crowd = 20'000;
#endif
/// Engagements of a commit.
constexpr std::size_t batch = 2000;

/// Many batches of engagements, each with a score of its own.
struct Crowd : World {
  Crowd() : first(source()), second(source()) {
    const Account home = account();
    const auto place = ref(onboarding_case(home));
    require(session.begin());
    for (int i = 0; i < crowd; ++i) {
      Engagement entity;
      entity.account = ref(home);
      entity.initial_onboarding = place;
      entity.title = "Engagement " + std::to_string(i);
      if (i % 2 == 0) entity.stage = EngagementStage::adoption;
      journeys.push_back(create(entity));
    }
    require(session.commit());
    say_of_engagements(first, 0);
    HealthDefinition adopting;
    adopting.definition = "stage = adoption";
    adopting.missing_policy = MissingPolicy::zero;
    definition(adopting, {metric(first, "100", "60"), metric(second, "100", "40")});
    definition({}, {metric(first, "100", "100")});
  }

  void say_of_engagements(const DataSource& to, int shift) {
    const Instant end = std::chrono::floor<std::chrono::days>(clock->now());
    std::vector<Id> records;
    std::vector<Decimal> values;
    for (std::size_t i = 0; i < journeys.size(); ++i) {
      if (i % 7 == 3) continue;
      records.push_back(journeys[i].id);
      values.push_back(Decimal((static_cast<int>(i) + shift) % 101));
    }
    const std::vector<Instant> starts(records.size(), end - std::chrono::days(1));
    const std::vector<Instant> ends(records.size(), end);
    IngestColumns columns;
    columns.data_source = ref(to);
    columns.source_table = "engagement";
    columns.source_record = records;
    columns.value = values;
    columns.start = starts;
    columns.end = ends;
    require(session.ingest(columns));
  }

  template <class T>
  std::vector<T> everything() {
    std::vector<T> all;
    FindOptions options;
    options.limit = 10'000;
    do {
      auto page = require(session.find<T>(options));
      std::move(page.items.begin(), page.items.end(), std::back_inserter(all));
      options.after = page.next;
    } while (!options.after.empty());
    return all;
  }

  std::map<std::string, std::string> scores() {
    std::map<std::string, std::string> found;
    for (const Engagement& journey : everything<Engagement>()) {
      found[journey.title] = (journey.health_score ? journey.health_score->to_string() : "-") + "/" +
                             (journey.health_coverage ? journey.health_coverage->to_string() : "-") + "/" +
                             (journey.health_scored_at ? to_string(*journey.health_scored_at) : "-");
    }
    std::map<Id, std::string> titles;
    for (const Engagement& journey : journeys) titles[journey.id] = journey.title;
    for (const ScoreHistory& row : everything<ScoreHistory>()) {
      found[titles.at(row.record)] += " " + to_string(row.as_of) + (row.value ? row.value->to_string() : "-") +
                                      to_string(row.scored_at) + row.low->to_string() + row.high->to_string();
    }
    return found;
  }

  /// Both definitions, worked out by hand.
  void check_values() {
    std::map<Id, std::optional<Decimal>> found;
    for (const Engagement& journey : everything<Engagement>()) found[journey.id] = journey.health_score;
    for (std::size_t i = 0; i < journeys.size(); ++i) {
      if (i % 7 == 3) continue;
      // Of the two values of an adopting one the second is missing, which counts as zero.
      const auto share = i % 2 == 0 ? Decimal::one * 6 / 10 : Decimal::one;
      if (found[journeys[i].id] == Decimal::from_units(static_cast<std::int64_t>(i % 101) * share)) continue;
      FAIL("engagement " << i << " has another score");
    }
  }

  DataSource first;
  DataSource second;
  std::vector<Engagement> journeys;
};

}  // namespace

TEST_CASE("a refresh that is cancelled and run again equals one that was not", "[metrics][health][cancel]") {
  Crowd whole;
  CHECK(whole.refresh().written == crowd);
  whole.check_values();
  const auto expected = whole.scores();
  const std::size_t told = whole.events("health_changed").size();

  Crowd world;
  for (const std::size_t stop : {std::size_t{0}, batch, 2 * batch}) {
    const auto cut =
        world.session.refresh_health({}, [stop](std::size_t done, std::size_t total, std::string_view phase) {
          CHECK(total == crowd);
          CHECK(phase == "refresh_health");
          return done < stop;
        });
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code() == "cancelled");
    CHECK(cut.error().category() == Category::cancelled);
    // What was committed before stays.
    CHECK(require(world.session.count<ScoreHistory>()) == static_cast<std::int64_t>(stop));
  }
  const auto rest = world.refresh();
  CHECK(rest.written == crowd - 2 * batch);
  CHECK(rest.unchanged == 2 * batch);
  CHECK(world.scores() == expected);
  CHECK(world.events("health_changed").size() == told);
}

TEST_CASE("refreshing all equals refreshing each", "[metrics][health]") {
  World world;
  const DataSource source = world.source();
  world.account_mapper();
  std::vector<Engagement> journeys;
  for (int i = 0; i < 6; ++i) {
    const Account customer = world.account();
    journeys.push_back(world.engagement(customer));
    if (i != 4) world.say(source, customer, std::to_string(i * 7));
  }
  world.definition({}, {world.metric(source, "50", "100")});
  for (const Engagement& journey : journeys) {
    const Ref<Engagement> one[] = {World::ref(journey)};
    CHECK(require(world.session.refresh_health(one)).evaluated == 1);
  }
  const auto before = world.counts();
  const auto report = world.refresh();
  CHECK(report.evaluated == 6);
  CHECK(report.written == 0);
  CHECK(world.counts() == before);
  const Ref<Engagement> unknown[] = {Ref<Engagement>(journeys[0].account.id())};
  const auto failed = world.session.refresh_health(unknown);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().category() == Category::not_found);
}
