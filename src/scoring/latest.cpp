// SPDX-License-Identifier: Apache-2.0
#include "scoring/latest.hpp"

#include <algorithm>
#include <utility>

#include "scoring/aggregate.hpp"

namespace steward::scoring {

namespace {

bool closes_at_or_contains(const base::Period& period, Instant end) { return period.start < end && end <= period.end; }

}  // namespace

PeriodFinder::PeriodFinder(base::Calendar calendar, base::Frequency frequency)
    : find_([calendar = std::move(calendar), frequency](Instant end) {
        return calendar.period_closing_at_or_containing(frequency, end);
      }) {}

PeriodFinder::PeriodFinder(Find find) : find_(std::move(find)) {}

base::Period PeriodFinder::of(Instant end) {
  if (closes_at_or_contains(last_, end)) return last_;
  const auto known = by_end_.lower_bound(end);
  if (known != by_end_.end() && closes_at_or_contains(known->second, end)) return last_ = known->second;
  const base::Period found = find_(end);
  // Beyond the edges of the calendar the answer does not hold the instant; such an answer is not kept.
  if (!closes_at_or_contains(found, end)) return found;
  by_end_.emplace(found.end, found);
  return last_ = found;
}

std::optional<ReturnedPeriod> returned_period(std::span<const Instant> ends, PeriodFinder& periods) {
  if (ends.empty()) return std::nullopt;
  const Instant latest = *std::max_element(ends.begin(), ends.end());
  return ReturnedPeriod{periods.of(latest), latest};
}

std::vector<std::size_t> returned_rows(std::span<const Instant> ends, PeriodFinder& periods) {
  std::vector<std::size_t> rows;
  const auto returned = returned_period(ends, periods);
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (is_returned(*returned, ends[i])) rows.push_back(i);
  }
  return rows;
}

bool is_stale(Instant t, Instant latest_end, std::optional<Duration> max_age) {
  if (!max_age) return false;
  // In 128 bits, because neither the difference nor the age in milliseconds must fit 64.
  const base::Int128 age =
      static_cast<base::Int128>(t.time_since_epoch().count()) - latest_end.time_since_epoch().count();
  return age > static_cast<base::Int128>(max_age->count()) * 1000;
}

Result<Reading> read_latest(std::span<const Instant> ends, std::span<const Decimal> values, MetricAggregate how,
                            Instant t, std::optional<Duration> max_age, PeriodFinder& periods) {
  const auto returned = returned_period(ends, periods);
  if (!returned) return Reading{};
  Accumulator total;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (is_returned(*returned, ends[i])) total.add(values[i]);
  }
  Reading reading{total.average(), is_stale(t, returned->latest_end, max_age)};
  if (how == MetricAggregate::sum) {
    const Result<Decimal> sum = total.sum();
    if (!sum) return sum.error();
    reading.value = *sum;
  }
  return reading;
}

}  // namespace steward::scoring
