// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace steward {

// clang-format off
#define STEWARD_ACCESS_CLASSES(X) \
  X(engagement) X(success_objective) X(success_outcome) X(success_initiative) X(customer_play) X(success_task) \
  X(touchpoint) X(internal_play) X(internal_play_task) X(risk_signal) X(definition_record) X(play_launch) \
  X(risk_solution) X(squad_member) X(engagement_contract) X(success_choice) X(onboarding_case) \
  X(onboarding_tasks) X(validation_rule) X(import_templates) X(plan_links) X(applicable_squad_member) \
  X(account_team_member) X(customer_team_member) X(risk_occurrence) X(implementation_record) X(import_file) \
  X(staging_row) X(bridge_registration) X(health_and_risk_setup) X(data_sources) X(segments_and_insights) \
  X(metric_data) X(capabilities) X(usage) X(roadmaps) X(roadmap_templates) X(blueprint_templates) X(meeting) \
  X(meeting_invitee) X(virtual_meeting) X(playbook_definition) X(playbook_runs) X(journal_entry) X(attachment) \
  X(email_message) X(collaboration) X(approval) X(history) X(templates_and_advice) X(knowledge_article) \
  X(account) X(contact) X(contract) X(opportunity) X(host_data) X(connections) X(crm_link) X(property) \
  X(system)
// clang-format on

/// What roles are granted on: one table, or a few that are always granted together. Every table states its class
/// in its declaration; one that does not is not compiled.
enum class AccessClass : std::uint8_t {
  unstated,
#define STEWARD_ACCESS_CLASS(name) name,
  STEWARD_ACCESS_CLASSES(STEWARD_ACCESS_CLASS)
#undef STEWARD_ACCESS_CLASS
};
inline constexpr std::size_t access_classes = static_cast<std::size_t>(AccessClass::system) + 1;

}  // namespace steward
