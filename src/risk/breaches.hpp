// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "metrics/domains.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

/// What a signal is about, within one category.
struct Subject {
  std::string source_table;
  Id source_record;
  Id engagement;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct Breach {
  Subject subject;
  Instant start;  ///< the period of the value, or the day of the run
  Instant end;
  std::optional<Decimal> value;
  std::optional<Decimal> threshold;
  std::optional<Decimal> gap;
};

/// What a definition finds at now.
struct Findings {
  std::size_t evaluated = 0;
  std::vector<Breach> breaches;
  std::set<Subject> fine;  ///< metric definitions: looked at and not breached
};

/// Engine 11, metric definitions: per engagement the first matching override or the base threshold, per
/// returned record a comparison.
[[nodiscard]] Result<Findings> metric_findings(rule::Work& work, metrics::Domains& domains,
                                               const RiskDefinition& definition, const metrics::Enabled& enabled);
/// Engine 11, table definitions: each matching record, for the active engagements it maps to.
[[nodiscard]] Result<Findings> table_findings(rule::Work& work, metrics::Domains& domains,
                                              const RiskDefinition& definition, const metrics::Enabled& enabled);

}  // namespace steward::risk
