// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// The success journey of an account, and what hangs on it.

namespace steward {

struct Contact;
struct Contract;
struct HealthDefinition;
struct OnboardingCase;
struct SoldProduct;
struct Touchpoint;

/// The umbrella record of one account's success journey (ENG-01 to ENG-12).
struct Engagement : Record, Closable<EngagementCloseCode>, Notify, Notes, Squad {
  std::string number;
  Ref<Account> account;
  std::optional<Ref<Engagement>> parent;
  std::string title;
  std::string description;
  std::optional<Ref<User>> account_manager;
  std::optional<Ref<User>> customer_success_manager;
  std::optional<Ref<Contact>> primary_contact;
  Choice<EngagementState> state = EngagementState::new_;
  Choice<EngagementStage> stage = EngagementStage::initial_onboarding;
  Choice<PerceivedHealth> perceived_health = PerceivedHealth::unknown;
  Ref<OnboardingCase> initial_onboarding;
  std::optional<Date> go_live_date;
  std::optional<Date> renewal_date;
  std::optional<Decimal> health_score;  ///< 0 to 100; nothing: unknown (engine 6)
  std::optional<Instant> health_scored_at;
  std::optional<Decimal> health_coverage;  ///< 0 to 100, share of weight that had values
  std::optional<Ref<HealthDefinition>> health_definition;
  std::optional<Ref<Touchpoint>> last_touchpoint;
  std::optional<Instant> last_touchpoint_at;

  // Computed when the record is read.
  std::string health_color;             ///< of the global band of health_score (engine 8)
  std::string health_highlight;         ///< behind the score
  std::optional<Money> contract_value;  ///< of linked active contracts, in the report currency
  std::optional<Money> contract_value_at_risk;
  std::int64_t active_risk_count = 0;
  bool escalated = false;  ///< the account has an active escalation
  std::optional<Ref<Touchpoint>> next_touchpoint;
  std::optional<Instant> next_qbr_at;
  std::int64_t objective_count = 0;  ///< without canceled ones
  std::int64_t objectives_completed = 0;
  std::optional<Decimal> objective_completion_pct;
  std::int64_t child_count = 0;
  std::optional<std::int64_t> days_to_renewal;  ///< negative: past
  std::optional<std::int64_t> days_to_go_live;
  bool go_live_overdue = false;
  std::string weekly_health;  ///< JSON: scores of the last six ISO weeks, oldest first; null where none
};
template <>
struct Describe<Engagement> {
  static constexpr TableSpec table{.name = "engagement",
                                   .access = AccessClass::engagement,
                                   .prefix = "AENG",
                                   .domain_from = "account",
                                   .domain_rule = "ENG-01",
                                   .required_rule = "ENG-02",
                                   .closing = {.state = "state", .close_rule = "ENG-03", .reopen_rule = "ENG-04"},
                                   .title = "The success journey of one account."};
  static void fields(auto& f) {
    f("number", &Engagement::number).max(40).derived();
    f("account", &Engagement::account).required().restrict();
    f("parent", &Engagement::parent).nullify();
    f("title", &Engagement::title).max(160).required();
    f("description", &Engagement::description).text();
    f("account_manager", &Engagement::account_manager).nullify();
    f("customer_success_manager", &Engagement::customer_success_manager).nullify();
    f("primary_contact", &Engagement::primary_contact).nullify().same_account();
    f("state", &Engagement::state).required();
    f("stage", &Engagement::stage).required();
    f("perceived_health", &Engagement::perceived_health).required();
    f("initial_onboarding", &Engagement::initial_onboarding).required().restrict();
    f("go_live_date", &Engagement::go_live_date).overridable();
    f("renewal_date", &Engagement::renewal_date).overridable();
    f("health_score", &Engagement::health_score).derived().within(Decimal(0), Decimal(100));
    f("health_scored_at", &Engagement::health_scored_at).derived();
    f("health_coverage", &Engagement::health_coverage).derived().within(Decimal(0), Decimal(100));
    f("health_definition", &Engagement::health_definition).derived().nullify();
    f("last_touchpoint", &Engagement::last_touchpoint).derived().nullify();
    f("last_touchpoint_at", &Engagement::last_touchpoint_at).derived();
    Closable<EngagementCloseCode>::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Squad::fields(f);
    f("health_color", &Engagement::health_color).max(32).computed();
    f("health_highlight", &Engagement::health_highlight).max(32).computed();
    f("contract_value", &Engagement::contract_value).computed();
    f("contract_value_at_risk", &Engagement::contract_value_at_risk).computed();
    f("active_risk_count", &Engagement::active_risk_count).computed();
    f("escalated", &Engagement::escalated).computed();
    f("next_touchpoint", &Engagement::next_touchpoint).computed();
    f("next_qbr_at", &Engagement::next_qbr_at).computed();
    f("objective_count", &Engagement::objective_count).computed();
    f("objectives_completed", &Engagement::objectives_completed).computed();
    f("objective_completion_pct", &Engagement::objective_completion_pct).computed();
    f("child_count", &Engagement::child_count).computed();
    f("days_to_renewal", &Engagement::days_to_renewal).computed();
    f("days_to_go_live", &Engagement::days_to_go_live).computed();
    f("go_live_overdue", &Engagement::go_live_overdue).computed();
    f("weekly_health", &Engagement::weekly_health).json().computed();
    f.index({"active", "customer_success_manager"});
    f.index({"active", "account_manager"});
    f.index({"active", "stage"});
    f.index({"active", "perceived_health"});
    f.index({"active", "health_score"});
    f.index({"active", "renewal_date"});
    f.index({"active", "go_live_date"});
    f.index({"account", "active"});
    f.index({"last_touchpoint_at"});
    f.index({"created_at"});
  }
};

/// A contract of an engagement (ENC-01 to ENC-04).
struct EngagementContract : Record {
  Ref<Engagement> engagement;
  Ref<Contract> contract;
};
template <>
struct Describe<EngagementContract> {
  static constexpr TableSpec table{.name = "engagement_contract",
                                   .access = AccessClass::engagement_contract,
                                   .domain_from = "engagement",
                                   .title = "A contract of an engagement."};
  static void fields(auto& f) {
    f("engagement", &EngagementContract::engagement).required().cascade();
    f("contract", &EngagementContract::contract).required().cascade();
    f.unique({"engagement", "contract"}, "ENC-01", "duplicate_link", "contract");
  }
};

/// A sold product of an engagement (ASP-01).
struct ApplicableSoldProduct : Record {
  Ref<Engagement> engagement;
  Ref<SoldProduct> sold_product;
};
template <>
struct Describe<ApplicableSoldProduct> {
  static constexpr TableSpec table{.name = "applicable_sold_product",
                                   .access = AccessClass::plan_links,
                                   .domain_from = "engagement",
                                   .title = "A sold product of an engagement."};
  static void fields(auto& f) {
    f("engagement", &ApplicableSoldProduct::engagement).required().cascade();
    f("sold_product", &ApplicableSoldProduct::sold_product).required().cascade().same_account();
    f.unique({"engagement", "sold_product"}, "ASP-01", "duplicate_link", "sold_product");
  }
};

}  // namespace steward
