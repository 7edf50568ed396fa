// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/sides.hpp"

namespace steward::analysis {

/// Which signals would be there with the proposal only, and which without it only: of risk definitions whose metric
/// or whose conditions follow from what was simulated (engine 6). `complete` becomes false where the past could not
/// be known in full.
[[nodiscard]] Result<void> tell_risks(const calculation::Scene& scene, const Population& population, const Side& before,
                                      const Side& after, bool& complete, SimulatedInstant& result);

}  // namespace steward::analysis
