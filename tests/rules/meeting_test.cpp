// SPDX-License-Identifier: Apache-2.0
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

const Instant start = at("2024-12-02T09:00:00Z");

struct Meetings : Portfolio {
  Meetings() : home(engagement()), parent(touchpoint(home)) {}

  Meeting draft() { return create(new_meeting(parent)); }
  MeetingInvitee guest(const Meeting& meeting) {
    MeetingInvitee entity;
    entity.meeting = ref(meeting);
    entity.email = unique("guest") + "@example.com";
    return create(entity);
  }
  /// A draft with a guest and everything that scheduling asks for but the state.
  Meeting ready() {
    auto meeting = new_meeting(parent);
    meeting.start_at = start;
    meeting.end_at = start + 1h;
    meeting = create(meeting);
    guest(meeting);
    meeting.meeting_type = MeetingType::qbr;
    return meeting;
  }
  Result<Meeting> move(Meeting meeting, MeetingState state) {
    meeting.state = state;
    return session.update(meeting);
  }
  Meeting in(MeetingState state) { return require(move(ready(), state)); }
  Account account_of() { return require(session.get(home.account)); }

  Engagement home;
  Touchpoint parent;
};

/// A draft series from `first` on, of one hour a meeting.
Meeting series(Meetings& m, Instant first, Instant until) {
  auto meeting = m.new_meeting(m.parent);
  meeting.start_at = first;
  meeting.end_at = first + 1h;
  meeting.cadence = Cadence::weekly;
  meeting.repeat_until = until;
  return meeting;
}

}  // namespace

TEST_CASE("a meeting needs a subject and a parent", "[MTG-01][refuses]") {
  Meetings m;
  const auto stored = m.session.create(Meeting{});
  CHECK(refused(stored, "MTG-01", "field_required", "subject"));
  CHECK(refused(stored, "MTG-01", "field_required", "touchpoint"));
  auto both = m.new_meeting(m.parent);
  both.customer_play = Portfolio::ref(m.customer_play(m.home));
  CHECK(refused(m.session.create(both), "MTG-01", "invalid_input", "customer_play"));
}

TEST_CASE("a scheduled meeting has times, type and invitees", "[MTG-01][refuses]") {
  Meetings m;
  for (const auto state : {MeetingState::scheduled, MeetingState::completed}) {
    const auto stored = m.move(m.draft(), state);
    CHECK(refused(stored, "MTG-01", "field_required", "start_at"));
    CHECK(refused(stored, "MTG-01", "field_required", "end_at"));
    CHECK(refused(stored, "MTG-01", "field_required", "meeting_type"));
    CHECK(refused(stored, "MTG-01", "invitee_required", "invitees"));
  }
}

TEST_CASE("a draft needs a subject only, and is canceled as it is", "[MTG-01][accepts]") {
  Meetings m;
  const auto draft = m.draft();
  CHECK(draft.number == "MEET0000001");
  CHECK(draft.state == MeetingState::draft);
  CHECK(draft.engagement == Portfolio::ref(m.home));
  CHECK(accepted(m.move(draft, MeetingState::canceled)));
  CHECK(accepted(m.move(m.ready(), MeetingState::scheduled)));
  Meeting of_play;
  of_play.customer_play = Portfolio::ref(m.customer_play(m.home));
  of_play.subject = "Review";
  CHECK(m.create(of_play).engagement == Portfolio::ref(m.home));
}

TEST_CASE("a meeting ends after it starts", "[MTG-02][refuses]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.start_at = start;
  meeting.end_at = start;
  CHECK(refused(m.session.create(meeting), "MTG-02", "meeting_times_invalid", "end_at"));
  meeting.end_at = start - 1ms;
  CHECK(refused(m.session.create(meeting), "MTG-02", "meeting_times_invalid", "end_at"));
}

TEST_CASE("a meeting lasts at least a moment", "[MTG-02][accepts]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.start_at = start;
  CHECK(accepted(m.session.create(meeting)));
  meeting.end_at = start + 1ms;
  CHECK(accepted(m.session.create(meeting)));
}

TEST_CASE("a meeting does not last longer than a day", "[MTG-03][refuses]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.start_at = start;
  meeting.end_at = start + 24h + 1ms;
  CHECK(refused(m.session.create(meeting), "MTG-03", "meeting_too_long", "end_at"));
}

