// SPDX-License-Identifier: Apache-2.0
#include "columns/gauge.hpp"

#include <algorithm>

namespace steward::columns {

Gauge::Gauge(const Measure& measure, const Card& card, Frame& frame, std::size_t rows)
    : measure_(&measure), field_(&field_of(measure)), schema_(&frame.schema()) {
  if (measure.only) only_ = frame.test(measure.only->root(), measure.only->table(), true);
  if (measure.function == store::Function::count) return;
  if (measure.days) {
    const auto end = [&](const Term& term) {
      if (!term.path.empty()) return Numbers::days(frame.source(term), card.calendar);
      return Numbers::constant(card.rows.moment.today.time_since_epoch().count());
    };
    from_ = end(measure.days->from);
    numbers_ = end(measure.days->to);
  } else {
    source_ = frame.source(measure.term);
    if (source_->form == Form::number) numbers_ = Numbers::plain(source_);
  }
  small_ = adds() && numbers_ && is_small(rows);
}

void Gauge::take(std::size_t begin, std::size_t size, Rows rows, const std::uint32_t* slots, std::size_t groups) {
  if (size_ < groups) grow(groups);
  if (only_) {
    std::uint8_t holds[pass_block];
    only_->run(begin, size, holds);
    std::size_t count = 0;
    rows.each([&](std::size_t i, std::size_t row) {
      rows_[count] = static_cast<std::uint32_t>(row);
      slots_[count] = slots[i];
      count += holds[row - begin];
    });
    for (std::size_t i = 0; i < count; ++i) ++counts_[slots_[i]];
    rows = {begin, count, rows_};
    slots = slots_;
  }
  if (measure_->function == store::Function::count) return;
  if (numbers_) {
    take_numbers(rows, slots);
  } else {
    take_codes(rows, slots);
  }
}

Result<Value> Gauge::told(std::size_t slot, std::int64_t rows) const {
  if (is_safe()) return safely_told(slot, rows);
  store::Cell cell;
  cell.count = measured(slot, rows);
  if (cell.count == 0) return Value();
  cell.sum = small_ ? base::Int128{small_sums_[slot]} : sums_[slot];
  return store::value_of(cell, measure_->function, field_->type);
}

Value Gauge::safely_told(std::size_t slot, std::int64_t rows) const {
  if (measure_->function == store::Function::count) return Value(only_ ? counts_[slot] : rows);
  if (measured(slot, rows) == 0) return Value();
  if (adds()) return store::from_units(field_->type, small_sums_[slot]);
  return numbers_ ? value_of(field_->type, extremes_[slot]) : source_->value(codes_[slot]);
}

/// Whether no sum of so many rows leaves 64 bits.
bool Gauge::is_small(std::size_t rows) const {
  base::Int128 low = std::min<std::int64_t>(numbers_->lowest(), 0);
  base::Int128 high = std::max<std::int64_t>(numbers_->highest(), 0);
  if (numbers_->lowest() > numbers_->highest()) low = high = 0;
  if (from_ && from_->lowest() <= from_->highest()) {
    low -= std::max<std::int64_t>(from_->highest(), 0);
    high -= std::min<std::int64_t>(from_->lowest(), 0);
  }
  const auto most = base::Int128{INT64_MAX};
  const auto count = static_cast<base::Int128>(rows);
  return low >= -most && high <= most && low * count >= -most && high * count <= most;
}

void Gauge::grow(std::size_t groups) {
  size_ = std::max(groups, 2 * size_);
  if (only_) counts_.resize(size_, 0);
  if (!missing_.empty()) missing_.resize(size_, 0);
  if (measure_->function == store::Function::count) return;
  if (adds() && small_) {
    small_sums_.resize(size_, 0);
  } else if (adds()) {
    sums_.resize(size_, 0);
  } else if (numbers_) {
    extremes_.resize(size_, least() ? INT64_MAX : INT64_MIN);
  } else {
    codes_.resize(size_, 0);
  }
}

void Gauge::take_numbers(const Rows& rows, const std::uint32_t* slots) {
  std::uint8_t gaps[pass_block];
  bool any = numbers_->read(rows, taken_, gaps);
  if (from_) {
    std::int64_t from[pass_block];
    std::uint8_t more[pass_block];
    any = from_->read(rows, from, more) || any;
    for (std::size_t i = 0; i < rows.count; ++i) {
      gaps[i] |= more[i];
      taken_[i] = gaps[i] != 0 ? 0 : taken_[i] - from[i];
    }
  }
  if (any) miss(gaps, rows.count, slots);
  if (adds() && small_) {
    for (std::size_t i = 0; i < rows.count; ++i) small_sums_[slots[i]] += taken_[i];
  } else if (adds()) {
    for (std::size_t i = 0; i < rows.count; ++i) sums_[slots[i]] += taken_[i];
  } else {
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (gaps[i] != 0) continue;
      auto& held = extremes_[slots[i]];
      held = least() ? std::min(held, taken_[i]) : std::max(held, taken_[i]);
    }
  }
}

/// Counts the rows that have nothing to measure.
void Gauge::miss(const std::uint8_t* gaps, std::size_t count, const std::uint32_t* slots) {
  missing_.resize(size_, 0);
  for (std::size_t i = 0; i < count; ++i) missing_[slots[i]] += gaps[i];
}

void Gauge::take_codes(const Rows& rows, const std::uint32_t* slots) {
  const auto* through = source_->through != nullptr ? source_->through->data() : nullptr;
  missing_.resize(size_, 0);
  rows.each([&](std::size_t i, std::size_t row) {
    const auto code = source_->codes[through != nullptr ? through[row] : row];
    auto& held = codes_[slots[i]];
    if (code == 0) ++missing_[slots[i]];
    if (code == 0 || held == code) return;
    if (held == 0 ||
        store::replaces(measure_->function, *field_, source_->value(code), source_->value(held), *schema_)) {
      held = code;
    }
  });
}

}  // namespace steward::columns
