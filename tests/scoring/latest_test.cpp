// SPDX-License-Identifier: Apache-2.0
#include "scoring/latest.hpp"

#include "helpers.hpp"
#include "scoring/aggregate.hpp"

using namespace scoring_test;
using namespace std::chrono_literals;
using steward::Duration;
using steward::Instant;
using steward::MetricAggregate;
using steward::base::Calendar;
using steward::base::Frequency;
using steward::scoring::is_stale;
using steward::scoring::PeriodFinder;
using steward::scoring::read_latest;
using steward::scoring::returned_period;
using steward::scoring::returned_rows;
using Ends = std::vector<Instant>;
using Rows = std::vector<std::size_t>;
using Values = std::vector<Decimal>;

namespace {
Instant at(std::string_view text) { return steward::parse_instant(text).value(); }
}  // namespace

TEST_CASE("the returned records are those that end in the period of the latest one") {
  PeriodFinder daily(Calendar{}, Frequency::daily);
  CHECK(returned_rows(Ends{}, daily).empty());
  CHECK_FALSE(returned_period(Ends{}, daily));
  CHECK(returned_rows(Ends{at("2024-11-19T20:57:27Z")}, daily) == Rows{0});
  const Ends ends{at("2024-11-19T10:00:00Z"), at("2024-11-18T23:00:00Z"), at("2024-11-19T20:00:00Z"),
                  at("2024-11-19T00:00:00.001Z")};
  CHECK(returned_rows(ends, daily) == Rows{0, 2, 3});
  PeriodFinder weekly(Calendar{}, Frequency::weekly);
  CHECK(returned_rows(ends, weekly) == Rows{0, 1, 2, 3});
}

TEST_CASE("a row that ends on a boundary belongs to the period that it closes") {
  PeriodFinder daily(Calendar{}, Frequency::daily);
  CHECK(returned_rows(Ends{at("2024-11-20T00:00:00Z"), at("2024-11-19T01:00:00Z")}, daily) == Rows{0, 1});
  CHECK(returned_rows(Ends{at("2024-11-20T00:00:00Z"), at("2024-11-19T00:00:00Z")}, daily) == Rows{0});
  CHECK(returned_rows(Ends{at("2024-11-20T00:00:00Z"), at("2024-11-20T00:00:00.001Z")}, daily) == Rows{1});
  PeriodFinder quarterly(Calendar{}, Frequency::quarterly);
  CHECK(returned_rows(Ends{at("2025-01-01T00:00:00Z"), at("2024-10-02T00:00:00Z"), at("2024-10-01T00:00:00Z")},
                      quarterly) == Rows{0, 1});
}

TEST_CASE("the period is one of the calendar's zone") {
  PeriodFinder berlin(Calendar::open("Europe/Berlin").value(), Frequency::daily);
  const Ends ends{at("2024-11-19T23:00:00Z"), at("2024-11-19T23:30:00Z"), at("2024-11-19T22:00:00Z")};
  CHECK(returned_rows(ends, berlin) == Rows{1});
  PeriodFinder utc(Calendar{}, Frequency::daily);
  CHECK(returned_rows(ends, utc) == Rows{0, 1, 2});
}

TEST_CASE("a portfolio asks the calendar once per distinct period") {
  int asked = 0;
  const Calendar calendar;
  PeriodFinder periods([&](Instant end) {
    ++asked;
    return calendar.period_closing_at_or_containing(Frequency::daily, end);
  });
  const Instant day = at("2024-11-19T00:00:00Z");
  for (int context = 0; context < 20'000; ++context) {
    const Instant end = day + 1ms * (context * 4'000 + 1) + std::chrono::days{context % 3};
    const auto expected = calendar.period_closing_at_or_containing(Frequency::daily, end);
    if (periods.of(end) != expected) FAIL("another period for context " << context);
  }
  CHECK(asked == 3);
  CHECK(periods.of(day) == calendar.period_closing_at_or_containing(Frequency::daily, day));
  CHECK(asked == 4);
}

TEST_CASE("the latest record is returned even beyond the edges of the calendar") {
  PeriodFinder daily(Calendar{}, Frequency::daily);
  for (const Instant edge : {Instant::min(), Instant::max()}) CHECK(returned_rows(Ends{edge}, daily) == Rows{0});
  CHECK(returned_rows(Ends{Instant::min(), at("2024-11-19T01:00:00Z")}, daily) == Rows{1});
}

TEST_CASE("a value is stale when it is older than the greatest age, not when it is just as old") {
  const Instant end = at("2024-11-19T00:00:00Z");
  CHECK_FALSE(is_stale(end + 24h, end, Duration(24h)));
  CHECK(is_stale(end + 24h + 1ms, end, Duration(24h)));
  CHECK_FALSE(is_stale(end + 24h + 1ms, end, std::nullopt));
  CHECK_FALSE(is_stale(end, end, Duration(0)));
  CHECK(is_stale(Instant::max(), Instant::min(), Duration(24h)));
  CHECK_FALSE(is_stale(Instant::max(), Instant::min(), Duration::max()));
}

TEST_CASE("a reading is the average or sum of the returned records") {
  PeriodFinder daily(Calendar{}, Frequency::daily);
  const Ends ends{at("2024-11-19T10:00:00Z"), at("2024-11-18T23:00:00Z"), at("2024-11-19T20:00:00Z")};
  const Values values{Decimal(10), Decimal(500), Decimal(15)};
  const Instant t = at("2024-11-20T21:00:00Z");
  const auto mean = read_latest(ends, values, MetricAggregate::average, t, std::nullopt, daily);
  CHECK(*mean == Reading{dec("12.5"), false});
  CHECK(*read_latest(ends, values, MetricAggregate::sum, t, Duration(25h), daily) == Reading{Decimal(25), false});
  CHECK(*read_latest(ends, values, MetricAggregate::sum, t, Duration(24h), daily) == Reading{Decimal(25), true});
  CHECK(*read_latest(Ends{}, Values{}, MetricAggregate::sum, t, Duration(1h), daily) == Reading{});
}

TEST_CASE("a reading whose sum does not fit is refused") {
  PeriodFinder daily(Calendar{}, Frequency::daily);
  const Ends ends{at("2024-11-19T10:00:00Z"), at("2024-11-19T11:00:00Z")};
  const Instant t = at("2024-11-20T21:00:00Z");
  const auto refused = read_latest(ends, Values{greatest, greatest}, MetricAggregate::sum, t, std::nullopt, daily);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code() == "out_of_range");
}

TEST_CASE("a reading is the aggregate of exactly the returned rows") {
  CHECK(rc::check("for any ends of a few days", [] {
    PeriodFinder daily(Calendar{}, Frequency::daily);
    const Instant start = at("2024-11-18T00:00:00Z");
    Ends ends;
    for (const int hours : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 73))) {
      ends.push_back(start + std::chrono::hours{hours});
    }
    const auto values = *rc::gen::container<Values>(ends.size(), any_value());
    const MetricAggregate how = *rc::gen::element(MetricAggregate::average, MetricAggregate::sum);
    Values returned;
    for (const std::size_t row : returned_rows(ends, daily)) returned.push_back(values[row]);
    const auto expected = steward::scoring::aggregate(how, returned);
    const auto reading = read_latest(ends, values, how, start + 73h, std::nullopt, daily);
    RC_ASSERT(reading.ok() == expected.ok());
    if (reading) RC_ASSERT(reading->value == *expected);
  }));
}
