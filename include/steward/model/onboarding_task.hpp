// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct BridgeRegistration;
struct Contact;
struct OnboardingCase;
struct PlaybookActivity;
struct Responsibility;

/// One task of an onboarding case (ONT-01 to ONT-08).
struct OnboardingTask : Record, Closable<WorkCloseCode>, Due, Notify, Notes, Comments, Squad {
  std::string number;
  Ref<OnboardingCase> onboarding_case;
  Ref<Account> company;
  std::string subject;
  std::string description;
  Choice<OnboardingTaskType> type = OnboardingTaskType::development;
  Choice<OnboardingTaskState> state = OnboardingTaskState::open;
  Choice<OnboardingProgress> progress = OnboardingProgress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Ref<User>> assigned_to;
  std::optional<Ref<Responsibility>> responsibility;
  std::optional<Ref<Contact>> contact;
  bool customer_visible = false;
  std::string canceled_condition;
  std::string closed_condition;
  std::string record_view;
  std::optional<Ref<PlaybookActivity>> playbook_activity;
  std::string external_reference;
};
template <>
struct Describe<OnboardingTask> {
  static constexpr TableSpec table{.name = "onboarding_task",
                                   .access = AccessClass::onboarding_tasks,
                                   .prefix = "ONBT",
                                   .domain_from = "onboarding_case",
                                   .domain_rule = "ONT-01",
                                   .required_rule = "ONT-02",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .synchronised = true,
                                               .code_required = false,
                                               .close_rule = "ONT-04",
                                               .reopen_rule = "ONT-04",
                                               .parent_rule = "ONT-06"},
                                   .title = "One task of an onboarding case."};
  static void fields(auto& f) {
    f("number", &OnboardingTask::number).max(40).derived();
    f("onboarding_case", &OnboardingTask::onboarding_case).restrict().required();
    f("company", &OnboardingTask::company).restrict().derived("ONT-05");
    f("subject", &OnboardingTask::subject).max(160).required();
    f("description", &OnboardingTask::description).text();
    f("type", &OnboardingTask::type).required();
    f("state", &OnboardingTask::state).required();
    f("progress", &OnboardingTask::progress).required();
    f("priority", &OnboardingTask::priority).required();
    f("assigned_to", &OnboardingTask::assigned_to).nullify().overridable();
    f("responsibility", &OnboardingTask::responsibility).nullify();
    f("contact", &OnboardingTask::contact).nullify();
    f("customer_visible", &OnboardingTask::customer_visible);
    f("canceled_condition", &OnboardingTask::canceled_condition).condition("onboarding_task");
    f("closed_condition", &OnboardingTask::closed_condition).condition("onboarding_task");
    f("record_view", &OnboardingTask::record_view).max(64);
    f("playbook_activity", &OnboardingTask::playbook_activity).nullify().derived();
    f("external_reference", &OnboardingTask::external_reference).max(255).derived();
    Closable<WorkCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    f.external({"id", "number", "onboarding_case", "company", "subject", "description", "state", "progress", "priority",
                "due_date", "days_remaining", "contact", "comments"});
    f.readable_by({"customer", "core_read"}, "FLD-02",
                  {"due_date", "days_remaining", "progress", "company", "priority"});
    f.index({"onboarding_case", "active"});
    f.index({"active", "due_date"});
    f.index({"assigned_to", "active"});
    f.index({"contact", "customer_visible"});
  }
};

/// The registration of a customer's own instance, asked for during onboarding.
struct BridgeRegistration : Record {
  Ref<OnboardingCase> onboarding_case;
  Ref<Account> account;
  std::optional<Ref<Contact>> contact;
  std::string instance_url;
  Choice<RegistrationState> state = RegistrationState::requested;
  std::string error;
};
template <>
struct Describe<BridgeRegistration> {
  static constexpr TableSpec table{
      .name = "bridge_registration",
      .access = AccessClass::bridge_registration,
      .domain_from = "onboarding_case",
      .title = "The registration of a customer's own instance, asked for during onboarding."};
  static void fields(auto& f) {
    f("onboarding_case", &BridgeRegistration::onboarding_case).cascade().required();
    f("account", &BridgeRegistration::account).restrict().overridable().required();
    f("contact", &BridgeRegistration::contact).nullify();
    f("instance_url", &BridgeRegistration::instance_url).max(1024).required();
    f("state", &BridgeRegistration::state).derived();
    f("error", &BridgeRegistration::error).text().derived();
    f.unique({"account", "instance_url"}, "GEN-14", "duplicate_bridge_registration", "instance_url").only_where =
        "state != failed";
  }
};

}  // namespace steward
