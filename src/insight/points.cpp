// SPDX-License-Identifier: Apache-2.0
#include "insight/points.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "scoring/aggregate.hpp"

namespace steward::insight {

namespace {

Error outside_the_calendar() {
  return Error(
      Fault{"invalid_input", "", "", std::nullopt, "as_of",
            "as_of, or the first bucket before it, lies outside the years that the calendar knows", "", std::nullopt},
      Category::invalid);
}

bool newer(const store::SeriesColumns& rows, std::size_t a, std::size_t b) {
  return std::pair(rows.end[a], rows.start[a]) > std::pair(rows.end[b], rows.start[b]);
}

/// Calls `use(begin, end)` for the rows of each source record; they stand side by side.
template <class Use>
void for_each_source(const store::SeriesColumns& rows, const Use& use) {
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows.source[end] == rows.source[begin] &&
           rows.source_table[end] == rows.source_table[begin]) {
      ++end;
    }
    use(begin, end);
    begin = end;
  }
}

/// The bucket that closes at `end` or holds it; the number of buckets when none does.
std::size_t bucket_of(std::span<const base::Period> buckets, Instant end) {
  const auto at = std::lower_bound(buckets.begin(), buckets.end(), end,
                                   [](const base::Period& bucket, Instant instant) { return bucket.end < instant; });
  if (at == buckets.end() || end <= at->start) return buckets.size();
  return static_cast<std::size_t>(at - buckets.begin());
}

}  // namespace

Result<std::vector<base::Period>> buckets_until(const base::Calendar& calendar, base::Frequency frequency,
                                                std::size_t count, Instant as_of) {
  std::vector<base::Period> buckets(count);
  base::Period period = calendar.period_of(frequency, as_of);
  if (!period.contains(as_of)) return outside_the_calendar();
  for (std::size_t i = count; i-- > 0;) {
    buckets[i] = period;
    if (i == 0) break;
    const auto before = calendar.period_of(frequency, period.start - std::chrono::milliseconds(1));
    if (before.end != period.start) return outside_the_calendar();
    period = before;
  }
  buckets.back().end = as_of;
  return buckets;
}

Result<std::vector<std::optional<Decimal>>> bucket_values(const store::SeriesColumns& rows,
                                                          std::span<const base::Period> buckets, MetricAggregate how) {
  std::vector<std::vector<Decimal>> held(buckets.size());
  for_each_source(rows, [&](std::size_t begin, std::size_t end) {
    std::map<std::size_t, std::size_t> latest;  // bucket -> row
    for (std::size_t row = begin; row < end; ++row) {
      const std::size_t bucket = bucket_of(buckets, rows.end[row]);
      if (bucket == buckets.size()) continue;
      const auto [at, first] = latest.try_emplace(bucket, row);
      if (!first && newer(rows, row, at->second)) at->second = row;
    }
    for (const auto& [bucket, row] : latest) held[bucket].push_back(rows.value[row]);
  });
  std::vector<std::optional<Decimal>> values;
  for (const auto& bucket : held) {
    auto value = scoring::aggregate(how, bucket);
    if (!value) return value.error();
    values.push_back(*value);
  }
  return values;
}

Result<std::optional<LatestPoint>> latest_point(const store::SeriesColumns& rows, Instant as_of, MetricAggregate how,
                                                std::optional<Duration> max_age, scoring::PeriodFinder& periods) {
  std::vector<std::size_t> latest;  // one row a source record
  for_each_source(rows, [&](std::size_t begin, std::size_t end) {
    std::optional<std::size_t> best;
    for (std::size_t row = begin; row < end; ++row) {
      if (rows.end[row] <= as_of && (!best || newer(rows, row, *best))) best = row;
    }
    if (best) latest.push_back(*best);
  });
  std::vector<Instant> ends;
  std::vector<Decimal> values;
  for (const std::size_t row : latest) {
    ends.push_back(rows.end[row]);
    values.push_back(rows.value[row]);
  }
  const auto reading = scoring::read_latest(ends, values, how, as_of, max_age, periods);
  if (!reading) return reading.error();
  if (!reading->value) return std::optional<LatestPoint>();
  LatestPoint point{*reading, Instant::max(), Instant::min()};
  for (const std::size_t i : scoring::returned_rows(ends, periods)) {
    point.start = std::min(point.start, rows.start[latest[i]]);
    point.end = std::max(point.end, ends[i]);
  }
  return std::optional(point);
}

}  // namespace steward::insight
