// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "insight/points.hpp"
#include "scoring/aggregate.hpp"
#include "store/columns.hpp"

using namespace steward;
using base::Period;

namespace {

Instant hour(int number) { return Instant(std::chrono::hours(number)); }

Id source_number(int number) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[15] = static_cast<std::uint8_t>(number);
  return Id(bytes);
}

/// Rows of a few source records, in the order of a range: by source and start, of one start one row.
store::SeriesColumns any_rows() {
  std::map<std::pair<int, int>, store::SeriesRow> rows;
  const int count = *rc::gen::inRange(0, 40);
  for (int i = 0; i < count; ++i) {
    const int source = *rc::gen::inRange(1, 4);
    const int start = *rc::gen::inRange(-10, 60);
    store::SeriesRow row{"account", source_number(source), source_number(99), hour(start), {}, {}, {}, {}};
    row.end = hour(start + *rc::gen::inRange(1, 12));
    row.value = Decimal::from_units(*rc::gen::inRange(-100, 100) * (Decimal::one / 3));
    rows[{source, start}] = row;
  }
  store::ColumnsBuilder columns(false);
  for (const auto& [key, row] : rows) columns.add(row);
  return columns.take();
}

std::vector<Period> any_buckets() {
  std::vector<Period> buckets;
  int at = *rc::gen::inRange(-5, 10);
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const int next = at + *rc::gen::inRange(1, 10);
    buckets.push_back({hour(at), hour(next)});
    at = next;
  }
  // The last one may be cut at its very start.
  if (*rc::gen::arbitrary<bool>()) buckets.back().end = buckets.back().start;
  return buckets;
}

/// The rule as it is written: of each source record the row in the bucket that no other one follows.
std::vector<Decimal> counted(const store::SeriesColumns& rows, const Period& bucket) {
  const auto inside = [&](std::size_t i) { return bucket.start < rows.end[i] && rows.end[i] <= bucket.end; };
  std::vector<Decimal> values;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!inside(i)) continue;
    bool last = true;
    for (std::size_t j = 0; j < rows.size(); ++j) {
      if (!inside(j) || !(rows.source[i] == rows.source[j])) continue;
      if (rows.end[j] > rows.end[i] || (rows.end[j] == rows.end[i] && rows.start[j] > rows.start[i])) last = false;
    }
    if (last) values.push_back(rows.value[i]);
  }
  return values;
}

}  // namespace

TEST_CASE("a bucket holds what the rule says", "[metrics][insight]") {
  CHECK(rc::check("each bucket by itself", [] {
    const auto rows = any_rows();
    const auto buckets = any_buckets();
    const auto how = *rc::gen::element(MetricAggregate::average, MetricAggregate::sum);
    const auto values = insight::bucket_values(rows, buckets, how);
    RC_ASSERT(values.ok());
    RC_ASSERT(values->size() == buckets.size());
    for (std::size_t i = 0; i < buckets.size(); ++i) {
      const auto expected = scoring::aggregate(how, counted(rows, buckets[i]));
      RC_ASSERT(expected.ok());
      RC_ASSERT((*values)[i] == *expected);
    }
  }));
}

TEST_CASE("the latest point of a period that is one bucket is that bucket", "[metrics][insight]") {
  CHECK(rc::check("latest and last bucket agree", [] {
    const auto rows = any_rows();
    const Instant as_of = hour(*rc::gen::inRange(0, 60));
    const auto how = *rc::gen::element(MetricAggregate::average, MetricAggregate::sum);
    scoring::PeriodFinder periods(base::Calendar(), base::Frequency::daily);
    const auto latest = insight::latest_point(rows, as_of, how, std::nullopt, periods);
    RC_ASSERT(latest.ok());
    if (!*latest) {
      for (std::size_t i = 0; i < rows.size(); ++i) RC_ASSERT(rows.end[i] > as_of);
      return;
    }
    auto day = periods.of((*latest)->end);
    RC_ASSERT((*latest)->end <= as_of);
    RC_ASSERT((*latest)->start < (*latest)->end);
    day.end = std::min(day.end, as_of);
    const auto bucket = insight::bucket_values(rows, std::vector{day}, how);
    RC_ASSERT(bucket.ok());
    RC_ASSERT((*bucket)[0] == (*latest)->reading.value);
  }));
}

TEST_CASE("buckets have no holes and end at the instant", "[metrics][insight]") {
  const auto zone = GENERATE(as<std::string>(), "UTC", "Europe/Berlin", "Pacific/Apia", "America/Sao_Paulo");
  const auto calendar = *base::Calendar::open(zone);
  CHECK(rc::check("in " + zone, [&] {
    const auto frequency = *rc::gen::element(base::Frequency::daily, base::Frequency::weekly, base::Frequency::monthly,
                                             base::Frequency::quarterly);
    const auto count = static_cast<std::size_t>(*rc::gen::inRange(1, 40));
    // Around the turn of 2011, when Apia left out a day.
    const Instant as_of = Instant(std::chrono::days(15340)) + std::chrono::hours(*rc::gen::inRange(-9000, 90000));
    const auto buckets = insight::buckets_until(calendar, frequency, count, as_of);
    RC_ASSERT(buckets.ok());
    RC_ASSERT(buckets->size() == count);
    RC_ASSERT(buckets->back().end == as_of);
    RC_ASSERT(buckets->back().start == calendar.period_of(frequency, as_of).start);
    for (std::size_t i = 0; i + 1 < count; ++i) {
      RC_ASSERT((*buckets)[i].end == (*buckets)[i + 1].start);
      RC_ASSERT((*buckets)[i] == calendar.period_of(frequency, (*buckets)[i].start));
    }
  }));
}

TEST_CASE("no bucket lies outside the calendar", "[metrics][insight]") {
  const auto code = [](std::size_t count, Instant as_of) {
    const auto buckets = insight::buckets_until(base::Calendar(), base::Frequency::quarterly, count, as_of);
    return buckets ? std::string("ok") : std::string(buckets.error().code());
  };
  CHECK(code(1, Instant::max()) == "invalid_input");
  CHECK(code(1, Instant::min()) == "invalid_input");
  const Instant early = Instant(std::chrono::sys_days(std::chrono::year(-29999) / 1 / 1));
  CHECK(code(2, early) == "ok");
  CHECK(code(520, early) == "invalid_input");
}
