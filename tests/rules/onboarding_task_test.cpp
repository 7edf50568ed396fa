// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Onboarding : Portfolio {
  Onboarding() : customer(account()), home(onboarding_case(customer)) {}

  OnboardingTask task() { return onboarding_task(home); }
  Result<OnboardingTask> end(OnboardingTask task, OnboardingTaskState state) {
    task.state = state;
    task.close_notes = "Done.";
    return session.update(task);
  }
  Result<OnboardingCase> close_case(OnboardingState state, const WriteOptions& options = {}) {
    auto entity = again(home);
    entity.state = state;
    entity.resolution_code = OnboardingCloseCode::successful_no_issues;
    return session.update(entity, options);
  }
  User holder(const Responsibility& responsibility) {
    AccountTeamMember member;
    const auto person = user();
    member.onboarding_case = ref(home);
    member.user = ref(person);
    member.responsibility = ref(responsibility);
    create(member);
    return person;
  }

  Account customer;
  OnboardingCase home;
};

}  // namespace

TEST_CASE("a task of a case lies in the domain of the case", "[ONT-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto onboarding = p.onboarding_case(p.account());
  const auto task = p.onboarding_task(onboarding);
  CHECK(task.domain == onboarding.domain);
  CHECK(task.domain != p.global());
}

TEST_CASE("a task moves to the domain of another case", "[ONT-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto task = p.onboarding_task(p.onboarding_case(p.account()));
  const auto other = p.onboarding_case(p.account());
  task.onboarding_case = Portfolio::ref(other);
  CHECK(p.update(task).domain == other.domain);
}

TEST_CASE("a task of a case needs case and subject", "[ONT-02][refuses]") {
  Onboarding o;
  const auto stored = o.session.create(OnboardingTask{});
  CHECK(refused(stored, "ONT-02", "field_required", "onboarding_case"));
  CHECK(refused(stored, "ONT-02", "field_required", "subject"));
}

TEST_CASE("a task of a case begins with its defaults", "[ONT-02][accepts]") {
  Onboarding o;
  const auto task = o.task();
  CHECK(task.number == "ONBT0000001");
  CHECK(task.type == OnboardingTaskType::development);
  CHECK(task.state == OnboardingTaskState::open);
  CHECK(task.progress == OnboardingProgress::not_started);
  CHECK_FALSE(task.customer_visible);
}

TEST_CASE("progress follows the state of a task, and the state its progress", "[ONT-03][refuses]") {
  Onboarding o;
  auto task = o.task();
  task.state = OnboardingTaskState::awaiting_customer;
  task = o.update(task);
  CHECK(task.progress == OnboardingProgress::paused);
  task.progress = OnboardingProgress::on_track;
  task = o.update(task);
  CHECK(task.state == OnboardingTaskState::in_progress);
  task.progress = OnboardingProgress::finished;
  CHECK(refused(o.session.update(task), "SYN-02", "progress_requires_close", "progress"));
  task.state = OnboardingTaskState::open;
  task.progress = OnboardingProgress::at_risk;
  CHECK(refused(o.session.update(task), "SYN-03", "progress_not_allowed_for_state", "progress"));
}

TEST_CASE("a risk flag stays, and a task is finished with its notes", "[ONT-03][accepts]") {
  Onboarding o;
  auto task = o.task();
  task.state = OnboardingTaskState::in_progress;
  task.progress = OnboardingProgress::at_risk;
  task = o.update(task);
  task.state = OnboardingTaskState::review;
  task = o.update(task);
  CHECK(task.progress == OnboardingProgress::at_risk);
  task.progress = OnboardingProgress::finished;
  task.close_notes = "Done.";
  CHECK(o.update(task).state == OnboardingTaskState::closed);
}

TEST_CASE("closing and canceling a task need notes", "[ONT-04][refuses]") {
  Onboarding o;
  for (const auto state : {OnboardingTaskState::closed, OnboardingTaskState::canceled}) {
    auto task = o.task();
    task.state = state;
    CHECK(refused(o.session.update(task), "ONT-04", "field_required", "close_notes"));
  }
}

