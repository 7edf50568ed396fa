// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of onboarding, import and playbooks.

namespace steward {

enum class ExchangeIntegration : std::int16_t {
  not_required = 1,
  remote_catalog = 2,
  remote_task = 3,
  foundation_data_sync = 4
};
template <>
struct ChoiceList<ExchangeIntegration> {
  static constexpr std::string_view name = "exchange_integration";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ExchangeIntegration> values[] = {
      {ExchangeIntegration::not_required, "not_required"},
      {ExchangeIntegration::remote_catalog, "remote_catalog"},
      {ExchangeIntegration::remote_task, "remote_task"},
      {ExchangeIntegration::foundation_data_sync, "foundation_data_sync"}};
};

enum class OnboardingType : std::int16_t { phased = 1, full = 2 };
template <>
struct ChoiceList<OnboardingType> {
  static constexpr std::string_view name = "onboarding_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingType> values[] = {{OnboardingType::phased, "phased"},
                                                           {OnboardingType::full, "full"}};
};

enum class OnboardingState : std::int16_t {
  new_ = 1,
  unassigned = 2,
  active = 3,
  blocked = 4,
  closed = 5,
  canceled = 6
};
template <>
struct ChoiceList<OnboardingState> {
  static constexpr std::string_view name = "onboarding_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingState> values[] = {
      {OnboardingState::new_, "new"},      {OnboardingState::unassigned, "unassigned"},
      {OnboardingState::active, "active"}, {OnboardingState::blocked, "blocked"},
      {OnboardingState::closed, "closed"}, {OnboardingState::canceled, "canceled"}};
};

enum class OnboardingTaskType : std::int16_t {
  data_capture = 1,
  risk_mitigation = 2,
  development = 3,
  training = 4,
  testing = 5
};
template <>
struct ChoiceList<OnboardingTaskType> {
  static constexpr std::string_view name = "onboarding_task_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingTaskType> values[] = {{OnboardingTaskType::data_capture, "data_capture"},
                                                               {OnboardingTaskType::risk_mitigation, "risk_mitigation"},
                                                               {OnboardingTaskType::development, "development"},
                                                               {OnboardingTaskType::training, "training"},
                                                               {OnboardingTaskType::testing, "testing"}};
};

enum class OnboardingTaskState : std::int16_t {
  open = 1,
  awaiting_customer = 2,
  awaiting_internal = 3,
  in_progress = 4,
  review = 5,
  closed = 6,
  canceled = 7
};
template <>
struct ChoiceList<OnboardingTaskState> {
  static constexpr std::string_view name = "onboarding_task_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingTaskState> values[] = {
      {OnboardingTaskState::open, "open"},
      {OnboardingTaskState::awaiting_customer, "awaiting_customer"},
      {OnboardingTaskState::awaiting_internal, "awaiting_internal"},
      {OnboardingTaskState::in_progress, "in_progress"},
      {OnboardingTaskState::review, "review"},
      {OnboardingTaskState::closed, "closed"},
      {OnboardingTaskState::canceled, "canceled"}};
};

enum class OnboardingCloseCode : std::int16_t {
  successful_no_issues = 1,
  successful_with_issues = 2,
  unsuccessful_unable_to_complete = 3,
  voided_canceled = 4
};
template <>
struct ChoiceList<OnboardingCloseCode> {
  static constexpr std::string_view name = "onboarding_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingCloseCode> values[] = {
      {OnboardingCloseCode::successful_no_issues, "successful_no_issues"},
      {OnboardingCloseCode::successful_with_issues, "successful_with_issues"},
      {OnboardingCloseCode::unsuccessful_unable_to_complete, "unsuccessful_unable_to_complete"},
      {OnboardingCloseCode::voided_canceled, "voided_canceled"}};
};

enum class UploadStatus : std::int16_t { unprocessed = 1, processed = 2, failed = 3 };
template <>
struct ChoiceList<UploadStatus> {
  static constexpr std::string_view name = "upload_status";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<UploadStatus> values[] = {{UploadStatus::unprocessed, "unprocessed"},
                                                         {UploadStatus::processed, "processed"},
                                                         {UploadStatus::failed, "failed"}};
};

enum class ImportTemplateStep : std::int16_t {
  template_ = 1,
  data_source = 2,
  transform_map = 3,
  validations = 4,
  playbook_activity = 5,
  ready = 6
};
template <>
struct ChoiceList<ImportTemplateStep> {
  static constexpr std::string_view name = "import_template_step";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ImportTemplateStep> values[] = {
      {ImportTemplateStep::template_, "template"},
      {ImportTemplateStep::data_source, "data_source"},
      {ImportTemplateStep::transform_map, "transform_map"},
      {ImportTemplateStep::validations, "validations"},
      {ImportTemplateStep::playbook_activity, "playbook_activity"},
      {ImportTemplateStep::ready, "ready"}};
};

