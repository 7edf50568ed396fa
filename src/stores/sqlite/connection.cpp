// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/connection.hpp"

#include "model/row.hpp"
#include "store/stored.hpp"
#include "stores/sqlite/rows.hpp"
#include "stores/sqlite/series_store.hpp"
#include "stores/sqlite/shape.hpp"

namespace steward::stores {

namespace {

std::string insert_sql(const TableInfo& table) {
  std::string names;
  std::string marks;
  for (const auto& field : table.fields) {
    for (const auto& column : columns_of(field)) {
      names += (names.empty() ? "" : ", ") + quoted_name(column);
      marks += marks.empty() ? "?" : ", ?";
    }
  }
  return "INSERT INTO " + quoted_name(table.name) + " (" + names + ") VALUES (" + marks + ")";
}

std::string update_sql(const TableInfo& table, std::span<const std::size_t> fields) {
  std::string sets;
  for (const auto field : fields) {
    for (const auto& column : columns_of(table.fields[field]))
      sets += (sets.empty() ? "" : ", ") + quoted_name(column) + " = ?";
  }
  // An update of nothing must still find its row.
  if (sets.empty()) sets = "\"id\" = \"id\"";
  return "UPDATE " + quoted_name(table.name) + " SET " + sets + " WHERE \"id\" = ?";
}

// The names as SQLite lists them when it reports a broken key of plain columns.
std::string listed(const TableInfo& table, const UniqueKey& key) {
  std::string names;
  for (const auto& name : key.fields) names += (names.empty() ? "" : ", ") + table.name + "." + name;
  if (key.per_domain && table.find("domain")) names += ", " + table.name + ".domain";
  return names;
}

}  // namespace

SqliteConnection::SqliteConnection(std::unique_ptr<Handle> handle, const model::Schema& schema,
                                   std::shared_ptr<store::ChangeLog> log)
    : handle_(std::move(handle)),
      schema_(&schema),
      log_(std::move(log)),
      series_(std::make_unique<SeriesStore>(*handle_)) {}

SqliteConnection::~SqliteConnection() { rollback(); }

SqliteConnection::Texts& SqliteConnection::texts(const TableInfo& table) {
  auto& known = texts_[&table];
  if (known.get.empty()) known = {select_columns(table, "t0."), get_sql(table), insert_sql(table), {}, {}};
  return known;
}

Result<void> SqliteConnection::check_reading() const {
  if (open_ && handle_->autocommit()) {
    return Error("storage_error", Category::storage, "the transaction ended after an earlier failure");
  }
  return {};
}

Result<void> SqliteConnection::check_writing() const {
  if (!open_ || mode_ != Mode::write) return store::misuse("a write outside a write transaction");
  return check_reading();
}

Result<void> SqliteConnection::begin(Mode mode) {
  if (open_) return store::misuse("a transaction is already open");
  if (auto begun = handle_->run(mode == Mode::write ? "BEGIN IMMEDIATE" : "BEGIN"); !begun) return begun;
  open_ = true;
  mode_ = mode;
  savepoints_ = 0;
  // The first read fixes what a transaction sees.
  auto started = mode == Mode::read ? handle_->integer("SELECT next FROM steward_sequence") : Result<std::int64_t>(0);
  if (started) return {};
  rollback();
  return started.error();
}

Result<void> SqliteConnection::commit() {
  if (!open_) return store::misuse("no transaction is open");
  if (auto alive = check_reading(); !alive) {
    leave();
    return alive;
  }
  if (auto stamped = write_stamps(); !stamped) {
    rollback();
    return stamped;
  }
  auto done = handle_->run("COMMIT");
  if (done) {
    open_ = false;
    for (auto& [what, rows] : touched_) {
      own_.add(what, rows.stamp - 1, rows.stamp);
      if (!rows.whole) log_->add(what, rows.stamp - 1, rows.stamp, std::move(rows.ids));
    }
    touched_.clear();
    return {};
  }
  // A failed COMMIT that left no transaction behind may have reached the file.
  const bool unclear = handle_->autocommit();
  if (!unclear) (void)handle_->run("ROLLBACK");
  leave();
  if (!unclear) return done;
  return Error("outcome_unknown", Category::outcome_unknown, "the commit may or may not have happened");
}

void SqliteConnection::rollback() {
  if (!open_) return;
  if (!handle_->autocommit()) (void)handle_->run("ROLLBACK");
  leave();
}

void SqliteConnection::leave() {
  open_ = false;
  savepoints_ = 0;
  touched_.clear();
  ++undone_;
}

void SqliteConnection::touch(const TableInfo& table, Id id) {
  if (table.flavour == Flavour::record) touched_[table].ids.push_back(id);
}

Result<void> SqliteConnection::write_stamps() {
  if (touched_.empty()) return {};
  // Read and written apart: RETURNING opens a table of its own for its answer, which costs five times as much.
  auto statement = handle_->prepare(
      "INSERT INTO steward_stamp (name, stamp) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET stamp = ?2");
  if (!statement) return statement.error();
  for (auto& [what, rows] : touched_) {
    const auto last = read_stamp(what);
    if (!last) return last.error();
    rows.stamp = *last + 1;
    const auto name = what.name();
    statement->bind(1, std::string_view(name));
    statement->bind(2, rows.stamp);
    if (auto written = statement->run(); !written) return written;
  }
  return {};
}

Result<std::int64_t> SqliteConnection::read_stamp(const store::Stamped& what) {
  auto statement = handle_->prepare("SELECT stamp FROM steward_stamp WHERE name = ?1");
  if (!statement) return statement.error();
  const auto name = what.name();
  statement->bind(1, std::string_view(name));
  auto found = statement->step();
  if (!found) return found.error();
  return *found ? statement->integer(0) : 0;
}

Result<std::optional<std::int64_t>> SqliteConnection::stamp(const store::Stamped& what) {
  if (!open_) return store::misuse("a stamp outside a transaction");
  if (auto reading = check_reading(); !reading) return reading.error();
  if (!what.has_stamps() || touched_.contains(what)) return std::optional<std::int64_t>();
  auto read = read_stamp(what);
  if (!read) return read.error();
  return std::optional(*read);
}

Result<store::Connection::Mark> SqliteConnection::mark() {
  // The first counts the commits of others, as of this snapshot; the second our own changes.
  auto version = handle_->integer("PRAGMA data_version");
  if (!version) return version.error();
  return Mark{*version, handle_->total_changes(), undone_};
}

Result<void> SqliteConnection::savepoint() {
  if (auto writing = check_writing(); !writing) return writing;
  auto done = handle_->run("SAVEPOINT s" + std::to_string(savepoints_ + 1));
  if (done) ++savepoints_;
  return done;
}

Result<void> SqliteConnection::release() {
  if (auto writing = check_writing(); !writing) return writing;
  if (savepoints_ == 0) return store::misuse("no savepoint is open");
  auto done = handle_->run("RELEASE s" + std::to_string(savepoints_));
  if (done) --savepoints_;
  return done;
}

void SqliteConnection::rollback_to() {
  if (savepoints_ == 0) return;
  ++undone_;
  const auto name = "s" + std::to_string(savepoints_--);
  if (handle_->autocommit()) return;
  // A savepoint that cannot be undone must not be committed: then the whole transaction goes.
  const auto back = handle_->run("ROLLBACK TO " + name);
  if (!back || !handle_->run("RELEASE " + name)) (void)handle_->run("ROLLBACK");
}

Result<void> SqliteConnection::atomically(std::size_t parts, const std::function<Result<void>()>& work) {
  if (parts < 2) return work();
  if (auto marked = handle_->run("SAVEPOINT batch"); !marked) return marked;
  auto done = work();
  if (!done) {
    ++undone_;
    if (!handle_->autocommit()) (void)handle_->run("ROLLBACK TO batch");
  }
  if (!handle_->autocommit()) {
    auto released = handle_->run("RELEASE batch");
    if (done && !released) return released;
  }
  return done;
}

Error SqliteConnection::named_violation(const TableInfo& table, const Error& error) const {
  if (error.code() != "unique_violation") return error;
  const auto& text = error.message();
  for (std::size_t i = 0; i < table.unique.size(); ++i) {
    const bool by_index = text.find("'" + unique_index_name(table, i) + "'") != std::string::npos;
    if (by_index || text.ends_with(": " + listed(table, table.unique[i]))) {
      return store::unique_violation(table, table.unique[i]);
    }
  }
  return store::id_violation(table);
}

Result<std::optional<Row>> SqliteConnection::get(const TableInfo& table, Id id) {
  if (auto reading = check_reading(); !reading) return reading.error();
  auto statement = handle_->prepare(texts(table).get);
  if (!statement) return statement.error();
  statement->bind(1, id);
  auto found = statement->step();
  if (!found) return found.error();
  if (!*found) return std::optional<Row>();
  return std::optional<Row>(read_row(*statement, table));
}

Result<void> SqliteConnection::insert(const TableInfo& table, std::span<const Row> rows) {
  if (auto writing = check_writing(); !writing) return writing;
  for (const auto& row : rows) {
    if (auto checked = store::check_row(table, row); !checked) return checked;
  }
  auto statement = handle_->prepare(texts(table).insert);
  if (!statement) return statement.error();
  return atomically(rows.size(), [&]() -> Result<void> {
    for (const auto& row : rows) {
      std::deque<std::string> texts;
      int at = 1;
      for (std::size_t i = 0; i < row.values.size(); ++i) bind_value(*statement, at, table.fields[i], row[i], texts);
      if (auto done = statement->run(); !done) return named_violation(table, done.error());
      touch(table, model::row_id(row));
    }
    return {};
  });
}

Result<void> SqliteConnection::update(const TableInfo& table, std::span<const Row> rows,
                                      std::span<const std::size_t> fields) {
  if (auto writing = check_writing(); !writing) return writing;
  for (const auto field : fields) {
    if (field == 0 || field >= table.fields.size()) return store::misuse("an update of no field");
  }
  auto& sql = texts(table).update[{fields.begin(), fields.end()}];
  if (sql.empty()) sql = update_sql(table, fields);
  auto statement = handle_->prepare(sql);
  if (!statement) return statement.error();
  return atomically(rows.size(), [&]() -> Result<void> {
    for (const auto& row : rows) {
      if (row.values.size() != table.fields.size()) return store::misuse("a row of another table");
      std::deque<std::string> texts;
      int at = 1;
      for (const auto field : fields) {
        if (auto checked = store::check_field(table, row, field); !checked) return checked;
        bind_value(*statement, at, table.fields[field], row[field], texts);
      }
      const Id id = model::row_id(row);
      statement->bind(at, id);
      if (auto done = statement->run(); !done) return named_violation(table, done.error());
      if (handle_->changes() == 0) return store::row_not_found(table, id);
      touch(table, id);
    }
    return {};
  });
}

Result<void> SqliteConnection::erase(const TableInfo& table, std::span<const Id> ids) {
  if (auto writing = check_writing(); !writing) return writing;
  auto statement = handle_->prepare("DELETE FROM " + quoted_name(table.name) + " WHERE \"id\" = ?1");
  if (!statement) return statement.error();
  return atomically(ids.size(), [&]() -> Result<void> {
    for (const auto& id : ids) {
      statement->bind(1, id);
      if (auto done = statement->run(); !done) return done;
      if (handle_->changes() == 0) return store::row_not_found(table, id);
      touch(table, id);
    }
    return {};
  });
}

Result<std::int64_t> SqliteConnection::next_sequence(std::int64_t count) {
  if (auto writing = check_writing(); !writing) return writing.error();
  if (count < 1) return store::misuse("a reservation of no numbers");
  const auto next = handle_->integer("SELECT next FROM steward_sequence WHERE id = 1");
  if (!next) return next.error();
  auto statement = handle_->prepare("UPDATE steward_sequence SET next = next + ?1 WHERE id = 1");
  if (!statement) return statement.error();
  statement->bind(1, count);
  if (auto written = statement->run(); !written) return written.error();
  if (handle_->changes() != 1) {
    return Error("database_corrupt", Category::storage, "the counter of the change sequence is gone");
  }
  return *next;
}

}  // namespace steward::stores
