// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// Tables that mirror the host: who the customers are and what they bought. Synchronise them by external_id.

namespace steward {

struct Domain;
struct SoldProduct;

/// A customer or partner organisation; the source of the domain of nearly every row.
struct Account : Record {
  std::string number;
  std::string name;
  std::optional<Ref<Account>> parent;
  std::string industry;
  bool is_customer = true;
  bool is_partner = false;
  std::string currency;
  bool active = true;
  bool escalated = false;  ///< computed: it has an active escalation
};
template <>
struct Describe<Account> {
  static constexpr TableSpec table{.name = "account",
                                   .access = AccessClass::account,
                                   .domain_rule = "DOM-01",
                                   .host_owned = true,
                                   .title = "A customer or partner organisation."};
  static void fields(auto& f) {
    f("number", &Account::number).max(40);
    f("name", &Account::name).max(160).required();
    f("parent", &Account::parent).nullify();
    f("industry", &Account::industry).max(100);
    f("is_customer", &Account::is_customer);
    f("is_partner", &Account::is_partner);
    f("currency", &Account::currency).max(3);
    f("active", &Account::active);
    f("escalated", &Account::escalated).computed();
    f.external({"id", "number", "name"});
    auto& key = f.unique({"number"}, "GEN-14", "duplicate_number", "number");
    key.per_domain = true;
    key.nulls_ignored = true;
  }
};

/// A person of the customer or partner.
struct Contact : Record {
  Ref<Account> account;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<Ref<User>> user;
  bool active = true;
};
template <>
struct Describe<Contact> {
  static constexpr TableSpec table{.name = "contact",
                                   .access = AccessClass::contact,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "A person of the customer or partner."};
  static void fields(auto& f) {
    f("account", &Contact::account).required().restrict();
    f("first_name", &Contact::first_name).max(100).required();
    f("last_name", &Contact::last_name).max(100).required();
    f("email", &Contact::email).max(254).required();
    f("user", &Contact::user).nullify();
    f("active", &Contact::active);
    f.external({"id", "account", "first_name", "last_name", "email"});
    f.external_input({"account"}, {"first_name", "last_name", "email", "active"});
    f.unique({"account", "email"}, "GEN-14", "duplicate_contact", "email");
    f.index({"account", "active"});
    f.index({"email"});
  }
};

/// Anyone who logs in.
struct User : Record {
  std::string user_name;
  std::string name;
  std::string email;
  Choice<UserKind> kind = UserKind::internal;
  std::optional<Ref<User>> manager;
  std::optional<Ref<Account>> account;  ///< of a customer user
  std::string time_zone = "UTC";
  std::string currency;
  bool active = true;
};
template <>
struct Describe<User> {
  static constexpr TableSpec table{.name = "user",
                                   .access = AccessClass::host_data,
                                   .domain = DomainClass::configuration,
                                   .domain_rule = "DOM-06",
                                   .host_owned = true,
                                   .title = "Anyone who logs in."};
  static void fields(auto& f) {
    f("user_name", &User::user_name).max(100).required();
    f("name", &User::name).max(160).required();
    f("email", &User::email).max(254);
    f("kind", &User::kind).required();
    f("manager", &User::manager).nullify();
    f("account", &User::account).nullify();
    f("time_zone", &User::time_zone).max(64).required();
    f("currency", &User::currency).max(3);
    f("active", &User::active);
    f.unique({"user_name"}, "GEN-14", "duplicate_user", "user_name").per_domain = true;
    f.index({"kind", "active"});
  }
};

/// Value and renewal of what was sold.
struct Contract : Record {
  std::string number;
  std::string name;
  Ref<Account> account;
  Choice<ContractState> state = ContractState::draft;
  std::optional<Choice<ContractSubstate>> substate;
  std::optional<Date> start_date;
  std::optional<Date> end_date;
  std::optional<Date> renewal_date;
  std::optional<Date> renewal_start_date;
  std::optional<Date> renewal_end_date;
  std::optional<Date> review_date;
  std::optional<Money> value;
  IdList products;
  std::optional<Ref<User>> approver;
  std::optional<Ref<User>> business_owner;
  std::optional<Date> renewal_finalized_on;

