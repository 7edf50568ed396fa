// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// Where metric data comes from and which records it counts for (engine 2 and 3).

namespace steward {

/// A choice value that the users define themselves: risk categories, drivers, play categories.
struct SuccessChoice : Record {
  std::string name;
  std::string key;  ///< snake_case of the name; stable
  Choice<SuccessChoiceCategory> category = SuccessChoiceCategory::customer_success_definition;
  std::optional<Ref<SuccessChoice>> dependent_category;
  std::string description;
  std::int64_t order = 100;
  bool active = true;
};
template <>
struct Describe<SuccessChoice> {
  static constexpr TableSpec table{.name = "success_choice",
                                   .access = AccessClass::success_choice,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "CHO-01",
                                   .title = "A user-defined choice value."};
  static void fields(auto& f) {
    f("name", &SuccessChoice::name).max(100).required();
    f("key", &SuccessChoice::key).max(64).overridable();
    f("category", &SuccessChoice::category).required();
    f("dependent_category", &SuccessChoice::dependent_category).restrict();
    f("description", &SuccessChoice::description).text();
    f("order", &SuccessChoice::order);
    f("active", &SuccessChoice::active);
    f.unique({"category", "dependent_category", "name"}, "CHO-02", "duplicate_choice", "name").per_domain = true;
    f.unique({"category", "key"}, "CHO-02", "duplicate_choice", "key").per_domain = true;
  }
};

/// A grouping attribute of indicators: account, product, ...
struct Breakdown : Record {
  std::string name;
  std::string element_table;
};
template <>
struct Describe<Breakdown> {
  static constexpr TableSpec table{.name = "breakdown",
                                   .access = AccessClass::metric_data,
                                   .domain = DomainClass::configuration,
                                   .title = "A grouping attribute of indicators."};
  static void fields(auto& f) {
    f("name", &Breakdown::name).max(100).required();
    f("element_table", &Breakdown::element_table).max(64).required().names_table();
    f.unique({"name"}, "GEN-14", "duplicate_breakdown", "name").per_domain = true;
  }
};

/// A performance indicator whose scores the host pushes.
struct Indicator : Record {
  std::string key;
  std::string name;
  Choice<Frequency> frequency = Frequency::daily;
  std::optional<Choice<MetricUnit>> unit;
  Choice<Direction> direction = Direction::maximize;
  IdList breakdowns;
  bool active = true;
};
template <>
struct Describe<Indicator> {
  static constexpr TableSpec table{.name = "indicator",
                                   .access = AccessClass::metric_data,
                                   .domain = DomainClass::configuration,
                                   .title = "A performance indicator."};
  static void fields(auto& f) {
    f("key", &Indicator::key).max(64).required();
    f("name", &Indicator::name).max(100).required();
    f("frequency", &Indicator::frequency).required();
    f("unit", &Indicator::unit);
    f("direction", &Indicator::direction).required();
    f("breakdowns", &Indicator::breakdowns).list_of("breakdown");
    f("active", &Indicator::active);
    f.unique({"key"}, "GEN-14", "duplicate_indicator", "key").per_domain = true;
  }
};

/// One score of an indicator, overall or for one element of a breakdown. Kept behind the series port.
struct IndicatorScore {
  Ref<Indicator> indicator;
  std::optional<Ref<Breakdown>> breakdown;
  std::optional<Id> element_record;
  Instant period_start;
  Instant period_end;
  Decimal value;
  Instant recorded_at;
  std::optional<Instant> superseded_at;
};
template <>
struct Describe<IndicatorScore> {
  static constexpr TableSpec table{.name = "indicator_score",
                                   .access = AccessClass::metric_data,
                                   .flavour = Flavour::series,
                                   .title = "One score of an indicator."};
  static void fields(auto& f) {
    f("indicator", &IndicatorScore::indicator).required().cascade();
    f("breakdown", &IndicatorScore::breakdown).restrict();
    f("element_record", &IndicatorScore::element_record).cascade();
    f("period_start", &IndicatorScore::period_start).required();
    f("period_end", &IndicatorScore::period_end).required();
    f("value", &IndicatorScore::value).required();
    f("recorded_at", &IndicatorScore::recorded_at).overridable();
    f("superseded_at", &IndicatorScore::superseded_at).derived();
  }
};

/// A metric definition: where values come from, how often, in which unit (DSR-01 to DSR-13).
struct DataSource : Record {
  std::string name;
  std::optional<Choice<DataSourceKind>> source;
  Choice<Frequency> frequency = Frequency::daily;
  std::optional<Ref<Indicator>> indicator;
  std::optional<Ref<Breakdown>> breakdown;
  std::string breakdown_table;
  std::string target_table;
  std::string target_field;
  std::string target_query_field;
  std::optional<Choice<MetricUnit>> unit;
  Choice<SourceAggregate> aggregate = SourceAggregate::average;
  std::optional<Duration> max_age;  ///< older values are stale (engine 4)
  std::int64_t execution_order = 0;
  Choice<PublishState> state = PublishState::draft;
  std::optional<Instant> last_run_at;
  std::optional<Instant> next_run_at;
  std::string source_table;
  TextList group_by_fields;
  std::string conditions;
  std::string source_value_field;
  std::string source_reference_table;
  std::string source_reference_resolver;
};
template <>
struct Describe<DataSource> {
  static constexpr TableSpec table{.name = "data_source",
                                   .access = AccessClass::data_sources,
                                   .domain = DomainClass::configuration,
                                   .title = "A metric definition."};
  static void fields(auto& f) {
    f("name", &DataSource::name).max(100).required();
    f("source", &DataSource::source).required();
    f("frequency", &DataSource::frequency).required();
    f("indicator", &DataSource::indicator).restrict();
    f("breakdown", &DataSource::breakdown).restrict();
    f("breakdown_table", &DataSource::breakdown_table).max(64).names_table();
    f("target_table", &DataSource::target_table).max(64).names_table();
    f("target_field", &DataSource::target_field).max(64);
    f("target_query_field", &DataSource::target_query_field).max(64);
    f("unit", &DataSource::unit).overridable();
    f("aggregate", &DataSource::aggregate).required();
    f("max_age", &DataSource::max_age);
    f("execution_order", &DataSource::execution_order).derived().at_least(0);
    f("state", &DataSource::state).required();
    f("last_run_at", &DataSource::last_run_at).derived();
    f("next_run_at", &DataSource::next_run_at).derived();
    f("source_table", &DataSource::source_table).max(64).names_table();
    f("group_by_fields", &DataSource::group_by_fields);
    f("conditions", &DataSource::conditions).condition_by("source_table");
    f("source_value_field", &DataSource::source_value_field).max(64);
    f("source_reference_table", &DataSource::source_reference_table).max(64).overridable().names_table();
    f("source_reference_resolver", &DataSource::source_reference_resolver).max(128);
    f.unique({"name"}, "DSR-04", "duplicate_data_source", "name").per_domain = true;
    auto& same = f.unique({"source", "frequency", "indicator", "breakdown", "aggregate", "source_table",
                           "group_by_fields", "conditions", "source_value_field"},
                          "DSR-04", "duplicate_data_source", "source");
    same.per_domain = true;
    same.only_where = "source in (pa_indicator, table)";
    f.index({"state", "next_run_at", "execution_order"});
  }
};

/// A table that a data source is valid for (DCX-01 to DCX-03).
struct DataContext : Record {
  Ref<DataSource> data_source;
  std::optional<Choice<ContextTable>> context_table;
  bool active = true;
};
template <>
struct Describe<DataContext> {
  static constexpr TableSpec table{.name = "data_context",
                                   .access = AccessClass::data_sources,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "data_source",
                                   .title = "A table that a data source feeds."};
  static void fields(auto& f) {
    f("data_source", &DataContext::data_source).required().cascade();
    f("context_table", &DataContext::context_table).required();
    f("active", &DataContext::active);
    f.unique({"data_source", "context_table"}, "DCX-01", "duplicate_context", "context_table");
  }
};

/// How a source record leads to context records (engine 3; MAP-01 to MAP-04).
struct ContextMapper : Record {
  Choice<ScopeType> type = ScopeType::global;
  std::string source_table;
  std::string source_field = "id";
  std::string related_table;
  std::string query_field;
  IdList metric_list;
  std::optional<Choice<ContextTable>> context_table;
  std::string context_field = "id";
  std::string conditions;
  std::string resolver;
  bool active = true;
};
template <>
struct Describe<ContextMapper> {
  static constexpr TableSpec table{.name = "context_mapper",
                                   .access = AccessClass::data_sources,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "MAP-03",
                                   .title = "How a source record leads to context records."};
  static void fields(auto& f) {
    f("type", &ContextMapper::type).required();
    f("source_table", &ContextMapper::source_table).max(64).required().names_table();
    f("source_field", &ContextMapper::source_field).max(128).required();
    f("related_table", &ContextMapper::related_table).max(64).names_table();
    f("query_field", &ContextMapper::query_field).max(128);
    f("metric_list", &ContextMapper::metric_list).list_of("data_source");
    f("context_table", &ContextMapper::context_table).required();
    f("context_field", &ContextMapper::context_field).max(128).required();
    f("conditions", &ContextMapper::conditions).condition_by("context_table");
    f("resolver", &ContextMapper::resolver).max(128);
    f("active", &ContextMapper::active);
    f.index({"source_table", "context_table", "active"});
  }
};

/// One measured value for one context record and period: bitemporal, kept behind the series port (engine 2).
struct ContextData {
  Ref<DataSource> data_source;
  std::string source_table;
  Id source_record;
  std::string context_table;
  std::optional<Id> context_record;  ///< nothing: the source record maps to no context
  Decimal value;
  Instant start_date;
  Instant end_date;
  Instant recorded_at;
  std::optional<Instant> superseded_at;
};
template <>
struct Describe<ContextData> {
  static constexpr TableSpec table{.name = "context_data",
                                   .access = AccessClass::metric_data,
                                   .flavour = Flavour::series,
                                   .title = "One measured value for one context and period."};
  static void fields(auto& f) {
    f("data_source", &ContextData::data_source).required().restrict();
    f("source_table", &ContextData::source_table).max(64).required().names_table();
    f("source_record", &ContextData::source_record).required().in_table_of("source_table").keep();
    f("context_table", &ContextData::context_table).max(64).overridable().names_table();
    f("context_record", &ContextData::context_record).overridable().in_table_of("context_table").cascade();
    f("value", &ContextData::value).required();
    f("start_date", &ContextData::start_date).required();
    f("end_date", &ContextData::end_date).required();
    f("recorded_at", &ContextData::recorded_at).overridable();
    f("superseded_at", &ContextData::superseded_at).derived();
  }
};

}  // namespace steward
