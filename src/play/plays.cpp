// SPDX-License-Identifier: Apache-2.0
#include "play/rules_tables.hpp"
#include "rule/locked.hpp"
#include "steward/model.hpp"

namespace steward::play {

using rule::Context;
using rule::Phase;

namespace {

void play_engagement(Context& context) {
  if (!context.changed<CustomerPlay>(&CustomerPlay::engagement)) return;
  rule::refuse_while_there_are(context, "engagement", "engagement_locked",
                               "the engagement is fixed while the play has tasks",
                               {rule::rows_naming<SuccessTask>(context, &SuccessTask::customer_play)});
}

void internal_engagement(Context& context) {
  if (!context.changed<InternalPlay>(&InternalPlay::engagement)) return;
  rule::refuse_while_there_are(context, "engagement", "engagement_locked",
                               "the engagement is fixed while tasks or risk signals name the play",
                               {rule::rows_naming<InternalPlayTask>(context, &InternalPlayTask::internal_play),
                                rule::associated_signals(context)});
}

void task_play(Context& context) {
  if (!context.changed<InternalPlayTask>(&InternalPlayTask::internal_play)) return;
  rule::refuse_while_there_are(context, "internal_play", "parent_locked",
                               "the play is fixed while risk signals name the task",
                               {rule::associated_signals(context)});
}

void no_comments(Context& context) {
  const auto entry = model::from_row<JournalEntry>(context.change.after);
  const auto& plays = table_info<InternalPlay>();
  const auto& tasks = table_info<InternalPlayTask>();
  if (entry.record_table != plays.name && entry.record_table != tasks.name) return;
  if (!(entry.kind == JournalKind::comment)) return;
  context.refuse("comment_not_allowed", "kind", "customers read comments; write a work note on internal work instead");
}

void contract_linked(Context& context) {
  if (!context.changed<InternalPlay>(&InternalPlay::contract) &&
      !context.changed<InternalPlay>(&InternalPlay::engagement)) {
    return;
  }
  const auto contract = context.after<InternalPlay>(&InternalPlay::contract);
  if (!contract) return;
  const auto engagement = context.after<InternalPlay>(&InternalPlay::engagement);
  const auto links = condition::Condition::all(
      table_info<EngagementContract>(), {rule::where<EngagementContract>(&EngagementContract::engagement, engagement),
                                         rule::where<EngagementContract>(&EngagementContract::contract, *contract)});
  if (context.work.count(links) > 0) return;
  context.refuse("contract_not_linked", "contract", "the contract is not linked to the engagement; link it first");
}

}  // namespace

std::vector<rule::Rule> customer_play_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "customer_play";
  return {
      {"CPL-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "A customer play lies in the domain of its engagement."},
      {"CPL-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Engagement, short description and description are present; the texts may wait while a playbook fills them in."},
      {"CPL-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes, open_child_records @state", nullptr,
       "Closing needs code and notes and no open success task; canceling needs notes."},
      {"CPL-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"CPL-05", table, "Engagement change", validate, on_update, "engagement_locked @engagement", play_engagement,
       "The engagement is fixed while the play has success tasks; risk signals do not hold it."},
  };
}

std::vector<rule::Rule> internal_play_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "internal_play";
  return {
      {"IPL-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "An internal play lies in the domain of its engagement."},
      {"IPL-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Engagement, short description and description are present; the texts may wait while a playbook fills them in."},
      {"IPL-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes, open_child_records @state", nullptr,
       "Closing needs code and notes and no open task; canceling needs notes."},
      {"IPL-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"IPL-05", table, "No parent", mechanism, on_write, "parent_not_allowed @parent", nullptr,
       "An internal play stands under its engagement only; a call that gives it a parent is refused."},
      {"IPL-06", table, "Engagement change", validate, on_update, "engagement_locked @engagement", internal_engagement,
       "The engagement is fixed while the play has tasks or a risk signal has it as its source."},
      {"IPL-08", "journal_entry", "Internal", validate, on_insert, "comment_not_allowed @kind", no_comments,
       "Internal plays and their tasks take no comments, which the customer would read; work notes only."},
      {"IPL-09", table, "Contract", validate, on_write, "contract_not_linked @contract", contract_linked,
       "The contract of a play is one that is linked to its engagement."},
  };
}

std::vector<rule::Rule> internal_play_task_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "internal_play_task";
  return {
      {"IPT-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "A task of an internal play lies in the domain of the play."},
      {"IPT-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Internal play, short description and description are present."},
      {"IPT-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"IPT-04", table, "Reopened", mechanism, on_update, "parent_closed @state", nullptr,
       "Reopening needs an open play and clears the closure information."},
      {"IPT-05", table, "Play change", validate, on_update, "parent_locked @internal_play", task_play,
       "The play is fixed while a risk signal has the task as its source."},
      {"IPT-06", table, "Play open", mechanism, on_write, "parent_closed @internal_play", nullptr,
       "An open task is not put under a play that is closed or canceled."},
  };
}

}  // namespace steward::play
