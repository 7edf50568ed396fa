// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "columns/frame.hpp"

// From the values behind a path to the groups and the numbers of a card, for blocks of rows.

namespace steward::columns {

/// Rows of a block: those that are listed, or without a list so many from the first one on.
struct Rows {
  std::size_t first = 0;
  std::size_t count = 0;
  const std::uint32_t* list = nullptr;

  /// Calls `use` with the numbers from 0 and the rows.
  template <class Use>
  void each(Use use) const {
    if (list == nullptr) {
      for (std::size_t i = 0; i < count; ++i) use(i, first + i);
    } else {
      for (std::size_t i = 0; i < count; ++i) use(i, std::size_t{list[i]});
    }
  }
};

/// The days of instants that lie near one another, without asking the calendar for each.
class DayTable {
 public:
  DayTable() = default;
  /// REQUIRES: lowest <= highest.
  DayTable(std::int64_t lowest, std::int64_t highest, const base::Calendar& calendar);
  /// REQUIRES: the instant lies between the two.
  [[nodiscard]] std::int64_t day(std::int64_t instant) const;

 private:
  base::Calendar calendar_;
  std::int64_t first_ = 0;
  std::vector<std::int64_t> starts_;  // empty: the calendar is asked
};

/// Numbers of days, or plain numbers, by row.
class Numbers {
 public:
  /// Dates and instants as days, counted from 1970.
  [[nodiscard]] static Numbers days(std::shared_ptr<const Source> source, const base::Calendar& calendar);
  [[nodiscard]] static Numbers plain(std::shared_ptr<const Source> source);
  [[nodiscard]] static Numbers constant(std::int64_t number);

  /// A missing number comes as 0. Tells whether there is one.
  bool read(const Rows& rows, std::int64_t* out, std::uint8_t* gaps) const;
  /// Bounds of what read gives; lowest > highest when there is nothing.
  [[nodiscard]] std::int64_t lowest() const { return lowest_; }
  [[nodiscard]] std::int64_t highest() const { return highest_; }
  /// True when what is read is not what the source holds.
  [[nodiscard]] bool changes() const { return table_ || !numbers_.empty(); }

 private:
  void bound();

  std::shared_ptr<const Source> source_;
  std::optional<DayTable> table_;      // of own instants
  std::vector<std::int64_t> numbers_;  // of those behind a reference, by its codes
  std::int64_t lowest_ = 0;
  std::int64_t highest_ = 0;
};

/// The groups of one key as small numbers.
class Coder {
 public:
  Coder(const Key& key, const Card& card, Frame& frame);
  void read(const Rows& rows, std::uint32_t* out);
  /// Codes are below it; it grows for some keys, so it holds for what was read already. Never above `most`.
  [[nodiscard]] std::uint64_t most() const { return most_; }
  [[nodiscard]] Value value(std::uint32_t code) const;
  /// How codes compare: by `first` as their values do, and by `second` where texts are equal but for case. Good for
  /// the codes that were read so far.
  struct Ranks {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
  };
  [[nodiscard]] Ranks ranks(const model::Schema& schema) const;
  /// How many codes that takes to be ordered.
  [[nodiscard]] std::size_t ranked() const { return numbers_ ? buckets_.size() + 1 : source_->code_count(); }

 private:
  [[nodiscard]] std::int64_t bucket(std::int64_t number) const;
  [[nodiscard]] std::uint32_t code_of(std::int64_t bucket);
  void number_buckets();

  const Key* key_;
  const Frame* frame_ = nullptr;
  std::int64_t today_ = 0;
  std::shared_ptr<const Source> source_;
  std::optional<Numbers> numbers_;  // null: by the codes of the source
  std::uint64_t most_ = 0;
  std::int64_t first_ = 0;
  std::vector<std::uint32_t> table_;  // by number from first_, when they lie close; or as a column holds them
  bool by_distance_ = false;
  std::unordered_map<std::int64_t, std::uint32_t> by_bucket_;
  std::vector<std::int64_t> buckets_;  // by code - 1
  std::vector<std::int64_t> block_;
  std::vector<std::uint8_t> gaps_;
};

}  // namespace steward::columns
