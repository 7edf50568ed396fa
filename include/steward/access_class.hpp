// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace steward {

/// What roles are granted on: one table, or a few that are always granted together. Every table states its class
/// in its declaration; one that does not is not compiled.
enum class AccessClass : std::uint8_t {
  unstated,
  engagement,
  success_objective,
  success_outcome,
  success_initiative,
  customer_play,
  success_task,
  touchpoint,
  internal_play,
  internal_play_task,
  risk_signal,
  definition_record,
  play_launch,
  risk_solution,
  squad_member,
  engagement_contract,
  success_choice,
  onboarding_case,
  onboarding_tasks,
  validation_rule,
  import_templates,
  plan_links,
  applicable_squad_member,
  account_team_member,
  customer_team_member,
  risk_occurrence,
  implementation_record,
  import_file,
  staging_row,
  bridge_registration,
  health_and_risk_setup,
  data_sources,
  segments_and_insights,
  metric_data,
  capabilities,
  usage,
  roadmaps,
  roadmap_templates,
  blueprint_templates,
  meeting,
  meeting_invitee,
  virtual_meeting,
  playbook_definition,
  playbook_runs,
  journal_entry,
  attachment,
  email_message,
  collaboration,
  approval,
  history,
  templates_and_advice,
  knowledge_article,
  account,
  contact,
  contract,
  opportunity,
  host_data,
  connections,
  crm_link,
  property,
  system,
};
inline constexpr std::size_t access_classes = static_cast<std::size_t>(AccessClass::system) + 1;

}  // namespace steward
