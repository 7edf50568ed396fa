// SPDX-License-Identifier: Apache-2.0
#include "health/change.hpp"

#include "calculation/compare.hpp"
#include "health/score.hpp"

namespace steward::health {

namespace {

using calculation::Readings;

Error refused_instant(std::string code, std::string message) {
  return Error(Fault{std::move(code), "", "engagement", std::nullopt, "to", std::move(message), "", std::nullopt},
               Category::invalid);
}

/// The definitions of both ends and what they read there.
Result<calculation::Comparison> compared(rule::Work& work, const Row& engagement, const HealthScore& before,
                                         const HealthScore& after, const Enabled& enabled) {
  metrics::Domains domains(work, enabled);
  const calculation::Scene scene{work, domains, enabled};
  ExplainedScore looked_at;  // the reasons stand in `before` and `after` already
  const auto first = definition_at(scene, engagement, before.as_of, looked_at);
  if (!first) return first.error();
  const auto second = definition_at(scene, engagement, after.as_of, looked_at);
  if (!second) return second.error();
  const Id only[] = {model::row_id(engagement)};
  Readings from(work, ContextTable::engagement, before.as_of, before.known_at, std::span<const Id>(only));
  Readings to(work, ContextTable::engagement, after.as_of, after.known_at, std::span<const Id>(only));
  return calculation::compare(only[0], {*first ? &**first : nullptr, from}, {*second ? &**second : nullptr, to});
}

}  // namespace

Result<HealthChange> explain_change(rule::Work& work, Ref<Engagement> engagement, Instant from, Instant to,
                                    const ChangeOptions& options, const Enabled& enabled) {
  if (from >= to) return refused_instant("period_invalid", "the later instant must come after the earlier one");
  if (to > work.now()) return refused_instant("invalid_input", "the later instant lies in the future");
  const auto known_at = [&](Instant t) { return options.as_known_then ? t : work.now(); };
  auto before = explain(work, engagement, from, known_at(from), enabled);
  if (!before) return before.error();
  auto after = explain(work, engagement, to, known_at(to), enabled);
  if (!after) return after.error();
  HealthChange result;
  result.before = std::move(*before);
  result.after = std::move(*after);
  const Row row = *work.visible(table_info<Engagement>(), engagement.id());
  auto parts = compared(work, row, result.before, result.after, enabled);
  if (!parts) return parts.error();
  result.difference = parts->difference;
  result.missing = parts->missing;
  result.ageing = parts->ageing;
  result.values = parts->values;
  result.definition = parts->definition;
  result.metrics = std::move(parts->metrics);
  return result;
}

}  // namespace steward::health
