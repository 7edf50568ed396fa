// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/chunk.hpp"

#include <algorithm>
#include <tuple>

#include "stores/packed/column.hpp"

namespace steward::stores {

void Chunk::reserve(std::size_t size) {
  source.reserve(size);
  for (auto* column : {&start, &end, &recorded, &value, &context_table, &gap}) column->reserve(size);
  context_begin.reserve(size + 1);
  contexts.reserve(size);
}

std::int64_t Chunk::number_of_table(const std::string& name) {
  const auto found = std::find(context_tables.begin(), context_tables.end(), name);
  const auto number = found - context_tables.begin();
  if (found == context_tables.end()) context_tables.push_back(name);
  return number;
}

void Chunk::add(Id source_id, std::int64_t start_at, const store::Said& said) {
  source.push_back(source_id);
  start.push_back(start_at);
  end.push_back(millis(said.end));
  recorded.push_back(millis(said.recorded));
  value.push_back(said.value.units());
  context_table.push_back(number_of_table(said.context_table));
  gap.push_back(said.gap ? 1 : 0);
  contexts.insert(contexts.end(), said.contexts.begin(), said.contexts.end());
  context_begin.push_back(static_cast<std::uint32_t>(contexts.size()));
}

void Chunk::add(const Chunk& other, std::size_t begin, std::size_t end_at) {
  for (std::size_t i = begin; i < end_at; ++i) {
    source.push_back(other.source[i]);
    start.push_back(other.start[i]);
    end.push_back(other.end[i]);
    recorded.push_back(other.recorded[i]);
    value.push_back(other.value[i]);
    context_table.push_back(number_of_table(other.context_table_of(i)));
    gap.push_back(other.gap[i]);
    const auto of = other.contexts_of(i);
    contexts.insert(contexts.end(), of.begin(), of.end());
    context_begin.push_back(static_cast<std::uint32_t>(contexts.size()));
  }
}

store::Said Chunk::said(std::size_t at) const {
  const auto of = contexts_of(at);
  return {instant(recorded[at]), instant(end[at]),       Decimal::from_units(value[at]),
          context_table_of(at),  {of.begin(), of.end()}, gap[at] != 0};
}

store::Chain Chunk::chain(std::size_t begin, std::size_t end_at) const {
  store::Chain chain;
  for (std::size_t i = begin; i < end_at; ++i) chain.append(said(i));
  return chain;
}

Chunk gather(std::vector<ChunkKey> keys) {
  const auto place = [](const ChunkKey& key) {
    const auto start = key.chunk->start[key.begin];
    return std::tuple(bucket_of(start), key.chunk->source[key.begin], start);
  };
  const auto before = [&](const ChunkKey& a, const ChunkKey& b) { return place(a) < place(b); };
  if (!std::is_sorted(keys.begin(), keys.end(), before)) std::sort(keys.begin(), keys.end(), before);
  Chunk gathered;
  gathered.reserve(keys.size());
  for (const auto& key : keys) gathered.add(*key.chunk, key.begin, key.end);
  return gathered;
}

std::string encode(const Chunk& chunk, std::size_t begin, std::size_t end) {
  const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
  const auto first_context = chunk.context_begin[begin];
  const auto context_count = chunk.context_begin[end] - first_context;
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(end - begin));
  out.put(context_count);
  out.put(static_cast<std::uint16_t>(chunk.context_tables.size()));
  for (const auto& name : chunk.context_tables) out.put_text(name);
  put_ids(out, part(chunk.source));
  for (const auto* column :
       {&chunk.start, &chunk.end, &chunk.recorded, &chunk.value, &chunk.context_table, &chunk.gap}) {
    put_numbers(out, part(*column));
  }
  std::vector<std::int64_t> counts(end - begin);
  for (std::size_t i = begin; i < end; ++i) counts[i - begin] = chunk.context_begin[i + 1] - chunk.context_begin[i];
  put_numbers(out, counts);
  put_ids(out, std::span(chunk.contexts).subspan(first_context, context_count), part(chunk.source));
  return out.take();
}

std::optional<Chunk> decode_chunk(std::string_view bytes, std::size_t size) {
  ByteReader in(bytes);
  // Two deliveries differ in their source, start or instant of learning, which takes each of them a byte at least.
  if (in.take<std::uint32_t>() != size || size == 0 || size > bytes.size()) return std::nullopt;
  const auto context_count = in.take<std::uint32_t>();
  // No form of ids is shorter than a bit each, but for those of one run; what claims more is no chunk.
  if (context_count > size + bytes.size() * 64) return std::nullopt;
  Chunk chunk;
  const auto names = in.take<std::uint16_t>();
  for (unsigned i = 0; i < names && in.good(); ++i) chunk.context_tables.emplace_back(in.take_text());
  take_ids(in, size, chunk.source);
  for (auto* column : {&chunk.start, &chunk.end, &chunk.recorded, &chunk.value, &chunk.context_table, &chunk.gap}) {
    if (in.good()) take_numbers(in, size, *column);
  }
  std::vector<std::int64_t> counts;
  if (in.good()) take_numbers(in, size, counts);
  if (in.good()) take_ids(in, context_count, chunk.contexts, chunk.source);
  if (!in.good() || !in.at_end()) return std::nullopt;
  chunk.context_begin.resize(size + 1);
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < size; ++i) {
    at += static_cast<std::uint64_t>(counts[i]);
    if (counts[i] < 0 || at > context_count) return std::nullopt;
    if (static_cast<std::uint64_t>(chunk.context_table[i]) >= chunk.context_tables.size()) return std::nullopt;
    chunk.context_begin[i + 1] = static_cast<std::uint32_t>(at);
  }
  if (at != context_count) return std::nullopt;
  return chunk;
}

}  // namespace steward::stores
