// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// A signal and one piece of work of each kind, all of one engagement.
struct Solutions : Portfolio {
  Solutions()
      : home(engagement()), signal(risk_signal(home)), play(internal_play(home)), customer(customer_play(home)) {}

  RiskSolution blank() {
    RiskSolution entity;
    entity.risk_signal = ref(signal);
    return entity;
  }

  Engagement home;
  RiskSignal signal;
  InternalPlay play;
  CustomerPlay customer;
};

}  // namespace

TEST_CASE("a piece of work answers one risk signal", "[RSO-01][refuses]") {
  Solutions s;
  const auto other = s.risk_signal(s.home);
  solve(s, s.signal, s.play, &RiskSolution::internal_play);
  solve(s, s.signal, s.customer, &RiskSolution::customer_play);
  const auto task = s.internal_play_task(s.play);
  solve(s, s.signal, task, &RiskSolution::internal_play_task);
  const auto success = s.task(s.customer);
  solve(s, s.signal, success, &RiskSolution::success_task);
  RiskSolution again;
  again.risk_signal = Portfolio::ref(other);
  again.internal_play = Portfolio::ref(s.play);
  CHECK(refused(s.session.create(again), "RSO-01", "duplicate_solution", "internal_play"));
  again.internal_play.reset();
  again.internal_play_task = Portfolio::ref(task);
  CHECK(refused(s.session.create(again), "RSO-01", "duplicate_solution", "internal_play_task"));
  again.internal_play_task.reset();
  again.customer_play = Portfolio::ref(s.customer);
  CHECK(refused(s.session.create(again), "RSO-01", "duplicate_solution", "customer_play"));
  again.customer_play.reset();
  again.success_task = Portfolio::ref(success);
  CHECK(refused(s.session.create(again), "RSO-01", "duplicate_solution", "success_task"));
}

TEST_CASE("a risk signal is answered by several pieces of work", "[RSO-01][accepts]") {
  Solutions s;
  solve(s, s.signal, s.play, &RiskSolution::internal_play);
  solve(s, s.signal, s.internal_play(s.home), &RiskSolution::internal_play);
  solve(s, s.signal, s.customer, &RiskSolution::customer_play);
  CHECK(require(s.session.count<RiskSolution>()) == 3);
}

TEST_CASE("a solution names a signal and exactly one piece of work", "[RSO-02][refuses]") {
  Solutions s;
  const auto empty = s.session.create(RiskSolution{});
  CHECK(refused(empty, "RSO-02", "field_required", "risk_signal"));
  CHECK(refused(empty, "RSO-02", "field_required", "internal_play"));
  auto both = s.blank();
  both.internal_play = Portfolio::ref(s.play);
  both.customer_play = Portfolio::ref(s.customer);
  CHECK(refused(s.session.create(both), "RSO-02", "invalid_input", "customer_play"));
}

TEST_CASE("the kind of a solution is that of its work", "[RSO-02][accepts]") {
  Solutions s;
  const auto task = s.internal_play_task(s.play);
  const auto success = s.task(s.customer);
  CHECK(solve(s, s.signal, s.play, &RiskSolution::internal_play).solution_table ==
        Choice<SolutionTable>(SolutionTable::internal_play));
  CHECK(solve(s, s.signal, task, &RiskSolution::internal_play_task).solution_table ==
        Choice<SolutionTable>(SolutionTable::internal_play_task));
  CHECK(solve(s, s.signal, s.customer, &RiskSolution::customer_play).solution_table ==
        Choice<SolutionTable>(SolutionTable::customer_play));
  auto solution = solve(s, s.signal, success, &RiskSolution::success_task);
  CHECK(solution.solution_table == Choice<SolutionTable>(SolutionTable::success_task));
  CHECK(solution.number == "RSOL0000004");
  solution.success_task.reset();
  solution.internal_play = Portfolio::ref(s.internal_play(s.home));
  CHECK(s.update(solution).solution_table == Choice<SolutionTable>(SolutionTable::internal_play));
}

