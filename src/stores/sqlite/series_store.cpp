// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "stores/packed/key_order.hpp"

namespace steward::stores {

namespace {

/// So many chunks of a level are put together at once.
constexpr std::size_t merged_at_once = 16;

void sort_by_pair(std::vector<Touch>& list) {
  auto order = KeyOrder<4>::of(list.size(), [&](std::uint32_t at) {
    const auto& pair = list[at].pair;
    return KeyOrder<4>::Key{id_word(pair.context, 0), id_word(pair.context, 1), id_word(pair.source, 0),
                            id_word(pair.source, 1)};
  });
  // In place, cycle by cycle: new memory for all of them costs more than moving them.
  for (std::uint32_t begin = 0; begin < order.size(); ++begin) {
    if (order[begin] == begin) continue;
    const auto first = list[begin];
    auto at = begin;
    while (order[at] != begin) {
      list[at] = list[order[at]];
      at = std::exchange(order[at], at);
    }
    list[at] = first;
    order[at] = at;
  }
}

/// Of several new periods of one pair in a row the last one is enough.
void add_touch(std::vector<Touch>& list, const Touch& touch) {
  const bool follows = touch.kind == Touch::Kind::offer && touch.fresh && !list.empty() && list.back().fresh &&
                       list.back().kind == touch.kind && list.back().row.start < touch.row.start &&
                       list.back().row.end <= touch.row.end && list.back().pair == touch.pair;
  if (follows) {
    list.back() = touch;
  } else {
    list.push_back(touch);
  }
}

}  // namespace

bool may_hold(const ChunkHead& head, std::span<const Id> sources) {
  const auto found = std::lower_bound(sources.begin(), sources.end(), head.first_source);
  return found != sources.end() && *found <= head.last_source;
}

void touch_latest(const Chunk& chunk, std::size_t begin, std::size_t end, const store::Chain* before,
                  Touches& touches) {
  const Id source = chunk.source[begin];
  const auto start = chunk.start[begin];
  const auto add = [&](std::string_view context_table, const Id& context, Touch::Kind kind, const LatestRow& row) {
    auto found = touches.find(context_table);
    if (found == touches.end()) found = touches.emplace(context_table, std::vector<Touch>()).first;
    add_touch(found->second, {{context, source}, kind, row, before == nullptr});
  };
  if (before == nullptr && chunk.is_plain(begin, end)) {
    const auto& table = chunk.context_table_of(begin);
    const LatestRow row{start, chunk.end[begin], chunk.recorded[begin], chunk.value[begin]};
    for (const auto& context : chunk.contexts_of(begin)) add(table, context, Touch::Kind::offer, row);
    return;
  }
  const auto chain = chunk.chain(begin, end);
  std::set<std::pair<std::string_view, Id>> in_force;
  const auto runs = chain.runs();
  if (!runs.empty() && !runs.back().superseded) {
    const auto& said = *runs.back().said;
    const LatestRow row{start, millis(said.end), millis(said.recorded), said.value.units()};
    for (const auto& context : said.contexts) {
      in_force.emplace(said.context_table, context);
      add(said.context_table, context, Touch::Kind::offer, row);
    }
  }
  for (const auto* one : {before, &chain}) {
    if (one == nullptr) continue;
    for (const auto& said : one->said()) {
      for (const auto& context : said.contexts) {
        if (in_force.contains({said.context_table, context})) continue;
        add(said.context_table, context, Touch::Kind::withdraw, {start, 0, 0, 0});
      }
    }
  }
}

void touch_latest(const Chunk& chunk, Touches& touches) {
  if (chunk.contexts.empty()) return;
  auto& list = touches[chunk.context_tables.front()];
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    const LatestRow row{chunk.start[i], chunk.end[i], chunk.recorded[i], chunk.value[i]};
    for (const auto& context : chunk.contexts_of(i)) {
      add_touch(list, {{context, chunk.source[i]}, Touch::Kind::offer, row, true});
    }
  }
}

Result<SeriesOwnerRow> SeriesStore::find_owner(const store::SeriesOwner& owner) {
  auto statement = handle_->prepare(
      "SELECT id, last_recorded FROM steward_series_owner WHERE owner = ?1 AND kind = ?2 AND part = ?3");
  if (!statement) return statement.error();
  statement->bind(1, owner.owner);
  statement->bind(2, static_cast<std::int64_t>(owner.kind));
  statement->bind(3, owner.part);
  const auto there = statement->step();
  if (!there) return there.error();
  SeriesOwnerRow row;
  if (*there) row.id = statement->integer(0);
  if (*there && !statement->is_null(1)) row.last_recorded = statement->integer(1);
  return row;
}

Result<SeriesOwnerRow> SeriesStore::make_owner(const store::SeriesOwner& owner) {
  auto known = find_owner(owner);
  if (!known || known->id != 0) return known;
  auto statement = handle_->prepare("INSERT INTO steward_series_owner (owner, kind, part) VALUES (?1, ?2, ?3)");
  if (!statement) return statement.error();
  statement->bind(1, owner.owner);
  statement->bind(2, static_cast<std::int64_t>(owner.kind));
  statement->bind(3, owner.part);
  if (auto done = statement->run(); !done) return done.error();
  const auto made = handle_->integer("SELECT last_insert_rowid()");
  if (!made) return made.error();
  known->id = *made;
  return known;
}

