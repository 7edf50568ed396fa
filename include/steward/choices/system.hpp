// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of the system tables.

namespace steward {

enum class CrmLinkState : std::int16_t { queued = 1, done = 2, failed = 3 };
template <>
struct ChoiceList<CrmLinkState> {
  static constexpr std::string_view name = "crm_link_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<CrmLinkState> values[] = {
      {CrmLinkState::queued, "queued"}, {CrmLinkState::done, "done"}, {CrmLinkState::failed, "failed"}};
};

enum class PropertyType : std::int16_t { string = 1, integer = 2, decimal = 3, boolean = 4, json = 5 };
template <>
struct ChoiceList<PropertyType> {
  static constexpr std::string_view name = "property_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PropertyType> values[] = {{PropertyType::string, "string"},
                                                         {PropertyType::integer, "integer"},
                                                         {PropertyType::decimal, "decimal"},
                                                         {PropertyType::boolean, "boolean"},
                                                         {PropertyType::json, "json"}};
};

enum class JobState : std::int16_t { running = 1, succeeded = 2, failed = 3, canceled = 4 };
template <>
struct ChoiceList<JobState> {
  static constexpr std::string_view name = "job_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<JobState> values[] = {{JobState::running, "running"},
                                                     {JobState::succeeded, "succeeded"},
                                                     {JobState::failed, "failed"},
                                                     {JobState::canceled, "canceled"}};
};

enum class ChangeOperation : std::int16_t { insert = 1, update = 2, delete_ = 3 };
template <>
struct ChoiceList<ChangeOperation> {
  static constexpr std::string_view name = "change_operation";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ChangeOperation> values[] = {
      {ChangeOperation::insert, "insert"}, {ChangeOperation::update, "update"}, {ChangeOperation::delete_, "delete"}};
};

enum class OutboxKind : std::int16_t {
  email = 1,
  calendar_email = 2,
  notification = 3,
  virtual_meeting_create = 4,
  virtual_meeting_update = 5,
  virtual_meeting_delete = 6,
  crm_action = 7,
  flow_call = 8,
  bridge_registration = 9,
  change_request = 10,
  support_case = 11,
  domain_event = 12
};
template <>
struct ChoiceList<OutboxKind> {
  static constexpr std::string_view name = "outbox_kind";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<OutboxKind> values[] = {{OutboxKind::email, "email"},
                                                       {OutboxKind::calendar_email, "calendar_email"},
                                                       {OutboxKind::notification, "notification"},
                                                       {OutboxKind::virtual_meeting_create, "virtual_meeting_create"},
                                                       {OutboxKind::virtual_meeting_update, "virtual_meeting_update"},
                                                       {OutboxKind::virtual_meeting_delete, "virtual_meeting_delete"},
                                                       {OutboxKind::crm_action, "crm_action"},
                                                       {OutboxKind::flow_call, "flow_call"},
                                                       {OutboxKind::bridge_registration, "bridge_registration"},
                                                       {OutboxKind::change_request, "change_request"},
                                                       {OutboxKind::support_case, "support_case"},
                                                       {OutboxKind::domain_event, "domain_event"}};
};

enum class OutboxState : std::int16_t { held = 1, pending = 2, leased = 3, delivered = 4, dead = 5, canceled = 6 };
template <>
struct ChoiceList<OutboxState> {
  static constexpr std::string_view name = "outbox_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OutboxState> values[] = {
      {OutboxState::held, "held"},           {OutboxState::pending, "pending"}, {OutboxState::leased, "leased"},
      {OutboxState::delivered, "delivered"}, {OutboxState::dead, "dead"},       {OutboxState::canceled, "canceled"}};
};

enum class InboundChannel : std::int16_t { webhook = 1, email = 2 };
template <>
struct ChoiceList<InboundChannel> {
  static constexpr std::string_view name = "inbound_channel";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<InboundChannel> values[] = {{InboundChannel::webhook, "webhook"},
                                                           {InboundChannel::email, "email"}};
};

enum class InboundOutcome : std::int16_t { applied = 1, ignored = 2, rejected = 3 };
template <>
struct ChoiceList<InboundOutcome> {
  static constexpr std::string_view name = "inbound_outcome";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<InboundOutcome> values[] = {{InboundOutcome::applied, "applied"},
                                                           {InboundOutcome::ignored, "ignored"},
                                                           {InboundOutcome::rejected, "rejected"}};
};

enum class UserKind : std::int16_t { internal = 1, customer = 2, integration = 3 };
template <>
struct ChoiceList<UserKind> {
  static constexpr std::string_view name = "user_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<UserKind> values[] = {
      {UserKind::internal, "internal"}, {UserKind::customer, "customer"}, {UserKind::integration, "integration"}};
};

}  // namespace steward
