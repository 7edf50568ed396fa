// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// The clock stands at 2024-11-20T12:00:00Z.

namespace {

SuccessTask due(Portfolio& p, const SuccessInitiative& initiative, std::string_view when) {
  auto task = p.new_task(initiative);
  task.due_date = at(when);
  return p.create(task);
}

SuccessInitiative closed_as_canceled(Portfolio& p, SuccessInitiative initiative) {
  initiative.state = WorkState::closed;
  initiative.close_code = OutcomeCloseCode::canceled;
  initiative.close_notes = "Dropped.";
  return p.update(initiative);
}

}  // namespace

TEST_CASE("days remaining count calendar days, negative when late", "[due]") {
  Portfolio p;
  const auto initiative = p.initiative(p.engagement());
  const std::tuple<std::string_view, std::int64_t, bool> cases[] = {
      {"2024-11-20T23:59:59Z", 0, false}, {"2024-11-21T00:00:00Z", 1, false}, {"2024-11-30T08:00:00Z", 10, false},
      {"2024-11-20T12:00:00Z", 0, false}, {"2024-11-20T11:59:59Z", 0, true},  {"2024-11-18T23:00:00Z", -2, true}};
  for (const auto& [when, days, overdue] : cases) {
    const auto task = due(p, initiative, when);
    CHECK(task.days_remaining == days);
    CHECK(task.overdue == overdue);
  }
}

TEST_CASE("days remaining follow the calendar's zone", "[due]") {
  Portfolio p;
  p.property("calendar.time_zone", "Asia/Tokyo");
  const auto initiative = p.initiative(p.engagement());
  CHECK(due(p, initiative, "2024-11-20T16:00:00Z").days_remaining == 1);
  CHECK(due(p, initiative, "2024-11-20T14:00:00Z").days_remaining == 0);
}

TEST_CASE("what has ended or has no date is not due", "[due]") {
  Portfolio p;
  const auto initiative = p.initiative(p.engagement());
  CHECK_FALSE(p.task(initiative).days_remaining.has_value());
  CHECK_FALSE(p.task(initiative).overdue);
  const auto late = end(p, due(p, initiative, "2024-11-01T00:00:00Z"), "closed");
  CHECK_FALSE(late.days_remaining.has_value());
  CHECK_FALSE(late.overdue);
}

TEST_CASE("objectives and outcomes are due at their planned stop", "[due]") {
  Portfolio p;
  auto objective = p.new_objective(p.engagement());
  objective.planned_stop = at("2024-11-25T00:00:00Z");
  objective = p.create(objective);
  CHECK(objective.days_remaining == 5);
  CHECK_FALSE(objective.overdue);
  auto outcome = p.new_outcome(objective);
  outcome.planned_stop = at("2024-11-19T00:00:00Z");
  outcome = p.create(outcome);
  CHECK(outcome.days_remaining == -1);
  CHECK(outcome.overdue);
}

TEST_CASE("an initiative is blocked while it is open and a block is not resolved", "[due]") {
  Portfolio p;
  auto initiative = p.new_initiative(p.outcome(p.engagement()));
  initiative.needs_attention = false;
  initiative = p.create(initiative);
  BlockedBy row;
  row.blocked_table = BlockableTable::success_initiative;
  row.blocked_record = initiative.id;
  row.reason = "We wait.";
  row = p.create(row);
  CHECK(p.again(initiative).blocked);
  row.resolved_at = p.clock->now();
  row = p.update(row);
  CHECK_FALSE(p.again(initiative).blocked);
  row.resolved_at.reset();
  p.update(row);
  CHECK(p.again(initiative).blocked);
  CHECK_FALSE(end(p, initiative, "closed").blocked);
}

TEST_CASE("an objective counts the initiatives of its outcomes", "[plan]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  CHECK(p.again(objective).achieved_pct == Decimal(0));
  const auto first = p.outcome(objective);
  const auto second = p.outcome(objective);
  end(p, p.initiative(first), "closed");
  end(p, p.initiative(second), "canceled");
  closed_as_canceled(p, p.initiative(second));
  p.initiative(first);
  p.initiative(second);
  const auto counted = p.again(objective);
  CHECK(counted.initiatives_total == 3);
  CHECK(counted.initiatives_completed == 1);
  CHECK(counted.achieved_pct == Decimal::parse("33.333333"));
}

TEST_CASE("an outcome counts primary and further initiatives", "[plan]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto outcome = p.outcome(objective);
  const auto other = p.outcome(objective);
  const auto helps = p.initiative(other);
  const auto dropped = p.initiative(other);
  for (const auto& initiative : {helps, dropped}) {
    ApplicableOutcome link;
    link.success_initiative = Portfolio::ref(initiative);
    link.success_outcome = Portfolio::ref(outcome);
    p.create(link);
  }
  end(p, helps, "closed");
  end(p, dropped, "canceled");
  p.initiative(outcome);
  CHECK(p.again(outcome).initiatives_total == 2);
  CHECK(p.again(outcome).initiatives_completed == 1);
  CHECK(p.again(other).initiatives_total == 1);
}

TEST_CASE("the value realised is the way from base to target", "[plan]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const std::tuple<int, int, int, int> cases[] = {{20, 80, 50, 50}, {80, 20, 65, 25}, {0, 10, 15, 100},
                                                  {0, 10, -5, 0},   {7, 7, 7, 100},   {7, 7, 6, 0}};
  for (const auto& [base, target, current, realised] : cases) {
    auto outcome = p.new_outcome(objective);
    outcome.base_value = Decimal(base);
    outcome.target_value = Decimal(target);
    outcome.current_value = Decimal(current);
    CHECK(p.create(outcome).value_realized_pct == Decimal(realised));
  }
  auto outcome = p.new_outcome(objective);
  outcome.base_value = Decimal(1);
  CHECK_FALSE(p.create(outcome).value_realized_pct.has_value());
}

TEST_CASE("an initiative counts its tasks, canceled ones not", "[plan]") {
  Portfolio p;
  const auto initiative = p.initiative(p.engagement());
  p.task(initiative);
  p.task(initiative);
  end(p, p.task(initiative), "closed");
  end(p, p.task(initiative), "canceled");
  p.task(p.initiative(p.engagement()));
  CHECK(p.again(initiative).task_count == 3);
  CHECK(p.again(initiative).open_task_count == 2);
}

TEST_CASE("a task names its parent in one way", "[plan]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto initiative = p.initiative(engagement);
  const auto touchpoint = p.touchpoint(engagement);
  auto task = p.task(initiative);
  CHECK(task.parent_table == "success_initiative");
  CHECK(task.parent_record == initiative.id);
  task = p.task(touchpoint);
  CHECK(task.parent_table == "touchpoint");
  CHECK(task.parent_record == touchpoint.id);
  const auto play = p.customer_play(engagement);
  CHECK(p.task(play).parent_table == "customer_play");
}

TEST_CASE("a page of records is filled as one record is", "[plan]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto first = p.initiative(p.outcome(objective));
  const auto second = p.initiative(p.outcome(objective));
  p.task(first);
  p.task(first);
  p.task(second);
  const auto page = require(p.session.find<SuccessInitiative>(FindOptions{}));
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].task_count + page.items[1].task_count == 3);
  for (const auto& item : page.items) CHECK(item.task_count == p.again(item).task_count);
}
