// SPDX-License-Identifier: Apache-2.0
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Touchpoints that ended or are deleted: what they still take, and what goes with them.

namespace {

EmailMessage mail_on(const Touchpoint& touchpoint) {
  EmailMessage entity;
  entity.record_table = "touchpoint";
  entity.record = touchpoint.id;
  return entity;
}

MeetingInvitee guest(Portfolio& p, const Meeting& meeting) {
  MeetingInvitee entity;
  entity.meeting = Portfolio::ref(meeting);
  entity.email = p.unique("guest") + "@example.com";
  return p.create(entity);
}

Meeting scheduled(Portfolio& p, const Touchpoint& touchpoint) {
  auto meeting = p.new_meeting(touchpoint);
  meeting.start_at = p.clock->now() + 48h;
  meeting.end_at = p.clock->now() + 49h;
  meeting = p.create(meeting);
  guest(p, meeting);
  meeting.meeting_type = MeetingType::qbr;
  meeting.state = MeetingState::scheduled;
  return p.update(meeting);
}

VirtualMeeting call_of(Portfolio& p, const Meeting& meeting) {
  VirtualMeeting entity;
  entity.meeting = Portfolio::ref(meeting);
  entity.meeting_instance_id = p.unique("instance");
  entity.actual_start_at = entity.reported_at = p.clock->now();
  return p.create(entity);
}

}  // namespace

TEST_CASE("an ended touchpoint takes no new work", "[TCH-09][refuses]") {
  Portfolio p;
  for (const auto state : {"closed", "canceled"}) {
    const auto ended = end(p, p.touchpoint(p.engagement()), state);
    CHECK(refused(p.session.create(p.new_task(ended)), "STK-06", "touchpoint_closed", "touchpoint"));
    CHECK(refused(p.session.create(p.new_meeting(ended)), "MTG-10", "touchpoint_closed", "touchpoint"));
    CHECK(refused(p.session.create(mail_on(ended)), "EML-03", "touchpoint_closed", "record"));
  }
}

TEST_CASE("a task neither moves to an ended touchpoint nor is reopened there", "[TCH-09][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  const auto done = end(p, p.task(touchpoint), "closed");
  auto moving = p.task(p.customer_play(engagement));
  touchpoint = end(p, touchpoint, "closed");
  CHECK(refused(try_reopen(p, done), "STK-04", "touchpoint_closed", "state"));
  moving.customer_play.reset();
  moving.touchpoint = Portfolio::ref(touchpoint);
  CHECK(refused(p.session.update(moving), "STK-06", "touchpoint_closed", "touchpoint"));
}

TEST_CASE("an open touchpoint takes work, an ended one received mail and notes", "[TCH-09][accepts]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  CHECK(accepted(p.session.create(p.new_task(touchpoint))));
  CHECK(accepted(p.session.create(p.new_meeting(touchpoint))));
  CHECK(accepted(p.session.create(mail_on(touchpoint))));
  touchpoint = require(try_end(p, touchpoint, "canceled", confirmed()));
  auto received = mail_on(touchpoint);
  received.direction = EmailDirection::received;
  received.from_address = "someone@example.com";
  CHECK(accepted(p.session.create(received)));
  touchpoint.work_notes = "They answered.";
  CHECK(accepted(p.session.update(touchpoint)));
  CHECK(accepted(p.session.create(p.new_task(require(try_reopen(p, p.again(touchpoint)))))));
}

TEST_CASE("ending a touchpoint changes none of its meetings", "[TCH-10][accepts]") {
  Portfolio p;
  for (const auto state : {"closed", "canceled"}) {
    const auto touchpoint = p.touchpoint(p.engagement());
    const auto draft = p.meeting(touchpoint);
    const auto coming = scheduled(p, touchpoint);
    end(p, touchpoint, state);
    CHECK(p.again(draft).version == draft.version);
    CHECK(p.again(coming).version == coming.version);
    CHECK(p.again(coming).state == MeetingState::scheduled);
  }
}

TEST_CASE("meetings of an ended touchpoint are still moved, held and canceled", "[TCH-10][refuses]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  auto held = scheduled(p, touchpoint);
  auto dropped = scheduled(p, touchpoint);
  end(p, touchpoint, "closed");
  held.end_at = *held.end_at + 1h;
  held = p.update(held);
  held.state = MeetingState::completed;
  CHECK(accepted(p.session.update(held)));
  dropped.state = MeetingState::canceled;
  CHECK(accepted(p.session.update(dropped)));
}

TEST_CASE("a touchpoint with tasks is not deleted", "[TCH-11][GEN-15][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  const auto meeting = p.meeting(touchpoint);
  end(p, p.task(touchpoint), "closed");
  p.task(touchpoint);
  const auto gone = p.session.remove(touchpoint);
  REQUIRE(refused(gone, "GEN-15", "delete_blocked"));
  CHECK(gone.error().faults().front().details == R"({"success_task":2})");
  CHECK(p.again(meeting).id == meeting.id);
}

TEST_CASE("a touchpoint takes its meetings with invitees and calls along", "[TCH-11][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto touchpoint = p.touchpoint(engagement);
  const auto other = p.touchpoint(engagement);
  p.meeting(touchpoint);
  call_of(p, scheduled(p, touchpoint));
  const auto stays = scheduled(p, other);
  call_of(p, stays);
  REQUIRE(accepted(p.session.remove(p.again(touchpoint))));
  CHECK(require(p.session.count<Meeting>()) == 1);
  CHECK(require(p.session.count<MeetingInvitee>()) == 1);
  CHECK(require(p.session.count<VirtualMeeting>()) == 1);
  CHECK(p.again(stays).state == MeetingState::scheduled);
  CHECK(p.again(engagement).last_touchpoint == Portfolio::ref(other));
}
