// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "store/stamped.hpp"

namespace steward::store {

/// Which rows of which tables, and which contexts of which series, the last commits of this process wrote. Bounded: the
/// oldest commits are forgotten. Thread-safe.
class ChangeLog {
 public:
  /// So many are kept of one table or series; of more a reader reads anew, which costs no more than so many by one.
  static constexpr std::size_t most_ids = 50'000;
  /// And so many of all.
  static constexpr std::size_t most_in_all = 2'000'000;

  /// A commit that led from one stamp to the next. `ids` may repeat.
  void add(const Stamped& what, std::int64_t from, std::int64_t to, std::vector<Id> ids);
  /// What was written between two stamps, sorted; null when a commit between them is not known (any more).
  [[nodiscard]] std::optional<std::vector<Id>> changed(const Stamped& what, std::int64_t from, std::int64_t to) const;

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
  void drop_first(Kept& kept);

  mutable std::mutex mutex_;
  std::map<Stamped, Kept> logs_;
  std::size_t ids_ = 0;  ///< in all
};

/// The commits of one connection, as far as nobody else's came between them.
class OwnCommits {
 public:
  void add(const Stamped& what, std::int64_t from, std::int64_t to);
  /// Whether every commit between two stamps was of this connection.
  [[nodiscard]] bool cover(const Stamped& what, std::int64_t from, std::int64_t to) const;

 private:
  struct Stretch {
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  std::map<Stamped, Stretch> last_;
};

}  // namespace steward::store
