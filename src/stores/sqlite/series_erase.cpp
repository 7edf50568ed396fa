// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

/// Takes context records out of one owner's series.
class SeriesEraser {
 public:
  SeriesEraser(SeriesStore& store, std::int64_t owner, std::string_view context_table, std::span<const Id> contexts)
      : store_(store), owner_(owner), context_table_(context_table), contexts_(contexts) {}

  [[nodiscard]] Result<void> run();

 private:
  [[nodiscard]] Result<void> run(const std::string& source_table, std::span<const ContextPair> pairs);
  [[nodiscard]] Result<void> change(ChunkHead& head, std::span<const Id> sources, Chunk& changed, Touches& touches);

  SeriesStore& store_;
  std::int64_t owner_;
  std::string_view context_table_;
  std::span<const Id> contexts_;
};

Result<void> SeriesEraser::run() {
  const auto all = store_.pairs_of(owner_, context_table_, contexts_);
  if (!all) return all.error();
  for (const auto& [table, pairs] : *all) {
    if (auto done = run(table, pairs); !done) return done;
  }
  return {};
}

Result<void> SeriesEraser::run(const std::string& source_table, std::span<const ContextPair> pairs) {
  const auto sources = sources_of(pairs);
  ChunkBox box;
  box.owner = owner_;
  box.sources = std::pair(sources.front(), sources.back());
  auto heads = store_.chunks_.find(box);
  if (!heads) return heads.error();
  Touches touches;
  std::vector<ChunkHead> fresh;
  for (auto& head : *heads) {
    if (head.source_table != source_table || !may_hold(head, sources)) continue;
    // A chunk at a time, so that an erased record with a long past needs no more memory than one with a short one.
    Chunk changed;
    if (auto done = change(head, sources, changed, touches); !done) return done;
    auto written = store_.chunks_.write(owner_, source_table, changed);
    if (!written) return written.error();
    std::move(written->begin(), written->end(), std::back_inserter(fresh));
  }
  auto& list = touches[std::string(context_table_)];
  for (const auto& pair : pairs) list.push_back({pair, Touch::Kind::remove, {}, false});
  if (auto done = store_.change_latest(owner_, source_table, touches); !done) return done;
  return store_.tidy(owner_, source_table, std::move(fresh));
}

Result<void> SeriesEraser::change(ChunkHead& head, std::span<const Id> sources, Chunk& changed, Touches& touches) {
  const auto chunk = store_.chunks_.read(head);
  if (!chunk) return chunk.error();
  std::vector<std::size_t> buried;
  for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
    if (!std::binary_search(sources.begin(), sources.end(), chunk->source[begin])) return;
    auto chain = chunk->chain(begin, end);
    const auto before = chain;
    if (!chain.erase_contexts(context_table_, contexts_)) return;
    for (auto i = begin; i < end; ++i) buried.push_back(i);
    if (chain.empty()) return;
    const auto at = changed.size();
    for (const auto& said : chain.said()) changed.add(chunk->source[begin], chunk->start[begin], said);
    touch_latest(changed, at, changed.size(), &before, touches);
  });
  return buried.empty() ? Result<void>() : store_.bury(head, buried);
}

Result<void> SeriesStore::erase_contexts(std::string_view context_table, std::span<const Id> contexts) {
  std::vector<Id> sorted(contexts.begin(), contexts.end());
  std::sort(sorted.begin(), sorted.end());
  auto statement = handle_->prepare(
      "SELECT id, kind, owner FROM steward_series_owner AS o WHERE EXISTS (SELECT 1 FROM steward_series_last WHERE "
      "owner = o.id AND "
      "context_table = ?1)");
  if (!statement) return statement.error();
  statement->bind(1, context_table);
  std::vector<std::pair<std::int64_t, store::Stamped>> owners;
  auto read = statement->each([&]() -> Result<void> {
    owners.emplace_back(statement->integer(0),
                        store::Stamped(static_cast<store::SeriesKind>(statement->integer(1)), statement->id(2)));
    return {};
  });
  if (!read) return read;
  contexts_ = {};
  for (const auto& [owner, stamped] : owners) {
    if (auto done = SeriesEraser(*this, owner, context_table, sorted).run(); !done) return done;
    if (!contexts_.ids.empty() || contexts_.whole) note_written(stamped);
  }
  return {};
}

Result<void> SeriesStore::erase_owner(store::SeriesKind kind, Id owner) {
  const std::string of_owner = "(SELECT id FROM steward_series_owner WHERE owner = ?1 AND kind = ?2)";
  for (const auto& sql : {"DELETE FROM steward_series_data WHERE chunk IN (SELECT id FROM steward_series_chunk WHERE "
                          "owner IN " +
                              of_owner + ")",
                          "DELETE FROM steward_series_chunk WHERE owner IN " + of_owner,
                          "DELETE FROM steward_series_last WHERE owner IN " + of_owner,
                          std::string("DELETE FROM steward_series_owner WHERE owner = ?1 AND kind = ?2")}) {
    auto statement = handle_->prepare(sql);
    if (!statement) return statement.error();
    statement->bind(1, owner);
    statement->bind(2, static_cast<std::int64_t>(kind));
    if (auto done = statement->run(); !done) return done;
  }
  return {};
}

Result<std::size_t> SeriesStore::drop_before(const store::SeriesOwner& owner, Instant start) {
  const auto known = find_owner(owner);
  if (!known) return known.error();
  ChunkBox box;
  box.owner = known->id;
  box.to = millis_before(start);
  auto heads = chunks_.find(box);
  if (!heads) return heads.error();
  std::size_t dropped = 0;
  contexts_ = {};
  for (auto& head : *heads) {
    const auto chunk = chunks_.read(head);
    if (!chunk) return chunk.error();
    std::vector<std::size_t> buried;
    Touches touches;  // told chunk by chunk: memory stays bounded
    for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
      if (chunk->start[begin] >= millis(start)) return;
      ++dropped;
      for (auto i = begin; i < end; ++i) {
        buried.push_back(i);
        auto& list = touches[chunk->context_table_of(i)];
        for (const auto& context : chunk->contexts_of(i)) {
          list.push_back({{context, chunk->source[i]}, Touch::Kind::withdraw, {chunk->start[i], 0, 0, 0}, false});
        }
      }
    });
    if (buried.empty()) continue;
    if (auto done = bury(head, buried); !done) return done.error();
    if (auto done = change_latest(known->id, head.source_table, touches); !done) return done.error();
  }
  if (dropped > 0) note_written(owner);
  return dropped;
}

}  // namespace steward::stores
