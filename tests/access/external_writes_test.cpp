// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// What customer users create and change, and what they may name though they do not read it.

namespace {

struct Portal : World {
  Portal()
      : mine(account()),
        theirs(account()),
        engaged(engagement(mine)),
        foreign(engagement(theirs)),
        person(customer(mine, {"customer_success_customer"})),
        inside(door(person)) {}

  Meeting draft_of(Session& by, const Touchpoint& talk) {
    auto entity = new_meeting(talk);
    entity.start_at = at("2024-12-02T09:00:00Z");
    entity.end_at = at("2024-12-02T10:00:00Z");
    return require(by.create(entity));
  }
  Touchpoint visible_touchpoint() {
    auto entity = new_touchpoint(engaged);
    entity.customer_visible = true;
    return create(entity);
  }
  static bool holds(const std::vector<ParentChoice>& choices, Id id) {
    return std::any_of(choices.begin(), choices.end(), [&](const auto& one) { return one.id == id; });
  }

  Account mine;
  Account theirs;
  Engagement engaged;
  Engagement foreign;
  Customer person;
  Session inside;
};

}  // namespace

TEST_CASE("what a customer opens is visible and theirs", "[EXT-03][refuses]") {
  Portal w;
  const auto talk = w.inside.create(w.new_touchpoint(w.engaged));
  REQUIRE(accepted(talk));
  CHECK(w.again(*talk).customer_visible);
  CHECK(w.again(*talk).contact == Portfolio::ref(w.person.contact));
  const auto plan = w.inside.create(w.new_initiative(w.outcome(w.engaged)));
  REQUIRE(accepted(plan));
  CHECK(w.again(*plan).customer_visible);
  CHECK(w.again(*plan).contact == Portfolio::ref(w.person.contact));
  CHECK(reads(w.inside, *talk));
  CHECK(reads(w.inside, *plan));
}

TEST_CASE("a customer may name another contact of the account", "[EXT-03][accepts]") {
  Portal w;
  const auto colleague = w.contact(w.mine);
  auto entity = w.new_touchpoint(w.engaged);
  entity.contact = Portfolio::ref(colleague);
  const auto talk = w.inside.create(entity);
  REQUIRE(accepted(talk));
  CHECK(talk->contact == Portfolio::ref(colleague));
  auto stranger = w.new_touchpoint(w.engaged);
  stranger.contact = Portfolio::ref(w.contact(w.theirs));
  CHECK_FALSE(w.inside.create(stranger).ok());
}

TEST_CASE("what internal users open follows its own flag", "[EXT-03][accepts]") {
  Portal w;
  auto agent = w.internal({"customer_success_agent"});
  const auto talk = require(agent.create(w.new_touchpoint(w.engaged)));
  CHECK_FALSE(talk.contact.has_value());
  auto hidden = w.new_touchpoint(w.engaged);
  hidden.customer_visible = false;
  CHECK_FALSE(require(agent.create(hidden)).customer_visible);
}

TEST_CASE("customers look up open parents of their account", "[EXT-11][accepts]") {
  Portal w;
  const auto choices = require(w.inside.parent_choices("touchpoint"));
  REQUIRE(choices.size() == 1);
  CHECK(choices.front().id == w.engaged.id);
  CHECK(choices.front().number == w.engaged.number);
  CHECK(choices.front().title == w.engaged.title);
  const auto outcome = w.outcome(w.engaged);
  const auto plans = require(w.inside.parent_choices("success_initiative"));
  CHECK(Portal::holds(plans, outcome.id));
  CHECK(plans.size() == 1);
  CHECK(accepted(w.inside.create(w.new_touchpoint(w.engaged))));
  CHECK(accepted(w.inside.create(w.new_initiative(outcome))));
}

TEST_CASE("the look-up opens nothing else", "[EXT-11][EXT-10][refuses]") {
  Portal w;
  const auto outcome = w.outcome(w.foreign);
  CHECK_FALSE(Portal::holds(require(w.inside.parent_choices("touchpoint")), w.foreign.id));
  CHECK(require(w.inside.parent_choices("success_initiative")).empty());
  CHECK_FALSE(reads(w.inside, w.engaged));
  CHECK_FALSE(w.inside.create(w.new_touchpoint(w.foreign)).ok());
  CHECK_FALSE(w.inside.create(w.new_initiative(outcome)).ok());
  CHECK(answer(w.inside.parent_choices("customer_play")) == "invalid_input");
  for (const auto* role : {"customer", "customer_admin", "customer_manager", "customer_case_manager"}) {
    INFO(role);
    auto other = w.door(w.customer(w.mine, {role}));
    CHECK(refused(other.parent_choices("touchpoint"), "EXT-11", "access_denied"));
    CHECK_FALSE(other.create(w.new_touchpoint(w.engaged)).ok());
    CHECK_FALSE(other.create(w.new_initiative(w.outcome(w.engaged))).ok());
  }
  auto agent = w.internal({"customer_success_agent"});
  CHECK(answer(agent.parent_choices("touchpoint")) == "access_denied");
}

