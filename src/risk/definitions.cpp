// SPDX-License-Identifier: Apache-2.0
#include "risk/definitions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calculation/stored.hpp"
#include "steward/model/engagement.hpp"

namespace steward::risk {

namespace {

using condition::Condition;

bool by_name(const RiskDefinition& a, const RiskDefinition& b) {
  const int names = base::compare_folded(a.name, b.name);
  return names != 0 ? names < 0 : a.id < b.id;
}

void by_rank(std::vector<RiskThresholdOverride>& overrides) {
  std::stable_sort(overrides.begin(), overrides.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
}

/// The conditions of a definition, with the override's.
std::vector<Condition> conditions_of(const rule::Lookup& work, const Definition& definition) {
  const auto& engagements = table_info<Engagement>();
  std::vector<Condition> conditions{work.condition(definition.entity.applicable_engagements, engagements)};
  for (const auto& one : definition.overrides) {
    conditions.push_back(work.condition(one.applicable_engagements, engagements));
  }
  if (const auto* source = work.schema().find(definition.entity.source_table)) {
    conditions.push_back(work.condition(definition.entity.source_condition, *source));
  }
  return conditions;
}

Result<std::vector<RiskThresholdOverride>> overrides_in(const base::Json& content) {
  std::vector<RiskThresholdOverride> overrides;
  const auto* list = content.find("overrides");
  if (list == nullptr) return overrides;
  for (const auto& entry : list->elements()) {
    auto one = calculation::entity_of<RiskThresholdOverride>(entry);
    if (!one) return one.error();
    if (one->state == PublishState::published) overrides.push_back(std::move(*one));
  }
  by_rank(overrides);
  return overrides;
}

}  // namespace

Result<Definition> with_overrides(rule::Work& work, RiskDefinition entity, const Enabled& enabled) {
  Definition definition{std::move(entity), {}};
  if (!enabled("RTO-03") || !(definition.entity.type == RiskDefinitionType::metric)) return definition;
  definition.overrides = work.all<RiskThresholdOverride>(rule::where<RiskThresholdOverride>(
      &RiskThresholdOverride::risk_definition, Ref<RiskDefinition>(definition.entity.id)));
  if (auto state = work.status(); !state) return state.error();
  if (definition.entity.state == PublishState::published) {
    std::erase_if(definition.overrides, [](const auto& one) { return !(one.state == PublishState::published); });
  }
  by_rank(definition.overrides);
  return definition;
}

Result<std::vector<RiskDefinition>> published(rule::Work& work) {
  auto definitions = work.all<RiskDefinition>(
      rule::where<RiskDefinition>(&RiskDefinition::state, Choice<PublishState>(PublishState::published)));
  if (auto state = work.status(); !state) return state.error();
  std::sort(definitions.begin(), definitions.end(), by_name);
  return definitions;
}

Result<std::vector<Definition>> published_at(rule::Work& work, Instant t, bool& complete, const Enabled& enabled) {
  const auto versions = calculation::versions_at(work, VersionedTable::risk_definition, t);
  std::vector<Definition> definitions;
  for (const DefinitionVersion& version : versions.in_force) {
    auto content = base::Json::parse(version.content);
    if (!content) return content.error();
    auto entity = calculation::published_in<RiskDefinition>(version, *content);
    if (!entity) return entity.error();
    if (!*entity) continue;
    Definition definition{std::move(**entity), {}};
    if (enabled("RTO-03")) {
      auto overrides = overrides_in(*content);
      if (!overrides) return overrides.error();
      definition.overrides = std::move(*overrides);
    }
    definitions.push_back(std::move(definition));
  }
  auto current = published(work);
  if (!current) return current.error();
  for (RiskDefinition& entity : *current) {
    if (versions.kept.contains(entity.id)) continue;
    complete = false;
    auto definition = with_overrides(work, std::move(entity), enabled);
    if (!definition) return definition.error();
    definitions.push_back(std::move(*definition));
  }
  if (auto state = work.status(); !state) return state.error();
  std::sort(definitions.begin(), definitions.end(),
            [](const Definition& a, const Definition& b) { return by_name(a.entity, b.entity); });
  return definitions;
}

bool walks_references(const rule::Lookup& work, const Definition& definition) {
  const auto conditions = conditions_of(work, definition);
  return std::any_of(conditions.begin(), conditions.end(), [](const Condition& one) { return !one.is_local(); });
}

bool reads_health(const rule::Lookup& work, const Definition& definition) {
  const std::size_t fields[] = {model::field_of<Engagement>(&Engagement::health_score),
                                model::field_of<Engagement>(&Engagement::health_scored_at),
                                model::field_of<Engagement>(&Engagement::health_coverage),
                                model::field_of<Engagement>(&Engagement::health_definition)};
  for (const Condition& one : conditions_of(work, definition)) {
    for (const auto& path : one.paths()) {
      if (path.front().table != &table_info<Engagement>()) continue;
      if (std::find(std::begin(fields), std::end(fields), path.front().field) != std::end(fields)) return true;
    }
  }
  return false;
}

}  // namespace steward::risk
