// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "steward/table.hpp"

namespace steward::store {

/// Which rows of which tables the last commits of this process wrote. Bounded: the oldest commits are forgotten.
/// Thread-safe.
class ChangeLog {
 public:
  /// A commit that led the table from one stamp to the next.
  void add(const TableInfo& table, std::int64_t from, std::int64_t to, std::vector<Id> ids);
  /// The rows written between two stamps; null when a commit between them is not known (any more).
  [[nodiscard]] std::optional<std::vector<Id>> changed(const TableInfo& table, std::int64_t from,
                                                       std::int64_t to) const;

 private:
  struct Entry {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::vector<Id> ids;
  };
  struct Kept {
    std::deque<Entry> entries;
    std::size_t ids = 0;
  };
  mutable std::mutex mutex_;
  std::map<const TableInfo*, Kept> tables_;
};

}  // namespace steward::store
