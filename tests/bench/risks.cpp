// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/bench.hpp"
#include "bench/peers.hpp"
#include "bench/world.hpp"

// The risk analyser with 20 published definitions over 5 data sources, each breached by about 2 % of the values: the
// first run of a day, and a second one at the same instant, which finds every breach recorded.

namespace steward::bench {

namespace {

constexpr std::size_t days_before = 8;

std::vector<WatchedRisk> make_watched_risks() {
  std::vector<WatchedRisk> risks;
  for (std::size_t source = 0; source < risk_sources; ++source) {
    risks.push_back({source, 0, "less_than", 2, false});
    risks.push_back({source, 1, "greater_than", 97, false});
    risks.push_back({source, 2, "less_or_equal", 1, true});
    risks.push_back({source, 3, "greater_or_equal", 98, true});
  }
  return risks;
}

std::vector<Ref<SuccessChoice>> add_families(Session& session) {
  std::vector<Ref<SuccessChoice>> families;
  for (std::size_t i = 0; i < risk_families; ++i) {
    SuccessChoice choice;
    choice.category = SuccessChoiceCategory::risk_category;
    choice.name = fmt::format("Family {}", i + 1);
    families.emplace_back(need(session.create(choice)).id);
  }
  return families;
}

void add_definitions(Session& session, const Filling& filling) {
  const auto families = add_families(session);
  User reporter;
  reporter.user_name = reporter.name = "Reporter";
  const Id reported_by = need(session.create(reporter)).id;
  std::size_t number = 0;
  for (const auto& risk : watched_risks()) {
    RiskDefinition definition;
    definition.name = fmt::format("Risk {:02}", ++number);
    definition.category = families.at(risk.category);
    definition.data_source = filling.sources.at(risk.source);
    definition.threshold_condition = *parse_choice<Comparison>(risk.comparison);
    definition.threshold = Decimal(risk.threshold);
    if (risk.adoption) definition.applicable_engagements = "stage = \"adoption\"";
    definition.template_fields = fmt::format(
        R"({{"short_description":"Metric at risk","description":"A metric missed its threshold.","reported_by":"{}"}})",
        reported_by.to_string());
    auto created = need(session.create(definition));
    created.state = PublishState::published;
    need(session.update(created));
  }
}

/// Every second engagement is in adoption.
void spread_stages(Session& session) {
  FindOptions options;
  options.limit = 1000;
  need(session.begin());
  std::size_t number = 0;
  for (;;) {
    auto page = need(session.find<Engagement>(options));
    for (auto& engagement : page.items) {
      if (++number % 2 == 0) continue;
      engagement.stage = EngagementStage::adoption;
      need(session.update(engagement));
    }
    if (page.next.empty()) break;
    options.after = page.next;
  }
  need(session.commit());
}

std::vector<double> risks_steward(const std::string& path, Instant now, std::size_t engagements) {
  World world(path, Synchronous::normal);
  world.clock->set(now);
  RiskReport first;
  RiskReport second;
  std::vector<double> times;
  times.push_back(seconds([&] { first = need(world.session.analyze_risks()); }));
  times.push_back(seconds([&] { second = need(world.session.analyze_risks()); }));
  if (first.evaluated < watched_risks().size() * engagements / 2 || first.occurrences == 0 || !first.failed.empty() ||
      second.unchanged != first.breaches || second.occurrences != 0) {
    throw std::runtime_error("the analyser did not look at every engagement once");
  }
  return times;
}

}  // namespace

const std::vector<WatchedRisk>& watched_risks() {
  static const auto risks = make_watched_risks();
  return risks;
}

void bench_risks(const Options& options) {
  const Folder folder;
  const auto base = folder.file("base.db");
  Filling filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, options.engagements, true, risk_sources);
    spread_stages(world.session);
    add_definitions(world.session, filling);
    world.clock->set(first_day() + std::chrono::days(days_before));
    for (std::size_t day = 0; day < days_before; ++day) ingest_day(world, filling, day, scattered);
    need(world.session.analyze_risks());
  }
  std::size_t day = days_before;
  Contest contest;
  contest.phases = {"risks", "risks_idle"};
  contest.new_day = [&](const std::string& path) {
    const auto now = first_day() + std::chrono::days(day + 1);
    World world(path, Synchronous::normal);
    world.clock->set(now);
    ingest_day(world, filling, day++, scattered);
    return now;
  };
  contest.steward = [&](const std::string& path, Instant now) {
    return risks_steward(path, now, options.engagements);
  };
  contest.sql = risks_sql;
  contest.rows = risks_rows;
  contest.results = {};
  compete(options, base, contest);
}

}  // namespace steward::bench
