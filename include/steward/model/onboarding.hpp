// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Contact;

/// The onboarding of one account, or of one phase of it (ONB-01 to ONB-11, SYN-01 to SYN-05).
struct OnboardingCase : Record, Notify, Notes, Comments, Squad, DraftFlag {
  std::string number;
  Ref<Account> account;
  std::string short_description;  ///< default: "Onboarding of <account>"
  std::string description;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<User>> assigned_to;
  Choice<ExchangeIntegration> exchange_integration = ExchangeIntegration::not_required;
  Choice<OnboardingType> type = OnboardingType::full;
  std::optional<Date> go_live_date;
  Choice<OnboardingState> state = OnboardingState::new_;
  Choice<OnboardingProgress> stage = OnboardingProgress::not_started;
  Choice<Priority> priority = Priority::low;
  IdList products;
  bool customer_visible = false;
  std::optional<Choice<OnboardingCloseCode>> resolution_code;
  std::string resolution_notes;
  bool active = true;
  std::optional<Instant> closed_at;
  std::optional<Ref<User>> closed_by;
  std::string origin_table;  ///< host record it was generated from
  std::optional<Id> origin_record;

  // Computed when the record is read.
  std::optional<std::int64_t> days_remaining;  ///< to go_live_date (ONB-09)
  std::int64_t open_task_count = 0;
  std::optional<Choice<DataImportState>> data_import_status;  ///< lowest of its open import tasks
};
template <>
struct Describe<OnboardingCase> {
  static constexpr TableSpec table{.name = "onboarding_case",
                                   .access = AccessClass::onboarding_case,
                                   .prefix = "ONBC",
                                   .domain_from = "account",
                                   .domain_rule = "ONB-01",
                                   .required_rule = "ONB-02",
                                   .closing = {.state = "state",
                                               .second = "stage",
                                               .synchronised = true,
                                               .code = "resolution_code",
                                               .notes = "resolution_notes",
                                               .notes_required = false,
                                               .cancel_code = "voided_canceled",
                                               .close_rule = "ONB-05",
                                               .reopen_rule = "ONB-07",
                                               .children = "onboarding_task"},
                                   .title = "The onboarding of one account."};
  static void fields(auto& f) {
    f("number", &OnboardingCase::number).max(40).derived();
    f("account", &OnboardingCase::account).required().restrict();
    f("short_description", &OnboardingCase::short_description).max(200).overridable();
    f("description", &OnboardingCase::description).text();
    f("contact", &OnboardingCase::contact).nullify();
    f("assigned_to", &OnboardingCase::assigned_to).nullify();
    f("exchange_integration", &OnboardingCase::exchange_integration);
    f("type", &OnboardingCase::type);
    f("go_live_date", &OnboardingCase::go_live_date);
    f("state", &OnboardingCase::state).required();
    f("stage", &OnboardingCase::stage).required();
    f("priority", &OnboardingCase::priority).required();
    f("products", &OnboardingCase::products).list_of("sold_product").same_account();
    f("customer_visible", &OnboardingCase::customer_visible);
    f("resolution_code", &OnboardingCase::resolution_code).overridable();
    f("resolution_notes", &OnboardingCase::resolution_notes).text();
    f("active", &OnboardingCase::active).derived();
    f("closed_at", &OnboardingCase::closed_at).derived();
    f("closed_by", &OnboardingCase::closed_by).derived().nullify();
    f("origin_table", &OnboardingCase::origin_table).max(64).names_table();
    f("origin_record", &OnboardingCase::origin_record).in_table_of("origin_table").keep();
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    DraftFlag::fields(f);
    f("days_remaining", &OnboardingCase::days_remaining).computed();
    f("open_task_count", &OnboardingCase::open_task_count).computed();
    f("data_import_status", &OnboardingCase::data_import_status).computed();
    f.external({"id", "number", "account", "short_description", "description", "state", "stage", "go_live_date",
                "days_remaining", "contact", "products", "comments"});
    f.readable_by({"customer", "onboarding_agent"}, "FLD-01", {"days_remaining", "go_live_date", "products", "stage"});
    f.index({"active", "assigned_to"});
    f.index({"active", "updated_at"});
  }
};

}  // namespace steward
