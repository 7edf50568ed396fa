// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/change_log.hpp"
#include "stores/sqlite/series_chunks.hpp"
#include "stores/sqlite/series_latest.hpp"

namespace steward::stores {

/// An owner in its table; id 0: unknown.
struct SeriesOwnerRow {
  std::int64_t id = 0;
  std::int64_t last_recorded = std::numeric_limits<std::int64_t>::min();
};

/// The series of one connection: chunks of columns and an index of the latest rows. Each key lies in one chunk; a
/// delivery under a known key takes the key out of its chunk and puts what is said now into a new one. Chunks that
/// hold little are put together, a bounded number at a time. All of it happens in the caller's transaction, so that
/// a crash leaves the state before or after it. Holds no state of its own.
class SeriesStore {
 public:
  explicit SeriesStore(Handle& handle) : handle_(&handle), chunks_(handle), latest_(handle) {}

  [[nodiscard]] Result<store::DeliveryCounts> deliver(const store::Deliveries& batch);
  [[nodiscard]] Result<void> erase_contexts(std::string_view context_table, std::span<const Id> contexts);
  [[nodiscard]] Result<void> erase_owner(store::SeriesKind kind, Id owner);
  [[nodiscard]] Result<std::size_t> drop_before(const store::SeriesOwner& owner, Instant start);

  [[nodiscard]] Result<store::SeriesColumns> latest(const store::Series::Latest& query);
  [[nodiscard]] Result<store::SeriesColumns> range(const store::Series::Range& query);
  [[nodiscard]] Result<store::SeriesColumns> history(const store::SeriesOwner& owner);
  [[nodiscard]] Result<bool> has_rows(const store::SeriesOwner& owner);
  [[nodiscard]] Result<std::optional<Instant>> newest(const store::SeriesOwner& owner);
  [[nodiscard]] Result<void> scan(const store::Series::Range& query, const store::Series::UseColumns& use);

  /// The context records of what was written since this was last asked, by owner.
  struct WrittenContexts {
    std::vector<Id> ids;
    bool whole = false;  ///< more than the ids tell
  };
  using Written = std::map<store::Stamped, WrittenContexts>;
  [[nodiscard]] Written take_written() { return std::exchange(written_, {}); }

 private:
  friend class SeriesUpgrade;
  friend class SeriesDelivery;
  friend class SeriesEraser;

  /// Pairs of contexts and source records, by source table.
  using Pairs = std::map<std::string, std::vector<ContextPair>, std::less<>>;

  [[nodiscard]] Result<SeriesOwnerRow> find_owner(const store::SeriesOwner& owner);
  [[nodiscard]] Result<SeriesOwnerRow> make_owner(const store::SeriesOwner& owner);
  [[nodiscard]] Result<void> note_recorded(const SeriesOwnerRow& owner, std::int64_t recorded);
  /// Puts changed keys into chunks and keeps index and sizes in order.
  [[nodiscard]] Result<void> put(std::int64_t owner, const std::string& source_table, const Chunk& changed,
                                 Touches& touches);
  /// The part of it that comes after the chunks.
  [[nodiscard]] Result<void> settle(std::int64_t owner, const std::string& source_table, std::vector<ChunkHead> fresh,
                                    Touches& touches);
  [[nodiscard]] Result<void> change_latest(std::int64_t owner, const std::string& source_table, Touches& touches);
  void note_contexts(std::span<const Touch> touches);
  /// Rows of the owner were written: those of the contexts that were told of, and unmapped ones.
  void note_written(const store::Stamped& owner);
  [[nodiscard]] Result<void> find_lost(std::int64_t owner, std::string_view context_table,
                                       const std::string& source_table, const std::vector<ContextPair>& lost);
  /// Puts chunks together where enough of a level have come, beginning with those of the fresh ones.
  [[nodiscard]] Result<void> tidy(std::int64_t owner, const std::string& source_table, std::vector<ChunkHead> fresh);
  [[nodiscard]] Result<std::vector<ChunkHead>> merge(std::int64_t owner, const std::string& source_table,
                                                     std::span<const ChunkHead> heads, std::optional<int> level = {});
  [[nodiscard]] Result<void> bury(ChunkHead& head, std::span<const std::size_t> positions);
  /// The source records that ever counted for the contexts (ascending).
  [[nodiscard]] Result<Pairs> pairs_of(std::int64_t owner, std::string_view context_table,
                                       std::span<const Id> contexts);
  struct Search;
  [[nodiscard]] Result<void> search(std::int64_t owner, const store::Series::Latest& query, Search& search);
  [[nodiscard]] Result<std::vector<ChunkHead>> heads_of(const SeriesOwnerRow& owner, const store::Series::Range& query);

  Handle* handle_;
  ChunkTable chunks_;
  LatestTable latest_;
  WrittenContexts contexts_;  ///< that change_latest was told of, until its owner is noted
  Written written_;
};

/// What a key that stands in `[begin, end)` of a chunk says to the index: an offer for each row in force, a withdrawal
/// for each other context of `before` and of now.
void touch_latest(const Chunk& chunk, std::size_t begin, std::size_t end, const store::Chain* before, Touches& touches);

/// The same for a whole chunk of one context table whose keys are new and have one delivery each.
void touch_latest(const Chunk& chunk, Touches& touches);

/// The source records of pairs, ascending.
[[nodiscard]] std::vector<Id> sources_of(std::span<const ContextPair> pairs);

/// True when the chunk may hold one of the sources (ascending).
[[nodiscard]] bool may_hold(const ChunkHead& head, std::span<const Id> sources);

}  // namespace steward::stores
