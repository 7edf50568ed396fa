// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "condition/condition.hpp"

namespace steward::condition {

/// The host's names for numeric choice values: (table, field, number) -> stable name.
using ChoiceNumbers =
    std::function<std::optional<std::string>(std::string_view table, std::string_view field, std::string_view number)>;

/// Reads an encoded query (`active=true^priority<=2^ORstate=1^EQ`) so that configurations migrate. Numbers on
/// choice fields go through `numbers`, else `invalid_choice` at the position. Codes as Condition::parse.
[[nodiscard]] Result<Condition> parse_encoded(std::string_view text, const TableInfo& table,
                                              const model::Schema& schema, const ChoiceNumbers& numbers);

}  // namespace steward::condition
