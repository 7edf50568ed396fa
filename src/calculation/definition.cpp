// SPDX-License-Identifier: Apache-2.0
#include "calculation/definition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/text.hpp"
#include "calculation/stored.hpp"
#include "steward/model/engagement.hpp"

namespace steward::calculation {

namespace {

template <class Part>
Metric read_metric(rule::Work& work, const Part& stored, MissingPolicy policy) {
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

template <class T>
void add_metrics(rule::Work& work, Stored<T>& stored, Definition& definition) {
  using Part = typename Owned<T>::Part;
  std::stable_sort(stored.metrics.begin(), stored.metrics.end(), [](const Part& a, const Part& b) {
    return std::pair(a.position.value_or(0), a.id) < std::pair(b.position.value_or(0), b.id);
  });
  for (const auto& metric : stored.metrics) {
    definition.metrics.push_back(read_metric(work, metric, definition.missing_policy));
  }
}

Definition definition_of(rule::Work& work, Stored<HealthDefinition> stored) {
  const auto& from = stored.definition;
  Definition definition;
  definition.kind = from.global ? DefinitionKind::global : DefinitionKind::specific;
  definition.id = from.id;
  definition.name = from.name;
  definition.rank = from.rank;
  if (!from.global) definition.condition = from.definition;
  definition.missing_policy = from.missing_policy.value().value_or(MissingPolicy::redistribute);
  if (from.domain) definition.domain = from.domain->id();
  add_metrics(work, stored, definition);
  return definition;
}

Definition definition_of(rule::Work& work, Stored<Segment> stored) {
  const auto& from = stored.definition;
  Definition definition;
  definition.kind = DefinitionKind::segment;
  definition.id = from.id;
  definition.name = from.name;
  definition.rank = from.rank.value_or(0);
  definition.condition = from.conditions;
  definition.missing_policy = from.missing_policy.value().value_or(MissingPolicy::redistribute);
  if (from.domain) definition.domain = from.domain->id();
  definition.data_source = from.data_source.id();
  if (const auto source = work.get(from.data_source)) definition.source_name = source->name;
  add_metrics(work, stored, definition);
  return definition;
}

template <class T>
std::optional<Definition> read_one_stored(rule::Work& work, Ref<T> ref, std::optional<MissingPolicy> policy) {
  auto found = work.get(ref);
  if (!found) return std::nullopt;
  if (policy) found->missing_policy = *policy;
  std::vector<Stored<T>> stored;
  stored.push_back({std::move(*found), {}});
  add_current_metrics(work, stored);
  return definition_of(work, std::move(stored.front()));
}

template <class T, class Also>
Result<void> add_published(rule::Work& work, std::optional<Instant> t, bool& complete, Also also,
                           std::vector<Definition>& list) {
  auto stored = published<T>(work, t, complete, also);
  if (!stored) return stored.error();
  for (auto& one : *stored) list.push_back(definition_of(work, std::move(one)));
  return {};
}

/// The published calculated sources, now or at a past instant.
Result<std::vector<DataSource>> calculated_sources(rule::Work& work, std::optional<Instant> t, bool& complete) {
  std::vector<DataSource> sources;
  Versions versions;
  if (t) versions = versions_at(work, VersionedTable::data_source, *t);
  for (const DefinitionVersion& version : versions.in_force) {
    const auto content = base::Json::parse(version.content);
    if (!content) return content.error();
    auto source = published_in<DataSource>(version, *content);
    if (!source) return source.error();
    if (*source) sources.push_back(std::move(**source));
  }
  for (auto& source : work.all<DataSource>(
           rule::where<DataSource>(&DataSource::state, Choice<PublishState>(PublishState::published)))) {
    if (versions.kept.contains(source.id)) continue;
    if (t) complete = false;
    sources.push_back(std::move(source));
  }
  std::erase_if(sources, [](const DataSource& source) {
    return !source.source || !(*source.source == DataSourceKind::calculated);
  });
  return sources;
}

std::string reason_of(const Definition& definition) {
  const std::string rank = fmt::format("with rank {}", definition.rank);
  if (definition.kind == DefinitionKind::global) return "global definition: no specific one matches";
  if (definition.condition.empty()) return "applies to every record " + rank;
  return fmt::format("condition matches {}: {}", rank, definition.condition);
}

std::string shown_name(const Definition& definition) {
  if (definition.kind != DefinitionKind::segment || definition.source_name.empty()) return definition.name;
  return fmt::format("{}: {}", definition.source_name, definition.name);
}

}  // namespace

const TableInfo& Definition::table() const {
  return kind == DefinitionKind::segment ? table_info<Segment>() : table_info<HealthDefinition>();
}

bool writes_health(const DataSource& source) {
  const auto& engagement = table_info<Engagement>();
  return source.target_table == engagement.name && source.target_field == "health_score" &&
         source.breakdown_table == engagement.name;
}

Metric metric_of(rule::Work& work, const HealthMetric& stored, MissingPolicy policy) {
  return read_metric(work, stored, policy);
}

Versions versions_at(rule::Work& work, VersionedTable table, Instant t) {
  Versions versions;
  for (auto& version :
       work.all<DefinitionVersion>(rule::where<DefinitionVersion>(&DefinitionVersion::record_table, table))) {
    versions.kept.insert(version.record);
    const bool begun = !version.valid_from || *version.valid_from <= t;
    if (begun && !(version.valid_to && *version.valid_to <= t)) versions.in_force.push_back(std::move(version));
  }
  return versions;
}

Result<Definitions> Definitions::of_health(rule::Work& work, Domains& domains, const Enabled& enabled,
                                           std::optional<Instant> t) {
  Definitions definitions;
  const auto sources = calculated_sources(work, t, definitions.complete_);
  if (!sources) return sources.error();
  std::set<Id> writers;
  for (const DataSource& source : *sources) {
    if (writes_health(source)) writers.insert(source.id);
  }
  const auto ours = [&](const Segment& segment) { return writers.contains(segment.data_source.id()); };
  const auto every = [](const HealthDefinition&) { return true; };
  if (!writers.empty()) {
    auto added = add_published<Segment>(work, t, definitions.complete_, ours, definitions.list_);
    if (!added) return added.error();
  }
  if (auto added = add_published<HealthDefinition>(work, t, definitions.complete_, every, definitions.list_); !added) {
    return added.error();
  }
  definitions.order(domains, enabled);
  if (auto state = work.status(); !state) return state.error();
  return definitions;
}

Result<Definitions> Definitions::of_source(rule::Work& work, Domains& domains, const Enabled& enabled, Id data_source,
                                           std::optional<Instant> t) {
  Definitions definitions;
  const auto sources = calculated_sources(work, t, definitions.complete_);
  if (!sources) return sources.error();
  const bool there =
      std::any_of(sources->begin(), sources->end(), [&](const DataSource& source) { return source.id == data_source; });
  if (!there) return definitions;
  const auto ours = [&](const Segment& segment) { return segment.data_source.id() == data_source; };
  if (auto added = add_published<Segment>(work, t, definitions.complete_, ours, definitions.list_); !added) {
    return added.error();
  }
  definitions.order(domains, enabled);
  if (auto state = work.status(); !state) return state.error();
  return definitions;
}

std::optional<Definition> Definitions::one(rule::Work& work, Ref<HealthDefinition> definition,
                                           std::optional<MissingPolicy> policy) {
  return read_one_stored(work, definition, policy);
}

std::optional<Definition> Definitions::one(rule::Work& work, Ref<Segment> segment,
                                           std::optional<MissingPolicy> policy) {
  return read_one_stored(work, segment, policy);
}

Definitions Definitions::with(Definition definition, Domains& domains, const Enabled& enabled) const {
  Definitions changed = *this;
  std::erase_if(changed.list_, [&](const Definition& one) { return one.id == definition.id; });
  changed.list_.push_back(std::move(definition));
  changed.order(domains, enabled);
  return changed;
}

void Definitions::order(Domains& domains, const Enabled& enabled) {
  const bool specific_first = enabled("HDF-05");
  std::sort(list_.begin(), list_.end(), [&](const Definition& a, const Definition& b) {
    if (a.kind != b.kind) {
      const bool both_health = a.kind != DefinitionKind::segment && b.kind != DefinitionKind::segment;
      return both_health && !specific_first ? a.kind > b.kind : a.kind < b.kind;
    }
    if (a.kind == DefinitionKind::segment && a.data_source != b.data_source) {
      const int names = base::compare_folded(a.source_name, b.source_name);
      return names != 0 ? names < 0 : a.data_source < b.data_source;
    }
    if (a.kind != DefinitionKind::global && a.rank != b.rank) return a.rank < b.rank;
    if (a.kind != DefinitionKind::global) {
      if (const int names = base::compare_folded(a.name, b.name); names != 0) return names < 0;
    }
    const auto near = domains.depth(a.domain);
    const auto far = domains.depth(b.domain);
    return near != far ? near > far : a.id < b.id;
  });
}

std::optional<std::size_t> Definitions::choose(Domains& domains, Id domain, const Matches& matches) const {
  for (std::size_t i = 0; i < list_.size(); ++i) {
    if (domains.within(domain, list_[i].domain) && (list_[i].condition.empty() || matches(list_[i]))) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Definitions::choose(Domains& domains, Id domain, const Matches& matches,
                                               std::vector<DefinitionChoice>& reasons) const {
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < list_.size(); ++i) {
    const Definition& one = list_[i];
    if (!domains.within(domain, one.domain)) continue;
    DefinitionChoice reason{
        one.table().name, one.id, shown_name(one), one.rank, one.kind == DefinitionKind::global, false, {}};
    if (chosen) {
      reason.reason = "not looked at: " + shown_name(list_[*chosen]) + " comes first";
    } else if (one.condition.empty() || matches(one)) {
      chosen = i;
      reason.reason = reason_of(one);
    } else {
      reason.reason = "condition does not match: " + one.condition;
    }
    reason.chosen = chosen == i;
    reasons.push_back(std::move(reason));
  }
  return chosen;
}

}  // namespace steward::calculation
