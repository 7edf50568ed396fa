// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Contact;
struct Contract;
struct DefinitionRecord;
struct Engagement;
struct InternalPlay;
struct InternalPlayTask;
struct Opportunity;
struct PlayLaunch;
struct PlaybookActivity;
struct RiskSignal;
struct ServiceDefinition;
struct SoldProduct;
struct SuccessChoice;

/// Unplanned work with the customer (CPL-01 to CPL-05).
struct CustomerPlay : Record,
                      Closable<WorkCloseCode>,
                      Due,
                      Notify,
                      Notes,
                      Comments,
                      Squad,
                      Blockable,
                      DraftFlag,
                      AccountCopy {
  std::string number;
  Ref<Engagement> engagement;
  std::string short_description;
  std::string description;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<User>> assigned_to;
  Choice<CustomerPlayCategory> category = CustomerPlayCategory::guidance;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Ref<SoldProduct>> product;
  std::optional<Ref<ServiceDefinition>> service_definition;
  bool customer_visible = false;
  std::optional<Ref<PlayLaunch>> play_launch;
  std::int64_t task_count = 0;
  std::int64_t open_task_count = 0;
  std::int64_t open_meeting_count = 0;
  std::optional<Ref<RiskSignal>> risk_signal;
};
template <>
struct Describe<CustomerPlay> {
  static constexpr TableSpec table{.name = "customer_play",
                                   .access = AccessClass::customer_play,
                                   .prefix = "SCCS",
                                   .domain_from = "engagement",
                                   .domain_rule = "CPL-01",
                                   .required_rule = "CPL-02",
                                   .parent = "engagement",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .close_rule = "CPL-03",
                                               .reopen_rule = "CPL-04",
                                               .children = "success_task"},
                                   .title = "Unplanned work with the customer."};
  static void fields(auto& f) {
    f("number", &CustomerPlay::number).max(40).derived();
    f("engagement", &CustomerPlay::engagement).restrict().required();
    f("short_description", &CustomerPlay::short_description).max(160).required();
    f("description", &CustomerPlay::description).text().required();
    f("contact", &CustomerPlay::contact).nullify();
    f("assigned_to", &CustomerPlay::assigned_to).nullify();
    f("category", &CustomerPlay::category).required();
    f("state", &CustomerPlay::state).required();
    f("progress", &CustomerPlay::progress).required();
    f("priority", &CustomerPlay::priority).required();
    f("product", &CustomerPlay::product).nullify().same_account();
    f("service_definition", &CustomerPlay::service_definition).nullify();
    f("customer_visible", &CustomerPlay::customer_visible);
    f("play_launch", &CustomerPlay::play_launch).nullify().derived();
    f("task_count", &CustomerPlay::task_count).computed();
    f("open_task_count", &CustomerPlay::open_task_count).computed();
    f("open_meeting_count", &CustomerPlay::open_meeting_count).computed();
    f("risk_signal", &CustomerPlay::risk_signal).computed();
    Closable<WorkCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    Blockable::fields(f);
    DraftFlag::fields(f);
    AccountCopy::fields(f);
    f.external({"id", "number", "account", "engagement", "short_description", "description", "category", "state",
                "progress", "priority", "due_date", "days_remaining", "contact", "product", "comments"});
    f.index({"engagement", "active", "due_date"});
    f.index({"contact", "customer_visible"});
    f.index({"assigned_to", "active"});
  }
};

/// Work inside the provider that no customer sees; a renewal play has a contract (IPL-01 to IPL-09).
struct InternalPlay : Record, Closable<WorkCloseCode>, Due, Notify, Notes, Squad, DraftFlag, AccountCopy {
  std::string number;
  Ref<Engagement> engagement;
  std::string short_description;
  std::string description;
  std::optional<Ref<User>> assigned_to;
  Choice<InternalPlayCategory> category = InternalPlayCategory::general;
  std::optional<Ref<Contract>> contract;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Ref<PlayLaunch>> play_launch;
  std::int64_t task_count = 0;
  std::int64_t open_task_count = 0;
};
template <>
struct Describe<InternalPlay> {
  static constexpr TableSpec table{
      .name = "internal_play",
      .access = AccessClass::internal_play,
      .prefix = "INPL",
      .domain_from = "engagement",
      .domain_rule = "IPL-01",
      .required_rule = "IPL-02",
      .parent = "engagement",
      .closing = {.state = "state",
                  .second = "progress",
                  .close_rule = "IPL-03",
                  .reopen_rule = "IPL-04",
                  .children = "internal_play_task"},
      .title = "Work inside the provider that no customer sees; a renewal play has a contract."};
  static void fields(auto& f) {
    f("number", &InternalPlay::number).max(40).derived();
    f("engagement", &InternalPlay::engagement).restrict().required();
    f("short_description", &InternalPlay::short_description).max(160).required();
    f("description", &InternalPlay::description).text().required();
    f("assigned_to", &InternalPlay::assigned_to).nullify();
    f("category", &InternalPlay::category).required();
    f("contract", &InternalPlay::contract).nullify().same_account();
    f("state", &InternalPlay::state).required();
    f("progress", &InternalPlay::progress).required();
    f("priority", &InternalPlay::priority).required();
    f("play_launch", &InternalPlay::play_launch).nullify().derived();
    f("task_count", &InternalPlay::task_count).computed();
    f("open_task_count", &InternalPlay::open_task_count).computed();
    Closable<WorkCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Squad::fields(f);
    DraftFlag::fields(f);
    AccountCopy::fields(f);
    f.index({"engagement", "active", "due_date"});
  }
};

