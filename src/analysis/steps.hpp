// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/work.hpp"
#include "steward/backtest.hpp"

namespace steward::analysis {

/// How many instants a backtest looks at, at most.
inline constexpr std::size_t most_steps = 5000;

/// The instants that a backtest looks at, oldest first: the ends, in (from, to], of the calendar periods of its step;
/// `standard` when it names none. Codes: `period_invalid` @to for an interval that is empty or reaches into the
/// future, `invalid_input` @step for more than most_steps, @horizon for one outside 0 to a hundred years.
[[nodiscard]] Result<std::vector<Instant>> steps_of(const rule::Lookup& lookup, const BacktestOptions& options,
                                                    base::Frequency standard);

/// A refusal that names the option.
[[nodiscard]] Error option_refused(std::string_view code, std::string_view field, std::string message);

}  // namespace steward::analysis
