// SPDX-License-Identifier: Apache-2.0
#include "columns/card.hpp"

#include <algorithm>
#include <limits>

#include "base/wide.hpp"
#include "condition/nodes.hpp"

namespace steward::columns {

namespace {

FieldInfo plain_field(FieldType type) {
  FieldInfo field;
  field.type = type;
  return field;
}

const FieldInfo& number_field() {
  static const FieldInfo field = plain_field(FieldType::integer);
  return field;
}
const FieldInfo& date_field() {
  static const FieldInfo field = plain_field(FieldType::date);
  return field;
}
const FieldInfo& decimal_field() {
  static const FieldInfo field = plain_field(FieldType::decimal);
  return field;
}

/// How a told measure compares.
const FieldInfo& told_field(const Measure& measure) {
  if (measure.function == store::Function::count) return number_field();
  return measure.function == store::Function::average ? decimal_field() : field_of(measure);
}

}  // namespace

Date bucket_day(Bucket bucket, Date day) {
  const std::chrono::year_month_day ymd{day};
  switch (bucket) {
    case Bucket::week:
      return base::iso_week_monday(day);
    case Bucket::month:
      return ymd.year() / ymd.month() / 1;
    case Bucket::quarter:
      return ymd.year() / std::chrono::month((static_cast<unsigned>(ymd.month()) - 1) / 3 * 3 + 1) / 1;
    case Bucket::year:
      return ymd.year() / 1 / 1;
    default:
      return day;
  }
}

std::int64_t bin_of(std::int64_t value, std::int64_t width) {
  const auto quotient = value / width - (value % width < 0 ? 1 : 0);
  return base::checked_mul(quotient, width).value_or(std::numeric_limits<std::int64_t>::min());
}

Date day_of(const Value& value, const base::Calendar& calendar) {
  const auto* date = std::get_if<Date>(&value);
  return date != nullptr ? *date : calendar.day_of(std::get<Instant>(value));
}

std::int64_t days_between(Date from, Date to) {
  return std::int64_t{to.time_since_epoch().count()} - from.time_since_epoch().count();
}

Value bucket_of(const Key& key, const Value& value, const Card& card) {
  if (is_null(value) || key.bucket == Bucket::none) return value;
  if (key.bucket == Bucket::days_until) {
    return bin_of(days_between(card.rows.moment.today, day_of(value, card.calendar)), key.width);
  }
  if (key.bucket != Bucket::bin) return bucket_day(key.bucket, day_of(value, card.calendar));
  if (const auto* date = std::get_if<Date>(&value)) {
    const auto days = bin_of(date->time_since_epoch().count(), key.width);
    using Days = std::numeric_limits<std::int32_t>;
    return Date(std::chrono::days(std::max<std::int64_t>(days, Days::min())));
  }
  return store::from_units(field_of(key).type, bin_of(store::units_of(value), key.width));
}

const FieldInfo& field_of(const Key& key) {
  if (key.bucket == Bucket::none || key.bucket == Bucket::bin) return condition::last_field(key.term.path);
  return key.bucket == Bucket::days_until ? number_field() : date_field();
}

const FieldInfo& field_of(const Measure& measure) {
  const bool number = measure.days || measure.function == store::Function::count;
  return number ? number_field() : condition::last_field(measure.term.path);
}

std::vector<const Term*> terms_of(const Card& card) {
  std::vector<const Term*> terms;
  const auto add = [&](const Term& term) {
    if (!term.path.empty()) terms.push_back(&term);
  };
  for (const auto& key : card.keys) add(key.term);
  for (const auto& measure : card.measures) {
    add(measure.term);
    if (measure.days) add(measure.days->from);
    if (measure.days) add(measure.days->to);
  }
  return terms;
}

Result<std::vector<store::Group>> finish(const Card& card, std::vector<Gathered> gathered,
                                         const model::Schema& schema) {
  // Without keys there is one group even of no rows.
  if (gathered.empty() && card.keys.empty()) gathered.push_back({{}, std::vector<store::Cell>(card.measures.size())});
  std::vector<store::Group> groups;
  groups.reserve(gathered.size());
  for (auto& one : gathered) {
    auto& group = groups.emplace_back();
    group.key = std::move(one.key);
    for (std::size_t i = 0; i < card.measures.size(); ++i) {
      auto value = store::value_of(one.cells[i], card.measures[i].function, field_of(card.measures[i]).type);
      if (!value) return value.error();
      group.measures.push_back(std::move(*value));
    }
  }
  arrange(card, groups, schema);
  return groups;
}

void arrange(const Card& card, std::vector<store::Group>& groups, const model::Schema& schema) {
  std::vector<const FieldInfo*> keys;
  keys.reserve(card.keys.size());
  for (const auto& key : card.keys) keys.push_back(&field_of(key));
  const auto compare = [&](const Sort& sort, const store::Group& a, const store::Group& b) {
    const auto i = sort.index;
    if (!sort.measure) return store::compare_keys({&keys[i], 1}, {&a.key[i], 1}, {&b.key[i], 1}, schema);
    const auto* field = &told_field(card.measures[i]);
    return store::compare_keys({&field, 1}, {&a.measures[i], 1}, {&b.measures[i], 1}, schema);
  };
  std::sort(groups.begin(), groups.end(), [&](const store::Group& a, const store::Group& b) {
    for (const auto& sort : card.order) {
      if (const int order = compare(sort, a, b); order != 0) return sort.descending ? order > 0 : order < 0;
    }
    return store::compare_keys(keys, a.key, b.key, schema) < 0;
  });
  if (card.limit != 0 && groups.size() > card.limit) groups.resize(card.limit);
}

AggregateGroups answer_of(const Card& card, std::vector<store::Group> groups) {
  std::vector<Value> values;
  values.reserve(groups.size() * (card.keys.size() + card.measures.size()));
  for (auto& group : groups) {
    std::move(group.key.begin(), group.key.end(), std::back_inserter(values));
    std::move(group.measures.begin(), group.measures.end(), std::back_inserter(values));
  }
  return {card.keys.size(), card.measures.size(), std::move(values)};
}

}  // namespace steward::columns
