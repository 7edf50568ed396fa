// SPDX-License-Identifier: Apache-2.0
#include "columns/coder.hpp"

#include <algorithm>

namespace steward::columns {

namespace {

constexpr std::int64_t day_length = 86'400'000;
constexpr std::int64_t table_size = 65'536;

Instant instant_of(std::int64_t number) { return Instant(std::chrono::milliseconds(number)); }
std::int64_t calendar_day(std::int64_t instant, const base::Calendar& calendar) {
  return calendar.day_of(instant_of(instant)).time_since_epoch().count();
}

/// True for less than table_size numbers from one to the other.
bool is_near(std::int64_t lowest, std::int64_t highest) {
  std::int64_t distance = 0;
  return !__builtin_sub_overflow(highest, lowest, &distance) && distance >= 0 && distance < table_size;
}

}  // namespace

DayTable::DayTable(std::int64_t lowest, std::int64_t highest, const base::Calendar& calendar) : calendar_(calendar) {
  first_ = calendar_day(lowest, calendar);
  const auto last = calendar_day(highest, calendar);
  if (!is_near(first_, last)) return;
  for (auto day = first_; day <= last + 1; ++day) {
    starts_.push_back(calendar.start_of_day(Date(std::chrono::days(day))).time_since_epoch().count());
  }
}

std::int64_t DayTable::day(std::int64_t instant) const {
  if (starts_.empty()) return calendar_day(instant, calendar_);
  // Days differ from the length of a day by little, so the guess is right or next to it.
  auto at = std::clamp<std::int64_t>((instant - starts_.front()) / day_length, 0,
                                     static_cast<std::int64_t>(starts_.size()) - 2);
  while (starts_[static_cast<std::size_t>(at)] > instant && at > 0) --at;
  while (at + 2 < static_cast<std::int64_t>(starts_.size()) && starts_[static_cast<std::size_t>(at) + 1] <= instant)
    ++at;
  return first_ + at;
}

Numbers Numbers::constant(std::int64_t number) {
  Numbers numbers;
  numbers.lowest_ = numbers.highest_ = number;
  return numbers;
}

void Numbers::bound() {
  lowest_ = INT64_MAX;
  highest_ = INT64_MIN;
  for (std::size_t i = 0; i < source_->size; ++i) {
    if (source_->gaps[i] != 0) continue;
    const auto number = numbers_.empty() ? source_->number(i) : numbers_[i];
    lowest_ = std::min(lowest_, number);
    highest_ = std::max(highest_, number);
  }
}

Numbers Numbers::plain(std::shared_ptr<const Source> source) {
  Numbers numbers;
  numbers.source_ = std::move(source);
  if (numbers.source_->through == nullptr) {
    numbers.lowest_ = numbers.source_->column->lowest();
    numbers.highest_ = numbers.source_->column->highest();
  } else {
    numbers.bound();
  }
  return numbers;
}

Numbers Numbers::days(std::shared_ptr<const Source> source, const base::Calendar& calendar) {
  if (source->field->type == FieldType::date) return plain(std::move(source));
  auto numbers = plain(std::move(source));
  if (numbers.lowest_ > numbers.highest_) return numbers;
  DayTable table(numbers.lowest_, numbers.highest_, calendar);
  const auto& held = *numbers.source_;
  if (held.through != nullptr) {
    numbers.numbers_.resize(held.size);
    for (std::size_t i = 0; i < held.size; ++i) {
      if (held.gaps[i] == 0) numbers.numbers_[i] = table.day(held.numbers[i]);
    }
    numbers.bound();
  } else {
    numbers.lowest_ = table.day(numbers.lowest_);
    numbers.highest_ = table.day(numbers.highest_);
    numbers.table_ = std::move(table);
  }
  return numbers;
}

bool Numbers::read(const Rows& rows, std::int64_t* __restrict out, std::uint8_t* __restrict gaps) const {
  if (source_ == nullptr) {
    std::fill(out, out + rows.count, lowest_);
    std::fill(gaps, gaps + rows.count, std::uint8_t{0});
    return false;
  }
  std::uint8_t any = 0;
  if (const auto* narrow = source_->narrow) {
    const auto base = source_->base;
    rows.each([&](std::size_t i, std::size_t row) {
      const auto distance = narrow[row];
      gaps[i] = distance == 0 ? 1 : 0;
      out[i] = distance == 0 ? 0 : base + distance;
      any |= gaps[i];
    });
  } else {
    const auto* numbers = numbers_.empty() ? source_->numbers : numbers_.data();
    const auto* held = source_->gaps;
    const auto* through = source_->through != nullptr ? source_->through->data() : nullptr;
    rows.each([&](std::size_t i, std::size_t row) {
      const auto at = through != nullptr ? through[row] : row;
      gaps[i] = held[at];
      out[i] = gaps[i] != 0 ? 0 : numbers[at];
      any |= gaps[i];
    });
  }
  for (std::size_t i = 0; table_ && i < rows.count; ++i) {
    if (gaps[i] == 0) out[i] = table_->day(out[i]);
  }
  return any != 0;
}

Coder::Coder(const Key& key, const Card& card, Frame& frame)
    : key_(&key),
      frame_(&frame),
      today_(card.rows.moment.today.time_since_epoch().count()),
      source_(frame.source(key.term)) {
  if (source_->form == Form::code) {
    most_ = source_->code_count();
    return;
  }
  const bool as_days = key.bucket != Bucket::none && key.bucket != Bucket::bin;
  numbers_ = as_days ? Numbers::days(source_, card.calendar) : Numbers::plain(source_);
  if (numbers_->lowest() > numbers_->highest()) {
    most_ = 1;
    return;
  }
  by_distance_ = source_->narrow != nullptr && !numbers_->changes();
  if (by_distance_ || is_near(numbers_->lowest(), numbers_->highest())) {
    number_buckets();
    return;
  }
  most_ = static_cast<std::uint64_t>(UINT32_MAX);
  const auto low = bucket(numbers_->lowest());
  const auto high = bucket(numbers_->highest());
  if (key.bucket == Bucket::bin && is_near(low / key.width, high / key.width)) {
    most_ = static_cast<std::uint64_t>(high / key.width - low / key.width) + 3;  // so many bins there may be
  }
}

/// A table of the codes of all numbers that there may be.
void Coder::number_buckets() {
  first_ = by_distance_ ? source_->base : numbers_->lowest();
  table_.resize(static_cast<std::size_t>(numbers_->lowest() - first_), 0);
  for (auto at = numbers_->lowest() - first_; at <= numbers_->highest() - first_; ++at) {
    const auto own = bucket(first_ + at);
    const bool same = !buckets_.empty() && buckets_.back() == own;
    table_.push_back(same ? static_cast<std::uint32_t>(buckets_.size()) : code_of(own));
  }
  most_ = buckets_.size() + 1;
}

std::int64_t Coder::bucket(std::int64_t number) const {
  switch (key_->bucket) {
    case Bucket::none:
      return number;
    case Bucket::bin:
      return bin_of(number, key_->width);
    case Bucket::days_until:
      return bin_of(number - today_, key_->width);
    default:
      return bucket_day(key_->bucket, Date(std::chrono::days(number))).time_since_epoch().count();
  }
}

std::uint32_t Coder::code_of(std::int64_t bucket) {
  const auto [found, fresh] = by_bucket_.try_emplace(bucket, static_cast<std::uint32_t>(buckets_.size() + 1));
  if (fresh) buckets_.push_back(bucket);
  return found->second;
}

void Coder::read(const Rows& rows, std::uint32_t* __restrict out) {
  if (!numbers_) {
    const auto* codes = source_->codes;
    if (source_->through == nullptr) return rows.each([&](std::size_t i, std::size_t row) { out[i] = codes[row]; });
    const auto* through = source_->through->data();
    return rows.each([&](std::size_t i, std::size_t row) { out[i] = codes[through[row]]; });
  }
  if (by_distance_) {
    const auto* narrow = source_->narrow;
    const auto* table = table_.data();
    return rows.each([&](std::size_t i, std::size_t row) { out[i] = table[narrow[row]]; });
  }
  block_.resize(rows.count);
  gaps_.resize(rows.count);
  (void)numbers_->read(rows, block_.data(), gaps_.data());
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (gaps_[i] != 0) {
      out[i] = 0;
    } else if (!table_.empty()) {
      out[i] = table_[static_cast<std::size_t>(block_[i] - first_)];
    } else {
      out[i] = code_of(bucket(block_[i]));
    }
  }
}

