// SPDX-License-Identifier: Apache-2.0
#include "collaboration/rules_tables.hpp"

#include <fmt/format.h>

#include "rule/clip.hpp"
#include "rule/closing.hpp"
#include "steward/model.hpp"

namespace steward::collaboration {

namespace {

using rule::Context;
using rule::Phase;

EmailMessage mail_of(const Context& context) { return model::from_row<EmailMessage>(context.change.after); }

Target record_of(const Context& context, const EmailMessage& mail) {
  return target_of(context.work, mail.record_table, mail.record.value_or(Id()));
}

void received(Context& context, const EmailMessage& mail) {
  if (mail.state == EmailState::draft) context.set<EmailMessage>(&EmailMessage::state, EmailState::received);
  if (!mail.received_at) context.set<EmailMessage>(&EmailMessage::received_at, context.now());
}

void sent(Context& context, const EmailMessage& mail) {
  const Id user = mail.author ? mail.author->id() : context.work.actor().user;
  if (user.is_nil()) return;
  context.set<EmailMessage>(&EmailMessage::author, Ref<User>(user));
  const auto author = context.work.get(Ref<User>(user));
  if (author && mail.from_address.empty()) {
    context.set<EmailMessage>(&EmailMessage::from_address, author->email);
  }
}

void sender_and_number(Context& context) {
  const auto mail = mail_of(context);
  mail.direction == EmailDirection::received ? received(context, mail) : sent(context, mail);
  const auto [table, row] = record_of(context, mail);
  if (row == nullptr || !mail.record_number.empty()) return;
  context.set<EmailMessage>(&EmailMessage::record_number, rule::clipped(label_of(*table, *row).number, 40));
}

void touchpoint_defaults(Context& context, const EmailMessage& mail, const Touchpoint& touchpoint) {
  const auto contact = context.work.get(touchpoint.contact);
  if (mail.to.empty() && contact && !contact->email.empty()) {
    context.set<EmailMessage>(&EmailMessage::to, {contact->email});
  }
  const auto account = context.work.get(touchpoint.account);
  if (mail.subject.empty() && account) {
    context.set<EmailMessage>(&EmailMessage::subject, rule::clipped(account->name, 255));
  }
}

void draft_defaults(Context& context) {
  const auto mail = mail_of(context);
  const auto [table, row] = record_of(context, mail);
  if (row == nullptr || mail.direction == EmailDirection::received) return;
  if (table->name == "touchpoint") return touchpoint_defaults(context, mail, model::from_row<Touchpoint>(*row));
  if (!mail.subject.empty()) return;
  const auto [number, title] = label_of(*table, *row);
  const std::string_view between = number.empty() || title.empty() ? "" : " ";
  context.set<EmailMessage>(&EmailMessage::subject, rule::clipped(fmt::format("{}{}{}", number, between, title), 255));
}

void record_exists(Context& context) {
  if (!context.changed<EmailMessage>(&EmailMessage::record) &&
      !context.changed<EmailMessage>(&EmailMessage::record_table)) {
    return;
  }
  const auto mail = mail_of(context);
  if (mail.record_table.empty() && !mail.record) return;
  if (mail.record_table.empty() || !mail.record) {
    context.refuse("field_required", mail.record ? "record_table" : "record",
                   "the record of a mail is named by its table and its id");
    return;
  }
  const auto* table = context.work.schema().find(mail.record_table);
  if (table == nullptr) return;  // GEN-04 has said so
  const bool restricted = context.by_caller() && !context.work.actor().system;
  const Row* row = restricted ? context.work.visible(*table, *mail.record) : context.work.row(*table, *mail.record);
  if (row == nullptr) {
    context.refuse("invalid_reference", "record", fmt::format("there is no such {}", table->name));
  }
}

void touchpoint_is_open(Context& context) {
  const auto mail = mail_of(context);
  if (mail.record_table != "touchpoint" || !(mail.direction == EmailDirection::sent)) return;
  const auto [table, row] = record_of(context, mail);
  if (row == nullptr || !rule::is_ended(*table, *row)) return;
  context.refuse("touchpoint_closed", "record", "the touchpoint is closed or canceled; no mail leaves from it");
}

}  // namespace

std::vector<rule::Rule> mail_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "email_message";
  return {
      {"MSG-01", table, "Author and number", derive, on_insert, "", sender_and_number,
       "An outgoing mail is by the acting user, from their address unless another is given; an incoming one is "
       "received now; both keep the number of the record."},
      {"EML-02", table, "Defaults", derive, on_insert, "", draft_defaults,
       "A mail of a touchpoint goes to its contact and is called after the account; others are called after number "
       "and title of the record."},
      {"MSG-02", table, "Record", validate, on_write,
       "field_required @record, field_required @record_table, invalid_reference @record", record_exists,
       "The record of a mail is given by table and id and exists; it may be deleted later."},
      {"EML-03", table, "Ended touchpoint", validate, on_insert, "touchpoint_closed @record", touchpoint_is_open,
       "No outgoing mail is made for a closed or canceled touchpoint."},
  };
}

}  // namespace steward::collaboration
