// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Playbook;
struct PlaybookActivity;
struct PlaybookLog;
struct PlaybookStage;

/// The design of a guided process: stages of ordered activities.
struct PlaybookDefinition : Record {
  std::string key;
  std::string label;
  std::string description;
  std::string parent_table;
  Choice<PlaybookTrigger> trigger = PlaybookTrigger::manual;
  std::string trigger_condition;
  std::int64_t revision = 1;
  Choice<PlaybookDefinitionState> state = PlaybookDefinitionState::draft;
  std::string stages;
};
template <>
struct Describe<PlaybookDefinition> {
  static constexpr TableSpec table{.name = "playbook_definition",
                                   .access = AccessClass::playbook_definition,
                                   .domain = DomainClass::configuration,
                                   .title = "The design of a guided process: stages of ordered activities."};
  static void fields(auto& f) {
    f("key", &PlaybookDefinition::key).max(64).required();
    f("label", &PlaybookDefinition::label).max(100).required();
    f("description", &PlaybookDefinition::description).text();
    f("parent_table", &PlaybookDefinition::parent_table).max(64).names_table().required();
    f("trigger", &PlaybookDefinition::trigger).required();
    f("trigger_condition", &PlaybookDefinition::trigger_condition).condition_by("parent_table");
    f("revision", &PlaybookDefinition::revision).derived();
    f("state", &PlaybookDefinition::state).required();
    f("stages", &PlaybookDefinition::stages).json().required();
    f.unique({"key", "revision"}, "GEN-14", "duplicate_playbook_definition", "revision");
  }
};

/// One run of a playbook definition on a record.
struct Playbook : Record {
  Ref<PlaybookDefinition> playbook_definition;
  std::string record_table;
  std::optional<Id> record;
  Choice<PlaybookState> state = PlaybookState::in_progress;
  std::optional<Ref<PlaybookStage>> current_stage;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
};
template <>
struct Describe<Playbook> {
  static constexpr TableSpec table{.name = "playbook",
                                   .access = AccessClass::playbook_runs,
                                   .domain_from = "record",
                                   .system_written = true,
                                   .title = "One run of a playbook definition on a record."};
  static void fields(auto& f) {
    f("playbook_definition", &Playbook::playbook_definition).restrict().derived();
    f("record_table", &Playbook::record_table).max(64).names_table().derived();
    f("record", &Playbook::record).in_table_of("record_table").cascade().derived();
    f("state", &Playbook::state).derived();
    f("current_stage", &Playbook::current_stage).nullify().derived();
    f("started_at", &Playbook::started_at).derived();
    f("ended_at", &Playbook::ended_at).derived();
    f.unique({"record_table", "record", "playbook_definition"}, "GEN-14", "duplicate_playbook", "playbook_definition")
        .only_where = "state = in_progress";
    f.index({"record_table", "record", "state"});
  }
};

/// One stage of a run.
struct PlaybookStage : Record {
  Ref<Playbook> playbook;
  std::string key;
  std::optional<std::int64_t> order;
  Choice<StepState> state = StepState::pending;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
};
template <>
struct Describe<PlaybookStage> {
  static constexpr TableSpec table{.name = "playbook_stage",
                                   .access = AccessClass::playbook_runs,
                                   .domain_from = "playbook",
                                   .system_written = true,
                                   .title = "One stage of a run."};
  static void fields(auto& f) {
    f("playbook", &PlaybookStage::playbook).cascade().derived();
    f("key", &PlaybookStage::key).max(64).derived();
    f("order", &PlaybookStage::order).derived();
    f("state", &PlaybookStage::state).derived();
    f("started_at", &PlaybookStage::started_at).derived();
    f("ended_at", &PlaybookStage::ended_at).derived();
    f.unique({"playbook", "key"}, "GEN-14", "duplicate_playbook_stage", "key");
    f.unique({"playbook", "order"}, "GEN-14", "duplicate_playbook_stage", "order");
  }
};

/// One activity of a run.
struct PlaybookActivity : Record {
  Ref<PlaybookStage> playbook_stage;
  std::string key;
  std::optional<Choice<PlaybookActivityKind>> kind;
  std::optional<std::int64_t> order;
  Choice<StartRule> start_rule = StartRule::after_previous;
  bool optional = false;
  Choice<StepState> state = StepState::pending;
  std::string skip_reason;
  std::string outcome;
  std::string data;
  std::string created_table;
  std::optional<Id> created_record;
  std::optional<Ref<User>> completed_by;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;
};
template <>
struct Describe<PlaybookActivity> {
  static constexpr TableSpec table{.name = "playbook_activity",
                                   .access = AccessClass::playbook_runs,
                                   .domain_from = "playbook_stage",
                                   .system_written = true,
                                   .title = "One activity of a run."};
  static void fields(auto& f) {
    f("playbook_stage", &PlaybookActivity::playbook_stage).cascade().derived();
    f("key", &PlaybookActivity::key).max(64).derived();
    f("kind", &PlaybookActivity::kind).derived();
    f("order", &PlaybookActivity::order).derived();
    f("start_rule", &PlaybookActivity::start_rule).derived();
    f("optional", &PlaybookActivity::optional).derived();
    f("state", &PlaybookActivity::state).derived();
    f("skip_reason", &PlaybookActivity::skip_reason).max(255).derived();
    f("outcome", &PlaybookActivity::outcome).max(64).derived();
    f("data", &PlaybookActivity::data).json().overridable();
    f("created_table", &PlaybookActivity::created_table).max(64).names_table().derived();
    f("created_record", &PlaybookActivity::created_record).in_table_of("created_table").keep().derived();
    f("completed_by", &PlaybookActivity::completed_by).nullify().derived();
    f("started_at", &PlaybookActivity::started_at).derived();
    f("ended_at", &PlaybookActivity::ended_at).derived();
    f.unique({"playbook_stage", "key"}, "GEN-14", "duplicate_playbook_activity", "key");
    f.unique({"playbook_stage", "order"}, "GEN-14", "duplicate_playbook_activity", "order");
    f.index({"created_table", "created_record"});
  }
};

/// What was entered and what changed during a run.
struct PlaybookLog : Record {
  Ref<Playbook> playbook;
  std::optional<Ref<PlaybookActivity>> playbook_activity;
  std::optional<Instant> logged_at;
  std::optional<Ref<User>> actor;
  std::optional<Choice<StepState>> from_state;
  std::optional<Choice<StepState>> to_state;
  std::string changes;
};
template <>
struct Describe<PlaybookLog> {
  static constexpr TableSpec table{.name = "playbook_log",
                                   .access = AccessClass::history,
                                   .domain_from = "playbook",
                                   .system_written = true,
                                   .title = "What was entered and what changed during a run."};
  static void fields(auto& f) {
    f("playbook", &PlaybookLog::playbook).cascade().derived();
    f("playbook_activity", &PlaybookLog::playbook_activity).cascade().derived();
    f("logged_at", &PlaybookLog::logged_at).derived();
    f("actor", &PlaybookLog::actor).nullify().derived();
    f("from_state", &PlaybookLog::from_state).derived();
    f("to_state", &PlaybookLog::to_state).derived();
    f("changes", &PlaybookLog::changes).json().derived();
  }
};

}  // namespace steward
