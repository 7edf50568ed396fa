// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <random>
#include <sstream>

#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Delivery {
  std::size_t account = 0;
  std::string value;
  Instant start;
  Instant end;
  Instant recorded;
};

std::uint64_t seed_of_run() {
  const char* given = std::getenv("STEWARD_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "STEWARD_SEED=" << seed << '\n';
  return seed;
}

/// A world that got the deliveries, in this order and these pieces, and what it answers at all times and known at
/// all times.
std::string content_after(const std::vector<Delivery>& deliveries, std::size_t piece) {
  World world;
  // Scores of the past need a definition of the past.
  world.clock->set(at("2024-11-10T00:00:00Z"));
  const DataSource source = world.source();
  world.account_mapper();
  std::vector<Account> accounts;
  std::vector<Engagement> journeys;
  for (int i = 0; i < 3; ++i) {
    accounts.push_back(world.account());
    journeys.push_back(world.engagement(accounts.back()));
  }
  world.definition({}, {world.metric(source, "100", "100")});
  world.clock->set(at("2024-11-20T12:00:00Z"));
  for (std::size_t from = 0; from < deliveries.size(); from += piece) {
    std::vector<Id> records;
    std::vector<Decimal> values;
    std::vector<Instant> starts;
    std::vector<Instant> ends;
    std::vector<Instant> recorded;
    for (std::size_t i = from; i < std::min(deliveries.size(), from + piece); ++i) {
      records.push_back(accounts[deliveries[i].account].id);
      values.push_back(dec(deliveries[i].value));
      starts.push_back(deliveries[i].start);
      ends.push_back(deliveries[i].end);
      recorded.push_back(deliveries[i].recorded);
    }
    IngestColumns columns;
    columns.data_source = World::ref(source);
    columns.source_table = "account";
    columns.source_record = records;
    columns.value = values;
    columns.start = starts;
    columns.end = ends;
    columns.recorded = recorded;
    require(world.session.ingest(columns));
  }
  std::ostringstream text;
  for (const Engagement& journey : journeys) {
    for (int t = 0; t <= 6; ++t) {
      for (int k = 0; k <= 6; ++k) {
        const auto score =
            require(world.session.score(World::ref(journey), at("2024-11-14T00:00:00Z") + std::chrono::days(t),
                                        at("2024-11-14T00:00:00Z") + std::chrono::days(k)));
        text << (score.score ? score.score->to_string() : "-") << ' ';
        for (const auto& metric : score.metrics) {
          for (const auto& used : metric.records) {
            text << to_string(used.start) << to_string(used.end) << used.value.to_string() << ' ';
          }
        }
      }
    }
    text << '\n';
  }
  return text.str();
}

}  // namespace

TEST_CASE("deliveries shuffled, split and repeated leave the same content", "[metrics][idempotence]") {
  std::mt19937_64 random(seed_of_run());
  const auto pick = [&](int limit) { return static_cast<int>(random() % static_cast<std::uint64_t>(limit)); };
  std::vector<Delivery> deliveries;
  for (int i = 0; i < 60; ++i) {
    Delivery one;
    one.account = static_cast<std::size_t>(pick(3));
    one.value = std::to_string(pick(4) * 10);
    one.start = at("2024-11-14T00:00:00Z") + std::chrono::days(pick(4));
    one.end = one.start + std::chrono::hours(pick(2) == 0 ? 24 : 12);
    one.recorded = at("2024-11-14T00:00:00Z") + std::chrono::days(pick(5));
    deliveries.push_back(one);
  }
  const std::string expected = content_after(deliveries, deliveries.size());
  CHECK(expected.find("2024-11-1") != std::string::npos);
  for (int round = 0; round < 3; ++round) {
    auto shuffled = deliveries;
    for (int i = 0; i < 20; ++i) shuffled.push_back(deliveries[static_cast<std::size_t>(pick(60))]);
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    CHECK(content_after(shuffled, static_cast<std::size_t>(1 + pick(9))) == expected);
  }
}
