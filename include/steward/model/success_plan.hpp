// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct ApplicableOutcome;
struct Contact;
struct CustomerPlay;
struct DataSource;
struct Engagement;
struct ObjectiveTemplate;
struct OutcomeTemplate;
struct SuccessInitiative;
struct SuccessOutcome;
struct SuccessTask;
struct Touchpoint;

/// A value that was sold to the customer and is to be reached (OBJ-01 to OBJ-08).
struct SuccessObjective : Record, Closable<OutcomeCloseCode>, Notify, Notes, AccountCopy {
  std::string number;
  Ref<Engagement> engagement;
  std::string title;
  std::string description;
  std::optional<Ref<User>> owner;
  std::optional<Ref<Contact>> sponsor;
  IdList products;
  IdList drivers;
  Choice<ObjectiveState> state = ObjectiveState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Instant> planned_start;
  std::optional<Instant> planned_stop;
  std::optional<Ref<ObjectiveTemplate>> template_;
  bool mandatory = false;
  std::optional<Decimal> success_rate;
  std::int64_t initiatives_total = 0;
  std::int64_t initiatives_completed = 0;
  std::optional<Decimal> achieved_pct;
  std::optional<std::int64_t> days_remaining;
  bool overdue = false;
};
template <>
struct Describe<SuccessObjective> {
  static constexpr TableSpec table{
      .name = "success_objective",
      .access = AccessClass::success_objective,
      .prefix = "SOBJ",
      .domain_from = "engagement",
      .domain_rule = "OBJ-01",
      .required_rule = "OBJ-02",
      .parent = "engagement",
      .closing = {.state = "state", .second = "progress", .close_rule = "OBJ-03", .reopen_rule = "OBJ-04"},
      .title = "A value that was sold to the customer and is to be reached."};
  static void fields(auto& f) {
    f("number", &SuccessObjective::number).max(40).derived();
    f("engagement", &SuccessObjective::engagement).restrict().required();
    f("title", &SuccessObjective::title).max(160).required();
    f("description", &SuccessObjective::description).text().required();
    f("owner", &SuccessObjective::owner).nullify();
    f("sponsor", &SuccessObjective::sponsor).nullify();
    f("products", &SuccessObjective::products).list_of("sold_product").same_account();
    f("drivers", &SuccessObjective::drivers).list_of("success_choice");
    f("state", &SuccessObjective::state).required();
    f("progress", &SuccessObjective::progress).required();
    f("priority", &SuccessObjective::priority).required();
    f("planned_start", &SuccessObjective::planned_start);
    f("planned_stop", &SuccessObjective::planned_stop);
    f("template", &SuccessObjective::template_).nullify().derived("OBJ-07");
    f("mandatory", &SuccessObjective::mandatory).derived("OBJ-07");
    f("success_rate", &SuccessObjective::success_rate).within(Decimal(0), Decimal(100)).derived();
    f("initiatives_total", &SuccessObjective::initiatives_total).computed();
    f("initiatives_completed", &SuccessObjective::initiatives_completed).computed();
    f("achieved_pct", &SuccessObjective::achieved_pct).computed();
    f("days_remaining", &SuccessObjective::days_remaining).computed();
    f("overdue", &SuccessObjective::overdue).computed();
    Closable<OutcomeCloseCode>::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    AccountCopy::fields(f);
    f.index({"engagement", "state"});
    f.index({"engagement", "planned_stop"});
    f.index({"progress", "active"});
  }
};

