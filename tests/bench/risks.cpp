// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>

#include "bench/bench.hpp"
#include "bench/peers.hpp"
#include "bench/world.hpp"

// The risk analyser with 20 published definitions over 5 data sources, each breached by about 2 % of the values: the
// first run of a day, and a second one at the same instant, which finds every breach recorded.

namespace steward::bench {

namespace {

constexpr std::size_t source_count = 5;

/// What is watched on every source. A kind has one category for all sources, so that an engagement that misses two
/// metrics in one way has one signal with two occurrences.
struct Kind {
  Comparison comparison;
  int threshold;
  const char* engagements;
};
constexpr Kind kinds[] = {{Comparison::less_than, 2, ""},
                          {Comparison::greater_than, 97, ""},
                          {Comparison::less_or_equal, 1, "stage = \"adoption\""},
                          {Comparison::greater_or_equal, 98, "stage = \"adoption\""}};
constexpr std::size_t definition_count = source_count * std::size(kinds);

Ref<SuccessChoice> add_category(Session& session, std::size_t number) {
  SuccessChoice choice;
  choice.category = SuccessChoiceCategory::risk_category;
  choice.name = fmt::format("Category {}", number);
  return Ref<SuccessChoice>(need(session.create(choice)).id);
}

void add_definitions(Session& session, const Filling& filling) {
  User reporter;
  reporter.user_name = reporter.name = "Reporter";
  const Id reported_by = need(session.create(reporter)).id;
  std::size_t number = 0;
  for (const Kind& kind : kinds) {
    const auto category = add_category(session, number);
    for (const auto& source : filling.sources) {
      RiskDefinition definition;
      definition.name = fmt::format("Risk {:02}", ++number);
      definition.category = category;
      definition.data_source = source;
      definition.threshold_condition = kind.comparison;
      definition.threshold = Decimal(kind.threshold);
      definition.applicable_engagements = kind.engagements;
      definition.template_fields = fmt::format(
          R"({{"short_description":"Metric at risk","description":"A metric missed its threshold.","reported_by":"{}"}})",
          reported_by.to_string());
      auto created = need(session.create(definition));
      created.state = PublishState::published;
      need(session.update(created));
    }
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
  if (first.evaluated < definition_count * engagements / 2 || first.occurrences == 0 || !first.failed.empty() ||
      second.unchanged != first.breaches || second.occurrences != 0) {
    throw std::runtime_error("the analyser did not look at every engagement once");
  }
  return times;
}

}  // namespace

void bench_risks(const Options& options) {
  const Folder folder;
  const auto base = folder.file("base.db");
  Filling filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, options.engagements, true, source_count);
    spread_stages(world.session);
    add_definitions(world.session, filling);
    world.clock->set(first_day() + std::chrono::days(options.days));
    for (std::size_t day = 0; day < options.days; ++day) ingest_day(world, filling, day, scattered);
    need(world.session.analyze_risks());
  }
  std::size_t day = options.days;
  Contest contest;
  contest.phases = {"risks", "risks_idle"};
  contest.new_day = [&](const std::string& path) {
    const auto now = first_day() + std::chrono::days(day + 1);
    World world(path, Synchronous::normal);
    world.clock->set(now);
    ingest_day(world, filling, day++, scattered);
    return now;
  };
  contest.steward = [&](const std::string& path, Instant now) { return risks_steward(path, now, options.engagements); };
  contest.sql = risks_sql;
  contest.rows = risks_rows;
  contest.results = {
      "SELECT count(*), count(DISTINCT number), max(number), sum(occurrence_count), sum(last_occurrence_at), "
      "sum(length(short_description || description || risk_or_issue || scope || probability || state || priority || "
      "tracking_method || source_table)) FROM risk_signal",
      "SELECT sum((e.rowid % 97 + 1) * (d.rowid + g.occurrence_count * 31)), sum(g.account = e.account), "
      "sum(g.source_record = e.account), sum(g.category = d.category), count(g.reported_by), sum(g.created_at) "
      "FROM risk_signal g JOIN engagement e ON e.id = g.engagement JOIN risk_definition d ON d.id = g.risk_definition",
      "SELECT count(*), count(DISTINCT o.number), max(o.number), sum((e.rowid % 97 + 1) * (d.rowid + o.gap % 1000003 + "
      "o.current_value + o.threshold)), sum(o.start_date), sum(o.end_date), sum(o.category = d.category) "
      "FROM risk_occurrence o JOIN risk_signal g ON g.id = o.risk_signal AND g.engagement = o.engagement "
      "AND g.category = o.category AND g.source_record = o.source_record "
      "JOIN engagement e ON e.id = o.engagement JOIN risk_definition d ON d.id = o.risk_definition",
      "SELECT count(*), count(DISTINCT seq), sum(length(changes)), sum(length(record_table)) "
      "FROM record_change WHERE changed_at = {0}",
      "SELECT count(*), count(DISTINCT seq), sum(length(data)), sum(length(kind)) FROM event "
      "WHERE occurred_at = {0}",
      "SELECT count(*), sum(length(a.title)), sum(a.account = e.account) FROM activity a "
      "JOIN engagement e ON e.id = a.engagement WHERE occurred_at = {0} AND kind = 'risk_signal_created'",
      "SELECT sum(last_run_at = {0}), (SELECT next FROM steward_sequence), (SELECT sum(next_value) FROM "
      "number_sequence) "
      "FROM risk_definition"};
  compete(options, base, contest);
}

}  // namespace steward::bench
