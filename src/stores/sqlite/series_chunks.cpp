// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_chunks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stores/packed/bytes.hpp"
#include "stores/packed/seal.hpp"

namespace steward::stores {

namespace {

const std::string head_columns =
    "id, owner, source_table, size, alive, min_start, max_start, first_source, last_source, min_recorded, "
    "max_recorded, dead, seal, max_end, level, bucket";

/// The level of a small chunk by what lives in it; nothing for one that is large enough.
std::optional<int> small_level(std::int64_t alive) {
  if (alive < 32) return 0;
  return alive < 512 ? std::optional(1) : std::nullopt;
}

/// The level of a piece by itself: how many deliveries there are of each source record.
int level_of(std::span<const Id> sources) {
  std::size_t records = 1;
  for (std::size_t i = 1; i < sources.size(); ++i) records += sources[i] != sources[i - 1] ? 1 : 0;
  const std::size_t depth = sources.size() / records;
  return depth < 8 ? 2 : depth < 128 ? 3 : last_level;
}

Error damaged(const ChunkHead& head, std::string_view what) {
  return Error("database_corrupt", Category::storage,
               fmt::format("chunk {} of the metric data of {} (series {}) is damaged: {}", head.id, head.source_table,
                           head.owner, what));
}

std::string place_of(const ChunkHead& head) {
  return fmt::format("chunk {} of {} {}", head.id, head.owner, head.source_table);
}

/// Covers what stands beside the columns.
std::int64_t seal_of(const ChunkHead& head) {
  ByteWriter text;
  text.put_text(head.source_table);
  for (const auto number : {head.id, head.owner, head.size, head.alive, std::int64_t{head.level}, head.min_start,
                            head.max_start, head.max_end, head.min_recorded, head.max_recorded}) {
    text.put(number);
  }
  text.put(head.first_source);
  text.put(head.last_source);
  text.put_text(head.dead.bits());
  return static_cast<std::int64_t>(checksum(text.take()));
}

void describe(ChunkHead& head, const Chunk& chunk, std::size_t begin, std::size_t end) {
  const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
  const auto starts = part(chunk.start);
  const auto ends = part(chunk.end);
  const auto times = part(chunk.recorded);
  const auto [first, last] = std::minmax_element(starts.begin(), starts.end());
  const auto [early, late] = std::minmax_element(times.begin(), times.end());
  head.size = static_cast<std::int64_t>(end - begin);
  head.min_start = *first;
  head.max_start = *last;
  head.max_end = *std::max_element(ends.begin(), ends.end());
  head.min_recorded = *early;
  head.max_recorded = *late;
  head.first_source = chunk.source[begin];
  head.last_source = chunk.source[end - 1];
}

bool fits(const ChunkHead& head, const Chunk& chunk) {
  ChunkHead expected;
  describe(expected, chunk, 0, chunk.size());
  return expected.min_start == head.min_start && expected.max_start == head.max_start &&
         expected.max_end == head.max_end && expected.first_source == head.first_source &&
         expected.last_source == head.last_source;
}

bool fits(const ChunkHead& head, const PlainChunk& chunk) {
  return chunk.start.least == head.min_start && chunk.start.greatest == head.max_start &&
         chunk.end.greatest == head.max_end && chunk.rows.source.front() == head.first_source &&
         chunk.rows.source.back() == head.last_source;
}

constexpr std::string_view misfit = "its columns do not fit together";

}  // namespace

Result<std::vector<ChunkHead>> ChunkTable::heads(Statement& statement) {
  std::vector<ChunkHead> found;
  auto read = statement.each([&]() -> Result<void> {
    ChunkHead head;
    head.id = statement.integer(0);
    head.owner = statement.integer(1);
    head.source_table = statement.text(2);
    head.size = statement.integer(3);
    head.alive = statement.integer(4);
    head.min_start = statement.integer(5);
    head.max_start = statement.integer(6);
    head.first_source = statement.id(7);
    head.last_source = statement.id(8);
    head.min_recorded = statement.integer(9);
    head.max_recorded = statement.integer(10);
    head.dead = Dead(std::string(statement.bytes(11)));
    head.max_end = statement.integer(13);
    head.level = static_cast<int>(statement.integer(14));
    if (statement.integer(12) != seal_of(head)) return damaged(head, "what stands beside it was changed");
    found.push_back(std::move(head));
    return {};
  });
  if (!read) return read.error();
  return found;
}

Result<std::vector<ChunkHead>> ChunkTable::find(const ChunkBox& box) {
  std::string sql = "SELECT " + head_columns +
                    " FROM steward_series_chunk WHERE owner = ?1 AND max_start >= ?2 AND max_start <= ?3 AND "
                    "min_start <= ?4";
  if (box.sources) sql += " AND last_source >= ?5 AND first_source <= ?6";
  auto statement = handle_->prepare(sql + " ORDER BY id");
  if (!statement) return statement.error();
  statement->bind(1, box.owner);
  statement->bind(2, box.from);
  statement->bind(3, last_of_bucket(bucket_of(box.to)));
  statement->bind(4, box.to);
  if (box.sources) {
    statement->bind(5, box.sources->first);
    statement->bind(6, box.sources->second);
  }
  return heads(*statement);
}

Result<std::vector<ChunkHead>> ChunkTable::of_level(std::int64_t owner, const std::string& source_table,
                                                    std::int64_t bucket, int level,
                                                    const std::optional<std::pair<Id, Id>>& sources) {
  std::string sql = "SELECT " + head_columns +
                    " FROM steward_series_chunk WHERE owner = ?1 AND bucket = ?2 AND level = ?3 AND source_table = ?4";
  if (sources) sql += " AND last_source >= ?5 AND first_source <= ?6";
  auto statement = handle_->prepare(sql + " ORDER BY id");
  if (!statement) return statement.error();
  statement->bind(1, owner);
  statement->bind(2, bucket);
  statement->bind(3, std::int64_t{level});
  statement->bind(4, std::string_view(source_table));
  if (sources) {
    statement->bind(5, sources->first);
    statement->bind(6, sources->second);
  }
  return heads(*statement);
}

Result<bool> ChunkTable::any(std::int64_t owner) {
  auto statement = handle_->prepare("SELECT 1 FROM steward_series_chunk WHERE owner = ?1 LIMIT 1");
  if (!statement) return statement.error();
  statement->bind(1, owner);
  return statement->step();
}

Result<Statement> ChunkTable::ask_data() {
  return handle_->prepare("SELECT data FROM steward_series_data WHERE chunk = ?1");
}

Result<std::string_view> ChunkTable::bytes_of(const ChunkHead& head, Statement& statement) {
  statement.bind(1, head.id);
  auto there = statement.step();
  if (!there) return there.error();
  if (!*there) return damaged(head, "its columns are missing");
  const auto bytes = unseal(statement.bytes(0), place_of(head));
  if (!bytes) return damaged(head, "the checksum of its columns does not fit, or a later version wrote them");
  return *bytes;
}

Result<Chunk> ChunkTable::read(const ChunkHead& head) {
  auto statement = ask_data();
  if (!statement) return statement.error();
  const auto bytes = bytes_of(head, *statement);
  if (!bytes) return bytes.error();
  auto chunk = decode_chunk(*bytes, static_cast<std::size_t>(head.size));
  if (!chunk || !fits(head, *chunk)) return damaged(head, misfit);
  return std::move(*chunk);
}

Result<bool> ChunkTable::read(const ChunkHead& head, PlainChunk& plain, Chunk& other) {
  auto statement = ask_data();
  if (!statement) return statement.error();
  const auto bytes = bytes_of(head, *statement);
  if (!bytes) return bytes.error();
  const auto size = static_cast<std::size_t>(head.size);
  const auto plainness = decode_plain(*bytes, size, plain);
  if (plainness == Plainness::plain) {
    if (!fits(head, plain)) return damaged(head, misfit);
    return true;
  }
  auto chunk = plainness == Plainness::other ? decode_chunk(*bytes, size) : std::nullopt;
  if (!chunk || !fits(head, *chunk)) return damaged(head, misfit);
  other = std::move(*chunk);
  return false;
}

Result<std::vector<ChunkHead>> ChunkTable::write(std::int64_t owner, const std::string& source_table,
                                                 const Chunk& chunk, std::optional<int> level) {
  std::vector<ChunkHead> written;
  for (std::size_t begin = 0; begin < chunk.size();) {
    const auto bucket = bucket_of(chunk.start[begin]);
    std::size_t end = begin;
    while (end < chunk.size() && bucket_of(chunk.start[end]) == bucket) ++end;
    // Pieces of like size rather than full ones and a rest.
    const std::size_t pieces = (end - begin - 1) / chunk_size + 1;
    const std::size_t wanted = (end - begin + pieces - 1) / pieces;
    while (begin < end) {
      std::size_t stop = std::min(begin + wanted, end);
      while (stop < end && chunk.start[stop] == chunk.start[stop - 1] && chunk.source[stop] == chunk.source[stop - 1]) {
        ++stop;  // a key stays whole
      }
      auto head = write_one(owner, source_table, chunk, begin, stop, level);
      if (!head) return head.error();
      written.push_back(std::move(*head));
      begin = stop;
    }
  }
  return written;
}

Result<ChunkHead> ChunkTable::write_one(std::int64_t owner, const std::string& source_table, const Chunk& chunk,
                                        std::size_t begin, std::size_t end, std::optional<int> level) {
  ChunkHead head;
  head.owner = owner;
  head.source_table = source_table;
  describe(head, chunk, begin, end);
  head.alive = head.size;
  const auto small = small_level(head.alive);
  head.level = small ? *small : level ? *level : level_of(std::span(chunk.source).subspan(begin, end - begin));
  const auto last = handle_->integer("SELECT max(chunk) FROM steward_series_data");
  if (!last) return last.error();
  head.id = *last + 1;
  auto data = handle_->prepare("INSERT INTO steward_series_data (chunk, data) VALUES (?1, ?2)");
  if (!data) return data.error();
  const auto sealed = seal(encode(chunk, begin, end), place_of(head));
  data->bind(1, head.id);
  data->bind_bytes(2, sealed);
  if (auto done = data->run(); !done) return done.error();
  if (auto done = write_head(head, true); !done) return done.error();
  return head;
}

Result<void> ChunkTable::write_head(ChunkHead& head, bool fresh) {
  auto statement = handle_->prepare(
      fresh ? "INSERT INTO steward_series_chunk (" + head_columns +
                  ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
            : "UPDATE steward_series_chunk SET alive = ?5, dead = ?12, seal = ?13, level = ?15 WHERE id = ?1");
  if (!statement) return statement.error();
  statement->bind(1, head.id);
  statement->bind(5, head.alive);
  statement->bind_bytes(12, head.dead.bits());
  statement->bind(13, seal_of(head));
  statement->bind(15, std::int64_t{head.level});
  if (fresh) {
    statement->bind(2, head.owner);
    statement->bind(3, std::string_view(head.source_table));
    statement->bind(4, head.size);
    statement->bind(6, head.min_start);
    statement->bind(7, head.max_start);
    statement->bind(8, head.first_source);
    statement->bind(9, head.last_source);
    statement->bind(10, head.min_recorded);
    statement->bind(11, head.max_recorded);
    statement->bind(14, head.max_end);
    statement->bind(16, bucket_of(head.min_start));
  }
  return statement->run();
}

Result<void> ChunkTable::bury(ChunkHead& head, std::span<const std::size_t> positions) {
  for (const auto at : positions) head.dead.add(at, static_cast<std::size_t>(head.size));
  head.alive -= static_cast<std::int64_t>(positions.size());
  if (head.alive == 0) return remove(head);
  head.level = small_level(head.alive).value_or(head.level);
  return write_head(head, false);
}

Result<void> ChunkTable::remove(const ChunkHead& head) {
  for (const std::string sql :
       {"DELETE FROM steward_series_data WHERE chunk = ?1", "DELETE FROM steward_series_chunk WHERE id = ?1"}) {
    auto statement = handle_->prepare(sql);
    if (!statement) return statement.error();
    statement->bind(1, head.id);
    if (auto done = statement->run(); !done) return done;
  }
  return {};
}

}  // namespace steward::stores
