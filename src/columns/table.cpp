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

std::uint64_t next_edition() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

store::Query all_rows(const TableInfo& table) {
  store::Query query{condition::Condition(table), {}, {}, {}, {}, {}};
  query.any_order = true;
  return query;
}

}  // namespace

bool TableColumns::holds(const std::set<std::size_t>& fields) const {
  return std::all_of(fields.begin(), fields.end(), [&](auto field) { return columns_.contains(field); });
}

std::size_t TableColumns::bytes() const {
  std::size_t sum = ids_.bytes() + alive_.capacity();
  for (const auto& [field, column] : columns_) sum += column.bytes();
  return sum;
}

bool TableColumns::is_worn() const {
  constexpr std::size_t usual = 1024;
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const auto& held) { return held.second.code_count() > usual + 2 * ids_.size(); });
}

std::uint32_t TableColumns::place(const Id& id) {
  const auto [row, fresh] = ids_.add(id);
  if (fresh) {
    alive_.push_back(1);
  } else if (alive_[row] == 0) {
    alive_[row] = 1;
    --dead_;
  }
  return row;
}

void TableColumns::fill(std::uint32_t at, const Row& row) {
  for (auto& [field, column] : columns_) {
    if (column.form() == Form::number ? column.numbers().size() <= at : column.codes().size() <= at) {
      column.resize(at + 1);
    }
    column.set(at, row[field]);
  }
}

Result<bool> TableColumns::load(store::Records& records, const std::set<std::size_t>& fields, std::size_t most) {
  auto wanted = fields;
  for (const auto& [field, column] : columns_) wanted.insert(field);
  columns_.clear();
  ids_.clear();
  alive_.clear();
  dead_ = 0;
  edition_ = next_edition();
  for (const auto field : wanted) columns_.emplace(field, Column(table_->fields[field]));
  auto query = all_rows(*table_);
  wanted.insert(model::id_field);
  query.fields.assign(wanted.begin(), wanted.end());
  bool fits = true;
  auto done = records.scan(query, [&](Row&& row) {
    fill(place(model::row_id(row)), row);
    if (ids_.size() % rows_between_looks == 0) fits = bytes() <= most && ids_.size() < base::IdIndex::none - 1;
    return fits;
  });
  if (!done) return done.error();
  return fits && bytes() <= most;
}

Result<bool> TableColumns::widen(store::Records& records, const std::set<std::size_t>& fields, std::size_t most) {
  std::map<std::size_t, Column> added;
  for (const auto field : fields) {
    if (columns_.contains(field)) continue;
    added.emplace(field, Column(table_->fields[field])).first->second.resize(ids_.size());
  }
  auto query = all_rows(*table_);
  std::set<std::size_t> wanted{model::id_field};
  for (const auto& [field, column] : added) wanted.insert(field);
  query.fields.assign(wanted.begin(), wanted.end());
  std::size_t seen = 0;
  bool fits = true;
  auto done = records.scan(query, [&](Row&& row) {
    const auto at = ids_.find(model::row_id(row));
    if (at == base::IdIndex::none) return true;
    for (auto& [field, column] : added) column.set(at, row[field]);
    if (++seen % rows_between_looks == 0) {
      fits = std::accumulate(added.begin(), added.end(), bytes(),
                             [](std::size_t sum, const auto& one) { return sum + one.second.bytes(); }) <= most;
    }
    return fits;
  });
  if (!done) return done.error();
  if (!fits) return false;
  columns_.merge(added);
  edition_ = next_edition();
  return bytes() <= most;
}

Result<void> TableColumns::refresh(store::Records& records, std::span<const Id> ids) {
  edition_ = next_edition();
  std::set<std::size_t> wanted{model::id_field};
  for (const auto& [field, column] : columns_) wanted.insert(field);
  for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
    const auto part = ids.subspan(begin, std::min(ids_at_once, ids.size() - begin));
    for (const auto& id : part) {
      const auto row = ids_.find(id);
      if (row == base::IdIndex::none || alive_[row] == 0) continue;
      alive_[row] = 0;
      ++dead_;
    }
    auto query = all_rows(*table_);
    query.where = condition::Condition::any_of(*table_, model::id_field, std::vector<Value>(part.begin(), part.end()));
    query.fields.assign(wanted.begin(), wanted.end());
    auto done = records.scan(query, [&](Row&& row) { return fill(place(model::row_id(row)), row), true; });
    if (!done) return done;
  }
  return {};
}

}  // namespace steward::columns
