// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "portfolio/questions.hpp"

namespace portfolio {

/// Prints where the points of a score went between two instants, metric by metric.
void print_change(std::ostream& out, const std::string& title, const steward::HealthChange& change);

/// Prints how many engagements a proposal moves from colour to colour, which it moves most, and the signals that come
/// or go, at each of the instants that were asked for.
void print_simulation(std::ostream& out, const std::string& title, const steward::Simulation& simulation,
                      const EngagementNames& names);

/// Prints how well alerts told of what became of contracts.
void print_backtest(std::ostream& out, const std::string& title, const steward::Backtest& backtest);

}  // namespace portfolio
