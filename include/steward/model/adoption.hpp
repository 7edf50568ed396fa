// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Asset;
struct CapabilityMap;
struct CapabilityRelation;
struct CapabilityUsage;
struct InstallBaseItem;
struct ProductModel;
struct ProductUsage;
struct SoldProduct;

/// A function that a product offers (CAP-01).
struct ProductCapability : Record {
  std::string name;
  std::string description;
  Choice<CapabilityType> type = CapabilityType::capability;
  std::string category;
  Choice<CapabilityLevel> level = CapabilityLevel::primary;
};
template <>
struct Describe<ProductCapability> {
  static constexpr TableSpec table{.name = "product_capability",
                                   .access = AccessClass::capabilities,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "CAP-01",
                                   .title = "A function that a product offers."};
  static void fields(auto& f) {
    f("name", &ProductCapability::name).max(100).required();
    f("description", &ProductCapability::description).text();
    f("type", &ProductCapability::type).required();
    f("category", &ProductCapability::category).max(100);
    f("level", &ProductCapability::level).computed();
    f.unique({"name"}, "CAP-01", "duplicate_capability", "name").per_domain = true;
  }
};

/// Says that a product model offers a capability (CMP-01 to CMP-04).
struct CapabilityMap : Record {
  Ref<ProductModel> product_model;
  Ref<ProductCapability> product_capability;
  Choice<CapabilityMapState> state = CapabilityMapState::draft;
  bool active = false;
  std::optional<Date> release_date;
  std::optional<Date> availability_date;
};
template <>
struct Describe<CapabilityMap> {
  static constexpr TableSpec table{.name = "capability_map",
                                   .access = AccessClass::capabilities,
                                   .domain = DomainClass::configuration,
                                   .title = "Says that a product model offers a capability."};
  static void fields(auto& f) {
    f("product_model", &CapabilityMap::product_model).restrict().required();
    f("product_capability", &CapabilityMap::product_capability).restrict().required();
    f("state", &CapabilityMap::state).required();
    f("active", &CapabilityMap::active).derived();
    f("release_date", &CapabilityMap::release_date);
    f("availability_date", &CapabilityMap::availability_date);
    f.unique({"product_model", "product_capability"}, "CMP-01", "duplicate_capability_map", "product_capability")
        .per_domain = true;
    f.index({"product_model", "active"});
  }
};

/// Puts a secondary capability under its primary one (CRL-01, CRL-02).
struct CapabilityRelation : Record {
  Ref<ProductCapability> primary_capability;
  Ref<ProductCapability> secondary_capability;
};
template <>
struct Describe<CapabilityRelation> {
  static constexpr TableSpec table{.name = "capability_relation",
                                   .access = AccessClass::capabilities,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "primary_capability",
                                   .title = "Puts a secondary capability under its primary one."};
  static void fields(auto& f) {
    f("primary_capability", &CapabilityRelation::primary_capability).cascade().required();
    f("secondary_capability", &CapabilityRelation::secondary_capability).cascade().required();
    f.unique({"secondary_capability"}, "CRL-01", "secondary_has_primary", "secondary_capability");
  }
};

