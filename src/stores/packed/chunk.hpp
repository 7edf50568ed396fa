// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/chain.hpp"
#include "store/columns.hpp"

namespace steward::stores {

/// Instants as the columns of the series hold them.
[[nodiscard]] inline std::int64_t millis(Instant at) { return at.time_since_epoch().count(); }
[[nodiscard]] inline Instant instant(std::int64_t count) { return Instant(std::chrono::milliseconds(count)); }

/// The last instant before it.
[[nodiscard]] inline std::int64_t millis_before(Instant at) {
  return at == Instant::min() ? millis(at) : millis(at) - 1;
}

/// A span of time that no chunk reaches beyond, so that old data lies apart from new: about thirteen months.
[[nodiscard]] constexpr std::int64_t bucket_of(std::int64_t start) { return start >> 35; }
[[nodiscard]] constexpr std::int64_t last_of_bucket(std::int64_t bucket) {
  return bucket * (std::int64_t{1} << 35) + ((std::int64_t{1} << 35) - 1);
}

/// What was said under some keys of one owner and source table, as columns, sorted by source, start and recorded.
/// The chain of a key (see store::Chain) lies in one chunk as a whole, so that a chunk is understood by itself.
struct Chunk {
  std::vector<std::string> context_tables;
  std::vector<Id> source;
  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;
  std::vector<std::int64_t> recorded;
  std::vector<std::int64_t> value;
  std::vector<std::int64_t> context_table;  ///< position in context_tables
  std::vector<std::int64_t> gap;            ///< 1: see store::Said
  std::vector<std::uint32_t> context_begin{0};
  std::vector<Id> contexts;

  [[nodiscard]] std::size_t size() const { return source.size(); }
  void reserve(std::size_t size);
  /// REQUIRES: not before what was added last.
  void add(Id source_id, std::int64_t start_at, const store::Said& said);
  /// What `other` holds under one key or several, from `begin` up to `end_at`.
  void add(const Chunk& other, std::size_t begin, std::size_t end_at);
  [[nodiscard]] store::Said said(std::size_t at) const;
  [[nodiscard]] store::Chain chain(std::size_t begin, std::size_t end_at) const;
  [[nodiscard]] const std::string& context_table_of(std::size_t at) const {
    return context_tables[static_cast<std::size_t>(context_table[at])];
  }
  [[nodiscard]] std::span<const Id> contexts_of(std::size_t at) const {
    return std::span(contexts).subspan(context_begin[at], context_begin[at + 1] - context_begin[at]);
  }
  /// True when the key at `at` has one delivery only, which gives rows.
  [[nodiscard]] bool is_plain(std::size_t begin, std::size_t end_at) const {
    return end_at - begin == 1 && gap[begin] == 0;
  }
  [[nodiscard]] std::int64_t number_of_table(const std::string& name);
};

/// What stands under one key of a chunk.
struct ChunkKey {
  const Chunk* chunk = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
};
/// The keys in one, sorted by bucket, source and start.
[[nodiscard]] Chunk gather(std::vector<ChunkKey> keys);

/// The columns of `[begin, end)` as bytes, and back; nothing when they are not those of `size` deliveries.
[[nodiscard]] std::string encode(const Chunk& chunk, std::size_t begin, std::size_t end);
[[nodiscard]] std::optional<Chunk> decode_chunk(std::string_view bytes, std::size_t size);

/// Deliveries of a chunk that are no more, a bit each; empty: none.
class Dead {
 public:
  Dead() = default;
  explicit Dead(std::string bits) : bits_(std::move(bits)) {}
  [[nodiscard]] bool contains(std::size_t at) const {
    return at / 8 < bits_.size() && ((static_cast<unsigned char>(bits_[at / 8]) >> (at % 8)) & 1) != 0;
  }
  void add(std::size_t at, std::size_t size) {
    if (bits_.empty()) bits_.resize((size + 7) / 8);
    bits_[at / 8] = static_cast<char>(static_cast<unsigned char>(bits_[at / 8]) | (1U << (at % 8)));
  }
  [[nodiscard]] const std::string& bits() const { return bits_; }

 private:
  std::string bits_;
};

/// Calls `use(begin, end)` with each living key.
template <class Use>
void for_each_key(const Chunk& chunk, const Dead& dead, Use&& use) {
  for (std::size_t begin = 0; begin < chunk.size();) {
    std::size_t end = begin + 1;
    while (end < chunk.size() && chunk.start[end] == chunk.start[begin] && chunk.source[end] == chunk.source[begin]) {
      ++end;
    }
    if (!dead.contains(begin)) use(begin, end);
    begin = end;
  }
}

/// Calls `use(row, context table)` with the rows of the key that stands in `[begin, end)`, superseded ones too.
template <class Use>
void for_each_row(const Chunk& chunk, std::size_t begin, std::size_t end, std::string_view table, Use&& use) {
  const Id source = chunk.source[begin];
  const Instant start = instant(chunk.start[begin]);
  if (!chunk.is_plain(begin, end)) {
    const auto chain = chunk.chain(begin, end);
    for (const auto& run : chain.runs()) {
      store::for_each_row(run, table, source, start,
                          [&](const store::SeriesRow& row) { use(row, std::string_view(run.said->context_table)); });
    }
    return;
  }
  const std::string_view context_table = chunk.context_table_of(begin);
  store::SeriesRow row{table,
                       source,
                       {},
                       start,
                       instant(chunk.end[begin]),
                       instant(chunk.recorded[begin]),
                       std::nullopt,
                       Decimal::from_units(chunk.value[begin])};
  const auto contexts = chunk.contexts_of(begin);
  if (contexts.empty()) use(row, context_table);
  for (const auto& context : contexts) {
    row.context = context;
    use(row, context_table);
  }
}

}  // namespace steward::stores
