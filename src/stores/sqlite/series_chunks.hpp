// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "store/series.hpp"
#include "stores/packed/chunk.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// Most deliveries in one chunk.
inline constexpr std::size_t chunk_size = 2048;

/// What is known of a chunk without reading it.
struct ChunkHead {
  std::int64_t id = 0;
  std::int64_t owner = 0;
  std::string source_table;
  std::int64_t size = 0;
  std::int64_t min_start = 0;
  std::int64_t max_start = 0;
  Id first_source;
  Id last_source;
  std::int64_t min_recorded = 0;
  std::int64_t max_recorded = 0;
  Dead dead;
  std::int64_t alive = 0;
};

/// Which chunks of an owner: those that may hold keys with from <= start <= to and first <= source <= last.
struct ChunkBox {
  std::int64_t owner = 0;
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t to = std::numeric_limits<std::int64_t>::max();
  std::optional<std::pair<Id, Id>> sources;
};

/// The chunks in their tables. A damaged one is refused by name (`database_corrupt`), never misread.
class ChunkTable {
 public:
  explicit ChunkTable(Handle& handle) : handle_(&handle) {}

  /// By id.
  [[nodiscard]] Result<std::vector<ChunkHead>> find(const ChunkBox& box);
  /// The chunks that hold little, of one owner, source table and bucket.
  [[nodiscard]] Result<std::vector<ChunkHead>> small(std::int64_t owner, const std::string& source_table,
                                                     std::int64_t bucket, int level);
  [[nodiscard]] Result<bool> any(std::int64_t owner);
  [[nodiscard]] Result<Chunk> read(const ChunkHead& head);
  /// Splits and writes. REQUIRES: sorted by bucket, then as a chunk is sorted.
  [[nodiscard]] Result<void> write(std::int64_t owner, const std::string& source_table, const Chunk& chunk);
  /// Marks deliveries of a chunk as dead; a chunk without living ones goes.
  [[nodiscard]] Result<void> bury(ChunkHead& head, std::span<const std::size_t> positions);
  [[nodiscard]] Result<void> remove(const ChunkHead& head);

 private:
  [[nodiscard]] Result<std::vector<ChunkHead>> heads(Statement& statement);
  [[nodiscard]] Result<void> write_one(std::int64_t owner, const std::string& source_table, const Chunk& chunk);
  [[nodiscard]] Result<void> write_head(ChunkHead& head, bool fresh);

  Handle* handle_;
};

}  // namespace steward::stores
