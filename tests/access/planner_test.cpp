// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// The planner: how somebody is tied to an engagement, a touchpoint and a meeting, and what shows because of it.

namespace {

enum class Tie {
  account_manager,
  success_manager,
  squad_of_engagement,
  squad_of_touchpoint,
  assigned_to_touchpoint,
  organizer,
  bystander,  // invited, contact of the touchpoint and of the engagement
  managers_manager
};
constexpr Tie every_tie[] = {Tie::account_manager,     Tie::success_manager,        Tie::squad_of_engagement,
                             Tie::squad_of_touchpoint, Tie::assigned_to_touchpoint, Tie::organizer,
                             Tie::bystander,           Tie::managers_manager};

/// What shows: the engagement whole (2), as a header (1) or not (0), the touchpoint, the meeting.
struct Shows {
  int engagement = 0;
  bool touchpoint = false;
  bool meeting = false;
};

Shows stated_for(Tie tie) {
  switch (tie) {
    case Tie::account_manager:
    case Tie::success_manager:
      return {2, true, true};
    case Tie::squad_of_engagement:
      return {2, false, false};
    case Tie::squad_of_touchpoint:
    case Tie::assigned_to_touchpoint:
      return {1, true, true};
    case Tie::organizer:
      return {1, false, true};
    case Tie::bystander:
    case Tie::managers_manager:
      break;
  }
  return {};
}

Shows joined(const Shows& a, const Shows& b) {
  return {std::max(a.engagement, b.engagement), a.touchpoint || b.touchpoint, a.meeting || b.meeting};
}

struct Calendar : World {
  struct Work {
    Engagement engagement;
    Touchpoint touchpoint;
    Meeting meeting;
  };
  /// An engagement with one touchpoint and one meeting, to which the user is tied.
  Work work_for(const User& who, const std::vector<Tie>& ties, const Account& home) {
    const auto has = [&](Tie tie) { return std::find(ties.begin(), ties.end(), tie) != ties.end(); };
    const auto guest = contact(home);
    auto engaged = new_engagement(home);
    if (has(Tie::account_manager)) engaged.account_manager = ref(who);
    if (has(Tie::success_manager)) engaged.customer_success_manager = ref(who);
    if (has(Tie::managers_manager) && !has(Tie::success_manager)) {
      auto report = user();
      report.manager = ref(who);
      engaged.customer_success_manager = ref(update(report));
    }
    if (has(Tie::bystander)) engaged.primary_contact = ref(guest);
    engaged = create(engaged);
    auto talk = new_touchpoint(engaged);
    if (has(Tie::assigned_to_touchpoint)) talk.assigned_to = ref(who);
    if (has(Tie::bystander)) talk.contact = ref(guest);
    talk = create(talk);
    if (has(Tie::squad_of_engagement)) join_squad("engagement", engaged.id, who);
    if (has(Tie::squad_of_touchpoint)) join_squad("touchpoint", talk.id, who);
    std::optional<Ref<User>> organizer;
    if (has(Tie::organizer)) organizer = ref(who);
    auto met = new_meeting(talk);
    met.start_at = at("2024-12-02T09:00:00Z");
    met.end_at = at("2024-12-02T10:00:00Z");
    met.organizer = organizer ? *organizer : ref(user());
    met = create(met);
    if (has(Tie::bystander)) {
      MeetingInvitee invitee;
      invitee.meeting = ref(met);
      invitee.user = ref(who);
      invitee.email = unique("guest") + "@example.com";
      create(invitee);
    }
    return {engaged, talk, met};
  }
  void join_squad(const std::string& table, Id record, const User& who) {
    const auto known = require(session.find<SquadMember>(matching("user = " + ref(who).to_string())));
    SquadMember member;
    member.user = ref(who);
    if (known.items.empty()) member.responsibility = ref(responsibility());
    const auto roster = known.items.empty() ? create(member) : known.items.front();
    require(session.create("applicable_squad_member",
                           {{"squad_member", roster.id}, {"record_table", table}, {"record", record}}));
  }
  static Shows shown(const Planner& planner, const Work& work) {
    Shows result;
    for (const auto& one : planner.engagements) {
      if (one.engagement.id() != work.engagement.id) continue;
      CHECK(one.title == work.engagement.title);
      CHECK(one.account == work.engagement.account);
      result.engagement = one.header_only ? 1 : 2;
    }
    for (const auto& one : planner.touchpoints) result.touchpoint |= one.id == work.touchpoint.id;
    for (const auto& one : planner.meetings) result.meeting |= one.id == work.meeting.id;
    return result;
  }
};

void check_shown(const Shows& actual, const Shows& expected) {
  CHECK(actual.engagement == expected.engagement);
  CHECK(actual.touchpoint == expected.touchpoint);
  CHECK(actual.meeting == expected.meeting);
}

}  // namespace

