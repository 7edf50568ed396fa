// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

/// Keeps each table name once, so that rows can point to it.
class SeriesNames {
 public:
  std::string_view keep(std::string_view name) {
    if (name != last_) last_ = *names_.emplace(name).first;
    return last_;
  }

 private:
  std::set<std::string> names_;
  std::string_view last_;
};

namespace {

/// Outside a transaction each statement would see a state of its own: a chunk that was found could be gone when it is
/// read.
class OneState {
 public:
  explicit OneState(Handle& handle) : handle_(&handle) {
    if (handle.autocommit()) begun_ = handle.run("BEGIN").ok();
  }
  OneState(const OneState&) = delete;
  OneState& operator=(const OneState&) = delete;
  ~OneState() {
    if (begun_) (void)handle_->run("ROLLBACK");
  }

 private:
  Handle* handle_;
  bool begun_ = false;
};

template <class Less>
store::SeriesColumns sorted(std::vector<store::SeriesRow>& rows, bool with_superseded, Less less) {
  if (!std::is_sorted(rows.begin(), rows.end(), less)) std::sort(rows.begin(), rows.end(), less);
  store::ColumnsBuilder columns(with_superseded);
  columns.reserve(rows.size());
  for (const auto& row : rows) columns.add(row);
  return columns.take();
}

bool by_source(const store::SeriesRow& a, const store::SeriesRow& b) {
  return std::tie(a.table, a.source, a.start, a.recorded, a.context) <
         std::tie(b.table, b.source, b.start, b.recorded, b.context);
}

bool by_start(const store::SeriesRow& a, const store::SeriesRow& b) {
  return std::tie(a.table, a.source, a.start, a.context) < std::tie(b.table, b.source, b.start, b.context);
}

/// Every row of a plain chunk is one that is asked for.
bool all_count(const ChunkHead& head, const store::Series::Range& query) {
  return head.alive == head.size && query.from <= instant(head.min_start) && instant(head.max_start) < query.to &&
         instant(head.max_recorded) <= query.known_at && !query.context && !query.source;
}

/// Leaves those rows of a plain chunk that are asked for.
void keep_counting(const Dead& dead, const store::Series::Range& query, store::SeriesColumns& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool counts = !dead.contains(i) && query.from <= rows.start[i] && rows.start[i] < query.to &&
                        rows.recorded[i] <= query.known_at && (!query.source || rows.source[i] == *query.source) &&
                        (!query.context || (!rows.context[i].is_nil() && rows.context[i] == *query.context));
    if (!counts) continue;
    rows.source[kept] = rows.source[i];
    rows.context[kept] = rows.context[i];
    rows.start[kept] = rows.start[i];
    rows.end[kept] = rows.end[i];
    rows.recorded[kept] = rows.recorded[i];
    rows.value[kept] = rows.value[i];
    ++kept;
  }
  rows.source_table.resize(kept);
  rows.source.resize(kept);
  rows.context.resize(kept);
  for (auto* column : {&rows.start, &rows.end, &rows.recorded}) column->resize(kept);
  rows.value.resize(kept);
}

bool by_context(const store::SeriesRow& a, const store::SeriesRow& b) {
  return std::tie(a.context, a.table, a.source) < std::tie(b.context, b.table, b.source);
}

/// Rows that the index tells as they lie: of one source table, in the order of their contexts.
class PlainLatest {
 public:
  /// `segments`: of about the size of the first one; 0: that is not known.
  PlainLatest(bool values_only, std::size_t segments) : values_only_(values_only), segments_(segments) {}

