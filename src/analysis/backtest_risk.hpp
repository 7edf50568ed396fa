// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/backtest.hpp"

namespace steward::analysis {

/// What the definition of now, draft or published, would have raised at each step, over what the caller sees, and how
/// that compares with what became of the engagements; writes nothing (engine 11). Engagements and source records are
/// taken as they were at each step, references of conditions and mappers as they are now, which is noted. Memory
/// grows with the signals, the changes of records since the first step and, beyond a few steps, the rows of the data
/// source, all of which the store would otherwise walk at each step.
/// Codes: those of steps_of and known_outcomes, `not_found`, `invalid_input` @threshold, @alert_below.
[[nodiscard]] Result<Backtest> backtest_risk(rule::Work& work, Ref<RiskDefinition> definition,
                                             const BacktestOptions& options, const metrics::Enabled& enabled);

}  // namespace steward::analysis
