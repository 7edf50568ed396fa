// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/calendar.hpp"
#include "scoring/metric.hpp"

namespace steward::scoring {

/// Finds the period that an end belongs to and remembers it, so that a whole portfolio costs one calendar
/// question per distinct period. Its memory grows with the distinct periods alone. Not for two threads at once.
class PeriodFinder {
 public:
  using Find = std::function<base::Period(Instant end)>;

  PeriodFinder(base::Calendar calendar, base::Frequency frequency);
  /// `find` answers as Calendar::period_closing_at_or_containing does, and always the same.
  explicit PeriodFinder(Find find);

  /// The period that holds `end`; an end on a boundary belongs to the period that it closes (engine 4).
  [[nodiscard]] base::Period of(Instant end);

 private:
  Find find_;
  base::Period last_{};
  std::map<Instant, base::Period> by_end_;
};

/// Where the returned records of one metric and context lie.
struct ReturnedPeriod {
  base::Period period;
  Instant latest_end;
};

/// The period of the greatest end (engine 4); nothing without rows. `ends` holds the latest row of each source
/// record for one (data source, context record).
[[nodiscard]] std::optional<ReturnedPeriod> returned_period(std::span<const Instant> ends, PeriodFinder& periods);

/// Whether a row with this end is among the returned records. REQUIRES: `end` is one of the ends asked about.
[[nodiscard]] inline bool is_returned(const ReturnedPeriod& returned, Instant end) {
  return end > returned.period.start || end == returned.latest_end;
}

/// The positions of the returned records, in order; the explaining form.
[[nodiscard]] std::vector<std::size_t> returned_rows(std::span<const Instant> ends, PeriodFinder& periods);

/// t - latest_end > max_age; never stale without a max_age (engine 4).
[[nodiscard]] bool is_stale(Instant t, Instant latest_end, std::optional<Duration> max_age);

/// The reading of one metric for one context record at `t`, without an allocation: the returned records as one
/// value, marked stale by `max_age`; empty without rows (engine 4). A sum may be `out_of_range`.
/// REQUIRES: ends and values have one size; no end is after `t`.
[[nodiscard]] Result<Reading> read_latest(std::span<const Instant> ends, std::span<const Decimal> values,
                                          MetricAggregate how, Instant t, std::optional<Duration> max_age,
                                          PeriodFinder& periods);

}  // namespace steward::scoring