TEST_CASE("work of another account answers no risk", "[RSO-03][refuses]") {
  Solutions s;
  const auto elsewhere = s.engagement();
  auto solution = s.blank();
  solution.internal_play = Portfolio::ref(s.internal_play(elsewhere));
  CHECK(refused(s.session.create(solution), "RSO-03", "account_mismatch", "internal_play"));
  solution.internal_play.reset();
  solution.success_task = Portfolio::ref(s.task(s.customer_play(elsewhere)));
  CHECK(refused(s.session.create(solution), "RSO-03", "account_mismatch", "success_task"));
}

TEST_CASE("work of another engagement of the account answers a risk", "[RSO-03][accepts]") {
  Solutions s;
  Engagement second = s.new_engagement(require(s.session.get(s.home.account)));
  second = s.create(second);
  solve(s, s.signal, s.customer_play(second), &RiskSolution::customer_play);
  CHECK(require(s.session.count<RiskSolution>()) == 1);
}

TEST_CASE("a solution goes with its signal and with its work", "[GEN-15][risk_solution]") {
  Solutions s;
  solve(s, s.signal, s.play, &RiskSolution::internal_play);
  require(s.session.remove(s.again(s.play)));
  CHECK(require(s.session.count<RiskSolution>()) == 0);
  solve(s, s.signal, s.customer, &RiskSolution::customer_play);
  require(s.session.remove(s.again(s.signal)));
  CHECK(require(s.session.count<RiskSolution>()) == 0);
}

TEST_CASE("a risk is addressed while work that is not canceled answers it", "[computed][risk_signal]") {
  Solutions s;
  const auto other = s.risk_signal(s.home);
  CHECK_FALSE(s.again(s.signal).addressed);
  solve(s, s.signal, s.customer, &RiskSolution::customer_play);
  CHECK(s.again(s.signal).addressed);
  CHECK_FALSE(s.again(other).addressed);
  end(s, s.again(s.customer), "canceled");
  CHECK_FALSE(s.again(s.signal).addressed);
  const auto task = s.internal_play_task(s.play);
  solve(s, s.signal, task, &RiskSolution::internal_play_task);
  CHECK(s.again(s.signal).addressed);
  end(s, task, "closed");
  CHECK(s.again(s.signal).addressed);
}

TEST_CASE("a risk knows how long there is left", "[computed][risk_signal]") {
  Solutions s;
  auto signal = s.new_risk_signal(s.home);
  signal.due_date = at("2024-11-25T08:00:00Z");
  signal = s.create(signal);
  CHECK(s.again(signal).days_remaining == 5);
  CHECK_FALSE(s.again(signal).overdue);
  s.advance(std::chrono::hours(24 * 6));
  CHECK(s.again(signal).days_remaining == -1);
  CHECK(s.again(signal).overdue);
  CHECK_FALSE(s.again(s.signal).days_remaining.has_value());
}

TEST_CASE("a risk names its task in the other system", "[computed][risk_signal]") {
  Inside inside;
  Account account;
  account.name = "Acme";
  OnboardingCase onboarding;
  onboarding.account = Ref<Account>(require(inside.create(account)));
  RiskSignal signal;
  signal.onboarding_case = Ref<OnboardingCase>(require(inside.create(onboarding)));
  signal.short_description = "Late";
  signal.description = "Nobody answers.";
  signal.probability = Probability::high;
  const Id linked = require(inside.create(signal));
  const Id other = require(inside.create(signal));
  CrmLink link;
  link.platform = "crm";
  link.local_table = "risk_signal";
  link.local_record = linked;
  link.remote_entity = "task";
  link.remote_id = "T-1";
  require(inside.create(link));
  const auto& table = table_info<RiskSignal>();
  std::vector<Row> rows{*inside.unit().row(table, linked), *inside.unit().row(table, other)};
  inside.unit().compute(table, rows);
  CHECK(model::from_row<RiskSignal>(rows[0]).crm_task_id == "T-1");
  CHECK(model::from_row<RiskSignal>(rows[1]).crm_task_id.empty());
}
