// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/calendar.hpp"
#include "steward/aggregate.hpp"
#include "store/aggregate.hpp"
#include "store/store.hpp"

// One table of a dashboard, checked and ready to run: what rows, grouped by what, measured how.

namespace steward::columns {

/// Which values fall together into one group.
enum class Bucket : std::uint8_t { none, day, week, month, quarter, year, bin, days_until };

/// What a path leads to, as a caller sees it.
struct Term {
  condition::Path path;
  /// Where its last field leads, when the caller does not see all of that: what is withheld counts as empty.
  const TableInfo* withheld = nullptr;
  bool opaque = false;  ///< the last field may lead anywhere, and the caller does not see everything
};

struct Key {
  Term term;
  Bucket bucket = Bucket::none;
  std::int64_t width = 1;  ///< bin: in the units of the field; days_until: days
};

/// The number of days from one day to another; an empty path is today.
struct DaySpan {
  Term from;
  Term to;
};

struct Measure {
  store::Function function = store::Function::count;
  Term term;  ///< unused by count and with `days`
  std::optional<DaySpan> days;
  std::optional<condition::Condition> only;  ///< of the rows those that it holds for
};

struct Sort {
  bool measure = false;  ///< else a key
  std::size_t index = 0;
  bool descending = false;
};

struct Card {
  store::Query rows;  ///< order, limit and after unused
  std::vector<Key> keys;
  std::vector<Measure> measures;
  std::vector<Sort> order;  ///< then by key
  std::size_t limit = 0;    ///< groups at most; 0: all
  base::Calendar calendar;
};

/// The first day of the period that holds a day.
[[nodiscard]] Date bucket_day(Bucket bucket, Date day);
/// The lower end of the bin that holds a number; the smallest number where that would lie below it.
[[nodiscard]] std::int64_t bin_of(std::int64_t value, std::int64_t width);
/// The day of a date or an instant. REQUIRES: it is one of them.
[[nodiscard]] Date day_of(const Value& value, const base::Calendar& calendar);
/// The group of a value; null stays null.
[[nodiscard]] Value bucket_of(const Key& key, const Value& value, const Card& card);
[[nodiscard]] std::int64_t days_between(Date from, Date to);

/// What the values of a key, or those that a measure takes, are like.
[[nodiscard]] const FieldInfo& field_of(const Key& key);
[[nodiscard]] const FieldInfo& field_of(const Measure& measure);

/// The terms of a card, for what has to be read.
[[nodiscard]] std::vector<const Term*> terms_of(const Card& card);

/// One group before its measures are told.
struct Gathered {
  std::vector<Value> key;
  std::vector<store::Cell> cells;
};
/// The answer: measures told, ordered, cut. `out_of_range` when a sum does not fit, also of a group that is cut.
[[nodiscard]] Result<std::vector<store::Group>> finish(const Card& card, std::vector<Gathered> gathered,
                                                       const model::Schema& schema);
/// Told groups in the order of the card, and not too many of them.
void arrange(const Card& card, std::vector<store::Group>& groups, const model::Schema& schema);
/// The same groups as callers have them.
[[nodiscard]] AggregateGroups answer_of(const Card& card, std::vector<store::Group> groups);

}  // namespace steward::columns