  /// True when it took all of the pairs.
  bool take(const LatestSegment& segment, std::size_t begin, std::size_t end, std::int64_t t) {
    if (segment.tables.size() != 1 || (!rows_.tables.empty() && rows_.tables.front() != segment.tables.front())) {
      return false;
    }
    std::uint8_t other = 0;
    for (auto at = begin; at < end; ++at) {
      other |= static_cast<std::uint8_t>(static_cast<unsigned>(segment.dead[at] != 0) |
                                         static_cast<unsigned>(segment.end[at] > t));
    }
    if (other != 0) return false;
    if (rows_.tables.empty()) {
      rows_.tables.push_back(segment.tables.front());
      reserve(segments_ * segment.size());
    }
    if (!values_only_) append(segment.source, begin, end, rows_.source);
    append(segment.context, begin, end, rows_.context);
    append_as(segment.start, begin, end, rows_.start, instant);
    append_as(segment.end, begin, end, rows_.end, instant);
    if (!values_only_) append_as(segment.recorded, begin, end, rows_.recorded, instant);
    append_as(segment.value, begin, end, rows_.value, Decimal::from_units);
    return true;
  }
  [[nodiscard]] store::SeriesColumns columns() && {
    if (values_only_) {
      rows_.drop_sources();
    } else {
      rows_.source_table.assign(rows_.size(), 0);
    }
    // The other segments held far less than the first one.
    if (rows_.value.capacity() > 2 * rows_.size()) shrink();
    return std::move(rows_);
  }
  /// To go among others.
  void give_to(std::vector<store::SeriesRow>& rows) const {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      rows.push_back({rows_.tables.front(), values_only_ ? Id() : rows_.source[i], rows_.context[i], rows_.start[i],
                      rows_.end[i], values_only_ ? Instant() : rows_.recorded[i], std::nullopt, rows_.value[i]});
    }
  }

 private:
  static void append(const std::vector<Id>& from, std::size_t begin, std::size_t end, std::vector<Id>& into) {
    into.insert(into.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
                from.begin() + static_cast<std::ptrdiff_t>(end));
  }

  /// Room for all of them at once: asked for one by one it costs more than the numbers.
  template <class To, class Of>
  static void append_as(const std::vector<std::int64_t>& from, std::size_t begin, std::size_t end,
                        std::vector<To>& into, Of&& of) {
    const auto before = into.size();
    into.resize(before + (end - begin));
    for (auto at = begin; at < end; ++at) into[before + (at - begin)] = of(from[at]);
  }

  void reserve(std::size_t size) {
    if (!values_only_) rows_.source.reserve(size);
    rows_.context.reserve(size);
    rows_.start.reserve(size);
    rows_.end.reserve(size);
    if (!values_only_) rows_.recorded.reserve(size);
    rows_.value.reserve(size);
  }

  void shrink() {
    rows_.source.shrink_to_fit();
    rows_.context.shrink_to_fit();
    for (auto* column : {&rows_.start, &rows_.end, &rows_.recorded}) column->shrink_to_fit();
    rows_.value.shrink_to_fit();
  }

  bool values_only_;
  std::size_t segments_;
  store::SeriesColumns rows_;
};

}  // namespace

/// The pairs whose latest row the index does not tell, and the rows found.
struct SeriesStore::Search {
  SeriesNames names;
  std::vector<store::SeriesRow> rows;
  std::map<std::tuple<Id, std::string_view, Id>, std::optional<store::SeriesRow>> open;  // context, table, source

  void take(const LatestSegment& segment, std::size_t at, bool told, std::int64_t t) {
    const auto table = names.keep(segment.table_of(at));
    if (told && segment.dead[at] != 0) return;
    if (!told || segment.end[at] > t) {
      open.try_emplace({segment.context[at], table, segment.source[at]});
      return;
    }
    rows.push_back({table, segment.source[at], segment.context[at], instant(segment.start[at]),
                    instant(segment.end[at]), instant(segment.recorded[at]), std::nullopt,
                    Decimal::from_units(segment.value[at])});
  }
  /// The source records of the pairs for which a row that ends at `end` or before could still be the latest.
  [[nodiscard]] std::vector<Id> sources_before(std::int64_t end) const {
    std::vector<Id> sources;
    for (const auto& [key, row] : open) {
      if (!row || millis(row->end) <= end) sources.push_back(std::get<2>(key));
    }
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    return sources;
  }
  void offer(const store::SeriesRow& row) {
    const auto found = open.find({row.context, row.table, row.source});
    if (found == open.end()) return;
    auto& best = found->second;
    if (!best || std::pair(best->end, best->start) < std::pair(row.end, row.start)) best = row;
  }
};

