// SPDX-License-Identifier: Apache-2.0
#include "plan/rules_tables.hpp"
#include "rule/locked.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Context;
using rule::Phase;

void one_parent(Context& context) {
  const auto task = model::from_row<SuccessTask>(context.change.after);
  const int parents = (task.success_initiative ? 1 : 0) + (task.customer_play ? 1 : 0) + (task.touchpoint ? 1 : 0);
  if (parents == 1) return;
  if (parents == 0) {
    context.refuse("field_required", "parent",
                   "a success task belongs to an initiative, a customer play or a touchpoint");
  } else {
    context.refuse("invalid_input", "parent", "a success task belongs to one record only; give one parent");
  }
}

void parent_locked(Context& context) {
  if (!context.changed<SuccessTask>(&SuccessTask::success_initiative) &&
      !context.changed<SuccessTask>(&SuccessTask::customer_play) &&
      !context.changed<SuccessTask>(&SuccessTask::touchpoint)) {
    return;
  }
  rule::refuse_while_there_are(context, "parent", "parent_locked",
                               "the parent is fixed while risk signals name the task",
                               {rule::associated_signals(context)});
}

}  // namespace

std::vector<rule::Rule> task_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "success_task";
  return {
      {"STK-01", table, "Set domain", mechanism, on_write, "", nullptr, "A task lies in the domain of its parent."},
      {"STK-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Subject and description are present."},
      {"STK-02", table, "One parent", validate, on_write, "field_required @parent, invalid_input @parent", one_parent,
       "Exactly one of initiative, customer play and touchpoint is the parent."},
      {"STK-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"STK-04", table, "Reopened", mechanism, on_update, "parent_closed @state, touchpoint_closed @state", nullptr,
       "Reopening needs an open parent and clears the closure information."},
      {"STK-05", table, "Parent change", validate, on_update, "parent_locked @parent", parent_locked,
       "The parent is fixed while a risk signal has the task as its source."},
      {"STK-06", table, "Parent open", mechanism, on_write,
       "parent_closed @success_initiative, parent_closed @customer_play, touchpoint_closed @touchpoint", nullptr,
       "An open task is not put under a record that is closed or canceled."},
      {"STK-07", table, "Customer visible", declared, on_insert, "", nullptr,
       "A task is hidden from the customer unless it is shown on purpose; so are initiatives and plays."},
  };
}

}  // namespace steward::plan
