// SPDX-License-Identifier: Apache-2.0
#include "engine/unknown_field.hpp"

#include <fmt/format.h>

#include "engine/operations_arguments.hpp"

namespace steward::engine {

namespace {

struct Expected {
  std::string_view table;
  std::string_view field;
  std::string_view rule;
  std::string_view code;
  std::string_view message;
};
constexpr Expected expected_fields[] = {
    {"internal_play", "parent", "IPL-05", "parent_not_allowed",
     "an internal play has no parent; leave it out, or make an internal_play_task"},
    {"touchpoint", "meeting_date", "TCH-12", "invalid_input",
     "a touchpoint has no meeting_date; create a meeting with start_at and end_at"},
    {"touchpoint", "meeting_type", "TCH-12", "invalid_input",
     "a touchpoint has no meeting_type; create a meeting and give it there"},
};

}  // namespace

Fault unknown_field(const TableInfo& table, std::string_view name, const rule::Catalogue& catalogue) {
  Fault fault{"invalid_input", "", table.name, std::nullopt, std::string(name), "", "", std::nullopt};
  for (const auto& expected : expected_fields) {
    if (expected.table != table.name || expected.field != name || !catalogue.enabled(expected.rule)) continue;
    fault.rule = expected.rule;
    fault.code = expected.code;
    fault.message = expected.message;
    return fault;
  }
  std::vector<std::string_view> known;
  for (const auto& field : table.fields) known.emplace_back(field.name);
  fault.message = fmt::format("{} has no such field{}", table.name, hint(name, known));
  return fault;
}

}  // namespace steward::engine