TEST_CASE("a parent of another account is refused as one that is not there", "[EXT-11][ACL-05][refuses]") {
  Portal w;
  auto nowhere = w.foreign;
  nowhere.id = w.user().id;
  for (const auto& parent : {w.foreign, nowhere}) {
    CHECK(refused(w.inside.create(w.new_touchpoint(parent)), "GEN-04", "invalid_reference", "engagement"));
  }
  auto outcome = w.outcome(w.foreign);
  CHECK(refused(w.inside.create(w.new_initiative(outcome)), "GEN-04", "invalid_reference", "success_outcome"));
  outcome.id = nowhere.id;
  CHECK(refused(w.inside.create(w.new_initiative(outcome)), "GEN-04", "invalid_reference", "success_outcome"));
}

TEST_CASE("who does not work with the success team names no engagement", "[EXT-11][EXT-10][refuses]") {
  Portal w;
  const auto lead = w.customer(w.mine, {"customer_admin"});
  auto admin = w.door(lead);
  CustomerTeamMember member;
  member.engagement = Portfolio::ref(w.engaged);
  member.contact = Portfolio::ref(lead.contact);
  CHECK(refused(admin.create(member), "GEN-04", "invalid_reference", "engagement"));
}

TEST_CASE("a closed parent is not offered and not taken", "[EXT-11][refuses]") {
  Portal w;
  auto closed = w.engagement(w.mine);
  closed.state = EngagementState::closed;
  closed.close_notes = "Over.";
  const auto stored = w.session.update(closed);
  if (!stored) {
    closed = w.again(closed);
    closed.state = EngagementState::canceled;
    closed.close_notes = "Over.";
    w.update(closed);
  }
  CHECK_FALSE(Portal::holds(require(w.inside.parent_choices("touchpoint")), closed.id));
  CHECK_FALSE(w.inside.create(w.new_touchpoint(closed)).ok());
}

TEST_CASE("customers plan meetings of touchpoints that they read", "[EXT-05][accepts]") {
  Portal w;
  const auto talk = w.visible_touchpoint();
  auto meeting = w.draft_of(w.inside, talk);
  CHECK(reads(w.inside, meeting));
  MeetingInvitee guest;
  guest.meeting = Portfolio::ref(meeting);
  guest.email = "guest@example.com";
  CHECK(accepted(w.inside.create(guest)));
  meeting = require(w.inside.get(Portfolio::ref(meeting)));
  meeting.meeting_type = MeetingType::ad_hoc;
  meeting.state = MeetingState::scheduled;
  const auto sent = w.inside.update(meeting);
  REQUIRE(accepted(sent));
  auto moved = *sent;
  moved.start_at = at("2024-12-03T09:00:00Z");
  moved.end_at = at("2024-12-03T10:00:00Z");
  const auto later = w.inside.update(moved);
  REQUIRE(accepted(later));
  auto off = *later;
  off.state = MeetingState::canceled;
  CHECK(accepted(w.inside.update(off)));
}

TEST_CASE("an organizer who did not create the meeting calls it off", "[EXT-05][accepts]") {
  Portal w;
  auto meeting = w.scheduled_meeting(w.visible_touchpoint(), {}, Portfolio::ref(w.person.user));
  meeting = require(w.inside.get(Portfolio::ref(meeting)));
  meeting.state = MeetingState::canceled;
  CHECK(accepted(w.inside.update(meeting)));
}

TEST_CASE("customers leave the meetings of others and other states alone", "[EXT-05][refuses]") {
  Portal w;
  const auto talk = w.visible_touchpoint();
  auto other = w.scheduled_meeting(talk, Portfolio::ref(w.person.contact));
  other = require(w.inside.get(Portfolio::ref(other)));
  other.subject = "Mine now";
  CHECK(answer(w.inside.update(other)) == "access_denied");
  MeetingInvitee guest;
  guest.meeting = Portfolio::ref(other);
  guest.email = "guest@example.com";
  CHECK(answer(w.inside.create(guest)) == "access_denied");
  CHECK(answer(w.inside.remove("meeting_invitee", other.invitees.front(), 1)) == "access_denied");
  CHECK(answer(w.inside.remove(other)) == "access_denied");

  auto own = w.scheduled_meeting(talk, {}, Portfolio::ref(w.person.user));
  own = require(w.inside.get(Portfolio::ref(own)));
  own.state = MeetingState::completed;
  CHECK(refused(w.inside.update(own), "EXT-05", "access_denied", "state"));
  const auto draft = w.draft_of(w.inside, talk);
  CHECK_FALSE(w.inside.update("meeting", draft.id, draft.version, {{"state", std::string("canceled")}}).ok());

  const auto drafted = w.draft_of(w.session, talk);
  CHECK_FALSE(reads(w.inside, drafted));
  auto hidden = w.new_touchpoint(w.engaged);
  hidden.customer_visible = false;
  hidden = w.create(hidden);
  CHECK_FALSE(w.inside.create(w.new_meeting(hidden)).ok());
  CHECK_FALSE(w.inside.create(w.new_meeting(w.touchpoint(w.foreign))).ok());
}

