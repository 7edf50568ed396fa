// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/plain.hpp"

#include <type_traits>

#include "stores/packed/id_words.hpp"

namespace steward::stores {

namespace {

template <class Number>
NumberRange take_column(ByteReader& in, std::size_t size, std::vector<Number>& column) {
  static_assert(sizeof(Number) == sizeof(std::int64_t) && std::is_trivially_copyable_v<Number>);
  column.resize(size);
  return take_numbers(in, size, column.data());
}

/// Ids beside each other are most often others; where they are not, the periods tell the keys apart.
bool keys_repeat(const store::SeriesColumns& rows) {
  bool repeat = false;
  for (std::size_t i = 1; i < rows.source.size(); ++i) {
    if (rows.start[i] == rows.start[i - 1]) repeat = repeat || rows.source[i] == rows.source[i - 1];
  }
  return repeat;
}

/// True for a column that says the same number everywhere; it must hold nothing else.
bool says(ByteReader& in, std::int64_t number) {
  const auto width = in.take<std::uint8_t>();
  const auto least = in.take<std::int64_t>();
  (void)in.take<std::uint64_t>();
  return width == 0 && least == number;
}

}  // namespace

Plainness decode_plain(std::string_view bytes, std::size_t size, PlainChunk& chunk) {
  ByteReader in(bytes);
  if (in.take<std::uint32_t>() != size || size == 0 || size > bytes.size()) return Plainness::damaged;
  if (in.take<std::uint32_t>() != size || in.take<std::uint16_t>() != 1) return Plainness::other;
  chunk.context_table = in.take_text();
  auto& rows = chunk.rows;
  rows.source.resize(size);
  take_ids(in, rows.source, chunk.room);
  chunk.start = take_column(in, size, rows.start);
  chunk.end = take_column(in, size, rows.end);
  (void)take_column(in, size, rows.recorded);
  (void)take_column(in, size, rows.value);
  if (!in.good()) return Plainness::damaged;
  constexpr std::int64_t first_table = 0;
  constexpr std::int64_t no_gap = 0;
  constexpr std::int64_t one_context = 1;
  if (!says(in, first_table) || !says(in, no_gap) || !says(in, one_context)) return Plainness::other;
  rows.context.resize(size);
  take_ids(in, rows.context, chunk.room, rows.source);
  if (!in.good() || !in.at_end()) return Plainness::damaged;
  if (keys_repeat(rows)) return Plainness::other;
  rows.source_table.assign(size, 0);
  return Plainness::plain;
}

}  // namespace steward::stores
