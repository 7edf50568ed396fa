// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// When a risk is raised, and the risks themselves (engine 11).

namespace steward {

struct Contract;
struct DataSource;
struct Engagement;
struct OnboardingCase;
struct SoldProduct;
struct SuccessChoice;

/// When to raise a risk signal automatically (RDF-01 to RDF-06).
struct RiskDefinition : Record {
  std::string name;
  std::string description;
  Ref<SuccessChoice> category;
  Choice<RiskDefinitionType> type = RiskDefinitionType::metric;
  std::optional<Ref<DataSource>> data_source;
  std::optional<Choice<Comparison>> threshold_condition;
  std::optional<Decimal> threshold;
  std::string applicable_engagements;
  std::string source_table;
  std::string source_condition;
  std::string template_fields;  ///< JSON object: field of risk_signal -> value; named `template` outside
  Choice<PublishState> state = PublishState::draft;
  std::optional<Instant> last_run_at;
  std::int64_t matching_engagement_count = 0;  ///< computed: engagements its condition matches
};
template <>
struct Describe<RiskDefinition> {
  static constexpr TableSpec table{.name = "risk_definition",
                                   .access = AccessClass::health_and_risk_setup,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "RDF-04",
                                   .title = "When to raise a risk signal automatically."};
  static void fields(auto& f) {
    f("name", &RiskDefinition::name).max(100).required();
    f("description", &RiskDefinition::description).text();
    f("category", &RiskDefinition::category).required().restrict();
    f("type", &RiskDefinition::type).required();
    f("data_source", &RiskDefinition::data_source).restrict();
    f("threshold_condition", &RiskDefinition::threshold_condition);
    f("threshold", &RiskDefinition::threshold);
    f("applicable_engagements", &RiskDefinition::applicable_engagements).condition("engagement");
    f("source_table", &RiskDefinition::source_table).max(64).names_table();
    f("source_condition", &RiskDefinition::source_condition).condition_by("source_table");
    f("template", &RiskDefinition::template_fields).json();
    f("state", &RiskDefinition::state).required();
    f("last_run_at", &RiskDefinition::last_run_at).derived();
    f("matching_engagement_count", &RiskDefinition::matching_engagement_count).computed();
    f.unique({"name"}, "RDF-01", "duplicate_risk_definition", "name").per_domain = true;
    f.unique({"type", "category", "data_source", "threshold_condition", "threshold", "applicable_engagements",
              "source_table", "source_condition"},
             "RDF-01", "duplicate_risk_definition", "type")
        .per_domain = true;
  }
};

/// Another threshold for some engagements of a metric definition (RTO-01 to RTO-04).
struct RiskThresholdOverride : Record {
  Ref<RiskDefinition> risk_definition;
  std::optional<Decimal> threshold;
  std::string applicable_engagements;
  std::optional<std::int64_t> rank;  ///< 1 is looked at first
  Choice<PublishState> state = PublishState::draft;
  std::optional<Instant> valid_until;  ///< it no longer applies from then on; nothing: no end
};
template <>
struct Describe<RiskThresholdOverride> {
  static constexpr TableSpec table{.name = "risk_threshold_override",
                                   .access = AccessClass::health_and_risk_setup,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "risk_definition",
                                   .required_rule = "RTO-02",
                                   .title = "Another threshold for some engagements."};
  static void fields(auto& f) {
    f("risk_definition", &RiskThresholdOverride::risk_definition).required().cascade();
    f("threshold", &RiskThresholdOverride::threshold).required();
    f("applicable_engagements", &RiskThresholdOverride::applicable_engagements).condition("engagement").required();
    f("rank", &RiskThresholdOverride::rank).required();
    f("state", &RiskThresholdOverride::state).required();
    f("valid_until", &RiskThresholdOverride::valid_until);
    f.unique({"risk_definition", "rank"}, "RTO-01", "duplicate_override", "rank");
    f.unique({"risk_definition", "applicable_engagements"}, "RTO-01", "duplicate_override", "applicable_engagements");
  }
};

/// A risk or issue of an engagement or an onboarding case (RSK-01 to RSK-08).
struct RiskSignal : Record, Closable<RiskCloseCode>, Due, Notify, Notes, Squad {
  std::string number;
  std::optional<Ref<Account>> account;
  std::optional<Ref<Engagement>> engagement;
  std::optional<Ref<OnboardingCase>> onboarding_case;
  std::string short_description;
  std::string description;
  Choice<RiskOrIssue> risk_or_issue = RiskOrIssue::risk;
  std::optional<Ref<SuccessChoice>> category;
  std::optional<Choice<RiskScope>> scope;
  std::optional<Choice<Probability>> probability;
  Choice<RiskState> state = RiskState::new_;
  Choice<Priority> priority = Priority::low;
  std::optional<Ref<User>> reported_by;
  std::optional<Ref<User>> assigned_to;
  Choice<RiskTrackingMethod> tracking_method = RiskTrackingMethod::manual;
  std::string source_table;
  std::optional<Id> source_record;
  std::optional<Ref<RiskDefinition>> risk_definition;
  IdList contracts_impacted;
  IdList products_impacted;
  std::int64_t occurrence_count = 0;
  std::optional<Instant> last_occurrence_at;