Result<store::SeriesColumns> SeriesStore::latest(const store::Series::Latest& query) {
  const OneState state(*handle_);
  const auto owner = find_owner(query.owner);
  if (!owner) return owner.error();
  // What was recorded since then, or ends later than asked for, the index knows nothing about.
  const bool told = millis(query.known_at) >= owner->last_recorded;
  const auto segments =
      query.contexts || !told ? Result<std::size_t>(0) : latest_.segments(owner->id, query.context_table);
  if (!segments) return segments.error();
  PlainLatest plain(query.values_only, *segments);
  Search found;
  const auto take = [&](const LatestSegment& segment, std::size_t begin, std::size_t end) {
    if (told && plain.take(segment, begin, end, millis(query.t))) return;
    for (auto at = begin; at < end; ++at) found.take(segment, at, told, millis(query.t));
  };
  if (auto read = latest_.read(owner->id, query.context_table, query.contexts, take); !read) return read.error();
  if (found.open.empty() && found.rows.empty()) return std::move(plain).columns();
  plain.give_to(found.rows);
  if (!found.open.empty()) {
    if (auto searched = search(owner->id, query, found); !searched) return searched.error();
    for (const auto& [key, row] : found.open) {
      if (row) found.rows.push_back(*row);
    }
  }
  auto rows = sorted(found.rows, false, by_context);
  if (query.values_only) rows.drop_sources();
  return rows;
}

Result<void> SeriesStore::search(std::int64_t owner, const store::Series::Latest& query, Search& search) {
  auto sources = search.sources_before(std::numeric_limits<std::int64_t>::max());
  ChunkBox box;
  box.owner = owner;
  box.to = millis_before(query.t);  // a row begins before its end
  box.sources = std::pair(sources.front(), sources.back());
  auto heads = chunks_.find(box);
  if (!heads) return heads.error();
  // The latest first: once every pair has a row that ends after all that is left, nothing is left to look for.
  std::sort(heads->begin(), heads->end(), [](const ChunkHead& a, const ChunkHead& b) { return a.max_end > b.max_end; });
  auto layer = std::numeric_limits<std::int64_t>::max();
  for (const auto& head : *heads) {
    if (head.max_end < layer) {
      layer = head.max_end;
      sources = search.sources_before(layer);
      if (sources.empty()) return {};
    }
    if (head.min_recorded > millis(query.known_at) || !may_hold(head, sources)) continue;
    const auto chunk = chunks_.read(head);
    if (!chunk) return chunk.error();
    const auto table = search.names.keep(head.source_table);
    for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
      if (!std::binary_search(sources.begin(), sources.end(), chunk->source[begin])) return;
      for_each_row(*chunk, begin, end, table, [&](const store::SeriesRow& row, std::string_view context_table) {
        if (context_table != query.context_table || row.end > query.t) return;
        if (store::in_force(row.recorded, row.superseded, query.known_at)) search.offer(row);
      });
    });
  }
  return {};
}

Result<void> SeriesStore::find_lost(std::int64_t owner, std::string_view context_table, const std::string& source_table,
                                    const std::vector<ContextPair>& lost) {
  Search found;
  const auto table = found.names.keep(source_table);
  for (const auto& pair : lost) found.open.try_emplace({pair.context, table, pair.source});
  const store::Series::Latest query{{}, std::string(context_table), Instant::max(), Instant::max(), {}};
  if (auto searched = search(owner, query, found); !searched) return searched;
  std::vector<Touch> touches;
  for (const auto& [key, row] : found.open) {
    Touch touch{{std::get<0>(key), std::get<2>(key)}, Touch::Kind::bury, {}, false};
    if (row) {
      touch.kind = Touch::Kind::put;
      touch.row = {millis(row->start), millis(row->end), millis(row->recorded), row->value.units()};
    }
    touches.push_back(touch);
  }
  std::vector<ContextPair> none;
  return latest_.change(owner, context_table, source_table, touches, none);
}

