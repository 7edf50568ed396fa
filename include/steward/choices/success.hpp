// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of engagements, plans and plays.

namespace steward {

enum class EngagementState : std::int16_t { new_ = 1, define = 2, in_progress = 3, canceled = 4, closed = 5 };
template <>
struct ChoiceList<EngagementState> {
  static constexpr std::string_view name = "engagement_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementState> values[] = {{EngagementState::new_, "new"},
                                                            {EngagementState::define, "define"},
                                                            {EngagementState::in_progress, "in_progress"},
                                                            {EngagementState::canceled, "canceled"},
                                                            {EngagementState::closed, "closed"}};
};

enum class ObjectiveState : std::int16_t {
  new_ = 1,
  define = 2,
  in_progress = 3,
  paused = 4,
  canceled = 5,
  closed = 6
};
template <>
struct ChoiceList<ObjectiveState> {
  static constexpr std::string_view name = "objective_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ObjectiveState> values[] = {{ObjectiveState::new_, "new"},
                                                           {ObjectiveState::define, "define"},
                                                           {ObjectiveState::in_progress, "in_progress"},
                                                           {ObjectiveState::paused, "paused"},
                                                           {ObjectiveState::canceled, "canceled"},
                                                           {ObjectiveState::closed, "closed"}};
};

enum class EngagementStage : std::int16_t { initial_onboarding = 1, adoption = 2, expand = 3, renew = 4, lost = 5 };
template <>
struct ChoiceList<EngagementStage> {
  static constexpr std::string_view name = "engagement_stage";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementStage> values[] = {{EngagementStage::initial_onboarding, "initial_onboarding"},
                                                            {EngagementStage::adoption, "adoption"},
                                                            {EngagementStage::expand, "expand"},
                                                            {EngagementStage::renew, "renew"},
                                                            {EngagementStage::lost, "lost"}};
};

enum class PerceivedHealth : std::int16_t { unknown = 1, red = 2, yellow = 3, green = 4 };
template <>
struct ChoiceList<PerceivedHealth> {
  static constexpr std::string_view name = "perceived_health";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PerceivedHealth> values[] = {{PerceivedHealth::unknown, "unknown"},
                                                            {PerceivedHealth::red, "red"},
                                                            {PerceivedHealth::yellow, "yellow"},
                                                            {PerceivedHealth::green, "green"}};
};

enum class EngagementCloseCode : std::int16_t { completed = 1, lost = 2, replaced = 3, canceled = 4 };
template <>
struct ChoiceList<EngagementCloseCode> {
  static constexpr std::string_view name = "engagement_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementCloseCode> values[] = {{EngagementCloseCode::completed, "completed"},
                                                                {EngagementCloseCode::lost, "lost"},
                                                                {EngagementCloseCode::replaced, "replaced"},
                                                                {EngagementCloseCode::canceled, "canceled"}};
};

enum class InitiativeCategory : std::int16_t {
  general = 1,
  strategic_planning = 2,
  architecture_and_design = 3,
  adoption = 4,
  technical_guidance = 5
};
template <>
struct ChoiceList<InitiativeCategory> {
  static constexpr std::string_view name = "initiative_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<InitiativeCategory> values[] = {
      {InitiativeCategory::general, "general"},
      {InitiativeCategory::strategic_planning, "strategic_planning"},
      {InitiativeCategory::architecture_and_design, "architecture_and_design"},
      {InitiativeCategory::adoption, "adoption"},
      {InitiativeCategory::technical_guidance, "technical_guidance"}};
};

enum class CustomerPlayCategory : std::int16_t {
  guidance = 1,
  architecture_review = 2,
  demos_and_pocs = 3,
  training = 4
};
template <>
struct ChoiceList<CustomerPlayCategory> {
  static constexpr std::string_view name = "customer_play_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<CustomerPlayCategory> values[] = {
      {CustomerPlayCategory::guidance, "guidance"},
      {CustomerPlayCategory::architecture_review, "architecture_review"},
      {CustomerPlayCategory::demos_and_pocs, "demos_and_pocs"},
      {CustomerPlayCategory::training, "training"}};
};

