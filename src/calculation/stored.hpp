// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <unordered_map>
#include <vector>

#include "base/json.hpp"
#include "model/json.hpp"
#include "rule/computed.hpp"
#include "steward/model/health.hpp"
#include "steward/model/history.hpp"
#include "steward/model/metrics.hpp"
#include "steward/model/segment.hpp"

// Definitions as they are stored, now and in their versions.

namespace steward::calculation {

/// How a table of definitions and the table of its metrics hang together.
template <class T>
struct Owned;
template <>
struct Owned<HealthDefinition> {
  using Part = HealthMetric;
  static constexpr auto owner = &HealthMetric::health_definition;
  static constexpr auto versions = VersionedTable::health_definition;
};
template <>
struct Owned<Segment> {
  using Part = SegmentMetric;
  static constexpr auto owner = &SegmentMetric::segment;
  static constexpr auto versions = VersionedTable::segment;
};

/// A definition with its metrics.
template <class T>
struct Stored {
  T definition;
  std::vector<typename Owned<T>::Part> metrics;
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

/// The published entity of a version with the version's JSON; nothing for a draft or a delete.
template <class T>
Result<std::optional<T>> published_in(const DefinitionVersion& version, const base::Json& content) {
  if (content.find("deleted") != nullptr) return std::optional<T>();
  auto entity = entity_of<T>(content);
  if (!entity) return entity.error();
  if (!(entity->state == PublishState::published)) return std::optional<T>();
  entity->id = version.record;
  if (!entity->domain) entity->domain = version.domain;
  return std::optional<T>(std::move(*entity));
}

/// The versions of a table that were in force at `t`, and which records have versions at all.
struct Versions {
  std::vector<DefinitionVersion> in_force;
  std::set<Id> kept;
};
[[nodiscard]] Versions versions_at(rule::Work& work, VersionedTable table, Instant t);

/// The metrics of now.
template <class T>
void add_current_metrics(rule::Work& work, std::vector<Stored<T>>& stored) {
  std::unordered_map<Id, Stored<T>*> by_id;
  std::vector<Value> ids;
  for (auto& one : stored) {
    by_id.emplace(one.definition.id, &one);
    ids.emplace_back(one.definition.id);
  }
  using Part = typename Owned<T>::Part;
  for (auto& metric : rule::among<Part>(work, Owned<T>::owner, std::move(ids))) {
    by_id.at((metric.*Owned<T>::owner).id())->metrics.push_back(std::move(metric));
  }
}

/// The published definitions that `also` takes, now or at a past `t`; `complete` becomes false where the versions
/// of one are not kept.
template <class T, class Also>
Result<std::vector<Stored<T>>> published(rule::Work& work, std::optional<Instant> t, bool& complete, Also also) {
  std::vector<Stored<T>> past;
  Versions versions;
  if (t) versions = versions_at(work, Owned<T>::versions, *t);
  for (const DefinitionVersion& version : versions.in_force) {
    auto content = base::Json::parse(version.content);
    if (!content) return content.error();
    auto definition = published_in<T>(version, *content);
    if (!definition) return definition.error();
    if (!*definition || !also(**definition)) continue;
    Stored<T> stored{std::move(**definition), {}};
    if (const auto* list = content->find("metrics")) {
      for (const auto& entry : list->elements()) {
        auto metric = entity_of<typename Owned<T>::Part>(entry);
        if (!metric) return metric.error();
        stored.metrics.push_back(std::move(*metric));
      }
    }
    past.push_back(std::move(stored));
  }
  std::vector<Stored<T>> current;
  for (auto& definition : work.all<T>(rule::where<T>(&T::state, Choice<PublishState>(PublishState::published)))) {
    if (versions.kept.contains(definition.id) || !also(definition)) continue;
    current.push_back({std::move(definition), {}});
  }
  if (t && !current.empty()) complete = false;
  add_current_metrics(work, current);
  for (auto& one : current) past.push_back(std::move(one));
  return past;
}

}  // namespace steward::calculation
