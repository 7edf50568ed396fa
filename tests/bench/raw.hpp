// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace steward::bench {

/// A cell of any kind; texts and blobs are kept as bytes.
struct Cell {
  int type = SQLITE_NULL;
  std::int64_t integer = 0;
  std::string bytes;
};

class Statement {
 public:
  Statement(sqlite3* db, const std::string& sql);
  /// The first statement of several; `sql` goes to the next.
  Statement(sqlite3* db, const char** sql);
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;

  void bind(int at, std::int64_t value) { sqlite3_bind_int64(handle_, at, value); }
  void bind(int at, const Cell& cell);
  /// True while there is a row.
  bool step();
  /// Runs a statement that gives no rows, and makes it ready for the next time.
  void run();
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_; }
  [[nodiscard]] Cell cell(int column) const;
  [[nodiscard]] int columns() const { return sqlite3_column_count(handle_); }

 private:
  sqlite3_stmt* handle_ = nullptr;
};

/// A connection as an expert would open it: the settings of Steward's own (WAL, foreign keys, page cache).
class Raw {
 public:
  Raw(const std::string& path, bool full_sync);
  ~Raw() { sqlite3_close(db_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void execute(const std::string& sql);
  [[nodiscard]] Statement prepare(const std::string& sql) { return {db_, sql}; }
  /// The first statement of several; `sql` goes to the next.
  [[nodiscard]] Statement prepare_first(const char*& sql) { return {db_, &sql}; }
  [[nodiscard]] sqlite3* handle() const { return db_; }
  [[nodiscard]] std::int64_t integer(const std::string& sql);
  /// The names of the tables, in the order of their creation.
  [[nodiscard]] std::vector<std::string> tables();

 private:
  sqlite3* db_ = nullptr;
};

/// Rows of one table, one after another in one block: integers as they are, other cells as positions of `others`.
struct Dump {
  std::string table;
  std::string insert;  ///< the statement with one parameter a column
  int columns = 0;
  std::vector<std::int64_t> integers;
  std::vector<std::uint8_t> types;
  std::vector<std::string> others;

  [[nodiscard]] std::size_t rows() const { return columns == 0 ? 0 : types.size() / static_cast<std::size_t>(columns); }
  void bind(Statement& statement, std::size_t row) const;
};

/// What `query` gives of a table; it selects all columns of the table in their order.
[[nodiscard]] Dump dump(Raw& database, const std::string& table, const std::string& query);

}  // namespace steward::bench
