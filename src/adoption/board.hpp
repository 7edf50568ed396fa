// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rule/rule.hpp"
#include "steward/model/roadmap.hpp"

// Lanes and cards of adoption boards and of their templates (rules 5.6, ARM).

namespace steward::adoption {

using PlanningChoice = Choice<PlanningObject>;

/// The table whose rows a board plans.
[[nodiscard]] std::string_view usage_table_of(PlanningChoice planning);
/// The choice field that gives the lanes; null when there is none of this name that can be written.
[[nodiscard]] const FieldInfo* phase_of(PlanningChoice planning, std::string_view name);
/// The same for the board of a card; null when the board is not there.
[[nodiscard]] const FieldInfo* phase_of_card(const rule::Lookup& lookup, const TableInfo& cards, const Row& card);

/// The number behind the last card of the lane that the card is in; the card itself does not count. The cards of
/// capabilities are numbered by product.
[[nodiscard]] std::int64_t end_of_column(const rule::Lookup& lookup, const TableInfo& cards, const Row& card);
/// Numbers the lane that `card`, a state of the changed row, is in.
void order_column(rule::Context& context, const Row& card);

/// Makes the cards of a board, taking away those that do not belong to it any more.
void make_cards(rule::Context& context, const AdoptionRoadmap& board);
void make_cards(rule::Context& context, const AdoptionRoadmapTemplate& board);
/// Takes the cards out of lanes that the changed board has no more.
void unmap_unknown(rule::Context& context, const TableInfo& cards);

}  // namespace steward::adoption
