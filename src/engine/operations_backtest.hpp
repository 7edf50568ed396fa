// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operations_table.hpp"

namespace steward::engine {

/// The arguments that all backtests share: from, to, step, as_known_then, horizon, outcomes. Code: `invalid_input`
/// @step for an unknown one.
[[nodiscard]] Result<BacktestOptions> backtest_options(const Call& call);

}  // namespace steward::engine
