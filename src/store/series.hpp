// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "steward/result.hpp"
#include "steward/time.hpp"
#include "steward/value.hpp"

namespace steward::store {

enum class SeriesKind : std::uint8_t { context_data = 1, indicator_score = 2 };

/// What a series belongs to: a data source, or an indicator with a breakdown (nil: overall).
struct SeriesOwner {
  SeriesKind kind = SeriesKind::context_data;
  Id owner;
  Id part;
  friend bool operator==(const SeriesOwner&, const SeriesOwner&) = default;
};

/// Deliveries of one owner as columns of equal length (engine 2). A delivery is (owner, source record, start);
/// it carries a value, its end, when it was learned, and the context records it counts for:
/// contexts[context_begin[i] .. context_begin[i + 1]), ascending, without repeats; none: unmapped.
struct Deliveries {
  SeriesOwner owner;
  std::string source_table;
  std::string context_table;  ///< of all contexts; empty when nothing is mapped by nature
  std::vector<Id> source;
  std::vector<Instant> start;
  std::vector<Instant> end;
  std::vector<Instant> recorded;
  std::vector<Decimal> value;
  std::vector<std::uint32_t> context_begin;  ///< size() + 1 offsets
  std::vector<Id> contexts;

  [[nodiscard]] std::size_t size() const { return source.size(); }
  /// Takes all deliveries out; what they needed of memory stays.
  void clear() {
    source.clear();
    for (auto* column : {&start, &end, &recorded}) column->clear();
    value.clear();
    context_begin.assign(1, 0);
    contexts.clear();
  }
};

struct DeliveryCounts {
  std::size_t added = 0;       ///< deliveries that put at least one new row in force, now or in the past
  std::size_t superseded = 0;  ///< rows whose validity this call ended
  std::size_t unchanged = 0;   ///< deliveries that said nothing new
};

/// Rows of the logical table, as columns. `context` is nil for an unmapped row.
struct SeriesColumns {
  std::vector<std::string> tables;  ///< names that source_table indexes
  std::vector<std::uint16_t> source_table;
  std::vector<Id> source;
  std::vector<Id> context;
  std::vector<Instant> start;
  std::vector<Instant> end;
  std::vector<Instant> recorded;
  std::vector<std::optional<Instant>> superseded;  ///< filled by `history` only
  std::vector<Decimal> value;

  [[nodiscard]] std::size_t size() const { return context.size(); }
  /// Leaves of the rows what they say of their contexts: see Series::Latest::values_only.
  void drop_sources() {
    // `= {}` would keep their memory.
    std::vector<std::string>().swap(tables);
    std::vector<std::uint16_t>().swap(source_table);
    std::vector<Id>().swap(source);
    std::vector<Instant>().swap(recorded);
  }
};

/// Time series of metric data. What a caller sees is the logical table: one row per (owner, source record,
/// context record, start) in force at a time; which rows there are is a function of the set of deliveries,
/// whatever their order, splitting or repetition:
/// - Deliveries of one key (owner, source table, source record, start) are ordered by `recorded`. Of two with
///   the same `recorded` the one with the greatest (value, end) counts, the other never existed; the same one
///   with other contexts replaces them.
/// - A delivery equal to the one before it (value, end, contexts) says nothing new: the logical row keeps its
///   first `recorded`. It is remembered all the same, because a late delivery may land between the two.
/// - A logical row is superseded at the `recorded` of the next delivery of its key that is not equal to it.
class Series {
 public:
  virtual ~Series() = default;

  /// Adds deliveries, in one transaction of the caller. REQUIRES: validated input (finite, end > start).
  [[nodiscard]] virtual Result<DeliveryCounts> deliver(const Deliveries& batch) = 0;

  struct Latest {
    SeriesOwner owner;
    std::string context_table;
    Instant t;                                    ///< rows with end <= t
    Instant known_at;                             ///< recorded <= known_at < superseded
    std::optional<std::span<const Id>> contexts;  ///< ascending; nothing: all
    bool values_only = false;                     ///< tables, source_table, source and recorded stay empty
  };
  /// Per (context, source record) the row with the greatest (end, start); sorted by context, then source
  /// table name, then source; by context alone with `values_only`. Unmapped rows are left out.
  [[nodiscard]] virtual Result<SeriesColumns> latest(const Latest& query) = 0;

  struct Range {
    SeriesOwner owner;
    Instant from;  ///< rows with from <= start and start < to
    Instant to;
    Instant known_at;
    std::optional<Id> context;
    std::optional<Id> source;
  };
  /// Rows in force at `known_at`, unmapped ones too; sorted by source table name, source, start, context.
  [[nodiscard]] virtual Result<SeriesColumns> range(const Range& query) = 0;

  using UseColumns = std::function<bool(const SeriesColumns&)>;
  /// The rows of `range` in pieces of a bounded size, in no order of the pieces; for passes over more than memory
  /// should hold. Ends when `use` returns false. `use` must not call the connection.
  [[nodiscard]] virtual Result<void> scan_range(const Range& query, const UseColumns& use) = 0;

  /// Every logical row of the owner, superseded ones too; sorted by source table name, source, start,
  /// recorded, context.
  [[nodiscard]] virtual Result<SeriesColumns> history(const SeriesOwner& owner) = 0;

  [[nodiscard]] virtual Result<bool> has_rows(const SeriesOwner& owner) = 0;
  /// The latest instant that any delivery of the owner names as its end or as when it was learned; it may stay when
  /// rows go. Nothing: none was ever made.
  [[nodiscard]] virtual Result<std::optional<Instant>> newest(const SeriesOwner& owner) = 0;
  /// Removes all rows of these context records (their records are gone).
  [[nodiscard]] virtual Result<void> erase_contexts(std::string_view context_table, std::span<const Id> contexts) = 0;
  /// Forgets all that was said under keys that start before `start`; gives their number. What is delivered later
  /// under such a key is new.
  [[nodiscard]] virtual Result<std::size_t> drop_before(const SeriesOwner& owner, Instant start) = 0;
  /// Removes all series of an owner id, whatever its part.
  [[nodiscard]] virtual Result<void> erase_owner(SeriesKind kind, Id owner) = 0;
};

}  // namespace steward::store
