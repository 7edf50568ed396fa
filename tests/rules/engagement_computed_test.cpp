// SPDX-License-Identifier: Apache-2.0
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// What engagements, accounts and touchpoints say about the records around them.

namespace {

/// The engagement as a list shows it.
Engagement listed(Portfolio& p, const Engagement& engagement) {
  auto page = require(p.session.find<Engagement>(matching("id = \"" + engagement.id.to_string() + "\"")));
  REQUIRE(page.items.size() == 1);
  return page.items.front();
}

/// Whether a list shows the record as a single read does, in every field.
bool reads_alike(Portfolio& p, std::string_view table, Id id) {
  const auto page = require(p.session.find(table, matching("id = \"" + id.to_string() + "\"")));
  return page.items.size() == 1 && page.items.front().row == require(p.session.get(table, id)).row;
}

Escalation escalation(Portfolio& p, const Account& account, EscalationState state) {
  Escalation entity;
  entity.account = Portfolio::ref(account);
  entity.state = state;
  return p.create(entity);
}

Touchpoint due_touchpoint(Portfolio& p, const Engagement& engagement, Instant due) {
  auto entity = p.new_touchpoint(engagement);
  entity.due_date = due;
  return p.create(entity);
}

/// A scheduled meeting of an hour.
Meeting scheduled(Portfolio& p, Meeting meeting, Instant start, MeetingType type = MeetingType::qbr) {
  meeting.start_at = start;
  meeting.end_at = start + 1h;
  meeting = p.create(meeting);
  MeetingInvitee guest;
  guest.meeting = Portfolio::ref(meeting);
  guest.email = p.unique("guest") + "@example.com";
  p.create(guest);
  meeting.meeting_type = type;
  meeting.state = MeetingState::scheduled;
  return p.update(meeting);
}

SuccessObjective closed_as(Portfolio& p, const Engagement& engagement, OutcomeCloseCode code) {
  auto objective = p.objective(engagement);
  objective.state = ObjectiveState::closed;
  objective.close_code = code;
  objective.close_notes = "Done.";
  return p.update(objective);
}

}  // namespace

TEST_CASE("days to renewal and go-live are counted from today") {
  Portfolio p;
  auto engagement = p.engagement();
  CHECK_FALSE(engagement.days_to_renewal.has_value());
  CHECK_FALSE(engagement.days_to_go_live.has_value());
  engagement.renewal_date = day("2024-11-20");
  engagement.go_live_date = day("2024-12-20");
  engagement = p.update(engagement);
  CHECK(engagement.days_to_renewal == 0);
  CHECK(engagement.days_to_go_live == 30);
  p.advance(24h);
  CHECK(p.again(engagement).days_to_renewal == -1);
  CHECK(listed(p, engagement).days_to_go_live == 29);
}

TEST_CASE("today is that of the engine's time zone") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.renewal_date = day("2024-11-21");
  engagement = p.update(engagement);
  p.property("calendar.time_zone", "Pacific/Auckland");
  CHECK(p.again(engagement).days_to_renewal == 0);
}

TEST_CASE("go-live is overdue when it is past and the onboarding goes on") {
  Portfolio p;
  auto engagement = p.engagement();
  CHECK_FALSE(engagement.go_live_overdue);
  engagement.go_live_date = day("2024-11-20");
  engagement = p.update(engagement);
  CHECK_FALSE(engagement.go_live_overdue);
  p.advance(24h);
  CHECK(p.again(engagement).go_live_overdue);
  engagement.stage = EngagementStage::adoption;
  engagement = p.update(engagement);
  CHECK_FALSE(engagement.go_live_overdue);
  engagement.stage = EngagementStage::initial_onboarding;
  engagement = p.update(engagement);
  CHECK(engagement.go_live_overdue);
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Gone.";
  CHECK_FALSE(p.update(engagement).go_live_overdue);
}

TEST_CASE("active risks of the engagement are counted") {
  Portfolio p;
  const auto engagement = p.engagement();
  p.risk_signal(engagement);
  auto over = p.risk_signal(engagement);
  p.risk_signal(p.engagement());
  CHECK(p.again(engagement).active_risk_count == 2);
  over.state = RiskState::canceled;
  over.close_notes = "No risk.";
  p.update(over);
  CHECK(p.again(engagement).active_risk_count == 1);
  CHECK(listed(p, engagement).active_risk_count == 1);
}