TEST_CASE("a task closes without a code, is canceled with one, and reopens without both", "[ONT-04][accepts]") {
  Onboarding o;
  auto closed = require(o.end(o.task(), OnboardingTaskState::closed));
  CHECK_FALSE(closed.close_code.has_value());
  CHECK_FALSE(closed.active);
  CHECK(closed.closed_at == o.clock->now());
  CHECK(closed.progress == OnboardingProgress::finished);
  const auto canceled = require(o.end(o.task(), OnboardingTaskState::canceled));
  CHECK(canceled.close_code == Choice<WorkCloseCode>(WorkCloseCode::canceled));
  closed.state = OnboardingTaskState::open;
  closed = o.update(closed);
  CHECK(closed.active);
  CHECK(closed.close_notes.empty());
  CHECK_FALSE(closed.closed_at.has_value());
  CHECK(closed.progress == OnboardingProgress::not_started);
}

TEST_CASE("the company of a task is the account of its case", "[ONT-05][refuses]") {
  Onboarding o;
  auto task = o.task();
  CHECK(task.company == Portfolio::ref(o.customer));
  task.company = Portfolio::ref(o.account());
  CHECK(refused(o.session.update(task), "ONT-05", "field_read_only", "company"));
}

TEST_CASE("a task that moves to another case has its company", "[ONT-05][accepts]") {
  Onboarding o;
  auto task = o.task();
  const auto other = o.account();
  task.onboarding_case = Portfolio::ref(o.onboarding_case(other));
  CHECK(o.update(task).company == Portfolio::ref(other));
}

TEST_CASE("no open task comes under an ended case", "[ONT-06][refuses]") {
  Onboarding o;
  auto task = o.onboarding_task(o.onboarding_case(o.customer));
  const auto done = require(o.end(o.task(), OnboardingTaskState::closed));
  require(o.close_case(OnboardingState::closed));
  CHECK(refused(o.session.create(o.new_onboarding_task(o.home)), "ONT-06", "parent_closed", "onboarding_case"));
  task.onboarding_case = Portfolio::ref(o.home);
  CHECK(refused(o.session.update(task), "ONT-06", "parent_closed", "onboarding_case"));
  auto again = o.again(done);
  again.state = OnboardingTaskState::open;
  CHECK(refused(o.session.update(again), "ONT-04", "parent_closed", "state"));
}

TEST_CASE("tasks of an open case begin and come back", "[ONT-06][accepts]") {
  Onboarding o;
  auto task = require(o.end(o.task(), OnboardingTaskState::closed));
  require(o.close_case(OnboardingState::closed));
  auto reopened = o.again(o.home);
  reopened.state = OnboardingState::active;
  o.update(reopened);
  task.state = OnboardingTaskState::review;
  CHECK(accepted(o.session.update(task)));
  CHECK(accepted(o.session.create(o.new_onboarding_task(o.home))));
}

TEST_CASE("a case with open tasks does not close and is canceled with them", "[ONB-05][ONB-06][refuses]") {
  Onboarding o;
  const auto task = o.task();
  CHECK(refused(o.close_case(OnboardingState::closed), "ONB-05", "open_child_records", "state"));
  CHECK(refused(o.close_case(OnboardingState::canceled), "ONB-06", "confirmation_required", "state"));
  WriteOptions confirmed;
  confirmed.confirm = true;
  CHECK(accepted(o.close_case(OnboardingState::canceled, confirmed)));
  CHECK(o.again(task).state == OnboardingTaskState::canceled);
  CHECK(o.again(task).progress == OnboardingProgress::finished);
}

