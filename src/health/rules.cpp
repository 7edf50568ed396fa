// SPDX-License-Identifier: Apache-2.0
#include "health/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/rules.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

namespace {

using rule::Context;
using rule::where;

constexpr Hundredths full_weight{100};

std::vector<HealthMetric> metrics_of(const Context& context, Ref<HealthDefinition> definition) {
  return context.work.all<HealthMetric>(where<HealthMetric>(&HealthMetric::health_definition, definition));
}

void weights(Context& context) {
  const auto found = metrics_of(context, Ref<HealthDefinition>(context.change.id()));
  std::int64_t sum = 0;
  for (const auto& metric : found) sum += metric.weight ? metric.weight->units() : 0;
  if (!found.empty() && sum == full_weight.units()) return;
  context.refuse(
      "weight_sum", "weight",
      fmt::format("the weights of the metrics sum to {}, not to 100", Hundredths::from_units(sum).to_string()));
}

void global_or_condition(Context& context) {
  const bool global = context.after<HealthDefinition>(&HealthDefinition::global);
  const bool conditional = !context.after<HealthDefinition>(&HealthDefinition::definition).empty();
  if (global && conditional) {
    context.refuse("field_not_applicable", "definition", "the global health definition has no condition");
  }
  if (!global && !conditional) {
    context.refuse("field_required", "definition", "a health definition is global or has a condition");
  }
}

void engagement_context(Context& context) {
  for (const auto& metric : metrics_of(context, Ref<HealthDefinition>(context.change.id()))) {
    if (metrics::feeds(context.work, metric.data_source, ContextTable::engagement)) continue;
    context.refuse("context_missing", "data_source",
                   "a data source of the definition is not published or has no active context on engagement",
                   fmt::format("[\"{}\"]", metric.data_source.to_string()));
  }
}

void published_definition(Context& context) {
  // The metrics follow their definition when it is deleted or moves to another domain, whatever its state.
  if (context.change.origin == rule::Origin::cascade) return;
  std::vector<Ref<HealthDefinition>> owners{context.after<HealthMetric>(&HealthMetric::health_definition)};
  if (context.updating()) owners.push_back(context.before<HealthMetric>(&HealthMetric::health_definition));
  for (const auto& ref : owners) {
    const auto definition = context.work.get(ref);
    if (!definition || !(definition->state == PublishState::published)) continue;
    context.refuse("definition_published", "health_definition",
                   "the metrics of a published health definition are fixed; return it to draft first");
    return;
  }
}

void next_position(Context& context) {
  if (context.after<HealthMetric>(&HealthMetric::position)) return;
  std::int64_t last = 0;
  for (const auto& metric : metrics_of(context, context.after<HealthMetric>(&HealthMetric::health_definition))) {
    if (metric.id != context.change.id()) last = std::max(last, metric.position.value_or(0));
  }
  context.set<HealthMetric>(&HealthMetric::position, last + 1);
}

void weight_range(Context& context) {
  metrics::check_weight(context, model::field_of<HealthMetric>(&HealthMetric::weight));
}

std::vector<rule::Rule> definition_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"HDF-01", "health_definition", "One global", mechanism, on_write, "global_definition_exists @global", nullptr,
       "There is one global health definition in a domain, whatever its state."},
      {"HDF-02", "health_definition", "Unique", mechanism, on_write,
       "duplicate_health_definition @name, duplicate_health_definition @definition", nullptr,
       "The name is unique, and so is the condition among specific definitions."},
      {"HDF-03", "health_definition", "Weights", publish, on_write, "weight_sum @weight", weights,
       "A published definition has metrics whose weights sum to exactly 100."},
      {"HDF-04", "health_definition", "Global or condition", validate, on_write,
       "field_required @definition, field_not_applicable @definition", global_or_condition,
       "A definition is global or has a condition, never both."},
      {"HDF-05", "health_definition", "Specific first", process, on_write, "", nullptr,
       "Of the published specific definitions that match, the lowest rank applies, ties by name; else the global one."},
      {"HMT-04", "health_definition", "Engagement context", publish, on_write, "context_missing @data_source",
       engagement_context,
       "Every data source of a published definition is published and has an active context on engagement."},
  };
}

std::vector<rule::Rule> metric_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view fixed = "The metrics of a published definition are neither added, changed nor deleted.";
  return {
      {"HMT-05", "health_metric", "Position", derive, on_write, "", next_position,
       "A metric without a position comes last."},
      {"HMT-01", "health_metric", "Published definition", validate, on_write, "definition_published @health_definition",
       published_definition, fixed},
      {"HMT-01", "health_metric", "Published definition", before_delete, rule::on_erase,
       "definition_published @health_definition", published_definition, fixed},
      {"HMT-02", "health_metric", "Unique", mechanism, on_write, "duplicate_metric @data_source", nullptr,
       "A data source appears once in a definition."},
      {"HMT-03", "health_metric", "Required", validate, on_write, "field_required @each, out_of_range @weight",
       weight_range,
       "A metric has data source, target, weight, direction and aggregate; the weight is more than 0, at most 100 and "
       "has two places."},
  };
}

}  // namespace

std::vector<rule::Rule> rules() {
  auto result = definition_rules();
  for (auto part : {metric_rules(), band_rules()}) result.insert(result.end(), part.begin(), part.end());
  return result;
}

}  // namespace steward::health
