// SPDX-License-Identifier: Apache-2.0
#include "metrics/context_map.hpp"

#include <algorithm>

#include "metrics/domains.hpp"

namespace steward::metrics {

Result<bool> ContextMap::follow(rule::Work& work) {
  auto tables = reads_.tables;
  if (reads_.narrowing != nullptr) tables.push_back(reads_.narrowing);
  std::vector<std::int64_t> now;
  for (const TableInfo* table : tables) {
    const auto stamp = work.records().stamp(*table);
    if (!stamp) return stamp.error();
    if (!*stamp) return false;
    now.push_back(**stamp);
  }
  if (stamps_.empty()) stamps_ = now;
  if (stamps_ == now) return true;
  const auto later = [](std::int64_t kept, std::int64_t seen) { return kept <= seen; };
  if (!std::equal(stamps_.begin(), stamps_.end(), now.begin(), later)) return false;
  const auto decisive = static_cast<std::ptrdiff_t>(reads_.tables.size());
  if (!std::equal(stamps_.begin(), stamps_.begin() + decisive, now.begin())) {
    clear();
  } else {
    const auto followed = follow_context(work, stamps_.back(), now.back());
    if (!followed) {
      clear();
      return followed;
    }
  }
  stamps_ = std::move(now);
  return true;
}

Result<bool> ContextMap::follow_context(rule::Work& work, std::int64_t from, std::int64_t to) {
  std::vector<bool> others(contexts_.size());
  if (const auto changed = work.records().changed(*context_, from, to)) {
    for (const Id& id : *changed) {
      if (const auto place = contexts_.find(id); place != base::IdIndex::none) others[place] = true;
    }
  } else if (reads_.conditions) {
    clear();
    return true;
  } else {
    // All that counts of them is that they are there, and where.
    others.assign(contexts_.size(), true);
    const bool placed = is_placed(*context_);
    const Picked picked(placed ? std::vector{model::domain_field} : std::vector<std::size_t>{});
    auto read = cells_by_id(work, *context_, contexts_.ids(), picked, [&](const store::Cells& cells) {
      const auto place = contexts_.find(cells.id(0));
      if ((placed ? cells.id(1) : Id()) == domains_[place]) others[place] = false;
    });
    if (!read) return read.error();
  }
  forget_contexts(others);
  return true;
}

void ContextMap::forget_contexts(const std::vector<bool>& others) {
  for (std::uint32_t source = 0; source < entries_.size(); ++source) {
    if (!knows(source)) continue;
    const auto held = contexts(source);
    const bool touched =
        refused_[source] || std::any_of(held.begin(), held.end(), [&](std::uint32_t place) { return others[place]; });
    if (touched) forget(source);
  }
}

std::uint32_t ContextMap::keep_context(const Id& context, const Id& domain) {
  const auto [place, fresh] = contexts_.add(context);
  if (fresh) domains_.emplace_back();
  domains_[place] = domain;
  return place;
}

void ContextMap::keep(std::uint32_t source, std::span<const std::uint32_t> contexts, bool refused) {
  make_room(source + std::size_t{1});
  forget(source);
  refused_[source] = refused;
  if (contexts.size() < 2) {
    entries_[source] = {contexts.empty() ? 0 : contexts.front(), static_cast<std::uint32_t>(contexts.size())};
    return;
  }
  entries_[source] = {static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(contexts.size())};
  pool_.insert(pool_.end(), contexts.begin(), contexts.end());
}

void ContextMap::forget(std::uint32_t source) {
  if (!knows(source)) return;
  if (entries_[source].pooled()) unused_ += entries_[source].count;
  entries_[source].count = unknown;
  constexpr std::size_t worth_it = 65'536;
  if (unused_ < worth_it || unused_ * 2 < pool_.size()) return;
  std::vector<std::uint32_t> used;
  used.reserve(pool_.size() - unused_);
  for (auto& entry : entries_) {
    if (!entry.pooled()) continue;
    const auto begin = static_cast<std::uint32_t>(used.size());
    const auto held = std::span(pool_).subspan(entry.begin, entry.count);
    used.insert(used.end(), held.begin(), held.end());
    entry.begin = begin;
  }
  pool_ = std::move(used);
  unused_ = 0;
}

void ContextMap::clear() {
  stamps_.clear();
  entries_.clear();
  refused_.clear();
  pool_.clear();
  unused_ = 0;
  contexts_.clear();
  domains_.clear();
}

std::size_t ContextMap::bytes() const {
  return entries_.capacity() * sizeof(Entry) + refused_.capacity() / 8 + pool_.capacity() * sizeof(std::uint32_t) +
         contexts_.bytes() + domains_.capacity() * sizeof(Id) + mapping_.capacity();
}

}  // namespace steward::metrics
