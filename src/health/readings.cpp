// SPDX-License-Identifier: Apache-2.0
#include "health/readings.hpp"

#include <algorithm>

namespace steward::health {

Periods::Periods(const base::Calendar& calendar)
    : finders_{scoring::PeriodFinder(calendar, base::Frequency::daily),
               scoring::PeriodFinder(calendar, base::Frequency::weekly),
               scoring::PeriodFinder(calendar, base::Frequency::monthly),
               scoring::PeriodFinder(calendar, base::Frequency::quarterly)} {}

Result<const store::SeriesColumns*> Readings::of(Id data_source) {
  if (const auto found = columns_.find(data_source); found != columns_.end()) return &found->second;
  auto read = work_->series().latest({metrics::series_of(data_source, ContextTable::engagement),
                                      std::string(choice_name(ContextTable::engagement)), t_, known_at_, engagements_});
  if (!read) return read.error();
  return &columns_.emplace(data_source, std::move(*read)).first->second;
}

RowRange rows_of(const store::SeriesColumns& columns, Id context) {
  const auto [first, last] = std::equal_range(columns.context.begin(), columns.context.end(), context);
  return {static_cast<std::size_t>(first - columns.context.begin()),
          static_cast<std::size_t>(last - columns.context.begin())};
}

void read_cells(const Metric& metric, const store::SeriesColumns& columns, std::span<const Id> engagements,
                Readings& readings, MetricCells& cells, std::vector<std::uint8_t>& failed) {
  cells.value.assign(engagements.size(), Decimal());
  cells.presence.assign(engagements.size(), scoring::Presence::missing);
  auto& periods = readings.periods().of(metric.frequency);
  const std::size_t rows = columns.size();
  std::size_t row = 0;
  for (std::size_t i = 0; i < engagements.size(); ++i) {
    // Both sides are sorted: one walk over them.
    while (row < rows && columns.context[row] < engagements[i]) ++row;
    std::size_t end = row;
    while (end < rows && columns.context[end] == engagements[i]) ++end;
    if (end == row) continue;
    const std::size_t count = end - row;
    const auto reading =
        scoring::read_latest(std::span(columns.end).subspan(row, count), std::span(columns.value).subspan(row, count),
                             metric.aggregate, readings.as_of(), metric.max_age, periods);
    row = end;
    if (!reading) {
      failed[i] = 1;
    } else if (reading->value) {
      cells.value[i] = *reading->value;
      cells.presence[i] = reading->stale ? scoring::Presence::stale : scoring::Presence::fresh;
    }
  }
}

}  // namespace steward::health