  // Computed when the record is read.
  std::string renewal_result;  ///< won or lost (CON-04)
  std::optional<Date> renewal_result_date;
  std::optional<std::int64_t> days_to_renewal;
  std::optional<Choice<Probability>> max_risk_probability;  ///< highest of the active signals that name it
};
template <>
struct Describe<Contract> {
  static constexpr TableSpec table{.name = "contract",
                                   .access = AccessClass::contract,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "Value and renewal of what was sold."};
  static void fields(auto& f) {
    f("number", &Contract::number).max(40).required();
    f("name", &Contract::name).max(160).required();
    f("account", &Contract::account).required().restrict();
    f("state", &Contract::state).required();
    f("substate", &Contract::substate);
    f("start_date", &Contract::start_date);
    f("end_date", &Contract::end_date);
    f("renewal_date", &Contract::renewal_date);
    f("renewal_start_date", &Contract::renewal_start_date);
    f("renewal_end_date", &Contract::renewal_end_date);
    f("review_date", &Contract::review_date);
    f("value", &Contract::value);
    f("products", &Contract::products).list_of("sold_product").same_account();
    f("approver", &Contract::approver).nullify();
    f("business_owner", &Contract::business_owner).nullify();
    f("renewal_finalized_on", &Contract::renewal_finalized_on).derived();
    f("renewal_result", &Contract::renewal_result).max(8).computed();
    f("renewal_result_date", &Contract::renewal_result_date).computed();
    f("days_to_renewal", &Contract::days_to_renewal).computed();
    f("max_risk_probability", &Contract::max_risk_probability).computed();
    f.unique({"number"}, "GEN-14", "duplicate_number", "number").per_domain = true;
    f.index({"account", "state"});
    f.index({"state", "substate"});
    f.index({"renewal_date"});
    f.index({"renewal_finalized_on"});
  }
};

/// A product of the provider's catalogue.
struct ProductModel : Record {
  std::string name;
  bool active = true;
};
template <>
struct Describe<ProductModel> {
  static constexpr TableSpec table{.name = "product_model",
                                   .access = AccessClass::host_data,
                                   .domain = DomainClass::configuration,
                                   .host_owned = true,
                                   .title = "A product of the provider's catalogue."};
  static void fields(auto& f) {
    f("name", &ProductModel::name).max(160).required();
    f("active", &ProductModel::active);
  }
};

/// A product that an account bought; sold products form a tree.
struct SoldProduct : Record {
  std::string number;
  std::string name;
  Ref<Account> account;
  Ref<ProductModel> product_model;
  std::optional<Ref<SoldProduct>> parent;
  std::optional<Ref<Contract>> contract;
  std::optional<Decimal> quantity;
  bool active = true;
};
template <>
struct Describe<SoldProduct> {
  static constexpr TableSpec table{.name = "sold_product",
                                   .access = AccessClass::host_data,
                                   .domain_from = "account",
                                   .host_owned = true,
                                   .title = "A product that an account bought."};
  static void fields(auto& f) {
    f("number", &SoldProduct::number).max(40);
    f("name", &SoldProduct::name).max(160).required();
    f("account", &SoldProduct::account).required().restrict();
    f("product_model", &SoldProduct::product_model).required().restrict();
    f("parent", &SoldProduct::parent).restrict();
    f("contract", &SoldProduct::contract).nullify().same_account();
    f("quantity", &SoldProduct::quantity);
    f("active", &SoldProduct::active);
    auto& key = f.unique({"number"}, "GEN-14", "duplicate_number", "number");
    key.per_domain = true;
    key.nulls_ignored = true;
  }
};

}  // namespace steward
