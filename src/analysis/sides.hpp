// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>

#include "analysis/past_values.hpp"
#include "analysis/population.hpp"
#include "analysis/proposal.hpp"

namespace steward::analysis {

/// The published calculated sources of the proposal's table that its own data source leads to, itself included, in
/// execution order.
[[nodiscard]] std::vector<DataSource> led_to(const rule::Lookup& work, const Proposed& proposed);

/// The scores of a population with a proposal, or without.
class Side {
 public:
  /// `proposed` null: as things are. `values`: at the instant of the population; null: from the store. REQUIRES: all
  /// outlive it.
  Side(const calculation::Scene& scene, const Population& population, const Proposed* proposed, PastValues* values)
      : scene_(scene),
        population_(population),
        proposed_(proposed),
        readings_(scene.work, population.context, population.t, population.known_at, population.ids, from(values)) {}

  /// Computes the sources in `chain` anew, then the scores that the proposal is about: the health of engagements, or
  /// what the segment's source calculates.
  Result<void> compute(const Proposed& about, const std::vector<DataSource>& chain);

  [[nodiscard]] const calculation::SourceScores& scores() const { return scores_; }
  [[nodiscard]] std::optional<Decimal> score(std::size_t row) const { return scores_.value(row); }
  /// Null: none applies.
  [[nodiscard]] const calculation::Definition* definition(std::size_t row) const;
  [[nodiscard]] calculation::Readings& readings() { return readings_; }
  /// The values of a source of the chain; null: those that are stored.
  [[nodiscard]] const store::SeriesColumns* values(Id data_source) const;
  /// False where the past could not be known in full.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  static calculation::ValuesOf from(PastValues* values) {
    if (values == nullptr) return {};
    return [values](Id data_source) { return values->of(data_source); };
  }
  Result<void> calculate(const DataSource& source);
  Result<calculation::Definitions> with_proposal(Result<calculation::Definitions> definitions) const;

  const calculation::Scene& scene_;
  const Population& population_;
  const Proposed* proposed_;
  calculation::Readings readings_;
  calculation::Definitions definitions_;
  calculation::SourceScores scores_;
  std::map<Id, store::SeriesColumns> values_;
  bool complete_ = true;
};

}  // namespace steward::analysis
