// SPDX-License-Identifier: Apache-2.0
#include "metrics/rules.hpp"

#include <algorithm>

#include "condition/nodes.hpp"
#include "metrics/rules_tables.hpp"
#include "rule/generic.hpp"
#include "steward/model/engagement.hpp"
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

bool has_context(const rule::Lookup& lookup, Ref<DataSource> source, std::string_view table, bool active) {
  for (const auto& held : lookup.all<DataContext>(where<DataContext>(&DataContext::data_source, source))) {
    if ((held.active || !active) && held.context_table && held.context_table->text() == table) return true;
  }
  return false;
}

namespace {

/// The rows of a table that lie in a domain or below it.
condition::Condition in_reach(const rule::Lookup& lookup, const TableInfo& table, Id domain) {
  const auto& domains = table_info<Domain>();
  const auto held = lookup.get(Ref<Domain>(domain));
  if (!held || domain == rule::global_domain) return condition::Condition(table);
  const condition::Path path{{&domains, model::field_of<Domain>(&Domain::path)}};
  const condition::Condition below(
      domains, condition::make_text_test(condition::Node::Kind::starts_with, path, condition::literal(held->path)));
  std::vector<Value> ids{Value(domain)};
  for (const Row& row : lookup.find(below)) ids.emplace_back(model::row_id(row));
  return condition::Condition::any_of(table, model::domain_field, std::move(ids));
}

}  // namespace

std::int64_t count_engagements(const rule::Lookup& lookup, std::string_view condition, Id domain) {
  const auto& table = table_info<Engagement>();
  std::vector<condition::Condition> parts{where<Engagement>(&Engagement::active, true),
                                          in_reach(lookup, table, domain)};
  if (!condition.empty()) parts.push_back(lookup.condition(condition, table));
  return lookup.count(condition::Condition::all(table, std::move(parts)));
}

void check_weight(rule::Context& context, std::size_t field) {
  const auto* weight = std::get_if<Decimal>(&context.change.after[field]);
  if (weight == nullptr) return;
  // The row holds six places, the column two: a third one must not be dropped silently.
  const bool two_places = weight->units() % (Decimal::one / Hundredths::one) == 0;
  if (two_places && weight->units() > 0 && *weight <= Decimal(100)) return;
  context.refuse("out_of_range", "weight", "a weight is more than 0, at most 100, and has two places");
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