TEST_CASE("a meeting lasts exactly a day", "[MTG-03][accepts]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.start_at = start;
  meeting.end_at = start + 24h;
  CHECK(accepted(m.session.create(meeting)));
}

TEST_CASE("a draft has no type", "[MTG-04][refuses]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.meeting_type = MeetingType::renewal;
  CHECK(refused(m.session.create(meeting), "MTG-04", "meeting_type_requires_scheduled", "meeting_type"));
  CHECK(refused(m.session.update(m.ready()), "MTG-04", "meeting_type_requires_scheduled", "meeting_type"));
}

TEST_CASE("the type comes with the scheduling", "[MTG-04][accepts]") {
  Meetings m;
  CHECK(m.in(MeetingState::scheduled).meeting_type == Choice<MeetingType>(MeetingType::qbr));
}

TEST_CASE("cadence and repeat_until come together", "[MTG-05][refuses]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.cadence = Cadence::daily;
  CHECK(refused(m.session.create(meeting), "MTG-05", "repeat_until_required", "repeat_until"));
  meeting.cadence.reset();
  meeting.repeat_until = start;
  CHECK(refused(m.session.create(meeting), "MTG-05", "repeat_until_not_allowed", "repeat_until"));
}

TEST_CASE("a meeting repeats, or does not", "[MTG-05][accepts]") {
  Meetings m;
  CHECK(accepted(m.session.create(series(m, start, start + 720h))));
  CHECK(accepted(m.session.create(m.new_meeting(m.parent))));
}

TEST_CASE("a series repeats beyond its first meeting", "[MTG-06][refuses]") {
  Meetings m;
  CHECK(refused(m.session.create(series(m, start, start + 1h)), "MTG-06", "repeat_until_invalid", "repeat_until"));
  CHECK(refused(m.session.create(series(m, start, start - 24h)), "MTG-06", "repeat_until_invalid", "repeat_until"));
}

TEST_CASE("a series repeats for a moment at least", "[MTG-06][accepts]") {
  Meetings m;
  CHECK(accepted(m.session.create(series(m, start, start + 1h + 1ms))));
}

TEST_CASE("a series is not longer than a year", "[MTG-07][refuses]") {
  Meetings m;
  CHECK(refused(m.session.create(series(m, start, at("2025-12-03T00:00:00Z"))), "MTG-07", "series_too_long",
                "repeat_until"));
  m.property("meeting.series_repeat_limit_days", "10", PropertyType::integer);
  CHECK(refused(m.session.create(series(m, start, at("2024-12-13T00:00:00Z"))), "MTG-07", "series_too_long",
                "repeat_until"));
}

TEST_CASE("a series of exactly the longest length is stored", "[MTG-07][accepts]") {
  Meetings m;
  CHECK(accepted(m.session.create(series(m, start, at("2025-12-02T23:59:59Z")))));
  m.property("meeting.series_repeat_limit_days", "10", PropertyType::integer);
  CHECK(accepted(m.session.create(series(m, start, at("2024-12-12T23:59:59Z")))));
}

TEST_CASE("the days of a series are those of the meeting's time zone", "[MTG-07][refuses]") {
  Meetings m;
  m.property("meeting.series_repeat_limit_days", "1", PropertyType::integer);
  // In Vienna it is the 2nd already, and the 4th.
  auto meeting = series(m, at("2024-12-01T23:30:00Z"), at("2024-12-03T23:30:00Z"));
  meeting.time_zone = "Europe/Vienna";
  CHECK(refused(m.session.create(meeting), "MTG-07", "series_too_long", "repeat_until"));
  meeting.repeat_until = at("2024-12-03T22:30:00Z");
  CHECK(accepted(m.session.create(meeting)));
}

TEST_CASE("a virtual meeting names its software", "[MTG-09][refuses]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.virtual_ = true;
  CHECK(refused(m.session.create(meeting), "MTG-09", "provider_required", "video_software"));
  meeting.video_software = VideoSoftware::zoom;
  CHECK(refused(m.session.create(meeting), "MTG-09", "zoom_user_not_configured", "video_software"));
}

