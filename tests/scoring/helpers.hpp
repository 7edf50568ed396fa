// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <limits>
#include <string_view>
#include <vector>

#include "base/wide.hpp"
#include "scoring/metric.hpp"

namespace scoring_test {

using steward::Decimal;
using steward::Direction;
using steward::Hundredths;
using steward::MissingPolicy;
using steward::base::Int128;
using steward::scoring::MetricInput;
using steward::scoring::Reading;

inline Decimal dec(std::string_view text) {
  const auto value = Decimal::parse(text);
  if (!value) throw std::invalid_argument("not a decimal");
  return *value;
}

inline const Decimal smallest = Decimal::from_units(std::numeric_limits<std::int64_t>::min());
inline const Decimal greatest = Decimal::from_units(std::numeric_limits<std::int64_t>::max());

/// A metric with target 100 to be maximized, so that a value in [0, 100] is its own attainment.
inline MetricInput metric(std::string_view weight, std::string_view value,
                          MissingPolicy policy = MissingPolicy::redistribute) {
  MetricInput input;
  input.terms.weight = Hundredths::parse(weight).value();
  input.terms.target = Decimal(100);
  input.terms.missing_policy = policy;
  if (!value.empty()) input.reading.value = dec(value);
  return input;
}

inline std::int64_t total_points(const auto& contributions) {
  std::int64_t sum = 0;
  for (const auto& entry : contributions) sum += entry.points.units();
  return sum;
}

/// All of int64, with its ends, zero and everyday sizes made likely.
inline rc::Gen<Decimal> any_decimal() {
  return rc::gen::map(
      rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(-200'000'000, 200'000'001),
                     rc::gen::element<std::int64_t>(smallest.units(), greatest.units(), 0, 1, -1)),
      [](std::int64_t units) { return Decimal::from_units(units); });
}

/// Mostly 0 to 150, so that attainments often lie between their ends.
inline rc::Gen<Decimal> any_value() {
  const auto everyday = rc::gen::map(rc::gen::inRange<std::int64_t>(0, 150'000'001),
                                     [](std::int64_t units) { return Decimal::from_units(units); });
  return rc::gen::weightedOneOf<Decimal>({{5, everyday}, {1, any_decimal()}});
}

inline rc::Gen<Direction> any_direction() { return rc::gen::element(Direction::maximize, Direction::minimize); }

/// A required metric is rare, so that most sets of metrics have a score.
inline rc::Gen<MissingPolicy> any_policy() {
  return rc::gen::weightedElement<MissingPolicy>({{6, MissingPolicy::redistribute},
                                                  {3, MissingPolicy::zero},
                                                  {3, MissingPolicy::neutral},
                                                  {1, MissingPolicy::require}});
}

inline rc::Gen<MetricInput> any_metric(rc::Gen<MissingPolicy> policy = any_policy()) {
  const auto rarely = rc::gen::weightedElement<bool>({{3, false}, {1, true}});
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<std::int64_t>(1, 10'001), any_value(), rc::gen::arbitrary<bool>(), any_value(),
                     any_direction(), std::move(policy), rc::gen::arbitrary<bool>(), rarely, any_value(), rarely),
      [](const auto& drawn) {
        const auto& [weight, target, has_baseline, baseline, direction, missing, keep_stale, absent, value, stale] =
            drawn;
        MetricInput input;
        input.terms = {Hundredths::from_units(weight), target, {}, direction, missing, keep_stale};
        if (has_baseline) input.terms.baseline = baseline;
        if (!absent) input.reading = Reading{value, stale};
        return input;
      });
}

/// A definition of 0 to 12 metrics. To be called within a property.
inline std::vector<MetricInput> draw_metrics(rc::Gen<MissingPolicy> policy = any_policy()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 13);
  return *rc::gen::container<std::vector<MetricInput>>(count, any_metric(std::move(policy)));
}

}  // namespace scoring_test

namespace Catch {
template <>
struct StringMaker<steward::Decimal> {
  static std::string convert(const steward::Decimal& value) { return value.to_string(); }
};
}  // namespace Catch

namespace rc {
inline void showValue(const steward::Decimal& value, std::ostream& out) { out << value.to_string(); }
}  // namespace rc
