// SPDX-License-Identifier: Apache-2.0
#include "collaboration/rules.hpp"

#include "collaboration/rules_tables.hpp"

namespace steward::collaboration {

void need_one_of(rule::Context& context, std::string_view first, std::string_view second, std::string message) {
  const auto& table = context.change.table;
  const bool has_first = !is_null(context.change.after[table.at(first)]);
  const bool has_second = !is_null(context.change.after[table.at(second)]);
  if (has_first != has_second) return;
  context.refuse(has_first ? "invalid_input" : "field_required", has_first ? second : first, std::move(message));
}

Label label_of(const TableInfo& table, const Row& row) {
  Label label;
  if (const auto number = table.find("number")) label.number = model::text_at(row, *number);
  for (const auto name : {"title", "subject", "short_description", "name", "user_name"}) {
    const auto field = table.find(name);
    if (field && label.title.empty()) label.title = model::text_at(row, *field);
  }
  return label;
}

Target target_of(const rule::Lookup& lookup, std::string_view table, Id record) {
  const auto* info = table.empty() ? nullptr : lookup.schema().find(table);
  return {info, info != nullptr ? lookup.row(*info, record) : nullptr};
}

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> all;
  for (auto part : {blocking_rules(), discussion_rules(), attachment_rules(), mail_rules(), opinion_rules()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<rule::Computation> computations() { return {}; }

}  // namespace steward::collaboration
