// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/calendar.hpp"
#include "scoring/latest.hpp"
#include "store/series.hpp"

// From the rows of one data source and context record to the points of a chart.

namespace steward::insight {

/// So many periods, oldest first and without holes; the last one holds `as_of` and ends there, so that it is empty when
/// `as_of` is its first instant. `invalid_input @as_of` where the calendar does not reach. REQUIRES: count > 0.
[[nodiscard]] Result<std::vector<base::Period>> buckets_until(const base::Calendar& calendar, base::Frequency frequency,
                                                              std::size_t count, Instant as_of);

/// The value of each bucket, which holds the ends after its start up to its end: the latest row of each source record
/// in it, as one (engine 4). `rows` as Series::range gives them for one context record, `buckets` without holes.
/// `out_of_range`: a sum that does not fit.
[[nodiscard]] Result<std::vector<std::optional<Decimal>>> bucket_values(const store::SeriesColumns& rows,
                                                                        std::span<const base::Period> buckets,
                                                                        MetricAggregate how);

/// The value of a metric at an instant and the time that the rows behind it cover.
struct LatestPoint {
  scoring::Reading reading;
  Instant start;
  Instant end;
};

/// Nothing without a row that ended by `as_of` (engine 4). `out_of_range`: a sum that does not fit.
[[nodiscard]] Result<std::optional<LatestPoint>> latest_point(const store::SeriesColumns& rows, Instant as_of,
                                                              MetricAggregate how, std::optional<Duration> max_age,
                                                              scoring::PeriodFinder& periods);

}  // namespace steward::insight