TEST_CASE("an invited customer of another account stays outside", "[EXT-05][refuses]") {
  Portal w;
  const auto guest = w.customer(w.theirs, {"customer_success_customer"});
  auto meeting = w.new_meeting(w.visible_touchpoint());
  meeting.organizer = Portfolio::ref(guest.user);
  meeting = w.create(meeting);
  auto session = w.door(guest);
  CHECK_FALSE(reads(session, meeting));
}

TEST_CASE("customer administrators keep contacts and the team of their account", "[EXT-06][accepts]") {
  Portal w;
  auto admin = w.door(w.customer(w.mine, {"customer_admin"}));
  Contact entity;
  entity.account = Portfolio::ref(w.mine);
  entity.first_name = "New";
  entity.last_name = "Colleague";
  entity.email = "new@example.com";
  auto stored = admin.create(entity);
  REQUIRE(accepted(stored));
  stored->last_name = "Partner";
  CHECK(accepted(admin.update(*stored)));
  CustomerTeamMember member;
  member.onboarding_case = Portfolio::ref(w.onboarding_case(w.mine));
  member.contact = Portfolio::ref(*stored);
  const auto joined = admin.create(member);
  REQUIRE(accepted(joined));
  CHECK(answer(admin.remove(*joined)) == "access_denied");  // they add and change, and delete nothing
}

TEST_CASE("nobody else keeps contacts and teams, and no one those of others", "[EXT-06][refuses]") {
  Portal w;
  const auto foreign_contact = w.contact(w.theirs);
  for (const auto* role : {"customer", "customer_manager", "customer_case_manager", "customer_success_customer"}) {
    auto other = w.door(w.customer(w.mine, {role}));
    auto known = require(other.get(Portfolio::ref(w.person.contact)));
    known.last_name = "Changed";
    INFO(role);
    CHECK(answer(other.update(known)) == "access_denied");
    CHECK_FALSE(reads(other, foreign_contact));
  }
  auto admin = w.door(w.customer(w.mine, {"customer_admin"}));
  Contact entity;
  entity.account = Portfolio::ref(w.theirs);
  entity.first_name = "New";
  entity.last_name = "Colleague";
  entity.email = "new@example.com";
  CHECK_FALSE(admin.create(entity).ok());
  CHECK_FALSE(reads(admin, foreign_contact));
  CHECK(answer(admin.update("contact", foreign_contact.id, foreign_contact.version,
                            {{"last_name", std::string("Ours")}})) == "not_found");
  auto known = require(admin.get(Portfolio::ref(w.person.contact)));
  CHECK(answer(admin.update("contact", known.id, known.version, {{"account", w.theirs.id}})) == "access_denied");
  CHECK(answer(admin.update("contact", known.id, known.version, {{"user", w.user().id}})) == "access_denied");
  CustomerTeamMember member;
  member.onboarding_case = Portfolio::ref(w.onboarding_case(w.theirs));
  member.contact = Portfolio::ref(foreign_contact);
  CHECK_FALSE(admin.create(member).ok());
}

TEST_CASE("a customer user without a contact reads nothing of an account", "[EXT-01][EXT-06][ACL-01][refuses]") {
  Portal w;
  User entity;
  entity.user_name = "nobody";
  entity.name = "Nobody";
  entity.kind = UserKind::customer;
  entity.account = Portfolio::ref(w.mine);
  entity = w.create(entity);
  for (const auto& role : stated::composite_roles()) {
    if (stated::is_external(role)) w.give_role(entity, role);
  }
  auto session = w.door(entity);
  CHECK_FALSE(reads(session, w.mine));
  CHECK_FALSE(reads(session, w.person.contact));
  CHECK_FALSE(reads(session, w.visible_touchpoint()));
  CHECK_FALSE(reads(session, w.onboarding_case(w.mine)));
  CHECK(require(session.parent_choices("touchpoint")).empty());
  CHECK_FALSE(session.create(w.new_touchpoint(w.engaged)).ok());
}

TEST_CASE("internal roles of a customer user open nothing", "[ACL-01][EXT-10][refuses]") {
  Portal w;
  auto session = w.door(w.customer(w.mine, {"admin", "customer_success_agent", "success_manager"}));
  CHECK_FALSE(reads(session, w.engaged));
  CHECK(answer(session.planner()) == "access_denied");
  CHECK(answer(session.managed_engagements()) == "access_denied");
  CHECK(answer(session.managed_users()) == "access_denied");
  CHECK(answer(session.run_due()) == "access_denied");
  CHECK(answer(session.refresh_health()) == "access_denied");
  CHECK(answer(session.analyze_risks()) == "access_denied");
  CHECK(answer(session.effective_grants(Portfolio::ref(w.user()))) == "access_denied");
  CHECK(answer(session.install_base_data()) == "access_denied");
}
