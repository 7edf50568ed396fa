// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "access/caller.hpp"
#include "model/schema.hpp"

// Building blocks of the row rules.

namespace steward::access {

class RowRules;

/// `field = value`, by name.
[[nodiscard]] condition::Condition is(const TableInfo& table, std::string_view field, const Value& value);
[[nodiscard]] condition::Condition never(const TableInfo& table);
/// Both rules, where nothing is no rule.
[[nodiscard]] std::optional<condition::Condition> both(const TableInfo& table, std::optional<condition::Condition> a,
                                                       std::optional<condition::Condition> b);

/// Limit::plain_sources: not calculated, and not below a calculated source.
[[nodiscard]] std::optional<condition::Condition> plain_sources(const TableInfo& table);
[[nodiscard]] condition::Condition video_setting();
[[nodiscard]] condition::Condition onboarding_definitions();

/// What a customer user may write (access 6); nothing: any row that they read.
[[nodiscard]] std::optional<condition::Condition> customer_limit(const TableInfo& table, unsigned operation,
                                                                 const Caller& caller, const RowRules& rules);

}  // namespace steward::access
