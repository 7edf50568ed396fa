// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "store/series.hpp"
#include "stores/packed/chunk.hpp"
#include "stores/packed/plain.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// Most deliveries in one chunk.
inline constexpr std::size_t chunk_size = 2048;

/// How well a chunk is filled and ordered: 0 and 1 hold little; 2 is what deliveries leave, most often one period of
/// many source records; each further level holds some sixteen times as many periods of as many fewer records, so that
/// the past of one record lies in few chunks.
inline constexpr int small_levels = 2;
inline constexpr int last_level = 4;

/// What is known of a chunk without reading it.
struct ChunkHead {
  std::int64_t id = 0;
  std::int64_t owner = 0;
  std::string source_table;
  std::int64_t size = 0;
  std::int64_t min_start = 0;
  std::int64_t max_start = 0;
  std::int64_t max_end = 0;
  Id first_source;
  Id last_source;
  std::int64_t min_recorded = 0;
  std::int64_t max_recorded = 0;
  Dead dead;
  std::int64_t alive = 0;
  int level = 0;
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
  /// The chunks of one level, owner, source table and bucket, the oldest first; those that hold source records between
  /// two when given.
  [[nodiscard]] Result<std::vector<ChunkHead>> of_level(std::int64_t owner, const std::string& source_table,
                                                        std::int64_t bucket, int level,
                                                        const std::optional<std::pair<Id, Id>>& sources = {});
  [[nodiscard]] Result<bool> any(std::int64_t owner);
  [[nodiscard]] Result<Chunk> read(const ChunkHead& head);
  /// True when the chunk is plain: then `plain` has it, else `other`.
  [[nodiscard]] Result<bool> read(const ChunkHead& head, PlainChunk& plain, Chunk& other);
  /// Splits and writes, at `level` or at the one that the content has by itself. REQUIRES: sorted by bucket, then as a
  /// chunk is sorted.
  [[nodiscard]] Result<std::vector<ChunkHead>> write(std::int64_t owner, const std::string& source_table,
                                                     const Chunk& chunk, std::optional<int> level = {});
  /// Marks deliveries of a chunk as dead; a chunk without living ones goes.
  [[nodiscard]] Result<void> bury(ChunkHead& head, std::span<const std::size_t> positions);
  [[nodiscard]] Result<void> remove(const ChunkHead& head);

 private:
  [[nodiscard]] Result<std::vector<ChunkHead>> heads(Statement& statement);
  /// The columns of a chunk, which `statement` lends.
  [[nodiscard]] Result<std::string_view> bytes_of(const ChunkHead& head, Statement& statement);
  [[nodiscard]] Result<Statement> ask_data();
  [[nodiscard]] Result<ChunkHead> write_one(std::int64_t owner, const std::string& source_table, const Chunk& chunk,
                                            std::size_t begin, std::size_t end, std::optional<int> level);
  [[nodiscard]] Result<void> write_head(ChunkHead& head, bool fresh);

  Handle* handle_;
};

}  // namespace steward::stores