/// What is measured to see whether an objective is reached (OUT-01 to OUT-11).
struct SuccessOutcome : Record, Closable<OutcomeCloseCode>, Notify, Notes, AccountCopy {
  std::string number;
  Ref<SuccessObjective> success_objective;
  Ref<Engagement> engagement;
  std::string title;
  std::string description;
  std::optional<Ref<User>> owner;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Instant> planned_start;
  std::optional<Instant> planned_stop;
  Choice<TrackingMethod> tracking_method = TrackingMethod::manual;
  std::optional<Ref<DataSource>> data_source;
  std::optional<Choice<MetricUnit>> unit;
  std::optional<Decimal> base_value;
  std::optional<Decimal> target_value;
  std::optional<Decimal> current_value;
  std::optional<Decimal> value_realized_pct;
  std::optional<Decimal> success_rate;
  std::optional<Ref<OutcomeTemplate>> template_;
  bool mandatory = false;
  std::int64_t initiatives_total = 0;
  std::int64_t initiatives_completed = 0;
  std::optional<std::int64_t> days_remaining;
  bool overdue = false;
};
template <>
struct Describe<SuccessOutcome> {
  static constexpr TableSpec table{
      .name = "success_outcome",
      .access = AccessClass::success_outcome,
      .prefix = "SOUT",
      .domain_from = "success_objective",
      .domain_rule = "OUT-01",
      .required_rule = "OUT-02",
      .parent = "success_objective",
      .closing = {.state = "state", .second = "progress", .close_rule = "OUT-03", .reopen_rule = "OUT-04"},
      .title = "What is measured to see whether an objective is reached."};
  static void fields(auto& f) {
    f("number", &SuccessOutcome::number).max(40).derived();
    f("success_objective", &SuccessOutcome::success_objective).restrict().required();
    f("engagement", &SuccessOutcome::engagement).restrict().derived();
    f("title", &SuccessOutcome::title).max(160).required();
    f("description", &SuccessOutcome::description).text().required();
    f("owner", &SuccessOutcome::owner).nullify();
    f("state", &SuccessOutcome::state).required();
    f("progress", &SuccessOutcome::progress).required();
    f("priority", &SuccessOutcome::priority).required();
    f("planned_start", &SuccessOutcome::planned_start);
    f("planned_stop", &SuccessOutcome::planned_stop);
    f("tracking_method", &SuccessOutcome::tracking_method).required();
    f("data_source", &SuccessOutcome::data_source).restrict();
    f("unit", &SuccessOutcome::unit);
    f("base_value", &SuccessOutcome::base_value);
    f("target_value", &SuccessOutcome::target_value);
    f("current_value", &SuccessOutcome::current_value).overridable();
    f("value_realized_pct", &SuccessOutcome::value_realized_pct).computed();
    f("success_rate", &SuccessOutcome::success_rate).within(Decimal(0), Decimal(100)).derived();
    f("template", &SuccessOutcome::template_).nullify().derived("OUT-11");
    f("mandatory", &SuccessOutcome::mandatory).derived("OUT-11");
    f("initiatives_total", &SuccessOutcome::initiatives_total).computed();
    f("initiatives_completed", &SuccessOutcome::initiatives_completed).computed();
    f("days_remaining", &SuccessOutcome::days_remaining).computed();
    f("overdue", &SuccessOutcome::overdue).computed();
    Closable<OutcomeCloseCode>::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    AccountCopy::fields(f);
    f.index({"success_objective", "state"});
    f.index({"data_source", "active"});
    f.index({"active", "planned_stop"});
  }
};

/// Planned work that serves an outcome (INI-01 to INI-11).
struct SuccessInitiative : Record,
                           Closable<OutcomeCloseCode>,
                           Due,
                           Notify,
                           Notes,
                           Comments,
                           Squad,
                           Blockable,
                           DraftFlag,
                           AccountCopy {
  std::string number;
  Ref<SuccessOutcome> success_outcome;
  Ref<SuccessObjective> success_objective;
  Ref<Engagement> engagement;
  std::string subject;
  std::string description;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<User>> assigned_to;
  Choice<InitiativeCategory> category = InitiativeCategory::general;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  std::optional<Instant> planned_start;
  IdList products;
  bool customer_visible = false;
  std::int64_t task_count = 0;
  std::int64_t open_task_count = 0;
};
template <>
struct Describe<SuccessInitiative> {
  static constexpr TableSpec table{.name = "success_initiative",
                                   .access = AccessClass::success_initiative,
                                   .prefix = "SINI",
                                   .domain_from = "success_outcome",
                                   .domain_rule = "INI-01",
                                   .required_rule = "INI-02",
                                   .parent = "success_outcome",
                                   .copy_rule = "INI-09",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .close_rule = "INI-03",
                                               .reopen_rule = "INI-04",
                                               .children = "success_task"},
                                   .title = "Planned work that serves an outcome."};
  static void fields(auto& f) {
    f("number", &SuccessInitiative::number).max(40).derived();
    f("success_outcome", &SuccessInitiative::success_outcome).restrict().required();
    f("success_objective", &SuccessInitiative::success_objective).restrict().derived();
    f("engagement", &SuccessInitiative::engagement).restrict().derived();
    f("subject", &SuccessInitiative::subject).max(160).required();
    f("description", &SuccessInitiative::description).text().required();
    f("contact", &SuccessInitiative::contact).nullify();
    f("assigned_to", &SuccessInitiative::assigned_to).nullify();
    f("category", &SuccessInitiative::category).required();
    f("state", &SuccessInitiative::state).required();
    f("progress", &SuccessInitiative::progress).required();
    f("priority", &SuccessInitiative::priority).required();
    f("planned_start", &SuccessInitiative::planned_start).overridable();
    f("products", &SuccessInitiative::products).list_of("sold_product").same_account().overridable();
    f("customer_visible", &SuccessInitiative::customer_visible);
    f("task_count", &SuccessInitiative::task_count).computed();
    f("open_task_count", &SuccessInitiative::open_task_count).computed();
    Closable<OutcomeCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    Blockable::fields(f);
    DraftFlag::fields(f);
    AccountCopy::fields(f);
    f.external({"id", "number", "account", "success_outcome", "subject", "description", "category", "state", "progress",
                "priority", "due_date", "days_remaining", "contact", "products", "comments"});
    f.external_input({"success_outcome"}, {"subject", "description", "contact", "due_date", "comments"});
    f.index({"success_outcome", "state"});
    f.index({"engagement", "active", "due_date"});
    f.index({"contact", "customer_visible"});
    f.index({"assigned_to", "active"});
  }
};

