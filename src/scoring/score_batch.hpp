// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "scoring/metric.hpp"

namespace steward::scoring {

/// Whether a cell of a column holds a value, and how old it is.
enum class Presence : std::uint8_t { missing = 0, fresh = 1, stale = 2 };

/// The readings of one metric for many records. The column borrows; a missing cell's value is not looked at.
struct MetricColumn {
  MetricTerms terms;
  std::span<const Decimal> value;
  std::span<const Presence> presence;
};

/// Scores of many records, as columns of equal length.
struct ScoreColumns {
  std::vector<std::uint8_t> known;  ///< 1 when there is a score
  std::vector<Decimal> value;       ///< 0 where the score is unknown
  std::vector<Decimal> coverage;
  std::vector<Decimal> low;
  std::vector<Decimal> high;

  [[nodiscard]] std::size_t size() const { return known.size(); }
  void resize(std::size_t records);
  /// Takes all records out; those that resize puts there next have no score and no coverage.
  void clear();
};

/// Scores `records` records under one definition into `out` from `first` on, the same bits as `score` gives for each
/// alone, but without the explanation and without an allocation per record.
/// REQUIRES: every column has `records` cells, and `out` as many from `first` on.
void score_batch(std::span<const MetricColumn> metrics, std::size_t records, ScoreColumns& out, std::size_t first);

}  // namespace steward::scoring
