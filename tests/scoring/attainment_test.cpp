// SPDX-License-Identifier: Apache-2.0
#include "scoring/attainment.hpp"

#include "helpers.hpp"

using namespace scoring_test;
using steward::scoring::attainment;
using steward::scoring::gap;
using steward::scoring::gap_percent;
using steward::scoring::value_realised;

namespace {
constexpr auto maximize = Direction::maximize;
constexpr auto minimize = Direction::minimize;
const std::optional<Decimal> no_baseline;
}  // namespace

TEST_CASE("a maximized metric earns its share of the way from the baseline to the target") {
  CHECK(attainment(Decimal(87), Decimal(95), no_baseline, maximize) == dec("91.578947"));
  CHECK(attainment(Decimal(26), Decimal(50), no_baseline, maximize) == Decimal(52));
  CHECK(attainment(Decimal(60), Decimal(80), Decimal(40), maximize) == Decimal(50));
  CHECK(attainment(Decimal(-25), Decimal(0), Decimal(-100), maximize) == Decimal(75));
  CHECK(attainment(Decimal(-60), Decimal(-50), Decimal(-100), maximize) == Decimal(80));
  CHECK(attainment(Decimal(40), Decimal(80), Decimal(40), maximize) == Decimal(0));
  CHECK(attainment(Decimal(39), Decimal(80), Decimal(40), maximize) == Decimal(0));
  CHECK(attainment(Decimal(80), Decimal(80), Decimal(40), maximize) == Decimal(100));
  CHECK(attainment(Decimal(200), Decimal(80), Decimal(40), maximize) == Decimal(100));
  CHECK(attainment(Decimal(-1), Decimal(80), no_baseline, maximize) == Decimal(0));
}

TEST_CASE("a maximized metric with its target at or below the baseline earns all or nothing") {
  CHECK(attainment(Decimal(0), Decimal(0), no_baseline, maximize) == Decimal(100));
  CHECK(attainment(dec("-0.000001"), Decimal(0), no_baseline, maximize) == Decimal(0));
  CHECK(attainment(Decimal(-10), Decimal(-10), no_baseline, maximize) == Decimal(100));
  CHECK(attainment(Decimal(-11), Decimal(-10), no_baseline, maximize) == Decimal(0));
  CHECK(attainment(Decimal(50), Decimal(50), Decimal(50), maximize) == Decimal(100));
  CHECK(attainment(Decimal(55), Decimal(50), Decimal(60), maximize) == Decimal(100));
  CHECK(attainment(Decimal(49), Decimal(50), Decimal(60), maximize) == Decimal(0));
}

TEST_CASE("a minimized metric with a baseline above its target earns its share of the way down") {
  CHECK(attainment(Decimal(15), Decimal(10), Decimal(20), minimize) == Decimal(50));
  CHECK(attainment(Decimal(10), Decimal(10), Decimal(20), minimize) == Decimal(100));
  CHECK(attainment(Decimal(5), Decimal(10), Decimal(20), minimize) == Decimal(100));
  CHECK(attainment(Decimal(20), Decimal(10), Decimal(20), minimize) == Decimal(0));
  CHECK(attainment(Decimal(21), Decimal(10), Decimal(20), minimize) == Decimal(0));
  CHECK(attainment(Decimal(1), Decimal(0), Decimal(3), minimize) == dec("66.666667"));
  CHECK(attainment(Decimal(-5), Decimal(-10), Decimal(0), minimize) == Decimal(50));
}

TEST_CASE("a minimized metric without a useful baseline earns target by value") {
  for (const auto& baseline : {no_baseline, std::optional(Decimal(10)), std::optional(Decimal(4))}) {
    CHECK(attainment(Decimal(10), Decimal(10), baseline, minimize) == Decimal(100));
    CHECK(attainment(Decimal(-3), Decimal(10), baseline, minimize) == Decimal(100));
    CHECK(attainment(Decimal(20), Decimal(10), baseline, minimize) == Decimal(50));
    CHECK(attainment(Decimal(30), Decimal(10), baseline, minimize) == dec("33.333333"));
  }
  CHECK(attainment(Decimal(0), Decimal(0), no_baseline, minimize) == Decimal(100));
  CHECK(attainment(dec("0.000001"), Decimal(0), no_baseline, minimize) == Decimal(0));
  CHECK(attainment(Decimal(-4), Decimal(-5), no_baseline, minimize) == Decimal(0));
  CHECK(attainment(Decimal(-5), Decimal(-5), no_baseline, minimize) == Decimal(100));
}

