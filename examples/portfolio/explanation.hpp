// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "steward/metrics.hpp"

namespace portfolio {

/// Prints a score with everything that made it, as a tree.
void print_explanation(std::ostream& out, const std::string& title, const steward::HealthScore& score);

}  // namespace portfolio
