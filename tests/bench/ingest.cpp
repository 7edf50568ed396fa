// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/bench.hpp"
#include "bench/duckdb.hpp"
#include "bench/plain_rows.hpp"
#include "bench/raw.hpp"
#include "bench/world.hpp"

// Bulk ingest through Session::ingest against prepared inserts of the same logical rows into plain tables with an
// index for the latest values (plain_rows.hpp). Rows come account by account and day by day within: the order of the
// primary key, which is the kindest to the raw inserts.

namespace steward::bench {

namespace {

struct Columns {
  std::vector<Id> record;
  std::vector<Decimal> value;
  std::vector<Instant> start;
  std::vector<Instant> end;
};

Columns make_columns(const Filling& filling, std::size_t rows) {
  Columns columns;
  const auto days = rows / filling.accounts.size();
  for (const auto& account : filling.accounts) {
    for (std::size_t day = 0; day < days; ++day) {
      columns.record.push_back(account);
      columns.value.push_back(
          Decimal::from_units(static_cast<std::int64_t>((day * 7919 + columns.record.size()) % 100) * Decimal::one));
      columns.start.push_back(first_day() - std::chrono::days(days - day));
      columns.end.push_back(columns.start.back() + std::chrono::days(1));
    }
  }
  return columns;
}

void ingest(World& world, Ref<DataSource> source, const Columns& columns) {
  IngestColumns batch;
  batch.data_source = source;
  batch.source_table = "account";
  batch.source_record = columns.record;
  batch.value = columns.value;
  batch.start = columns.start;
  batch.end = columns.end;
  const auto report = need(world.session.ingest(batch));
  if (report.added != columns.record.size()) throw std::runtime_error("not all rows were added");
}

/// The rows of all series tables of Steward's file, laid out as rows.
std::vector<Dump> series_rows(const std::string& path) {
  lay_out_rows(path);
  Raw database(path, false);
  std::vector<Dump> dumps;
  for (const auto& table : database.tables()) {
    if (table.rfind("steward_series", 0) != 0) continue;
    auto rows = dump(database, table, "SELECT * FROM \"" + table + "\"");
    if (rows.rows() != 0) dumps.push_back(std::move(rows));
  }
  return dumps;
}

double write_raw(const std::string& path, const std::vector<Dump>& dumps) {
  Raw database(path, false);
  return seconds([&] {
    database.execute("BEGIN IMMEDIATE");
    for (const auto& rows : dumps) {
      auto statement = database.prepare(rows.insert);
      for (std::size_t row = 0; row < rows.rows(); ++row) {
        rows.bind(statement, row);
        statement.run();
      }
    }
    database.execute("COMMIT");
  });
}

/// What DuckDB answers when it holds the same rows.
std::string check_of(const std::string& plain) {
  Raw database(plain, false);
  return fmt::format("{}-{}", database.integer("SELECT count(*) FROM steward_series_row"),
                     database.integer("SELECT sum(value) FROM steward_series_row"));
}

}  // namespace

void bench_ingest(const Options& options) {
  const Folder folder;
  const auto empty = folder.file("empty.db");
  Filling filling;
  {
    World world(empty, Synchronous::normal);
    filling = fill(world, std::max<std::size_t>(options.rows / 500, 1), true, 1);
  }
  const auto columns = make_columns(filling, options.rows);
  const auto plain = folder.file("plain.db");
  copy_database(empty, plain);
  lay_out_rows(plain);
  const auto ours = folder.file("steward.db");
  const auto theirs = folder.file("raw.db");
  const auto run_steward = [&] {
    copy_database(empty, ours);
    World world(ours, Synchronous::normal);
    return seconds([&] { ingest(world, filling.sources.front(), columns); });
  };
  run_steward();
  const auto dumps = series_rows(ours);
  const auto run_raw = [&] {
    copy_database(plain, theirs);
    return write_raw(theirs, dumps);
  };
  measure(options, "ingest", "rows", columns.record.size(), [&](bool steward_first) {
    Pair pair;
    if (!steward_first) pair.raw = run_raw();
    pair.steward = run_steward();
    if (steward_first) pair.raw = run_raw();
    return pair;
  });
  if (!duckdb_installed()) return options.report({"ingest", "duckdb", columns.record.size(), 0, 0, 0, 0});
  const DuckColumns duck(folder.file("duckdb"));
  write_columns(theirs, duck);
  const auto expected = check_of(theirs);
  const auto run_duck = [&] { return duck.run("ingest", 0, expected); };
  measure(options, "ingest", "duckdb", columns.record.size(), [&](bool steward_first) {
    Pair pair;
    if (!steward_first) pair.raw = run_duck();
    pair.steward = run_steward();
    if (steward_first) pair.raw = run_duck();
    return pair;
  });
}

}  // namespace steward::bench