enum class SuccessTaskCategory : std::int16_t {
  workshops_and_meetings = 1,
  design_reviews = 2,
  product_training = 3,
  professional_services = 4
};
template <>
struct ChoiceList<SuccessTaskCategory> {
  static constexpr std::string_view name = "success_task_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SuccessTaskCategory> values[] = {
      {SuccessTaskCategory::workshops_and_meetings, "workshops_and_meetings"},
      {SuccessTaskCategory::design_reviews, "design_reviews"},
      {SuccessTaskCategory::product_training, "product_training"},
      {SuccessTaskCategory::professional_services, "professional_services"}};
};

enum class InternalPlayCategory : std::int16_t {
  general = 1,
  account_health = 2,
  adoption_support = 3,
  expansion_and_renewal_support = 4,
  governance_and_audits = 5,
  partner_reviews = 6
};
template <>
struct ChoiceList<InternalPlayCategory> {
  static constexpr std::string_view name = "internal_play_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<InternalPlayCategory> values[] = {
      {InternalPlayCategory::general, "general"},
      {InternalPlayCategory::account_health, "account_health"},
      {InternalPlayCategory::adoption_support, "adoption_support"},
      {InternalPlayCategory::expansion_and_renewal_support, "expansion_and_renewal_support"},
      {InternalPlayCategory::governance_and_audits, "governance_and_audits"},
      {InternalPlayCategory::partner_reviews, "partner_reviews"}};
};

enum class ImplementationType : std::int16_t { partner_led = 1, self_led = 2, professional_services = 3 };
template <>
struct ChoiceList<ImplementationType> {
  static constexpr std::string_view name = "implementation_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ImplementationType> values[] = {
      {ImplementationType::partner_led, "partner_led"},
      {ImplementationType::self_led, "self_led"},
      {ImplementationType::professional_services, "professional_services"}};
};

enum class PartnerCertified : std::int16_t { certified = 1, not_certified = 2 };
template <>
struct ChoiceList<PartnerCertified> {
  static constexpr std::string_view name = "partner_certified";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PartnerCertified> values[] = {{PartnerCertified::certified, "certified"},
                                                             {PartnerCertified::not_certified, "not_certified"}};
};

enum class ImplementationCloseCode : std::int16_t { successful = 1, unsuccessful = 2, canceled_voided = 3 };
template <>
struct ChoiceList<ImplementationCloseCode> {
  static constexpr std::string_view name = "implementation_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ImplementationCloseCode> values[] = {
      {ImplementationCloseCode::successful, "successful"},
      {ImplementationCloseCode::unsuccessful, "unsuccessful"},
      {ImplementationCloseCode::canceled_voided, "canceled_voided"}};
};

enum class DefinitionState : std::int16_t { draft = 1, published = 2, closed = 3, canceled = 4 };
template <>
struct ChoiceList<DefinitionState> {
  static constexpr std::string_view name = "definition_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<DefinitionState> values[] = {{DefinitionState::draft, "draft"},
                                                            {DefinitionState::published, "published"},
                                                            {DefinitionState::closed, "closed"},
                                                            {DefinitionState::canceled, "canceled"}};
};

enum class SuccessChoiceCategory : std::int16_t {
  customer_success_definition = 1,
  risk_category = 2,
  objective_driver = 3,
  play_category = 4
};
template <>
struct ChoiceList<SuccessChoiceCategory> {
  static constexpr std::string_view name = "success_choice_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SuccessChoiceCategory> values[] = {
      {SuccessChoiceCategory::customer_success_definition, "customer_success_definition"},
      {SuccessChoiceCategory::risk_category, "risk_category"},
      {SuccessChoiceCategory::objective_driver, "objective_driver"},
      {SuccessChoiceCategory::play_category, "play_category"}};
};

enum class LaunchStatus : std::int16_t { pending = 1, running = 2, completed = 3, failed = 4, canceled = 5 };
template <>
struct ChoiceList<LaunchStatus> {
  static constexpr std::string_view name = "launch_status";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<LaunchStatus> values[] = {{LaunchStatus::pending, "pending"},
                                                         {LaunchStatus::running, "running"},
                                                         {LaunchStatus::completed, "completed"},
                                                         {LaunchStatus::failed, "failed"},
                                                         {LaunchStatus::canceled, "canceled"}};
};

