// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <random>
#include <set>
#include <string>

#include "model/row.hpp"
#include "stores/memory/memory.hpp"
#include "stores/sqlite/sqlite.hpp"
#include "world.hpp"

using namespace steward;
using condition::Condition;

namespace {

constexpr std::size_t worlds = 10;
constexpr std::size_t conditions_per_world = 1100;
constexpr std::size_t rows_per_table = 24;

std::unique_ptr<store::Connection> connect(const std::shared_ptr<store::Database>& database) {
  auto connection = database->connect();
  REQUIRE(connection);
  return std::move(*connection);
}

void insert_rows(store::Connection& connection, const test::World& world) {
  REQUIRE(connection.begin(store::Connection::Mode::write));
  const TableInfo& domain = world.schema.at("domain");
  REQUIRE(connection.insert(domain, world.rows.at(&domain)));
  for (const auto* table : world.tables) {
    const auto inserted = connection.insert(*table, world.rows.at(table));
    if (!inserted) FAIL(inserted.error().to_string());
  }
  const auto committed = connection.commit();
  if (!committed) FAIL(committed.error().to_string());
}

std::set<Id> scanned(store::Connection& connection, const store::Query& query) {
  std::set<Id> ids;
  const auto result = connection.scan(query, [&](Row&& row) {
    ids.insert(model::row_id(row));
    return true;
  });
  if (!result) FAIL(result.error().to_string());
  return ids;
}

store::Scope random_scope(test::World& world) {
  store::Scope scope;
  if (world.dice.chance(50)) return scope;
  scope.all = false;
  for (const Id id : world.domains) {
    if (world.dice.chance(60)) scope.data.push_back(id);
    if (world.dice.chance(60)) scope.configuration.push_back(id);
  }
  return scope;
}

/// A new folder that goes away with its files.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const auto base = std::filesystem::temp_directory_path();
    do {
      path_ = base / ("steward-agreement-" + std::to_string(std::random_device()()));
    } while (!std::filesystem::create_directory(path_));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Rows outside the scope do not exist, neither as results nor behind a path.
class ScopedRows : public condition::RowSource {
 public:
  ScopedRows(const test::World& world, const store::Scope& scope) : world_(&world), scope_(&scope) {}

  [[nodiscard]] bool shows(const TableInfo& table, const Row& row) const {
    if (scope_->all || table.domain == DomainClass::none) return true;
    const auto& seen = table.domain == DomainClass::data ? scope_->data : scope_->configuration;
    return std::find(seen.begin(), seen.end(), model::id_at(row, model::domain_field)) != seen.end();
  }
  const Row* row(const TableInfo& table, Id id) const override {
    const Row* found = world_->row(table, id);
    return found != nullptr && shows(table, *found) ? found : nullptr;
  }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    return world_->any(table, field, value, test);
  }
  const RowSource& unscoped() const override { return *world_; }

 private:
  const test::World* world_;
  const store::Scope* scope_;
};

std::set<Id> evaluated(const test::World& world, const store::Query& query) {
  const ScopedRows rows(world, query.scope);
  const TableInfo& table = query.where.table();
  std::set<Id> ids;
  for (const Row& row : world.rows.at(&table)) {
    if (rows.shows(table, row) && evaluate(query.where, row, rows, query.moment, world.schema)) {
      ids.insert(model::row_id(row));
    }
  }
  return ids;
}

struct Tally {
  std::size_t cases = 0;
  std::size_t telling = 0;  ///< neither all rows nor none
  std::size_t walking = 0;  ///< with a path of more than one step
  std::size_t scoped = 0;
};

void compare_one(test::World& world, store::Connection& memory, store::Connection& sqlite, Tally& tally) {
  const TableInfo& table = *world.dice.pick(world.tables);
  const std::string text = world.condition(table, 3);
  const auto where = Condition::parse(text, table, world.schema);
  INFO(text);
  if (!where) FAIL(where.error().to_string());
  const store::Query query{
      .where = *where, .order = {}, .limit = {}, .after = {}, .scope = random_scope(world), .moment = world.moment};
  const auto expected = evaluated(world, query);
  if (scanned(memory, query) != expected) FAIL("the store in memory disagrees with the evaluator");
  if (scanned(sqlite, query) != expected) FAIL("SQLite disagrees with the evaluator");
  const auto in_memory = memory.count(query);
  const auto in_sqlite = sqlite.count(query);
  if (!in_memory || !in_sqlite) FAIL("a count failed");
  if (*in_memory != static_cast<std::int64_t>(expected.size())) FAIL("the store in memory counts otherwise");
  if (*in_sqlite != static_cast<std::int64_t>(expected.size())) FAIL("SQLite counts otherwise");
  ++tally.cases;
  tally.telling += !expected.empty() && expected.size() < rows_per_table ? 1 : 0;
  tally.scoped += query.scope.all ? 0 : 1;
  const auto paths = where->paths();
  tally.walking += std::any_of(paths.begin(), paths.end(), [](const auto& path) { return path.size() > 1; }) ? 1 : 0;
}

void compare_world(std::uint64_t seed, Tally& tally) {
  INFO("world " << seed);
  test::World world(seed, rows_per_table);
  const auto in_memory = stores::open_memory(world.schema);
  stores::SqliteOptions options;
  const TemporaryFolder folder;
  options.path = folder.file("world.db");
  options.synchronous = stores::SqliteOptions::Synchronous::normal;
  const auto in_sqlite = stores::open_sqlite(options, world.schema);
  if (!in_sqlite) FAIL(in_sqlite.error().to_string());
  const auto memory = connect(in_memory);
  const auto sqlite = connect(*in_sqlite);
  insert_rows(*memory, world);
  insert_rows(*sqlite, world);
  for (std::size_t i = 0; i < conditions_per_world; ++i) compare_one(world, *memory, *sqlite, tally);
}

}  // namespace

TEST_CASE("the evaluator, the store in memory and SQLite find the same rows for every condition") {
  const std::uint64_t seed = test::run_seed();
  std::cout << "agreement of conditions: STEWARD_SEED=" << seed << '\n';
  INFO("repeat with STEWARD_SEED=" << seed);
  test::Dice seeds(seed);
  Tally tally;
  for (std::size_t i = 0; i < worlds; ++i) compare_world(seeds.below(std::size_t{1} << 40), tally);
  CHECK(tally.cases >= 10'000);
  // Conditions that all or no rows meet tell little.
  CHECK(tally.telling * 2 >= tally.cases);
  CHECK(tally.walking * 4 >= tally.cases);
  CHECK(tally.scoped * 4 >= tally.cases);
}
