// SPDX-License-Identifier: Apache-2.0
#include "collaboration/rules_tables.hpp"
#include "rule/closing.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::collaboration {

namespace {

using rule::Context;
using rule::Phase;

BlockedBy row_of(const Context& context) { return model::from_row<BlockedBy>(context.change.after); }

bool needs_attention(const Context& context, const BlockedBy& reason) {
  if (!reason.blocked_table || !reason.blocked_record) return false;
  const auto [table, row] = target_of(context.work, reason.blocked_table->text(), *reason.blocked_record);
  const auto flag = table != nullptr ? table->find("needs_attention") : std::nullopt;
  return row != nullptr && flag && model::bool_at(*row, *flag);
}

void flag_must_be_clear(Context& context) {
  const auto reason = row_of(context);
  const bool begins =
      context.inserting() || (context.changed<BlockedBy>(&BlockedBy::resolved_at) && !reason.resolved_at);
  const bool moves = context.changed<BlockedBy>(&BlockedBy::blocked_record);
  if ((!begins && !moves) || !needs_attention(context, reason)) return;
  context.refuse("blocked_by_requires_clear_flag", "blocked_record",
                 "take needs_attention off the record before it is blocked");
}

void blocks_another(Context& context) {
  const auto reason = row_of(context);
  if (!reason.blocking_record || reason.blocking_record != reason.blocked_record || !reason.blocked_table ||
      reason.blocking_table != reason.blocked_table->text()) {
    return;
  }
  context.refuse("invalid_reference", "blocking_record", "a record does not block itself");
}

void flag_waits_for_blocks(Context& context) {
  const auto flag = context.change.table.at("needs_attention");
  if (!context.change.changed(flag) || !model::bool_at(context.change.after, flag)) return;
  const auto open = condition::Condition::all(
      table_info<BlockedBy>(),
      {condition::Condition::equals(table_info<BlockedBy>(), model::field_of<BlockedBy>(&BlockedBy::blocked_table),
                                    context.change.table.name),
       rule::where<BlockedBy>(&BlockedBy::blocked_record, context.change.id()),
       rule::where<BlockedBy>(&BlockedBy::resolved_at, std::nullopt)});
  if (context.work.count(open) == 0) return;
  context.refuse("blocked_by_requires_clear_flag", "needs_attention",
                 "the record is blocked; resolve what blocks it first");
}

void has_a_reason(Context& context) {
  const auto reason = row_of(context);
  if (reason.blocking_table.empty() != !reason.blocking_record) {
    context.refuse("field_required", reason.blocking_record ? "blocking_table" : "blocking_record",
                   "the blocking record is named by its table and its id");
  }
  const bool open = context.inserting() || !reason.resolved_at;
  if (open && !reason.blocking_record && reason.reason.empty()) {
    context.refuse("field_required", "reason", "say what blocks, or name the blocking record");
  }
}

/// A blocking record that was deleted leaves the row with its reason, or settles it.
void blocker_removed(Context& context) {
  if (context.by_caller() || !context.before<BlockedBy>(&BlockedBy::blocking_record)) return;
  const auto reason = row_of(context);
  if (reason.blocking_record) return;
  context.set<BlockedBy>(&BlockedBy::blocking_table, "");
  if (reason.reason.empty() && !reason.resolved_at) context.set<BlockedBy>(&BlockedBy::resolved_at, context.now());
}

void blocker_ended(Context& context) {
  const auto& change = context.change;
  if (change.table.closing.state.empty() || !change.changed(change.table.at(change.table.closing.state)) ||
      !rule::is_ended(change.table, change.after)) {
    return;
  }
  const auto held = condition::Condition::all(table_info<BlockedBy>(),
                                              {rule::where<BlockedBy>(&BlockedBy::blocking_table, change.table.name),
                                               rule::where<BlockedBy>(&BlockedBy::blocking_record, change.id()),
                                               rule::where<BlockedBy>(&BlockedBy::resolved_at, std::nullopt)});
  for (const Row& row : context.work.find(held)) {
    rule::report(context, context.work.update(table_info<BlockedBy>(), model::row_id(row),
                                              {rule::give<BlockedBy>(&BlockedBy::resolved_at, context.now())},
                                              rule::Origin::cascade));
  }
}

}  // namespace

std::vector<rule::Rule> blocking_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "blocked_by";
  constexpr std::string_view clear_flag =
      "A record is blocked only while it needs no attention, and is not marked so while it is blocked; it never blocks "
      "itself.";
  std::vector<Rule> rules = {
      {"GEN-11", table, "Blocked by", validate, on_write, "blocked_by_requires_clear_flag @blocked_record",
       flag_must_be_clear, clear_flag},
      {"GEN-11", table, "Not by itself", validate, on_write, "invalid_reference @blocking_record", blocks_another,
       clear_flag},
      {"BLK-01", table, "A reason", validate, on_write,
       "field_required @reason, field_required @blocking_record, field_required @blocking_table", has_a_reason,
       "What blocks is a record, named by table and id, or a reason in words."},
      {"BLK-02", "", "Blocking record ended", after, on_update, "", blocker_ended,
       "When a record is closed or canceled, what it blocks is resolved."},
      {"BLK-03", table, "Blocking record deleted", derive, on_update, "", blocker_removed,
       "When the blocking record is deleted the row stays with its reason; without one it is resolved."},
  };
  for (const std::string_view blocked : {"success_initiative", "customer_play", "touchpoint"}) {
    rules.push_back({"GEN-11", blocked, "Blocked by", validate, on_update,
                     "blocked_by_requires_clear_flag @needs_attention", flag_waits_for_blocks, clear_flag});
  }
  return rules;
}

}  // namespace steward::collaboration
