// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/backtest.hpp"

namespace steward::analysis {

/// Which scores a proposal would have given the engagements that the caller sees at each step, what alerts scores
/// below `alert_below` would have been, and how both compare with what became of the engagements; writes nothing
/// (engine 11). The proposal stands beside the definitions of each step. A score that is unknown neither begins an
/// alert nor ends one. An occurrence holds the steps with one score. Memory grows with the alerts, with the
/// changes of engagements since the first step, and from five steps on with the rows of the measured sources.
/// Codes: those of resolve, steps_of and known_outcomes, `invalid_input` @threshold, @alert_below and @segment (one
/// that does not score engagements).
[[nodiscard]] Result<Backtest> backtest_health(rule::Work& work, const DefinitionProposal& proposal,
                                               const BacktestOptions& options, const metrics::Enabled& enabled);

}  // namespace steward::analysis
