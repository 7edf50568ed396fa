// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "steward/decimal.hpp"
#include "steward/id.hpp"
#include "steward/money.hpp"
#include "steward/time.hpp"

namespace steward {

/// The ordered ids of a list(table) field.
using IdList = std::vector<Id>;
/// The ordered texts of a list(choice) or list(string) field.
using TextList = std::vector<std::string>;

/// One field of a type-erased record; monostate is null. Texts, choices (their stable names), json (canonical)
/// and conditions (canonical) are strings; decimal(2) is held as a Decimal.
using Value = std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, Id, Instant, Date, Duration, Money,
                           IdList, TextList>;

[[nodiscard]] inline bool is_null(const Value& value) { return value.index() == 0; }

}  // namespace steward
