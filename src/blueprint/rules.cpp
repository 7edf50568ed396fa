// SPDX-License-Identifier: Apache-2.0
#include "blueprint/rules.hpp"

#include <fmt/format.h>

#include "base/json.hpp"
#include "rule/tree.hpp"
#include "steward/model/blueprint.hpp"

namespace steward::blueprint {

namespace {

using rule::Context;
using rule::give;
using rule::on_update;
using rule::on_write;
using rule::where;
using State = ObjectiveTemplateState;
using PartState = OutcomeTemplateState;

/// Whether the write brings the template into this state.
bool becomes(const Context& context, State state) {
  return context.changed<ObjectiveTemplate>(&ObjectiveTemplate::state) &&
         context.after<ObjectiveTemplate>(&ObjectiveTemplate::state) == state;
}
bool becomes(const Context& context, PartState state) {
  return context.changed<OutcomeTemplate>(&OutcomeTemplate::state) &&
         context.after<OutcomeTemplate>(&OutcomeTemplate::state) == state;
}

bool with_approval(const Context& context) { return context.work.property("blueprint.template_approval") != "false"; }

std::vector<OutcomeTemplate> parts_of(const Context& context, Id id) {
  return context.work.all<OutcomeTemplate>(
      where<OutcomeTemplate>(&OutcomeTemplate::objective_template, Ref<ObjectiveTemplate>(id)));
}

/// What a template needs before anyone approves or publishes it; canceled outcome templates count for nothing.
void check_parts(Context& context) {
  auto drafts = base::Json::array();
  std::size_t held = 0;
  for (const auto& part : parts_of(context, context.change.id())) {
    if (part.state == PartState::canceled) continue;
    ++held;
    if (!(part.state == PartState::published)) drafts.push(base::Json::string(part.id.to_string()));
  }
  if (held == 0) {
    context.refuse("outcome_template_required", "state", "the template needs an outcome template; add one first");
  }
  if (drafts.size() > 0) {
    context.refuse("outcome_template_unpublished", "state",
                   fmt::format("{} outcome templates are not published; publish or cancel them", drafts.size()),
                   drafts.canonical());
  }
}

void request_approval(Context& context) {
  if (!becomes(context, State::waiting_for_approval)) return;
  if (!with_approval(context)) {
    context.refuse("approval_disabled", "state", "templates are published without approval here; publish it");
  }
  check_parts(context);
}

void approve(Context& context) {
  if (!becomes(context, State::approved)) return;
  const Id user = context.work.actor().user;
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::approved_by,
                                 user.is_nil() ? std::nullopt : std::optional(Ref<User>(user)));
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::approved_at, context.now());
}

void back_to_draft(Context& context) {
  if (!context.updating() || !becomes(context, State::draft)) return;
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::approved_by, std::nullopt);
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::approved_at, std::nullopt);
}

void publish_template(Context& context) {
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::published_at, context.now());
  if (context.before<ObjectiveTemplate>(&ObjectiveTemplate::state) == State::approved) return;
  if (with_approval(context)) {
    context.refuse("approval_required", "state", "a template is approved before it is published; request approval");
  }
  check_parts(context);
}

bool is_draft(const Context& context, Ref<ObjectiveTemplate> ref) {
  const auto held = context.work.get(ref);
  return !held || held->state == State::draft;
}

/// Reports every field but the state that a caller changed.
void refuse_changes(Context& context, std::string_view message) {
  const auto& table = context.change.table;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    const bool callers = field.kind == FieldKind::stored || field.kind == FieldKind::overridable;
    if (!callers || field.name == "state" || !context.change.changed(i)) continue;
    context.refuse("template_immutable", field.name, std::string(message));
  }
}

void locked(Context& context) {
  if (!context.by_caller() || context.before<ObjectiveTemplate>(&ObjectiveTemplate::state) == State::draft) return;
  refuse_changes(context, "a template is edited only in draft; copy it instead");
}

void not_deleted(Context& context) {
  if (!context.by_caller() || context.after<ObjectiveTemplate>(&ObjectiveTemplate::state) == State::draft) return;
  context.refuse("template_immutable", "state", "a template is deleted only in draft");
}

void part_locked(Context& context) {
  if (!context.by_caller()) return;
  const auto owner = context.after<OutcomeTemplate>(&OutcomeTemplate::objective_template);
  if (context.updating()) {
    const auto old = context.before<OutcomeTemplate>(&OutcomeTemplate::objective_template);
    if (!is_draft(context, old)) return refuse_changes(context, "the objective template is edited only in draft");
    if (old == owner) return;
  }
  if (is_draft(context, owner)) return;
  context.refuse("template_immutable", "objective_template",
                 "the outcome templates of an objective template change only while that is in draft");
}

void active_until_retired(Context& context) {
  context.set<ObjectiveTemplate>(&ObjectiveTemplate::active,
                                 !(context.after<ObjectiveTemplate>(&ObjectiveTemplate::state) == State::retired));
}

void retire_parts(Context& context) {
  if (!becomes(context, State::retired)) return;
  for (const auto& part : parts_of(context, context.change.id())) {
    if (!(part.state == PartState::published)) continue;
    rule::report(context, context.work.update(table_info<OutcomeTemplate>(), part.id,
                                              {give<OutcomeTemplate>(&OutcomeTemplate::state, PartState::retired)},
                                              rule::Origin::cascade));
  }
}

