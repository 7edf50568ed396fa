// SPDX-License-Identifier: Apache-2.0
#include "store/change_log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace steward::store {

namespace {

constexpr std::size_t most_commits = 4'096;

}  // namespace

void ChangeLog::add(const Stamped& what, std::int64_t from, std::int64_t to, std::vector<Id> ids) {
  if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.shrink_to_fit();  // kept for long, and counted as it is
  const std::lock_guard lock(mutex_);
  auto& kept = logs_[what];
  kept.ids += ids.size();
  ids_ += ids.size();
  kept.entries.push_back({from, to, std::move(ids)});
  while (kept.ids > most_ids || kept.entries.size() > most_commits) drop_first(kept);
  for (auto log = logs_.begin(); ids_ > most_in_all && log != logs_.end(); ++log) {
    while (!log->second.entries.empty()) drop_first(log->second);
  }
}

void ChangeLog::drop_first(Kept& kept) {
  kept.ids -= kept.entries.front().ids.size();
  ids_ -= kept.entries.front().ids.size();
  kept.entries.pop_front();
}

std::optional<std::vector<Id>> ChangeLog::changed(const Stamped& what, std::int64_t from, std::int64_t to) const {
  std::vector<Id> ids;
  if (from == to) return ids;
  const std::lock_guard lock(mutex_);
  const auto kept = logs_.find(what);
  if (kept == logs_.end()) return std::nullopt;
  const auto& entries = kept->second.entries;
  auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& one) { return one.from == from; });
  for (auto at = from; entry != entries.end() && entry->from == at; ++entry) {
    ids.insert(ids.end(), entry->ids.begin(), entry->ids.end());
    at = entry->to;
    if (at != to) continue;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
  }
  return std::nullopt;
}

void OwnCommits::add(const Stamped& what, std::int64_t from, std::int64_t to) {
  const auto [at, fresh] = last_.try_emplace(what, Stretch{from, to});
  if (!fresh) at->second = {at->second.to == from ? at->second.from : from, to};
}

bool OwnCommits::cover(const Stamped& what, std::int64_t from, std::int64_t to) const {
  if (from == to) return true;
  const auto known = last_.find(what);
  return known != last_.end() && known->second.from <= from && to <= known->second.to;
}

std::string Stamped::name() const {
  if (table != nullptr) return std::string(table->name);
  return fmt::format("{} {}", kind == SeriesKind::context_data ? "context_data" : "indicator_score", owner.to_string());
}

}  // namespace steward::store
