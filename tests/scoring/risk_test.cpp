// SPDX-License-Identifier: Apache-2.0
#include "scoring/risk.hpp"

#include "helpers.hpp"

using namespace scoring_test;
using steward::Comparison;
using steward::scoring::breached;
using steward::scoring::threshold_gap;

TEST_CASE("a breach is what the comparison says") {
  struct Row {
    Comparison comparison;
    bool below, at, above;
  };
  const Row rows[] = {{Comparison::less_than, true, false, false},    {Comparison::less_or_equal, true, true, false},
                      {Comparison::greater_than, false, false, true}, {Comparison::greater_or_equal, false, true, true},
                      {Comparison::equal, false, true, false},        {Comparison::not_equal, true, false, true}};
  for (const Row& row : rows) {
    CAPTURE(static_cast<int>(row.comparison));
    CHECK(breached(dec("89.999999"), row.comparison, Decimal(90)) == row.below);
    CHECK(breached(Decimal(90), row.comparison, Decimal(90)) == row.at);
    CHECK(breached(dec("90.000001"), row.comparison, Decimal(90)) == row.above);
  }
}

TEST_CASE("the gap to a threshold has no sign") {
  CHECK(threshold_gap(Decimal(5), Decimal(32)) == Decimal(27));
  CHECK(threshold_gap(Decimal(32), Decimal(5)) == Decimal(27));
  CHECK(threshold_gap(Decimal(-5), Decimal(5)) == Decimal(10));
  CHECK(threshold_gap(Decimal(5), Decimal(5)) == Decimal(0));
  CHECK(threshold_gap(greatest, Decimal(0)) == greatest);
  CHECK_FALSE(threshold_gap(smallest, Decimal(0)));
  CHECK_FALSE(threshold_gap(greatest, smallest));
}
