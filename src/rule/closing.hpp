// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "model/machine.hpp"
#include "rule/rule.hpp"

// What all closable tables share (rules 3): state, stage or progress, closing and reopening. Driven by the
// Closing block of a table's declaration; a table without one is left alone.

namespace steward::rule {

/// Whether a rule is switched on.
using Enabled = std::function<bool(std::string_view)>;

/// P3: stage and state follow one another (SYN), or progress follows the state (PRG).
void run_sync(Context& context, const Enabled& enabled);
/// P4: judges the transition, closes or reopens, keeps the active flag and guards ended records.
void run_life_cycle(Context& context, const Enabled& enabled);

/// The open states of a closing table, the first of them initial; empty for other tables.
[[nodiscard]] model::StateNames open_states(const TableInfo& table);
/// Whether this row of a closing table is closed or canceled; false for other tables.
[[nodiscard]] bool is_ended(const TableInfo& table, const Row& row);

/// The catalogue entries of this file.
[[nodiscard]] std::vector<Rule> closing_rules();

}  // namespace steward::rule
