// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "store/fault.hpp"
#include "store/store.hpp"
#include "support/records.hpp"

namespace steward::conformance {

using store::Connection;

/// A folder of its own that goes with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// A fresh store of some kind with the library's tables.
struct Store {
  std::string kind;
  std::shared_ptr<model::Schema> schema;
  std::shared_ptr<TempFolder> folder;
  std::shared_ptr<store::Database> database;
  std::shared_ptr<store::FaultPlan> plan;  ///< null when nothing can fail

  [[nodiscard]] std::unique_ptr<Connection> connect() const;
};

/// `memory`, `sqlite`, and both behind the fault decorator as `memory+fault`, `sqlite+fault`.
[[nodiscard]] Store open_store(const std::string& kind);

/// One store of each kind; the tests of the contract run over them.
#define STEWARD_STORES GENERATE(as<std::string>{}, "memory", "sqlite", "memory+fault", "sqlite+fault")

/// Fails the test with the error's text.
template <class T>
T ok(Result<T> result) {
  if (!result) FAIL(result.error().to_string());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Runs `work` in a write transaction of its own.
template <class Work>
void write(Connection& connection, Work&& work) {
  ok(connection.begin(Connection::Mode::write));
  work();
  ok(connection.commit());
}
void insert(Connection& connection, const TableInfo& table, std::vector<Row> rows);

[[nodiscard]] inline const TableInfo& accounts() { return table_info<Account>(); }
[[nodiscard]] inline const TableInfo& engagements() { return table_info<Engagement>(); }
[[nodiscard]] store::Query query(const TableInfo& table);
[[nodiscard]] store::Query query(const TableInfo& table, const std::string& condition, const model::Schema& schema);
[[nodiscard]] std::vector<Row> all(Connection& connection, const store::Query& query);
/// The last byte of each id, in order.
[[nodiscard]] std::vector<int> ids(Connection& connection, const store::Query& query);

}  // namespace steward::conformance
