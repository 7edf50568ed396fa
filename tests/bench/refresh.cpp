// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/bench.hpp"
#include "bench/duckdb.hpp"
#include "bench/peers.hpp"
#include "bench/world.hpp"

// A health refresh of every engagement. Each pair is a new day with new values, so that all scores change.

namespace steward::bench {

namespace {

constexpr std::size_t metric_count = 5;

/// Another remainder each day, so that every score changes.
Decimal shifting(std::size_t account, std::size_t day, std::size_t source) {
  return Decimal(static_cast<int>((account * 31 + day * 17 + source * 7) % 90));
}

std::vector<double> refresh_steward(const std::string& path, Instant now, std::size_t engagements) {
  World world(path, Synchronous::normal);
  world.clock->set(now);
  RefreshReport report;
  const auto time = seconds([&] { report = need(world.session.refresh_health()); });
  if (report.written != engagements) throw std::runtime_error("not all engagements were refreshed");
  return {time};
}

/// DuckDB computes and keeps the same scores, and nothing beside them.
std::vector<double> refresh_duckdb(const std::string& rows, const std::string& steward, Instant now) {
  const DuckColumns duck(rows + ".duckdb");
  write_columns(rows, duck);
  Raw database(steward, false);
  const auto expected =
      fmt::format("{}-{}", database.integer("SELECT count(*) FROM engagement WHERE health_score IS NOT NULL"),
                  database.integer("SELECT sum(health_score * (rowid % 97 + 1)) FROM engagement"));
  return {duck.run("refresh", now.time_since_epoch().count(), expected)};
}

}  // namespace

void bench_refresh(const Options& options) {
  const Folder folder;
  const auto base = folder.file("base.db");
  Filling filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, options.engagements, true, metric_count);
    define_health(world, filling);
    world.clock->set(first_day() + std::chrono::days(options.days));
    for (std::size_t day = 0; day < options.days; ++day) ingest_day(world, filling, day, shifting);
    need(world.session.refresh_health());
  }
  std::size_t day = options.days;
  Contest contest;
  contest.phases = {"refresh"};
  contest.new_day = [&](const std::string& path) {
    const auto now = first_day() + std::chrono::days(day + 1);
    World world(path, Synchronous::normal);
    world.clock->set(now);
    ingest_day(world, filling, day++, shifting);
    return now;
  };
  contest.steward = [&](const std::string& path, Instant now) {
    return refresh_steward(path, now, options.engagements);
  };
  contest.sql = refresh_sql;
  contest.rows = refresh_rows;
  if (duckdb_installed()) {
    contest.other = refresh_duckdb;
    contest.other_name = "duckdb";
  }
  contest.results = {
      "SELECT sum(health_score * (rowid % 97 + 1)), sum(health_coverage), sum(health_scored_at = {0}), "
      "count(DISTINCT health_definition) FROM engagement",
      "SELECT count(*), sum(s.value * (e.rowid % 97 + 1)), sum(s.low + s.high + s.coverage), "
      "count(s.definition_record) FROM score_history s JOIN engagement e ON e.id = s.record "
      "WHERE s.scored_at = {0} AND s.as_of = {0} / 86400000",
      "SELECT count(*), sum(length(data)), max(seq), min(data), max(data) FROM event WHERE occurred_at = {0}",
      "SELECT count(*), sum(length(changes) + length(title)), min(changes), max(changes) FROM activity "
      "WHERE occurred_at = {0}",
      "SELECT next FROM steward_sequence",
      "SELECT last_run_at FROM health_definition"};
  compete(options, base, contest);
  if (!contest.other) options.report({"refresh", "duckdb", options.engagements, 0, 0, 0, 0});
}

}  // namespace steward::bench
