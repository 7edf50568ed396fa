// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("a task lies in the domain of its parent", "[STK-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  for (const auto& task :
       {p.task(p.initiative(engagement)), p.task(p.customer_play(engagement)), p.task(p.touchpoint(engagement))}) {
    CHECK(task.domain == engagement.domain);
    CHECK(task.domain != p.global());
  }
}

TEST_CASE("a task moves to the domain of another parent", "[STK-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  const auto other = p.engagement();
  auto task = p.task(p.initiative(p.engagement()));
  task.success_initiative.reset();
  task.touchpoint = Portfolio::ref(p.touchpoint(other));
  task = p.update(task);
  CHECK(task.domain == other.domain);
  CHECK(task.engagement == Portfolio::ref(other));
}

TEST_CASE("a task has exactly one parent, a subject and a description", "[STK-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(SuccessTask{});
  CHECK(refused(stored, "STK-02", "field_required", "parent"));
  CHECK(refused(stored, "STK-02", "field_required", "subject"));
  CHECK(refused(stored, "STK-02", "field_required", "description"));
  const auto engagement = p.engagement();
  auto task = p.new_task(p.initiative(engagement));
  task.touchpoint = Portfolio::ref(p.touchpoint(engagement));
  CHECK(refused(p.session.create(task), "STK-02", "invalid_input", "parent"));
  auto orphan = p.task(p.touchpoint(engagement));
  orphan.touchpoint.reset();
  CHECK(refused(p.session.update(orphan), "STK-02", "field_required", "parent"));
}

TEST_CASE("a task below each kind of parent has its engagement and account", "[STK-02][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  for (const auto& task :
       {p.task(p.initiative(engagement)), p.task(p.customer_play(engagement)), p.task(p.touchpoint(engagement))}) {
    CHECK(task.engagement == Portfolio::ref(engagement));
    CHECK(task.account == engagement.account);
  }
}

TEST_CASE("a task ends only with its closure information", "[STK-03][refuses]") {
  Portfolio p;
  check_closing(p, p.task(p.initiative(p.engagement())), "STK-03");
}

TEST_CASE("a task is closed or canceled", "[STK-03][accepts]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  check_closed(p, p.task(touchpoint), "closed");
  check_closed(p, p.task(touchpoint), "canceled");
}

TEST_CASE("a reopened task has no closure", "[STK-04][refuses]") {
  Portfolio p;
  check_reopened(p, end(p, p.task(p.initiative(p.engagement())), "closed"), "in_progress", "on_track");
}

TEST_CASE("a task is not reopened under an ended parent", "[STK-04][CHD-04][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto initiative = p.initiative(engagement);
  const auto first = end(p, p.task(initiative), "closed");
  end(p, initiative, "closed");
  CHECK(refused(try_reopen(p, first), "STK-04", "parent_closed", "state"));
  auto play = p.customer_play(engagement);
  const auto second = end(p, p.task(play), "canceled");
  end(p, play, "canceled");
  CHECK(refused(try_reopen(p, second), "STK-04", "parent_closed", "state"));
  auto touchpoint = p.touchpoint(engagement);
  const auto third = end(p, p.task(touchpoint), "closed");
  end(p, touchpoint, "closed");
  CHECK(refused(try_reopen(p, third), "STK-04", "touchpoint_closed", "state"));
}

TEST_CASE("a task is reopened once its parent is", "[STK-04][CHD-04][accepts]") {
  Portfolio p;
  auto initiative = p.initiative(p.engagement());
  const auto task = end(p, p.task(initiative), "closed");
  initiative = end(p, initiative, "closed");
  require(try_reopen(p, initiative));
  CHECK(p.again(task).state == WorkState::closed);
  CHECK(accepted(try_reopen(p, task)));
}

TEST_CASE("the parent of a task with an associated risk is fixed", "[STK-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto task = p.task(p.initiative(engagement));
  associate(p, engagement, task);
  task.success_initiative = Portfolio::ref(p.initiative(engagement));
  const auto moved = p.session.update(task);
  REQUIRE(refused(moved, "STK-05", "parent_locked", "parent"));
  CHECK(details_of(moved) == R"({"risk_signal":1})");
  task.success_initiative.reset();
  task.customer_play = Portfolio::ref(p.customer_play(engagement));
  CHECK(refused(p.session.update(task), "STK-05", "parent_locked", "parent"));
}

TEST_CASE("a task without risks moves; one with risks changes otherwise", "[STK-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto free = p.task(p.initiative(engagement));
  free.success_initiative = Portfolio::ref(p.initiative(engagement));
  CHECK(accepted(p.session.update(free)));
  auto held = p.task(p.touchpoint(engagement));
  associate(p, engagement, held);
  held.subject = "Another subject";
  CHECK(accepted(p.session.update(held)));
}

TEST_CASE("no open task comes under an ended parent", "[STK-06][CHD-04][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto initiative = end(p, p.initiative(engagement), "closed");
  const auto play = end(p, p.customer_play(engagement), "canceled");
  const auto touchpoint = end(p, p.touchpoint(engagement), "closed");
  CHECK(refused(p.session.create(p.new_task(initiative)), "STK-06", "parent_closed", "success_initiative"));
  CHECK(refused(p.session.create(p.new_task(play)), "STK-06", "parent_closed", "customer_play"));
  CHECK(refused(p.session.create(p.new_task(touchpoint)), "STK-06", "touchpoint_closed", "touchpoint"));
  auto moved = p.task(p.touchpoint(engagement));
  moved.touchpoint = Portfolio::ref(touchpoint);
  CHECK(refused(p.session.update(moved), "STK-06", "touchpoint_closed", "touchpoint"));
}

TEST_CASE("an ended task stays under its ended parent", "[STK-06][CHD-04][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto initiative = p.initiative(engagement);
  const auto task = end(p, p.task(initiative), "closed");
  initiative = end(p, initiative, "closed");
  CHECK(p.again(task).state == WorkState::closed);
  CHECK(accepted(p.session.create(p.new_task(p.initiative(engagement)))));
}

TEST_CASE("nothing is shown to the customer unasked", "[STK-07][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  CHECK_FALSE(p.task(p.initiative(engagement)).customer_visible);
  CHECK_FALSE(p.initiative(engagement).customer_visible);
  CHECK_FALSE(p.customer_play(engagement).customer_visible);
  auto task = p.new_task(p.touchpoint(engagement));
  task.customer_visible = true;
  CHECK(p.create(task).customer_visible);
}
