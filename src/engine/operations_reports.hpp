// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "steward/session.hpp"

namespace steward::engine {

// The JSON form of what the session answers; `shapes` declares it.
[[nodiscard]] base::Json to_json(const Fault& fault);
[[nodiscard]] base::Json to_json(const std::vector<Fault>& faults);
[[nodiscard]] base::Json to_json(const FeedEntry& entry);
[[nodiscard]] base::Json to_json(const IngestReport& report);
[[nodiscard]] base::Json to_json(const CollectReport& report);
[[nodiscard]] base::Json to_json(const HealthScore& score);
[[nodiscard]] base::Json to_json(const CalculatedScore& score);
[[nodiscard]] base::Json to_json(const CalculateReport& report);
[[nodiscard]] base::Json to_json(const RefreshReport& report);
[[nodiscard]] base::Json to_json(const WeeklyScore& week);
[[nodiscard]] base::Json to_json(const ColorBand& band);
[[nodiscard]] base::Json to_json(const RiskReport& report);
[[nodiscard]] base::Json to_json(const JobReport& report);
[[nodiscard]] base::Json to_json(const StreamEntry& entry);
[[nodiscard]] base::Json to_json(const std::vector<JobReport>& reports);
[[nodiscard]] base::Json to_json(const AccessExplanation& explanation);
[[nodiscard]] base::Json to_json(const EffectiveGrant& grant);
[[nodiscard]] base::Json to_json(const Planner& planner);
[[nodiscard]] base::Json to_json(const Backtest& backtest);
[[nodiscard]] base::Json to_json(const HealthChange& change);
[[nodiscard]] base::Json to_json(const HealthRollup& rollup);
[[nodiscard]] base::Json to_json(const InsightPage& page);
[[nodiscard]] base::Json to_json(const Simulation& simulation);
[[nodiscard]] base::Json to_json(const MetricChange& metric);

/// One member of a result object. `type`: boolean, integer, decimal, text, id, instant, date, duration (seconds), json,
/// the name of a shape, `record` (of the table that the call names) or `record:x`; `[]` behind it is a list, a last `?`
/// says that it may be null.
struct ShapeField {
  std::string_view name;
  std::string_view type;
};
struct ShapeInfo {
  std::string_view name;
  std::span<const ShapeField> fields;
};
/// The result objects of the operations, in the order of the reference.
[[nodiscard]] std::span<const ShapeInfo> shapes();

}  // namespace steward::engine