TEST_CASE("each tie alone and every pair show what is stated",
          "[PLN-01][PLN-02][PLN-03][PLN-04][PLN-05][refuses][accepts]") {
  Calendar w;
  const auto home = w.account();
  const auto who = w.user_with({"customer_success_agent", "success_manager"});
  auto session = w.door(who);
  for (std::size_t a = 0; a < std::size(every_tie); ++a) {
    for (std::size_t b = a; b < std::size(every_tie); ++b) {
      INFO("ties " << a << " and " << b);
      const auto work = w.work_for(who, {every_tie[a], every_tie[b]}, home);
      check_shown(Calendar::shown(require(session.planner()), work),
                  joined(stated_for(every_tie[a]), stated_for(every_tie[b])));
    }
  }
}

TEST_CASE("no tie works across domains", "[PLN-01][PLN-02][PLN-03][PLN-04][PLN-05][DOM-11][refuses]") {
  Calendar w;
  w.separate_domains();
  const auto here = w.domain();
  const auto there = w.domain();
  const auto home = w.account(Portfolio::ref(there));
  const auto who = w.user_with({"customer_success_agent"}, Portfolio::ref(here));
  auto session = w.door(who);
  for (const auto tie : every_tie) {
    if (tie == Tie::managers_manager) continue;
    w.work_for(who, {tie}, home);
  }
  const auto planner = require(session.planner());
  CHECK(planner.engagements.empty());
  CHECK(planner.touchpoints.empty());
  CHECK(planner.meetings.empty());
}

TEST_CASE("the planner is for success agents", "[PLN-01][refuses]") {
  Calendar w;
  for (const auto& role : stated::composite_roles()) {
    const bool agent = stated::contained({role}).count("customer_success_agent") != 0 || role == "admin";
    auto session = stated::is_external(role) ? w.door(w.customer(w.account(), {role})) : w.internal({role});
    INFO(role);
    CHECK(answer(session.planner()) == (agent ? "" : "access_denied"));
  }
}

TEST_CASE("an administrator's planner is a personal one", "[PLN-01][ACL-09][refuses]") {
  Calendar w;
  w.work_for(w.user(), {Tie::success_manager}, w.account());
  auto admin = w.internal({"admin"});
  CHECK(require(admin.planner()).engagements.empty());
}

TEST_CASE("the planner takes nothing away from direct reads", "[PLN-03][accepts]") {
  Calendar w;
  const auto who = w.user_with({"customer_success_agent"});
  const auto work = w.work_for(who, {Tie::squad_of_engagement}, w.account());
  auto session = w.door(who);
  CHECK(reads(session, work.touchpoint));
  CHECK(reads(session, work.meeting));
}

TEST_CASE("the planner is narrowed by time", "[PLN-02][accepts]") {
  Calendar w;
  const auto who = w.user_with({"customer_success_agent"});
  const auto work = w.work_for(who, {Tie::success_manager}, w.account());
  auto session = w.door(who);
  PlannerOptions options;
  options.from = at("2024-12-02T09:00:00Z");
  options.to = at("2024-12-02T09:00:01Z");
  CHECK(Calendar::shown(require(session.planner(options)), work).meeting);
  options.to = options.from;
  CHECK_FALSE(Calendar::shown(require(session.planner(options)), work).meeting);
  CHECK(Calendar::shown(require(session.planner(options)), work).engagement == 2);
}
