// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct CrmCurrencyMap;
struct CrmLink;
struct EmailMessage;
struct InboundMessage;
struct OutboxMessage;
struct WebhookRegistration;
struct WebhookValidation;

/// The id of a record in another system.
struct CrmMapping : Record {
  std::string platform;
  std::string local_table;
  std::optional<Id> local_record;
  std::string remote_entity;
  std::string remote_id;
};
template <>
struct Describe<CrmMapping> {
  static constexpr TableSpec table{.name = "crm_mapping",
                                   .access = AccessClass::connections,
                                   .domain_from = "local_record",
                                   .title = "The id of a record in another system."};
  static void fields(auto& f) {
    f("platform", &CrmMapping::platform).max(64).required();
    f("local_table", &CrmMapping::local_table).max(64).names_table().required();
    f("local_record", &CrmMapping::local_record).in_table_of("local_table").cascade().required();
    f("remote_entity", &CrmMapping::remote_entity).max(64).required();
    f("remote_id", &CrmMapping::remote_id).max(128).required();
    f.unique({"platform", "local_table", "local_record"}, "GEN-14", "duplicate_crm_mapping", "local_record");
    f.unique({"platform", "remote_entity", "remote_id"}, "GEN-14", "duplicate_crm_mapping", "remote_id");
  }
};

/// The currency of a symbol in another system.
struct CrmCurrencyMap : Record {
  std::string platform;
  std::string symbol;
  std::string key;
  std::string remote_id;
};
template <>
struct Describe<CrmCurrencyMap> {
  static constexpr TableSpec table{.name = "crm_currency_map",
                                   .access = AccessClass::connections,
                                   .domain = DomainClass::configuration,
                                   .title = "The currency of a symbol in another system."};
  static void fields(auto& f) {
    f("platform", &CrmCurrencyMap::platform).max(64).required();
    f("symbol", &CrmCurrencyMap::symbol).max(8).required();
    f("key", &CrmCurrencyMap::key).max(64).required();
    f("remote_id", &CrmCurrencyMap::remote_id).max(128);
    f.unique({"platform", "symbol"}, "GEN-14", "duplicate_crm_currency_map", "symbol");
  }
};

/// A remote record that was made for a local one.
struct CrmLink : Record {
  std::string platform;
  std::string local_table;
  std::optional<Id> local_record;
  std::string remote_entity;
  std::string remote_id;
  Choice<CrmLinkState> state = CrmLinkState::queued;
  std::string remote_values;
  std::optional<Instant> remote_changed_at;
};
template <>
struct Describe<CrmLink> {
  static constexpr TableSpec table{.name = "crm_link",
                                   .access = AccessClass::crm_link,
                                   .domain_from = "local_record",
                                   .system_written = true,
                                   .title = "A remote record that was made for a local one."};
  static void fields(auto& f) {
    f("platform", &CrmLink::platform).max(64).derived();
    f("local_table", &CrmLink::local_table).max(64).names_table().derived();
    f("local_record", &CrmLink::local_record).in_table_of("local_table").cascade().derived();
    f("remote_entity", &CrmLink::remote_entity).max(64).derived();
    f("remote_id", &CrmLink::remote_id).max(128).derived();
    f("state", &CrmLink::state).derived();
    f("remote_values", &CrmLink::remote_values).json().derived();
    f("remote_changed_at", &CrmLink::remote_changed_at).derived();
    f.unique({"platform", "local_table", "local_record", "remote_entity"}, "GEN-14", "duplicate_crm_link",
             "remote_entity");
    f.index({"platform", "remote_id"});
    f.index({"local_table", "local_record"});
  }
};

