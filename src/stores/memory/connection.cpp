// SPDX-License-Identifier: Apache-2.0
#include "stores/memory/connection.hpp"

#include <algorithm>
#include <chrono>

#include "model/row.hpp"
#include "store/stored.hpp"
#include "stores/memory/memory.hpp"

namespace steward::stores {

namespace {

using Lock = std::lock_guard<std::mutex>;

class MemoryDatabase final : public store::Database {
 public:
  explicit MemoryDatabase(const model::Schema& schema) : state_(std::make_shared<State>(schema)) {}
  Result<std::unique_ptr<store::Connection>> connect() override {
    return std::unique_ptr<store::Connection>(std::make_unique<MemoryConnection>(state_));
  }

 private:
  std::shared_ptr<State> state_;
};

Error not_writing() { return store::misuse("a write outside a write transaction"); }

}  // namespace

std::shared_ptr<store::Database> open_memory(const model::Schema& schema) {
  return std::make_shared<MemoryDatabase>(schema);
}

View MemoryConnection::view() const {
  if (writes()) return {state_->commit, true};
  return {open_ ? snapshot_ : state_->commit, false};
}

Result<void> MemoryConnection::begin(Mode mode) {
  if (open_) return store::misuse("a transaction is already open");
  std::unique_lock lock(state_->mutex);
  if (mode == Mode::write) {
    const bool free = state_->writer_left.wait_for(lock, std::chrono::seconds(5), [&] { return !state_->writing; });
    if (!free) return store::busy_error();
    state_->writing = true;
  } else {
    snapshot_ = state_->commit;
    state_->snapshots.insert(snapshot_);
  }
  mode_ = mode;
  open_ = true;
  return {};
}

Result<void> MemoryConnection::commit() {
  if (!open_) return store::misuse("no transaction is open");
  const Lock lock(state_->mutex);
  Result<void> result;
  if (mode_ == Mode::write) {
    result = check_references();
    if (result) {
      stamp();
    } else {
      undo_to(0);
    }
  }
  leave();
  return result;
}

void MemoryConnection::rollback() {
  if (!open_) return;
  const Lock lock(state_->mutex);
  if (mode_ == Mode::write) undo_to(0);
  leave();
}

void MemoryConnection::leave() {
  if (mode_ == Mode::write) {
    state_->writing = false;
    state_->writer_left.notify_one();
  } else {
    state_->snapshots.erase(state_->snapshots.find(snapshot_));
  }
  open_ = false;
  undo_.clear();
  savepoints_.clear();
  touched_.clear();
  touched_chains_.clear();
  state_->collect();
}

void MemoryConnection::undo_to(std::size_t mark) {
  while (undo_.size() > mark) {
    undo_.back()();
    undo_.pop_back();
  }
}

void MemoryConnection::note_stamp(const store::Stamped& what, std::uint64_t commit, std::vector<Id> ids) {
  constexpr std::size_t most_stamps = 256;  // a snapshot older than so many commits gets none
  auto& stamps = state_->stamps[what];
  if (stamps.empty()) stamps.push_back(0);
  const auto from = static_cast<std::int64_t>(stamps.back());
  const auto to = static_cast<std::int64_t>(commit);
  own_.add(what, from, to);
  state_->log.add(what, from, to, std::move(ids));
  stamps.push_back(commit);
  if (stamps.size() > most_stamps) stamps.pop_front();
}

namespace {

void add_contexts(const store::Chain& chain, std::vector<Id>& contexts) {
  for (const auto& said : chain.said()) contexts.insert(contexts.end(), said.contexts.begin(), said.contexts.end());
}

}  // namespace

// Makes what the writer did visible to everybody.
void MemoryConnection::stamp() {
  if (touched_.empty() && touched_chains_.empty()) return;
  const auto number = ++state_->commit;
  std::map<store::Stamped, std::vector<Id>> changed;
  for (const auto& [table, id] : touched_) {
    if (table->info().flavour == Flavour::record) changed[table->info()].push_back(id);
    table->commit(id, number);
    state_->garbage.push_back({number, [held = table, gone = id](std::uint64_t oldest) { held->prune(gone, oldest); }});
  }
  auto* state = state_.get();
  for (const auto& touched : touched_chains_) {
    auto& written = state->series[touched.first][touched.second];
    auto& contexts = changed[{touched.first.kind, touched.first.owner}];
    if (!written.committed.empty()) add_contexts(written.committed.back().content, contexts);
    if (written.local.pending) add_contexts(*written.local.pending, contexts);
    written.commit(number);
    state->garbage.push_back({number, [state, chain = touched](std::uint64_t oldest) {
                                auto& chains = state->series[chain.first];
                                auto& versions = chains[chain.second];
                                std::erase_if(versions.committed, [&](const auto& v) { return v.to <= oldest; });
                                if (versions.idle()) chains.erase(chain.second);
                                if (chains.empty()) state->series.erase(chain.first);
                              }});
  }
  for (auto& [what, ids] : changed) note_stamp(what, number, std::move(ids));
}

Result<void> MemoryConnection::check_references() {
  for (const auto& [table, id] : touched_) {
    if (auto checked = check_row_references(*table, id); !checked) return checked;
  }
  return {};
}

// The second wall of the SQL stores: references that lead nowhere fail the commit.
Result<void> MemoryConnection::check_row_references(Table& table, Id id) {
  const View now = view();
  const auto& info = table.info();
  if (const auto* row = table.find(id, now)) {
    for (std::size_t i = 0; i < info.fields.size(); ++i) {
      const auto& field = info.fields[i];
      if (field.type != FieldType::ref || !store::has_column(field) || is_null((*row)[i])) continue;
      if (state_->table(state_->schema->at(field.target)).find(model::id_at(*row, i), now) == nullptr) {
        return store::reference_violation("field " + field.name + " of table " + info.name + " points to no row");
      }
    }
    return {};
  }
  for (const auto& reference : state_->schema->references_to(info.name)) {
    const auto& field = reference.table->fields[reference.field];
    if (field.type != FieldType::ref || reference.table->flavour == Flavour::series) continue;
    if (state_->table(*reference.table).holds(reference.field, id, now)) {
      return store::reference_violation("field " + field.name + " of table " + reference.table->name +
                                        " points to a deleted row");
    }
  }
  return {};
}

Result<void> MemoryConnection::savepoint() {
  if (!writes()) return not_writing();
  savepoints_.push_back(undo_.size());
  return {};
}

Result<void> MemoryConnection::release() {
  if (savepoints_.empty()) return store::misuse("no savepoint is open");
  savepoints_.pop_back();
  return {};
}

void MemoryConnection::rollback_to() {
  if (savepoints_.empty()) return;
  const Lock lock(state_->mutex);
  undo_to(savepoints_.back());
  savepoints_.pop_back();
}

void MemoryConnection::change(Table& table, Id id, Local<Row> local) {
  undo_.emplace_back([held = &table, id, before = table.local(id)] { held->set_local(id, before); });
  table.set_local(id, std::move(local));
  touched_.insert({&table, id});
}

Result<std::optional<Row>> MemoryConnection::get(const TableInfo& table, Id id) {
  const Lock lock(state_->mutex);
  const auto* row = state_->table(table).find(id, view());
  if (row == nullptr) return std::optional<Row>();
  return std::optional<Row>(*row);
}

Result<void> MemoryConnection::insert(const TableInfo& info, std::span<const Row> rows) {
  if (!writes()) return not_writing();
  const Lock lock(state_->mutex);
  auto& table = state_->table(info);
  const auto mark = undo_.size();
  const auto add = [&](const Row& given) -> Result<void> {
    if (auto checked = store::check_row(info, given); !checked) return checked;
    Row row = given;
    for (std::size_t i = 0; i < row.values.size(); ++i) row[i] = store::stored_value(info.fields[i], given[i]);
    const Id id = model::row_id(row);
    if (table.find(id, view()) != nullptr) return store::id_violation(info);
    if (const auto* key = table.conflict(row)) return store::unique_violation(info, *key);
    change(table, id, {std::move(row), table.local(id).hidden});
    return {};
  };
  for (const auto& row : rows) {
    if (auto added = add(row); !added) return undo_to(mark), added;
  }
  return {};
}

Result<void> MemoryConnection::update(const TableInfo& info, std::span<const Row> rows,
                                      std::span<const std::size_t> fields) {
  if (!writes()) return not_writing();
  const Lock lock(state_->mutex);
  auto& table = state_->table(info);
  const auto mark = undo_.size();
  const auto write = [&](const Row& given) -> Result<void> {
    if (given.values.size() != info.fields.size()) return store::misuse("a row of another table");
    const Id id = model::row_id(given);
    const auto* held = table.find(id, view());
    if (held == nullptr) return store::row_not_found(info, id);
    Row row = *held;
    for (const auto field : fields) {
      if (field == 0 || field >= row.values.size()) return store::misuse("an update of no field");
      if (auto checked = store::check_field(info, given, field); !checked) return checked;
      row[field] = store::stored_value(info.fields[field], given[field]);
    }
    if (const auto* key = table.conflict(row)) return store::unique_violation(info, *key);
    change(table, id, {std::move(row), true});
    return {};
  };
  for (const auto& row : rows) {
    if (auto written = write(row); !written) return undo_to(mark), written;
  }
  return {};
}

Result<void> MemoryConnection::erase(const TableInfo& info, std::span<const Id> ids) {
  if (!writes()) return not_writing();
  const Lock lock(state_->mutex);
  auto& table = state_->table(info);
  const auto mark = undo_.size();
  for (const auto& id : ids) {
    if (table.find(id, view()) == nullptr) return undo_to(mark), store::row_not_found(info, id);
    change(table, id, {std::nullopt, true});
  }
  return {};
}

Result<std::int64_t> MemoryConnection::next_sequence(std::int64_t count) {
  if (!writes()) return not_writing();
  if (count < 1) return store::misuse("a reservation of no numbers");
  const Lock lock(state_->mutex);
  const auto first = state_->next_sequence;
  undo_.emplace_back([state = state_.get(), first] { state->next_sequence = first; });
  state_->next_sequence += count;
  return first;
}

bool MemoryConnection::wrote(const store::Stamped& what) const {
  if (what.table != nullptr) {
    const auto held = state_->tables.find(what.table);
    if (held == state_->tables.end()) return false;
    const auto first = touched_.lower_bound({held->second.get(), Id()});
    return first != touched_.end() && first->first == held->second.get();
  }
  const auto first = touched_chains_.lower_bound({OwnerKey{what.kind, what.owner, Id()}, ChainKey{}});
  return first != touched_chains_.end() && first->first.kind == what.kind && first->first.owner == what.owner;
}

Result<std::optional<std::int64_t>> MemoryConnection::stamp(const store::Stamped& what) {
  if (!open_) return store::misuse("a stamp outside a transaction");
  if (!what.has_stamps()) return std::optional<std::int64_t>();
  const Lock lock(state_->mutex);
  if (wrote(what)) return std::optional<std::int64_t>();
  const auto& stamps = state_->stamps[what];
  if (stamps.empty()) return std::optional<std::int64_t>(0);
  const auto behind = std::upper_bound(stamps.begin(), stamps.end(), view().commit);
  if (behind == stamps.begin()) return std::optional<std::int64_t>();
  return std::optional(static_cast<std::int64_t>(*std::prev(behind)));
}

}  // namespace steward::stores
