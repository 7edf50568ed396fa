// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/wide.hpp"
#include "columns/coder.hpp"

namespace steward::columns {

/// So many rows are looked at in one go.
inline constexpr std::size_t pass_block = 2048;

/// One measure of the groups of a card, which are numbered as they come.
class Gauge {
 public:
  /// `rows`: how many there are at most. REQUIRES: all else outlives it.
  Gauge(const Measure& measure, const Card& card, Frame& frame, std::size_t rows);

  /// `rows` are those of the block from `begin` on that count, `slots` their groups, of which there are so many so far.
  void take(std::size_t begin, std::size_t size, Rows rows, const std::uint32_t* slots, std::size_t groups);
  /// `rows`: how many the group has, above 0.
  [[nodiscard]] Result<Value> told(std::size_t slot, std::int64_t rows) const;
  /// The same. REQUIRES: is_safe().
  [[nodiscard]] Value safely_told(std::size_t slot, std::int64_t rows) const;
  /// True when nothing that it tells can be out of range.
  [[nodiscard]] bool is_safe() const { return measure_->function != store::Function::average && (!adds() || small_); }

 private:
  [[nodiscard]] bool adds() const {
    return measure_->function == store::Function::sum || measure_->function == store::Function::average;
  }
  [[nodiscard]] bool least() const { return measure_->function == store::Function::min; }
  [[nodiscard]] bool is_small(std::size_t rows) const;
  void grow(std::size_t groups);
  void take_numbers(const Rows& rows, const std::uint32_t* slots);
  void miss(const std::uint8_t* gaps, std::size_t count, const std::uint32_t* slots);
  void take_codes(const Rows& rows, const std::uint32_t* slots);
  /// So many rows of the group have something to measure.
  [[nodiscard]] std::int64_t measured(std::size_t slot, std::int64_t rows) const {
    return (only_ ? counts_[slot] : rows) - (missing_.empty() ? 0 : missing_[slot]);
  }

  const Measure* measure_;
  const FieldInfo* field_;
  const model::Schema* schema_;
  std::optional<Test> only_;
  std::shared_ptr<const Source> source_;
  std::optional<Numbers> numbers_;
  std::optional<Numbers> from_;
  bool small_ = false;  // no sum leaves 64 bits
  std::size_t size_ = 0;
  std::vector<std::int64_t> counts_;   // of the rows that `only_` holds for
  std::vector<std::int64_t> missing_;  // of those the ones with a gap; empty: none
  std::vector<std::int64_t> small_sums_;
  std::vector<base::Int128> sums_;
  std::vector<std::int64_t> extremes_;
  std::vector<std::uint32_t> codes_;
  std::uint32_t rows_[pass_block];
  std::uint32_t slots_[pass_block];
  std::int64_t taken_[pass_block];
};

}  // namespace steward::columns
