// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "metrics/rules.hpp"
#include "metrics/rules_tables.hpp"

namespace steward::metrics {

namespace {

using rule::Context;
using rule::where;

bool contains(const IdList& list, Id id) { return std::find(list.begin(), list.end(), id) != list.end(); }

void context_mappers(Context& context) {
  const auto held = model::from_row<DataContext>(context.change.after);
  const auto source = context.work.get(held.data_source);
  if (!held.active || !source || !held.context_table || !held.context_table->value()) return;
  check_repeated_mappers(context, *source, *held.context_table->value());
}

void draft_source(Context& context) {
  // The contexts follow their source when it is deleted or moves to another domain, whatever its state.
  if (context.change.origin == rule::Origin::cascade) return;
  std::vector<Ref<DataSource>> sources{context.after<DataContext>(&DataContext::data_source)};
  if (context.updating()) sources.push_back(context.before<DataContext>(&DataContext::data_source));
  for (const auto& ref : sources) {
    const auto source = context.work.get(ref);
    if (!source || source->state == PublishState::draft) continue;
    context.refuse("data_source_not_draft", "data_source", "the contexts of a published data source are fixed");
    return;
  }
}

/// The other active mappers of the same kind, tables and domain.
std::vector<ContextMapper> rivals(const Context& context, const ContextMapper& mapper) {
  auto found = context.work.all<ContextMapper>(condition::Condition::all(
      table_info<ContextMapper>(),
      {where<ContextMapper>(&ContextMapper::active, true), where<ContextMapper>(&ContextMapper::type, mapper.type),
       where<ContextMapper>(&ContextMapper::source_table, mapper.source_table),
       where<ContextMapper>(&ContextMapper::context_table, mapper.context_table),
       where<ContextMapper>(&ContextMapper::domain, mapper.domain)}));
  std::erase_if(found, [&](const ContextMapper& other) { return other.id == mapper.id; });
  return found;
}

void unique_global(Context& context) {
  const auto mapper = model::from_row<ContextMapper>(context.change.after);
  if (!mapper.active || !(mapper.type == ScopeType::global) || rivals(context, mapper).empty()) return;
  context.refuse("duplicate_mapper", "source_table",
                 "there is an active global mapper between these two tables already");
}

void unique_metric(Context& context) {
  const auto mapper = model::from_row<ContextMapper>(context.change.after);
  if (!mapper.active || !(mapper.type == ScopeType::metric_based)) return;
  auto shared = base::Json::array();
  std::set<Id> seen;
  for (const auto& other : rivals(context, mapper)) {
    for (const Id& source : mapper.metric_list) {
      if (!contains(other.metric_list, source) || !seen.insert(source).second) continue;
      shared.push(base::Json::string(source.to_string()));
    }
  }
  if (shared.size() == 0) return;
  context.refuse("duplicate_mapper", "metric_list",
                 "another active mapper between these two tables serves some of the data sources", shared.canonical());
}

void mapper_required(Context& context) {
  const auto mapper = model::from_row<ContextMapper>(context.change.after);
  if (mapper.resolver.empty()) {
    // The declaration itself asks for context_field.
    for (const auto& [name, text] :
         {std::pair{"related_table", &mapper.related_table}, std::pair{"query_field", &mapper.query_field}}) {
      if (text->empty())
        context.refuse("field_required", name, fmt::format("a mapper without a resolver needs {}", name));
    }
  }
  const bool metric_based = mapper.type == ScopeType::metric_based;
  if (metric_based && mapper.metric_list.empty()) {
    context.refuse("field_required", "metric_list", "a metric based mapper names its data sources");
  }
  if (!metric_based && !mapper.metric_list.empty()) {
    context.refuse("field_not_applicable", "metric_list", "a global mapper names no data sources");
  }
}

}  // namespace

void check_repeated_mappers(rule::Context& context, const DataSource& source, ContextTable table) {
  const auto from = source_table_of(context.work, source);
  const Id domain = source.domain ? source.domain->id() : Id();
  // A domain may replace what it inherits (DOM-17), so only mappers of one domain repeat each other (DOM-18).
  std::set<std::tuple<std::string, bool, std::optional<Ref<Domain>>>> seen;
  for (const auto& mapper : active_mappers(context.work, from, table, domain)) {
    const bool global = mapper.type == ScopeType::global;
    if (!global && !contains(mapper.metric_list, source.id)) continue;
    if (seen.emplace(mapper.source_table, global, mapper.domain).second) continue;
    context.refuse(
        "duplicate_mapper", "context_table",
        fmt::format("two mappers lead from {} to {} for this data source", mapper.source_table, choice_name(table)));
    return;
  }
}

std::vector<rule::Rule> context_rules() {
  using enum rule::Phase;
  return {
      {"DCX-01", "data_context", "Unique context", mechanism, rule::on_write, "duplicate_context @context_table",
       nullptr, "A data source has one context a table."},
      {"DCX-02", "data_context", "Unique mappers", validate, rule::on_write, "duplicate_mapper @context_table",
       context_mappers, "The mappers that serve a context do not repeat within one domain."},
      {"DCX-03", "data_context", "Draft source", validate, rule::on_write, "data_source_not_draft @data_source",
       draft_source, "Contexts are added and changed only while their data source is in draft."},
      {"DCX-03", "data_context", "Draft source", before_delete, rule::on_erase, "data_source_not_draft @data_source",
       draft_source, "Contexts are deleted only while their data source is in draft."},
  };
}

std::vector<rule::Rule> mapper_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"MAP-01", "context_mapper", "Unique global", validate, on_write, "duplicate_mapper @source_table", unique_global,
       "There is one active global mapper from a source table to a context table."},
      {"MAP-02", "context_mapper", "Unique metric", validate, on_write, "duplicate_mapper @metric_list", unique_metric,
       "No data source is served by two active metric based mappers between the same two tables."},
      {"MAP-03", "context_mapper", "Required", validate, on_write,
       "field_required @each, field_not_applicable @metric_list", mapper_required,
       "A mapper has type and tables, and a resolver or a related table with query and context field; metric based "
       "ones name their data sources, global ones none."},
      {"MAP-04", "context_mapper", "Precedence", process, on_write, "", nullptr,
       "A resolver wins over related table and conditions, a metric based mapper over the global one."},
  };
}

std::vector<rule::Rule> data_rules() {
  using enum rule::Phase;
  using rule::on_insert;
  return {
      {"CTD-01", "context_data", "External row", process, on_insert, "", nullptr,
       "A delivery sets last_run_at of its source to now, moves next_run_at on when it would be earlier, and is mapped "
       "to the records of the source's contexts."},
      {"CTD-02", "context_data", "External required", process, on_insert,
       "field_required @each, context_missing @context_table", nullptr,
       "A delivery has data source, source record, value, start and end, and its source an active context."},
      {"CTD-03", "context_data", "No future", process, on_insert, "future_data @start_date, future_data @end_date",
       nullptr, "Neither start nor end of a delivery lies in the future."},
      {"CTD-04", "context_data", "Period", process, on_insert, "period_invalid @end_date, value_not_finite @value",
       nullptr, "A delivery ends after it starts and its value is finite."},
      {"CTD-05", "context_data", "Write to target", process, on_insert, "", nullptr,
       "A calculated value goes into the target field of every record whose query field names the scored one, through "
       "the rules of that table; a sold product without a usage row gets one first."},
  };
}

}  // namespace steward::metrics