TEST_CASE("attainment holds at the ends of the number range") {
  CHECK(attainment(Decimal(0), greatest, smallest, maximize) == Decimal(50));
  CHECK(attainment(greatest, greatest, smallest, maximize) == Decimal(100));
  CHECK(attainment(smallest, greatest, smallest, maximize) == Decimal(0));
  CHECK(attainment(smallest, smallest, greatest, minimize) == Decimal(100));
  CHECK(attainment(Decimal(0), smallest, greatest, minimize) == Decimal(50));
  CHECK(attainment(greatest, dec("0.000001"), no_baseline, minimize) == Decimal(0));
  CHECK(attainment(greatest, smallest, no_baseline, minimize) == Decimal(0));
}

TEST_CASE("a half of the last place is rounded away from zero") {
  CHECK(attainment(Decimal(1), Decimal(200'000'000), no_baseline, maximize) == dec("0.000001"));
  CHECK(attainment(Decimal(1), Decimal(200'000'001), no_baseline, maximize) == Decimal(0));
}

TEST_CASE("the gap is what is missing to the target") {
  CHECK(gap(Decimal(87), Decimal(95), maximize) == Decimal(8));
  CHECK(gap(Decimal(95), Decimal(95), maximize) == Decimal(0));
  CHECK(gap(Decimal(99), Decimal(95), maximize) == Decimal(0));
  CHECK(gap(Decimal(12), Decimal(10), minimize) == Decimal(2));
  CHECK(gap(Decimal(9), Decimal(10), minimize) == Decimal(0));
  CHECK(gap(Decimal(-3), Decimal(-1), maximize) == Decimal(2));
  CHECK_FALSE(gap(smallest, greatest, maximize));
  CHECK_FALSE(gap(greatest, dec("-0.000001"), minimize));
  CHECK(gap(greatest, Decimal(0), minimize) == greatest);
}

TEST_CASE("the gap in percent is of the size of the target") {
  CHECK(gap_percent(Decimal(26), Decimal(50), maximize) == Decimal(48));
  CHECK(gap_percent(Decimal(-3), Decimal(-2), maximize) == Decimal(50));
  CHECK(gap_percent(Decimal(4), Decimal(3), minimize) == dec("33.333333"));
  CHECK(gap_percent(Decimal(60), Decimal(50), maximize) == Decimal(0));
  CHECK_FALSE(gap_percent(Decimal(1), Decimal(0), maximize));
  CHECK_FALSE(gap_percent(greatest, dec("0.000001"), minimize));
  CHECK(gap_percent(Decimal(0), smallest, minimize) == Decimal(100));
  CHECK(gap_percent(greatest, smallest, minimize) == Decimal(200));
}

TEST_CASE("value realised follows the way from base to target in either direction") {
  CHECK(value_realised(Decimal(15), Decimal(10), Decimal(20)) == Decimal(50));
  CHECK(value_realised(Decimal(15), Decimal(20), Decimal(10)) == Decimal(50));
  CHECK(value_realised(Decimal(25), Decimal(20), Decimal(10)) == Decimal(0));
  CHECK(value_realised(Decimal(5), Decimal(20), Decimal(10)) == Decimal(100));
  CHECK(value_realised(Decimal(7), Decimal(7), Decimal(7)) == Decimal(100));
  CHECK(value_realised(Decimal(8), Decimal(7), Decimal(7)) == Decimal(0));
  CHECK(value_realised(Decimal(0), smallest, greatest) == Decimal(50));
}

TEST_CASE("attainment is the exact quotient to half of the last place") {
  CHECK(rc::check("between baseline and target", [] {
    const auto points = *rc::gen::container<std::vector<Decimal>>(3, any_decimal());
    const auto [low, high] = std::minmax(points[0], points[1]);
    RC_PRE(low < high);
    const Int128 way = Int128{high.units()} - low.units();
    const Int128 done = std::clamp<Int128>(Int128{points[2].units()} - low.units(), 0, way);
    const auto off_by = [&](Decimal result, Int128 part) {
      const Int128 error = result.units() * way - part * 100'000'000;
      return 2 * (error < 0 ? -error : error);
    };
    RC_ASSERT(off_by(attainment(points[2], high, low, maximize), done) <= way);
    RC_ASSERT(off_by(attainment(points[2], low, high, minimize), way - done) <= way);
  }));
  CHECK(rc::check("any input gives 0 to 100, and 100 once the target is met", [] {
    const Decimal value = *any_decimal();
    const Decimal target = *any_decimal();
    const auto drawn = *rc::gen::maybe(any_decimal());
    const std::optional<Decimal> baseline = drawn ? std::optional(*drawn) : std::nullopt;
    const Direction direction = *any_direction();
    const Decimal result = attainment(value, target, baseline, direction);
    RC_ASSERT(result >= Decimal(0));
    RC_ASSERT(result <= Decimal(100));
    const bool met = direction == maximize ? value >= target : value <= target;
    if (met) RC_ASSERT(result == Decimal(100));
    if (met) RC_ASSERT(gap(value, target, direction) == Decimal(0));
  }));
}
