// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/bench.hpp"
#include "bench/peers.hpp"
#include "bench/world.hpp"

// Calculated sources in a chain: each level scores every engagement from the level below and one external source. The
// first run of a day, on which all values are new, and a second one at the same instant, which finds nothing to write.

namespace steward::bench {

namespace {

constexpr std::size_t depth = 4;

SegmentMetric half(Ref<Segment> segment, Ref<DataSource> source, std::int64_t position) {
  SegmentMetric metric;
  metric.segment = segment;
  metric.data_source = source;
  metric.weight = Hundredths(50);
  metric.target = Decimal(80);
  metric.position = position;
  return metric;
}

/// A published calculated source on engagements, half from `below` and half from `beside`.
Ref<DataSource> add_level(Session& session, std::size_t level, Ref<DataSource> below, Ref<DataSource> beside) {
  DataSource source;
  source.name = fmt::format("Level {}", level);
  source.source = DataSourceKind::calculated;
  source.breakdown_table = "engagement";
  const Ref<DataSource> ref(need(session.create(source)).id);
  DataContext context;
  context.data_source = ref;
  context.context_table = ContextTable::engagement;
  need(session.create(context));
  Segment segment;
  segment.data_source = ref;
  segment.name = "All";
  segment.rank = 1;
  segment = need(session.create(segment));
  need(session.create(half(Ref<Segment>(segment.id), below, 1)));
  need(session.create(half(Ref<Segment>(segment.id), beside, 2)));
  segment = need(session.get(Ref<Segment>(segment.id)));
  segment.state = PublishState::published;
  need(session.update(segment));
  auto published = need(session.get(ref));
  published.state = PublishState::published;
  need(session.update(published));
  return ref;
}

void add_chain(Session& session, const Filling& filling) {
  auto below = filling.sources.front();
  for (std::size_t level = 1; level <= depth; ++level) {
    below = add_level(session, level, below, filling.sources.at(level));
  }
}

std::vector<double> chain_steward(const std::string& path, Instant now, std::size_t engagements) {
  World world(path, Synchronous::normal);
  world.clock->set(now);
  CalculateReport first;
  CalculateReport second;
  std::vector<double> times;
  times.push_back(seconds([&] { first = need(world.session.calculate()); }));
  times.push_back(seconds([&] { second = need(world.session.calculate()); }));
  if (first.written != depth * engagements || second.unchanged != first.written) {
    throw std::runtime_error("the chain did not score every engagement once");
  }
  return times;
}

}  // namespace

void bench_chain(const Options& options) {
  const Folder folder;
  const auto base = folder.file("base.db");
  Filling filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, options.engagements, true, depth + 1);
    add_chain(world.session, filling);
    world.clock->set(first_day() + std::chrono::days(options.days));
    for (std::size_t day = 0; day < options.days; ++day) ingest_day(world, filling, day, scattered);
    need(world.session.calculate());
  }
  std::size_t day = options.days;
  Contest contest;
  contest.phases = {"chain", "chain_idle"};
  contest.new_day = [&](const std::string& path) {
    const auto now = first_day() + std::chrono::days(day + 1);
    World world(path, Synchronous::normal);
    world.clock->set(now);
    ingest_day(world, filling, day++, scattered);
    return now;
  };
  contest.steward = [&](const std::string& path, Instant now) { return chain_steward(path, now, options.engagements); };
  contest.sql = chain_sql;
  contest.rows = chain_rows;
  contest.writes_values = true;
  contest.results = {
      "SELECT count(*), sum(r.value * (e.rowid % 97 + f.rowid % 89 + r.owner % 7)), sum(r.\"end\" = {0}), "
      "min(r.start), max(r.start) FROM steward_series_row r JOIN steward_series s ON s.id = r.series "
      "JOIN steward_series_context c ON c.id = r.context JOIN engagement e ON e.id = c.context "
      "JOIN engagement f ON f.id = s.source WHERE r.recorded = {0} AND s.source_table = 'engagement'",
      "SELECT count(*), sum(superseded IS NOT NULL), max(recorded) FROM steward_series_row",
      "SELECT count(*), sum(last_run_at = {0}), sum(next_run_at) FROM data_source WHERE source = 'calculated'"};
  compete(options, base, contest);
}

}  // namespace steward::bench
