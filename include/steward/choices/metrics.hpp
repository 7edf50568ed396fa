// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of metrics, scores and adoption.

namespace steward {

enum class DataSourceKind : std::int16_t { pa_indicator = 1, external = 2, calculated = 3, table = 4 };
template <>
struct ChoiceList<DataSourceKind> {
  static constexpr std::string_view name = "data_source_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<DataSourceKind> values[] = {{DataSourceKind::pa_indicator, "pa_indicator"},
                                                           {DataSourceKind::external, "external"},
                                                           {DataSourceKind::calculated, "calculated"},
                                                           {DataSourceKind::table, "table"}};
};

enum class SourceAggregate : std::int16_t { average = 1, sum = 2, max = 3, min = 4, count = 5 };
template <>
struct ChoiceList<SourceAggregate> {
  static constexpr std::string_view name = "aggregate";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SourceAggregate> values[] = {{SourceAggregate::average, "average"},
                                                            {SourceAggregate::sum, "sum"},
                                                            {SourceAggregate::max, "max"},
                                                            {SourceAggregate::min, "min"},
                                                            {SourceAggregate::count, "count"}};
};

enum class VisualizationMode : std::int16_t { single = 1, multiple = 2 };
template <>
struct ChoiceList<VisualizationMode> {
  static constexpr std::string_view name = "visualization_mode";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<VisualizationMode> values[] = {{VisualizationMode::single, "single"},
                                                              {VisualizationMode::multiple, "multiple"}};
};

enum class ScoreTable : std::int16_t { engagement = 1, product_usage = 2, capability_usage = 3 };
template <>
struct ChoiceList<ScoreTable> {
  static constexpr std::string_view name = "score_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ScoreTable> values[] = {{ScoreTable::engagement, "engagement"},
                                                       {ScoreTable::product_usage, "product_usage"},
                                                       {ScoreTable::capability_usage, "capability_usage"}};
};

enum class ScoreKind : std::int16_t {
  health = 1,
  adoption = 2,
  satisfaction = 3,
  active_users = 4,
  licenses_used = 5,
  transactions = 6
};
template <>
struct ChoiceList<ScoreKind> {
  static constexpr std::string_view name = "score_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ScoreKind> values[] = {{ScoreKind::health, "health"},
                                                      {ScoreKind::adoption, "adoption"},
                                                      {ScoreKind::satisfaction, "satisfaction"},
                                                      {ScoreKind::active_users, "active_users"},
                                                      {ScoreKind::licenses_used, "licenses_used"},
                                                      {ScoreKind::transactions, "transactions"}};
};

enum class VersionedTable : std::int16_t {
  health_definition = 1,
  risk_definition = 2,
  data_source = 3,
  segment = 4,
  color_band = 5
};
template <>
struct ChoiceList<VersionedTable> {
  static constexpr std::string_view name = "versioned_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<VersionedTable> values[] = {{VersionedTable::health_definition, "health_definition"},
                                                           {VersionedTable::risk_definition, "risk_definition"},
                                                           {VersionedTable::data_source, "data_source"},
                                                           {VersionedTable::segment, "segment"},
                                                           {VersionedTable::color_band, "color_band"}};
};

enum class CapabilityType : std::int16_t { feature = 1, capability = 2, technical_service = 3 };
template <>
struct ChoiceList<CapabilityType> {
  static constexpr std::string_view name = "capability_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<CapabilityType> values[] = {{CapabilityType::feature, "feature"},
                                                           {CapabilityType::capability, "capability"},
                                                           {CapabilityType::technical_service, "technical_service"}};
};

enum class CapabilityLevel : std::int16_t { primary = 1, secondary = 2 };
template <>
struct ChoiceList<CapabilityLevel> {
  static constexpr std::string_view name = "capability_level";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<CapabilityLevel> values[] = {{CapabilityLevel::primary, "primary"},
                                                            {CapabilityLevel::secondary, "secondary"}};
};

enum class CapabilityMapState : std::int16_t { draft = 1, published = 2, archived = 3, canceled = 4 };
template <>
struct ChoiceList<CapabilityMapState> {
  static constexpr std::string_view name = "capability_map_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<CapabilityMapState> values[] = {{CapabilityMapState::draft, "draft"},
                                                               {CapabilityMapState::published, "published"},
                                                               {CapabilityMapState::archived, "archived"},
                                                               {CapabilityMapState::canceled, "canceled"}};
};

enum class AdoptionCategory : std::int16_t { low = 1, medium = 2, high = 3, none = 4 };
template <>
struct ChoiceList<AdoptionCategory> {
  static constexpr std::string_view name = "adoption_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<AdoptionCategory> values[] = {{AdoptionCategory::low, "low"},
                                                             {AdoptionCategory::medium, "medium"},
                                                             {AdoptionCategory::high, "high"},
                                                             {AdoptionCategory::none, "none"}};
};

enum class RoadmapCreation : std::int16_t { scratch = 1, template_ = 2 };
template <>
struct ChoiceList<RoadmapCreation> {
  static constexpr std::string_view name = "roadmap_creation";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RoadmapCreation> values[] = {{RoadmapCreation::scratch, "scratch"},
                                                            {RoadmapCreation::template_, "template"}};
};

enum class RoadmapState : std::int16_t { draft = 1, published = 2, canceled = 3, retired = 4 };
template <>
struct ChoiceList<RoadmapState> {
  static constexpr std::string_view name = "roadmap_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RoadmapState> values[] = {{RoadmapState::draft, "draft"},
                                                         {RoadmapState::published, "published"},
                                                         {RoadmapState::canceled, "canceled"},
                                                         {RoadmapState::retired, "retired"}};
};

}  // namespace steward
