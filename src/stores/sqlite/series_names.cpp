// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_store.hpp"

// The dictionaries: small numbers for owners, source records and context records.

namespace steward::stores {

namespace {

// The number of an inserted entry.
Result<std::int64_t> inserted(Handle& handle, Statement& statement) {
  if (auto done = statement.run(); !done) return done.error();
  return handle.integer("SELECT last_insert_rowid()");
}

Result<std::int64_t> found(Statement& statement) {
  auto row = statement.step();
  if (!row) return row.error();
  return *row ? statement.integer(0) : 0;
}

}  // namespace

Result<std::int64_t> SeriesStore::find_owner(const store::SeriesOwner& owner) {
  auto statement = handle_->prepare("SELECT id FROM steward_series_owner WHERE owner = ?1 AND kind = ?2 AND part = ?3");
  if (!statement) return statement.error();
  statement->bind(1, owner.owner);
  statement->bind(2, static_cast<std::int64_t>(owner.kind));
  statement->bind(3, owner.part);
  return found(*statement);
}

Result<std::int64_t> SeriesStore::make_owner(const store::SeriesOwner& owner) {
  auto& slot = owners_[{owner.kind, owner.owner, owner.part}];
  if (slot != 0) return slot;
  auto known = find_owner(owner);
  if (!known) return known;
  if (*known != 0) return slot = *known;
  auto statement = handle_->prepare("INSERT INTO steward_series_owner (owner, kind, part) VALUES (?1, ?2, ?3)");
  if (!statement) return statement.error();
  statement->bind(1, owner.owner);
  statement->bind(2, static_cast<std::int64_t>(owner.kind));
  statement->bind(3, owner.part);
  auto made = inserted(*handle_, *statement);
  if (made) slot = *made;
  return made;
}

Result<SeriesStore::Source*> SeriesStore::source(Sources& sources, std::int64_t owner, const std::string& table,
                                                 Id id) {
  const auto [at, fresh] = sources.try_emplace(id);
  auto& entry = at->second;
  if (entry.id != 0) return &entry;
  ++remembered_;
  auto known = handle_->prepare("SELECT id FROM steward_series WHERE owner = ?1 AND source_table = ?2 AND source = ?3");
  if (!known) return known.error();
  known->bind(1, owner);
  known->bind(2, std::string_view(table));
  known->bind(3, id);
  const auto number = found(*known);
  if (!number) return number.error();
  if (*number == 0) {
    auto statement = handle_->prepare("INSERT INTO steward_series (owner, source_table, source) VALUES (?1, ?2, ?3)");
    if (!statement) return statement.error();
    statement->bind(1, owner);
    statement->bind(2, std::string_view(table));
    statement->bind(3, id);
    const auto made = inserted(*handle_, *statement);
    if (!made) return made.error();
    entry.id = *made;
    return &entry;
  }
  auto last = handle_->prepare("SELECT start FROM steward_series_row WHERE series = ?1 ORDER BY start DESC LIMIT 1");
  if (!last) return last.error();
  last->bind(1, *number);
  const auto row = last->step();
  if (!row) return row.error();
  if (*row) entry.last_start = last->integer(0);
  entry.id = *number;
  return &entry;
}

Result<std::int64_t> SeriesStore::find_context(std::string_view table, Id id) {
  auto statement = handle_->prepare("SELECT id FROM steward_series_context WHERE context_table = ?1 AND context = ?2");
  if (!statement) return statement.error();
  statement->bind(1, table);
  statement->bind(2, id);
  return found(*statement);
}

Result<std::int64_t> SeriesStore::make_context(const std::string& table, Id id) {
  auto& slot = contexts_[table][id];
  if (slot != 0) return slot;
  ++remembered_;
  auto known = find_context(table, id);
  if (!known) return known;
  if (*known != 0) return slot = *known;
  auto statement = handle_->prepare("INSERT INTO steward_series_context (context_table, context) VALUES (?1, ?2)");
  if (!statement) return statement.error();
  statement->bind(1, std::string_view(table));
  statement->bind(2, id);
  auto made = inserted(*handle_, *statement);
  if (made) slot = *made;
  return made;
}

Result<const SeriesStore::Context*> SeriesStore::context(std::int64_t id) {
  const auto known = context_of_.find(id);
  if (known != context_of_.end()) return &known->second;
  auto statement = handle_->prepare("SELECT context_table, context FROM steward_series_context WHERE id = ?1");
  if (!statement) return statement.error();
  statement->bind(1, id);
  const auto row = statement->step();
  if (!row) return row.error();
  if (!*row) return Error("database_corrupt", Category::storage, "a series row has an unknown context");
  ++remembered_;
  return &context_of_.emplace(id, Context{std::string(statement->text(0)), statement->id(1)}).first->second;
}

}  // namespace steward::stores
