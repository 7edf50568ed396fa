// SPDX-License-Identifier: Apache-2.0
#include "bench/raw.hpp"

#include <stdexcept>

namespace steward::bench {

namespace {

/// As Steward's own connections.
constexpr int cache_kib = 16384;

void check(sqlite3* db, int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
  throw std::runtime_error(std::string("sqlite: ") + sqlite3_errmsg(db));
}

void bind_bytes(sqlite3_stmt* statement, int at, int type, const std::string& bytes) {
  const int size = static_cast<int>(bytes.size());
  if (type == SQLITE_BLOB) {
    sqlite3_bind_blob(statement, at, bytes.data(), size, SQLITE_STATIC);
  } else {
    sqlite3_bind_text(statement, at, bytes.data(), size, SQLITE_STATIC);
  }
}

}  // namespace

Statement::Statement(sqlite3* db, const std::string& sql) {
  check(db, sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

Statement::Statement(sqlite3* db, const char** sql) { check(db, sqlite3_prepare_v3(db, *sql, -1, 0, &handle_, sql)); }

void Statement::bind(int at, const Cell& cell) {
  if (cell.type == SQLITE_NULL) {
    sqlite3_bind_null(handle_, at);
  } else if (cell.type == SQLITE_INTEGER) {
    sqlite3_bind_int64(handle_, at, cell.integer);
  } else {
    bind_bytes(handle_, at, cell.type, cell.bytes);
  }
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  check(sqlite3_db_handle(handle_), code);
  return code == SQLITE_ROW;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(handle_);
}

Cell Statement::cell(int column) const {
  Cell cell;
  cell.type = sqlite3_column_type(handle_, column);
  if (cell.type == SQLITE_INTEGER) {
    cell.integer = sqlite3_column_int64(handle_, column);
  } else if (cell.type != SQLITE_NULL) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
    cell.bytes.assign(bytes == nullptr ? "" : bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
  }
  return cell;
}

Raw::Raw(const std::string& path, bool full_sync) {
  check(db_, sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
  execute("PRAGMA journal_mode = WAL");
  execute(std::string("PRAGMA synchronous = ") + (full_sync ? "FULL" : "NORMAL"));
  execute("PRAGMA foreign_keys = ON; PRAGMA cache_size = -" + std::to_string(cache_kib));
}

void Raw::execute(const std::string& sql) { check(db_, sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr)); }

std::int64_t Raw::integer(const std::string& sql) {
  auto statement = prepare(sql);
  return statement.step() ? statement.cell(0).integer : 0;
}

std::vector<std::string> Raw::tables() {
  auto statement = prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
  std::vector<std::string> names;
  while (statement.step()) names.push_back(statement.cell(0).bytes);
  return names;
}

void Dump::bind(Statement& statement, std::size_t row) const {
  const auto first = row * static_cast<std::size_t>(columns);
  for (int i = 0; i < columns; ++i) {
    const auto at = first + static_cast<std::size_t>(i);
    if (types[at] == SQLITE_INTEGER) {
      sqlite3_bind_int64(statement.handle(), i + 1, integers[at]);
    } else if (types[at] == SQLITE_NULL) {
      sqlite3_bind_null(statement.handle(), i + 1);
    } else {
      bind_bytes(statement.handle(), i + 1, types[at], others[static_cast<std::size_t>(integers[at])]);
    }
  }
}

Dump dump(Raw& database, const std::string& table, const std::string& query) {
  auto statement = database.prepare(query);
  Dump result;
  result.table = table;
  result.columns = statement.columns();
  result.insert = "INSERT INTO \"" + table + "\" VALUES (?";
  for (int i = 1; i < result.columns; ++i) result.insert += ", ?";
  result.insert += ")";
  while (statement.step()) {
    for (int i = 0; i < result.columns; ++i) {
      auto cell = statement.cell(i);
      const bool other = cell.type != SQLITE_INTEGER && cell.type != SQLITE_NULL;
      result.integers.push_back(other ? static_cast<std::int64_t>(result.others.size()) : cell.integer);
      result.types.push_back(static_cast<std::uint8_t>(cell.type));
      if (other) result.others.push_back(std::move(cell.bytes));
    }
  }
  return result;
}

}  // namespace steward::bench
