// SPDX-License-Identifier: Apache-2.0
#include "collaboration/rules_tables.hpp"
#include "steward/model.hpp"

// Approvals, feedback on articles and reminders: what one user says or is told.

namespace steward::collaboration {

namespace {

using rule::Context;
using rule::Phase;

bool requested(const Approval& approval) { return approval.state == ApprovalState::requested; }
bool decided(const Approval& approval) {
  return approval.state == ApprovalState::approved || approval.state == ApprovalState::rejected;
}

void one_approver(Context& context) {
  const auto approval = model::from_row<Approval>(context.change.after);
  // An answer stays when the user who gave it is deleted.
  if (!context.inserting() && !requested(approval) && !approval.approver && !approval.approver_role) return;
  need_one_of(context, "approver", "approver_role", "an approval is asked of a user or of a role, not of both");
}

void decision(Context& context) {
  const auto approval = model::from_row<Approval>(context.change.after);
  if (context.inserting() && !approval.requested_at) {
    context.set<Approval>(&Approval::requested_at, context.now());
  }
  if (!context.inserting() && !context.changed<Approval>(&Approval::state)) return;
  const Id user = context.work.actor().user;
  const bool answered = decided(approval);
  context.set<Approval>(&Approval::decided_at, answered ? std::optional(context.now()) : std::nullopt);
  context.set<Approval>(&Approval::decided_by,
                        answered && !user.is_nil() ? std::optional(Ref<User>(user)) : std::nullopt);
}

void approver_lost(Context& context) {
  const auto approval = model::from_row<Approval>(context.change.after);
  if (context.by_caller() || !requested(approval) || approval.approver || approval.approver_role) return;
  if (!context.before<Approval>(&Approval::approver)) return;
  context.set<Approval>(&Approval::state, ApprovalState::canceled);
}

void reader(Context& context) {
  const Id user = context.work.actor().user;
  if (context.after<ArticleFeedback>(&ArticleFeedback::user).is_nil() && !user.is_nil()) {
    context.set<ArticleFeedback>(&ArticleFeedback::user, Ref<User>(user));
  }
}

void flagged_with_comment(Context& context) {
  const auto feedback = model::from_row<ArticleFeedback>(context.change.after);
  if (!feedback.flagged || !feedback.comment.empty()) return;
  context.refuse("field_required", "comment", "say what is wrong with the article that you flag");
}

void reminded_user(Context& context) {
  const Id user = context.work.actor().user;
  if (context.after<Reminder>(&Reminder::user).is_nil() && !user.is_nil()) {
    context.set<Reminder>(&Reminder::user, Ref<User>(user));
  }
}

void filter_owner(Context& context) {
  const Id user = context.work.actor().user;
  if (!user.is_nil()) context.set<SavedFilter>(&SavedFilter::user, Ref<User>(user));
}

void filter_has_owner(Context& context) {
  if (context.after<SavedFilter>(&SavedFilter::user).is_nil()) {
    context.refuse("field_required", "user", "a filter belongs to a user: keep it in a session of theirs");
  }
}

}  // namespace

std::vector<rule::Rule> opinion_rules() {
  using enum Phase;
  using namespace rule;
  return {
      {"APR-03", "approval", "Lost approver", derive, on_update, "", approver_lost,
       "A request whose approver is deleted is canceled; answers stay."},
      {"APR-02", "approval", "Decision", derive, on_write, "", decision,
       "An approval notes when it was requested, and when and by whom it was approved or rejected."},
      {"APR-01", "approval", "One approver", validate, on_write,
       "field_required @approver, invalid_input @approver_role", one_approver,
       "An approval is asked of one user or of the holders of one role."},
      {"FDB-01", "article_feedback", "Reader", derive, on_insert, "", reader, "Feedback is that of the acting user."},
      {"FDB-02", "article_feedback", "Flag", validate, on_write, "field_required @comment", flagged_with_comment,
       "Who flags an article says why."},
      {"RMD-01", "reminder", "User", derive, on_insert, "", reminded_user,
       "A reminder is for the acting user unless another one is given."},
      {"SVF-01", "saved_filter", "Owner", derive, on_insert, "", filter_owner, "A filter is that of the acting user."},
      {"SVF-02", "saved_filter", "A filter has an owner", validate, on_insert, "field_required @user", filter_has_owner,
       "A filter is kept by a user, not by the host's own code."},
  };
}

}  // namespace steward::collaboration
