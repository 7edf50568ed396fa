// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "stores/packed/latest.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// The index of latest rows: segments in the order of their first pair, one index an owner and context table. Kept
/// in the transaction of each delivery.
class LatestTable {
 public:
  explicit LatestTable(Handle& handle) : handle_(&handle) {}

  /// A segment and positions of pairs in it: the first, and the one behind the last.
  using UsePairs = std::function<void(const LatestSegment&, std::size_t begin, std::size_t end)>;
  /// Calls `use` with all pairs, or with those of some contexts (ascending), in order.
  [[nodiscard]] Result<void> read(std::int64_t owner, std::string_view context_table,
                                  const std::optional<std::span<const Id>>& contexts, const UsePairs& use);
  /// REQUIRES: touches sorted by pair. See apply().
  [[nodiscard]] Result<void> change(std::int64_t owner, std::string_view context_table, std::string_view source_table,
                                    std::span<const Touch> touches, std::vector<ContextPair>& lost);
  /// How many segments hold all pairs.
  [[nodiscard]] Result<std::size_t> segments(std::int64_t owner, std::string_view context_table);
  /// The context tables that an owner has pairs of.
  [[nodiscard]] Result<std::vector<std::string>> context_tables(std::int64_t owner);

 private:
  struct Held {
    std::int64_t id = 0;  ///< 0: none yet
    LatestSegment segment;
  };
  [[nodiscard]] Result<Held> held_at(std::int64_t owner, std::string_view context_table, const ContextPair& pair);
  [[nodiscard]] Result<std::optional<ContextPair>> first_after(std::int64_t owner, std::string_view context_table,
                                                               std::int64_t id, const ContextPair& pair);
  [[nodiscard]] Result<void> take_segment(const Statement& statement, std::int64_t owner,
                                          std::string_view context_table, LatestSegment& segment);
  [[nodiscard]] Result<void> write(std::int64_t owner, std::string_view context_table, const Held& held);

  Handle* handle_;
  LatestSegment segment_;  ///< that `read` is at: new columns for each cost more than what is put into them
};

}  // namespace steward::stores
