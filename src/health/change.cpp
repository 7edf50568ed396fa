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

}  // namespace

Result<HealthChange> explain_change(rule::Work& work, Ref<Engagement> engagement, Instant from, Instant to,
                                    const ChangeOptions& options, const Enabled& enabled) {
  if (from >= to) return refused_instant("period_invalid", "the later instant must come after the earlier one");
  if (to > work.now()) return refused_instant("invalid_input", "the later instant lies in the future");
  const auto known_at = [&](Instant t) { return options.as_known_then ? t : work.now(); };
  metrics::Domains domains(work, enabled);
  const calculation::Scene scene{work, domains, enabled};
  auto before = explain_with_definition(scene, engagement, from, known_at(from));
  if (!before) return before.error();
  auto after = explain_with_definition(scene, engagement, to, known_at(to));
  if (!after) return after.error();
  const Id only[] = {engagement.id()};
  Readings earlier(work, ContextTable::engagement, from, known_at(from), std::span<const Id>(only));
  Readings later(work, ContextTable::engagement, to, known_at(to), std::span<const Id>(only));
  auto parts = calculation::compare(only[0], {before->definition ? &*before->definition : nullptr, earlier},
                                    {after->definition ? &*after->definition : nullptr, later});
  if (!parts) return parts.error();
  HealthChange result;
  result.before = std::move(before->score);
  result.after = std::move(after->score);
  result.difference = parts->difference;
  result.missing = parts->missing;
  result.ageing = parts->ageing;
  result.values = parts->values;
  result.definition = parts->definition;
  result.metrics = std::move(parts->metrics);
  return result;
}

}  // namespace steward::health
