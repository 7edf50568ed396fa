// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/latest.hpp"

#include <algorithm>

#include "stores/packed/column.hpp"

namespace steward::stores {

namespace {

/// The pair's latest row while touches change it; `held` is false for a pair the index does not know.
struct Standing {
  bool held = false;
  std::optional<LatestRow> row;
  bool lost = false;

  void take(const Touch& touch) {
    switch (touch.kind) {
      case Touch::Kind::offer:
        return offer(touch.row);
      case Touch::Kind::withdraw:
        held = true;
        if (!row || row->start != touch.row.start) return;
        row.reset();
        lost = true;
        return;
      case Touch::Kind::put:
        held = true;
        row = touch.row;
        return;
      case Touch::Kind::bury:
        held = true;
        row.reset();
        return;
      case Touch::Kind::remove:
        held = false;
        return;
    }
  }

 private:
  void offer(const LatestRow& offered) {
    held = true;
    const bool greater = !row || std::pair(offered.end, offered.start) > std::pair(row->end, row->start);
    const bool same_key = row && offered.start == row->start;
    // A row that moved back in time may have given way to one that is not looked at here.
    if (same_key && offered.end < row->end) lost = true;
    if (greater || same_key) row = offered;
  }
};

}  // namespace

std::int64_t LatestSegment::number_of_table(std::string_view name) {
  const auto found = std::find(tables.begin(), tables.end(), name);
  const auto number = found - tables.begin();
  if (found == tables.end()) tables.emplace_back(name);
  return number;
}

void LatestSegment::reserve(std::size_t size) {
  context.reserve(size);
  source.reserve(size);
  for (auto* column : {&table, &start, &end, &recorded, &value, &dead}) column->reserve(size);
}

void LatestSegment::append(const LatestSegment& other, std::size_t begin, std::size_t end_at) {
  const auto copy = [&](auto& to, const auto& from) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
              from.begin() + static_cast<std::ptrdiff_t>(end_at));
  };
  copy(context, other.context);
  copy(source, other.source);
  copy(table, other.table);
  copy(start, other.start);
  copy(end, other.end);
  copy(recorded, other.recorded);
  copy(value, other.value);
  copy(dead, other.dead);
}

void LatestSegment::add(Id of_context, Id of_source, std::string_view of_table, const std::optional<LatestRow>& row) {
  context.push_back(of_context);
  source.push_back(of_source);
  table.push_back(number_of_table(of_table));
  const auto said = row.value_or(LatestRow());
  start.push_back(said.start);
  end.push_back(said.end);
  recorded.push_back(said.recorded);
  value.push_back(said.value);
  dead.push_back(row ? 0 : 1);
}

std::string encode(const LatestSegment& segment, std::size_t begin, std::size_t end) {
  const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(end - begin));
  out.put(static_cast<std::uint16_t>(segment.tables.size()));
  for (const auto& name : segment.tables) out.put_text(name);
  put_ids(out, part(segment.context));
  put_ids(out, part(segment.source), part(segment.context));
  for (const auto* column :
       {&segment.table, &segment.start, &segment.end, &segment.recorded, &segment.value, &segment.dead}) {
    put_numbers(out, part(*column));
  }
  return out.take();
}

bool decode_latest(std::string_view bytes, LatestSegment& segment) {
  ByteReader in(bytes);
  const auto size = in.take<std::uint32_t>();
  // No form of ids is shorter than a bit each; what claims more is no segment.
  if (size > bytes.size() * 64) return false;
  const auto names = in.take<std::uint16_t>();
  segment.tables.clear();
  for (unsigned i = 0; i < names && in.good(); ++i) segment.tables.emplace_back(in.take_text());
  if (in.good()) take_ids(in, size, segment.context);
  if (in.good()) take_ids(in, size, segment.source, segment.context);
  for (auto* column :
       {&segment.table, &segment.start, &segment.end, &segment.recorded, &segment.value, &segment.dead}) {
    if (in.good()) take_numbers(in, size, *column);
  }
  if (!in.good() || !in.at_end()) return false;
  return std::all_of(segment.table.begin(), segment.table.end(),
                     [&](auto number) { return static_cast<std::uint64_t>(number) < segment.tables.size(); });
}

void apply(LatestSegment& segment, std::string_view source_table, std::span<const Touch> touches,
           std::vector<ContextPair>& lost) {
  LatestSegment changed;
  changed.tables = segment.tables;
  changed.reserve(segment.size() + touches.size());
  std::size_t at = 0;
  const auto key_at = [&](std::size_t i) {
    // By name: each segment numbers its tables as they come.
    return std::tuple(segment.context[i], segment.source[i], std::string_view(segment.table_of(i)));
  };
  for (std::size_t next = 0; next < touches.size();) {
    const auto pair = touches[next].pair;
    const std::tuple key(pair.context, pair.source, source_table);
    const auto before = at;
    while (at < segment.size() && key_at(at) < key) ++at;
    if (at != before) changed.append(segment, before, at);
    Standing standing;
    if (at < segment.size() && key_at(at) == key) {
      standing.held = true;
      if (segment.dead[at] == 0) {
        standing.row = LatestRow{segment.start[at], segment.end[at], segment.recorded[at], segment.value[at]};
      }
      ++at;
    }
    for (; next < touches.size() && touches[next].pair == pair; ++next) standing.take(touches[next]);
    if (standing.held) changed.add(pair.context, pair.source, source_table, standing.row);
    if (standing.held && standing.lost) lost.push_back(pair);
  }
  changed.append(segment, at, segment.size());
  segment = std::move(changed);
}

}  // namespace steward::stores
