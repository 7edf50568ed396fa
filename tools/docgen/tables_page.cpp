// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "engine/describe.hpp"
#include "model/json.hpp"
#include "reference.hpp"
#include "steward/model.hpp"
#include "words.hpp"

namespace docgen {

using namespace steward;

namespace {

constexpr std::string_view column_heads =
    "| field | type | kind | required | default | on delete of the target |\n|---|---|---|---|---|---|\n";

/// The fields that nearly all tables have in common: those of the first table with every one of them.
constexpr std::size_t common_count = 8;
const TableInfo& common() { return table_info<Account>(); }

std::string type_text(const FieldInfo& field) {
  std::string text(engine::type_name(field.type));
  if (field.max_length != 0 && field.type == FieldType::string) text += fmt::format("({})", field.max_length);
  if (!field.choice_list.empty()) text += fmt::format(" [{0}](choices.md#{0})", field.choice_list);
  if (!field.target.empty()) text += fmt::format(" [{0}](#{0})", field.target);
  if (!field.table_field.empty()) text += fmt::format(" in the table of `{}`", field.table_field);
  return text;
}

std::string default_text(const FieldInfo& field) {
  // An instant that the library sets has no default that says anything.
  const bool moment = field.type == FieldType::date || field.type == FieldType::datetime;
  const bool appears =
      field.kind != FieldKind::computed && field.read != nullptr && !moment && !is_null(field.default_value);
  if (!appears) return "";
  const auto text = model::value_to_json(field, field.default_value).dump();
  return text.size() > 30 ? "" : fmt::format("`{}`", text);
}

std::string line(const FieldInfo& field) {
  const auto deleted = field.on_delete == OnDelete::none ? "" : engine::delete_name(field.on_delete);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", field.name, type_text(field), engine::kind_name(field.kind),
                     field.required ? "yes" : "", default_text(field), deleted);
}

bool is_common(const FieldInfo& field) {
  const auto position = common().find(field.name);
  return position && *position < common_count && line(common().fields[*position]) == line(field);
}

/// What of the common fields a table does not have.
std::string lacks(const TableInfo& table) {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < common_count; ++i) {
    if (!table.has(common().fields[i].name)) missing.push_back("`" + common().fields[i].name + "`");
  }
  if (missing.empty()) return {};
  if (missing.size() + 1 == common_count) return "Of the common fields only `id`. ";
  return fmt::format("Without the common {} {}. ", missing.size() == 1 ? "field" : "fields", fmt::join(missing, ", "));
}

std::string facts_of(const TableInfo& table) {
  std::string facts;
  if (!table.prefix.empty()) facts += fmt::format("Numbers: {}0000001. ", table.prefix);
  if (table.flavour == Flavour::series) facts += "A time series behind the series port. ";
  if (table.flavour == Flavour::fact) facts += "Bulk rows without versions and change history. ";
  if (table.system_written) facts += "Written by the library only. ";
  if (table.host_owned) facts += "Mirrors a table of the host. ";
  if (table.domain == DomainClass::configuration) facts += "Configuration: inherited by the domains below. ";
  if (!table.domain_from.empty()) {
    facts += fmt::format("Its domain is that of `{}`. ", fmt::join(table.domain_from, "` or `"));
  }
  if (!table.closing.state.empty()) facts += "Can be closed, canceled and reopened. ";
  if (table.flavour != Flavour::series) facts += lacks(table);
  if (!facts.empty()) facts.back() = '\n';
  return facts.empty() ? facts : facts + "\n";
}

std::string keys_of(const TableInfo& table) {
  std::string keys;
  for (const auto& key : table.unique) {
    if (key.fields == std::vector<std::string>{"external_id"}) continue;
    keys +=
        fmt::format("- unique{}: {}{} ({}, `{}`)\n", key.per_domain ? " in a domain" : "", fmt::join(key.fields, ", "),
                    key.only_where.empty() ? "" : fmt::format(" where `{}`", key.only_where), key.rule, key.code);
  }
  return keys.empty() ? keys : keys + "\n";
}

std::string section(const TableInfo& table) {
  std::string out = fmt::format("### {}\n\n{}\n\n{}", table.name, table.title, facts_of(table));
  std::string lines;
  for (const auto& field : table.fields) {
    if (!is_common(field)) lines += line(field);
  }
  if (!lines.empty()) out += std::string(column_heads) + lines + "\n";
  return out + keys_of(table);
}

std::string contents() {
  std::string out;
  for (const auto& family : families()) {
    out += fmt::format("**{}**: {}\n\n| table | what a record is |\n|---|---|\n", family.title, family.what);
    for (const auto* table : family.tables) out += fmt::format("| [{0}](#{0}) | {1} |\n", table->name, table->title);
    out += "\n";
  }
  return out;
}

}  // namespace

std::string tables_page() {
  std::string out = fmt::format("# Tables\n\n{}{} tables in {} families; [relations](relations.md) draws them.\n\n",
                                generated, all_tables().size(), families().size());
  out += contents();
  out +=
      "## Common fields\n\nEvery record has these, so the tables below do not repeat them. `external_id` is unique in "
      "a table and domain (GEN-14, `duplicate_external_id`).\n\n";
  out += column_heads;
  for (std::size_t i = 0; i < common_count; ++i) out += line(common().fields[i]);
  out +=
      "\nKinds: **stored**: the caller sets it; **derived**: the library keeps it; **overridable**: the library keeps "
      "it and callers may write it; **computed**: when the record is read, never stored; **journal**: what is written "
      "is appended to the journal. A new record starts with the defaults.\n\n";
  for (const auto& family : families()) {
    out += fmt::format("## {}\n\n{}\n\n", family.title, family.what);
    for (const auto* table : family.tables) out += section(*table);
  }
  return out;
}

}  // namespace docgen