enum class SquadTable : std::int16_t {
  engagement = 1,
  success_initiative = 2,
  customer_play = 3,
  success_task = 4,
  touchpoint = 5,
  internal_play = 6,
  internal_play_task = 7,
  risk_signal = 8,
  implementation_record = 9,
  onboarding_case = 10,
  onboarding_task = 11
};
template <>
struct ChoiceList<SquadTable> {
  static constexpr std::string_view name = "squad_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SquadTable> values[] = {{SquadTable::engagement, "engagement"},
                                                       {SquadTable::success_initiative, "success_initiative"},
                                                       {SquadTable::customer_play, "customer_play"},
                                                       {SquadTable::success_task, "success_task"},
                                                       {SquadTable::touchpoint, "touchpoint"},
                                                       {SquadTable::internal_play, "internal_play"},
                                                       {SquadTable::internal_play_task, "internal_play_task"},
                                                       {SquadTable::risk_signal, "risk_signal"},
                                                       {SquadTable::implementation_record, "implementation_record"},
                                                       {SquadTable::onboarding_case, "onboarding_case"},
                                                       {SquadTable::onboarding_task, "onboarding_task"}};
};

enum class ResponsibilitySide : std::int16_t { provider = 1, customer = 2, both = 3 };
template <>
struct ChoiceList<ResponsibilitySide> {
  static constexpr std::string_view name = "responsibility_side";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ResponsibilitySide> values[] = {{ResponsibilitySide::provider, "provider"},
                                                               {ResponsibilitySide::customer, "customer"},
                                                               {ResponsibilitySide::both, "both"}};
};

enum class BlockableTable : std::int16_t { success_initiative = 1, customer_play = 2, touchpoint = 3 };
template <>
struct ChoiceList<BlockableTable> {
  static constexpr std::string_view name = "blockable_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<BlockableTable> values[] = {{BlockableTable::success_initiative, "success_initiative"},
                                                           {BlockableTable::customer_play, "customer_play"},
                                                           {BlockableTable::touchpoint, "touchpoint"}};
};

enum class ObjectiveTemplateState : std::int16_t {
  draft = 1,
  waiting_for_approval = 2,
  approved = 3,
  published = 4,
  retired = 5
};
template <>
struct ChoiceList<ObjectiveTemplateState> {
  static constexpr std::string_view name = "objective_template_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ObjectiveTemplateState> values[] = {
      {ObjectiveTemplateState::draft, "draft"},
      {ObjectiveTemplateState::waiting_for_approval, "waiting_for_approval"},
      {ObjectiveTemplateState::approved, "approved"},
      {ObjectiveTemplateState::published, "published"},
      {ObjectiveTemplateState::retired, "retired"}};
};

enum class OutcomeTemplateState : std::int16_t { draft = 1, published = 2, canceled = 3, retired = 4 };
template <>
struct ChoiceList<OutcomeTemplateState> {
  static constexpr std::string_view name = "outcome_template_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OutcomeTemplateState> values[] = {{OutcomeTemplateState::draft, "draft"},
                                                                 {OutcomeTemplateState::published, "published"},
                                                                 {OutcomeTemplateState::canceled, "canceled"},
                                                                 {OutcomeTemplateState::retired, "retired"}};
};

