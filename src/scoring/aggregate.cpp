// SPDX-License-Identifier: Apache-2.0
#include "scoring/aggregate.hpp"

#include <algorithm>

namespace steward::scoring {

using base::Int128;

namespace {

Error out_of_range(const char* message) {
  return Error(Fault{"out_of_range", {}, {}, {}, "value", message, {}, {}}, Category::invalid);
}

Accumulator accumulate(std::span<const Decimal> values) {
  Accumulator total;
  for (const Decimal value : values) total.add(value);
  return total;
}

Result<std::optional<Decimal>> sum_if_any(std::span<const Decimal> values) {
  if (values.empty()) return std::optional<Decimal>();
  const Result<Decimal> total = sum(values);
  if (!total) return total.error();
  return std::optional<Decimal>(*total);
}

}  // namespace

std::optional<Decimal> Accumulator::average() const {
  if (count_ == 0) return std::nullopt;
  return Decimal::from_units(static_cast<std::int64_t>(base::div_round(sum_, static_cast<Int128>(count_))));
}

Result<Decimal> Accumulator::sum() const {
  const auto units = base::narrow(sum_);
  if (!units) return out_of_range("the sum of the values does not fit a decimal");
  return Decimal::from_units(*units);
}

std::optional<Decimal> average(std::span<const Decimal> values) { return accumulate(values).average(); }

Result<Decimal> sum(std::span<const Decimal> values) { return accumulate(values).sum(); }

Result<std::optional<Decimal>> aggregate(MetricAggregate how, std::span<const Decimal> values) {
  if (how == MetricAggregate::sum) return sum_if_any(values);
  return average(values);
}

Result<std::optional<Decimal>> aggregate(SourceAggregate how, std::span<const Decimal> values) {
  if (how == SourceAggregate::count) {
    const auto units = base::narrow(static_cast<Int128>(values.size()) * Decimal::one);
    if (!units) return out_of_range("the count of the values does not fit a decimal");
    return std::optional<Decimal>(Decimal::from_units(*units));
  }
  if (values.empty()) return std::optional<Decimal>();
  switch (how) {
    case SourceAggregate::sum:
      return sum_if_any(values);
    case SourceAggregate::max:
      return std::optional<Decimal>(*std::max_element(values.begin(), values.end()));
    case SourceAggregate::min:
      return std::optional<Decimal>(*std::min_element(values.begin(), values.end()));
    case SourceAggregate::average:
    case SourceAggregate::count:
      break;
  }
  return average(values);
}

}  // namespace steward::scoring
