// SPDX-License-Identifier: Apache-2.0
#include "plan/rules_tables.hpp"
#include "rule/locked.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Context;
using rule::Phase;

void engagement_locked(Context& context) {
  if (!context.changed<SuccessObjective>(&SuccessObjective::engagement)) return;
  rule::refuse_while_there_are(context, "engagement", "engagement_locked",
                               "the engagement is fixed while outcomes or risks name the objective",
                               {rule::rows_naming<SuccessOutcome>(context, &SuccessOutcome::success_objective),
                                rule::associated_signals(context)});
}

void driver_choices(Context& context) {
  if (!context.by_caller() || !context.changed<SuccessObjective>(&SuccessObjective::drivers)) return;
  const auto held = context.before<SuccessObjective>(&SuccessObjective::drivers);
  for (const Id& id : context.after<SuccessObjective>(&SuccessObjective::drivers)) {
    if (std::find(held.begin(), held.end(), id) != held.end()) continue;
    const auto choice = context.work.get(Ref<SuccessChoice>(id));
    if (!choice || (choice->category == SuccessChoiceCategory::objective_driver && choice->active)) continue;
    context.refuse("invalid_choice", "drivers", "a driver must be an active choice of the list objective_driver");
    return;
  }
}

}  // namespace

std::vector<rule::Rule> objective_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "success_objective";
  return {
      {"OBJ-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "An objective lies in the domain of its engagement."},
      {"OBJ-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Engagement, title and description are present."},
      {"OBJ-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"OBJ-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"OBJ-05", table, "Engagement change", validate, on_update, "engagement_locked @engagement", engagement_locked,
       "The engagement is fixed while an outcome names the objective or a risk signal has it as its source."},
      {"OBJ-06", table, "Planned dates", validate, on_write, "planned_dates_invalid @planned_stop",
       planned_dates<SuccessObjective>, "The planned stop is not before the planned start; one instant is fine."},
      {"OBJ-07", table, "Template link", mechanism, on_write, "field_read_only @template, field_read_only @mandatory",
       nullptr, "Template and mandatory flag come from the blueprint that made the objective and never change."},
      {"DRV-01", table, "Drivers", validate, on_write, "invalid_choice @drivers", driver_choices,
       "A driver that is added is an active choice of the list objective_driver."},
  };
}

}  // namespace steward::plan