TEST_CASE("objectives count while they are not canceled, by state or by code") {
  Portfolio p;
  const auto engagement = p.engagement();
  CHECK(engagement.objective_count == 0);
  CHECK_FALSE(engagement.objective_completion_pct.has_value());
  p.objective(engagement);
  p.objective(engagement);
  closed_as(p, engagement, OutcomeCloseCode::missed);
  closed_as(p, engagement, OutcomeCloseCode::canceled);
  end(p, p.objective(engagement), "canceled");
  const auto read = p.again(engagement);
  CHECK(read.objective_count == 3);
  CHECK(read.objectives_completed == 1);
  CHECK(read.objective_completion_pct == *Decimal::parse("33.333333"));
  closed_as(p, engagement, OutcomeCloseCode::achieved);
  closed_as(p, engagement, OutcomeCloseCode::partially_achieved);
  CHECK(p.again(engagement).objective_completion_pct == Decimal(60));
}

TEST_CASE("engagements below are counted, not those further down") {
  Portfolio p;
  const auto top = p.engagement();
  auto child = p.engagement();
  child.parent = Portfolio::ref(top);
  child = p.update(child);
  auto grandchild = p.engagement();
  grandchild.parent = Portfolio::ref(child);
  p.update(grandchild);
  CHECK(p.again(top).child_count == 1);
  CHECK(p.again(child).child_count == 1);
  CHECK(p.again(grandchild).child_count == 0);
}

TEST_CASE("an account and its engagements are escalated while an escalation is active") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto asked = escalation(p, account, EscalationState::requested);
  escalation(p, p.account(), EscalationState::active);
  CHECK_FALSE(p.again(account).escalated);
  CHECK_FALSE(p.again(engagement).escalated);
  asked.state = EscalationState::active;
  asked = p.update(asked);
  CHECK(p.again(account).escalated);
  CHECK(p.again(engagement).escalated);
  CHECK(listed(p, engagement).escalated);
  asked.state = EscalationState::closed;
  p.update(asked);
  CHECK_FALSE(p.again(account).escalated);
  CHECK_FALSE(p.again(engagement).escalated);
}

TEST_CASE("the next touchpoint is the nearest with a due date or meeting ahead") {
  Portfolio p;
  const auto now = p.clock->now();
  const auto engagement = p.engagement();
  const auto late = due_touchpoint(p, engagement, now);
  CHECK_FALSE(p.again(engagement).next_touchpoint.has_value());
  const auto far = due_touchpoint(p, engagement, now + 72h);
  CHECK(p.again(engagement).next_touchpoint == Portfolio::ref(far));
  const auto met = scheduled(p, p.new_meeting(late), now + 24h);
  CHECK(p.again(engagement).next_touchpoint == Portfolio::ref(late));
  auto draft = p.new_meeting(far);
  draft.start_at = now + 1h;
  p.create(draft);
  CHECK(p.again(engagement).next_touchpoint == Portfolio::ref(late));
  end(p, late, "closed");
  CHECK(p.again(engagement).next_touchpoint == Portfolio::ref(far));
  CHECK(p.again(met).state == MeetingState::scheduled);
  p.advance(72h);
  CHECK_FALSE(p.again(engagement).next_touchpoint.has_value());
}

TEST_CASE("the next business review is the nearest scheduled one, of plays too") {
  Portfolio p;
  const auto now = p.clock->now();
  const auto engagement = p.engagement();
  const auto touchpoint = p.touchpoint(engagement);
  scheduled(p, p.new_meeting(touchpoint), now + 24h, MeetingType::weekly_status);
  CHECK_FALSE(p.again(engagement).next_qbr_at.has_value());
  scheduled(p, p.new_meeting(touchpoint), now + 72h);
  CHECK(p.again(engagement).next_qbr_at == now + 72h);
  Meeting of_play;
  of_play.customer_play = Portfolio::ref(p.customer_play(engagement));
  of_play.subject = "Review";
  auto nearest = scheduled(p, of_play, now + 48h);
  CHECK(p.again(engagement).next_qbr_at == now + 48h);
  nearest.state = MeetingState::canceled;
  p.update(nearest);
  CHECK(p.again(engagement).next_qbr_at == now + 72h);
  p.advance(72h);
  CHECK_FALSE(p.again(engagement).next_qbr_at.has_value());
}