Value Coder::value(std::uint32_t code) const {
  if (code == 0) return {};
  if (!numbers_) return source_->value(code);
  const auto bucket = buckets_[code - 1];
  const auto type = field_of(*key_).type;
  if (type != FieldType::date) return value_of(type, bucket);
  using Days = std::numeric_limits<std::int32_t>;
  return Date(std::chrono::days(std::max<std::int64_t>(bucket, Days::min())));
}

Coder::Ranks Coder::ranks(const model::Schema& schema) const {
  const auto& field = field_of(*key_);
  const bool reference = !numbers_ && source_->ids == nullptr &&
                         (field.type == FieldType::ref || field.type == FieldType::id || field.type == FieldType::rid);
  if (reference) {
    const auto& last = key_->term.path.back();
    const auto& ranks = frame_->ranks(*last.table, last.field);
    return {ranks, ranks};
  }
  std::vector<Value> values(numbers_ ? buckets_.size() + 1 : source_->code_count());
  std::vector<std::uint32_t> codes(values.size());
  for (std::uint32_t code = 0; code < values.size(); ++code) {
    codes[code] = code;
    values[code] = value(code);
  }
  const auto* shape = &field;
  std::sort(codes.begin(), codes.end(), [&](auto a, auto b) {
    return store::compare_keys({&shape, 1}, {&values[a], 1}, {&values[b], 1}, schema) < 0;
  });
  Ranks ranks{std::vector<std::uint32_t>(codes.size()), std::vector<std::uint32_t>(codes.size())};
  std::uint32_t rank = 0;
  for (std::uint32_t i = 0; i < codes.size(); ++i) {
    const bool same = i > 0 && condition::compare_values(field, values[codes[i - 1]], values[codes[i]], schema) == 0;
    if (!same) rank = i;
    ranks.first[codes[i]] = rank;
    ranks.second[codes[i]] = i;
  }
  return ranks;
}

}  // namespace steward::columns
