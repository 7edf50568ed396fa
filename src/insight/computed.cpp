// SPDX-License-Identifier: Apache-2.0
#include "insight/rules.hpp"
#include "metrics/rules.hpp"
#include "steward/model/risk.hpp"

namespace steward::insight {

namespace {

/// The open engagements that each definition watches; one without a condition watches all.
void matching_engagements(const rule::Lookup& lookup, std::span<Row> rows) {
  for (Row& row : rows) {
    const auto condition = model::get<RiskDefinition>(row, &RiskDefinition::applicable_engagements);
    const Id domain = model::id_at(row, model::domain_field);
    model::set<RiskDefinition>(row, &RiskDefinition::matching_engagement_count,
                               metrics::count_engagements(lookup, condition, domain));
  }
}

}  // namespace

std::vector<rule::Computation> computations() { return {{"risk_definition", matching_engagements}}; }

}  // namespace steward::insight
