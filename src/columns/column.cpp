// SPDX-License-Identifier: Apache-2.0
#include "columns/column.hpp"

#include <algorithm>

namespace steward::columns {

namespace {

constexpr std::size_t ids_at_once = 512;
constexpr std::int64_t narrow_most = UINT16_MAX;
/// Room below the lowest number, so that a little lower one does not spread the column.
constexpr std::int64_t slack = 256;

}  // namespace

Column::Column(const FieldInfo& field) : field_(&field), form_(form_of(field.type)) {
  is_narrow_ = form_ == Form::number;
  is_text_ = field.type == FieldType::string || field.type == FieldType::text || field.type == FieldType::choice;
}

Form form_of(FieldType type) {
  switch (type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::hundredths:
    case FieldType::boolean:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::duration:
      return Form::number;
    case FieldType::string:
    case FieldType::text:
    case FieldType::choice:
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return Form::code;
    default:
      return Form::none;
  }
}

Value value_of(FieldType type, std::int64_t number) {
  switch (type) {
    case FieldType::decimal:
    case FieldType::hundredths:
      return Decimal::from_units(number);
    case FieldType::boolean:
      return number != 0;
    case FieldType::date:
      return Date(std::chrono::days(number));
    case FieldType::datetime:
      return Instant(std::chrono::milliseconds(number));
    case FieldType::duration:
      return Duration(number);
    default:
      return number;
  }
}

void Column::resize(std::size_t rows) {
  if (form_ == Form::code) {
    codes_.resize(rows, 0);
  } else if (is_narrow_) {
    narrow_.resize(rows, 0);
  } else {
    numbers_.resize(rows, 0);
    gaps_.resize(rows, 1);
  }
}

void Column::push(const store::Cells& cells, std::size_t at) {
  if (form_ == Form::code) {
    push_code(cells, at);
    return;
  }
  const auto number = cells.number(at);
  if (is_narrow_) {
    narrow_.push_back(0);
  } else {
    numbers_.push_back(0);
    gaps_.push_back(1);
  }
  if (number != 0 || !cells.is_empty(at)) put(size() - 1, number);
}

void Column::push_code(const store::Cells& cells, std::size_t at) {
  if (is_text_) {
    codes_.push_back(code_of(cells, at));
    return;
  }
  // Ids are looked up many at once. Nil ones, which may be none, are not among them.
  const auto id = cells.id(at);
  if (id.is_nil()) {
    flush();
    codes_.push_back(code_of(cells, at));
    return;
  }
  waiting_.push_back(id);
  if (waiting_.size() == ids_at_once) flush();
}

void Column::flush() {
  const auto begin = codes_.size();
  codes_.resize(begin + waiting_.size());
  ids_.add(waiting_, codes_.data() + begin);
  for (auto at = begin; at < codes_.size(); ++at) ++codes_[at];
  waiting_.clear();
}

void Column::set(std::size_t row, const store::Cells& cells, std::size_t at) {
  if (form_ == Form::code) {
    codes_[row] = code_of(cells, at);
    return;
  }
  const auto number = cells.number(at);
  if (number != 0 || !cells.is_empty(at)) return put(row, number);
  if (is_narrow_) {
    narrow_[row] = 0;
  } else {
    numbers_[row] = 0;
    gaps_[row] = 1;
  }
}

/// So that as many numbers fit above the base as below what came first.
void Column::start_at(std::int64_t number) {
  if (__builtin_sub_overflow(number, narrow_most / 2, &base_)) base_ = INT64_MIN;
}

void Column::put(std::size_t row, std::int64_t number) {
  if (is_narrow_ && lowest_ > highest_) start_at(number);
  lowest_ = std::min(lowest_, number);
  highest_ = std::max(highest_, number);
  std::int64_t distance = 0;
  const bool far = __builtin_sub_overflow(number, base_, &distance) || distance < 1 || distance > narrow_most;
  if (is_narrow_ && far) spread();
  if (is_narrow_) {
    narrow_[row] = static_cast<std::uint16_t>(distance);
  } else {
    numbers_[row] = number;
    gaps_[row] = 0;
  }
}

/// From near numbers to any.
void Column::spread() {
  numbers_.resize(narrow_.size(), 0);
  gaps_.resize(narrow_.size(), 1);
  for (std::size_t i = 0; i < narrow_.size(); ++i) {
    if (narrow_[i] == 0) continue;
    numbers_[i] = base_ + narrow_[i];
    gaps_[i] = 0;
  }
  is_narrow_ = false;
  narrow_ = {};
}

void Column::settle() {
  flush();
  waiting_ = {};
  std::int64_t base = 0;
  std::int64_t most = 0;
  if (!is_narrow_ || lowest_ > highest_ || __builtin_sub_overflow(lowest_, slack + 1, &base)) return;
  if (__builtin_sub_overflow(highest_, base, &most) || most > narrow_most) return;
  const auto moved = static_cast<std::uint16_t>(base_ - base);  // up or down: what stands there wraps around
  for (auto& distance : narrow_) {
    distance = distance == 0 ? distance : static_cast<std::uint16_t>(distance + moved);
  }
  base_ = base;
}

std::uint32_t Column::code_of(const store::Cells& cells, std::size_t at) {
  if (is_text_) {
    const auto text = cells.text(at);
    return text.empty() && cells.is_empty(at) ? 0 : add(text);
  }
  const auto id = cells.id(at);
  return id.is_nil() && cells.is_empty(at) ? 0 : ids_.add(id).first + 1;
}

std::uint32_t Column::add(std::string_view text) {
  const auto found = by_text_.find(text);
  if (found != by_text_.end()) return found->second;
  texts_.emplace_back(text);
  text_bytes_ += text.size() + sizeof(std::string) + 64;
  const auto code = static_cast<std::uint32_t>(texts_.size());
  by_text_.emplace(texts_.back(), code);
  return code;
}

Value Column::value(std::uint32_t code) const {
  if (code == 0) return {};
  if (is_text_) return texts_[code - 1];
  return ids_[code - 1];
}

std::uint32_t Column::code_of(const Id& id) const {
  const auto found = ids_.find(id);
  return found == base::IdIndex::none ? 0 : found + 1;
}

std::size_t Column::bytes() const {
  return narrow_.capacity() * sizeof(std::uint16_t) + numbers_.capacity() * sizeof(std::int64_t) + gaps_.capacity() +
         codes_.capacity() * sizeof(std::uint32_t) + ids_.bytes() + text_bytes_;
}

}  // namespace steward::columns
