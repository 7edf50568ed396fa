// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/closing.hpp"

// The machines of definitions, templates, meetings and boards (rules 3.9).

namespace steward::rule {

/// Refuses moves that the machine of the table does not list.
void run_publishing(Context& context, const Enabled& enabled);
/// Whether the write brings the record into the state `published`.
[[nodiscard]] bool publishes(const Change& change);
[[nodiscard]] std::vector<Rule> publishing_rules();

}  // namespace steward::rule
