// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/json.hpp"
#include "steward/session.hpp"

namespace steward::engine {

/// Reads the cards of a page: objects of table, where, group_by, measures, order_by and limit. What is wrong is told in
/// `faults`, with the position of the card.
[[nodiscard]] std::vector<AggregateCard> read_cards(const base::Json& list, std::vector<Fault>& faults);

}  // namespace steward::engine
