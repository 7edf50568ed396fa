// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "metrics/rules.hpp"
#include "risk/rules.hpp"
#include "risk/template.hpp"
#include "rule/tree.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

namespace {

using rule::Context;
using rule::where;

bool goes_public(const Context& context) {
  return context.after<RiskDefinition>(&RiskDefinition::state) == PublishState::published &&
         context.changed<RiskDefinition>(&RiskDefinition::state);
}

bool by_table(const Context& context) {
  return context.after<RiskDefinition>(&RiskDefinition::type) == RiskDefinitionType::table;
}

/// References inside a template must lead somewhere the caller can see.
void check_references(Context& context, const rule::Fields& fields) {
  const auto& signal = table_info<RiskSignal>();
  const bool restricted = context.by_caller() && !context.work.actor().system;
  for (const auto& [position, value] : fields) {
    const auto& field = signal.fields[position];
    const auto* target = field.target.empty() ? nullptr : context.work.schema().find(field.target);
    if (target == nullptr) continue;
    IdList ids;
    if (const auto* id = std::get_if<Id>(&value)) ids.push_back(*id);
    if (const auto* list = std::get_if<IdList>(&value)) ids = *list;
    for (const Id& id : ids) {
      if ((restricted ? context.work.visible(*target, id) : context.work.row(*target, id)) != nullptr) continue;
      context.refuse("invalid_template", "template",
                     fmt::format("{} names no {} that exists: {}", field.name, target->name, id.to_string()));
    }
  }
}

void check_template(Context& context) {
  if (!context.inserting() && !context.changed<RiskDefinition>(&RiskDefinition::template_fields) &&
      !goes_public(context)) {
    return;
  }
  auto fields = template_fields(context.after<RiskDefinition>(&RiskDefinition::template_fields), context.work.schema());
  if (fields) {
    check_references(context, *fields);
    return;
  }
  for (const auto& fault : fields.error().faults()) context.refuse(fault.code, fault.field, fault.message);
}

void check_mapper(Context& context) {
  if (!by_table(context)) return;
  const bool touched = context.inserting() || goes_public(context) ||
                       context.changed<RiskDefinition>(&RiskDefinition::type) ||
                       context.changed<RiskDefinition>(&RiskDefinition::source_table);
  const auto source = context.after<RiskDefinition>(&RiskDefinition::source_table);
  if (!touched || source.empty() || source == choice_name(ContextTable::engagement)) return;
  const auto mappers = metrics::active_mappers(context.work, source, ContextTable::engagement,
                                               model::id_at(context.change.after, model::domain_field));
  // A metric based mapper serves data sources, and this definition has none.
  const bool found = std::any_of(mappers.begin(), mappers.end(),
                                 [](const ContextMapper& mapper) { return mapper.type == ScopeType::global; });
  if (!found) {
    context.refuse("mapper_missing", "source_table",
                   fmt::format("no active mapper leads from {} to engagement", source));
  }
}

void type_fields(Context& context) {
  const bool table = by_table(context);
  const auto& info = context.change.table;
  const auto need = [&](std::string_view field) {
    if (!is_null(context.change.after[info.at(field)])) return;
    context.refuse("field_required", field, fmt::format("a {} definition needs {}", table ? "table" : "metric", field));
  };
  const auto leave = [&](std::string_view field) {
    if (is_null(context.change.after[info.at(field)])) return;
    context.refuse("field_not_applicable", field,
                   fmt::format("a {} definition has no {}", table ? "table" : "metric", field));
  };
  for (const auto* field : {"data_source", "threshold_condition", "threshold"}) table ? leave(field) : need(field);
  table ? need("source_table") : leave("source_table");
  if (!table) leave("source_condition");
}

void metric_source(Context& context) {
  const auto source = context.after<RiskDefinition>(&RiskDefinition::data_source);
  if (by_table(context) || !source || metrics::feeds(context.work, *source, ContextTable::engagement)) return;
  context.refuse("context_missing", "data_source",
                 "the data source is not published or has no active context on engagement");
}

void publish_overrides(Context& context) {
  if (!goes_public(context)) return;
  const auto& table = table_info<RiskThresholdOverride>();
  const auto drafts = context.work.all<RiskThresholdOverride>(condition::Condition::all(
      table,
      {where<RiskThresholdOverride>(&RiskThresholdOverride::risk_definition, Ref<RiskDefinition>(context.change.id())),
       where<RiskThresholdOverride>(&RiskThresholdOverride::state, PublishState::draft)}));
  for (const auto& draft : drafts) {
    rule::report(
        context,
        context.work.update(table, draft.id,
                            {rule::give<RiskThresholdOverride>(&RiskThresholdOverride::state, PublishState::published)},
                            rule::Origin::cascade));
  }
}

void override_required(Context& context) {
  const auto entry = model::from_row<RiskThresholdOverride>(context.change.after);
  const auto definition = context.work.get(entry.risk_definition);
  if (definition && !(definition->type == RiskDefinitionType::metric)) {
    context.refuse("override_not_allowed", "risk_definition", "only metric definitions have thresholds to override");
  }
  if (entry.rank && *entry.rank < 1) context.refuse("out_of_range", "rank", "ranks start at 1");
}

}  // namespace

std::vector<rule::Rule> definition_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"RDF-01", "risk_definition", "Duplicate", mechanism, on_write,
       "duplicate_risk_definition @name, duplicate_risk_definition @type", nullptr,
       "The name is unique, and no two definitions watch for the same thing."},
      {"RDF-02", "risk_definition", "Template", validate, on_write, "invalid_template @template", check_template,
       "The template sets short_description, description and reported_by, and names only fields of risk_signal that "
       "callers write, with valid values."},
      {"RDF-03", "risk_definition", "No mapper", validate, on_write, "mapper_missing @source_table", check_mapper,
       "A table definition needs an active mapper from its source table to engagement, unless that is engagement."},
      {"RDF-04", "risk_definition", "Required", validate, on_write, "field_required @each, field_not_applicable @each",
       type_fields, "A definition has name, category and type, the fields of its type, and none of the other type's."},
      {"RDF-05", "risk_definition", "Metric source", publish, on_write, "context_missing @data_source", metric_source,
       "The data source of a published definition is published and has an active context on engagement."},
      {"RDF-06", "risk_definition", "Category", validate, on_write, "invalid_choice @category", check_risk_category,
       "A category is an active choice of the list risk_category."},
      {"RTO-01", "risk_threshold_override", "Duplicate", mechanism, on_write,
       "duplicate_override @rank, duplicate_override @applicable_engagements", nullptr,
       "In a definition each rank and each condition appears once."},
      {"RTO-02", "risk_threshold_override", "Required", validate, on_write,
       "field_required @each, override_not_allowed @risk_definition, out_of_range @rank", override_required,
       "An override has a metric definition, a threshold, a condition and a rank from 1."},
      {"RTO-03", "risk_definition", "First rank wins", after, on_write, "", publish_overrides,
       "Publishing a definition publishes its draft overrides; of those that match, the lowest rank gives the "
       "threshold, and the definition's own condition holds too."},
      {"RTO-04", "risk_threshold_override", "Until", process, on_write, "", nullptr,
       "From the instant valid_until on an override no longer applies, and the next one that matches or the "
       "definition gives the threshold."},
  };
}

}  // namespace steward::risk
