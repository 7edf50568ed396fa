// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "steward/value.hpp"

// The tables of dashboards: what is asked of Session::aggregate, and its answers.

namespace steward {

/// Which rows, grouped and measured how. A path is a field of the table or, with dots, of what its references lead to
/// (`account.industry`); a reference to a record that the caller does not see leads nowhere.
struct AggregateOptions {
  std::string where{};
  /// At most four of: a path; `day(path)`, `week(path)`, `month(path)`, `quarter(path)`, `year(path)` (the first day
  /// of the period, in the calendar's zone); `bin(path, width)` (the lower end of the bin of a number or date);
  /// `days_until(path, width)` (the lower end of the bin of days from today).
  std::vector<std::string> group_by{};
  /// `count`, `sum(x)`, `average(x)`, `min(x)`, `max(x)`, each of them with its own condition behind it when needed,
  /// as in `count if (health_band = red)`. `x` is a path or, for days from one day to another, `days(path, path)`,
  /// where `today` may stand for either path.
  std::vector<std::string> measures{};
  std::string order_by{};  ///< keys and measures as they are written above, each `desc` when needed; then by key
  std::size_t limit = 0;   ///< groups at most; 0: all
};

/// One of several tables of a page.
struct AggregateCard {
  std::string table;
  AggregateOptions options;
};

/// One group of an answer, keys and measures in the order in which they were asked for. It looks into the
/// AggregateGroups that it came from, which has to outlive it.
struct AggregateGroup {
  std::span<const Value> key;
  std::span<const Value> measures;
};

/// The groups of one card, in its order: a random access range of views. They share one piece of memory, since a card
/// may have a group for each record. Copies are deep; assigning to one ends the groups and iterators that came from it.
/// Any number of threads may read one.
class AggregateGroups {
 public:
  class Iterator {
   public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::input_iterator_tag;  // what it leads to is no reference
    using value_type = AggregateGroup;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = AggregateGroup;

    Iterator() = default;
    Iterator(const AggregateGroups& groups, std::size_t at) : groups_(&groups), at_(static_cast<difference_type>(at)) {}
    AggregateGroup operator*() const { return (*this)[0]; }
    AggregateGroup operator[](difference_type by) const { return (*groups_)[static_cast<std::size_t>(at_ + by)]; }
    Iterator& operator+=(difference_type by) {
      at_ += by;
      return *this;
    }
    Iterator& operator-=(difference_type by) { return *this += -by; }
    Iterator& operator++() { return *this += 1; }
    Iterator& operator--() { return *this += -1; }
    Iterator operator++(int) { return std::exchange(*this, *this + 1); }
    Iterator operator--(int) { return std::exchange(*this, *this - 1); }
    friend Iterator operator+(Iterator from, difference_type by) { return from += by; }
    friend Iterator operator+(difference_type by, Iterator from) { return from += by; }
    friend Iterator operator-(Iterator from, difference_type by) { return from -= by; }
    friend difference_type operator-(const Iterator& a, const Iterator& b) { return a.at_ - b.at_; }
    friend auto operator<=>(const Iterator& a, const Iterator& b) { return a.at_ <=> b.at_; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const AggregateGroups* groups_ = nullptr;
    difference_type at_ = 0;
  };

  AggregateGroups() = default;
  /// `values` holds one group behind the other, first its keys, then its measures.
  /// REQUIRES: `measures` is above 0, and the number of values a multiple of that of keys and measures.
  AggregateGroups(std::size_t keys, std::size_t measures, std::vector<Value> values)
      : keys_(keys), measures_(measures), values_(std::move(values)) {}

  [[nodiscard]] std::size_t size() const { return values_.size() / (keys_ + measures_); }
  [[nodiscard]] bool empty() const { return values_.empty(); }
  /// REQUIRES: `at` is below size().
  [[nodiscard]] AggregateGroup operator[](std::size_t at) const& {
    const auto values = std::span(values_).subspan(at * (keys_ + measures_), keys_ + measures_);
    return {values.first(keys_), values.last(measures_)};
  }
  AggregateGroup operator[](std::size_t at) && = delete;  ///< the answer would be gone before the group
  /// REQUIRES: there is one.
  [[nodiscard]] AggregateGroup front() const& { return (*this)[0]; }
  AggregateGroup front() && = delete;
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

 private:
  std::size_t keys_ = 0;
  std::size_t measures_ = 1;
  std::vector<Value> values_;
};

}  // namespace steward
