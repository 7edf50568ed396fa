// SPDX-License-Identifier: Apache-2.0
#include "model/machine.hpp"

namespace steward::model {

namespace {

constexpr std::string_view engagement_open[] = {"new", "define", "in_progress"};
constexpr std::string_view work_open[] = {"new", "in_progress", "paused"};
constexpr std::string_view risk_open[] = {"new", "active"};
constexpr std::string_view objective_open[] = {"new", "define", "in_progress", "paused"};
constexpr std::string_view task_open[] = {"open", "awaiting_customer", "awaiting_internal", "in_progress", "review"};
constexpr std::string_view onboarding_open[] = {"new", "unassigned", "active", "blocked"};

constexpr WorkMachine machines[] = {
    {.table = "engagement", .open = engagement_open},
    {.table = "success_objective", .open = objective_open},
    {.table = "success_outcome", .open = work_open},
    {.table = "success_initiative", .open = work_open},
    {.table = "customer_play", .open = work_open},
    {.table = "success_task", .open = work_open},
    {.table = "touchpoint", .open = work_open},
    {.table = "internal_play", .open = work_open},
    {.table = "internal_play_task", .open = work_open},
    {.table = "implementation_record", .open = work_open},
    {.table = "risk_signal", .open = risk_open},
    {.table = "onboarding_case", .open = onboarding_open, .cancel_rule = "ONB-06"},
    {.table = "onboarding_task", .open = task_open},
};

constexpr StatePair case_pairs[] = {
    {"new", {"not_started", "at_risk"}}, {"unassigned", {"not_started", "at_risk"}},
    {"active", {"on_track", "at_risk"}}, {"blocked", {"paused", "at_risk"}},
    {"closed", {"finished", ""}},        {"canceled", {"finished", ""}},
};
constexpr StatePair task_pairs[] = {
    {"open", {"not_started", ""}},
    {"awaiting_customer", {"paused", "at_risk"}},
    {"awaiting_internal", {"paused", "at_risk"}},
    {"in_progress", {"on_track", "at_risk"}},
    {"review", {"on_track", "at_risk"}},
    {"closed", {"finished", ""}},
    {"canceled", {"finished", ""}},
};
constexpr StatePair implementation_pairs[] = {
    {"new", {"not_started", "at_risk"}}, {"in_progress", {"on_track", "at_risk"}}, {"paused", {"paused", "at_risk"}},
    {"closed", {"completed", ""}},       {"canceled", {"canceled", ""}},
};

constexpr PairMachine pairs[] = {
    {.table = "onboarding_case", .rule = "ONB-04", .pairs = case_pairs},
    {.table = "onboarding_task", .rule = "ONT-03", .pairs = task_pairs},
    {.table = "implementation_record", .rule = "IMP-01", .pairs = implementation_pairs},
};

constexpr std::string_view publish_states[] = {"draft", "published"};
constexpr PublishMachine::Move both_ways[] = {{"draft", "published"}, {"published", "draft"}};

constexpr std::string_view definition_states[] = {"draft", "published", "closed", "canceled"};
constexpr PublishMachine::Move definition_moves[] = {
    {"draft", "published"}, {"published", "closed"}, {"draft", "canceled"}, {"published", "canceled"}};
constexpr std::string_view objective_template_states[] = {"draft", "waiting_for_approval", "approved", "published",
                                                          "retired"};
constexpr PublishMachine::Move objective_template_moves[] = {{"draft", "waiting_for_approval"},
                                                             {"waiting_for_approval", "approved"},
                                                             {"waiting_for_approval", "draft"},
                                                             {"approved", "published"},
                                                             {"approved", "draft"},
                                                             {"draft", "published"},
                                                             {"published", "retired"}};
constexpr std::string_view outcome_template_states[] = {"draft", "published", "canceled", "retired"};
constexpr PublishMachine::Move outcome_template_moves[] = {
    {"draft", "published"}, {"draft", "canceled"}, {"published", "canceled"}, {"published", "retired"}};
constexpr std::string_view capability_map_states[] = {"draft", "published", "archived", "canceled"};
constexpr PublishMachine::Move capability_map_moves[] = {{"draft", "published"},    {"published", "draft"},
                                                         {"published", "archived"}, {"archived", "draft"},
                                                         {"draft", "canceled"},     {"published", "canceled"}};
constexpr std::string_view roadmap_states[] = {"draft", "published", "canceled", "retired"};
constexpr PublishMachine::Move roadmap_moves[] = {
    {"draft", "published"}, {"published", "draft"}, {"draft", "canceled"}, {"published", "retired"}};
constexpr std::string_view meeting_states[] = {"draft", "scheduled", "completed", "canceled"};
constexpr PublishMachine::Move meeting_moves[] = {{"draft", "scheduled"},
                                                  {"draft", "canceled"},
                                                  {"draft", "completed"},
                                                  {"scheduled", "completed"},
                                                  {"scheduled", "canceled"}};
constexpr PublishMachine published[] = {
    {.table = "health_definition", .states = publish_states, .moves = both_ways},
    {.table = "risk_definition", .states = publish_states, .moves = both_ways},
    {.table = "risk_threshold_override", .states = publish_states, .moves = both_ways},
    {.table = "data_source", .states = publish_states, .moves = both_ways},
    {.table = "segment", .states = publish_states, .moves = both_ways},
    {.table = "adoption_roadmap_template", .states = publish_states, .moves = both_ways},
    {.table = "definition_record", .states = definition_states, .moves = definition_moves},
    {.table = "objective_template", .states = objective_template_states, .moves = objective_template_moves},
    {.table = "outcome_template", .states = outcome_template_states, .moves = outcome_template_moves},
    {.table = "capability_map", .states = capability_map_states, .moves = capability_map_moves},
    {.table = "adoption_roadmap", .states = roadmap_states, .moves = roadmap_moves},
    {.table = "meeting", .states = meeting_states, .moves = meeting_moves},
};

template <class Machine, std::size_t Size>
const Machine* find(const Machine (&list)[Size], std::string_view table) {
  for (const Machine& machine : list) {
    if (machine.table == table) return &machine;
  }
  return nullptr;
}

}  // namespace

const WorkMachine* work_machine(std::string_view table) { return find(machines, table); }
std::span<const WorkMachine> work_machines() { return machines; }

const PairMachine* pair_machine(std::string_view table) { return find(pairs, table); }
std::span<const PairMachine> pair_machines() { return pairs; }

const PublishMachine* publish_machine(std::string_view table) { return find(published, table); }
std::span<const PublishMachine> publish_machines() { return published; }

}  // namespace steward::model
