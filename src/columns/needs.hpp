// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "columns/card.hpp"
#include "columns/table.hpp"

namespace steward::columns {

/// Adds what a card looks at: its own fields, those behind its references, and what decides which rows the scope
/// shows. False when columns cannot answer it: facts, series, lists, amounts of money, references to any table.
[[nodiscard]] bool collect_needs(const Card& card, Needs& needs);

}  // namespace steward::columns
