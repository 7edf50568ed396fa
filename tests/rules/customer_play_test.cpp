// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

TEST_CASE("a customer play lies in the domain of its engagement", "[CPL-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto play = p.customer_play(engagement);
  CHECK(play.domain == engagement.domain);
  CHECK(play.domain != p.global());
  CHECK(play.account == engagement.account);
}

TEST_CASE("a customer play moves to the domain of another engagement", "[CPL-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto play = p.customer_play(p.engagement());
  const auto other = p.engagement();
  play.engagement = Portfolio::ref(other);
  play = p.update(play);
  CHECK(play.domain == other.domain);
  CHECK(play.account == other.account);
}

TEST_CASE("a customer play needs engagement and texts", "[CPL-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(CustomerPlay{});
  CHECK(refused(stored, "CPL-02", "field_required", "engagement"));
  CHECK(refused(stored, "CPL-02", "field_required", "short_description"));
  CHECK(refused(stored, "CPL-02", "field_required", "description"));
}

TEST_CASE("a customer play begins with its defaults", "[CPL-02][accepts]") {
  Portfolio p;
  const auto play = p.customer_play(p.engagement());
  CHECK(play.number == "SCCS0000001");
  CHECK(play.category == CustomerPlayCategory::guidance);
  CHECK(play.state == WorkState::new_);
  CHECK(play.progress == Progress::not_started);
  CHECK(play.priority == Priority::low);
  CHECK_FALSE(play.customer_visible);
  CHECK_FALSE(play.incomplete);
}

TEST_CASE("a play that a playbook is still filling in may lack its texts", "[CPL-02][accepts]") {
  Inside inside;
  Account account;
  account.name = "Acme";
  OnboardingCase onboarding;
  onboarding.account = Ref<Account>(require(inside.create(account)));
  Engagement engagement;
  engagement.account = onboarding.account;
  engagement.initial_onboarding = Ref<OnboardingCase>(require(inside.create(onboarding)));
  engagement.title = "First";
  CustomerPlay play;
  play.engagement = Ref<Engagement>(require(inside.create(engagement)));
  play.incomplete = true;
  CHECK(accepted(inside.create(play)));
  play.engagement = {};
  CHECK(refused(inside.create(play), "CPL-02", "field_required", "engagement"));
}

TEST_CASE("a customer play ends only with its closure information", "[CPL-03][refuses]") {
  Portfolio p;
  check_closing(p, p.customer_play(p.engagement()), "CPL-03");
}

TEST_CASE("a customer play with open tasks does not close", "[CPL-03][refuses]") {
  Portfolio p;
  const auto play = p.customer_play(p.engagement());
  const auto task = p.task(play);
  const auto closed = try_end(p, play, "closed");
  REQUIRE(refused(closed, "CPL-03", "open_child_records", "state"));
  CHECK(details_of(closed) == "[\"" + task.id.to_string() + "\"]");
}

TEST_CASE("a customer play is closed or canceled", "[CPL-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_closed(p, p.customer_play(engagement), "closed");
  check_closed(p, p.customer_play(engagement), "canceled");
  const auto play = p.customer_play(engagement);
  const auto task = p.task(play);
  CHECK(accepted(try_end(p, play, "canceled", confirmed())));
  CHECK(p.again(task).state == WorkState::canceled);
}

TEST_CASE("a reopened customer play has no closure", "[CPL-04][refuses]") {
  Portfolio p;
  check_reopened(p, end(p, p.customer_play(p.engagement()), "closed"), "in_progress", "on_track");
}

TEST_CASE("a customer play that stays open keeps a prepared closure", "[CPL-04][accepts]") {
  Portfolio p;
  auto play = p.customer_play(p.engagement());
  play.close_code = WorkCloseCode::successful;
  play = p.update(play);
  play.state = WorkState::paused;
  CHECK(p.update(play).close_code == Choice<WorkCloseCode>(WorkCloseCode::successful));
}

