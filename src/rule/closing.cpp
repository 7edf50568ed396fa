// SPDX-License-Identifier: Apache-2.0
#include "rule/closing.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "rule/children.hpp"

namespace steward::rule {

namespace {

using model::Transition;
using model::WorkMachine;

/// The life cycle of the table in a write: its machine, and where its fields are.
struct Cycle {
  Cycle(const Context& context, const WorkMachine& of)
      : machine(of), closing(context.change.table.closing), state(context.change.table.at(closing.state)) {
    const auto& change = context.change;
    if (change.before != nullptr) from = model::text_at(*change.before, state);
    to = model::text_at(change.after, state);
  }

  const WorkMachine& machine;
  const Closing& closing;
  std::size_t state;
  std::string from;  ///< empty on insert
  std::string to;

  [[nodiscard]] Transition transition() const { return model::transition(machine, from, to); }
  [[nodiscard]] bool known() const { return machine.is_open(to) || WorkMachine::is_ended(to); }
};

const WorkMachine* machine_of(const TableInfo& table) {
  return table.closing.state.empty() ? nullptr : model::work_machine(table.name);
}

void refuse_transition(Context& context, const Cycle& cycle, std::string_view rule) {
  context.rule_id = rule;
  context.refuse("invalid_transition", cycle.closing.state,
                 cycle.from.empty()
                     ? fmt::format("{} cannot begin as {}", context.change.table.name, cycle.to)
                     : fmt::format("{} cannot go from {} to {}", context.change.table.name, cycle.from, cycle.to));
}

bool blank(const Row& row, std::size_t field) { return base::trimmed(model::text_at(row, field)).empty(); }

/// Closing code and, where the table demands them, notes came with this very write.
bool closure_given(const Context& context) {
  const auto& change = context.change;
  const auto& closing = change.table.closing;
  const auto given = [&](std::string_view name) {
    const auto field = change.table.at(name);
    return change.given[field] && !blank(change.after, field);
  };
  return (!closing.code_required || given(closing.code)) && (!closing.notes_required || given(closing.notes));
}

/// State and stage of a synchronised table: before, as written, and where they are.
class Pair {
 public:
  Pair(Context& context, const model::PairMachine& machine, const WorkMachine& work, const Enabled& enabled)
      : context_(context),
        machine_(machine),
        work_(work),
        enabled_(enabled),
        closing_(context.change.table.closing),
        state_(context.change.table.at(closing_.state)),
        second_(context.change.table.at(closing_.second)),
        state_text_(model::text_at(context.change.after, state_)),
        second_text_(model::text_at(context.change.after, second_)) {}

  void insert() {
    if (!enabled_("SYN-04")) return;
    const auto& given = context_.change.given;
    if (given[state_] && given[second_]) return check_both();
    if (given[state_]) return set_second(machine_.second_for(state_text_, second_text_));
    if (!given[second_]) return;
    const auto state = machine_.state_for(second_text_, work_.initial());
    if (!WorkMachine::is_ended(state)) return set_state(state);
    context_.rule_id = "SYN-04";
    context_.refuse("invalid_transition", closing_.state,
                    fmt::format("{} cannot begin as {}", context_.change.table.name, state));
  }

  void update() {
    const auto& before = *context_.change.before;
    const bool state_changed = model::text_at(before, state_) != state_text_;
    const bool second_changed = model::text_at(before, second_) != second_text_;
    if (state_changed && second_changed) return check_both();
    if (state_changed && enabled_("SYN-01")) return set_second(machine_.second_for(state_text_, second_text_));
    if (second_changed && enabled_("SYN-02")) return follow_second();
    // SYN-05: imported rows that disagree stay as they are; without it every write would be held to the pairs.
    if (!state_changed && !second_changed && !enabled_("SYN-05")) check_both();
  }

 private:
  void set_state(std::string_view value) { context_.change.after[state_] = std::string(value); }
  void set_second(std::string_view value) { context_.change.after[second_] = std::string(value); }

  void check_both() {
    if (!enabled_("SYN-03") || machine_.find(state_text_) == nullptr) return;
    if (machine_.allowed(state_text_, second_text_)) return;
    context_.rule_id = "SYN-03";
    context_.refuse(std::string(closing_.second) + "_not_allowed_for_state", closing_.second,
                    fmt::format("{} {} does not go with state {}", closing_.second, second_text_, state_text_));
  }

  void follow_second() {
    const auto state = machine_.state_for(second_text_, state_text_);
    const bool closes = WorkMachine::is_ended(state) && !WorkMachine::is_ended(state_text_);
    if (!closes || !context_.by_caller() || closure_given(context_)) return set_state(state);
    context_.rule_id = "SYN-02";
    context_.refuse(std::string(closing_.second) + "_requires_close", closing_.second,
                    fmt::format("{} {} closes the record; give {} too", closing_.second, second_text_, closing_.code));
  }

