// SPDX-License-Identifier: Apache-2.0
#include "calculation/readings.hpp"

#include <algorithm>

namespace steward::calculation {

Periods::Periods(const base::Calendar& calendar)
    : finders_{scoring::PeriodFinder(calendar, base::Frequency::daily),
               scoring::PeriodFinder(calendar, base::Frequency::weekly),
               scoring::PeriodFinder(calendar, base::Frequency::monthly),
               scoring::PeriodFinder(calendar, base::Frequency::quarterly)} {}

Result<const store::SeriesColumns*> Readings::of(Id data_source) {
  if (const auto found = columns_.find(data_source); found != columns_.end()) return &found->second;
  if (values_) return values_(data_source);
  auto read = work_->series().latest(
      {metrics::series_of(data_source, table_), std::string(choice_name(table_)), t_, known_at_, records_});
  if (!read) return read.error();
  return &columns_.emplace(data_source, std::move(*read)).first->second;
}

RowRange rows_of(const store::SeriesColumns& columns, Id context) {
  const auto [first, last] = std::equal_range(columns.context.begin(), columns.context.end(), context);
  return {static_cast<std::size_t>(first - columns.context.begin()),
          static_cast<std::size_t>(last - columns.context.begin())};
}

namespace {

/// The readings of one metric for many records, ready for scoring::score_batch.
struct MetricCells {
  std::vector<Decimal> value;
  std::vector<scoring::Presence> presence;
};

void read_cells(const Metric& metric, const store::SeriesColumns& columns, std::span<const Id> records,
                Readings& readings, MetricCells& cells, std::vector<std::uint8_t>& failed) {
  cells.value.assign(records.size(), Decimal());
  cells.presence.assign(records.size(), scoring::Presence::missing);
  auto& periods = readings.periods().of(metric.frequency);
  const std::size_t rows = columns.size();
  std::size_t row = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    // Both sides are sorted: one walk over them.
    while (row < rows && columns.context[row] < records[i]) ++row;
    std::size_t end = row;
    while (end < rows && columns.context[end] == records[i]) ++end;
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

}  // namespace

Result<scoring::Reading> read_one(const Metric& metric, Id record, Readings& readings) {
  const auto columns = readings.of(metric.data_source);
  if (!columns) return columns.error();
  const auto range = rows_of(**columns, record);
  const std::size_t count = range.end - range.begin;
  return scoring::read_latest(std::span((*columns)->end).subspan(range.begin, count),
                              std::span((*columns)->value).subspan(range.begin, count), metric.aggregate,
                              readings.as_of(), metric.max_age, readings.periods().of(metric.frequency));
}

Result<Scored> score_records(const Definition& definition, std::span<const Id> records, Readings& readings) {
  Scored scored;
  scored.failed.resize(records.size());
  std::vector<MetricCells> cells(definition.metrics.size());
  std::vector<scoring::MetricColumn> columns;
  for (std::size_t m = 0; m < cells.size(); ++m) {
    const Metric& metric = definition.metrics[m];
    const auto rows = readings.of(metric.data_source);
    if (!rows) return rows.error();
    read_cells(metric, **rows, records, readings, cells[m], scored.failed);
    columns.push_back({metric.terms, cells[m].value, cells[m].presence});
  }
  scoring::score_batch(columns, records.size(), scored.scores);
  return scored;
}

}  // namespace steward::calculation
