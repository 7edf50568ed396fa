// SPDX-License-Identifier: Apache-2.0
#include "columns/column.hpp"

#include <algorithm>

namespace steward::columns {

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

std::int64_t number_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units();
  if (const auto* instant = std::get_if<Instant>(&value)) return instant->time_since_epoch().count();
  if (const auto* date = std::get_if<Date>(&value)) return date->time_since_epoch().count();
  if (const auto* duration = std::get_if<Duration>(&value)) return duration->count();
  return std::get<bool>(value) ? 1 : 0;
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
  if (form_ == Form::number) {
    numbers_.resize(rows, 0);
    gaps_.resize(rows, 1);
  } else {
    codes_.resize(rows, 0);
  }
}

void Column::set(std::size_t row, const Value& value) {
  if (form_ == Form::number) {
    gaps_[row] = is_null(value) ? 1 : 0;
    numbers_[row] = is_null(value) ? 0 : number_of(value);
    if (is_null(value)) return;
    lowest_ = std::min(lowest_, numbers_[row]);
    highest_ = std::max(highest_, numbers_[row]);
    return;
  }
  const auto* id = std::get_if<Id>(&value);
  const auto* text = std::get_if<std::string>(&value);
  codes_[row] = id != nullptr ? add(*id) : text != nullptr ? add(*text) : 0;
}

std::uint32_t Column::add(const Id& id) { return ids_.add(id).first + 1; }

std::uint32_t Column::add(const std::string& text) {
  const auto [found, fresh] = by_text_.try_emplace(text, static_cast<std::uint32_t>(texts_.size() + 1));
  if (fresh) {
    texts_.push_back(text);
    text_bytes_ += 2 * text.size() + 96;
  }
  return found->second;
}

Value Column::value(std::uint32_t code) const {
  if (code == 0) return {};
  if (!texts_.empty()) return texts_[code - 1];
  return ids_[code - 1];
}

std::uint32_t Column::code_of(const Id& id) const {
  const auto found = ids_.find(id);
  return found == base::IdIndex::none ? 0 : found + 1;
}

std::size_t Column::bytes() const {
  return numbers_.capacity() * sizeof(std::int64_t) + gaps_.capacity() + codes_.capacity() * sizeof(std::uint32_t) +
         ids_.bytes() + texts_.capacity() * sizeof(std::string) + text_bytes_;
}

}  // namespace steward::columns
