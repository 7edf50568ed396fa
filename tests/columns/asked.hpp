// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "steward/session.hpp"
#include "support/dice.hpp"

// Random cards over engagements, tasks, risks, contracts and accounts.

namespace steward::test {

/// The tables that cards are made for.
[[nodiscard]] const std::vector<std::string>& card_tables();
/// A card that is well formed for any caller who reads what it names.
[[nodiscard]] AggregateCard random_card(Dice& chance);
[[nodiscard]] std::string to_text(const AggregateCard& card);
[[nodiscard]] std::string to_text(const AggregateGroups& groups);
/// The same, or the code of the refusal.
[[nodiscard]] std::string told(const Result<AggregateGroups>& groups);

}  // namespace steward::test