enum class ActivityType : std::int16_t {
  account_team_added = 1,
  account_team_changed = 2,
  account_team_removed = 3,
  customer_team_added = 4,
  customer_team_changed = 5,
  customer_team_removed = 6,
  meeting_changed = 7,
  meeting_completed = 8,
  touchpoint_created = 9,
  touchpoint_changed = 10,
  risk_signal_created = 11,
  risk_signal_changed = 12,
  escalation_created = 13,
  escalation_changed = 14,
  initiative_changed = 15,
  success_task_changed = 16,
  outcome_changed = 17,
  outcome_closed = 18,
  contract_changed = 19,
  contract_renewal_finalized = 20,
  engagement_changed = 21,
  engagement_stage_changed = 22,
  engagement_health_changed = 23
};
template <>
struct ChoiceList<ActivityType> {
  static constexpr std::string_view name = "activity_type";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<ActivityType> values[] = {
      {ActivityType::account_team_added, "account_team_added"},
      {ActivityType::account_team_changed, "account_team_changed"},
      {ActivityType::account_team_removed, "account_team_removed"},
      {ActivityType::customer_team_added, "customer_team_added"},
      {ActivityType::customer_team_changed, "customer_team_changed"},
      {ActivityType::customer_team_removed, "customer_team_removed"},
      {ActivityType::meeting_changed, "meeting_changed"},
      {ActivityType::meeting_completed, "meeting_completed"},
      {ActivityType::touchpoint_created, "touchpoint_created"},
      {ActivityType::touchpoint_changed, "touchpoint_changed"},
      {ActivityType::risk_signal_created, "risk_signal_created"},
      {ActivityType::risk_signal_changed, "risk_signal_changed"},
      {ActivityType::escalation_created, "escalation_created"},
      {ActivityType::escalation_changed, "escalation_changed"},
      {ActivityType::initiative_changed, "initiative_changed"},
      {ActivityType::success_task_changed, "success_task_changed"},
      {ActivityType::outcome_changed, "outcome_changed"},
      {ActivityType::outcome_closed, "outcome_closed"},
      {ActivityType::contract_changed, "contract_changed"},
      {ActivityType::contract_renewal_finalized, "contract_renewal_finalized"},
      {ActivityType::engagement_changed, "engagement_changed"},
      {ActivityType::engagement_stage_changed, "engagement_stage_changed"},
      {ActivityType::engagement_health_changed, "engagement_health_changed"}};
};

enum class ContractState : std::int16_t { draft = 1, active = 2, expired = 3, canceled = 4 };
template <>
struct ChoiceList<ContractState> {
  static constexpr std::string_view name = "contract_state";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<ContractState> values[] = {{ContractState::draft, "draft"},
                                                          {ContractState::active, "active"},
                                                          {ContractState::expired, "expired"},
                                                          {ContractState::canceled, "canceled"}};
};

enum class ContractSubstate : std::int16_t {
  awaiting_review = 1,
  under_review = 2,
  renewal_approved = 3,
  renewal_rejected = 4,
  extension_approved = 5
};
template <>
struct ChoiceList<ContractSubstate> {
  static constexpr std::string_view name = "contract_substate";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<ContractSubstate> values[] = {
      {ContractSubstate::awaiting_review, "awaiting_review"},
      {ContractSubstate::under_review, "under_review"},
      {ContractSubstate::renewal_approved, "renewal_approved"},
      {ContractSubstate::renewal_rejected, "renewal_rejected"},
      {ContractSubstate::extension_approved, "extension_approved"}};
};

enum class OpportunityType : std::int16_t { renew = 1, new_business = 2, expansion = 3 };
template <>
struct ChoiceList<OpportunityType> {
  static constexpr std::string_view name = "opportunity_type";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<OpportunityType> values[] = {{OpportunityType::renew, "renew"},
                                                            {OpportunityType::new_business, "new_business"},
                                                            {OpportunityType::expansion, "expansion"}};
};

enum class OpportunityStage : std::int16_t { open = 1, closed_won = 2, closed_lost = 3 };
template <>
struct ChoiceList<OpportunityStage> {
  static constexpr std::string_view name = "opportunity_stage";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<OpportunityStage> values[] = {{OpportunityStage::open, "open"},
                                                             {OpportunityStage::closed_won, "closed_won"},
                                                             {OpportunityStage::closed_lost, "closed_lost"}};
};

enum class EscalationState : std::int16_t { requested = 1, active = 2, closed = 3, canceled = 4 };
template <>
struct ChoiceList<EscalationState> {
  static constexpr std::string_view name = "escalation_state";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<EscalationState> values[] = {{EscalationState::requested, "requested"},
                                                            {EscalationState::active, "active"},
                                                            {EscalationState::closed, "closed"},
                                                            {EscalationState::canceled, "canceled"}};
};

}  // namespace steward