Result<std::vector<ChunkHead>> SeriesStore::heads_of(const SeriesOwnerRow& owner, const store::Series::Range& query) {
  ChunkBox box;
  box.owner = owner.id;
  box.from = millis(query.from);
  box.to = millis_before(query.to);
  if (box.from > box.to) return std::vector<ChunkHead>();
  std::vector<Id> sources;
  if (query.source) {
    sources.push_back(*query.source);
  } else if (query.context) {
    const auto tables = latest_.context_tables(owner.id);
    if (!tables) return tables.error();
    std::vector<ContextPair> all;
    for (const auto& table : *tables) {
      const auto some = pairs_of(owner.id, table, std::span(&*query.context, 1));
      if (!some) return some.error();
      for (const auto& [name, pairs] : *some) all.insert(all.end(), pairs.begin(), pairs.end());
    }
    if (all.empty()) return std::vector<ChunkHead>();
    sources = sources_of(all);
  }
  if (!sources.empty()) box.sources = std::pair(sources.front(), sources.back());
  auto heads = chunks_.find(box);
  if (!heads) return heads;
  std::erase_if(*heads, [&](const ChunkHead& head) {
    return head.min_recorded > millis(query.known_at) || (!sources.empty() && !may_hold(head, sources));
  });
  return heads;
}

Result<void> SeriesStore::scan(const store::Series::Range& query, const store::Series::UseColumns& use) {
  const OneState state(*handle_);
  const auto owner = find_owner(query.owner);
  if (!owner) return owner.error();
  const auto heads = heads_of(*owner, query);
  if (!heads) return heads.error();
  // One for all chunks: new columns for each cost more than what is put into them.
  PlainChunk plain;
  Chunk chunk;
  for (const auto& head : *heads) {
    const auto is_plain = chunks_.read(head, plain, chunk);
    if (!is_plain) return is_plain.error();
    if (*is_plain) {
      if (!all_count(head, query)) keep_counting(head.dead, query, plain.rows);
      plain.rows.tables.assign(1, head.source_table);
      if (plain.rows.size() != 0 && !use(plain.rows)) return {};
      continue;
    }
    store::ColumnsBuilder columns(false);
    columns.reserve(chunk.size());
    for_each_key(chunk, head.dead, [&](std::size_t begin, std::size_t end) {
      const auto start = chunk.start[begin];
      if (start < millis(query.from) || start >= millis(query.to)) return;
      if (query.source && chunk.source[begin] != *query.source) return;
      for_each_row(chunk, begin, end, head.source_table, [&](const store::SeriesRow& row, std::string_view) {
        if (!store::in_force(row.recorded, row.superseded, query.known_at)) return;
        if (!query.context || (!row.context.is_nil() && row.context == *query.context)) columns.add(row);
      });
    });
    const auto piece = columns.take();
    if (piece.size() != 0 && !use(piece)) return {};
  }
  return {};
}

Result<store::SeriesColumns> SeriesStore::range(const store::Series::Range& query) {
  SeriesNames names;
  std::vector<store::SeriesRow> rows;
  const auto use = [&](const store::SeriesColumns& piece) {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      rows.push_back({names.keep(piece.tables[piece.source_table[i]]), piece.source[i], piece.context[i],
                      piece.start[i], piece.end[i], piece.recorded[i], std::nullopt, piece.value[i]});
    }
    return true;
  };
  if (auto read = scan(query, use); !read) return read.error();
  return sorted(rows, false, by_start);
}

Result<store::SeriesColumns> SeriesStore::history(const store::SeriesOwner& owner) {
  const OneState state(*handle_);
  const auto known = find_owner(owner);
  if (!known) return known.error();
  ChunkBox box;
  box.owner = known->id;
  const auto heads = chunks_.find(box);
  if (!heads) return heads.error();
  SeriesNames names;
  std::vector<store::SeriesRow> rows;
  for (const auto& head : *heads) {
    const auto chunk = chunks_.read(head);
    if (!chunk) return chunk.error();
    const auto table = names.keep(head.source_table);
    for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
      for_each_row(*chunk, begin, end, table,
                   [&](const store::SeriesRow& row, std::string_view) { rows.push_back(row); });
    });
  }
  return sorted(rows, true, by_source);
}

Result<bool> SeriesStore::has_rows(const store::SeriesOwner& owner) {
  const auto known = find_owner(owner);
  if (!known) return known.error();
  return chunks_.any(known->id);
}

}  // namespace steward::stores
