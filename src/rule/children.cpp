// SPDX-License-Identifier: Apache-2.0
#include "rule/children.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "rule/tree.hpp"

namespace steward::rule {

namespace {

using model::WorkMachine;

/// The open rows of `table` whose field names the changed record.
condition::Condition open_rows(const Context& context, const TableInfo& table, std::size_t field) {
  return condition::Condition::all(table, {condition::Condition::equals(table, field, context.change.id()),
                                           condition::Condition::equals(table, table.at("active"), true)});
}

/// The open children that closing refuses and canceling takes along, in number order.
std::vector<Row> open_children(const Context& context) {
  const auto& parent = context.change.table;
  if (parent.closing.children.empty()) return {};
  const auto& table = context.work.schema().at(parent.closing.children);
  auto rows = context.work.find(open_rows(context, table, table.at(parent.name)));
  const auto number = table.at("number");
  std::sort(rows.begin(), rows.end(), [number](const Row& a, const Row& b) {
    const auto left = model::text_at(a, number);
    const auto right = model::text_at(b, number);
    return std::pair(left.size(), left) < std::pair(right.size(), right);
  });
  return rows;
}

/// What is left open below the record, by table; the children that go along are not.
base::Json descendants_left(const Context& context) {
  auto counts = base::Json::object();
  const auto& parent = context.change.table;
  for (const auto& reference : context.work.schema().references_to(parent.name)) {
    const auto& table = *reference.table;
    const auto& field = table.fields[reference.field];
    if (field.name != parent.name || table.closing.state.empty() || table.name == parent.closing.children) continue;
    const auto count = context.work.count(open_rows(context, table, reference.field));
    if (count > 0) counts.set(table.name, base::Json::number(count));
  }
  return counts;
}

/// The table of the ended record that the field names; null while that record is open.
const TableInfo* ended_parent(const Context& context, std::string_view field_name) {
  const auto& table = context.change.table;
  const auto field = table.at(field_name);
  const auto* parent = context.work.schema().find(table.fields[field].target);
  const Id id = model::id_at(context.change.after, field);
  const Row* row = parent != nullptr && !id.is_nil() ? context.work.row(*parent, id) : nullptr;
  return row != nullptr && is_ended(*parent, *row) ? parent : nullptr;
}

void cancel_children(Context& context) {
  const auto& table = context.change.table;
  if (table.closing.children.empty() || !is_ended(table, context.change.after)) return;
  const auto state = table.at(table.closing.state);
  if (!context.change.changed(state) || model::text_at(context.change.after, state) != WorkMachine::canceled) return;
  const auto& children = context.work.schema().at(table.closing.children);
  const auto note = fmt::format("Canceled with {}", model::text_at(context.change.after, table.at("number")));
  for (const Row& child : open_children(context)) {
    const Fields fields = {{children.at(children.closing.state), std::string(WorkMachine::canceled)},
                           {children.at(children.closing.notes), note}};
    report(context, context.work.update(children, model::row_id(child), fields, Origin::cascade));
  }
}

}  // namespace

void judge_children(Context& context, bool canceling, const Enabled& enabled) {
  const auto children = open_children(context);
  const auto& closing = context.change.table.closing;
  if (!children.empty() && !canceling && enabled("CHD-01")) {
    auto ids = base::Json::array();
    for (const Row& child : children) ids.push(base::Json::string(model::row_id(child).to_string()));
    context.refuse("open_child_records", closing.state,
                   fmt::format("{} open {} must be closed or canceled first", children.size(), closing.children),
                   ids.canonical());
  }
  if (!children.empty() && canceling && context.by_caller() && !context.change.confirm && enabled("CHD-05")) {
    auto counts = base::Json::object();
    counts.set(closing.children, base::Json::number(static_cast<std::int64_t>(children.size())));
    context.refuse("confirmation_required", closing.state,
                   fmt::format("{} open {} would be canceled along; confirm it", children.size(), closing.children),
                   counts.canonical());
  }
  const auto left = descendants_left(context);
  if (!left.items().empty()) {
    context.warn("open_descendants_left", closing.state, "records below this one stay open", left.canonical());
  }
}

void judge_parent(Context& context, const Enabled& enabled) {
  const auto& change = context.change;
  const auto& table = change.table;
  if (table.closing.parent_rule.empty() || is_ended(table, change.after) || !enabled("CHD-04")) return;
  const bool reopened = change.before != nullptr && is_ended(table, *change.before);
  const auto rule = reopened ? table.closing.reopen_rule : table.closing.parent_rule;
  if (!enabled(rule)) return;
  for (const auto& field : table.domain_from) {
    if (!reopened && !context.inserting() && !change.changed(table.at(field))) continue;
    const auto* parent = ended_parent(context, field);
    if (parent == nullptr || !enabled(parent->closing.ended_rule)) continue;
    context.rule_id = rule;
    context.refuse(parent->closing.ended_code, reopened ? table.closing.state : std::string_view(field),
                   fmt::format("the {} is closed or canceled; reopen it first", field));
  }
}

std::vector<Rule> children_rules() {
  using enum Phase;
  return {
      {"CHD-01", "", "Open children refuse closing", mechanism, on_update, "open_child_records @state", nullptr,
       "Closing is refused while tasks of the record are open; they are closed or canceled first."},
      {"CHD-02", "", "Canceling cancels the children", children, on_update, "", cancel_children,
       "Canceling cancels every open task of the record in the same transaction, in number order, with a note that "
       "names the record; ended tasks are left alone."},
      {"CHD-03", "", "A cascade is never blocked", mechanism, on_update, "", nullptr,
       "A task that is canceled along needs neither notes of its own nor the fields it lacks."},
      {"CHD-04", "", "No open task under an ended parent", mechanism, on_write,
       "parent_closed @parent, parent_closed @state, touchpoint_closed @touchpoint, touchpoint_closed @state", nullptr,
       "No task is created, reopened or moved under an initiative, play, touchpoint or case that has ended."},
      {"CHD-05", "", "Canceling with children is confirmed", mechanism, on_update, "confirmation_required @state",
       nullptr, "Canceling that would cancel tasks along needs the caller's confirmation; without it nothing changes."},
  };
}

}  // namespace steward::rule
