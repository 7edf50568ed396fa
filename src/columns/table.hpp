// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <span>

#include "columns/column.hpp"
#include "store/store.hpp"

namespace steward::columns {

/// Which fields of which tables a call looks at.
using Needs = std::map<const TableInfo*, std::set<std::size_t>>;

/// Rows of one table as columns, of the fields that were asked for. Rows of erased records stay, marked dead.
class TableColumns {
 public:
  explicit TableColumns(const TableInfo& table) : table_(&table) {}

  /// Reads all rows: the fields held so far and these. False when they take more than `most` bytes.
  [[nodiscard]] Result<bool> load(store::Records& records, const std::set<std::size_t>& fields, std::size_t most);
  /// Reads columns that are not held yet. The rows must be those that were loaded.
  [[nodiscard]] Result<bool> widen(store::Records& records, const std::set<std::size_t>& fields, std::size_t most);
  /// Reads some rows again; those that are gone die.
  [[nodiscard]] Result<void> refresh(store::Records& records, std::span<const Id> ids);

  [[nodiscard]] const TableInfo& table() const { return *table_; }
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] std::size_t dead() const { return dead_; }
  /// True when a dictionary holds far more values than there are rows: those that were changed stay in it.
  [[nodiscard]] bool is_worn() const;
  [[nodiscard]] const Id& id(std::size_t row) const { return ids_[static_cast<std::uint32_t>(row)]; }
  /// 1 for a row that exists.
  [[nodiscard]] const std::vector<std::uint8_t>& alive() const { return alive_; }
  /// base::IdIndex::none when there is no such row, alive or dead.
  [[nodiscard]] std::uint32_t row_of(const Id& id) const {
    if (!indexed_.load(std::memory_order_acquire)) index();
    return ids_.find(id);
  }
  [[nodiscard]] bool holds(const std::set<std::size_t>& fields) const;
  /// REQUIRES: it is held.
  [[nodiscard]] const Column& column(std::size_t field) const { return columns_.at(field); }
  /// Another one after each change.
  [[nodiscard]] std::uint64_t edition() const { return edition_; }
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::uint32_t place(const Id& id);
  void index() const;

  const TableInfo* table_;
  // Known by their places once somebody looks for one; the mutex is for that.
  mutable base::IdIndex ids_;
  mutable std::atomic<bool> indexed_{true};
  mutable std::mutex index_mutex_;
  std::vector<std::uint8_t> alive_;
  std::size_t dead_ = 0;
  std::map<std::size_t, Column> columns_;
  std::uint64_t edition_ = 0;
};

}  // namespace steward::columns