TEST_CASE("the engagement of a customer play with tasks is fixed", "[CPL-05][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto play = p.customer_play(p.engagement(account));
  p.task(play);
  play.engagement = Portfolio::ref(p.engagement(account));
  const auto moved = p.session.update(play);
  REQUIRE(refused(moved, "CPL-05", "engagement_locked", "engagement"));
  CHECK(details_of(moved) == R"({"success_task":1})");
}

TEST_CASE("a customer play without tasks moves, whatever risks name it", "[CPL-05][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto play = p.customer_play(engagement);
  p.task(p.customer_play(engagement));
  associate(p, engagement, play);
  play.engagement = Portfolio::ref(p.engagement(account));
  CHECK(accepted(p.session.update(play)));
}

TEST_CASE("a customer play counts its tasks", "[computed][customer_play]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.customer_play(engagement);
  const auto other = p.customer_play(engagement);
  CHECK(p.again(play).task_count == 0);
  p.task(play);
  end(p, p.task(play), "closed");
  end(p, p.task(play), "canceled");
  p.task(other);
  CHECK(p.again(play).task_count == 2);
  CHECK(p.again(play).open_task_count == 1);
  CHECK(p.again(other).task_count == 1);
  CHECK(p.again(other).open_task_count == 1);
}

TEST_CASE("a customer play counts the meetings that are still to be held", "[computed][customer_play]") {
  Portfolio p;
  const auto play = p.customer_play(p.engagement());
  Meeting entity;
  entity.customer_play = Portfolio::ref(play);
  entity.subject = "Review";
  p.create(entity);
  auto canceled = p.create(entity);
  canceled.state = MeetingState::canceled;
  p.update(canceled);
  CHECK(p.again(play).open_meeting_count == 1);
}

TEST_CASE("a customer play names the risk that it answers", "[computed][customer_play]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.customer_play(engagement);
  CHECK_FALSE(p.again(play).risk_signal.has_value());
  const auto signal = p.risk_signal(engagement);
  const auto solution = solve(p, signal, play, &RiskSolution::customer_play);
  CHECK(p.again(play).risk_signal == Portfolio::ref(signal));
  require(p.session.remove(solution));
  CHECK_FALSE(p.again(play).risk_signal.has_value());
}

TEST_CASE("plays and their tasks know how late they are", "[computed][customer_play]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto play = p.new_customer_play(engagement);
  play.due_date = at("2024-11-18T23:00:00Z");
  play = p.create(play);
  CHECK(p.again(play).days_remaining == -2);
  CHECK(p.again(play).overdue);
  auto internal = p.new_internal_play(engagement);
  internal.due_date = at("2024-11-23T00:00:00Z");
  internal = p.create(internal);
  CHECK(p.again(internal).days_remaining == 3);
  CHECK_FALSE(p.again(internal).overdue);
  auto task = p.new_internal_play_task(internal);
  task.due_date = at("2024-11-20T11:59:59Z");
  task = p.create(task);
  CHECK(p.again(task).days_remaining == 0);
  CHECK(p.again(task).overdue);
  task = end(p, task, "closed");
  CHECK_FALSE(p.again(task).days_remaining.has_value());
  CHECK_FALSE(p.again(task).overdue);
}

TEST_CASE("a customer play is blocked while a reason is not resolved", "[computed][customer_play]") {
  Portfolio p;
  auto play = p.new_customer_play(p.engagement());
  play.needs_attention = false;
  play = p.create(play);
  CHECK_FALSE(p.again(play).blocked);
  BlockedBy reason;
  reason.blocked_table = BlockableTable::customer_play;
  reason.blocked_record = play.id;
  reason.reason = "Waits for a contract.";
  reason = p.create(reason);
  CHECK(p.again(play).blocked);
  reason.resolved_at = p.clock->now();
  p.update(reason);
  CHECK_FALSE(p.again(play).blocked);
}
