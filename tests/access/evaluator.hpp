// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// A second answer to "what do these roles grant?", made from tables of its own. It shares nothing with the library:
// where the two differ, one of them is wrong.

namespace steward::test::stated {

using Names = std::set<std::string>;

/// The roles that ship, and the composite ones among them, internal before external.
[[nodiscard]] const Names& shipped_roles();
[[nodiscard]] const std::vector<std::string>& composite_roles();
[[nodiscard]] bool is_external(const std::string& role);

/// The roles and everything that they contain.
[[nodiscard]] Names contained(const Names& roles);
/// "RCWD" or less, in this order; nothing when no rule is stated for the table.
[[nodiscard]] std::optional<std::string> granted(const Names& roles, const std::string& table);
/// The tables of a group, or the table itself.
[[nodiscard]] std::vector<std::string> tables_of(const std::string& group);
[[nodiscard]] std::vector<std::string> words(std::string_view text);

}  // namespace steward::test::stated