TEST_CASE("a case that went through its closing steps is closed, not canceled", "[ONB-10]") {
  Onboarding o;
  const auto closed = require(o.close_case(OnboardingState::closed));
  CHECK(closed.state == OnboardingState::closed);
  CHECK(closed.resolution_code == Choice<OnboardingCloseCode>(OnboardingCloseCode::successful_no_issues));
  CHECK(closed.stage == OnboardingProgress::finished);
  auto by_stage = o.onboarding_case(o.customer);
  by_stage.stage = OnboardingProgress::finished;
  by_stage.resolution_code = OnboardingCloseCode::successful_with_issues;
  CHECK(o.update(by_stage).state == OnboardingState::closed);
}

TEST_CASE("the account of a case with tasks or teams is fixed", "[ONB-08][refuses]") {
  Onboarding o;
  o.task();
  o.task();
  o.holder(o.responsibility());
  CustomerTeamMember member;
  member.onboarding_case = Portfolio::ref(o.home);
  member.contact = Portfolio::ref(o.contact(o.customer));
  o.create(member);
  auto moved = o.again(o.home);
  moved.account = Portfolio::ref(o.account());
  const auto stored = o.session.update(moved);
  REQUIRE(refused(stored, "ONB-08", "account_locked", "account"));
  CHECK(stored.error().faults().front().details ==
        R"({"account_team_member":1,"customer_team_member":1,"onboarding_task":2})");
}

TEST_CASE("a task goes to the only one who holds its responsibility", "[ONT-09][refuses]") {
  Onboarding o;
  const auto part = o.responsibility();
  const auto person = o.holder(part);
  o.holder(o.responsibility());
  auto task = o.new_onboarding_task(o.home);
  task.responsibility = Portfolio::ref(part);
  CHECK(o.create(task).assigned_to == Portfolio::ref(person));
}

TEST_CASE("a task with no holder or several stays unassigned, a given assignee stays", "[ONT-09][accepts]") {
  Onboarding o;
  const auto part = o.responsibility();
  auto task = o.new_onboarding_task(o.home);
  task.responsibility = Portfolio::ref(part);
  CHECK_FALSE(o.create(task).assigned_to.has_value());
  // A holder on another case does not count.
  AccountTeamMember elsewhere;
  elsewhere.onboarding_case = Portfolio::ref(o.onboarding_case(o.customer));
  elsewhere.user = Portfolio::ref(o.user());
  elsewhere.responsibility = Portfolio::ref(part);
  o.create(elsewhere);
  CHECK_FALSE(o.create(task).assigned_to.has_value());
  o.holder(part);
  const auto other = o.user();
  task.assigned_to = Portfolio::ref(other);
  CHECK(o.create(task).assigned_to == Portfolio::ref(other));
  task.assigned_to.reset();
  o.holder(part);
  CHECK_FALSE(o.create(task).assigned_to.has_value());
}

TEST_CASE("a task without a responsibility is for the platform administrator", "[ONT-10][refuses]") {
  Onboarding o;
  Responsibility admin;
  admin.key = "platform_admin";
  admin.name = "Provider developer/administrator";
  admin = o.create(admin);
  const auto person = o.holder(admin);
  const auto task = o.task();
  CHECK(task.responsibility == Portfolio::ref(admin));
  CHECK(task.assigned_to == Portfolio::ref(person));
}

TEST_CASE("a given responsibility stays, and none is made up", "[ONT-10][accepts]") {
  Onboarding o;
  CHECK_FALSE(o.task().responsibility.has_value());
  Responsibility admin;
  admin.key = "platform_admin";
  admin.name = "Provider developer/administrator";
  admin = o.create(admin);
  const auto part = o.responsibility();
  auto task = o.new_onboarding_task(o.home);
  task.responsibility = Portfolio::ref(part);
  CHECK(o.create(task).responsibility == Portfolio::ref(part));
  admin.active = false;
  o.update(admin);
  CHECK_FALSE(o.task().responsibility.has_value());
}

