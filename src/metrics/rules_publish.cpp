// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "metrics/dependencies.hpp"
#include "metrics/rules.hpp"
#include "metrics/rules_tables.hpp"
#include "rule/tree.hpp"
#include "steward/model/health.hpp"
#include "steward/model/risk.hpp"
#include "steward/model/segment.hpp"
#include "steward/model/success_plan.hpp"

namespace steward::metrics {

namespace {

using rule::Context;
using rule::where;

std::vector<DataContext> contexts_of(const Context& context) {
  return context.work.all<DataContext>(
      where<DataContext>(&DataContext::data_source, Ref<DataSource>(context.change.id())));
}

bool serves(const ContextMapper& mapper, Id source) {
  return mapper.type == ScopeType::global ||
         std::find(mapper.metric_list.begin(), mapper.metric_list.end(), source) != mapper.metric_list.end();
}

void contexts_on_publish(Context& context) {
  const auto source = model::from_row<DataSource>(context.change.after);
  const auto contexts = contexts_of(context);
  if (contexts.empty()) context.refuse("context_missing", "contexts", "a published data source needs a context");
  const auto table = source_table_of(context.work, source);
  const Id domain = model::id_at(context.change.after, model::domain_field);
  for (const auto& held : contexts) {
    const auto target = held.context_table ? held.context_table->value() : std::nullopt;
    const std::string name(held.context_table ? held.context_table->text() : "");
    if (!held.active) {
      context.refuse("context_inactive", "contexts", fmt::format("the context {} is not active", name));
    }
    // Records of the context's own table map to themselves.
    if (!target || name == table) continue;
    const auto mappers = active_mappers(context.work, table, *target, domain);
    if (std::any_of(mappers.begin(), mappers.end(), [&](const auto& m) { return serves(m, source.id); })) continue;
    context.refuse("mapper_missing", "contexts",
                   fmt::format("no active mapper leads from {} to {}", table.empty() ? "any table" : table, name));
  }
}

void breakdown_context(Context& context) {
  const auto source = model::from_row<DataSource>(context.change.after);
  if (!source.source || !(*source.source == DataSourceKind::calculated)) return;
  for (const auto& held : contexts_of(context)) {
    if (held.active && held.context_table && held.context_table->text() == source.breakdown_table) return;
  }
  context.refuse("breakdown_context_missing", "breakdown_table",
                 fmt::format("a calculated data source needs an active context on {}", source.breakdown_table));
}

bool is_calculated(const Context& context) {
  const auto kind = context.after<DataSource>(&DataSource::source);
  return kind && *kind == DataSourceKind::calculated;
}

void segments(Context& context) {
  if (!is_calculated(context)) return;
  const auto found =
      context.work.all<Segment>(where<Segment>(&Segment::data_source, Ref<DataSource>(context.change.id())));
  if (found.empty()) {
    context.refuse("segment_missing", "segments", "a calculated data source needs at least one segment");
    return;
  }
  auto drafts = base::Json::array();
  for (const auto& segment : found) {
    if (!(segment.state == PublishState::published)) drafts.push(base::Json::string(segment.id.to_string()));
  }
  if (drafts.size() == 0) return;
  context.refuse("segment_not_published", "segments",
                 fmt::format("{} segments are not published; publish them first", drafts.size()), drafts.canonical());
}

void execution_order(Context& context) {
  const auto order = is_calculated(context) ? calculated_order(context.work, context.change.id()) : 0;
  context.set<DataSource>(&DataSource::execution_order, order);
}

/// What is calculated from a source whose order changed runs behind it again; from there it goes on by itself.
void order_upwards(Context& context) {
  if (!context.changed<DataSource>(&DataSource::execution_order)) return;
  auto& work = context.work;
  const auto& table = table_info<DataSource>();
  for (const Id id : measuring(work, context.change.id())) {
    const auto source = work.get(Ref<DataSource>(id));
    if (!source || !(source->state == PublishState::published)) continue;
    const auto order = calculated_order(work, id);
    // More steps than sources can only come from a circle in damaged data.
    if (order == source->execution_order || order > work.count(condition::Condition(table))) continue;
    rule::report(context, work.update(table, id, {rule::give<DataSource>(&DataSource::execution_order, order)},
                                      rule::Origin::cascade));
  }
}

void shared_target(Context& context) {
  const auto source = model::from_row<DataSource>(context.change.after);
  if (!is_calculated(context) || source.target_table.empty() || source.target_field.empty()) return;
  auto others = base::Json::array();
  for (const auto& other : context.work.all<DataSource>(condition::Condition::all(
           table_info<DataSource>(), {where<DataSource>(&DataSource::target_table, source.target_table),
                                      where<DataSource>(&DataSource::target_field, source.target_field),
                                      where<DataSource>(&DataSource::state, PublishState::published)}))) {
    if (other.id != source.id) others.push(base::Json::string(other.id.to_string()));
  }
  if (others.size() == 0) return;
  context.warn("target_shared", "target_field",
               fmt::format("{} published data sources write {}.{} too; let their segments exclude each other",
                           others.size(), source.target_table, source.target_field),
               others.canonical());
}

void repeated_mappers(Context& context) {
  const auto source = model::from_row<DataSource>(context.change.after);
  for (const auto& held : contexts_of(context)) {
    if (held.active && held.context_table && held.context_table->value()) {
      check_repeated_mappers(context, source, *held.context_table->value());
    }
  }
}

/// Published definitions and segments and open outcomes that use the source, as `[table, id]` pairs.
base::Json users_of(const Context& context, Ref<DataSource> source) {
  auto list = base::Json::array();
  const auto add = [&](std::string_view table, Id id) {
    list.push(base::Json::array({base::Json::string(table), base::Json::string(id.to_string())}));
  };
  IdList seen;
  for (const auto& metric : context.work.all<HealthMetric>(where<HealthMetric>(&HealthMetric::data_source, source))) {
    const auto definition = context.work.get(metric.health_definition);
    const bool known = std::find(seen.begin(), seen.end(), metric.health_definition.id()) != seen.end();
    if (!definition || known || !(definition->state == PublishState::published)) continue;
    seen.push_back(definition->id);
    add("health_definition", definition->id);
  }
  for (const auto& definition :
       context.work.all<RiskDefinition>(where<RiskDefinition>(&RiskDefinition::data_source, source))) {
    if (definition.state == PublishState::published) add("risk_definition", definition.id);
  }
  for (const auto& metric :
       context.work.all<SegmentMetric>(where<SegmentMetric>(&SegmentMetric::data_source, source))) {
    const auto segment = context.work.get(metric.segment);
    if (segment && segment->state == PublishState::published) add("segment", segment->id);
  }
  for (const auto& outcome :
       context.work.all<SuccessOutcome>(where<SuccessOutcome>(&SuccessOutcome::data_source, source))) {
    if (outcome.active) add("success_outcome", outcome.id);
  }
  return list;
}

void back_to_draft(Context& context) {
  if (!(context.before<DataSource>(&DataSource::state) == PublishState::published)) return;
  if (!(context.after<DataSource>(&DataSource::state) == PublishState::draft)) return;
  const auto users = users_of(context, Ref<DataSource>(context.change.id()));
  if (users.size() == 0) return;
  context.warn("source_referenced", "state",
               fmt::format("{} records use this data source and get no new values now", users.size()),
               users.canonical());
}

}  // namespace

std::vector<rule::Rule> publish_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view order_text =
      "Indicator, external and table sources run in order 0, a calculated one directly behind the last of those that "
      "it is calculated from; a change goes on to what is calculated from it.";
  return {
      {"DSR-01", "data_source", "Contexts on publish", publish, on_write,
       "context_missing @contexts, context_inactive @contexts, mapper_missing @contexts", contexts_on_publish,
       "A published data source has contexts, all of them active, each reached by an active mapper from the source's "
       "table or lying on that very table."},
      {"DSR-02", "data_source", "Breakdown context", publish, on_write, "breakdown_context_missing @breakdown_table",
       breakdown_context, "A published calculated source has an active context on its breakdown table."},
      {"DSR-03", "data_source", "Segments", publish, on_write,
       "segment_missing @segments, segment_not_published @segments", segments,
       "A published calculated source has at least one segment, all of them published."},
      {"DSR-10", "data_source", "Execution order", publish, on_write, "", execution_order, order_text},
      {"DSR-10", "data_source", "Execution order", after, rule::on_update, "", order_upwards, order_text},
      {"DCX-02", "data_source", "Unique mappers", publish, on_write, "duplicate_mapper @context_table",
       repeated_mappers, "The mappers that serve a context of a published source do not repeat within one domain."},
      {"DSR-12", "data_source", "Back to draft", after, rule::on_update, "source_referenced @state (warning)",
       back_to_draft,
       "A source that published definitions or segments or open outcomes use may return to draft; a warning names "
       "them."},
      {"DSR-13", "data_source", "Shared target", publish, on_write, "target_shared @target_field (warning)",
       shared_target,
       "Publishing a calculated source that writes the same field as another published one warns and names that one."},
  };
}

}  // namespace steward::metrics
