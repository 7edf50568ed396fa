// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "store/chain.hpp"
#include "store/change_log.hpp"
#include "stores/memory/table.hpp"

namespace steward::stores {

struct OwnerKey {
  store::SeriesKind kind = store::SeriesKind::context_data;
  Id owner;
  Id part;
  friend auto operator<=>(const OwnerKey&, const OwnerKey&) = default;
};

/// The order of the members is the order of results.
struct ChainKey {
  std::string source_table;
  Id source;
  Instant start;
  friend auto operator<=>(const ChainKey&, const ChainKey&) = default;
};

using Chains = std::map<ChainKey, Versions<store::Chain>>;

/// What all connections share. `mutex` guards everything but the right to write, which lasts for a transaction.
struct State {
  explicit State(const model::Schema& declared) : schema(&declared) {}

  const model::Schema* schema;
  std::mutex mutex;
  std::condition_variable writer_left;
  bool writing = false;
  std::uint64_t commit = 0;
  std::multiset<std::uint64_t> snapshots;  // commits that read transactions look at
  std::map<const TableInfo*, std::unique_ptr<Table>> tables;
  std::map<OwnerKey, Chains> series;
  std::int64_t next_sequence = 1;
  std::map<store::Stamped, std::deque<std::uint64_t>> stamps;  // the last commits that changed it
  store::ChangeLog log;

  /// Old versions, and the commit at which they ended.
  struct Garbage {
    std::uint64_t commit = 0;
    std::function<void(std::uint64_t)> prune;
  };
  std::deque<Garbage> garbage;

  Table& table(const TableInfo& info) {
    auto& slot = tables[&info];
    if (!slot) slot = std::make_unique<Table>(info, *schema);
    return *slot;
  }

  /// Drops what nobody can look at any more.
  void collect() {
    const auto oldest = snapshots.empty() ? commit : *snapshots.begin();
    while (!garbage.empty() && garbage.front().commit <= oldest) {
      garbage.front().prune(oldest);
      garbage.pop_front();
    }
  }
};

}  // namespace steward::stores
