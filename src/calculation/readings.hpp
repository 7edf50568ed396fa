// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include "calculation/definition.hpp"
#include "scoring/latest.hpp"
#include "scoring/score_batch.hpp"

namespace steward::calculation {

/// The periods of each frequency; remembers calendar answers over a run.
class Periods {
 public:
  explicit Periods(const base::Calendar& calendar);
  [[nodiscard]] scoring::PeriodFinder& of(base::Frequency frequency) {
    return finders_[static_cast<std::size_t>(frequency)];
  }

 private:
  std::array<scoring::PeriodFinder, 4> finders_;
};

/// Where latest rows come from, if not from one query of the store each; the columns live as long as the readings.
using ValuesOf = std::function<Result<const store::SeriesColumns*>(Id data_source)>;

/// The latest rows of data sources for the records of one context table, one query a source (engine 4).
class Readings {
 public:
  /// `records`: ascending, of the context table; nothing: all.
  Readings(rule::Work& work, ContextTable table, Instant t, Instant known_at,
           std::optional<std::span<const Id>> records, ValuesOf values = {})
      : work_(&work),
        table_(table),
        t_(t),
        known_at_(known_at),
        records_(records),
        values_(std::move(values)),
        periods_(work.calendar()) {}

  /// From now on rows are read without what they come from (store::Series::Latest::values_only): a score needs no more,
  /// and of all records that is nearly half of the memory.
  void read_values_only() { values_only_ = true; }
  [[nodiscard]] Result<const store::SeriesColumns*> of(Id data_source);
  /// Takes these rows for those of a data source: one row a record at most, ascending.
  void put(Id data_source, store::SeriesColumns columns) { columns_.insert_or_assign(data_source, std::move(columns)); }
  /// Reads the data source again when it is next asked for.
  void forget(Id data_source) { columns_.erase(data_source); }
  [[nodiscard]] Periods& periods() { return periods_; }
  [[nodiscard]] Instant as_of() const { return t_; }

 private:
  rule::Work* work_;
  ContextTable table_;
  Instant t_;
  Instant known_at_;
  std::optional<std::span<const Id>> records_;
  ValuesOf values_;
  bool values_only_ = false;
  Periods periods_;
  std::unordered_map<Id, store::SeriesColumns> columns_;
};

/// The rows of one context; empty when begin = end.
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] RowRange rows_of(const store::SeriesColumns& columns, Id context);

/// What one metric reads for one record: value and staleness (engine 4).
[[nodiscard]] Result<scoring::Reading> read_one(const Metric& metric, Id record, Readings& readings);

/// Scores of many records under one definition; those whose sum of values does not fit are marked in `failed`.
struct Scored {
  scoring::ScoreColumns scores;
  std::vector<std::uint8_t> failed;
};
/// `records` ascending. `scored` may be used again.
[[nodiscard]] Result<void> score_records(const Definition& definition, std::span<const Id> records, Readings& readings,
                                         Scored& scored);

}  // namespace steward::calculation
