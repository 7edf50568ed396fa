// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "reference.hpp"
#include "words.hpp"

namespace docgen {

using namespace steward;

namespace {

using Names = std::set<std::string, std::less<>>;

/// What hangs together in daily work: the first diagram.
constexpr std::array<std::string_view, 22> core{"account",
                                                "contract",
                                                "sold_product",
                                                "engagement",
                                                "engagement_contract",
                                                "onboarding_case",
                                                "onboarding_task",
                                                "success_objective",
                                                "success_outcome",
                                                "success_initiative",
                                                "applicable_outcome",
                                                "customer_play",
                                                "internal_play",
                                                "internal_play_task",
                                                "success_task",
                                                "touchpoint",
                                                "meeting",
                                                "risk_signal",
                                                "risk_solution",
                                                "applicable_sold_product",
                                                "product_usage",
                                                "capability_usage"};

bool is_reference(const FieldInfo& field) { return field.type == FieldType::ref || field.type == FieldType::list_ref; }

/// A row has at most one partner where its reference is a key of its own.
bool alone_unique(const TableInfo& table, const FieldInfo& field) {
  return std::any_of(table.unique.begin(), table.unique.end(), [&](const UniqueKey& key) {
    return key.fields == std::vector<std::string>{field.name} && key.only_where.empty();
  });
}

std::string_view line_of(const TableInfo& table, const FieldInfo& field) {
  if (field.type == FieldType::list_ref) return "}o--o{";
  if (alone_unique(table, field)) return field.required ? "||--o|" : "|o--o|";
  return field.required ? "||--o{" : "|o--o{";
}

/// Fields that a diagram draws; those with the same two ends share a line.
template <class Drawn>
std::string diagram(const std::vector<const TableInfo*>& tables, Drawn&& drawn) {
  Names inside;
  for (const auto* table : tables) inside.insert(table->name);
  std::string lines;
  Names connected;
  for (const auto* table : tables) {
    std::vector<std::pair<std::string, std::string>> edges;
    for (const auto& field : table->fields) {
      if (!is_reference(field) || !inside.contains(field.target) || !drawn(field)) continue;
      const auto edge = fmt::format("  {} {} {}", field.target, line_of(*table, field), table->name);
      const auto same =
          std::find_if(edges.begin(), edges.end(), [&](const auto& known) { return known.first == edge; });
      if (same == edges.end()) {
        edges.emplace_back(edge, field.name);
      } else {
        same->second += ", " + field.name;
      }
      connected.insert(table->name);
      connected.insert(field.target);
    }
    for (const auto& [edge, label] : edges) lines += fmt::format("{} : \"{}\"\n", edge, label);
  }
  for (const auto* table : tables) {
    if (!connected.contains(table->name)) lines += fmt::format("  {}\n", table->name);
  }
  return "```mermaid\nerDiagram\n" + lines + "```\n\n";
}

/// Where the fields of one table lead that leave its family: one target after the other, with its fields.
std::string outward(const TableInfo& table, const Names& inside) {
  std::vector<std::pair<std::string, std::string>> ends;
  for (const auto& field : table.fields) {
    std::string end;
    if (is_reference(field) && field.name != "domain" && !inside.contains(field.target)) {
      end = fmt::format("[{0}](tables.md#{0})", field.target);
    } else if (field.type == FieldType::rid) {
      end = fmt::format("the table that `{}` names", field.table_field);
    } else {
      continue;
    }
    const auto name = field.name + (field.type == FieldType::list_ref ? " (list)" : "");
    const auto known = std::find_if(ends.begin(), ends.end(), [&](const auto& other) { return other.first == end; });
    if (known == ends.end()) {
      ends.emplace_back(end, name);
    } else {
      known->second += ", " + name;
    }
  }
  std::string text;
  for (const auto& [end, names] : ends) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", end, names);
  return text;
}

std::string outward(const Family& family) {
  Names inside;
  for (const auto* table : family.tables) inside.insert(table->name);
  std::string lines;
  for (const auto* table : family.tables) {
    if (const auto text = outward(*table, inside); !text.empty()) {
      lines += fmt::format("| {} | {} |\n", table->name, text);
    }
  }
  return lines.empty() ? lines : "Beyond the diagram:\n\n| table | leads to, by field |\n|---|---|\n" + lines + "\n";
}

std::vector<const TableInfo*> core_tables() {
  std::vector<const TableInfo*> result;
  for (const auto name : core) {
    const auto all = all_tables();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto* table) { return table->name == name; });
    if (found != all.end()) result.push_back(*found);
  }
  return result;
}

std::string without_domain() {
  std::vector<std::string_view> names;
  for (const auto* table : all_tables()) {
    const auto domain = table->find("domain");
    if (!domain || table->fields[*domain].type != FieldType::ref) names.push_back(table->name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string relations_page() {
  std::string out = "# How the tables hang together\n\n" + std::string(generated);
  out +=
      "One diagram of the core, then one a family. A line leads from the table that is pointed at to the one that "
      "holds the field, and bears the field's name: `||` always one, `|o` one or none, `o{` any number, `o|` at most "
      "one. Lists of references have `o{` at both ends. Fields are described in [tables](tables.md).\n\n"
      "Every table has a `domain` that leads to [domain](tables.md#domain), except: " +
      without_domain() + ".\n\n";
  out += "## The core\n\nWithout the copies that the library keeps and the lists.\n\n";
  out += diagram(core_tables(), [](const FieldInfo& field) {
    return field.type == FieldType::ref && (field.kind == FieldKind::stored || field.kind == FieldKind::overridable);
  });
  for (const auto& family : families()) {
    out += fmt::format("## {}\n\n{}\n\n", family.title, family.what);
    out += diagram(family.tables, [](const FieldInfo& field) { return field.name != "domain"; });
    out += outward(family);
  }
  return out;
}

}  // namespace docgen