/// How a sold product is used (PUS-01 to PUS-03, USE-01 to USE-06).
struct ProductUsage : Record {
  Ref<Account> company;
  Ref<SoldProduct> sold_product;
  std::optional<Ref<InstallBaseItem>> install_base_item;
  std::optional<Ref<Asset>> asset;
  std::optional<Choice<Importance>> customer_priority;
  std::optional<Choice<Importance>> business_criticality;
  Choice<ActivationStatus> activation_status = ActivationStatus::not_in_use;
  std::optional<Choice<UsagePlan>> usage_plan;
  std::int64_t total_child_products = 0;
  std::int64_t child_products_in_use = 0;
  std::int64_t total_capabilities = 0;
  std::int64_t capabilities_in_use = 0;
  std::optional<Decimal> adoption_score;
  Choice<AdoptionCategory> adoption_category = AdoptionCategory::none;
  std::optional<Decimal> perceived_adoption_score;
  std::optional<Decimal> satisfaction_score;
  std::optional<Decimal> breadth_product_score;
  std::optional<std::int64_t> monthly_active_users;
  std::optional<std::int64_t> licenses_used;
  std::optional<std::int64_t> transactions;
};
template <>
struct Describe<ProductUsage> {
  static constexpr TableSpec table{.name = "product_usage",
                                   .access = AccessClass::usage,
                                   .domain_from = "sold_product",
                                   .required_rule = "PUS-01",
                                   .title = "How a sold product is used."};
  static void fields(auto& f) {
    f("company", &ProductUsage::company).restrict().derived();
    f("sold_product", &ProductUsage::sold_product).cascade().required();
    f("install_base_item", &ProductUsage::install_base_item).nullify();
    f("asset", &ProductUsage::asset).nullify();
    f("customer_priority", &ProductUsage::customer_priority);
    f("business_criticality", &ProductUsage::business_criticality);
    f("activation_status", &ProductUsage::activation_status).overridable().required();
    f("usage_plan", &ProductUsage::usage_plan).overridable();
    f("total_child_products", &ProductUsage::total_child_products).at_least(0).derived();
    f("child_products_in_use", &ProductUsage::child_products_in_use).at_least(0).derived();
    f("total_capabilities", &ProductUsage::total_capabilities).at_least(0).derived();
    f("capabilities_in_use", &ProductUsage::capabilities_in_use).at_least(0).derived();
    f("adoption_score", &ProductUsage::adoption_score).within(Decimal(0), Decimal(100)).derived();
    f("adoption_category", &ProductUsage::adoption_category).computed();
    f("perceived_adoption_score", &ProductUsage::perceived_adoption_score).within(Decimal(0), Decimal(100));
    f("satisfaction_score", &ProductUsage::satisfaction_score).within(Decimal(0), Decimal(100)).derived();
    f("breadth_product_score", &ProductUsage::breadth_product_score).computed();
    f("monthly_active_users", &ProductUsage::monthly_active_users).at_least(0).overridable();
    f("licenses_used", &ProductUsage::licenses_used).at_least(0).overridable();
    f("transactions", &ProductUsage::transactions).at_least(0).overridable();
    f.unique({"sold_product", "install_base_item", "asset"}, "PUS-01", "duplicate_usage", "sold_product");
    f.index({"company", "adoption_score"});
    f.index({"usage_plan"});
  }
};

/// How one capability of a sold product is used (CUS-01, CUS-02).
struct CapabilityUsage : Record {
  Ref<Account> company;
  Ref<ProductCapability> product_capability;
  Ref<SoldProduct> sold_product;
  std::optional<Ref<ProductUsage>> product_usage;  ///< whose counters it feeds; made when there is none
  std::optional<Ref<InstallBaseItem>> install_base_item;
  std::optional<Ref<Asset>> asset;
  Choice<ActivationStatus> activation_status = ActivationStatus::not_in_use;
  std::optional<Choice<UsagePlan>> usage_plan;
  std::optional<Choice<Importance>> customer_priority;
  std::optional<Choice<Importance>> business_criticality;
  std::optional<Decimal> adoption_score;
};
template <>
struct Describe<CapabilityUsage> {
  static constexpr TableSpec table{.name = "capability_usage",
                                   .access = AccessClass::usage,
                                   .domain_from = "sold_product",
                                   .required_rule = "CUS-01",
                                   .title = "How one capability of a sold product is used."};
  static void fields(auto& f) {
    f("company", &CapabilityUsage::company).restrict().derived();
    f("product_capability", &CapabilityUsage::product_capability).restrict().required();
    f("sold_product", &CapabilityUsage::sold_product).cascade().required();
    f("product_usage", &CapabilityUsage::product_usage).cascade().derived();
    f("install_base_item", &CapabilityUsage::install_base_item).nullify();
    f("asset", &CapabilityUsage::asset).nullify();
    f("activation_status", &CapabilityUsage::activation_status).overridable().required();
    f("usage_plan", &CapabilityUsage::usage_plan).overridable();
    f("customer_priority", &CapabilityUsage::customer_priority);
    f("business_criticality", &CapabilityUsage::business_criticality);
    f("adoption_score", &CapabilityUsage::adoption_score).within(Decimal(0), Decimal(100)).derived();
    f.unique({"sold_product", "product_capability", "install_base_item", "asset"}, "CUS-01", "duplicate_usage",
             "sold_product");
    f.index({"product_usage", "activation_status"});
  }
};

}  // namespace steward
