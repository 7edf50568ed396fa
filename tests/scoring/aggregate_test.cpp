// SPDX-License-Identifier: Apache-2.0
#include "scoring/aggregate.hpp"

#include "helpers.hpp"

using namespace scoring_test;
using steward::MetricAggregate;
using steward::SourceAggregate;
using steward::scoring::aggregate;
using steward::scoring::average;
using steward::scoring::sum;
using Values = std::vector<Decimal>;

TEST_CASE("the average of the published objectives 50, 60 and 70 is 60") {
  CHECK(average(Values{Decimal(50), Decimal(60), Decimal(70)}) == Decimal(60));
}

TEST_CASE("an average is rounded once, halves away from zero") {
  CHECK(average(Values{Decimal(0), dec("0.000001")}) == dec("0.000001"));
  CHECK(average(Values{Decimal(0), dec("-0.000001")}) == dec("-0.000001"));
  CHECK(average(Values{Decimal(1), Decimal(0), Decimal(0)}) == dec("0.333333"));
  CHECK(average(Values{greatest, greatest, greatest}) == greatest);
  CHECK(average(Values{smallest, smallest}) == smallest);
  CHECK(average(Values{smallest, greatest}) == dec("-0.000001"));
  CHECK_FALSE(average(Values{}));
}

TEST_CASE("a sum is exact or refused") {
  CHECK(*sum(Values{dec("0.1"), dec("0.2")}) == dec("0.3"));
  CHECK(*sum(Values{}) == Decimal(0));
  CHECK(*sum(Values{greatest, greatest, smallest, smallest}) == dec("-0.000002"));
  for (const Values& values : {Values{greatest, dec("0.000001")}, Values{smallest, dec("-0.000001")}}) {
    const auto total = sum(values);
    REQUIRE_FALSE(total.ok());
    CHECK(total.error().code() == "out_of_range");
    CHECK(total.error().faults().at(0).field == "value");
  }
}

TEST_CASE("the aggregate of a metric is its average or its sum") {
  const Values values{Decimal(1), Decimal(2), Decimal(6)};
  CHECK(**aggregate(MetricAggregate::average, values) == Decimal(3));
  CHECK(**aggregate(MetricAggregate::sum, values) == Decimal(9));
  CHECK_FALSE(aggregate(MetricAggregate::average, Values{})->has_value());
  CHECK_FALSE(aggregate(MetricAggregate::sum, Values{})->has_value());
  CHECK(aggregate(MetricAggregate::sum, Values{greatest, greatest}).error().code() == "out_of_range");
}

TEST_CASE("the aggregate of a data source has five forms") {
  const Values values{Decimal(1), Decimal(-2), Decimal(6), Decimal(-2)};
  CHECK(**aggregate(SourceAggregate::average, values) == dec("0.75"));
  CHECK(**aggregate(SourceAggregate::sum, values) == Decimal(3));
  CHECK(**aggregate(SourceAggregate::max, values) == Decimal(6));
  CHECK(**aggregate(SourceAggregate::min, values) == Decimal(-2));
  CHECK(**aggregate(SourceAggregate::count, values) == Decimal(4));
  CHECK(**aggregate(SourceAggregate::count, Values{}) == Decimal(0));
  for (const auto how : {SourceAggregate::average, SourceAggregate::sum, SourceAggregate::max, SourceAggregate::min}) {
    CHECK_FALSE(aggregate(how, Values{})->has_value());
  }
  CHECK(aggregate(SourceAggregate::sum, Values{smallest, smallest}).error().code() == "out_of_range");
}

TEST_CASE("aggregates do not depend on the order of the values") {
  CHECK(rc::check("average and sum of a reversed list", [] {
    auto values = *rc::gen::container<Values>(any_decimal());
    const auto mean = average(values);
    const auto total = sum(values);
    std::reverse(values.begin(), values.end());
    RC_ASSERT(average(values) == mean);
    RC_ASSERT(sum(values).ok() == total.ok());
    if (total) RC_ASSERT(*sum(values) == *total);
    if (!values.empty()) {
      RC_ASSERT(*mean >= *std::min_element(values.begin(), values.end()));
      RC_ASSERT(*mean <= *std::max_element(values.begin(), values.end()));
    }
  }));
}
