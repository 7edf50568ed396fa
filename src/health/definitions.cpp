// SPDX-License-Identifier: Apache-2.0
#include "health/definitions.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/json.hpp"
#include "base/text.hpp"
#include "model/json.hpp"
#include "rule/computed.hpp"
#include "steward/model/history.hpp"
#include "steward/model/metrics.hpp"

namespace steward::health {

namespace {

struct Stored {
  HealthDefinition definition;
  std::vector<HealthMetric> metrics;
};

/// The entity that a kept version says; fields that it does not name stay at their defaults.
template <class T>
Result<T> entity_of(const base::Json& content) {
  const auto& table = table_info<T>();
  Row row = model::default_row(table);
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto* held = content.find(table.fields[i].name);
    if (held == nullptr || table.fields[i].kind == FieldKind::journal) continue;
    auto value = model::value_from_json(table, table.fields[i], *held);
    if (!value) return value.error();
    row[i] = std::move(*value);
  }
  return model::from_row<T>(row);
}

Result<std::optional<Stored>> stored_of(const DefinitionVersion& version) {
  auto content = base::Json::parse(version.content);
  if (!content) return content.error();
  if (content->find("deleted") != nullptr) return std::optional<Stored>();
  auto definition = entity_of<HealthDefinition>(*content);
  if (!definition) return definition.error();
  if (!(definition->state == PublishState::published)) return std::optional<Stored>();
  definition->id = version.record;
  if (!definition->domain) definition->domain = version.domain;
  Stored stored{std::move(*definition), {}};
  if (const auto* list = content->find("metrics")) {
    for (const auto& entry : list->elements()) {
      auto metric = entity_of<HealthMetric>(entry);
      if (!metric) return metric.error();
      stored.metrics.push_back(std::move(*metric));
    }
  }
  return std::optional(std::move(stored));
}

void add_current_metrics(rule::Work& work, std::vector<Stored*> stored) {
  std::unordered_map<Id, Stored*> by_id;
  std::vector<Value> ids;
  for (Stored* one : stored) {
    by_id.emplace(one->definition.id, one);
    ids.emplace_back(one->definition.id);
  }
  for (auto& metric : rule::among<HealthMetric>(work, &HealthMetric::health_definition, std::move(ids))) {
    by_id.at(metric.health_definition.id())->metrics.push_back(std::move(metric));
  }
}

Metric metric_of(rule::Work& work, const HealthMetric& stored, MissingPolicy policy) {
  Metric metric;
  metric.data_source = stored.data_source.id();
  if (const auto source = work.get(stored.data_source)) {
    metric.name = source->name;
    metric.frequency = metrics::frequency_of(source->frequency);
    metric.max_age = source->max_age;
  }
  metric.aggregate = stored.aggregate.value().value_or(MetricAggregate::average);
  metric.terms.weight = stored.weight.value_or(Hundredths());
  metric.terms.target = stored.target.value_or(Decimal());
  metric.terms.baseline = stored.baseline;
  metric.terms.direction = stored.direction.value().value_or(Direction::maximize);
  metric.terms.missing_policy = stored.missing_policy ? stored.missing_policy->value().value_or(policy) : policy;
  metric.terms.keep_stale = stored.keep_stale;
  return metric;
}

Definition definition_of(rule::Work& work, Stored stored) {
  const auto& from = stored.definition;
  Definition definition{from.id,
                        from.name,
                        from.rank,
                        from.global,
                        from.definition,
                        from.missing_policy.value().value_or(MissingPolicy::redistribute),
                        from.domain ? from.domain->id() : Id(),
                        {}};
  std::stable_sort(stored.metrics.begin(), stored.metrics.end(), [](const HealthMetric& a, const HealthMetric& b) {
    return std::pair(a.position.value_or(0), a.id) < std::pair(b.position.value_or(0), b.id);
  });
  for (const auto& metric : stored.metrics) {
    definition.metrics.push_back(metric_of(work, metric, definition.missing_policy));
  }
  return definition;
}

std::vector<Stored> published_now(rule::Work& work) {
  std::vector<Stored> stored;
  for (auto& definition : work.all<HealthDefinition>(
           rule::where<HealthDefinition>(&HealthDefinition::state, Choice<PublishState>(PublishState::published)))) {
    stored.push_back({std::move(definition), {}});
  }
  return stored;
}

std::vector<Stored*> pointers(std::vector<Stored>& stored) {
  std::vector<Stored*> result;
  for (Stored& one : stored) result.push_back(&one);
  return result;
}

}  // namespace