  Context& context_;
  const model::PairMachine& machine_;
  const WorkMachine& work_;
  const Enabled& enabled_;
  const Closing& closing_;
  std::size_t state_;
  std::size_t second_;
  std::string state_text_;
  std::string second_text_;
};

void run_progress(Context& context, const WorkMachine& machine, const Enabled& enabled) {
  const Cycle cycle(context, machine);
  const auto field = context.change.table.at(cycle.closing.second);
  const auto set = [&](std::string_view rule, std::string_view progress) {
    if (enabled(rule) && !progress.empty()) context.change.after[field] = std::string(progress);
  };
  switch (cycle.transition()) {
    case Transition::close:
      return set("PRG-01", model::progress_closed);
    case Transition::cancel:
      return set("PRG-02", model::progress_canceled);
    case Transition::reopen:
      return set("PRG-03", model::progress_reopened(cycle.to));
    case Transition::stay_open:
      // Switched off for a test: the progress would follow the state, as in the onboarding tables.
      if (!cycle.from.empty() && !enabled("PRG-04")) set("PRG-03", model::progress_reopened(cycle.to));
      break;
    case Transition::none:
      break;
    case Transition::refused:
      return;
  }
  const auto progress = model::text_at(context.change.after, field);
  const bool ended = progress == model::progress_closed || progress == model::progress_canceled;
  if (!ended || !machine.is_open(cycle.to) || !context.change.changed(field) || !enabled("PRG-05")) return;
  context.rule_id = "PRG-05";
  context.refuse("progress_requires_close", cycle.closing.second,
                 fmt::format("{} {} comes with closing or canceling the record", cycle.closing.second, progress));
}

/// CLOSE, steps 1, 2, 3 and 5 (rules 3.2).
void close(Context& context, const Cycle& cycle, bool canceling, const Enabled& enabled) {
  auto& change = context.change;
  const auto& closing = cycle.closing;
  const auto code = change.table.at(closing.code);
  if (canceling) {
    change.after[code] = std::string(closing.cancel_code);
  } else if (closing.code_required && blank(change.after, code)) {
    context.refuse("closure_code_required", closing.code,
                   fmt::format("closing {} needs {}", change.table.name, closing.code));
  }
  // A cascaded cancel must not fail for what a child lacks (CHD-03).
  if (closing.notes_required && (context.by_caller() || !enabled("CHD-03")) &&
      blank(change.after, change.table.at(closing.notes))) {
    context.refuse("field_required", closing.notes,
                   fmt::format("closing or canceling {} needs {}", change.table.name, closing.notes));
  }
  judge_children(context, canceling, enabled);
  const Id user = context.work.actor().user;
  change.after[change.table.at("closed_at")] = context.now();
  change.after[change.table.at("closed_by")] = user.is_nil() ? Value() : Value(user);
}

/// REOPEN: what closing wrote is cleared (rules 3.3).
void reopen(Context& context, const Cycle& cycle) {
  auto& change = context.change;
  for (const auto name :
       {cycle.closing.code, cycle.closing.notes, std::string_view("closed_at"), std::string_view("closed_by")}) {
    change.after[change.table.at(name)] = Value();
  }
}

void run_transition(Context& context, const Cycle& cycle, const Enabled& enabled) {
  const auto kind = cycle.transition();
  switch (kind) {
    case Transition::none:
      return;
    case Transition::stay_open:
      if (!cycle.from.empty() && !enabled("SM-02")) refuse_transition(context, cycle, "SM-02");
      return;
    case Transition::close:
    case Transition::cancel: {
      const bool canceling = kind == Transition::cancel;
      const auto own =
          canceling && !cycle.machine.cancel_rule.empty() ? cycle.machine.cancel_rule : cycle.closing.close_rule;
      if (!enabled("SM-03") || !enabled(own)) return;
      context.rule_id = own;
      return close(context, cycle, canceling, enabled);
    }
    case Transition::reopen:
      if (enabled("SM-04") && enabled(cycle.closing.reopen_rule)) reopen(context, cycle);
      return;
    case Transition::refused:
      break;
  }
  const std::string_view rule = cycle.from.empty() ? "SM-01" : "SM-05";
  if (enabled(rule)) refuse_transition(context, cycle, rule);
}

/// GEN-17: an ended record takes nothing of a caller but its reopening and notes.
void guard_ended(Context& context, const Cycle& cycle) {
  const auto& change = context.change;
  if (!context.by_caller() || !WorkMachine::is_ended(cycle.from) || !WorkMachine::is_ended(cycle.to)) return;
  for (std::size_t i = 0; i < change.table.fields.size(); ++i) {
    const auto& field = change.table.fields[i];
    const bool callers = field.kind == FieldKind::stored || field.kind == FieldKind::overridable;
    if (!callers || i == cycle.state || !change.given[i] || !change.changed(i)) continue;
    context.rule_id = "GEN-17";
    context.refuse("record_closed", field.name,
                   fmt::format("the {} is {}; reopen it to change {}", change.table.name, cycle.from, field.name));
  }
}

}  // namespace

void run_sync(Context& context, const Enabled& enabled) {
  const auto& table = context.change.table;
  const auto* work = machine_of(table);
  if (work == nullptr || table.closing.second.empty()) return;
  if (!table.closing.synchronised) return run_progress(context, *work, enabled);
  const auto* pairs = model::pair_machine(table.name);
  if (pairs == nullptr || !enabled(pairs->rule)) return;
  Pair pair(context, *pairs, *work, enabled);
  context.inserting() ? pair.insert() : pair.update();
}

void run_life_cycle(Context& context, const Enabled& enabled) {
  const auto* machine = machine_of(context.change.table);
  if (machine == nullptr) return;
  const Cycle cycle(context, *machine);
  // A state that is no state at all is an invalid choice (GEN-03), not a transition.
  if (!cycle.known()) return;
  if (enabled("GEN-17")) guard_ended(context, cycle);
  run_transition(context, cycle, enabled);
  judge_parent(context, enabled);
  const auto active = context.change.table.find("active");
  if (active && enabled("GEN-07")) context.change.after[*active] = machine->is_open(cycle.to);
}

model::StateNames open_states(const TableInfo& table) {
  const auto* machine = machine_of(table);
  return machine != nullptr ? machine->open : model::StateNames{};
}

bool is_ended(const TableInfo& table, const Row& row) {
  return machine_of(table) != nullptr && WorkMachine::is_ended(model::text_at(row, table.at(table.closing.state)));
}

std::vector<Rule> closing_rules() {
  using enum Phase;
  return {
      {"SM-01", "", "First state", mechanism, on_insert, "invalid_transition @state", nullptr,
       "A record of work begins in any open state, by default the initial one; never closed or canceled."},
      {"SM-02", "", "Open to open", mechanism, on_update, "", nullptr,
       "Open states change freely in both directions and leave the closure fields alone."},
      {"SM-03", "", "Open to ended", mechanism, on_update, "", nullptr,
       "A state that becomes closed or canceled runs the closing of the table."},
      {"SM-04", "", "Ended to open", mechanism, on_update, "", nullptr,
       "A state that leaves closed or canceled runs the reopening of the table."},
      {"SM-05", "", "Closed and canceled", mechanism, on_update, "invalid_transition @state", nullptr,
       "A closed record does not become canceled, nor the other way; reopen it first."},
      {"PRG-01", "", "Progress of a closed record", mechanism, on_update, "", nullptr,
       "The progress of a record that is closed becomes completed."},
      {"PRG-02", "", "Progress of a canceled record", mechanism, on_update, "", nullptr,
       "The progress of a record that is canceled becomes canceled."},
      {"PRG-03", "", "Progress of a reopened record", mechanism, on_update, "", nullptr,
       "Reopening sets the progress that goes with the new state."},
      {"PRG-04", "", "Progress is free between open states", mechanism, on_update, "", nullptr,
       "Between open states, state and progress are set independently."},
      {"PRG-05", "", "Progress needs closing", mechanism, on_write, "progress_requires_close @progress", nullptr,
       "Completed and canceled are not written as progress of an open record without its state."},
      {"SYN-01", "", "Stage follows state", mechanism, on_update, "", nullptr,
       "When only the state changes, the stage (progress) follows; a risk flag that fits stays."},
      {"SYN-02", "", "State follows stage", mechanism, on_update,
       "stage_requires_close @stage, progress_requires_close @progress", nullptr,
       "When only the stage (progress) changes, the state follows; closing this way needs the closure information "
       "in the same write."},
      {"SYN-03", "", "State and stage agree", mechanism, on_write,
       "stage_not_allowed_for_state @stage, progress_not_allowed_for_state @progress", nullptr,
       "When both change, the pair is one of the table."},
      {"SYN-04", "", "State and stage of a new record", mechanism, on_insert, "invalid_transition @state", nullptr,
       "On insert the one that is given leads the other; none leads to an ended state."},
      {"SYN-05", "", "Untouched pairs stay", mechanism, on_update, "", nullptr,
       "A write of neither state nor stage leaves both, also where they disagree."},
      {"GEN-07", "", "Active flag", mechanism, on_write, "field_read_only @active", nullptr,
       "A record that closes is active while its state is neither closed nor canceled."},
      {"GEN-17", "", "Ended records", mechanism, on_update, "record_closed @field", nullptr,
       "A closed or canceled record takes only its reopening, journal entries and writes of the library."},
  };
}

}  // namespace steward::rule
