// SPDX-License-Identifier: Apache-2.0
#include "plan/rules_tables.hpp"
#include "rule/closing.hpp"
#include "rule/locked.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Context;
using rule::Phase;

condition::Condition further_outcomes(const Context& context) {
  return rule::rows_naming<ApplicableOutcome>(context, &ApplicableOutcome::success_initiative);
}

void outcome_locked(Context& context) {
  if (!context.changed<SuccessInitiative>(&SuccessInitiative::success_outcome)) return;
  rule::refuse_while_there_are(
      context, "success_outcome", "outcome_locked",
      "the primary outcome is fixed while success tasks or risks name the initiative",
      {rule::rows_naming<SuccessTask>(context, &SuccessTask::success_initiative), rule::associated_signals(context)});
}

void objective_stays(Context& context) {
  if (!context.changed<SuccessInitiative>(&SuccessInitiative::success_outcome)) return;
  const auto outcome = context.work.get(context.after<SuccessInitiative>(&SuccessInitiative::success_outcome));
  const auto held = context.before<SuccessInitiative>(&SuccessInitiative::success_objective);
  if (!outcome || outcome->success_objective == held) return;
  rule::refuse_while_there_are(context, "success_outcome", "outcome_locked",
                               "the initiative serves further outcomes of its objective; it cannot move to another one",
                               {further_outcomes(context)});
}

void products_of_objective(Context& context) {
  if (!context.changed<SuccessInitiative>(&SuccessInitiative::success_outcome) ||
      context.given<SuccessInitiative>(&SuccessInitiative::products)) {
    return;
  }
  const auto outcome = context.work.get(context.after<SuccessInitiative>(&SuccessInitiative::success_outcome));
  if (!outcome) return;
  if (const auto objective = context.work.get(outcome->success_objective)) {
    context.set<SuccessInitiative>(&SuccessInitiative::products, objective->products);
  }
}

void begins_now(Context& context) {
  if (context.after<SuccessInitiative>(&SuccessInitiative::planned_start)) return;
  context.set<SuccessInitiative>(&SuccessInitiative::planned_start, context.now());
}

void under_open_initiative(Context& context) {
  const auto& table = table_info<SuccessInitiative>();
  const auto initiative = context.after<ApplicableOutcome>(&ApplicableOutcome::success_initiative);
  const Row* row = context.work.row(table, initiative.id());
  if (row == nullptr || !rule::is_ended(table, *row)) return;
  context.refuse("parent_closed", "success_initiative", "the initiative is closed or canceled; reopen it first");
}

void same_objective(Context& context) {
  const auto initiative = context.work.get(context.after<ApplicableOutcome>(&ApplicableOutcome::success_initiative));
  const auto outcome = context.work.get(context.after<ApplicableOutcome>(&ApplicableOutcome::success_outcome));
  if (!initiative || !outcome) return;
  const auto primary = context.work.get(initiative->success_outcome);
  if (!primary || primary->success_objective == outcome->success_objective) return;
  context.refuse("outcome_other_objective", "success_outcome",
                 "a further outcome belongs to the objective that the initiative serves");
}

void not_primary(Context& context) {
  const auto initiative = context.work.get(context.after<ApplicableOutcome>(&ApplicableOutcome::success_initiative));
  const auto outcome = context.after<ApplicableOutcome>(&ApplicableOutcome::success_outcome);
  if (outcome.is_nil() || !initiative || initiative->success_outcome != outcome) return;
  context.refuse("duplicate_applicable_outcome", "success_outcome",
                 "the initiative serves this outcome already, as its primary one");
}

void primary_not_further(Context& context) {
  if (!context.changed<SuccessInitiative>(&SuccessInitiative::success_outcome)) return;
  const auto outcome = context.after<SuccessInitiative>(&SuccessInitiative::success_outcome);
  const auto linked = condition::Condition::all(
      table_info<ApplicableOutcome>(),
      {further_outcomes(context), rule::where<ApplicableOutcome>(&ApplicableOutcome::success_outcome, outcome)});
  if (outcome.is_nil() || context.work.count(linked) == 0) return;
  context.refuse("duplicate_applicable_outcome", "success_outcome",
                 "the initiative serves this outcome already, as a further one");
}

std::vector<rule::Rule> link_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "applicable_outcome";
  return {
      {"APO-01", table, "Required", mechanism, on_write, "field_required @each", nullptr,
       "Initiative and outcome are present."},
      {"APO-01", table, "Open initiative", validate, on_insert, "parent_closed @success_initiative",
       under_open_initiative, "No outcome is added to a closed or canceled initiative."},
      {"APO-02", table, "Same objective", validate, on_write, "outcome_other_objective @success_outcome",
       same_objective, "A further outcome belongs to the objective of the initiative's primary outcome."},
      {"APO-03", table, "Unique", validate, on_write, "duplicate_applicable_outcome @success_outcome", not_primary,
       "An initiative serves an outcome once: as its primary one or as a further one."},
      {"APO-03", "success_initiative", "Unique", validate, on_update, "duplicate_applicable_outcome @success_outcome",
       primary_not_further, "An initiative serves an outcome once: as its primary one or as a further one."},
  };
}

}  // namespace

std::vector<rule::Rule> initiative_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "success_initiative";
  std::vector<Rule> rules = {
      {"INI-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "An initiative lies in the domain of its outcome."},
      {"INI-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Outcome, subject and description are present; the texts may wait while a playbook fills them in."},
      {"INI-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes, open_child_records @state", nullptr,
       "Closing needs code and notes and no open success task, canceling notes; both stamp time and user."},
      {"INI-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"INI-05", table, "Outcome change", validate, on_update, "outcome_locked @success_outcome", outcome_locked,
       "The primary outcome is fixed while a success task names the initiative or a risk signal has it as its "
       "source."},
      {"INI-07", table, "Applicable outcomes", validate, on_update, "outcome_locked @success_outcome", objective_stays,
       "An initiative with further outcomes does not move to an outcome of another objective."},
      {"INI-08", table, "Products", derive, on_write, "", products_of_objective,
       "Choosing the outcome takes over the products of its objective, unless products are given."},
      {"INI-09", table, "Derived", mechanism, on_write,
       "field_read_only @account, field_read_only @engagement, field_read_only @success_objective", nullptr,
       "Objective, engagement and account are those of the outcome."},
      {"PLN-02", table, "Planned start", derive, on_insert, "", begins_now,
       "A new initiative is planned from now on unless a start is given."},
  };
  auto links = link_rules();
  rules.insert(rules.end(), links.begin(), links.end());
  return rules;
}

}  // namespace steward::plan
