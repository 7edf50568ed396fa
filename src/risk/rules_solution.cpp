// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "risk/rules.hpp"
#include "steward/model.hpp"

namespace steward::risk {

namespace {

using rule::Context;

/// The four kinds of work that answer a risk; each field is called after its table.
constexpr std::array kinds{SolutionTable::internal_play, SolutionTable::internal_play_task,
                           SolutionTable::customer_play, SolutionTable::success_task};

std::size_t field_of_kind(const Context& context, SolutionTable kind) {
  return context.change.table.at(choice_name(kind));
}

/// The kinds that are set, in list order.
std::vector<SolutionTable> kinds_set(const Context& context) {
  std::vector<SolutionTable> set;
  for (const auto kind : kinds) {
    if (!is_null(context.change.after[field_of_kind(context, kind)])) set.push_back(kind);
  }
  return set;
}

void solution_table(Context& context) {
  const auto set = kinds_set(context);
  context.set<RiskSolution>(&RiskSolution::solution_table,
                            set.size() == 1 ? std::optional(Choice<SolutionTable>(set.front())) : std::nullopt);
}

void one_kind(Context& context) {
  const auto set = kinds_set(context);
  if (set.empty()) {
    context.refuse("field_required", "internal_play",
                   "a solution names an internal play, one of its tasks, a customer play or a success task");
  }
  for (std::size_t i = 1; i < set.size(); ++i) {
    context.refuse("invalid_input", choice_name(set[i]), "a solution names one piece of work only; make one for each");
  }
}

void same_account(Context& context) {
  const auto signal = context.work.get(context.after<RiskSolution>(&RiskSolution::risk_signal));
  if (!signal || !signal->account) return;
  for (const auto kind : kinds_set(context)) {
    const auto name = choice_name(kind);
    const auto& table = context.work.schema().at(name);
    const Row* work = context.work.row(table, model::id_at(context.change.after, field_of_kind(context, kind)));
    if (work == nullptr || model::id_at(*work, table.at("account")) == signal->account->id()) continue;
    context.refuse("account_mismatch", name, "the solution belongs to another account than the risk signal");
  }
}

}  // namespace

std::vector<rule::Rule> solution_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view table = "risk_solution";
  return {
      {"RSO-01", table, "Unique", mechanism, on_write,
       "duplicate_solution @internal_play, duplicate_solution @internal_play_task, duplicate_solution @customer_play, "
       "duplicate_solution @success_task",
       nullptr, "A piece of work answers one risk signal at most."},
      {"RSO-02", table, "Kind", derive, on_write, "", solution_table,
       "The kind of a solution is that of the work it names."},
      {"RSO-02", table, "Kind", validate, on_write, "field_required @internal_play, invalid_input @each", one_kind,
       "A solution names a risk signal and exactly one piece of work."},
      {"RSO-03", table, "Same account", validate, on_write, "account_mismatch @each", same_account,
       "Work and risk signal belong to the same account."},
  };
}

}  // namespace steward::risk
