// SPDX-License-Identifier: Apache-2.0
#include "rule/tree.hpp"

#include <fmt/format.h>

#include <set>

namespace steward::rule {

bool leads_to(const Lookup& lookup, const TableInfo& table, std::size_t parent, Id start, Id target) {
  std::set<Id> seen;
  for (Id at = start; !at.is_nil() && seen.insert(at).second;) {
    if (at == target) return true;
    const Row* row = lookup.row(table, at);
    at = row != nullptr ? model::id_at(*row, parent) : Id();
  }
  return false;
}

void refuse_cycle(Context& context, std::size_t parent) {
  const auto& change = context.change;
  if (!change.changed(parent)) return;
  if (!leads_to(context.work, change.table, parent, model::id_at(change.after, parent), change.id())) return;
  const auto& name = change.table.fields[parent].name;
  context.refuse("parent_cycle", name,
                 fmt::format("{}.{} names the record itself or one below it", change.table.name, name));
}

}  // namespace steward::rule
