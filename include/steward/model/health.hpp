// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// What makes a health score, and the scores of the past (engine 6 and 8).

namespace steward {

struct DataSource;

/// Which metrics make the health score of which engagements (HDF-01 to HDF-05).
struct HealthDefinition : Record {
  std::string name;
  std::string description;
  std::int64_t rank = 100;  ///< the lowest matching specific definition wins
  bool global = false;      ///< applies where no specific one does
  std::string definition;   ///< condition over engagement; empty on the global one
  Choice<MissingPolicy> missing_policy = MissingPolicy::redistribute;
  Choice<PublishState> state = PublishState::draft;
  std::optional<Instant> last_run_at;
  std::int64_t matching_engagement_count = 0;  ///< computed: active engagements its condition matches
};
template <>
struct Describe<HealthDefinition> {
  static constexpr TableSpec table{.name = "health_definition",
                                   .access = AccessClass::health_and_risk_setup,
                                   .domain = DomainClass::configuration,
                                   .title = "Which metrics make a health score."};
  static void fields(auto& f) {
    f("name", &HealthDefinition::name).max(100).required();
    f("description", &HealthDefinition::description).text();
    f("rank", &HealthDefinition::rank).required();
    f("global", &HealthDefinition::global);
    f("definition", &HealthDefinition::definition).condition("engagement");
    f("missing_policy", &HealthDefinition::missing_policy).required();
    f("state", &HealthDefinition::state).required();
    f("last_run_at", &HealthDefinition::last_run_at).derived();
    f("matching_engagement_count", &HealthDefinition::matching_engagement_count).computed();
    f.unique({"name"}, "HDF-02", "duplicate_health_definition", "name").per_domain = true;
    auto& same = f.unique({"definition"}, "HDF-02", "duplicate_health_definition", "definition");
    same.per_domain = true;
    same.only_where = "global = false";
    auto& one = f.unique({"global"}, "HDF-01", "global_definition_exists", "global");
    one.per_domain = true;
    one.only_where = "global = true";
  }
};

/// One weighted metric of a health definition (HMT-01 to HMT-04).
struct HealthMetric : Record {
  Ref<HealthDefinition> health_definition;
  Ref<DataSource> data_source;
  std::optional<Decimal> target;
  std::optional<Hundredths> weight;  ///< more than 0, at most 100
  Choice<Direction> direction = Direction::maximize;
  Choice<MetricAggregate> aggregate = MetricAggregate::average;
  std::optional<Decimal> baseline;  ///< the value that earns 0
  std::optional<Choice<MissingPolicy>> missing_policy;
  bool keep_stale = false;
  std::optional<std::int64_t> position;
};
template <>
struct Describe<HealthMetric> {
  static constexpr TableSpec table{.name = "health_metric",
                                   .access = AccessClass::health_and_risk_setup,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "health_definition",
                                   .required_rule = "HMT-03",
                                   .title = "One weighted metric of a health definition."};
  static void fields(auto& f) {
    f("health_definition", &HealthMetric::health_definition).required().cascade();
    f("data_source", &HealthMetric::data_source).required().restrict();
    f("target", &HealthMetric::target).required();
    f("weight", &HealthMetric::weight).required();
    f("direction", &HealthMetric::direction).required();
    f("aggregate", &HealthMetric::aggregate).required();
    f("baseline", &HealthMetric::baseline);
    f("missing_policy", &HealthMetric::missing_policy);
    f("keep_stale", &HealthMetric::keep_stale);
    f("position", &HealthMetric::position).overridable();
    f.unique({"health_definition", "data_source"}, "HMT-02", "duplicate_metric", "data_source");
  }
};

/// A colour for a range of scores, closed at both ends (engine 8; BND-01 to BND-05).
struct ColorBand : Record {
  Choice<ScopeType> type = ScopeType::global;
  std::optional<Ref<DataSource>> data_source;
  std::optional<Decimal> min;
  std::optional<Decimal> max;
  std::string color;
  std::string highlighted_color;
};
template <>
struct Describe<ColorBand> {
  static constexpr TableSpec table{.name = "color_band",
                                   .access = AccessClass::health_and_risk_setup,
                                   .domain = DomainClass::configuration,
                                   .title = "A colour for a range of scores."};
  static void fields(auto& f) {
    f("type", &ColorBand::type).required();
    f("data_source", &ColorBand::data_source).cascade();
    f("min", &ColorBand::min).required();
    f("max", &ColorBand::max).required();
    f("color", &ColorBand::color).max(32).required();
    f("highlighted_color", &ColorBand::highlighted_color).max(32);
    f.unique({"type", "data_source", "color"}, "BND-01", "duplicate_color", "color").per_domain = true;
    f.index({"type", "data_source", "min"});
  }
};

/// The score of a record on a day; a later computation of the same day replaces it (engine 6).
struct ScoreHistory : Fact {
  Choice<ScoreTable> record_table = ScoreTable::engagement;
  Id record;
  Choice<ScoreKind> kind = ScoreKind::health;
  Date as_of;
  Instant scored_at;
  std::optional<Decimal> value;
  std::optional<Decimal> coverage;
  std::optional<Decimal> low;
  std::optional<Decimal> high;
  std::string definition_table;
  std::optional<Id> definition_record;
  std::string details;  ///< JSON; only with property health.keep_explanations
};
template <>
struct Describe<ScoreHistory> {
  static constexpr TableSpec table{.name = "score_history",
                                   .access = AccessClass::history,
                                   .flavour = Flavour::fact,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "The score of a record on a day."};
  static void fields(auto& f) {
    f("record_table", &ScoreHistory::record_table).derived().names_table();
    f("record", &ScoreHistory::record).derived().in_table_of("record_table").cascade();
    f("kind", &ScoreHistory::kind).derived();
    f("as_of", &ScoreHistory::as_of).derived();
    f("scored_at", &ScoreHistory::scored_at).derived();
    f("value", &ScoreHistory::value).derived().within(Decimal(0), Decimal(100));
    f("coverage", &ScoreHistory::coverage).derived();
    f("low", &ScoreHistory::low).derived();
    f("high", &ScoreHistory::high).derived();
    f("definition_table", &ScoreHistory::definition_table).max(64).derived().names_table();
    f("definition_record", &ScoreHistory::definition_record).derived().in_table_of("definition_table").keep();
    f("details", &ScoreHistory::details).json().derived();
    f.unique({"record_table", "record", "kind", "as_of"}, "GEN-14", "duplicate_score", "as_of");
  }
};

}  // namespace steward
