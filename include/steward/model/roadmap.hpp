// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct AdoptionRoadmapItem;
struct AdoptionRoadmapTemplate;
struct AdoptionRoadmapTemplateItem;
struct CapabilityUsage;
struct Engagement;
struct ProductCapability;
struct ProductModel;
struct ProductUsage;

/// A board that sorts products or capabilities of an engagement into lanes (ARM-01 to ARM-03).
struct AdoptionRoadmap : Record {
  std::string number;
  Ref<Engagement> engagement;
  std::string name;
  std::string description;
  Choice<PlanningObject> planning_object = PlanningObject::product;
  std::string phase_field = "business_criticality";
  Choice<RoadmapCreation> creation_mode = RoadmapCreation::scratch;
  std::optional<Ref<AdoptionRoadmapTemplate>> template_;
  std::optional<Ref<AdoptionRoadmap>> copied_from;
  Choice<RoadmapState> state = RoadmapState::draft;
  bool active = true;
  std::optional<Instant> synced_at;
};
template <>
struct Describe<AdoptionRoadmap> {
  static constexpr TableSpec table{.name = "adoption_roadmap",
                                   .access = AccessClass::roadmaps,
                                   .prefix = "PARM",
                                   .domain_from = "engagement",
                                   .title = "A board that sorts products or capabilities of an engagement into lanes."};
  static void fields(auto& f) {
    f("number", &AdoptionRoadmap::number).max(40).derived();
    f("engagement", &AdoptionRoadmap::engagement).cascade().required();
    f("name", &AdoptionRoadmap::name).max(160).required();
    f("description", &AdoptionRoadmap::description).text();
    f("planning_object", &AdoptionRoadmap::planning_object).required();
    f("phase_field", &AdoptionRoadmap::phase_field).max(64).required();
    f("creation_mode", &AdoptionRoadmap::creation_mode).required();
    f("template", &AdoptionRoadmap::template_).nullify();
    f("copied_from", &AdoptionRoadmap::copied_from).nullify().derived();
    f("state", &AdoptionRoadmap::state).required();
    f("active", &AdoptionRoadmap::active).derived();
    f("synced_at", &AdoptionRoadmap::synced_at).derived();
  }
};

/// One card of an adoption roadmap (ARM-02).
struct AdoptionRoadmapItem : Record {
  Ref<AdoptionRoadmap> adoption_roadmap;
  std::optional<Ref<ProductUsage>> product_usage;
  std::optional<Ref<CapabilityUsage>> capability_usage;
  std::string lane;
  std::optional<std::int64_t> item_order;
  std::int64_t objective_count = 0;
  std::int64_t outcomes_achieved = 0;
};
template <>
struct Describe<AdoptionRoadmapItem> {
  static constexpr TableSpec table{.name = "adoption_roadmap_item",
                                   .access = AccessClass::roadmaps,
                                   .domain_from = "adoption_roadmap",
                                   .title = "One card of an adoption roadmap."};
  static void fields(auto& f) {
    f("adoption_roadmap", &AdoptionRoadmapItem::adoption_roadmap).cascade().required();
    f("product_usage", &AdoptionRoadmapItem::product_usage).cascade();
    f("capability_usage", &AdoptionRoadmapItem::capability_usage).cascade();
    f("lane", &AdoptionRoadmapItem::lane).max(64);
    f("item_order", &AdoptionRoadmapItem::item_order).at_least(0).required();
    f("objective_count", &AdoptionRoadmapItem::objective_count).computed();
    f("outcomes_achieved", &AdoptionRoadmapItem::outcomes_achieved).computed();
    f.unique({"adoption_roadmap", "product_usage", "capability_usage"}, "GEN-14", "duplicate_adoption_roadmap_item",
             "capability_usage");
  }
};

/// A prepared arrangement of lanes.
struct AdoptionRoadmapTemplate : Record {
  std::string name;
  std::string description;
  Choice<PlanningObject> type = PlanningObject::product;
  IdList products;
  std::string phase_table;
  std::string phase_field;
  Choice<PublishState> state = PublishState::draft;
};
template <>
struct Describe<AdoptionRoadmapTemplate> {
  static constexpr TableSpec table{.name = "adoption_roadmap_template",
                                   .access = AccessClass::roadmap_templates,
                                   .domain = DomainClass::configuration,
                                   .title = "A prepared arrangement of lanes."};
  static void fields(auto& f) {
    f("name", &AdoptionRoadmapTemplate::name).max(160).required();
    f("description", &AdoptionRoadmapTemplate::description).text();
    f("type", &AdoptionRoadmapTemplate::type).required();
    f("products", &AdoptionRoadmapTemplate::products).list_of("product_model").required();
    f("phase_table", &AdoptionRoadmapTemplate::phase_table).max(64).names_table().derived();
    f("phase_field", &AdoptionRoadmapTemplate::phase_field).max(64).required();
    f("state", &AdoptionRoadmapTemplate::state).required();
  }
};

/// One card of a roadmap template.
struct AdoptionRoadmapTemplateItem : Record {
  Ref<AdoptionRoadmapTemplate> adoption_roadmap_template;
  Ref<ProductModel> product_model;
  std::optional<Ref<ProductCapability>> product_capability;
  std::string lane;
  std::optional<std::int64_t> item_order;
};
template <>
struct Describe<AdoptionRoadmapTemplateItem> {
  static constexpr TableSpec table{.name = "adoption_roadmap_template_item",
                                   .access = AccessClass::roadmap_templates,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "adoption_roadmap_template",
                                   .title = "One card of a roadmap template."};
  static void fields(auto& f) {
    f("adoption_roadmap_template", &AdoptionRoadmapTemplateItem::adoption_roadmap_template).cascade().required();
    f("product_model", &AdoptionRoadmapTemplateItem::product_model).cascade().derived();
    f("product_capability", &AdoptionRoadmapTemplateItem::product_capability).cascade().derived();
    f("lane", &AdoptionRoadmapTemplateItem::lane).max(64);
    f("item_order", &AdoptionRoadmapTemplateItem::item_order).at_least(0).required();
    f.unique({"adoption_roadmap_template", "product_model", "product_capability"}, "GEN-14",
             "duplicate_adoption_roadmap_template_item", "product_capability");
  }
};

}  // namespace steward