Result<void> SeriesStore::note_recorded(const SeriesOwnerRow& owner, std::int64_t recorded) {
  if (recorded <= owner.last_recorded) return {};
  auto statement = handle_->prepare("UPDATE steward_series_owner SET last_recorded = ?2 WHERE id = ?1");
  if (!statement) return statement.error();
  statement->bind(1, owner.id);
  statement->bind(2, recorded);
  return statement->run();
}

Result<void> SeriesStore::put(std::int64_t owner, const std::string& source_table, const Chunk& changed,
                              Touches& touches) {
  auto fresh = chunks_.write(owner, source_table, changed);
  if (!fresh) return fresh.error();
  return settle(owner, source_table, std::move(*fresh), touches);
}

Result<void> SeriesStore::settle(std::int64_t owner, const std::string& source_table, std::vector<ChunkHead> fresh,
                                 Touches& touches) {
  // The index comes after the chunks: where it cannot tell it looks into them.
  if (auto done = change_latest(owner, source_table, touches); !done) return done;
  return tidy(owner, source_table, std::move(fresh));
}

Result<void> SeriesStore::change_latest(std::int64_t owner, const std::string& source_table, Touches& touches) {
  for (auto& [context_table, list] : touches) {
    sort_by_pair(list);
    note_contexts(list);
    std::vector<ContextPair> lost;
    if (auto done = latest_.change(owner, context_table, source_table, list, lost); !done) return done;
    if (lost.empty()) continue;
    if (auto done = find_lost(owner, context_table, source_table, lost); !done) return done;
  }
  return {};
}

void SeriesStore::note_contexts(std::span<const Touch> touches) {
  auto& ids = contexts_.ids;
  ids.reserve(ids.size() + std::min(touches.size(), store::ChangeLog::most_ids + 1));
  for (const auto& touch : touches) {
    if (ids.empty() || ids.back() != touch.pair.context) ids.push_back(touch.pair.context);
    if (ids.size() <= store::ChangeLog::most_ids) continue;
    ids.clear();
    contexts_.whole = true;
  }
}

void SeriesStore::note_written(const store::Stamped& owner) {
  auto& written = written_[owner];
  written.ids.insert(written.ids.end(), contexts_.ids.begin(), contexts_.ids.end());
  written.whole = written.whole || contexts_.whole;
  contexts_ = {};
}

Result<std::optional<Instant>> SeriesStore::newest(const store::SeriesOwner& owner) {
  const auto known = find_owner(owner);
  if (!known) return known.error();
  if (known->last_recorded == std::numeric_limits<std::int64_t>::min()) return std::optional<Instant>();
  return std::optional(instant(known->last_recorded));
}

Result<void> SeriesStore::tidy(std::int64_t owner, const std::string& source_table, std::vector<ChunkHead> fresh) {
  while (!fresh.empty()) {
    const ChunkHead head = std::move(fresh.back());
    fresh.pop_back();
    if (head.level == last_level) continue;
    // Chunks that hold little are of one kind; of the others those that share source records.
    std::optional<std::pair<Id, Id>> sources;
    if (head.level >= small_levels) sources.emplace(head.first_source, head.last_source);
    auto heads = chunks_.of_level(owner, source_table, bucket_of(head.min_start), head.level, sources);
    if (!heads) return heads.error();
    if (heads->size() < merged_at_once) continue;
    heads->resize(merged_at_once);
    const auto level = sources ? std::optional(head.level + 1) : std::nullopt;
    auto merged = merge(owner, source_table, *heads, level);
    if (!merged) return merged.error();
    std::move(merged->begin(), merged->end(), std::back_inserter(fresh));
  }
  return {};
}

Result<std::vector<ChunkHead>> SeriesStore::merge(std::int64_t owner, const std::string& source_table,
                                                  std::span<const ChunkHead> heads, std::optional<int> level) {
  std::vector<Chunk> chunks;
  chunks.reserve(heads.size());
  std::vector<ChunkKey> keys;
  for (const auto& head : heads) {
    auto chunk = chunks_.read(head);
    if (!chunk) return chunk.error();
    const auto& held = chunks.emplace_back(std::move(*chunk));
    for_each_key(held, head.dead, [&](std::size_t begin, std::size_t end) { keys.push_back({&held, begin, end}); });
    if (auto done = chunks_.remove(head); !done) return done.error();
  }
  return chunks_.write(owner, source_table, gather(std::move(keys)), level);
}

Result<void> SeriesStore::bury(ChunkHead& head, std::span<const std::size_t> positions) {
  if (auto done = chunks_.bury(head, positions); !done) return done;
  if (head.alive == 0 || head.alive * 2 > head.size) return {};
  const auto again = merge(head.owner, head.source_table, std::span(&head, 1), head.level);
  return again ? Result<void>() : again.error();
}

Result<SeriesStore::Pairs> SeriesStore::pairs_of(std::int64_t owner, std::string_view context_table,
                                                 std::span<const Id> contexts) {
  Pairs pairs;
  const auto take = [&](const LatestSegment& segment, std::size_t begin, std::size_t end) {
    for (auto at = begin; at < end; ++at) {
      pairs[segment.table_of(at)].push_back({segment.context[at], segment.source[at]});
    }
  };
  auto read = latest_.read(owner, context_table, contexts, take);
  if (!read) return read.error();
  return pairs;
}

std::vector<Id> sources_of(std::span<const ContextPair> pairs) {
  std::vector<Id> sources;
  for (const auto& pair : pairs) sources.push_back(pair.source);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

}  // namespace steward::stores
