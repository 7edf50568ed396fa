// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calculation/definition.hpp"
#include "calculation/explain.hpp"
#include "steward/simulation.hpp"

namespace steward::analysis {

/// A proposal that holds together: the definition as it would be.
struct Proposed {
  calculation::Definition definition;
  ContextTable table = ContextTable::engagement;  ///< of the records that it scores
  std::optional<DataSource> source;               ///< of a segment: what it calculates
};

/// Applies the changes of a proposal and checks what publishing would check. All that is wrong comes back together.
/// Codes: `not_found`, `invalid_input` (both kinds named; a metric to remove that is not there), `condition_invalid`
/// and the other codes of a condition @condition, `field_required` @target or @weight, `out_of_range` @weight,
/// `weight_sum` @weight, `invalid_reference` and `context_missing` @data_source, `circular_reference` @data_source.
[[nodiscard]] Result<Proposed> resolve(const calculation::Scene& scene, const DefinitionProposal& proposal);

}  // namespace steward::analysis
