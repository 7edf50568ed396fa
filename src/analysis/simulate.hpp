// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/simulation.hpp"

namespace steward::analysis {

/// What a proposal would change at some instants, over the active records that the caller sees; writes nothing
/// (engine 6). Both sides are computed alike from the metric data and the definitions of each instant, the proposal
/// apart, so that a proposal that changes nothing moves nobody. A proposed segment goes on through the sources that
/// are calculated from its own, and on engagements to their health. Codes: those of resolve, `invalid_input`
/// @instants for one in the future and for more than 1,000, `invalid_input` @movers.
[[nodiscard]] Result<Simulation> simulate(rule::Work& work, const DefinitionProposal& proposal,
                                          const SimulationOptions& options, const metrics::Enabled& enabled);

}  // namespace steward::analysis
