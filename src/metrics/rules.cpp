// SPDX-License-Identifier: Apache-2.0
#include "metrics/rules.hpp"

#include <algorithm>

#include "metrics/rules_tables.hpp"
#include "steward/model/system.hpp"

namespace steward::metrics {

using rule::where;

std::string source_table_of(const rule::Lookup& lookup, const DataSource& source) {
  if (!source.source) return {};
  if (*source.source == DataSourceKind::pa_indicator) {
    const auto breakdown = lookup.get(source.breakdown);
    return breakdown ? breakdown->element_table : std::string();
  }
  if (*source.source == DataSourceKind::calculated) return source.breakdown_table;
  if (*source.source == DataSourceKind::table) return source.source_reference_table;
  return source.source_table;
}

IdList domains_above(const rule::Lookup& lookup, Id domain) {
  IdList result{domain};
  auto held = lookup.get(Ref<Domain>(domain));
  // The tree has no cycles; the bound only guards against damaged data.
  for (int depth = 0; held && held->parent && depth < 100; ++depth) {
    result.push_back(held->parent->id());
    held = lookup.get(*held->parent);
  }
  return result;
}

std::vector<ContextMapper> active_mappers(const rule::Lookup& lookup, std::string_view source_table,
                                          ContextTable context_table, Id domain) {
  const auto& table = table_info<ContextMapper>();
  std::vector<condition::Condition> parts{where<ContextMapper>(&ContextMapper::active, true),
                                          where<ContextMapper>(&ContextMapper::context_table, context_table)};
  if (!source_table.empty()) {
    parts.push_back(where<ContextMapper>(&ContextMapper::source_table, std::string(source_table)));
  }
  auto found = lookup.all<ContextMapper>(condition::Condition::all(table, std::move(parts)));
  const auto visible = domains_above(lookup, domain);
  std::erase_if(found, [&](const ContextMapper& mapper) {
    return mapper.domain && std::find(visible.begin(), visible.end(), mapper.domain->id()) == visible.end();
  });
  return found;
}

bool feeds(const rule::Lookup& lookup, Ref<DataSource> source, ContextTable table) {
  const auto held = lookup.get(source);
  if (!held || !(held->state == PublishState::published)) return false;
  return lookup.count(condition::Condition::all(table_info<DataContext>(),
                                                {where<DataContext>(&DataContext::data_source, source),
                                                 where<DataContext>(&DataContext::context_table, table),
                                                 where<DataContext>(&DataContext::active, true)})) > 0;
}

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> result;
  for (auto part : {choice_rules(), source_rules(), publish_rules(), context_rules(), mapper_rules(), data_rules(),
                    version_rules()}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

}  // namespace steward::metrics
