// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "calculation/calculate.hpp"
#include "calculation/explain.hpp"
#include "calculation/readings.hpp"
#include "metrics/past.hpp"

namespace steward::analysis {

/// The active records of a table as they were at one instant.
struct Population {
  const TableInfo* table = nullptr;
  ContextTable context = ContextTable::engagement;
  Instant t;
  Instant known_at;
  std::vector<Row> rows;  ///< ascending by id
  std::vector<Id> ids;

  /// The instant to read definitions of; nothing: those of now.
  [[nodiscard]] std::optional<Instant> past(const rule::Lookup& work) const {
    return t < work.now() ? std::optional(t) : std::nullopt;
  }
  [[nodiscard]] Id domain_of(std::size_t row) const { return metrics::domain_of(*table, rows[row]); }
};

/// REQUIRES: the rows are those of `t`.
[[nodiscard]] Population population_of(const metrics::PastRows& rows, const TableInfo& table, ContextTable context,
                                       Instant t, Instant known_at);

/// The score of every record under the definition that applies to it, as of the population's instant. `complete`
/// becomes false where a condition walks references, which lead to the rows of now.
[[nodiscard]] Result<calculation::SourceScores> score_population(const calculation::Scene& scene,
                                                                 const Population& population,
                                                                 const calculation::Definitions& definitions,
                                                                 calculation::Readings& readings, bool& complete);

/// Scores as the latest values of a data source of this frequency, computed at the population's instant.
[[nodiscard]] store::SeriesColumns as_values(const rule::Lookup& work, const Population& population,
                                             const calculation::SourceScores& scores, base::Frequency frequency);

}  // namespace steward::analysis
