// SPDX-License-Identifier: Apache-2.0
#include "columns/cache.hpp"

#include <algorithm>
#include <numeric>

namespace steward::columns {

namespace {

/// Above this part of the rows all of them are read anew.
constexpr std::size_t changed_part = 8;
constexpr std::size_t few_changes = 64;
constexpr int attempts = 3;
/// How often a table that was too large is left to the store before it is tried again.
constexpr int refusals = 64;

/// Eight bytes as a number that orders as they do.
std::uint64_t number_at(const std::uint8_t* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

}  // namespace

const TableColumns* Cache::View::find(const TableInfo& table) const {
  const auto found = cache_->tables_.find(&table);
  return found != cache_->tables_.end() ? found->second.columns.get() : nullptr;
}

const std::vector<std::uint32_t>& Cache::View::join(const TableColumns& own, std::size_t field,
                                                    const TableColumns& target) const {
  const std::lock_guard lock(cache_->small_mutex_);
  auto& held = cache_->joins_[{&own.table(), field, &target.table()}];
  if (held && held->own == own.edition() && held->target == target.edition()) return held->rows;
  // Editions change under the exclusive lock only, so nobody uses the join that is replaced here.
  const auto& column = own.column(field);
  held = std::make_shared<Join>(Join{own.edition(), target.edition(), {}});
  held->rows.assign(column.code_count(), base::IdIndex::none);
  for (std::uint32_t code = 1; code < column.code_count(); ++code) {
    const auto row = target.row_of(column.id(code));
    if (row != base::IdIndex::none && target.alive()[row] != 0) held->rows[code] = row;
  }
  return held->rows;
}

const std::vector<std::uint32_t>& Cache::View::ranks(const TableColumns& own, std::size_t field) const {
  const std::lock_guard lock(cache_->small_mutex_);
  auto& held = cache_->joins_[{&own.table(), field, nullptr}];
  if (held && held->own == own.edition()) return held->rows;
  const auto& column = own.column(field);
  struct Ranked {
    std::uint64_t head;
    std::uint64_t tail;
    std::uint32_t code;
  };
  std::vector<Ranked> codes;
  codes.reserve(column.code_count());
  for (std::uint32_t code = 1; code < column.code_count(); ++code) {
    const auto* bytes = column.id(code).bytes().data();
    codes.push_back({number_at(bytes), number_at(bytes + 8), code});
  }
  std::sort(codes.begin(), codes.end(),
            [](const Ranked& a, const Ranked& b) { return a.head != b.head ? a.head < b.head : a.tail < b.tail; });
  held = std::make_shared<Join>(Join{own.edition(), 0, {}});
  held->rows.assign(column.code_count(), 0);
  for (std::size_t i = 0; i < codes.size(); ++i) held->rows[codes[i].code] = static_cast<std::uint32_t>(i + 1);
  return held->rows;
}

std::size_t Cache::sum() const {
  std::size_t bytes = 0;
  for (const auto& [table, entry] : tables_) bytes += entry.columns->bytes();
  const std::lock_guard lock(small_mutex_);
  for (const auto& [key, join] : joins_) bytes += join != nullptr ? join->rows.capacity() * sizeof(std::uint32_t) : 0;
  return bytes;
}

std::size_t Cache::bytes() const {
  const std::shared_lock lock(mutex_);
  return sum();
}

bool Cache::holds(const Needs& needs) const {
  const std::shared_lock lock(mutex_);
  return std::all_of(needs.begin(), needs.end(), [&](const auto& need) {
    const auto found = tables_.find(need.first);
    return found != tables_.end() && found->second.columns->holds(need.second);
  });
}

std::size_t Cache::ask(const TableInfo& table) {
  const std::lock_guard lock(small_mutex_);
  return ++asked_[&table];
}

bool Cache::is_current(const Needs& needs, const Stamps& stamps) {
  for (const auto& [table, fields] : needs) {
    const auto found = tables_.find(table);
    if (found == tables_.end()) return false;
    if (found->second.stamp != stamps.at(table) || !found->second.columns->holds(fields)) return false;
  }
  for (const auto& [table, fields] : needs) tables_.find(table)->second.used = ++clock_;
  return true;
}

bool Cache::is_refused(const TableInfo& table, std::size_t fields) {
  const auto refused = refused_.find(&table);
  if (refused == refused_.end() || fields < refused->second.fields) return false;
  // Not for ever: tables shrink, and others that took the room are let go.
  if (--refused->second.times == 0) refused_.erase(refused);
  return true;
}

/// While it is worked on a table is nobody's: one that is cut short, by whatever, is never used.
Result<bool> Cache::bring(const TableInfo& table, const std::set<std::size_t>& fields, std::int64_t stamp,
                          store::Records& records) {
  if (is_refused(table, fields.size())) return false;
  const auto known = tables_.find(&table);
  if (known != tables_.end() && known->second.stamp > stamp) return false;
  std::map<const TableInfo*, Entry> own;
  if (known != tables_.end()) own.insert(tables_.extract(known));
  auto& entry = own[&table];
  auto brought = entry.columns != nullptr ? follow(entry, fields, stamp, records) : Result<bool>(false);
  if (brought && !*brought) {  // anew, and of all that was held only what is asked for
    entry.columns = std::make_unique<TableColumns>(table);
    brought = entry.columns->load(records, fields, most_);
  }
  if (!brought || !*brought) {
    if (brought) refused_[&table] = {fields.size(), refusals};
    drop(table);
    return brought;
  }
  entry.stamp = stamp;
  tables_.insert(own.extract(&table));
  return true;
}

/// Brings what is held up to date, and up to the fields; false when it must be read anew.
Result<bool> Cache::follow(Entry& entry, const std::set<std::size_t>& fields, std::int64_t stamp,
                           store::Records& records) {
  auto& columns = *entry.columns;
  const auto& table = columns.table();
  const auto changed = entry.stamp == stamp ? std::vector<Id>() : records.changed(table, entry.stamp, stamp);
  const auto bearable = few_changes + columns.size() / changed_part;
  if (!changed || changed->size() > bearable || columns.dead() > bearable || columns.is_worn()) {
    return columns.load(records, fields, most_);
  }
  if (auto refreshed = columns.refresh(records, *changed); !refreshed) return refreshed.error();
  if (columns.holds(fields)) return columns.bytes() <= most_;
  return columns.widen(records, fields, most_);
}

void Cache::drop(const TableInfo& table) {
  tables_.erase(&table);
  std::erase_if(
      joins_, [&](const auto& join) { return std::get<0>(join.first) == &table || std::get<2>(join.first) == &table; });
}

bool Cache::make_room(const Needs& needs) {
  while (sum() > most_) {
    auto oldest = tables_.end();
    for (auto one = tables_.begin(); one != tables_.end(); ++one) {
      if (needs.contains(one->first)) continue;
      if (oldest == tables_.end() || one->second.used < oldest->second.used) oldest = one;
    }
    if (oldest != tables_.end()) {
      drop(*oldest->first);
      continue;
    }
    // What is asked for is too much for once: none of it is held, and the largest of it is not tried again.
    const TableInfo* largest = nullptr;
    std::size_t most = 0;
    for (const auto& [table, fields] : needs) {
      const auto bytes = tables_.at(table).columns->bytes();
      if (largest == nullptr || bytes > most) largest = table;
      most = std::max(most, bytes);
    }
    if (largest != nullptr) refused_[largest] = {needs.at(largest).size(), refusals};
    for (const auto& [table, fields] : needs) drop(*table);
    return false;
  }
  return true;
}

bool Cache::run(const Needs& needs, const Stamps& stamps, const std::function<void(const View&)>& body) {
  bool over = false;
  {
    const std::shared_lock lock(mutex_);
    if (!is_current(needs, stamps)) return false;
    body(View(*this));
    over = sum() > most_;
  }
  if (over) {  // joins that the body made; the next one makes them again
    const std::unique_lock lock(mutex_);
    joins_.clear();
  }
  return true;
}

Result<bool> Cache::use(const Needs& needs, store::Records& records, const std::function<void(const View&)>& body) {
  Stamps stamps;
  for (const auto& [table, fields] : needs) {
    auto stamp = records.stamp(*table);
    if (!stamp) return stamp.error();
    if (!*stamp) return false;
    stamps.emplace(table, **stamp);
  }
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (run(needs, stamps, body)) return true;
    const std::unique_lock lock(mutex_);
    for (const auto& [table, fields] : needs) {
      const auto found = tables_.find(table);
      const bool current = found != tables_.end() && found->second.stamp == stamps.at(table);
      if (current && found->second.columns->holds(fields)) continue;
      auto brought = bring(*table, fields, stamps.at(table), records);
      if (brought && *brought) continue;
      (void)make_room({});
      return brought;
    }
    if (!make_room(needs)) return false;
  }
  return false;
}

}  // namespace steward::columns