TEST_CASE("link, id and password of a zoom meeting come from the provider", "[MTG-09][refuses]") {
  Meetings m;
  m.property("meeting.zoom_user_id", "host@example.com");
  auto meeting = m.new_meeting(m.parent);
  meeting.virtual_ = true;
  meeting.video_software = VideoSoftware::zoom;
  meeting.meeting_link = "https://example.com/mine";
  meeting.meeting_password = "secret";
  const auto stored = m.session.create(meeting);
  CHECK(refused(stored, "MTG-09", "field_read_only", "meeting_link"));
  CHECK(refused(stored, "MTG-09", "field_read_only", "meeting_password"));
  auto with_id = m.new_meeting(m.parent);
  with_id.provider_meeting_id = "123";
  CHECK(refused(m.session.create(with_id), "MTG-09", "field_read_only", "provider_meeting_id"));
}

TEST_CASE("a link given by hand goes when the provider takes over", "[MTG-09][refuses]") {
  Meetings m;
  m.property("meeting.zoom_user_id", "host@example.com");
  auto meeting = m.new_meeting(m.parent);
  meeting.virtual_ = true;
  meeting.video_software = VideoSoftware::google_meet;
  meeting.meeting_link = "https://example.com/mine";
  meeting = m.create(meeting);
  meeting.video_software = VideoSoftware::zoom;
  CHECK(m.update(meeting).meeting_link.empty());
}

TEST_CASE("a virtual meeting has its link from the provider or from the organizer", "[MTG-09][accepts]") {
  Meetings m;
  auto meeting = m.new_meeting(m.parent);
  meeting.virtual_ = true;
  meeting.video_software = VideoSoftware::google_meet;
  meeting.meeting_link = "https://example.com/mine";
  meeting.meeting_password = "secret";
  CHECK(m.create(meeting).meeting_link == "https://example.com/mine");
  m.property("meeting.zoom_user_id", "host@example.com");
  auto zoom = m.new_meeting(m.parent);
  zoom.virtual_ = true;
  zoom.video_software = VideoSoftware::zoom;
  CHECK(accepted(m.session.create(zoom)));
}

TEST_CASE("an ended touchpoint or play gets no new meeting", "[MTG-10][refuses]") {
  Meetings m;
  const auto closed = end(m, m.touchpoint(m.home), "closed");
  const auto canceled = end(m, m.touchpoint(m.home), "canceled");
  CHECK(refused(m.session.create(m.new_meeting(closed)), "MTG-10", "touchpoint_closed", "touchpoint"));
  CHECK(refused(m.session.create(m.new_meeting(canceled)), "MTG-10", "touchpoint_closed", "touchpoint"));
  Meeting of_play;
  of_play.customer_play = Portfolio::ref(end(m, m.customer_play(m.home), "closed"));
  of_play.subject = "Review";
  CHECK(refused(m.session.create(of_play), "MTG-10", "parent_closed", "customer_play"));
}

TEST_CASE("meetings of an ended touchpoint are edited, held and canceled", "[MTG-10][accepts]") {
  Meetings m;
  auto first = m.in(MeetingState::scheduled);
  const auto second = m.in(MeetingState::scheduled);
  end(m, m.again(m.parent), "closed");
  first.start_at = start + 10min;
  first = m.update(first);
  CHECK(accepted(m.move(first, MeetingState::completed)));
  CHECK(accepted(m.move(second, MeetingState::canceled)));
}

TEST_CASE("a meeting that is over takes notes only", "[MTG-11][refuses]") {
  Meetings m;
  for (const auto state : {MeetingState::completed, MeetingState::canceled}) {
    auto meeting = m.in(state);
    meeting.subject = "Another";
    meeting.end_at = start + 2h;
    const auto changed = m.session.update(meeting);
    CHECK(refused(changed, "MTG-11", "meeting_final", "subject"));
    CHECK(refused(changed, "MTG-11", "meeting_final", "end_at"));
  }
}

TEST_CASE("nobody is invited to or taken off a meeting that is over", "[MTG-11][refuses]") {
  Meetings m;
  const auto meeting = m.in(MeetingState::completed);
  MeetingInvitee late;
  late.meeting = Portfolio::ref(meeting);
  late.email = "late@example.com";
  CHECK(refused(m.session.create(late), "MTG-11", "meeting_final", "meeting"));
  const auto guest = require(m.session.find<MeetingInvitee>()).items.front();
  CHECK(refused(m.session.remove(guest), "MTG-11", "meeting_final", "meeting"));
}

