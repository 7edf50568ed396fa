// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/columns.hpp"
#include "store/stored.hpp"
#include "stores/memory/connection.hpp"

namespace steward::stores {

namespace {

using Lock = std::lock_guard<std::mutex>;

OwnerKey key_of(const store::SeriesOwner& owner) { return {owner.kind, owner.owner, owner.part}; }

store::Said said_at(const store::Deliveries& batch, std::size_t i) {
  store::Said said{batch.recorded[i], batch.end[i], batch.value[i], batch.context_table, {}, false};
  for (auto at = batch.context_begin[i]; at < batch.context_begin[i + 1]; ++at) {
    said.contexts.push_back(batch.contexts[at]);
  }
  return said;
}

/// The row of a source record that counts for a context.
struct Best {
  store::SeriesRow row;
  [[nodiscard]] bool beaten_by(const store::SeriesRow& other) const {
    return std::pair(row.end, row.start) < std::pair(other.end, other.start);
  }
};

}  // namespace

void MemoryConnection::change_chain(const OwnerKey& owner, const ChainKey& key, std::optional<store::Chain> chain) {
  auto& versions = state_->series[owner][key];
  undo_.emplace_back([state = state_.get(), owner, key, before = versions.local] {
    auto& chains = state->series[owner];
    auto& held = chains[key];
    held.local = before;
    if (held.idle()) chains.erase(key);
    if (chains.empty()) state->series.erase(owner);
  });
  versions.local = {std::move(chain), true};
  touched_chains_.insert({owner, key});
}

void MemoryConnection::for_each_run(const store::SeriesOwner& owner, const UseRun& use) {
  const auto chains = state_->series.find(key_of(owner));
  if (chains == state_->series.end()) return;
  for (const auto& [key, versions] : chains->second) {
    const auto* chain = versions.visible(view());
    if (chain == nullptr) continue;
    for (const auto& run : chain->runs()) use(key, run);
  }
}

Result<store::DeliveryCounts> MemoryConnection::deliver(const store::Deliveries& batch) {
  if (!writes()) return store::misuse("a write outside a write transaction");
  if (!store::well_formed(batch)) return store::misuse("the columns of a batch differ in length");
  const Lock lock(state_->mutex);
  const auto owner = key_of(batch.owner);
  store::DeliveryCounts counts;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const ChainKey key{batch.source_table, batch.source[i], batch.start[i]};
    const auto chains = state_->series.find(owner);
    const store::Chain* held = nullptr;
    if (chains != state_->series.end()) {
      if (const auto found = chains->second.find(key); found != chains->second.end()) {
        held = found->second.visible(view());
      }
    }
    store::Chain chain = held != nullptr ? *held : store::Chain();
    const auto one = chain.deliver(said_at(batch, i));
    counts.added += one.added;
    counts.superseded += one.superseded;
    counts.unchanged += one.unchanged;
    if (held == nullptr || chain.said() != held->said()) change_chain(owner, key, std::move(chain));
  }
  return counts;
}

Result<store::SeriesColumns> MemoryConnection::latest(const Latest& query) {
  const Lock lock(state_->mutex);
  std::map<std::tuple<Id, std::string, Id>, Best> best;
  for_each_run(query.owner, [&](const ChainKey& key, const store::Run& run) {
    const auto& said = *run.said;
    if (said.contexts.empty() || said.context_table != query.context_table || said.end > query.t) return;
    if (!store::in_force(said.recorded, run.superseded, query.known_at)) return;
    store::for_each_row(run, key.source_table, key.source, key.start, [&](const store::SeriesRow& row) {
      if (query.contexts && !std::binary_search(query.contexts->begin(), query.contexts->end(), row.context)) return;
      const auto [at, fresh] = best.try_emplace({row.context, key.source_table, key.source}, Best{row});
      if (!fresh && at->second.beaten_by(row)) at->second.row = row;
    });
  });
  store::ColumnsBuilder columns(false);
  for (const auto& [key, held] : best) columns.add(held.row);
  auto found = columns.take();
  if (query.values_only) found.drop_sources();
  return found;
}

