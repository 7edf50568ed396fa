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
  auto read = work_->series().latest({metrics::series_of(data_source, table_), std::string(choice_name(table_)), t_,
                                      known_at_, records_, values_only_});
  if (!read) return read.error();
  return &columns_.emplace(data_source, std::move(*read)).first->second;
}

RowRange rows_of(const store::SeriesColumns& columns, Id context) {
  const auto [first, last] = std::equal_range(columns.context.begin(), columns.context.end(), context);
  return {static_cast<std::size_t>(first - columns.context.begin()),
          static_cast<std::size_t>(last - columns.context.begin())};
}

namespace {

/// So many records are read and scored in one go: what lies between the two stays in the caches.
constexpr std::size_t records_at_once = 2048;

/// The readings of one metric for some records, ready for scoring::score_batch, and how far its rows were walked.
struct MetricCells {
  const Metric* metric = nullptr;
  const store::SeriesColumns* columns = nullptr;
  std::size_t row = 0;
  std::vector<Decimal> value;
  std::vector<scoring::Presence> presence;
};

/// `failed`: of the same records.
void read_cells(std::span<const Id> records, Readings& readings, MetricCells& cells, std::uint8_t* failed) {
  const auto& metric = *cells.metric;
  const auto& columns = *cells.columns;
  cells.value.assign(records.size(), Decimal());
  cells.presence.assign(records.size(), scoring::Presence::missing);
  auto& periods = readings.periods().of(metric.frequency);
  const std::size_t rows = columns.size();
  std::size_t row = cells.row;
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
  cells.row = row;
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

Result<void> score_records(const Definition& definition, std::span<const Id> records, Readings& readings,
                           Scored& scored) {
  std::vector<MetricCells> cells(definition.metrics.size());
  for (std::size_t m = 0; m < cells.size(); ++m) {
    const auto rows = readings.of(definition.metrics[m].data_source);
    if (!rows) return rows.error();
    cells[m].metric = &definition.metrics[m];
    cells[m].columns = *rows;
  }
  scored.failed.assign(records.size(), 0);
  scored.scores.resize(records.size());
  for (std::size_t first = 0; first < records.size(); first += records_at_once) {
    const auto some = records.subspan(first, std::min(records_at_once, records.size() - first));
    std::vector<scoring::MetricColumn> columns;
    columns.reserve(cells.size());
    for (MetricCells& one : cells) {
      read_cells(some, readings, one, scored.failed.data() + first);
      columns.push_back({one.metric->terms, one.value, one.presence});
    }
    scoring::score_batch(columns, some.size(), scored.scores, first);
  }
  return {};
}

}  // namespace steward::calculation