  // Computed when the record is read.
  std::optional<Money> contract_value_impacted;  ///< of contracts_impacted, in the report currency
  bool addressed = false;                        ///< work that is not canceled answers it
  std::string crm_task_id;                       ///< remote id of its task
};
template <>
struct Describe<RiskSignal> {
  static constexpr TableSpec table{.name = "risk_signal",
                                   .access = AccessClass::risk_signal,
                                   .prefix = "RSIG",
                                   .domain_from = "account",
                                   .domain_rule = "RSK-01",
                                   .required_rule = "RSK-02",
                                   .closing = {.state = "state", .close_rule = "RSK-03", .reopen_rule = "RSK-04"},
                                   .title = "A risk or issue of an engagement or an onboarding case."};
  static void fields(auto& f) {
    f("number", &RiskSignal::number).max(40).derived();
    f("account", &RiskSignal::account).derived().restrict();
    f("engagement", &RiskSignal::engagement).restrict();
    f("onboarding_case", &RiskSignal::onboarding_case).restrict();
    f("short_description", &RiskSignal::short_description).max(160).required();
    f("description", &RiskSignal::description).text().required();
    f("risk_or_issue", &RiskSignal::risk_or_issue).required();
    f("category", &RiskSignal::category).restrict();
    f("scope", &RiskSignal::scope).overridable();
    f("probability", &RiskSignal::probability).required();
    f("state", &RiskSignal::state).required();
    f("priority", &RiskSignal::priority).required();
    f("reported_by", &RiskSignal::reported_by).nullify();
    f("assigned_to", &RiskSignal::assigned_to).nullify();
    f("tracking_method", &RiskSignal::tracking_method).overridable();
    f("source_table", &RiskSignal::source_table).max(64).names_table();
    f("source_record", &RiskSignal::source_record).in_table_of("source_table").keep();
    f("risk_definition", &RiskSignal::risk_definition).derived().nullify();
    f("contracts_impacted", &RiskSignal::contracts_impacted).list_of("contract").same_account();
    f("products_impacted", &RiskSignal::products_impacted).list_of("sold_product").same_account();
    f("occurrence_count", &RiskSignal::occurrence_count).derived().at_least(0);
    f("last_occurrence_at", &RiskSignal::last_occurrence_at).derived();
    Closable<RiskCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Squad::fields(f);
    f("contract_value_impacted", &RiskSignal::contract_value_impacted).computed();
    f("addressed", &RiskSignal::addressed).computed();
    f("crm_task_id", &RiskSignal::crm_task_id).max(128).computed();
    f.index({"engagement", "active"});
    f.index({"onboarding_case", "active"});
    f.index({"active", "category"});
    f.index({"active", "scope"});
    f.index({"active", "probability"});
    f.index({"active", "due_date"});
    f.index({"assigned_to", "active"});
    f.index({"created_at"});
    f.index({"category", "engagement", "source_table", "source_record", "active"});
    f.index({"source_table", "source_record", "active"});
  }
};

/// One detection of an active risk; never changed (ROC-01).
struct RiskOccurrence : Record {
  std::string number;
  Ref<RiskSignal> risk_signal;
  std::optional<Ref<RiskDefinition>> risk_definition;
  Ref<Engagement> engagement;
  std::optional<Ref<SuccessChoice>> category;
  std::string source_table;
  std::optional<Id> source_record;
  std::optional<Instant> start_date;
  std::optional<Instant> end_date;
  std::optional<Decimal> current_value;
  std::optional<Decimal> threshold;
  std::optional<Decimal> gap;
  std::optional<Decimal> engagement_health;  ///< computed: the last score at or before end_date
};
template <>
struct Describe<RiskOccurrence> {
  static constexpr TableSpec table{.name = "risk_occurrence",
                                   .access = AccessClass::risk_occurrence,
                                   .prefix = "ROCC",
                                   .domain_from = "risk_signal",
                                   .system_written = true,
                                   .title = "One detection of an active risk."};
  static void fields(auto& f) {
    f("number", &RiskOccurrence::number).max(40).derived();
    f("risk_signal", &RiskOccurrence::risk_signal).derived().cascade();
    f("risk_definition", &RiskOccurrence::risk_definition).derived().nullify();
    f("engagement", &RiskOccurrence::engagement).derived().restrict();
    f("category", &RiskOccurrence::category).derived().restrict();
    f("source_table", &RiskOccurrence::source_table).max(64).derived().names_table();
    f("source_record", &RiskOccurrence::source_record).derived().in_table_of("source_table").keep();
    f("start_date", &RiskOccurrence::start_date).derived();
    f("end_date", &RiskOccurrence::end_date).derived();
    f("current_value", &RiskOccurrence::current_value).derived();
    f("threshold", &RiskOccurrence::threshold).derived();
    f("gap", &RiskOccurrence::gap).derived();
    f("engagement_health", &RiskOccurrence::engagement_health).computed();
    f.unique({"risk_signal", "risk_definition", "start_date"}, "ROC-01", "duplicate_occurrence", "start_date");
    f.index({"risk_signal", "start_date"});
  }
};

}  // namespace steward