/// Lets a provider report an event; its secret stays with the host.
struct WebhookRegistration : Record {
  std::string name;
  std::string provider = "zoom";
  std::string trigger_type = "summary_completed";
  std::string trigger_object = "meeting";
  TextList input_fields;
  std::string handler = "process_zoom_meeting";
  std::string secret_name;
  bool active = true;
};
template <>
struct Describe<WebhookRegistration> {
  static constexpr TableSpec table{.name = "webhook_registration",
                                   .access = AccessClass::connections,
                                   .domain = DomainClass::none,
                                   .title = "Lets a provider report an event; its secret stays with the host."};
  static void fields(auto& f) {
    f("name", &WebhookRegistration::name).max(100).required();
    f("provider", &WebhookRegistration::provider).max(64).required();
    f("trigger_type", &WebhookRegistration::trigger_type).max(64).required();
    f("trigger_object", &WebhookRegistration::trigger_object).max(64).required();
    f("input_fields", &WebhookRegistration::input_fields).required();
    f("handler", &WebhookRegistration::handler).max(128).required();
    f("secret_name", &WebhookRegistration::secret_name).max(128).required();
    f("active", &WebhookRegistration::active);
    f.unique({"name"}, "GEN-14", "duplicate_webhook_registration", "name");
  }
};

/// Answers a provider's challenge of an endpoint.
struct WebhookValidation : Record {
  std::string name;
  std::string provider = "zoom";
  std::string secret_name;
};
template <>
struct Describe<WebhookValidation> {
  static constexpr TableSpec table{.name = "webhook_validation",
                                   .access = AccessClass::connections,
                                   .domain = DomainClass::none,
                                   .title = "Answers a provider's challenge of an endpoint."};
  static void fields(auto& f) {
    f("name", &WebhookValidation::name).max(100).required();
    f("provider", &WebhookValidation::provider).max(64).required();
    f("secret_name", &WebhookValidation::secret_name).max(128).required();
    f.unique({"name"}, "GEN-14", "duplicate_webhook_validation", "name");
  }
};

/// A message for the outside world that waits for the host.
struct OutboxMessage : Record {
  std::optional<Choice<OutboxKind>> kind;
  std::string ordering_key;
  std::string dedupe_key;
  std::string payload;
  std::string hold_key;
  std::optional<Instant> not_before;
  Choice<OutboxState> state = OutboxState::pending;
  std::int64_t attempts = 0;
  std::string last_error;
  std::string lease_token;
  std::optional<Instant> lease_until;
  std::optional<Ref<EmailMessage>> email_message;
};
template <>
struct Describe<OutboxMessage> {
  static constexpr TableSpec table{.name = "outbox_message",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "A message for the outside world that waits for the host."};
  static void fields(auto& f) {
    f("kind", &OutboxMessage::kind).derived();
    f("ordering_key", &OutboxMessage::ordering_key).max(128).derived();
    f("dedupe_key", &OutboxMessage::dedupe_key).max(128).derived();
    f("payload", &OutboxMessage::payload).json().derived();
    f("hold_key", &OutboxMessage::hold_key).max(128).derived();
    f("not_before", &OutboxMessage::not_before).derived();
    f("state", &OutboxMessage::state).derived();
    f("attempts", &OutboxMessage::attempts).at_least(0).derived();
    f("last_error", &OutboxMessage::last_error).text().derived();
    f("lease_token", &OutboxMessage::lease_token).max(64).derived();
    f("lease_until", &OutboxMessage::lease_until).derived();
    f("email_message", &OutboxMessage::email_message).nullify().derived();
    f.unique({"dedupe_key"}, "GEN-14", "duplicate_outbox_message", "dedupe_key");
    f.index({"state", "not_before", "id"});
    f.index({"ordering_key", "state"});
    f.index({"hold_key"});
  }
};

/// A message from the outside world and what came of it.
struct InboundMessage : Record {
  std::optional<Choice<InboundChannel>> channel;
  std::string natural_key;
  std::optional<Instant> received_at;
  std::optional<Choice<InboundOutcome>> outcome;
  std::string details;
};
template <>
struct Describe<InboundMessage> {
  static constexpr TableSpec table{.name = "inbound_message",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "A message from the outside world and what came of it."};
  static void fields(auto& f) {
    f("channel", &InboundMessage::channel).derived();
    f("natural_key", &InboundMessage::natural_key).max(255).derived();
    f("received_at", &InboundMessage::received_at).derived();
    f("outcome", &InboundMessage::outcome).derived();
    f("details", &InboundMessage::details).json().derived();
    f.unique({"channel", "natural_key"}, "GEN-14", "duplicate_inbound_message", "natural_key");
  }
};

}  // namespace steward
