// SPDX-License-Identifier: Apache-2.0
#include "health/rules.hpp"
#include "metrics/rules.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

namespace {

/// The open engagements that meet the condition of each definition; the global one is about all.
void matching_engagements(const rule::Lookup& lookup, std::span<Row> rows) {
  for (Row& row : rows) {
    const auto condition = model::get<HealthDefinition>(row, &HealthDefinition::definition);
    const Id domain = model::id_at(row, model::domain_field);
    model::set<HealthDefinition>(row, &HealthDefinition::matching_engagement_count,
                                 metrics::count_engagements(lookup, condition, domain));
  }
}

}  // namespace

std::vector<rule::Computation> computations() { return {{"health_definition", matching_engagements}}; }

}  // namespace steward::health
