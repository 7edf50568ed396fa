// SPDX-License-Identifier: Apache-2.0
#include "portfolio/series.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

namespace portfolio {

using namespace steward;

namespace {

Error bad_file(const CsvFile& file, const std::string& what) {
  return {"file_invalid", Category::invalid, file.name + ": " + what};
}

/// The positions of the columns that a file must have; the missing one by name.
template <std::size_t N>
Result<std::array<std::size_t, N>> columns_of(const CsvFile& file, const std::array<std::string_view, N>& names) {
  std::array<std::size_t, N> positions{};
  for (std::size_t i = 0; i < N; ++i) {
    const auto at = file.column(names[i]);
    if (!at) return bad_file(file, "the column " + std::string(names[i]) + " is missing");
    positions[i] = *at;
  }
  return positions;
}

/// Lines of a series file become columns; what cannot be read is refused with its place.
class SeriesReader {
 public:
  SeriesReader(const CsvFile& file, Duration period, const Keys& keys, Series& series)
      : file_(file), period_(period), keys_(keys), series_(series) {}

  Result<void> run() {
    constexpr std::array<std::string_view, 4> names{"source", "start", "value", "recorded"};
    auto columns = columns_of(file_, names);
    if (!columns) return columns.error();
    columns_ = *columns;
    series_.report.file = file_.name;
    series_.report.refused = file_.problems;
    for (const auto& row : file_.rows) read(row);
    std::stable_sort(series_.report.refused.begin(), series_.report.refused.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
    sort();
    return {};
  }

 private:
  void read(const CsvRow& row) {
    const auto text = [&](std::size_t column) -> const std::string& { return row.fields[columns_[column]]; };
    const auto source = keys_.find(series_.source_table, text(0));
    if (!source) return refuse(row, "source", "no " + series_.source_table + " \"" + text(0) + "\" was loaded");
    const auto start = parse_instant(text(1));
    if (!start) return refuse(row, "start", "\"" + text(1) + "\" is not a time");
    const auto value = Decimal::parse(text(2));
    if (!value) return refuse(row, "value", "\"" + text(2) + "\" is not a number");
    const auto end = *start + period_;
    const auto recorded = text(3).empty() ? std::optional<Instant>(end) : parse_instant(text(3));
    if (!recorded) return refuse(row, "recorded", "\"" + text(3) + "\" is not a time");
    series_.source_record.push_back(*source);
    series_.value.push_back(*value);
    series_.start.push_back(*start);
    series_.end.push_back(end);
    series_.recorded.push_back(*recorded);
    series_.line.push_back(row.line);
  }

  void refuse(const CsvRow& row, std::string_view field, std::string what) {
    series_.report.refused.push_back(file_.problem(row, field, std::move(what)));
  }

  void sort() {
    std::vector<std::size_t> order(series_.recorded.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return series_.recorded[a] < series_.recorded[b]; });
    const auto arrange = [&](auto& column) {
      auto sorted = column;
      for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
      column = std::move(sorted);
    };
    arrange(series_.source_record);
    arrange(series_.value);
    arrange(series_.start);
    arrange(series_.end);
    arrange(series_.recorded);
    arrange(series_.line);
  }

  const CsvFile& file_;
  Duration period_;
  const Keys& keys_;
  Series& series_;
  std::array<std::size_t, 4> columns_{};
};

}  // namespace

Result<std::vector<Series>> read_series(const std::string& folder, const SourcesByName& sources, const Keys& keys) {
  auto catalogue = read_csv(folder, "series.csv");
  if (!catalogue) return catalogue.error();
  constexpr std::array<std::string_view, 4> names{"file", "data_source", "source_table", "period_hours"};
  auto columns = columns_of(*catalogue, names);
  if (!columns) return columns.error();
  if (!catalogue->problems.empty()) return bad_file(*catalogue, catalogue->problems.front().to_string());
  std::vector<Series> all;
  for (const auto& row : catalogue->rows) {
    const auto text = [&](std::size_t column) -> const std::string& { return row.fields[(*columns)[column]]; };
    const auto source = sources.find(text(1));
    int hours = 0;
    std::from_chars(text(3).data(), text(3).data() + text(3).size(), hours);
    if (source == sources.end() || hours < 1) {
      return bad_file(*catalogue, catalogue->problem(row, {}, "unknown data source or period").to_string());
    }
    auto file = read_csv(folder, text(0));
    if (!file) return file.error();
    Series& series = all.emplace_back();
    series.file = text(0);
    series.data_source = source->second;
    series.source_table = text(2);
    if (auto read = SeriesReader(*file, std::chrono::hours(hours), keys, series).run(); !read) return read.error();
  }
  return all;
}

Result<void> deliver(Session& session, Series& series, Instant until) {
  const auto last = std::upper_bound(series.recorded.begin(), series.recorded.end(), until);
  const auto count = static_cast<std::size_t>(last - series.recorded.begin()) - series.delivered;
  if (count == 0) return {};
  const auto part = [&](const auto& column) { return std::span(column).subspan(series.delivered, count); };
  IngestColumns columns;
  columns.data_source = series.data_source;
  columns.source_table = series.source_table;
  columns.source_record = part(series.source_record);
  columns.value = part(series.value);
  columns.start = part(series.start);
  columns.end = part(series.end);
  columns.recorded = part(series.recorded);
  auto report = session.ingest(columns);
  if (!report) return report.error();
  for (const auto& fault : report->refused) {
    const auto line = series.line[series.delivered + fault.index.value_or(0)];
    series.report.refused.push_back({series.file, line, 0, fault.code + ": " + fault.message});
  }
  series.report.loaded += count - report->refused.size();
  series.delivered += count;
  return {};
}

}  // namespace portfolio
