// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/bench.hpp"
#include "bench/raw.hpp"
#include "bench/world.hpp"

// One engagement a transaction, with all rules, against bare inserts of the very rows that this wrote: what is new
// in each table after Steward's run is taken from its file and written by prepared statements into a copy.

namespace steward::bench {

namespace {

constexpr std::size_t account_count = 200;

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

/// What one create costs a raw writer: a row for each of the tables, and a step of each counter.
struct Writes {
  std::vector<Dump> inserts;
  std::vector<std::string> updates;
};

Writes writes_of(const std::string& before, const std::string& after, std::size_t count) {
  Raw database(after, false);
  database.execute("ATTACH '" + before + "' AS old");
  Writes writes;
  for (const auto& table : database.tables()) {
    const auto name = "\"" + table + "\"";
    auto rows = dump(database, table, "SELECT * FROM main." + name + " EXCEPT SELECT * FROM old." + name);
    if (rows.rows() == 0) continue;
    if (rows.rows() % count == 0 && count > 1) {
      writes.inserts.push_back(std::move(rows));
    } else if (table == "number_sequence") {
      writes.updates.emplace_back(
          "UPDATE number_sequence SET next_value = next_value + 1 WHERE table_name = 'engagement'");
    } else if (table == "steward_sequence") {
      writes.updates.emplace_back("UPDATE steward_sequence SET next = next + 1");
    } else {
      throw std::runtime_error("creating engagements wrote to " + table + ", which the raw side does not");
    }
  }
  if (writes.inserts.empty()) throw std::runtime_error("creating engagements wrote nothing");
  return writes;
}

double create_raw(const std::string& path, bool full_sync, const Writes& writes, std::size_t count) {
  Raw database(path, full_sync);
  auto begin = database.prepare("BEGIN IMMEDIATE");
  auto commit = database.prepare("COMMIT");
  std::vector<Statement> updates;
  std::vector<Statement> inserts;
  for (const auto& sql : writes.updates) updates.push_back(database.prepare(sql));
  for (const auto& rows : writes.inserts) inserts.push_back(database.prepare(rows.insert));
  return seconds([&] {
    for (std::size_t i = 0; i < count; ++i) {
      begin.run();
      for (auto& update : updates) update.run();
      for (std::size_t table = 0; table < inserts.size(); ++table) {
        const auto& rows = writes.inserts[table];
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

void bench_at(const Options& options, Synchronous synchronous, const std::string& name) {
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
    return create_steward(ours, synchronous, filling, options.creates);
  };
  run_steward();
  const auto writes = writes_of(base, ours, options.creates);
  const auto run_raw = [&] {
    copy_database(base, theirs);
    return create_raw(theirs, synchronous == Synchronous::full, writes, options.creates);
  };
  measure(options, name, options.creates, [&](bool steward_first) {
    Pair pair;
    if (!steward_first) pair.raw = run_raw();
    pair.steward = run_steward();
    if (steward_first) pair.raw = run_raw();
    return pair;
  });
}

}  // namespace

void bench_create(const Options& options) {
  bench_at(options, Synchronous::normal, "create_normal");
  bench_at(options, Synchronous::full, "create_full");
}

}  // namespace steward::bench
