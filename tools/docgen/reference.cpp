// SPDX-License-Identifier: Apache-2.0
#include "reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/unit.hpp"
#include "words.hpp"

namespace docgen {

using namespace steward;

namespace {

/// The rules whose ids begin alike.
struct Section {
  std::string_view prefix;
  bool everywhere = false;  ///< some of them hold on every table
  std::vector<std::string_view> tables;
  std::string lines;
};

std::string_view phase_text(rule::Phase phase) {
  switch (phase) {
    case rule::Phase::derive:
      return "derive";
    case rule::Phase::sync:
      return "sync";
    case rule::Phase::validate:
      return "validate";
    case rule::Phase::publish:
      return "publish";
    case rule::Phase::before_delete:
      return "delete";
    case rule::Phase::children:
      return "children";
    case rule::Phase::after:
      return "after";
    case rule::Phase::timeline:
      return "timeline";
    case rule::Phase::mechanism:
      return "mechanism";
    case rule::Phase::process:
      return "process";
    case rule::Phase::declared:
      return "by declaration";
  }
  return "";
}

std::vector<Section> sections(const rule::Catalogue& catalogue) {
  std::vector<Section> result;
  for (const auto& entry : catalogue.rules()) {
    const auto prefix = entry.id.substr(0, entry.id.find('-'));
    auto at = std::find_if(result.begin(), result.end(), [&](const auto& known) { return known.prefix == prefix; });
    if (at == result.end()) at = result.insert(at, {prefix, false, {}, {}});
    at->everywhere = at->everywhere || entry.table.empty();
    const bool named = std::find(at->tables.begin(), at->tables.end(), entry.table) != at->tables.end();
    if (!entry.table.empty() && !named) at->tables.push_back(entry.table);
    at->lines += fmt::format("| {} | {} | {} | {} | {} | {} |\n", entry.id, entry.table, cell(entry.title),
                             phase_text(entry.phase), cell(entry.text), entry.codes);
  }
  return result;
}

}  // namespace

std::string choices_page() {
  std::string out = "# Choice lists\n\n" + std::string(generated);
  out +=
      "Values in list order, which is their sort order. A host may add values to open lists when it opens an "
      "engine.\n\n";
  for (const auto& list : all_choice_lists()) {
    out += fmt::format("## {}\n\n{}{}\n\n", list.name, fmt::join(list.values, ", "), list.open ? " (open)" : "");
  }
  return out;
}

std::string rules_page(const rule::Catalogue& catalogue) {
  std::string out = "# Rules\n\n" + std::string(generated);
  out +=
      "Every rule by its id. *When* names the phase of a write in which it runs (see [the pipeline](pipeline.md)); "
      "*mechanism* is enforced by the pipeline itself out of the declarations, *process* by a job or an operation, and "
      "what holds *by declaration* follows from the field list alone: nothing runs for it. Codes name the error and "
      "the field it points at.\n\n";
  const auto all = sections(catalogue);
  for (const auto& section : all) {
    std::string anchor(section.prefix);
    for (char& c : anchor) c = static_cast<char>(c + ('a' - 'A'));
    const auto tables = section.everywhere ? "every table" : fmt::format("{}", fmt::join(section.tables, ", "));
    out += fmt::format("- [{}](#{}): {}\n", section.prefix, anchor, tables);
  }
  for (const auto& section : all) {
    out += fmt::format("\n## {}\n\n| id | table | rule | when | what it says | codes |\n|---|---|---|---|---|---|\n{}",
                       section.prefix, section.lines);
  }
  return out;
}

std::map<std::string, std::string> reference_pages() {
  const auto catalogue = engine::make_catalogue();
  return {{"tables.md", tables_page()}, {"relations.md", relations_page()},  {"choices.md", choices_page()},
          {"roles.md", roles_page()},   {"rules.md", rules_page(catalogue)}, {"errors.md", errors_page(catalogue)}};
}

}  // namespace docgen
