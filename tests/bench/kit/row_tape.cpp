// SPDX-License-Identifier: Apache-2.0
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include "bench/kit/row_tape.hpp"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <utility>

#include "bench/bench.hpp"

namespace steward::bench::kit {

namespace {

RowTape* recording = nullptr;

void check(sqlite3* db, int code) {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db));
}

void execute(sqlite3* db, const std::string& sql) {
  check(db, sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr));
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Statement prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  check(db, sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
  return Statement(made);
}

}  // namespace

struct TapeHooks {
  static void write(void*, sqlite3* db, int operation, const char*, const char* table, sqlite3_int64, sqlite3_int64) {
    if (recording != nullptr) recording->note(db, operation, table);
  }
  static int commit(void*) {
    if (recording != nullptr && !recording->open_.empty()) {
      recording->commits_.push_back({recording->workload_, std::move(recording->open_)});
      recording->open_.clear();
    }
    return 0;
  }
  static void rollback(void*) {
    if (recording != nullptr) recording->open_.clear();
  }
  static int opened(sqlite3* db, const char**, const sqlite3_api_routines*) {
    sqlite3_preupdate_hook(db, &TapeHooks::write, nullptr);
    sqlite3_commit_hook(db, &TapeHooks::commit, nullptr);
    sqlite3_rollback_hook(db, &TapeHooks::rollback, nullptr);
    return SQLITE_OK;
  }
};

RowTape::RowTape(bool on) : on_(on) {
  if (!on_) return;
  if (recording != nullptr) throw std::logic_error("another tape is recording");
  recording = this;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&TapeHooks::opened));
}

RowTape::~RowTape() { stop(); }

void RowTape::stop() {
  if (!std::exchange(on_, false)) return;
  recording = nullptr;
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&TapeHooks::opened));
}

void RowTape::label(std::string workload) { workload_ = std::move(workload); }

RowTape::Cell RowTape::cell_of(sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return sqlite3_value_int64(value);
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_value_blob(value));
      return std::vector<std::uint8_t>(bytes, bytes + sqlite3_value_bytes(value));
    }
    default:
      return {};
  }
}

std::size_t RowTape::table_at(sqlite3* db, const std::string& name) {
  const auto [at, fresh] = by_name_.try_emplace(name, tables_.size());
  if (!fresh) return at->second;
  Table table{name, {}, {}};
  // The writing connection must be left alone inside its hook.
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(sqlite3_db_filename(db, "main"), &opened, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, Close> reader(opened);
  check(opened, code);
  const auto statement = prepare(opened, "SELECT name, pk FROM pragma_table_info('" + name + "') ORDER BY cid");
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    if (sqlite3_column_int(statement.get(), 1) != 0) table.key.push_back(static_cast<int>(table.columns.size()));
    table.columns.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
  }
  tables_.push_back(std::move(table));
  return at->second;
}

void RowTape::note(sqlite3* db, int operation, const std::string& name) {
  if (name.rfind("sqlite_", 0) == 0) return;
  Write write;
  write.table = table_at(db, name);
  write.kind = operation == SQLITE_INSERT ? Kind::insert : operation == SQLITE_UPDATE ? Kind::update : Kind::erase;
  const auto& table = tables_[write.table];
  sqlite3_value* value = nullptr;
  for (int column = 0; write.kind != Kind::erase && column < static_cast<int>(table.columns.size()); ++column) {
    sqlite3_preupdate_new(db, column, &value);
    auto cell = cell_of(value);
    if (write.kind == Kind::update) {
      sqlite3_preupdate_old(db, column, &value);
      if (cell_of(value) == cell) continue;
    }
    write.columns.push_back(column);
    write.cells.push_back(std::move(cell));
  }
  if (write.kind == Kind::update && write.columns.empty()) return;
  for (const int column : write.kind == Kind::insert ? std::vector<int>() : table.key) {
    sqlite3_preupdate_old(db, column, &value);
    write.cells.push_back(cell_of(value));
  }
  open_.push_back(std::move(write));
}

std::string RowTape::sql_of(const Write& write) const {
  const auto& table = tables_[write.table];
  std::string names;
  std::string marks;
  for (const int column : write.columns) {
    const auto name = quoted(table.columns[static_cast<std::size_t>(column)]);
    names += (names.empty() ? "" : ", ") + name + (write.kind == Kind::update ? " = ?" : "");
    marks += marks.empty() ? "?" : ", ?";
  }
  if (write.kind == Kind::insert)
    return "INSERT INTO " + quoted(table.name) + " (" + names + ") VALUES (" + marks + ")";
  std::string key;
  for (const int column : table.key) {
    key += (key.empty() ? "" : " AND ") + quoted(table.columns[static_cast<std::size_t>(column)]) + " = ?";
  }
  if (write.kind == Kind::erase) return "DELETE FROM " + quoted(table.name) + " WHERE " + key;
  return "UPDATE " + quoted(table.name) + " SET " + names + " WHERE " + key;
}

std::map<std::string, RowTape::Played> RowTape::play(const std::string& path, bool durable) {
  stop();
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> db(opened);
  check(opened, code);
  execute(opened, "PRAGMA journal_mode = WAL");
  execute(opened, std::string("PRAGMA synchronous = ") + (durable ? "FULL" : "NORMAL"));
  execute(opened, "PRAGMA foreign_keys = ON");
  execute(opened, "PRAGMA cache_size = -16384");
  execute(opened, "PRAGMA wal_autocheckpoint = 4096");
  // Prepared outside the clock, as the kit does.
  std::map<std::string, Statement> statements;
  std::vector<std::vector<sqlite3_stmt*>> by_write;
  for (const auto& commit : commits_) {
    auto& list = by_write.emplace_back();
    for (const auto& write : commit.writes) {
      auto& statement = statements[sql_of(write)];
      if (!statement) statement = prepare(opened, sql_of(write));
      list.push_back(statement.get());
    }
  }
  const auto begin = prepare(opened, "BEGIN IMMEDIATE");
  const auto end = prepare(opened, "COMMIT");
  const auto run = [&](sqlite3_stmt* statement) {
    check(opened, sqlite3_step(statement));
    sqlite3_reset(statement);
  };
  std::map<std::string, Played> played;
  for (std::size_t c = 0; c < commits_.size(); ++c) {
    auto& of_it = played[commits_[c].workload];
    of_it.rows += commits_[c].writes.size();
    ++of_it.commits;
    of_it.seconds += seconds([&] {
      run(begin.get());
      for (std::size_t w = 0; w < commits_[c].writes.size(); ++w) {
        auto* statement = by_write[c][w];
        int at = 1;
        for (const auto& cell : commits_[c].writes[w].cells) {
          if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            sqlite3_bind_int64(statement, at, *number);
          } else if (const auto* real = std::get_if<double>(&cell)) {
            sqlite3_bind_double(statement, at, *real);
          } else if (const auto* text = std::get_if<std::string>(&cell)) {
            sqlite3_bind_text(statement, at, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
          } else if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&cell)) {
            // Without a place bytes would be null.
            const void* place = bytes->empty() ? static_cast<const void*>("") : bytes->data();
            sqlite3_bind_blob(statement, at, place, static_cast<int>(bytes->size()), SQLITE_STATIC);
          } else {
            sqlite3_bind_null(statement, at);
          }
          ++at;
        }
        run(statement);
      }
      run(end.get());
    });
  }
  statements.clear();
  return played;
}

}  // namespace steward::bench::kit