/// A further outcome that an initiative serves (APO-01 to APO-03).
struct ApplicableOutcome : Record {
  Ref<SuccessInitiative> success_initiative;
  Ref<SuccessOutcome> success_outcome;
};
template <>
struct Describe<ApplicableOutcome> {
  static constexpr TableSpec table{.name = "applicable_outcome",
                                   .access = AccessClass::plan_links,
                                   .domain_from = "success_initiative",
                                   .required_rule = "APO-01",
                                   .title = "A further outcome that an initiative serves."};
  static void fields(auto& f) {
    f("success_initiative", &ApplicableOutcome::success_initiative).cascade().required();
    f("success_outcome", &ApplicableOutcome::success_outcome).cascade().required();
    f.unique({"success_initiative", "success_outcome"}, "APO-03", "duplicate_applicable_outcome", "success_outcome");
  }
};

/// One action of an initiative, a customer play or a touchpoint (STK-01 to STK-08).
struct SuccessTask : Record, Closable<WorkCloseCode>, Due, Notify, Notes, Comments, Squad, AccountCopy {
  std::string number;
  std::optional<Ref<SuccessInitiative>> success_initiative;
  std::optional<Ref<CustomerPlay>> customer_play;
  std::optional<Ref<Touchpoint>> touchpoint;
  std::string parent_table;         ///< computed: which of the three is set
  std::optional<Id> parent_record;  ///< computed
  Ref<Engagement> engagement;
  std::string subject;
  std::string description;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<User>> assigned_to;
  std::optional<Choice<SuccessTaskCategory>> category;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  bool customer_visible = false;
};
template <>
struct Describe<SuccessTask> {
  static constexpr TableSpec table{.name = "success_task",
                                   .access = AccessClass::success_task,
                                   .prefix = "STSK",
                                   .domain_from = "success_initiative|customer_play|touchpoint",
                                   .domain_rule = "STK-01",
                                   .required_rule = "STK-02",
                                   .parent = "success_initiative|customer_play|touchpoint",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .close_rule = "STK-03",
                                               .reopen_rule = "STK-04",
                                               .parent_rule = "STK-06"},
                                   .title = "One action of an initiative, a customer play or a touchpoint."};
  static void fields(auto& f) {
    f("number", &SuccessTask::number).max(40).derived();
    f("success_initiative", &SuccessTask::success_initiative).restrict();
    f("customer_play", &SuccessTask::customer_play).restrict();
    f("parent_table", &SuccessTask::parent_table).max(64).computed();
    f("parent_record", &SuccessTask::parent_record).computed();
    f("touchpoint", &SuccessTask::touchpoint).restrict();
    f("engagement", &SuccessTask::engagement).restrict().derived();
    f("subject", &SuccessTask::subject).max(160).required();
    f("description", &SuccessTask::description).text().required();
    f("contact", &SuccessTask::contact).nullify();
    f("assigned_to", &SuccessTask::assigned_to).nullify();
    f("category", &SuccessTask::category);
    f("state", &SuccessTask::state).required();
    f("progress", &SuccessTask::progress).required();
    f("priority", &SuccessTask::priority).required();
    f("customer_visible", &SuccessTask::customer_visible);
    Closable<WorkCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    AccountCopy::fields(f);
    f.external({"id", "number", "account", "success_initiative", "customer_play", "touchpoint", "subject",
                "description", "category", "state", "progress", "priority", "due_date", "days_remaining", "contact",
                "comments"});
    f.index({"success_initiative", "active"});
    f.index({"customer_play", "active"});
    f.index({"touchpoint", "active"});
    f.index({"engagement", "active", "due_date"});
    f.index({"assigned_to", "active"});
  }
};

}  // namespace steward
