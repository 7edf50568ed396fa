// SPDX-License-Identifier: Apache-2.0
#include "touchpoint/rules.hpp"

#include <tuple>

#include "rule/locked.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::touchpoint {

using rule::Context;
using rule::Phase;

namespace {

void product_required(Context& context) {
  if (!context.after<Touchpoint>(&Touchpoint::product_related) || context.after<Touchpoint>(&Touchpoint::product)) {
    return;
  }
  context.refuse("field_required", "product", "a product-related touchpoint names its product");
}

void engagement_locked(Context& context) {
  if (!context.changed<Touchpoint>(&Touchpoint::engagement)) return;
  rule::refuse_while_there_are(
      context, "engagement", "engagement_locked",
      "the engagement is fixed while tasks or risk signals name the touchpoint",
      {rule::associated_signals(context), rule::rows_naming<SuccessTask>(context, &SuccessTask::touchpoint)});
}

/// Later touchpoints are greater: open ones beat closed ones, then the time of the last change, then the number.
auto rank(const Touchpoint& touchpoint) {
  return std::tuple(touchpoint.active, touchpoint.updated_at, touchpoint.number.size(), touchpoint.number);
}

std::optional<Touchpoint> last_of(const rule::Lookup& lookup, Ref<Engagement> engagement) {
  std::optional<Touchpoint> last;
  for (auto& touchpoint : lookup.all<Touchpoint>(rule::where<Touchpoint>(&Touchpoint::engagement, engagement))) {
    if (touchpoint.state == WorkState::canceled) continue;
    if (!last || rank(*last) < rank(touchpoint)) last = std::move(touchpoint);
  }
  return last;
}

void roll_up(Context& context, Ref<Engagement> engagement) {
  const auto& table = table_info<Engagement>();
  const Row* row = context.work.row(table, engagement.id());
  if (row == nullptr) return;
  const auto last = last_of(context.work, engagement);
  Row changed = *row;
  model::set<Engagement>(changed, &Engagement::last_touchpoint,
                         last ? std::optional(Ref<Touchpoint>(last->id)) : std::nullopt);
  model::set<Engagement>(changed, &Engagement::last_touchpoint_at, last ? last->updated_at : std::nullopt);
  if (changed == *row) return;
  const std::size_t fields[] = {model::field_of<Engagement>(&Engagement::last_touchpoint),
                                model::field_of<Engagement>(&Engagement::last_touchpoint_at)};
  rule::report(context, context.work.write_derived(table, std::span(&changed, 1), fields));
}

void touchpoint_written(Context& context) {
  const auto engagement = context.after<Touchpoint>(&Touchpoint::engagement);
  const auto old = context.before<Touchpoint>(&Touchpoint::engagement);
  if (!old.is_nil() && old != engagement) roll_up(context, old);
  roll_up(context, engagement);
}

void touchpoint_removed(Context& context) { roll_up(context, context.after<Touchpoint>(&Touchpoint::engagement)); }

}  // namespace

std::vector<rule::Rule> rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "touchpoint";
  return {
      {"TCH-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "A touchpoint lies in the domain of its engagement."},
      {"TCH-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Engagement, subject and description are present."},
      {"TCH-02", table, "Product", validate, on_write, "field_required @product", product_required,
       "A product-related touchpoint names its product."},
      {"TCH-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"TCH-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"TCH-05", table, "Engagement change", validate, on_update, "engagement_locked @engagement", engagement_locked,
       "The engagement is fixed while the touchpoint has tasks, or a risk signal of any state has it as its source."},
      {"TCH-06", table, "Last touchpoint", after, on_write, "", touchpoint_written,
       "The engagement names its open touchpoint that changed last, else the closed one; never a canceled one."},
      {"TCH-07", table, "Last touchpoint on delete", after, on_erase, "", touchpoint_removed,
       "When a touchpoint goes, the engagement names the last of those that are left."},
      {"TCH-09", table, "Ended touchpoint", mechanism, on_write, "touchpoint_closed @touchpoint", nullptr,
       "A closed or canceled touchpoint takes no new task, meeting or outgoing mail."},
      {"TCH-10", table, "Meetings stay", declared, on_update, "", nullptr,
       "Closing or canceling a touchpoint changes none of its meetings."},
      {"TCH-11", table, "Delete", declared, on_erase, "delete_blocked", nullptr,
       "Deleting a touchpoint deletes its meetings with invitees and sessions; its tasks refuse it."},
      {"TCH-12", table, "Obsolete fields", mechanism, on_write,
       "invalid_input @meeting_date, invalid_input @meeting_type", nullptr,
       "A touchpoint has no meeting date and no meeting type; the call that gives them is refused."},
  };
}

}  // namespace steward::touchpoint
