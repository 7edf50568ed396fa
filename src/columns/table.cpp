// SPDX-License-Identifier: Apache-2.0
#include "columns/table.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "model/row.hpp"

namespace steward::columns {

namespace {

constexpr std::size_t ids_at_once = 500;
constexpr std::size_t rows_between_looks = 4096;

/// The columns to be filled, each with the place of its field among those asked for.
using Filled = std::vector<std::pair<Column*, std::size_t>>;

std::uint64_t next_edition() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// Of all rows the id, which comes first, and the columns.
store::Query rows_of(const TableInfo& table, std::map<std::size_t, Column>& columns, Filled& filled) {
  store::Query query{condition::Condition(table), {}, {}, {}, {}, {}};
  query.any_order = true;
  query.fields = {model::id_field};
  for (auto& [field, column] : columns) {
    filled.emplace_back(&column, query.fields.size());
    query.fields.push_back(field);
  }
  return query;
}

}  // namespace

bool TableColumns::holds(const std::set<std::size_t>& fields) const {
  return std::all_of(fields.begin(), fields.end(), [&](auto field) { return columns_.contains(field); });
}

std::size_t TableColumns::bytes() const {
  std::size_t sum = alive_.capacity();
  {
    const std::lock_guard lock(index_mutex_);
    sum += ids_.full_bytes();
  }
  for (const auto& [field, column] : columns_) sum += column.bytes();
  return sum;
}

bool TableColumns::is_worn() const {
  constexpr std::size_t usual = 1024;
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const auto& held) { return held.second.code_count() > usual + 2 * ids_.size(); });
}

void TableColumns::index() const {
  const std::lock_guard lock(index_mutex_);
  if (indexed_) return;
  ids_.index();
  indexed_.store(true, std::memory_order_release);
}

/// The row of an id, made or brought back to life.
std::uint32_t TableColumns::place(const Id& id) {
  if (!indexed_) index();
  const auto [row, fresh] = ids_.add(id);
  if (fresh) {
    alive_.push_back(1);
  } else if (alive_[row] == 0) {
    alive_[row] = 1;
    --dead_;
  }
  return row;
}

Result<bool> TableColumns::load(store::Records& records, const std::set<std::size_t>& fields, std::size_t most) {
  auto wanted = fields;
  for (const auto& [field, column] : columns_) wanted.insert(field);
  columns_.clear();
  ids_.clear();
  indexed_ = false;
  alive_.clear();
  dead_ = 0;
  edition_ = next_edition();
  for (const auto field : wanted) columns_.emplace(field, Column(table_->fields[field]));
  Filled filled;
  const auto query = rows_of(*table_, columns_, filled);
  bool fits = true;
  auto done = records.scan_cells(query, [&](const store::Cells& cells) {
    ids_.append(cells.id(0));
    for (auto& [column, at] : filled) column->push(cells, at);
    if (ids_.size() % rows_between_looks != 0) return;
    fits = bytes() <= most && ids_.size() < base::IdIndex::none - 1;
    if (!fits) cells.stop();
  });
  if (!done) return done.error();
  alive_.assign(ids_.size(), 1);
  for (auto& [field, column] : columns_) column.settle();
  return fits && bytes() <= most;
}

Result<bool> TableColumns::widen(store::Records& records, const std::set<std::size_t>& fields, std::size_t most) {
  std::map<std::size_t, Column> added;
  for (const auto field : fields) {
    if (columns_.contains(field)) continue;
    added.emplace(field, Column(table_->fields[field])).first->second.resize(ids_.size());
  }
  Filled filled;
  const auto query = rows_of(*table_, added, filled);
  std::size_t seen = 0;
  bool fits = true;
  auto done = records.scan_cells(query, [&](const store::Cells& cells) {
    const auto row = row_of(cells.id(0));
    if (row == base::IdIndex::none) return;
    for (auto& [column, at] : filled) column->set(row, cells, at);
    if (++seen % rows_between_looks != 0) return;
    fits = std::accumulate(added.begin(), added.end(), bytes(),
                           [](std::size_t sum, const auto& one) { return sum + one.second.bytes(); }) <= most;
    if (!fits) cells.stop();
  });
  if (!done) return done.error();
  if (!fits) return false;
  for (auto& [field, column] : added) column.settle();
  columns_.merge(added);
  edition_ = next_edition();
  return bytes() <= most;
}

Result<void> TableColumns::refresh(store::Records& records, std::span<const Id> ids) {
  edition_ = next_edition();
  Filled filled;
  auto query = rows_of(*table_, columns_, filled);
  for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
    const auto part = ids.subspan(begin, std::min(ids_at_once, ids.size() - begin));
    for (const auto& id : part) {
      const auto row = row_of(id);
      if (row == base::IdIndex::none || alive_[row] == 0) continue;
      alive_[row] = 0;
      ++dead_;
    }
    query.where = condition::Condition::any_of(*table_, model::id_field, std::vector<Value>(part.begin(), part.end()));
    auto done = records.scan_cells(query, [&](const store::Cells& cells) {
      const auto row = place(cells.id(0));
      for (auto& [column, at] : filled) {
        if (column->size() <= row) column->resize(row + std::size_t{1});
        column->set(row, cells, at);
      }
    });
    if (!done) return done;
  }
  return {};
}

}  // namespace steward::columns