enum class ValidationLevel : std::int16_t { field = 1, record = 2 };
template <>
struct ChoiceList<ValidationLevel> {
  static constexpr std::string_view name = "validation_level";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ValidationLevel> values[] = {{ValidationLevel::field, "field"},
                                                            {ValidationLevel::record, "record"}};
};

enum class ValidationSubType : std::int16_t {
  reference = 1,
  choice = 2,
  date = 3,
  datetime = 4,
  boolean = 5,
  string_length = 6,
  integer_or_decimal = 7
};
template <>
struct ChoiceList<ValidationSubType> {
  static constexpr std::string_view name = "validation_sub_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ValidationSubType> values[] = {
      {ValidationSubType::reference, "reference"},
      {ValidationSubType::choice, "choice"},
      {ValidationSubType::date, "date"},
      {ValidationSubType::datetime, "datetime"},
      {ValidationSubType::boolean, "boolean"},
      {ValidationSubType::string_length, "string_length"},
      {ValidationSubType::integer_or_decimal, "integer_or_decimal"}};
};

enum class StagingStatus : std::int16_t {
  yet_to_validate = 1,
  needs_attention = 2,
  ready_to_publish = 3,
  published = 4
};
template <>
struct ChoiceList<StagingStatus> {
  static constexpr std::string_view name = "staging_status";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<StagingStatus> values[] = {{StagingStatus::yet_to_validate, "yet_to_validate"},
                                                          {StagingStatus::needs_attention, "needs_attention"},
                                                          {StagingStatus::ready_to_publish, "ready_to_publish"},
                                                          {StagingStatus::published, "published"}};
};

enum class RegistrationState : std::int16_t { requested = 1, registered = 2, failed = 3 };
template <>
struct ChoiceList<RegistrationState> {
  static constexpr std::string_view name = "registration_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RegistrationState> values[] = {{RegistrationState::requested, "requested"},
                                                              {RegistrationState::registered, "registered"},
                                                              {RegistrationState::failed, "failed"}};
};

enum class PlaybookDefinitionState : std::int16_t { draft = 1, active = 2, inactive = 3 };
template <>
struct ChoiceList<PlaybookDefinitionState> {
  static constexpr std::string_view name = "playbook_definition_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PlaybookDefinitionState> values[] = {{PlaybookDefinitionState::draft, "draft"},
                                                                    {PlaybookDefinitionState::active, "active"},
                                                                    {PlaybookDefinitionState::inactive, "inactive"}};
};

enum class PlaybookTrigger : std::int16_t { record_created = 1, manual = 2 };
template <>
struct ChoiceList<PlaybookTrigger> {
  static constexpr std::string_view name = "playbook_trigger";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PlaybookTrigger> values[] = {{PlaybookTrigger::record_created, "record_created"},
                                                            {PlaybookTrigger::manual, "manual"}};
};

enum class PlaybookState : std::int16_t { in_progress = 1, completed = 2, canceled = 3 };
template <>
struct ChoiceList<PlaybookState> {
  static constexpr std::string_view name = "playbook_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PlaybookState> values[] = {{PlaybookState::in_progress, "in_progress"},
                                                          {PlaybookState::completed, "completed"},
                                                          {PlaybookState::canceled, "canceled"}};
};

enum class PlaybookActivityKind : std::int16_t {
  select_and_create = 1,
  record_form = 2,
  add_people = 3,
  assign_responsibilities = 4,
  create_and_track = 5,
  import = 6,
  summary = 7,
  comment = 8,
  related_records = 9,
  view_record = 10,
  email = 11,
  close_record = 12
};
template <>
struct ChoiceList<PlaybookActivityKind> {
  static constexpr std::string_view name = "playbook_activity_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PlaybookActivityKind> values[] = {
      {PlaybookActivityKind::select_and_create, "select_and_create"},
      {PlaybookActivityKind::record_form, "record_form"},
      {PlaybookActivityKind::add_people, "add_people"},
      {PlaybookActivityKind::assign_responsibilities, "assign_responsibilities"},
      {PlaybookActivityKind::create_and_track, "create_and_track"},
      {PlaybookActivityKind::import, "import"},
      {PlaybookActivityKind::summary, "summary"},
      {PlaybookActivityKind::comment, "comment"},
      {PlaybookActivityKind::related_records, "related_records"},
      {PlaybookActivityKind::view_record, "view_record"},
      {PlaybookActivityKind::email, "email"},
      {PlaybookActivityKind::close_record, "close_record"}};
};

enum class StartRule : std::int16_t { after_previous = 1, with_previous = 2 };
template <>
struct ChoiceList<StartRule> {
  static constexpr std::string_view name = "start_rule";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<StartRule> values[] = {{StartRule::after_previous, "after_previous"},
                                                      {StartRule::with_previous, "with_previous"}};
};

}  // namespace steward
