// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "steward/result.hpp"
#include "steward/value.hpp"
#include "stores/sqlite/sqlite.hpp"
#include "stores/sqlite/taking.hpp"

namespace steward::stores {

/// What SQLite stores in a cell.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Id>;

/// A prepared statement on loan from a Handle; going out of scope resets it. Parameters and columns as in
/// SQLite: the first parameter is 1, the first column 0.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, bool owned) : statement_(statement), owned_(owned) {}
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)), owned_(other.owned_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Text and blobs are borrowed: they must live until the statement is reset.
  void bind(int at, std::int64_t value) { note(sqlite3_bind_int64(statement_, at, value)); }
  void bind(int at, std::string_view value);
  void bind(int at, const Id& value);
  void bind_bytes(int at, std::string_view value);
  void bind_null(int at) { note(sqlite3_bind_null(statement_, at)); }
  void bind(int at, const Cell& value);

  /// True when there is a row, false at the end.
  [[nodiscard]] Result<bool> step();
  /// Runs to the end and makes ready for the next parameters.
  [[nodiscard]] Result<void> run();
  /// Calls `use` at each row until it fails; it answers a Result<void>.
  template <class Use>
  [[nodiscard]] Result<void> each(Use&& use) {
    for (;;) {
      auto more = step();
      if (!more) return more.error();
      if (!*more) return {};
      if (Result<void> done = use(); !done) return done;
    }
  }
  void reset();

  [[nodiscard]] bool is_null(int at) const { return sqlite3_column_type(statement_, at) == SQLITE_NULL; }
  [[nodiscard]] std::int64_t integer(int at) const { return sqlite3_column_int64(statement_, at); }
  [[nodiscard]] std::string_view text(int at) const;
  [[nodiscard]] std::string_view bytes(int at) const;
  [[nodiscard]] Id id(int at) const;

 private:
  void note(int code) {
    if (code != SQLITE_OK && bind_code_ == SQLITE_OK) bind_code_ = code;
  }

  sqlite3_stmt* statement_;
  bool owned_;
  int bind_code_ = SQLITE_OK;
};

/// One SQLite connection with the statements it prepared. Belongs to one thread at a time.
class Handle {
 public:
  /// Opens with the settings every connection has; does not touch the file's content.
  [[nodiscard]] static Result<std::unique_ptr<Handle>> open(const SqliteOptions& options, int flags);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// From the cache, or prepared and kept, unless the text is good for `once` alone.
  [[nodiscard]] Result<Statement> prepare(const std::string& sql, bool once = false);
  /// Runs one statement without parameters and results, prepared once.
  [[nodiscard]] Result<void> run(const std::string& sql);
  /// Runs statements without parameters and results, seldom used.
  [[nodiscard]] Result<void> execute(const std::string& sql);
  [[nodiscard]] Result<void> execute(const std::vector<std::string>& statements);
  /// The first column of the first row; 0 when there is none.
  [[nodiscard]] Result<std::int64_t> integer(const std::string& sql);
  [[nodiscard]] Result<std::string> text(const std::string& sql);

  /// True when the last failure was a change cut short that only a writing connection can take back.
  [[nodiscard]] bool needs_writer() const { return sqlite3_extended_errcode(db_) == SQLITE_READONLY_ROLLBACK; }
  [[nodiscard]] bool autocommit() const { return sqlite3_get_autocommit(db_) != 0; }
  /// Rows changed since the connection was opened, those rolled back included.
  [[nodiscard]] std::int64_t total_changes() const { return sqlite3_total_changes(db_); }
  [[nodiscard]] int changes() const { return sqlite3_changes(db_); }
  [[nodiscard]] Taking& taking() { return taking_; }
  /// How many columns it takes at most.
  [[nodiscard]] std::size_t most_taken() const { return Taking::most(db_); }

 private:
  explicit Handle(sqlite3* db) : db_(db) {}
  void clear_cache();

  Taking taking_;
  sqlite3* db_;
  std::unordered_map<std::string, sqlite3_stmt*> cache_;
};

/// Names quoted for SQL.
[[nodiscard]] std::string quoted_name(std::string_view name);
/// A text as an SQL literal.
[[nodiscard]] std::string literal_text(std::string_view text);

}  // namespace steward::stores