void part_retires_along(Context& context) {
  if (!context.by_caller() || !becomes(context, PartState::retired)) return;
  context.refuse("invalid_transition", "state", "an outcome template retires with its objective template");
}

void publish_part(Context& context) {
  if (is_draft(context, context.after<OutcomeTemplate>(&OutcomeTemplate::objective_template))) return;
  context.refuse("template_immutable", "state",
                 "outcome templates are published only while their objective template is in draft");
}

void part_fixed(Context& context) {
  if (!context.by_caller() || context.before<OutcomeTemplate>(&OutcomeTemplate::state) == PartState::draft) return;
  refuse_changes(context, "an outcome template is edited only in draft; cancel it and add another");
}

void cancel_part(Context& context) {
  if (!becomes(context, PartState::canceled)) return;
  if (!is_draft(context, context.after<OutcomeTemplate>(&OutcomeTemplate::objective_template))) {
    context.refuse("invalid_transition", "state",
                   "an outcome template is canceled only while its objective template is in draft");
  } else if (context.by_caller() && !context.change.confirm) {
    context.refuse("confirmation_required", "state", "what waits on the outcome template is dropped; confirm it");
  }
}

template <class T>
void acting_owner(Context& context) {
  const Id user = context.work.actor().user;
  if (user.is_nil() || context.after<T>(&T::template_owner)) return;
  context.set<T>(&T::template_owner, Ref<User>(user));
}

std::vector<rule::Rule> objective_rules() {
  using enum rule::Phase;
  constexpr std::string_view locked_text =
      "Outside draft nothing but the state of a template changes, and none of its outcome templates is added, changed "
      "or removed.";
  constexpr std::string_view retire_text =
      "A retired template is inactive and so are its outcome templates; objectives made from it keep their link.";
  return {
      {"OTP-10", "objective_template", "Owner", derive, rule::on_insert, "", acting_owner<ObjectiveTemplate>,
       "Who creates a template owns it unless another owner is given."},
      {"OTP-01", "objective_template", "Required", mechanism, on_write, "field_required @each", nullptr,
       "Name, title and product model are present."},
      {"OTP-02", "objective_template", "Request approval", validate, on_write,
       "approval_disabled @state, outcome_template_required @state, outcome_template_unpublished @state",
       request_approval,
       "Approval is requested where approval is in use, for a template that has outcome templates, all published."},
      {"OTP-03", "objective_template", "Approve", derive, on_write, "invalid_transition @state", approve,
       "Only what waits for approval is approved; who and when is kept."},
      {"OTP-04", "objective_template", "Reject or cancel", derive, on_update, "invalid_transition @state",
       back_to_draft, "What waits or is approved can return to draft; the approval is gone then."},
      {"OTP-05", "objective_template", "Publish", publish, on_write,
       "approval_required @state, outcome_template_required @state, outcome_template_unpublished @state",
       publish_template,
       "An approved template is published; a draft directly only where approval is not in use, with its outcome "
       "templates published."},
      {"OTP-06", "objective_template", "Locked", validate, on_update, "template_immutable @field", locked, locked_text},
      {"OTP-06", "objective_template", "Locked", before_delete, rule::on_erase, "template_immutable @state",
       not_deleted, locked_text},
      {"OTP-06", "outcome_template", "Locked", validate, on_write,
       "template_immutable @objective_template, template_immutable @field", part_locked, locked_text},
      {"OTP-06", "outcome_template", "Locked", before_delete, rule::on_erase, "template_immutable @objective_template",
       part_locked, locked_text},
      {"OTP-07", "objective_template", "Retire", derive, on_write, "", active_until_retired, retire_text},
      {"OTP-07", "objective_template", "Retire", after, on_update, "", retire_parts, retire_text},
      {"OTP-07", "outcome_template", "Retire", validate, on_write, "invalid_transition @state", part_retires_along,
       retire_text},
  };
}

}  // namespace

std::vector<rule::Rule> rules() {
  using enum rule::Phase;
  auto result = objective_rules();
  for (const auto& entry : std::vector<rule::Rule>{
           {"UTP-06", "outcome_template", "Owner", derive, rule::on_insert, "", acting_owner<OutcomeTemplate>,
            "Who creates an outcome template owns it unless another owner is given."},
           {"UTP-01", "outcome_template", "Required", mechanism, on_write, "field_required @each", nullptr,
            "Objective template, title, description and tracking method are present."},
           {"UTP-02", "outcome_template", "Publish", publish, on_write, "template_immutable @state", publish_part,
            "An outcome template is published while its objective template is in draft."},
           {"UTP-03", "outcome_template", "Published is fixed", validate, on_update, "template_immutable @field",
            part_fixed, "Outside draft no field of an outcome template changes."},
           {"UTP-04", "outcome_template", "Cancel", validate, on_write,
            "invalid_transition @state, confirmation_required @state", cancel_part,
            "An outcome template is canceled while its objective template is in draft, and only with confirmation."},
       }) {
    result.push_back(entry);
  }
  return result;
}

std::vector<rule::Computation> computations() { return {}; }

}  // namespace steward::blueprint
