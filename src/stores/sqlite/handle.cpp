// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/handle.hpp"

#include <cstring>

namespace steward::stores {

namespace {

constexpr std::size_t cached_statements = 512;

Error error_of(sqlite3* db, int code) {
  const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
  const std::string reason = std::string(sqlite3_errstr(extended)) + " (" + std::to_string(extended) + ")";
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"busy", Category::busy, "another connection holds the store: " + reason, true};
    case SQLITE_NOTADB:
      return {"not_a_database", Category::storage, "the file is not a SQLite database"};
    case SQLITE_CORRUPT:
      return {"database_corrupt", Category::storage, "the database is damaged: " + reason};
    default:
      break;
  }
  // The text of a broken constraint names an index or column, never a value.
  const std::string detail = db != nullptr ? sqlite3_errmsg(db) : "";
  if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return {"unique_violation", Category::conflict, detail};
  }
  if (extended == SQLITE_CONSTRAINT_FOREIGNKEY) {
    return {"reference_violation", Category::conflict, "a reference points to no row"};
  }
  if (extended == SQLITE_CONSTRAINT_NOTNULL) return {"missing_value", Category::conflict, detail};
  if ((extended & 0xff) == SQLITE_ERROR) return {"storage_error", Category::storage, "SQLite: " + detail};
  return {"storage_error", Category::storage, "SQLite: " + reason};
}

Result<void> configure(sqlite3* db, const SqliteOptions& options) {
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, options.busy_timeout_ms);
  for (const auto& [option, value] : {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1),
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_DQS_DDL, 0},
                                      {SQLITE_DBCONFIG_DQS_DML, 0},
                                      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}}) {
    if (sqlite3_db_config(db, option, value, nullptr) != SQLITE_OK) {
      return Error("storage_error", Category::storage, "this SQLite cannot be hardened");
    }
  }
  return {};
}

}  // namespace

Statement::~Statement() {
  if (statement_ == nullptr) return;
  if (owned_) {
    sqlite3_finalize(statement_);
  } else {
    reset();
    sqlite3_clear_bindings(statement_);
  }
}

void Statement::bind(int at, std::string_view value) {
  // A null pointer would bind null.
  const char* data = value.data() != nullptr ? value.data() : "";
  note(sqlite3_bind_text64(statement_, at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_bytes(int at, std::string_view value) {
  note(sqlite3_bind_blob64(statement_, at, value.data(), value.size(), SQLITE_STATIC));
}

void Statement::bind(int at, const Id& value) {
  note(sqlite3_bind_blob(statement_, at, value.bytes().data(), static_cast<int>(value.bytes().size()), SQLITE_STATIC));
}

void Statement::bind(int at, const Cell& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    bind(at, *number);
  } else if (const auto* words = std::get_if<std::string>(&value)) {
    bind(at, std::string_view(*words));
  } else if (const auto* key = std::get_if<Id>(&value)) {
    bind(at, *key);
  } else {
    bind_null(at);
  }
}

Result<bool> Statement::step() {
  if (bind_code_ != SQLITE_OK) return error_of(nullptr, bind_code_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return error_of(sqlite3_db_handle(statement_), code);
}

Result<void> Statement::run() {
  for (;;) {
    auto more = step();
    if (!more) {
      reset();
      return more.error();
    }
    if (!*more) break;
  }
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_);
  bind_code_ = SQLITE_OK;
}

std::string_view Statement::text(int at) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, at));
  return data == nullptr ? std::string_view()
                         : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, at)));
}

std::string_view Statement::bytes(int at) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, at));
  return data == nullptr ? std::string_view()
                         : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, at)));
}

Id Statement::id(int at) const {
  std::array<std::uint8_t, 16> bytes{};
  const void* data = sqlite3_column_blob(statement_, at);
  if (data != nullptr && sqlite3_column_bytes(statement_, at) == 16) std::memcpy(bytes.data(), data, 16);
  return Id(bytes);
}

Result<std::unique_ptr<Handle>> Handle::open(const SqliteOptions& options, int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Handle> handle(new Handle(db));
  if (code != SQLITE_OK) return error_of(db, code);
  if (auto configured = configure(db, options); !configured) return configured.error();
  if (const int known = handle->taking_.install(db); known != SQLITE_OK) return error_of(db, known);
  return handle;
}

Handle::~Handle() {
  clear_cache();
  sqlite3_close_v2(db_);
}

void Handle::clear_cache() {
  for (const auto& [sql, statement] : cache_) sqlite3_finalize(statement);
  cache_.clear();
}

Result<Statement> Handle::prepare(const std::string& sql, bool once) {
  const auto known = cache_.find(sql);
  // A statement in use stays with its user; the second one lives as long as it is needed.
  const bool in_use = known != cache_.end() && sqlite3_stmt_busy(known->second) != 0;
  if (known != cache_.end() && !in_use) return Statement(known->second, false);
  sqlite3_stmt* statement = nullptr;
  once = once || in_use;
  const unsigned flags = once ? 0 : SQLITE_PREPARE_PERSISTENT;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr);
  if (code != SQLITE_OK) return error_of(db_, code);
  if (once || cache_.size() >= cached_statements) return Statement(statement, true);
  cache_.emplace(sql, statement);
  return Statement(statement, false);
}

Result<void> Handle::execute(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error_of(db_, code);
  return {};
}

Result<void> Handle::run(const std::string& sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  return statement->run();
}

Result<void> Handle::execute(const std::vector<std::string>& statements) {
  for (const auto& statement : statements) {
    if (auto done = execute(statement); !done) return done;
  }
  return {};
}

Result<std::int64_t> Handle::integer(const std::string& sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  auto row = statement->step();
  if (!row) return row.error();
  return *row ? statement->integer(0) : 0;
}

Result<std::string> Handle::text(const std::string& sql) {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  auto row = statement->step();
  if (!row) return row.error();
  return *row ? std::string(statement->text(0)) : std::string();
}

std::string quoted_name(std::string_view name) {
  std::string text;
  text.reserve(name.size() + 2);
  text += '"';
  for (const char c : name) {
    if (c == '"') text += c;
    text += c;
  }
  text += '"';
  return text;
}

std::string literal_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + '\'';
}

}  // namespace steward::stores
