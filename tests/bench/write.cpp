// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/bench.hpp"
#include "bench/raw.hpp"
#include "bench/world.hpp"

// One engagement a transaction, created or updated with all rules, against the bare statements that this ran: what is
// new in each table after Steward's run is taken from its file and written by prepared statements into a copy.

namespace steward::bench {

namespace {

constexpr std::size_t account_count = 200;

enum class Kind { create, update };

/// What an update of the benchmark changes: state and stage, which the timeline tells.
constexpr const char* updated_columns[] = {"state", "stage", "version", "updated_at"};

double update_steward(const std::string& path, Synchronous synchronous, std::size_t count) {
  World world(path, synchronous);
  FindOptions options;
  options.limit = count;
  auto entities = need(world.session.find<Engagement>(options)).items;
  world.clock->set(first_day() + std::chrono::hours(1));
  for (auto& entity : entities) {
    entity.state = EngagementState::in_progress;
    entity.stage = EngagementStage::adoption;
  }
  return seconds([&] {
    for (const auto& entity : entities) need(world.session.update(entity));
  });
}

double create_steward(const std::string& path, Synchronous synchronous, const Filling& filling, std::size_t count) {
  World world(path, synchronous);
  std::vector<Engagement> entities;
  for (std::size_t i = 0; i < count; ++i) {
    Engagement entity;
    entity.account = Ref<Account>(filling.accounts[i % filling.accounts.size()]);
    entity.initial_onboarding = filling.cases[i % filling.cases.size()];
    entity.title = fmt::format("New engagement {}", i + 1);
    entities.push_back(std::move(entity));
  }
  return seconds([&] {
    for (const auto& entity : entities) need(world.session.create(entity));
  });
}

/// What one write costs a raw writer: rows of tables, put in or changed, and a step of each counter.
struct Writes {
  std::vector<Dump> rows;
  std::vector<std::string> counters;
};

/// The changed engagements as parameters of an update.
Dump changed_engagements(Raw& database) {
  std::string columns;
  std::string assignments;
  for (const char* column : updated_columns) {
    columns += std::string(column) + ", ";
    assignments += std::string(assignments.empty() ? "" : ", ") + column + " = ?";
  }
  auto rows = dump(database, "engagement",
                   "SELECT " + columns + "id FROM main.engagement EXCEPT SELECT " + columns + "id FROM old.engagement");
  rows.insert = "UPDATE engagement SET " + assignments + " WHERE id = ?";
  return rows;
}

Writes writes_of(const std::string& before, const std::string& after, Kind kind, std::size_t count) {
  Raw database(after, false);
  database.execute("ATTACH '" + before + "' AS old");
  Writes writes;
  for (const auto& table : database.tables()) {
    const auto name = "\"" + table + "\"";
    auto rows = dump(database, table, "SELECT * FROM main." + name + " EXCEPT SELECT * FROM old." + name);
    if (rows.rows() == 0) continue;
    if (kind == Kind::update && table == "engagement") {
      writes.rows.push_back(changed_engagements(database));
    } else if (rows.rows() % count == 0 && count > 1) {
      writes.rows.push_back(std::move(rows));
    } else if (table == "number_sequence") {
      writes.counters.emplace_back(
          "UPDATE number_sequence SET next_value = next_value + 1 WHERE table_name = 'engagement'");
    } else if (table == "steward_sequence") {
      writes.counters.emplace_back("UPDATE steward_sequence SET next = next + 1");
    } else {
      throw std::runtime_error("writing engagements wrote to " + table + ", which the raw side does not");
    }
  }
  if (writes.rows.empty()) throw std::runtime_error("writing engagements wrote nothing");
  return writes;
}

double write_raw(const std::string& path, bool full_sync, const Writes& writes, std::size_t count) {
  Raw database(path, full_sync);
  auto begin = database.prepare("BEGIN IMMEDIATE");
  auto commit = database.prepare("COMMIT");
  std::vector<Statement> updates;
  std::vector<Statement> inserts;
  for (const auto& sql : writes.counters) updates.push_back(database.prepare(sql));
  for (const auto& rows : writes.rows) inserts.push_back(database.prepare(rows.insert));
  return seconds([&] {
    for (std::size_t i = 0; i < count; ++i) {
      begin.run();
      for (auto& update : updates) update.run();
      for (std::size_t table = 0; table < inserts.size(); ++table) {
        const auto& rows = writes.rows[table];
        const auto each = rows.rows() / count;
        for (std::size_t row = i * each; row < (i + 1) * each; ++row) {
          rows.bind(inserts[table], row);
          inserts[table].run();
        }
      }
      commit.run();
    }
  });
}

void bench_at(const Options& options, Kind kind, Synchronous synchronous, const std::string& name) {
  // There is one engagement an account to update.
  const auto count = kind == Kind::update ? std::min(options.creates, account_count) : options.creates;
  const Folder folder;
  const auto base = folder.file("base.db");
  const auto ours = folder.file("steward.db");
  const auto theirs = folder.file("raw.db");
  Filling filling;
  {
    World world(base, Synchronous::normal);
    filling = fill(world, account_count, true, 0);
  }
  const auto run_steward = [&] {
    copy_database(base, ours);
    return kind == Kind::update ? update_steward(ours, synchronous, count)
                                : create_steward(ours, synchronous, filling, count);
  };
  run_steward();
  const auto writes = writes_of(base, ours, kind, count);
  const auto run_raw = [&] {
    copy_database(base, theirs);
    return write_raw(theirs, synchronous == Synchronous::full, writes, count);
  };
  measure(options, name, "rows", count, [&](bool steward_first) {
    Pair pair;
    if (!steward_first) pair.raw = run_raw();
    pair.steward = run_steward();
    if (steward_first) pair.raw = run_raw();
    return pair;
  });
}

}  // namespace

void bench_write(const Options& options) {
  bench_at(options, Kind::create, Synchronous::normal, "create_normal");
  bench_at(options, Kind::create, Synchronous::full, "create_full");
  bench_at(options, Kind::update, Synchronous::normal, "update_normal");
  bench_at(options, Kind::update, Synchronous::full, "update_full");
}

}  // namespace steward::bench
