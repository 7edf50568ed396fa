// SPDX-License-Identifier: Apache-2.0
#include "health/score.hpp"

#include "calculation/choice.hpp"
#include "health/color.hpp"

namespace steward::health {

namespace {

base::Json number(const std::optional<Decimal>& value) { return value ? base::Json::number(*value) : base::Json(); }

}  // namespace

Result<std::optional<calculation::Definition>> definition_at(const calculation::Scene& scene, const Row& engagement,
                                                             Instant t, ExplainedScore& result) {
  const auto past = t < scene.work.now() ? std::optional(t) : std::nullopt;
  const auto definitions = calculation::Definitions::of_health(scene.work, scene.domains, scene.enabled, past);
  if (!definitions) return definitions.error();
  return calculation::choose_for(scene.work, scene.domains, *definitions, table_info<Engagement>(), engagement, t,
                                 result);
}

Result<HealthScore> explain(rule::Work& work, Ref<Engagement> engagement, Instant t, Instant known_at,
                            const Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const Row* found = work.visible(table, engagement.id());
  if (auto state = work.status(); !state) return state.error();
  if (found == nullptr)
    return Error("not_found", Category::not_found, "there is no engagement " + engagement.to_string());
  const Row row = *found;
  HealthScore result;
  result.engagement = engagement.id();
  result.as_of = t;
  result.known_at = known_at;
  metrics::Domains domains(work, enabled);
  const calculation::Scene scene{work, domains, enabled};
  const auto definition = definition_at(scene, row, t, result);
  if (!definition) return definition.error();
  if (!*definition) return result;
  const Id only[] = {engagement.id()};
  calculation::Readings readings(work, ContextTable::engagement, t, known_at, std::span<const Id>(only));
  if (auto filled = calculation::fill_score(**definition, engagement.id(), readings, result); !filled) {
    return filled.error();
  }
  if (auto taken = calculation::take_apart(scene, ContextTable::engagement, engagement.id(), result); !taken) {
    return taken.error();
  }
  auto bands = Bands::load(work);
  result.color = bands.color(domains, metrics::domain_of(table, row), result.score);
  return result;
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
