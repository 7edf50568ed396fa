// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "access/roles.hpp"
#include "reference.hpp"
#include "steward/table.hpp"
#include "words.hpp"

namespace docgen {

using namespace steward;

namespace {

std::string_view limit_text(access::Limit limit) {
  switch (limit) {
    case access::Limit::none:
      return "";
    case access::Limit::plain_sources:
      return " (sources that are not calculated)";
    case access::Limit::video_setting:
      return " (the video setting)";
    case access::Limit::onboarding_definitions:
      return " (definitions that run on onboarding cases)";
    case access::Limit::decision:
      return " (to approve or reject)";
    case access::Limit::customer:
      return "";
  }
  return "";
}

std::string grants_of(const access::Role& role) {
  if (role.name == "admin") return "everything, but for what the library alone writes";
  std::map<std::string, std::vector<std::string_view>> by_operations;
  for (const auto& grant : role.grants) {
    by_operations[access::letters(grant.operations) + std::string(limit_text(grant.limit))].push_back(
        access::class_name(grant.on));
  }
  std::string text;
  for (const auto& [operations, classes] : by_operations) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", operations, fmt::join(classes, ", "));
  }
  return text;
}

void add_roles(std::string& out, access::Role::Side side) {
  out += "| role | for | contains | own grants |\n|---|---|---|---|\n";
  for (const auto& role : access::roles()) {
    if (role.side != side) continue;
    out += fmt::format("| `{}`{} | {} | {} | {} |\n", role.name, role.pseudo ? " (never assigned)" : "", role.purpose,
                       fmt::join(role.contains, ", "), grants_of(role));
  }
  out += "\n";
}

std::string fields_with(const TableInfo& table, bool (*wanted)(const FieldInfo&)) {
  std::vector<std::string> names;
  for (const auto& field : table.fields) {
    if (wanted(field)) names.push_back(field.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_classes(std::string& out) {
  std::map<std::string_view, std::vector<std::string>> tables;
  for (const auto* table : all_tables()) tables[access::class_name(table->access)].push_back(table->name);
  out += "| class | tables |\n|---|---|\n";
  for (const auto& [name, members] : tables) out += fmt::format("| {} | {} |\n", name, fmt::join(members, ", "));
  out += "\n";
}

void add_customer_fields(std::string& out) {
  out += "| table | read | given when it is created | given at any time |\n|---|---|---|---|\n";
  for (const auto* table : all_tables()) {
    const auto read = fields_with(*table, [](const FieldInfo& field) { return field.external; });
    if (read.empty()) continue;
    out +=
        fmt::format("| {} | {} | {} | {} |\n", table->name, read,
                    fields_with(*table, [](const FieldInfo& f) { return f.external_input == ExternalInput::create; }),
                    fields_with(*table, [](const FieldInfo& f) { return f.external_input == ExternalInput::write; }));
  }
  out += "\n";
}

void add_readers(std::string& out) {
  out += "| field | roles | rule |\n|---|---|---|\n";
  for (const auto* table : all_tables()) {
    for (const auto& field : table->fields) {
      if (field.readers.empty()) continue;
      out += fmt::format("| {}.{} | {}, admin | {} |\n", table->name, field.name, fmt::join(field.readers, ", "),
                         field.readers_rule);
    }
  }
}

}  // namespace

std::string roles_page() {
  std::string out = "# Roles and rights\n\n" + std::string(generated);
  out +=
      "What each shipped role may do: R read, count and add up, C create, W change, D delete. A role has what the "
      "roles "
      "that it contains have. Grants are made on classes of tables.\n\n## Roles\n\n";
  add_roles(out, access::Role::Side::internal);
  out += "## Roles of customer users\n\nCut further by account, visibility and person (EXT-01 to EXT-11).\n\n";
  add_roles(out, access::Role::Side::external);
  out += "## Classes\n\n";
  add_classes(out);
  out += "## Fields of customer users\n\nWhere a role grants them the table; every other field is withheld.\n\n";
  add_customer_fields(out);
  out += "## Fields for some roles\n\n";
  add_readers(out);
  return out;
}

}  // namespace docgen
