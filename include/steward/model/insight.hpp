// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct DataSource;
struct InsightItem;
struct ScorecardSnapshot;
struct Visualization;
struct VisualizationItem;

/// A page that shows metrics: which table it is about (INS-01).
struct Insight : Record {
  std::string name;
  std::string entity;
};
template <>
struct Describe<Insight> {
  static constexpr TableSpec table{.name = "insight",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "INS-01",
                                   .title = "A page that shows metrics: which table it is about."};
  static void fields(auto& f) {
    f("name", &Insight::name).max(100).required();
    f("entity", &Insight::entity).max(64).names_table().required();
    f.unique({"name"}, "INS-01", "duplicate_insight", "name").per_domain = true;
    f.unique({"entity"}, "INS-01", "duplicate_insight", "entity").per_domain = true;
  }
};

/// One place on an insight page (INM-01).
struct InsightItem : Record {
  std::string name;
  Ref<Insight> insight;
  Choice<VisualizationMode> visualization_mode = VisualizationMode::single;
};
template <>
struct Describe<InsightItem> {
  static constexpr TableSpec table{.name = "insight_item",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "insight",
                                   .required_rule = "INM-01",
                                   .title = "One place on an insight page."};
  static void fields(auto& f) {
    f("name", &InsightItem::name).max(100).required();
    f("insight", &InsightItem::insight).cascade().required();
    f("visualization_mode", &InsightItem::visualization_mode).required();
    f.unique({"insight", "name"}, "INM-01", "duplicate_insight_item", "name");
  }
};

/// How one metric is drawn, with its baseline and target (VIS-01, VIS-02).
struct Visualization : Record {
  Ref<DataSource> data_source;
  std::optional<Choice<ContextTable>> context_table;
  std::string conditions;
  std::optional<Decimal> baseline;
  std::optional<Decimal> target;
  Choice<MetricAggregate> aggregate = MetricAggregate::average;
  Choice<Direction> direction = Direction::maximize;
};
template <>
struct Describe<Visualization> {
  static constexpr TableSpec table{.name = "visualization",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "VIS-02",
                                   .title = "How one metric is drawn, with its baseline and target."};
  static void fields(auto& f) {
    f("data_source", &Visualization::data_source).restrict().required();
    f("context_table", &Visualization::context_table).required();
    f("conditions", &Visualization::conditions).condition_by("context_table");
    f("baseline", &Visualization::baseline);
    f("target", &Visualization::target);
    f("aggregate", &Visualization::aggregate).required();
    f("direction", &Visualization::direction).required();
    f.unique({"data_source", "context_table", "conditions"}, "VIS-01", "duplicate_visualization", "data_source")
        .per_domain = true;
  }
};

/// Puts a visualization on a place of an insight page (VSM-01).
struct VisualizationItem : Record {
  Ref<InsightItem> insight_item;
  Ref<Visualization> visualization;
  std::int64_t rank = 100;
};
template <>
struct Describe<VisualizationItem> {
  static constexpr TableSpec table{.name = "visualization_item",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "insight_item",
                                   .required_rule = "VSM-01",
                                   .title = "Puts a visualization on a place of an insight page."};
  static void fields(auto& f) {
    f("insight_item", &VisualizationItem::insight_item).cascade().required();
    f("visualization", &VisualizationItem::visualization).cascade().required();
    f("rank", &VisualizationItem::rank).at_least(1).required();
    f.unique({"insight_item", "visualization"}, "VSM-01", "duplicate_visualization_item", "visualization");
  }
};

/// The value of a score card on one day, for its trend.
struct ScorecardSnapshot : Fact {
  std::string card;
  std::optional<Ref<User>> user;
  std::optional<Date> as_of;
  std::optional<Decimal> value;
};
template <>
struct Describe<ScorecardSnapshot> {
  static constexpr TableSpec table{.name = "scorecard_snapshot",
                                   .access = AccessClass::history,
                                   .flavour = Flavour::fact,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "The value of a score card on one day, for its trend."};
  static void fields(auto& f) {
    f("card", &ScorecardSnapshot::card).max(64).derived();
    f("user", &ScorecardSnapshot::user).cascade().derived();
    f("as_of", &ScorecardSnapshot::as_of).derived();
    f("value", &ScorecardSnapshot::value).derived();
    f.unique({"card", "user", "as_of"}, "GEN-14", "duplicate_scorecard_snapshot", "as_of");
  }
};

}  // namespace steward