/// One action of an internal play (IPT-01 to IPT-06).
struct InternalPlayTask : Record, Closable<WorkCloseCode>, Due, Notify, Notes, Squad, AccountCopy {
  std::string number;
  Ref<InternalPlay> internal_play;
  Ref<Engagement> engagement;
  std::string short_description;
  std::string description;
  std::optional<Ref<User>> assigned_to;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Ref<Opportunity>> opportunity;
  std::optional<Ref<PlaybookActivity>> playbook_activity;
};
template <>
struct Describe<InternalPlayTask> {
  static constexpr TableSpec table{.name = "internal_play_task",
                                   .access = AccessClass::internal_play_task,
                                   .prefix = "INPT",
                                   .domain_from = "internal_play",
                                   .domain_rule = "IPT-01",
                                   .required_rule = "IPT-02",
                                   .parent = "internal_play",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .close_rule = "IPT-03",
                                               .reopen_rule = "IPT-04",
                                               .parent_rule = "IPT-06"},
                                   .title = "One action of an internal play."};
  static void fields(auto& f) {
    f("number", &InternalPlayTask::number).max(40).derived();
    f("internal_play", &InternalPlayTask::internal_play).restrict().required();
    f("engagement", &InternalPlayTask::engagement).restrict().derived();
    f("short_description", &InternalPlayTask::short_description).max(160).required();
    f("description", &InternalPlayTask::description).text().required();
    f("assigned_to", &InternalPlayTask::assigned_to).nullify();
    f("state", &InternalPlayTask::state).required();
    f("progress", &InternalPlayTask::progress).required();
    f("priority", &InternalPlayTask::priority).required();
    f("opportunity", &InternalPlayTask::opportunity).nullify().overridable();
    f("playbook_activity", &InternalPlayTask::playbook_activity).nullify().derived();
    Closable<WorkCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Squad::fields(f);
    AccountCopy::fields(f);
    f.index({"internal_play", "active"});
    f.index({"assigned_to", "active", "due_date"});
  }
};

/// A success play that can be launched: which flow runs for which category (DEF-01 to DEF-06).
struct DefinitionRecord : Record {
  std::string title;
  std::string description;
  std::string flow;
  Ref<SuccessChoice> category;
  std::optional<Ref<SuccessChoice>> sub_category;
  Choice<DefinitionState> state = DefinitionState::draft;
  bool active = false;
  std::int64_t order = 100;
  TextList source_tables;
  std::string input_schema;
};
template <>
struct Describe<DefinitionRecord> {
  static constexpr TableSpec table{.name = "definition_record",
                                   .access = AccessClass::definition_record,
                                   .domain = DomainClass::configuration,
                                   .domain_rule = "DEF-02",
                                   .required_rule = "DEF-04",
                                   .title = "A success play that can be launched: which flow runs for which category."};
  static void fields(auto& f) {
    f("title", &DefinitionRecord::title).max(160).required();
    f("description", &DefinitionRecord::description).text();
    f("flow", &DefinitionRecord::flow).max(128).required();
    f("category", &DefinitionRecord::category).restrict().required();
    f("sub_category", &DefinitionRecord::sub_category).restrict();
    f("state", &DefinitionRecord::state).required();
    f("active", &DefinitionRecord::active).derived();
    f("order", &DefinitionRecord::order);
    f("source_tables", &DefinitionRecord::source_tables).choices_of(LaunchTable());
    f("input_schema", &DefinitionRecord::input_schema).json();
    f.unique({"title", "category"}, "DEF-01", "duplicate_definition", "title").per_domain = true;
    f.index({"active", "category", "order"});
  }
};

/// One launch of a success play and what became of it.
struct PlayLaunch : Record {
  Ref<DefinitionRecord> definition_record;
  std::optional<Choice<LaunchTable>> source_table;
  std::optional<Id> source_record;
  std::optional<Ref<Engagement>> engagement;
  std::optional<Ref<User>> requested_by;
  std::string inputs;
  Choice<LaunchStatus> status = LaunchStatus::pending;
  std::string created;
  std::string message;
  std::string error;
  std::optional<Instant> started_at;
  std::optional<Instant> flow_ended_at;
  std::optional<Instant> finished_at;
};
template <>
struct Describe<PlayLaunch> {
  static constexpr TableSpec table{.name = "play_launch",
                                   .access = AccessClass::play_launch,
                                   .domain_from = "source_record",
                                   .title = "One launch of a success play and what became of it."};
  static void fields(auto& f) {
    f("definition_record", &PlayLaunch::definition_record).restrict().required();
    f("source_table", &PlayLaunch::source_table).required();
    f("source_record", &PlayLaunch::source_record).in_table_of("source_table").keep();
    f("engagement", &PlayLaunch::engagement).nullify().derived();
    f("requested_by", &PlayLaunch::requested_by).nullify().derived();
    f("inputs", &PlayLaunch::inputs).json();
    f("status", &PlayLaunch::status).derived();
    f("created", &PlayLaunch::created).json().derived();
    f("message", &PlayLaunch::message).text().derived();
    f("error", &PlayLaunch::error).text().derived();
    f("started_at", &PlayLaunch::started_at).derived();
    f("flow_ended_at", &PlayLaunch::flow_ended_at).derived();
    f("finished_at", &PlayLaunch::finished_at).derived();
    f.index({"status", "created_at"});
    f.index({"source_table", "source_record"});
  }
};

}  // namespace steward
