// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct DataSource;
struct OutcomeTemplate;
struct ProductModel;

/// An objective that can be used again for a product model (OTP-01 to OTP-09).
struct ObjectiveTemplate : Record {
  std::string number;
  std::string name;
  std::string title;
  std::string description;
  Ref<ProductModel> product_model;
  bool mandatory = false;
  IdList drivers;
  Choice<ObjectiveTemplateState> state = ObjectiveTemplateState::draft;
  bool active = true;
  std::optional<Ref<User>> template_owner;
  std::optional<Ref<User>> approved_by;
  std::optional<Instant> approved_at;
  std::optional<Instant> published_at;
  std::optional<Decimal> success_rate;
};
template <>
struct Describe<ObjectiveTemplate> {
  static constexpr TableSpec table{.name = "objective_template",
                                   .access = AccessClass::blueprint_templates,
                                   .prefix = "TEMSOBJ",
                                   .domain = DomainClass::configuration,
                                   .required_rule = "OTP-01",
                                   .title = "An objective that can be used again for a product model."};
  static void fields(auto& f) {
    f("number", &ObjectiveTemplate::number).max(40).derived();
    f("name", &ObjectiveTemplate::name).max(100).required();
    f("title", &ObjectiveTemplate::title).max(160).required();
    f("description", &ObjectiveTemplate::description).text();
    f("product_model", &ObjectiveTemplate::product_model).restrict().required();
    f("mandatory", &ObjectiveTemplate::mandatory);
    f("drivers", &ObjectiveTemplate::drivers).list_of("success_choice");
    f("state", &ObjectiveTemplate::state).required();
    f("active", &ObjectiveTemplate::active).derived();
    f("template_owner", &ObjectiveTemplate::template_owner).nullify();
    f("approved_by", &ObjectiveTemplate::approved_by).nullify().derived();
    f("approved_at", &ObjectiveTemplate::approved_at).derived();
    f("published_at", &ObjectiveTemplate::published_at).derived();
    f("success_rate", &ObjectiveTemplate::success_rate).within(Decimal(0), Decimal(100)).derived();
    auto& key = f.unique({"product_model", "name"}, "GEN-14", "duplicate_objective_template", "name");
    key.per_domain = true;
    key.only_where = "state != retired";
    f.index({"product_model", "state", "mandatory"});
  }
};

/// An outcome of an objective template (UTP-01 to UTP-05).
struct OutcomeTemplate : Record {
  std::string number;
  Ref<ObjectiveTemplate> objective_template;
  std::string title;
  std::string description;
  Choice<TrackingMethod> tracking_method = TrackingMethod::manual;
  std::optional<Ref<DataSource>> data_source;
  std::optional<Choice<MetricUnit>> unit;
  bool mandatory = false;
  Choice<OutcomeTemplateState> state = OutcomeTemplateState::draft;
  std::optional<Ref<User>> template_owner;
  std::optional<Decimal> success_rate;
};
template <>
struct Describe<OutcomeTemplate> {
  static constexpr TableSpec table{.name = "outcome_template",
                                   .access = AccessClass::blueprint_templates,
                                   .prefix = "TEMSOUT",
                                   .domain = DomainClass::configuration,
                                   .domain_from = "objective_template",
                                   .required_rule = "UTP-01",
                                   .title = "An outcome of an objective template."};
  static void fields(auto& f) {
    f("number", &OutcomeTemplate::number).max(40).derived();
    f("objective_template", &OutcomeTemplate::objective_template).cascade().required();
    f("title", &OutcomeTemplate::title).max(160).required();
    f("description", &OutcomeTemplate::description).text().required();
    f("tracking_method", &OutcomeTemplate::tracking_method).required();
    f("data_source", &OutcomeTemplate::data_source).restrict();
    f("unit", &OutcomeTemplate::unit);
    f("mandatory", &OutcomeTemplate::mandatory);
    f("state", &OutcomeTemplate::state).required();
    f("template_owner", &OutcomeTemplate::template_owner).nullify();
    f("success_rate", &OutcomeTemplate::success_rate).within(Decimal(0), Decimal(100)).derived();
    f.unique({"objective_template", "title"}, "GEN-14", "duplicate_outcome_template", "title");
    f.index({"objective_template", "state"});
  }
};

}  // namespace steward
