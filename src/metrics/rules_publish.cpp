// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "metrics/rules.hpp"
#include "metrics/rules_tables.hpp"
#include "steward/model/health.hpp"
#include "steward/model/risk.hpp"

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

void segments(Context& context) {
  const auto kind = context.after<DataSource>(&DataSource::source);
  if (!kind || !(*kind == DataSourceKind::calculated)) return;
  context.refuse("segment_missing", "segments", "a calculated data source needs at least one segment");
}

void execution_order(Context& context) {
  const auto kind = context.after<DataSource>(&DataSource::source);
  if (kind && *kind == DataSourceKind::calculated) return;
  context.set<DataSource>(&DataSource::execution_order, 0);
}

void repeated_mappers(Context& context) {
  const auto source = model::from_row<DataSource>(context.change.after);
  for (const auto& held : contexts_of(context)) {
    if (held.active && held.context_table && held.context_table->value()) {
      check_repeated_mappers(context, source, *held.context_table->value());
    }
  }
}

/// Published definitions that use the source, as `[table, id]` pairs.
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
  return list;
}

void back_to_draft(Context& context) {
  if (!(context.before<DataSource>(&DataSource::state) == PublishState::published)) return;
  if (!(context.after<DataSource>(&DataSource::state) == PublishState::draft)) return;
  const auto users = users_of(context, Ref<DataSource>(context.change.id()));
  if (users.size() == 0) return;
  context.warn("source_referenced", "state",
               fmt::format("{} published definitions use this data source and get no new values now", users.size()),
               users.canonical());
}

}  // namespace

std::vector<rule::Rule> publish_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"DSR-01", "data_source", "Contexts on publish", publish, on_write,
       "context_missing @contexts, context_inactive @contexts, mapper_missing @contexts", contexts_on_publish,
       "A published data source has contexts, all of them active, each reached by an active mapper from the source's "
       "table or lying on that very table."},
      {"DSR-02", "data_source", "Breakdown context", publish, on_write, "breakdown_context_missing @breakdown_table",
       breakdown_context, "A published calculated source has an active context on its breakdown table."},
      {"DSR-03", "data_source", "Segments", publish, on_write, "segment_missing @segments", segments,
       "A published calculated source has at least one segment, all of them published."},
      {"DSR-10", "data_source", "Execution order", publish, on_write, "", execution_order,
       "Indicator, external and table sources run first, in order 0."},
      {"DCX-02", "data_source", "Unique mappers", publish, on_write, "duplicate_mapper @context_table",
       repeated_mappers, "The mappers that serve a context of a published source do not repeat within one domain."},
      {"DSR-12", "data_source", "Back to draft", after, rule::on_update, "source_referenced @state (warning)",
       back_to_draft, "A source that published definitions use may return to draft; a warning names them."},
  };
}

}  // namespace steward::metrics
