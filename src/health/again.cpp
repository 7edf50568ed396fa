// SPDX-License-Identifier: Apache-2.0
#include "health/again.hpp"

#include <algorithm>

#include "base/wide.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/system.hpp"

namespace steward::health {

std::set<std::size_t> written_fields() {
  return {model::field_of<Engagement>(&Engagement::health_score),
          model::field_of<Engagement>(&Engagement::health_scored_at),
          model::field_of<Engagement>(&Engagement::health_coverage),
          model::field_of<Engagement>(&Engagement::health_definition)};
}

std::optional<metrics::Inputs> inputs_of(const rule::Lookup& work,
                                         const std::vector<calculation::Definition>& definitions) {
  const auto& table = table_info<Engagement>();
  metrics::Inputs inputs{{&table, &table_info<Domain>(), &table_info<Property>()}, {}};
  const auto written = written_fields();
  for (const auto& definition : definitions) {
    if (!metrics::add_inputs(work.condition(definition.condition, table), table, written, inputs)) return std::nullopt;
    for (const auto& metric : definition.metrics) {
      inputs.series.push_back(metrics::series_of(metric.data_source, ContextTable::engagement));
    }
  }
  return inputs;
}

Result<Instant> good_until(const std::vector<calculation::Definition>& definitions, calculation::Readings& readings) {
  Instant until = Instant::max();
  for (const auto& definition : definitions) {
    for (const auto& metric : definition.metrics) {
      if (!metric.max_age) continue;
      const auto columns = readings.of(metric.data_source);
      if (!columns) return columns.error();
      for (const Instant& end : (*columns)->end) {
        // An age may be longer than all time: then nothing goes stale.
        const auto fresh_until =
            base::Int128{end.time_since_epoch().count()} + base::Int128{metric.max_age->count()} * 1000;
        if (fresh_until < readings.as_of().time_since_epoch().count()) continue;
        if (const auto narrow = base::narrow(fresh_until)) {
          until = std::min(until, Instant(std::chrono::milliseconds(*narrow)));
        }
      }
    }
  }
  return until;
}

}  // namespace steward::health
