// SPDX-License-Identifier: Apache-2.0
#include "health/score.hpp"

#include "calculation/choice.hpp"
#include "health/color.hpp"
#include "rule/visible.hpp"

namespace steward::health {

namespace {

base::Json number(const std::optional<Decimal>& value) { return value ? base::Json::number(*value) : base::Json(); }

}  // namespace

Result<Explained> explain_with_definition(const calculation::Scene& scene, Ref<Engagement> engagement, Instant t,
                                          Instant known_at) {
  auto& work = scene.work;
  const auto& table = table_info<Engagement>();
  const auto found = rule::visible_row(work, engagement);
  if (!found) return found.error();
  const Id domain = metrics::domain_of(table, **found);
  Explained explained;
  HealthScore& result = explained.score;
  result.engagement = engagement.id();
  result.as_of = t;
  result.known_at = known_at;
  const auto past = t < work.now() ? std::optional(t) : std::nullopt;
  const auto definitions = calculation::Definitions::of_health(work, scene.domains, scene.enabled, past);
  if (!definitions) return definitions.error();
  auto chosen = calculation::choose_for(work, scene.domains, *definitions, table, engagement.id(), t, result);
  if (!chosen) return chosen.error();
  explained.definition = std::move(*chosen);
  if (!explained.definition) return explained;
  const Id only[] = {engagement.id()};
  calculation::Readings readings(work, ContextTable::engagement, t, known_at, std::span<const Id>(only));
  if (auto filled = calculation::fill_score(*explained.definition, engagement.id(), readings, result); !filled) {
    return filled.error();
  }
  if (auto taken = calculation::take_apart(scene, ContextTable::engagement, engagement.id(), result); !taken) {
    return taken.error();
  }
  result.color = Bands::load(work).color(scene.domains, domain, result.score);
  return explained;
}

Result<HealthScore> explain(rule::Work& work, Ref<Engagement> engagement, Instant t, Instant known_at,
                            const Enabled& enabled) {
  metrics::Domains domains(work, enabled);
  auto explained = explain_with_definition({work, domains, enabled}, engagement, t, known_at);
  if (!explained) return explained.error();
  return std::move(explained->score);
}

base::Json details_of(const ExplainedScore& score) {
  auto list = base::Json::array();
  for (const MetricScore& metric : score.metrics) {
    auto records = base::Json::array();
    for (const RecordUsed& used : metric.records) {
      auto record = base::Json::object();
      record.set("source_table", base::Json::string(used.source_table));
      record.set("source_record", base::Json::string(used.source_record.to_string()));
      record.set("value", base::Json::number(used.value));
      record.set("start", base::Json::string(to_string(used.start)));
      record.set("end", base::Json::string(to_string(used.end)));
      record.set("recorded", base::Json::string(to_string(used.recorded)));
      records.push(std::move(record));
    }
    auto entry = base::Json::object();
    entry.set("data_source", base::Json::string(metric.data_source.to_string()));
    entry.set("records", std::move(records));
    entry.set("value", number(metric.value));
    entry.set("target", base::Json::number(metric.target));
    entry.set("weight", base::Json::number_text(metric.weight.to_string()));
    entry.set("attainment", number(metric.attainment));
    entry.set("contribution", base::Json::number(metric.contribution));
    entry.set("gap", number(metric.gap));
    entry.set("missing", base::Json(metric.missing));
    entry.set("stale", base::Json(metric.stale));
    list.push(std::move(entry));
  }
  auto details = base::Json::object();
  details.set("metrics", std::move(list));
  return details;
}

}  // namespace steward::health
