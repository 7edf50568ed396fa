// SPDX-License-Identifier: Apache-2.0
#include "conformance/stores.hpp"

#include <cstdlib>
#include <filesystem>

#include "stores/memory/memory.hpp"
#include "stores/sqlite/sqlite.hpp"

namespace steward::conformance {

TempFolder::TempFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "steward-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = path;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Connection> Store::connect() const { return ok(database->connect()); }

Store open_store(const std::string& kind) {
  Store store;
  store.kind = kind;
  store.schema = std::make_shared<model::Schema>();
  if (kind.starts_with("sqlite")) {
    store.folder = std::make_shared<TempFolder>();
    stores::SqliteOptions options;
    options.path = store.folder->file("steward.db");
    options.synchronous = stores::SqliteOptions::Synchronous::normal;
    options.busy_timeout_ms = 50;
    store.database = ok(stores::open_sqlite(options, *store.schema));
  } else {
    store.database = stores::open_memory(*store.schema);
  }
  if (kind.ends_with("+fault")) {
    store.plan = std::make_shared<store::FaultPlan>();
    store.database = std::make_shared<store::FaultDatabase>(store.database, store.plan);
  }
  return store;
}

void insert(Connection& connection, const TableInfo& table, std::vector<Row> rows) {
  write(connection, [&] { ok(connection.insert(table, rows)); });
}

store::Query query(const TableInfo& table) { return {condition::Condition(table), {}, {}, {}, {}, {}}; }

store::Query query(const TableInfo& table, const std::string& condition, const model::Schema& schema) {
  return {ok(condition::Condition::parse(condition, table, schema)), {}, {}, {}, {}, {}};
}

std::vector<Row> all(Connection& connection, const store::Query& query) {
  std::vector<Row> rows;
  ok(connection.scan(query, [&](Row&& row) { return rows.push_back(std::move(row)), true; }));
  return rows;
}

std::vector<int> ids(Connection& connection, const store::Query& query) {
  std::vector<int> result;
  for (const auto& row : all(connection, query)) result.push_back(model::row_id(row).bytes()[15]);
  return result;
}

}  // namespace steward::conformance
