// SPDX-License-Identifier: Apache-2.0
#include "onboarding/rules_tables.hpp"
#include "rule/closing.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::onboarding {

using rule::Context;
using rule::Phase;

namespace {

constexpr std::string_view default_responsibility = "platform_admin";

void company(Context& context) {
  if (const auto held = context.work.get(context.after<OnboardingTask>(&OnboardingTask::onboarding_case))) {
    context.set<OnboardingTask>(&OnboardingTask::company, held->account);
  }
}

/// Whether configuration of `domain` counts for records of `own`: in its own domain or one above.
bool reaches(const rule::Lookup& lookup, const std::optional<Ref<Domain>>& domain,
             const std::optional<Ref<Domain>>& own) {
  if (!domain || !own || domain == own) return true;
  const auto held = lookup.get(*own);
  return held && held->path.find(domain->id().to_string() + "/") != std::string::npos;
}

/// The responsibility that a task has by itself: the nearest one of that key, where domains have several.
std::optional<Ref<Responsibility>> shipped_responsibility(const Context& context) {
  const auto onboarding = context.work.get(context.after<OnboardingTask>(&OnboardingTask::onboarding_case));
  if (!onboarding) return std::nullopt;
  std::optional<Ref<Responsibility>> nearest;
  std::size_t depth = 0;
  const auto keyed = rule::where<Responsibility>(&Responsibility::key, std::string(default_responsibility));
  for (const auto& held : context.work.all<Responsibility>(keyed)) {
    if (!held.active || !reaches(context.work, held.domain, onboarding->domain)) continue;
    const auto domain = context.work.get(held.domain);
    const auto length = domain ? domain->path.size() : 0;
    if (nearest && length <= depth) continue;
    nearest = Ref<Responsibility>(held.id);
    depth = length;
  }
  return nearest;
}

void responsibility(Context& context) {
  if (context.given<OnboardingTask>(&OnboardingTask::responsibility)) return;
  context.set<OnboardingTask>(&OnboardingTask::responsibility, shipped_responsibility(context));
}

void assignee(Context& context) {
  const auto task = model::from_row<OnboardingTask>(context.change.after);
  if (context.given<OnboardingTask>(&OnboardingTask::assigned_to) || task.assigned_to || !task.responsibility) return;
  const auto holders = context.work.all<AccountTeamMember>(condition::Condition::all(
      table_info<AccountTeamMember>(),
      {rule::where<AccountTeamMember>(&AccountTeamMember::onboarding_case, std::optional(task.onboarding_case)),
       rule::where<AccountTeamMember>(&AccountTeamMember::responsibility, *task.responsibility)}));
  if (holders.size() != 1) return;
  context.set<OnboardingTask>(&OnboardingTask::assigned_to, holders.front().user);
}

void registered_account(Context& context) {
  if (!context.after<BridgeRegistration>(&BridgeRegistration::account).is_nil()) return;
  if (const auto held = context.work.get(context.after<BridgeRegistration>(&BridgeRegistration::onboarding_case))) {
    context.set<BridgeRegistration>(&BridgeRegistration::account, held->account);
  }
}

bool holds(const Context& context, const std::string& condition) {
  if (condition.empty()) return false;
  return context.work.matches(context.work.condition(condition, context.change.table), context.change.after);
}

void conditions(Context& context) {
  if (rule::is_ended(context.change.table, context.change.after)) return;
  const auto task = model::from_row<OnboardingTask>(context.change.after);
  const bool canceled = holds(context, task.canceled_condition);
  if (!canceled && !holds(context, task.closed_condition)) return;
  auto notes = task.close_notes;
  if (notes.empty()) notes = canceled ? "The condition for canceling was met." : "The condition for closing was met.";
  const auto state = canceled ? OnboardingTaskState::canceled : OnboardingTaskState::closed;
  rule::report(context, context.work.update(context.change.table, context.change.id(),
                                            {rule::give<OnboardingTask>(&OnboardingTask::state, state),
                                             rule::give<OnboardingTask>(&OnboardingTask::close_notes, notes)},
                                            rule::Origin::cascade));
}

}  // namespace

std::vector<rule::Rule> task_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "onboarding_task";
  return {
      {"ONT-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "A task of a case lies in the domain of the case."},
      {"ONT-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Case, subject and type are present."},
      {"ONT-03", table, "State and progress", mechanism, on_write,
       "progress_not_allowed_for_state @progress, progress_requires_close @progress", nullptr,
       "State and progress of a task follow one another."},
      {"ONT-04", table, "Close, cancel, reopen", mechanism, on_update,
       "field_required @close_notes, parent_closed @state", nullptr,
       "Closing and canceling need notes, a code is free; reopening needs an open case and clears both."},
      {"ONT-05", table, "Company", derive, on_write, "field_read_only @company", company,
       "The company of a task is the account of its case."},
      {"ONT-06", table, "Parent open", mechanism, on_write, "parent_closed @onboarding_case", nullptr,
       "An open task is not put under a case that is closed or canceled."},
      {"ONT-10", table, "Responsibility", derive, on_insert, "", responsibility,
       "A task without a responsibility is for the platform administrator, where that responsibility exists."},
      {"ONT-09", table, "Assignee", derive, on_insert, "", assignee,
       "A new task goes to the one member of the account team who holds its responsibility; with none or several it "
       "stays unassigned."},
      {"ONT-08", table, "Conditions", after, on_update, "", conditions,
       "A task whose condition holds after a change is closed or canceled; when both hold it is canceled."},
      {"BRG-01", "bridge_registration", "Account", derive, on_insert, "", registered_account,
       "A registration without an account is for the account of its case."},
  };
}

}  // namespace steward::onboarding
