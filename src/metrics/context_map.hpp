// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id_index.hpp"
#include "rule/work.hpp"

namespace steward::metrics {

/// What a mapping reads beside a source record itself; from it follows how long an answer stays right.
struct MapReads {
  /// The own row of a source record is all that is read of the source table: a change of another row changes nothing.
  bool own_row = true;
  std::vector<const TableInfo*> tables;  ///< each change of these may change every answer
  /// The context table, where it does no more than say which of the records there are, and in which domain.
  const TableInfo* narrowing = nullptr;
  bool conditions = false;  ///< mappers ask the context records for more
};

/// The answers of one mapping: which context records, each with its domain, count for a source record. Source records
/// are told by their place in a list that somebody else keeps. Not thread-safe.
class ContextMap {
 public:
  ContextMap() = default;
  ContextMap(std::string mapping, MapReads reads, const TableInfo& context)
      : mapping_(std::move(mapping)), reads_(std::move(reads)), context_(&context) {}

  /// `mapping`: everything that decides the answers, beside rows of tables.
  [[nodiscard]] bool is(std::string_view mapping, const TableInfo& context) const {
    return context_ == &context && mapping_ == mapping;
  }
  [[nodiscard]] const MapReads& reads() const { return reads_; }
  /// Brings the map to what the transaction sees. False when its answers cannot be told to be right there, or when
  /// the transaction sees an older state.
  [[nodiscard]] Result<bool> follow(rule::Work& work);

  [[nodiscard]] bool knows(std::uint32_t source) const {
    return source < entries_.size() && entries_[source].count != unknown;
  }
  /// Places of context records, ascending by id; valid until the map changes. REQUIRES: knows(source).
  [[nodiscard]] std::span<const std::uint32_t> contexts(std::uint32_t source) const {
    const auto& entry = entries_[source];
    return entry.count == 1 ? std::span(&entry.begin, 1) : std::span(pool_).subspan(entry.begin, entry.count);
  }
  /// Says that somebody is going to ask for the answer of a record.
  void prefetch(std::uint32_t source) const {
    if (source < entries_.size()) __builtin_prefetch(&entries_[source]);
  }
  /// The same for its context, where it is the only one. REQUIRES: knows(source).
  void prefetch_context(std::uint32_t source) const {
    const auto& entry = entries_[source];
    if (entry.count != 1) return;
    __builtin_prefetch(&contexts_[entry.begin]);
    __builtin_prefetch(&domains_[entry.begin]);
  }
  [[nodiscard]] const Id& context(std::uint32_t place) const { return contexts_[place]; }
  [[nodiscard]] const Id& domain(std::uint32_t place) const { return domains_[place]; }

  /// The place of a context record, which lies in this domain now.
  std::uint32_t keep_context(const Id& context, const Id& domain);
  /// Makes room for so many sources.
  void make_room(std::size_t sources) {
    if (sources <= entries_.size()) return;
    refused_.resize(sources);
    entries_.resize(sources);
  }
  /// `contexts`: places, ascending by id. `refused`: a record was found beside these that does not count, as it stands.
  void keep(std::uint32_t source, std::span<const std::uint32_t> contexts, bool refused);
  void forget(std::uint32_t source);
  void clear();
  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::uint32_t unknown = UINT32_MAX;
  /// Nearly all records count for one context: its place stands here instead of in the pool, one look less.
  struct Entry {
    std::uint32_t begin = 0;  ///< in the pool; the place itself where it is one context
    std::uint32_t count = unknown;
    [[nodiscard]] bool pooled() const { return count != unknown && count > 1; }
  };
  [[nodiscard]] Result<bool> follow_context(rule::Work& work, std::int64_t from, std::int64_t to);
  /// Forgets what counts for one of these contexts, or might.
  void forget_contexts(const std::vector<bool>& others);

  std::string mapping_;
  MapReads reads_;
  const TableInfo* context_ = nullptr;
  std::vector<std::int64_t> stamps_;  ///< of the tables, then of the narrowing one; empty: none yet
  std::vector<Entry> entries_;
  std::vector<bool> refused_;  ///< by source
  std::vector<std::uint32_t> pool_;
  std::size_t unused_ = 0;  ///< of the pool
  base::IdIndex contexts_;
  std::vector<Id> domains_;  ///< by context
};

}  // namespace steward::metrics
