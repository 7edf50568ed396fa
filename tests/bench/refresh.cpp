// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <optional>

#include "bench/bench.hpp"
#include "bench/raw.hpp"
#include "bench/world.hpp"

// A health refresh of every engagement against hand-written SQL over the same tables. Each pair is a new day with
// new values, so that all scores change; both sides start from the same file, and their scores must agree.

namespace steward::bench {

namespace {

constexpr std::size_t metric_count = 5;
constexpr std::size_t days_before = 8;

void ingest_day(World& world, const Filling& filling, std::size_t day) {
  const auto count = filling.accounts.size();
  const std::vector<Instant> start(count, first_day() + std::chrono::days(day));
  const std::vector<Instant> end(count, start.front() + std::chrono::days(1));
  for (std::size_t metric = 0; metric < filling.sources.size(); ++metric) {
    std::vector<Decimal> value;
    for (std::size_t i = 0; i < count; ++i) {
      value.push_back(
          Decimal::from_units(static_cast<std::int64_t>((i * 31 + day * 17 + metric * 7) % 90) * Decimal::one));
    }
    IngestColumns columns;
    columns.data_source = filling.sources[metric];
    columns.source_table = "account";
    columns.source_record = filling.accounts;
    columns.value = value;
    columns.start = start;
    columns.end = end;
    need(world.session.ingest(columns));
  }
}

/// Latest value per metric, attainment, weighted score: target 80, weight 20 each, in millionths.
constexpr const char* scores_sql = R"(
CREATE TEMP TABLE scored AS
WITH latest AS (
  SELECT r.owner, r.context, max(r."end") AS moment, r.value AS value
  FROM steward_series_row r WHERE r.superseded IS NULL AND r."end" <= {0} AND r.context <> 0
  GROUP BY r.owner, r.context),
attained AS (
  SELECT context, (min(max(value, 0), 80000000) * 100 + 40) / 80 AS attainment FROM latest)
SELECT c.context AS engagement, (sum(20 * a.attainment) + sum(20) / 2) / sum(20) AS score, sum(20) AS coverage
FROM attained a JOIN steward_series_context c ON c.id = a.context GROUP BY a.context)";

constexpr const char* history_sql = R"(
INSERT INTO score_history (id, record_table, record, kind, as_of, scored_at, value, coverage, low, high,
                           definition_table, definition_record)
SELECT randomblob(16), 'engagement', engagement, 'health', {0} / 86400000, {0}, score, coverage * 1000000, score, score,
       'health_definition', (SELECT id FROM health_definition) FROM scored WHERE true
ON CONFLICT DO UPDATE SET value = excluded.value, coverage = excluded.coverage, low = excluded.low,
                          high = excluded.high, scored_at = excluded.scored_at)";

constexpr const char* engagement_sql = R"(
UPDATE engagement SET health_score = s.score, health_coverage = s.coverage * 1000000, health_scored_at = {0},
                      health_definition = (SELECT id FROM health_definition)
FROM scored s WHERE s.engagement = engagement.id)";

double refresh_raw(const std::string& path, Instant now) {
  Raw database(path, false);
  const auto moment = now.time_since_epoch().count();
  return seconds([&] {
    database.execute("BEGIN IMMEDIATE");
    database.execute(fmt::format(scores_sql, moment));
    database.execute(fmt::format(history_sql, moment));
    database.execute(fmt::format(engagement_sql, moment));
    database.execute("COMMIT");
  });
}

double refresh_steward(const std::string& path, Instant now, std::size_t engagements) {
  World world(path, Synchronous::normal);
  world.clock->set(now);
  RefreshReport report;
  const auto time = seconds([&] { report = need(world.session.refresh_health()); });
  if (report.written != engagements) throw std::runtime_error("not all engagements were refreshed");
  return time;
}

/// A number that differs when a score does.
std::int64_t checksum(const std::string& path, Instant now) {
  Raw database(path, false);
  const auto day = now.time_since_epoch().count() / 86'400'000;
  return database.integer("SELECT sum(health_score * (rowid % 97 + 1)) FROM engagement") +
         database.integer(fmt::format("SELECT sum(value) + count(*) FROM score_history WHERE as_of = {}", day));
}

}  // namespace

void bench_refresh(const Options& options) {
  const Folder folder;
  const auto base = folder.file("base.db");
  const auto ours = folder.file("steward.db");
  const auto theirs = folder.file("raw.db");
  std::optional<Filling> filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, options.engagements, true, metric_count);
    define_health(world, *filling);
    world.clock->set(first_day() + std::chrono::days(days_before));
    for (std::size_t day = 0; day < days_before; ++day) ingest_day(world, *filling, day);
    need(world.session.refresh_health());
  }
  std::size_t day = days_before;
  measure(options, "refresh", options.engagements, [&](bool steward_first) {
    const auto now = first_day() + std::chrono::days(day + 1);
    {
      World world(base, Synchronous::normal);
      world.clock->set(now);
      ingest_day(world, *filling, day++);
    }
    copy_database(base, ours);
    copy_database(base, theirs);
    Pair pair;
    if (!steward_first) pair.raw = refresh_raw(theirs, now);
    pair.steward = refresh_steward(ours, now, options.engagements);
    if (steward_first) pair.raw = refresh_raw(theirs, now);
    if (checksum(ours, now) != checksum(theirs, now)) throw std::runtime_error("the raw scores differ from ours");
    copy_database(ours, base);
    return pair;
  });
}

}  // namespace steward::bench