Result<store::SeriesColumns> MemoryConnection::range(const Range& query) {
  const Lock lock(state_->mutex);
  store::ColumnsBuilder columns(false);
  for_each_run(query.owner, [&](const ChainKey& key, const store::Run& run) {
    if (key.start < query.from || key.start >= query.to) return;
    if (query.source && key.source != *query.source) return;
    if (!store::in_force(run.said->recorded, run.superseded, query.known_at)) return;
    store::for_each_row(run, key.source_table, key.source, key.start, [&](const store::SeriesRow& row) {
      if (!query.context || (!row.context.is_nil() && row.context == *query.context)) columns.add(row);
    });
  });
  return columns.take();
}

Result<void> MemoryConnection::scan_range(const Range& query, const UseColumns& use) {
  const auto rows = range(query);
  if (!rows) return rows.error();
  if (rows->size() != 0) (void)use(*rows);
  return {};
}

Result<store::SeriesColumns> MemoryConnection::history(const store::SeriesOwner& owner) {
  const Lock lock(state_->mutex);
  store::ColumnsBuilder columns(true);
  for_each_run(owner, [&](const ChainKey& key, const store::Run& run) {
    store::for_each_row(run, key.source_table, key.source, key.start,
                        [&](const store::SeriesRow& row) { columns.add(row); });
  });
  return columns.take();
}

Result<std::optional<Instant>> MemoryConnection::newest(const store::SeriesOwner& owner) {
  const Lock lock(state_->mutex);
  std::optional<Instant> newest;
  const auto chains = state_->series.find(key_of(owner));
  if (chains == state_->series.end()) return newest;
  for (const auto& [key, versions] : chains->second) {
    const auto* chain = versions.visible(view());
    if (chain == nullptr) continue;
    for (const auto& said : chain->said()) newest = std::max({newest.value_or(said.end), said.end, said.recorded});
  }
  return newest;
}

Result<bool> MemoryConnection::has_rows(const store::SeriesOwner& owner) {
  const Lock lock(state_->mutex);
  bool found = false;
  for_each_run(owner, [&](const ChainKey&, const store::Run&) { found = true; });
  return found;
}

Result<void> MemoryConnection::erase_contexts(std::string_view context_table, std::span<const Id> contexts) {
  if (!writes()) return store::misuse("a write outside a write transaction");
  const Lock lock(state_->mutex);
  std::vector<std::tuple<OwnerKey, ChainKey, store::Chain>> changed;
  for (const auto& [owner, chains] : state_->series) {
    for (const auto& [key, versions] : chains) {
      const auto* held = versions.visible(view());
      if (held == nullptr) continue;
      store::Chain chain = *held;
      if (chain.erase_contexts(context_table, contexts)) changed.emplace_back(owner, key, std::move(chain));
    }
  }
  for (auto& [owner, key, chain] : changed) {
    change_chain(owner, key, chain.empty() ? std::optional<store::Chain>() : std::move(chain));
  }
  return {};
}

Result<std::size_t> MemoryConnection::drop_before(const store::SeriesOwner& owner, Instant start) {
  if (!writes()) return store::misuse("a write outside a write transaction");
  const Lock lock(state_->mutex);
  std::vector<ChainKey> gone;
  if (const auto chains = state_->series.find(key_of(owner)); chains != state_->series.end()) {
    for (const auto& [key, versions] : chains->second) {
      const auto* held = versions.visible(view());
      if (key.start < start && held != nullptr) gone.push_back(key);
    }
  }
  for (const auto& key : gone) change_chain(key_of(owner), key, std::nullopt);
  return gone.size();
}

Result<void> MemoryConnection::erase_owner(store::SeriesKind kind, Id owner) {
  if (!writes()) return store::misuse("a write outside a write transaction");
  const Lock lock(state_->mutex);
  std::vector<std::pair<OwnerKey, ChainKey>> gone;
  for (const auto& [key, chains] : state_->series) {
    if (key.kind != kind || key.owner != owner) continue;
    for (const auto& [chain, versions] : chains) gone.emplace_back(key, chain);
  }
  for (const auto& [key, chain] : gone) change_chain(key, chain, std::nullopt);
  return {};
}

}  // namespace steward::stores