TEST_CASE("the platform administrator of the nearest domain counts", "[ONT-10][accepts]") {
  Portfolio p;
  p.separate_domains();
  const auto below = p.domain();
  const auto beside = p.domain();
  const auto admin_in = [&](Session session) {
    Responsibility admin;
    admin.key = "platform_admin";
    admin.name = "Provider developer/administrator";
    return require(session.create(admin));
  };
  const auto of_root = admin_in(p.session_of(p.user()));
  admin_in(p.session_of(p.user(Portfolio::ref(beside))));
  const auto onboarding = p.onboarding_case(p.account(Portfolio::ref(below)));
  CHECK(p.onboarding_task(onboarding).responsibility == Portfolio::ref(of_root));
  const auto own = admin_in(p.session_of(p.user(Portfolio::ref(below))));
  CHECK(p.onboarding_task(onboarding).responsibility == Portfolio::ref(own));
}

TEST_CASE("a task whose condition holds after a change ends", "[ONT-08][refuses]") {
  Onboarding o;
  auto task = o.new_onboarding_task(o.home);
  task.closed_condition = "state = review";
  task.canceled_condition = "priority = high";
  task = o.create(task);
  auto closes = task;
  closes.state = OnboardingTaskState::review;
  const auto closed = o.again(o.update(closes));
  CHECK(closed.state == OnboardingTaskState::closed);
  CHECK(closed.progress == OnboardingProgress::finished);
  CHECK(closed.close_notes == "The condition for closing was met.");
  CHECK(closed.closed_at == o.clock->now());
  auto cancels = o.create(o.new_onboarding_task(o.home));
  cancels.canceled_condition = "priority = high";
  cancels.priority = Priority::high;
  const auto canceled = o.again(o.update(cancels));
  CHECK(canceled.state == OnboardingTaskState::canceled);
  CHECK(canceled.close_notes == "The condition for canceling was met.");
}

TEST_CASE("a task for which both conditions hold is canceled", "[ONT-08][refuses]") {
  Onboarding o;
  auto task = o.task();
  task.closed_condition = "priority = high";
  task.canceled_condition = "priority = high";
  task.priority = Priority::high;
  task.close_notes = "As agreed.";
  const auto ended = o.again(o.update(task));
  CHECK(ended.state == OnboardingTaskState::canceled);
  CHECK(ended.close_notes == "As agreed.");
}

TEST_CASE("a task whose conditions do not hold, or that has none, stays open", "[ONT-08][accepts]") {
  Onboarding o;
  auto task = o.new_onboarding_task(o.home);
  task.closed_condition = "state = review";
  task = o.create(task);
  task.state = OnboardingTaskState::in_progress;
  CHECK(o.again(o.update(task)).active);
  auto plain = o.task();
  plain.subject = "Renamed";
  CHECK(o.again(o.update(plain)).active);
  // A condition that holds from the beginning waits for the first change.
  auto ready = o.new_onboarding_task(o.home);
  ready.closed_condition = "state = open";
  ready = o.create(ready);
  CHECK(o.again(ready).active);
  ready.subject = "Renamed";
  CHECK_FALSE(o.again(o.update(ready)).active);
}

TEST_CASE("a registration is for the account of its case", "[BRG-01][refuses]") {
  Onboarding o;
  BridgeRegistration registration;
  registration.onboarding_case = Portfolio::ref(o.home);
  registration.instance_url = "https://example.com";
  CHECK(o.create(registration).account == Portfolio::ref(o.customer));
  CHECK(refused(o.session.create(registration), "GEN-14", "duplicate_bridge_registration", "instance_url"));
}

TEST_CASE("a registration keeps a given account", "[BRG-01][accepts]") {
  Onboarding o;
  const auto other = o.account();
  BridgeRegistration registration;
  registration.onboarding_case = Portfolio::ref(o.home);
  registration.account = Portfolio::ref(other);
  registration.instance_url = "https://example.com";
  CHECK(o.create(registration).account == Portfolio::ref(other));
}