TEST_CASE("a meeting notes when it was completed or canceled", "[MTG-11][refuses]") {
  Meetings m;
  CHECK(m.in(MeetingState::completed).completed_at == m.clock->now());
  CHECK_FALSE(m.in(MeetingState::completed).canceled_at.has_value());
  CHECK(m.in(MeetingState::canceled).canceled_at == m.clock->now());
}

TEST_CASE("a meeting that is over takes its notes, and may be deleted with its parent", "[MTG-11][accepts]") {
  Meetings m;
  auto meeting = m.in(MeetingState::completed);
  meeting.internal_notes = "They were pleased.";
  meeting.external_notes = "Thank you.";
  CHECK(accepted(m.session.update(meeting)));
  CHECK_FALSE(m.in(MeetingState::scheduled).completed_at.has_value());
  require(m.session.remove(m.again(m.parent)));
  CHECK(require(m.session.count<Meeting>()) == 0);
  CHECK(require(m.session.count<MeetingInvitee>()) == 0);
}

TEST_CASE("a meeting moves between its states as listed", "[PUB-01][MTG-11]") {
  Meetings m;
  CHECK(refused(m.move(m.in(MeetingState::scheduled), MeetingState::draft), "PUB-01", "invalid_transition", "state"));
  CHECK(
      refused(m.move(m.in(MeetingState::completed), MeetingState::canceled), "PUB-01", "invalid_transition", "state"));
  CHECK(
      refused(m.move(m.in(MeetingState::canceled), MeetingState::scheduled), "PUB-01", "invalid_transition", "state"));
}

TEST_CASE("organizer, time zone and uid of a meeting come by themselves", "[MTG-22][refuses]") {
  Meetings m;
  auto user = m.user();
  user.time_zone = "Europe/Vienna";
  user = m.update(user);
  auto caller = m.session_of(user);
  const auto meeting = require(caller.create(m.new_meeting(m.parent)));
  CHECK(meeting.organizer == Portfolio::ref(user));
  CHECK(meeting.time_zone == "Europe/Vienna");
  CHECK(meeting.calendar_uid == meeting.id.to_string());
  auto nowhere = m.new_meeting(m.parent);
  nowhere.time_zone = "Europe/Atlantis";
  CHECK(refused(m.session.create(nowhere), "MTG-22", "invalid_input", "time_zone"));
}

TEST_CASE("a given organizer and time zone stay", "[MTG-22][accepts]") {
  Meetings m;
  auto other = m.user();
  auto caller = m.session_of(m.user());
  auto entity = m.new_meeting(m.parent);
  entity.organizer = Portfolio::ref(other);
  entity.time_zone = "America/New_York";
  auto meeting = require(caller.create(entity));
  CHECK(meeting.organizer == Portfolio::ref(other));
  CHECK(meeting.time_zone == "America/New_York");
  const auto uid = meeting.calendar_uid;
  meeting.subject = "Renamed";
  meeting = m.update(meeting);
  CHECK(meeting.calendar_uid == uid);
  CHECK(meeting.organizer == Portfolio::ref(other));
  // The system has no user: the engine's zone counts.
  CHECK(m.draft().time_zone == "UTC");
  CHECK_FALSE(m.draft().organizer.has_value());
}

TEST_CASE("an address is invited once to a meeting", "[INV-01][refuses]") {
  Meetings m;
  const auto meeting = m.draft();
  MeetingInvitee guest;
  guest.meeting = Portfolio::ref(meeting);
  guest.email = "guest@example.com";
  m.create(guest);
  guest.email = " Guest@Example.com";
  CHECK(refused(m.session.create(guest), "INV-01", "duplicate_invitee", "email"));
}