Result<Definitions> Definitions::load(rule::Work& work, Domains& domains, const Enabled& enabled) {
  auto stored = published_now(work);
  add_current_metrics(work, pointers(stored));
  Definitions definitions;
  for (Stored& one : stored) definitions.list_.push_back(definition_of(work, std::move(one)));
  definitions.order(domains, enabled);
  if (auto state = work.status(); !state) return state.error();
  return definitions;
}

Result<Definitions> Definitions::load_at(rule::Work& work, Domains& domains, Instant t, bool& complete,
                                         const Enabled& enabled) {
  complete = true;
  const auto versions = work.all<DefinitionVersion>(rule::where<DefinitionVersion>(
      &DefinitionVersion::record_table, Choice<VersionedTable>(VersionedTable::health_definition)));
  std::map<Id, bool> kept;
  std::vector<Stored> stored;
  for (const DefinitionVersion& version : versions) {
    kept[version.record] = true;
    const bool begun = !version.valid_from || *version.valid_from <= t;
    if (!begun || (version.valid_to && *version.valid_to <= t)) continue;
    auto one = stored_of(version);
    if (!one) return one.error();
    if (*one) stored.push_back(std::move(**one));
  }
  auto current = published_now(work);
  std::erase_if(current, [&](const Stored& one) { return kept.contains(one.definition.id); });
  if (!current.empty()) complete = false;
  add_current_metrics(work, pointers(current));
  for (Stored& one : current) stored.push_back(std::move(one));
  Definitions definitions;
  for (Stored& one : stored) definitions.list_.push_back(definition_of(work, std::move(one)));
  definitions.order(domains, enabled);
  if (auto state = work.status(); !state) return state.error();
  return definitions;
}

void Definitions::order(Domains& domains, const Enabled& enabled) {
  const bool specific_first = enabled("HDF-05");
  std::sort(list_.begin(), list_.end(), [&](const Definition& a, const Definition& b) {
    if (a.global != b.global) return specific_first ? b.global : a.global;
    if (!a.global && a.rank != b.rank) return a.rank < b.rank;
    if (!a.global) {
      if (const int names = base::compare_folded(a.name, b.name); names != 0) return names < 0;
    }
    const auto near = domains.depth(a.domain);
    const auto far = domains.depth(b.domain);
    return near != far ? near > far : a.id < b.id;
  });
}

std::optional<std::size_t> Definitions::choose(Domains& domains, Id domain, const Matches& matches) const {
  for (std::size_t i = 0; i < list_.size(); ++i) {
    if (domains.within(domain, list_[i].domain) && (list_[i].global || matches(list_[i]))) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Definitions::choose(Domains& domains, Id domain, const Matches& matches,
                                               std::vector<DefinitionChoice>& reasons) const {
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < list_.size(); ++i) {
    const Definition& one = list_[i];
    if (!domains.within(domain, one.domain)) continue;
    DefinitionChoice reason{table_info<HealthDefinition>().name, one.id, one.name, one.rank, one.global, false, {}};
    if (chosen) {
      reason.reason = "not looked at: " + list_[*chosen].name + " comes first";
    } else if (one.global) {
      chosen = i;
      reason.reason = "global definition: no specific one matches";
    } else if (matches(one)) {
      chosen = i;
      reason.reason = "condition matches with rank " + std::to_string(one.rank) + ": " + one.condition;
    } else {
      reason.reason = "condition does not match: " + one.condition;
    }
    reason.chosen = chosen == i;
    reasons.push_back(std::move(reason));
  }
  return chosen;
}

}  // namespace steward::health
