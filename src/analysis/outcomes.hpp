// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "metrics/bulk.hpp"
#include "scoring/outcomes.hpp"
#include "steward/backtest.hpp"

namespace steward::analysis {

/// What became of engagements: the outcomes that the options name, or those of contracts that the caller sees, linked
/// to engagements that the caller sees, and that were won or lost by now (CON-04). Such an outcome is at the beginning
/// of its day in the engine's zone. Code: `not_found` @outcomes for an engagement that the caller does not see.
[[nodiscard]] Result<std::vector<KnownOutcome>> known_outcomes(rule::Work& work, const BacktestOptions& options,
                                                               const metrics::Enabled& enabled);

/// Puts the signals of a backtest in order, gives each the outcome that it tells of, and says how well they told.
void judge(Backtest& backtest, const scoring::Outcomes& outcomes, const BacktestOptions& options,
           std::span<const Instant> steps);

}  // namespace steward::analysis
