// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collaboration/label.hpp"
#include "rule/rule.hpp"

// The parts that collaboration::rules() is made of, one a file.

namespace steward::collaboration {

[[nodiscard]] std::vector<rule::Rule> blocking_rules();
[[nodiscard]] std::vector<rule::Rule> discussion_rules();
[[nodiscard]] std::vector<rule::Rule> attachment_rules();
[[nodiscard]] std::vector<rule::Rule> mail_rules();
[[nodiscard]] std::vector<rule::Rule> opinion_rules();

/// Refuses a record that sets none of two fields, or both.
void need_one_of(rule::Context& context, std::string_view first, std::string_view second, std::string message);

/// The table that a text names and the row that an id names in it; null where there is none.
struct Target {
  const TableInfo* table = nullptr;
  const Row* row = nullptr;
};
[[nodiscard]] Target target_of(const rule::Lookup& lookup, std::string_view table, Id record);

}  // namespace steward::collaboration