TEST_CASE("a touchpoint is upcoming with a due date or meeting ahead, and knows the next one") {
  Portfolio p;
  const auto now = p.clock->now();
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  CHECK_FALSE(touchpoint.upcoming);
  CHECK_FALSE(touchpoint.next_meeting_at.has_value());
  scheduled(p, p.new_meeting(touchpoint), now + 48h);
  scheduled(p, p.new_meeting(touchpoint), now + 24h);
  touchpoint = p.again(touchpoint);
  CHECK(touchpoint.upcoming);
  CHECK(touchpoint.next_meeting_at == now + 24h);
  p.advance(24h);
  CHECK(p.again(touchpoint).next_meeting_at == now + 48h);
  p.advance(24h);
  CHECK_FALSE(p.again(touchpoint).upcoming);
  CHECK(p.again(due_touchpoint(p, engagement, p.clock->now() + 1ms)).upcoming);
  const auto ended = end(p, due_touchpoint(p, engagement, p.clock->now() + 1h), "closed");
  CHECK_FALSE(ended.upcoming);
}

TEST_CASE("days remaining and overdue follow the due date while the touchpoint is active") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = due_touchpoint(p, engagement, at("2024-11-22T00:00:00Z"));
  CHECK(touchpoint.days_remaining == 2);
  CHECK_FALSE(touchpoint.overdue);
  p.advance(36h);  // 2024-11-22T00:00:00Z
  CHECK(p.again(touchpoint).days_remaining == 0);
  CHECK_FALSE(p.again(touchpoint).overdue);
  p.advance(1ms);
  CHECK(p.again(touchpoint).overdue);
  p.advance(48h);
  CHECK(p.again(touchpoint).days_remaining == -2);
  touchpoint = end(p, touchpoint, "closed");
  CHECK_FALSE(touchpoint.days_remaining.has_value());
  CHECK_FALSE(touchpoint.overdue);
}

TEST_CASE("a touchpoint is blocked by what is not resolved") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  touchpoint.needs_attention = false;
  touchpoint = p.update(touchpoint);
  BlockedBy reason;
  reason.blocked_table = BlockableTable::touchpoint;
  reason.blocked_record = touchpoint.id;
  reason.blocking_table = "success_task";
  reason.blocking_record = p.task(p.customer_play(engagement)).id;
  reason = p.create(reason);
  CHECK(p.again(touchpoint).blocked);
  reason.resolved_at = p.clock->now();
  p.update(reason);
  CHECK_FALSE(p.again(touchpoint).blocked);
}

TEST_CASE("lists and single reads agree, and the past has no computed fields") {
  Portfolio p;
  const auto now = p.clock->now();
  const auto account = p.account();
  auto engagement = p.engagement(account);
  engagement.renewal_date = day("2025-01-01");
  engagement = p.update(engagement);
  p.risk_signal(engagement);
  closed_as(p, engagement, OutcomeCloseCode::achieved);
  const auto touchpoint = due_touchpoint(p, engagement, now + 24h);
  scheduled(p, p.new_meeting(touchpoint), now + 48h);
  escalation(p, account, EscalationState::active);
  for (int i = 0; i < 3; ++i) p.engagement(account);
  CHECK(reads_alike(p, "engagement", engagement.id));
  CHECK(reads_alike(p, "touchpoint", touchpoint.id));
  CHECK(reads_alike(p, "account", account.id));
  REQUIRE(p.again(engagement).next_qbr_at == now + 48h);
  const auto then = require(p.session.get(Portfolio::ref(engagement), now));
  CHECK(then.renewal_date == engagement.renewal_date);
  CHECK(then.active_risk_count == 0);
  CHECK_FALSE(then.escalated);
  CHECK_FALSE(then.days_to_renewal.has_value());
  CHECK_FALSE(then.next_touchpoint.has_value());
  CHECK(then.weekly_health.empty());
}
