// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include "health/definitions.hpp"
#include "scoring/latest.hpp"
#include "scoring/score_batch.hpp"

namespace steward::health {

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

/// The latest rows of data sources for engagements, one query a source (engine 4).
class Readings {
 public:
  /// `engagements`: ascending; nothing: all.
  Readings(rule::Work& work, Instant t, Instant known_at, std::optional<std::span<const Id>> engagements)
      : work_(&work), t_(t), known_at_(known_at), engagements_(engagements), periods_(work.calendar()) {}

  [[nodiscard]] Result<const store::SeriesColumns*> of(Id data_source);
  [[nodiscard]] Periods& periods() { return periods_; }
  [[nodiscard]] Instant as_of() const { return t_; }

 private:
  rule::Work* work_;
  Instant t_;
  Instant known_at_;
  std::optional<std::span<const Id>> engagements_;
  Periods periods_;
  std::unordered_map<Id, store::SeriesColumns> columns_;
};

/// The rows of one context; empty when begin = end.
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] RowRange rows_of(const store::SeriesColumns& columns, Id context);

/// The readings of one metric for many engagements, ready for scoring::score_batch.
struct MetricCells {
  std::vector<Decimal> value;
  std::vector<scoring::Presence> presence;
};
/// `engagements` ascending. A sum that does not fit marks its engagement in `failed`.
void read_cells(const Metric& metric, const store::SeriesColumns& columns, std::span<const Id> engagements,
                Readings& readings, MetricCells& cells, std::vector<std::uint8_t>& failed);

}  // namespace steward::health
