// SPDX-License-Identifier: Apache-2.0
#include "meeting/rules_tables.hpp"
#include "steward/model.hpp"

namespace steward::meeting {

using rule::Context;
using rule::Phase;

namespace {

void copy_email(Context& context) {
  const auto invitee = model::from_row<MeetingInvitee>(context.change.after);
  const bool person = context.changed<MeetingInvitee>(&MeetingInvitee::user) ||
                      context.changed<MeetingInvitee>(&MeetingInvitee::contact);
  if (context.given<MeetingInvitee>(&MeetingInvitee::email) || (!person && !invitee.email.empty())) return;
  if (const auto user = context.work.get(invitee.user)) {
    context.set<MeetingInvitee>(&MeetingInvitee::email, user->email);
  } else if (const auto contact = context.work.get(invitee.contact)) {
    context.set<MeetingInvitee>(&MeetingInvitee::email, contact->email);
  }
}

/// An internal user who is still here, a contact of the account, or an address alone.
void allowed(Context& context) {
  const auto invitee = model::from_row<MeetingInvitee>(context.change.after);
  if (invitee.user && invitee.contact) {
    context.refuse("invitee_not_allowed", "contact", "an invitee is a user or a contact, not both");
    return;
  }
  const auto user = context.work.get(invitee.user);
  if (user && context.changed<MeetingInvitee>(&MeetingInvitee::user) &&
      (!user->active || !(user->kind == UserKind::internal))) {
    context.refuse("invitee_not_allowed", "user", "only active users of the provider are invited as users");
  }
  const auto contact = context.work.get(invitee.contact);
  if (!contact || !context.changed<MeetingInvitee>(&MeetingInvitee::contact)) return;
  const auto meeting = context.work.get(invitee.meeting);
  const auto engagement = meeting ? context.work.get(meeting->engagement) : std::nullopt;
  if (!engagement || engagement->account == contact->account) return;
  context.refuse("invitee_not_allowed", "contact", "the contact belongs to another account than the meeting");
}

void meeting_open(Context& context) {
  if (!context.by_caller()) return;
  const auto meeting = context.work.get(context.after<MeetingInvitee>(&MeetingInvitee::meeting));
  if (!meeting) return;
  if (!(meeting->state == MeetingState::completed) && !(meeting->state == MeetingState::canceled)) return;
  context.refuse("meeting_final", "meeting", "the meeting is over or canceled; its invitees stay as they are");
}

}  // namespace

std::vector<rule::Rule> invitee_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "meeting_invitee";
  return {
      {"INV-02", table, "E-mail", derive, on_write, "", copy_email,
       "The address is that of the user or contact unless another one is given."},
      {"INV-01", table, "Unique", mechanism, on_write, "duplicate_invitee @email", nullptr,
       "An address is invited to a meeting once."},
      {"INV-01", table, "Who is invited", validate, on_write, "invitee_not_allowed @user, invitee_not_allowed @contact",
       allowed, "An invitee is an active user of the provider, a contact of the account, or a guest's address."},
      {"MTG-11", table, "Invitees of final meetings", validate, on_write, "meeting_final @meeting", meeting_open,
       "Nobody is invited to a meeting that is completed or canceled."},
      {"MTG-11", table, "Invitees of final meetings", before_delete, on_erase, "meeting_final @meeting", meeting_open,
       "Nobody is taken off a meeting that is completed or canceled."},
  };
}

}  // namespace steward::meeting