TEST_CASE("contacts of other accounts and users of customers are not invited", "[INV-01][refuses]") {
  Meetings m;
  MeetingInvitee invitee;
  invitee.meeting = Portfolio::ref(m.draft());
  invitee.contact = Portfolio::ref(m.contact(m.account()));
  CHECK(refused(m.session.create(invitee), "INV-01", "invitee_not_allowed", "contact"));
  invitee.contact = Portfolio::ref(m.contact(m.account_of()));
  invitee.user = Portfolio::ref(m.user());
  CHECK(refused(m.session.create(invitee), "INV-01", "invitee_not_allowed", "contact"));
  invitee.contact.reset();
  User customer;
  customer.user_name = "customer";
  customer.name = "Customer";
  customer.email = "customer@example.com";
  customer.kind = UserKind::customer;
  customer.account = m.home.account;
  invitee.user = Portfolio::ref(m.create(customer));
  CHECK(refused(m.session.create(invitee), "INV-01", "invitee_not_allowed", "user"));
  auto gone = m.user();
  gone.active = false;
  gone.email = "gone@example.com";
  invitee.user = Portfolio::ref(m.update(gone));
  CHECK(refused(m.session.create(invitee), "INV-01", "invitee_not_allowed", "user"));
}

TEST_CASE("users, contacts of the account and guests are invited", "[INV-01][accepts]") {
  Meetings m;
  const auto meeting = m.draft();
  const auto other = m.draft();
  auto user = m.user();
  user.email = "user@example.com";
  MeetingInvitee invitee;
  invitee.meeting = Portfolio::ref(meeting);
  invitee.user = Portfolio::ref(m.update(user));
  CHECK(accepted(m.session.create(invitee)));
  invitee.user.reset();
  invitee.contact = Portfolio::ref(m.contact(m.account_of()));
  CHECK(accepted(m.session.create(invitee)));
  invitee.contact.reset();
  invitee.email = "guest@example.com";
  CHECK(accepted(m.session.create(invitee)));
  invitee.meeting = Portfolio::ref(other);
  CHECK(accepted(m.session.create(invitee)));
}

TEST_CASE("the address of an invitee is copied from the person", "[INV-02][refuses]") {
  Meetings m;
  const auto contact = m.contact(m.account_of());
  MeetingInvitee invitee;
  invitee.meeting = Portfolio::ref(m.draft());
  invitee.contact = Portfolio::ref(contact);
  auto stored = m.create(invitee);
  CHECK(stored.email == contact.email);
  CHECK(stored.response == InviteResponse::none);
  const auto other = m.contact(m.account_of());
  stored.contact = Portfolio::ref(other);
  CHECK(m.update(stored).email == other.email);
}

TEST_CASE("a given address stays, and somebody without one needs it", "[INV-02][accepts]") {
  Meetings m;
  MeetingInvitee invitee;
  invitee.meeting = Portfolio::ref(m.draft());
  invitee.contact = Portfolio::ref(m.contact(m.account_of()));
  invitee.email = "private@example.com";
  CHECK(m.create(invitee).email == "private@example.com");
  invitee.contact.reset();
  invitee.email.clear();
  invitee.user = Portfolio::ref(m.user());
  CHECK(refused(m.session.create(invitee), "GEN-02", "field_required", "email"));
}

TEST_CASE("a meeting lists its invitees", "[computed][meeting]") {
  Meetings m;
  const auto meeting = m.draft();
  CHECK(m.again(meeting).invitees.empty());
  const auto first = m.guest(meeting);
  const auto second = m.guest(meeting);
  m.guest(m.draft());
  CHECK(m.again(meeting).invitees == IdList{first.id, second.id});
  require(m.session.remove(first));
  CHECK(m.again(meeting).invitees == IdList{second.id});
}

TEST_CASE("meetings, invitees and sessions lie in the domain of the parent", "[DOM-03][meeting]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto meeting = p.meeting(p.touchpoint(engagement));
  CHECK(meeting.domain == engagement.domain);
  CHECK(meeting.domain != p.global());
  MeetingInvitee guest;
  guest.meeting = Portfolio::ref(meeting);
  guest.email = "guest@example.com";
  CHECK(p.create(guest).domain == engagement.domain);
  VirtualMeeting held;
  held.meeting = Portfolio::ref(meeting);
  held.meeting_instance_id = "abc";
  held.actual_start_at = start;
  held.reported_at = start;
  CHECK(p.create(held).domain == engagement.domain);
}

TEST_CASE("a held session needs meeting, instance, start and time of the report", "[GEN-02][virtual_meeting]") {
  Portfolio p;
  const auto stored = p.session.create(VirtualMeeting{});
  for (const auto field : {"meeting", "meeting_instance_id", "actual_start_at", "reported_at"}) {
    CHECK(refused(stored, "GEN-02", "field_required", field));
  }
}
