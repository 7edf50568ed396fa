// SPDX-License-Identifier: Apache-2.0
#include "analysis/simulated_risks.hpp"

#include <algorithm>

#include "risk/breaches.hpp"
#include "steward/model/engagement.hpp"

namespace steward::analysis {

namespace {

/// The engagements with the scores of one side.
std::vector<Row> with_scores(const Population& population, const Side& side) {
  const auto score = model::field_of<Engagement>(&Engagement::health_score);
  const auto coverage = model::field_of<Engagement>(&Engagement::health_coverage);
  auto rows = population.rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto value = side.score(i);
    rows[i][score] = value ? Value(*value) : Value();
    rows[i][coverage] = side.definition(i) != nullptr ? Value(side.scores().scored.scores.coverage[i]) : Value();
  }
  return rows;
}

std::set<risk::Subject> subjects(const risk::Findings& findings) {
  std::set<risk::Subject> result;
  for (const risk::Breach& breach : findings.breaches) result.insert(breach.subject);
  return result;
}

void tell(const RiskDefinition& definition, const std::set<risk::Subject>& those, const std::set<risk::Subject>& others,
          std::vector<SimulatedRisk>& told) {
  for (const risk::Subject& subject : those) {
    if (others.contains(subject)) continue;
    told.push_back({Ref<RiskDefinition>(definition.id), definition.name, subject.source_table, subject.source_record,
                    Ref<Engagement>(subject.engagement)});
  }
}

Result<std::vector<risk::Definition>> definitions_of(const calculation::Scene& scene, const Population& population,
                                                     bool& complete) {
  if (const auto past = population.past(scene.work)) {
    bool known = true;
    auto definitions = risk::published_at(scene.work, *past, known, scene.enabled);
    complete = complete && known;
    return definitions;
  }
  const auto published = risk::published(scene.work);
  if (!published) return published.error();
  std::vector<risk::Definition> definitions;
  for (const RiskDefinition& entity : *published) {
    auto definition = risk::with_overrides(scene.work, entity, scene.enabled);
    if (!definition) return definition.error();
    definitions.push_back(std::move(*definition));
  }
  return definitions;
}

}  // namespace

Result<void> tell_risks(const calculation::Scene& scene, const Population& population, const Side& before,
                        const Side& after, bool& complete, SimulatedInstant& result) {
  const auto definitions = definitions_of(scene, population, complete);
  if (!definitions) return definitions.error();
  const auto rows_before = with_scores(population, before);
  const auto rows_after = with_scores(population, after);
  const auto& engagement = table_info<Engagement>();
  for (const risk::Definition& definition : *definitions) {
    const auto& entity = definition.entity;
    const auto source = entity.data_source ? std::optional(entity.data_source->id()) : std::nullopt;
    const bool of_health = entity.type == RiskDefinitionType::table && entity.source_table == engagement.name &&
                           risk::reads_health(scene.work, definition);
    const bool of_chain = source && (before.values(*source) != nullptr || after.values(*source) != nullptr);
    const bool by_condition = entity.type == RiskDefinitionType::metric && risk::reads_health(scene.work, definition);
    if (!of_health && !of_chain && !by_condition) continue;
    if (population.past(scene.work) && risk::walks_references(scene.work, definition)) complete = false;
    const auto look = [&](const std::vector<Row>& rows, const Side& side) {
      risk::View view{population.t, population.known_at, &rows, &rows, nullptr, nullptr};
      if (source) view.values = side.values(*source);
      return risk::findings(scene.work, scene.domains, definition, view, scene.enabled);
    };
    const auto first = look(rows_before, before);
    if (!first) return first.error();
    const auto second = look(rows_after, after);
    if (!second) return second.error();
    tell(entity, subjects(*second), subjects(*first), result.raised);
    tell(entity, subjects(*first), subjects(*second), result.relieved);
  }
  return {};
}

}  // namespace steward::analysis
