// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct AccountAddress;
struct Asset;
struct Contract;
struct Entitlement;
struct Escalation;
struct InstallBaseItem;
struct InstallBaseSoldProduct;
struct KnowledgeArticle;
struct Opportunity;
struct ProductModel;
struct ServiceDefinition;
struct SoldProduct;

/// An address.
struct Location : Record {
  std::string name;
  std::optional<Ref<Account>> account;
  std::string street;
  std::string city;
  std::string state_province;
  std::string postal_code;
  std::string country;
  std::string time_zone;
};
template <>
struct Describe<Location> {
  static constexpr TableSpec table{.name = "location",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "An address."};
  static void fields(auto& f) {
    f("name", &Location::name).max(160).required();
    f("account", &Location::account).nullify();
    f("street", &Location::street).max(160);
    f("city", &Location::city).max(160);
    f("state_province", &Location::state_province).max(160);
    f("postal_code", &Location::postal_code).max(160);
    f("country", &Location::country).max(160);
    f("time_zone", &Location::time_zone).max(64);
  }
};

/// An installed instance of a product.
struct InstallBaseItem : Record {
  std::string name;
  Ref<Account> account;
  std::optional<Ref<ProductModel>> product_model;
  std::optional<Ref<InstallBaseItem>> parent;
  std::optional<Ref<Location>> location;
  std::string status;
};
template <>
struct Describe<InstallBaseItem> {
  static constexpr TableSpec table{.name = "install_base_item",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "An installed instance of a product."};
  static void fields(auto& f) {
    f("name", &InstallBaseItem::name).max(160).required();
    f("account", &InstallBaseItem::account).restrict().required();
    f("product_model", &InstallBaseItem::product_model).restrict();
    f("parent", &InstallBaseItem::parent).nullify();
    f("location", &InstallBaseItem::location).nullify();
    f("status", &InstallBaseItem::status).max(40);
  }
};

/// A right to service.
struct Entitlement : Record {
  std::string name;
  Ref<Account> account;
  std::optional<Ref<Contract>> contract;
  std::optional<Ref<SoldProduct>> sold_product;
  std::optional<Date> start_date;
  std::optional<Date> end_date;
  bool active = true;
};
template <>
struct Describe<Entitlement> {
  static constexpr TableSpec table{.name = "entitlement",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "A right to service."};
  static void fields(auto& f) {
    f("name", &Entitlement::name).max(160).required();
    f("account", &Entitlement::account).restrict().required();
    f("contract", &Entitlement::contract).nullify();
    f("sold_product", &Entitlement::sold_product).nullify();
    f("start_date", &Entitlement::start_date);
    f("end_date", &Entitlement::end_date);
    f("active", &Entitlement::active);
  }
};

/// A thing that the account owns.
struct Asset : Record {
  std::string name;
  std::optional<Ref<Account>> account;
};
template <>
struct Describe<Asset> {
  static constexpr TableSpec table{.name = "asset",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "A thing that the account owns."};
  static void fields(auto& f) {
    f("name", &Asset::name).max(160).required();
    f("account", &Asset::account).nullify();
  }
};

/// A service of the provider.
struct ServiceDefinition : Record {
  std::string name;
  IdList product_models;
  bool active = true;
};
template <>
struct Describe<ServiceDefinition> {
  static constexpr TableSpec table{.name = "service_definition",
                                   .access = AccessClass::host_data,
                                   .domain = DomainClass::configuration,
                                   .host_owned = true,
                                   .title = "A service of the provider."};
  static void fields(auto& f) {
    f("name", &ServiceDefinition::name).max(160).required();
    f("product_models", &ServiceDefinition::product_models).list_of("product_model");
    f("active", &ServiceDefinition::active);
  }
};

/// A help text.
struct KnowledgeArticle : Record {
  std::string number;
  std::string title;
  std::string body;
  std::string knowledge_base = "customer_success";
  IdList cannot_read;
  Choice<ArticleState> state = ArticleState::draft;
  std::optional<Ref<User>> owner;
  TextList keywords;
};
template <>
struct Describe<KnowledgeArticle> {
  static constexpr TableSpec table{.name = "knowledge_article",
                                   .access = AccessClass::knowledge_article,
                                   .domain = DomainClass::configuration,
                                   .host_owned = true,
                                   .title = "A help text."};
  static void fields(auto& f) {
    f("number", &KnowledgeArticle::number).max(40);
    f("title", &KnowledgeArticle::title).max(255).required();
    f("body", &KnowledgeArticle::body).text();
    f("knowledge_base", &KnowledgeArticle::knowledge_base).max(100).required();
    f("cannot_read", &KnowledgeArticle::cannot_read).list_of("role");
    f("state", &KnowledgeArticle::state).required();
    f("owner", &KnowledgeArticle::owner).nullify();
    f("keywords", &KnowledgeArticle::keywords);
    f.external({"id", "number", "title", "body", "knowledge_base", "keywords"});
  }
};

/// A renewal or expansion deal.
struct Opportunity : Record {
  std::string number;
  std::string name;
  Ref<Account> account;
  std::optional<Ref<Contract>> contract;
  Choice<OpportunityType> type = OpportunityType::renew;
  Choice<OpportunityStage> stage = OpportunityStage::open;
  std::optional<Money> net_acv;
  std::optional<Date> estimated_close_date;
  std::optional<Date> actual_closed_date;
  std::optional<Ref<User>> owner;
};
template <>
struct Describe<Opportunity> {
  static constexpr TableSpec table{.name = "opportunity",
                                   .access = AccessClass::opportunity,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "A renewal or expansion deal."};
  static void fields(auto& f) {
    f("number", &Opportunity::number).max(40);
    f("name", &Opportunity::name).max(160).required();
    f("account", &Opportunity::account).restrict().required();
    f("contract", &Opportunity::contract).nullify();
    f("type", &Opportunity::type).required();
    f("stage", &Opportunity::stage).required();
    f("net_acv", &Opportunity::net_acv);
    f("estimated_close_date", &Opportunity::estimated_close_date);
    f("actual_closed_date", &Opportunity::actual_closed_date);
    f("owner", &Opportunity::owner).nullify();
    f.index({"contract", "type", "stage"});
    f.index({"actual_closed_date"});
  }
};

/// An escalated account or case (ESC-01).
struct Escalation : Record {
  std::string number;
  Ref<Account> account;
  std::string source_table;
  std::optional<Id> source_record;
  Choice<EscalationState> state = EscalationState::requested;
  std::string reason;
  std::optional<Instant> opened_at;
  std::optional<Instant> closed_at;
};
template <>
struct Describe<Escalation> {
  static constexpr TableSpec table{.name = "escalation",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "An escalated account or case."};
  static void fields(auto& f) {
    f("number", &Escalation::number).max(40);
    f("account", &Escalation::account).restrict().required();
    f("source_table", &Escalation::source_table).max(64).names_table();
    f("source_record", &Escalation::source_record).in_table_of("source_table").keep();
    f("state", &Escalation::state).required();
    f("reason", &Escalation::reason).text();
    f("opened_at", &Escalation::opened_at);
    f("closed_at", &Escalation::closed_at);
    f.index({"account", "state"});
  }
};

/// An address of an account.
struct AccountAddress : Record {
  Ref<Account> account;
  Ref<Location> location;
  std::string type;
};
template <>
struct Describe<AccountAddress> {
  static constexpr TableSpec table{.name = "account_address",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "An address of an account."};
  static void fields(auto& f) {
    f("account", &AccountAddress::account).cascade().required();
    f("location", &AccountAddress::location).cascade().required();
    f("type", &AccountAddress::type).max(40);
    f.unique({"account", "location", "type"}, "GEN-14", "duplicate_account_address", "type");
  }
};

/// Which sold product an installed item belongs to.
struct InstallBaseSoldProduct : Record {
  Ref<InstallBaseItem> install_base_item;
  Ref<SoldProduct> sold_product;
};
template <>
struct Describe<InstallBaseSoldProduct> {
  static constexpr TableSpec table{.name = "install_base_sold_product",
                                   .access = AccessClass::host_data,
                                   .domain_from = "install_base_item",
                                   .host_owned = true,
                                   .title = "Which sold product an installed item belongs to."};
  static void fields(auto& f) {
    f("install_base_item", &InstallBaseSoldProduct::install_base_item).cascade().required();
    f("sold_product", &InstallBaseSoldProduct::sold_product).cascade().required();
    f.unique({"install_base_item", "sold_product"}, "GEN-14", "duplicate_install_base_sold_product", "sold_product");
  }
};

}  // namespace steward
