// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "base/wide.hpp"
#include "plan/rules.hpp"
#include "plan/tasks.hpp"
#include "rule/computed.hpp"
#include "scoring/attainment.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Lookup;

/// How many records there are below one, and how many of them count as done (or as open, for tasks).
struct Tally {
  std::int64_t total = 0;
  std::int64_t some = 0;
};
using Tallies = std::unordered_map<Id, Tally>;

/// Canceled work is no work: by its state, or closed with the cancel code.
bool canceled(const SuccessInitiative& initiative) {
  return initiative.state == WorkState::canceled ||
         (initiative.close_code && *initiative.close_code == OutcomeCloseCode::canceled &&
          initiative.state == WorkState::closed);
}

void add(Tallies& tallies, Id owner, const SuccessInitiative& initiative) {
  if (canceled(initiative)) return;
  auto& tally = tallies[owner];
  ++tally.total;
  if (initiative.state == WorkState::closed) ++tally.some;
}

void objectives(const Lookup& lookup, std::span<Row> rows) {
  Tallies tallies;
  for (const auto& initiative :
       rule::among<SuccessInitiative>(lookup, &SuccessInitiative::success_objective, rule::ids_of(rows))) {
    add(tallies, initiative.success_objective.id(), initiative);
  }
  for (Row& row : rows) {
    const auto [total, completed] = tallies[model::row_id(row)];
    model::set<SuccessObjective>(row, &SuccessObjective::initiatives_total, total);
    model::set<SuccessObjective>(row, &SuccessObjective::initiatives_completed, completed);
    const auto share = base::mul_div_round(completed, 100 * Decimal::one, total);
    model::set<SuccessObjective>(row, &SuccessObjective::achieved_pct, Decimal::from_units(share.value_or(0)));
  }
  rule::fill_due(lookup, table_info<SuccessObjective>(), rows, "planned_stop");
}

Tallies serving(const Lookup& lookup, std::span<const Row> outcomes) {
  Tallies tallies;
  for (const auto& initiative :
       rule::among<SuccessInitiative>(lookup, &SuccessInitiative::success_outcome, rule::ids_of(outcomes))) {
    add(tallies, initiative.success_outcome.id(), initiative);
  }
  const auto links =
      rule::among<ApplicableOutcome>(lookup, &ApplicableOutcome::success_outcome, rule::ids_of(outcomes));
  std::vector<Value> further;
  for (const auto& link : links) further.emplace_back(link.success_initiative.id());
  const auto initiatives = rule::named<SuccessInitiative>(lookup, std::move(further));
  for (const auto& link : links) {
    const auto found = initiatives.find(link.success_initiative.id());
    if (found != initiatives.end()) add(tallies, link.success_outcome.id(), found->second);
  }
  return tallies;
}

void outcomes(const Lookup& lookup, std::span<Row> rows) {
  auto tallies = serving(lookup, rows);
  for (Row& row : rows) {
    const auto [total, completed] = tallies[model::row_id(row)];
    model::set<SuccessOutcome>(row, &SuccessOutcome::initiatives_total, total);
    model::set<SuccessOutcome>(row, &SuccessOutcome::initiatives_completed, completed);
    const auto current = model::get<SuccessOutcome>(row, &SuccessOutcome::current_value);
    const auto base = model::get<SuccessOutcome>(row, &SuccessOutcome::base_value);
    const auto target = model::get<SuccessOutcome>(row, &SuccessOutcome::target_value);
    std::optional<Decimal> realised;
    if (current && base && target) realised = scoring::value_realised(*current, *base, *target);
    model::set<SuccessOutcome>(row, &SuccessOutcome::value_realized_pct, realised);
  }
  rule::fill_due(lookup, table_info<SuccessOutcome>(), rows, "planned_stop");
}

void initiatives(const Lookup& lookup, std::span<Row> rows) {
  fill_task_counts(lookup, table_info<SuccessInitiative>(), rows, table_info<SuccessTask>());
  rule::fill_due(lookup, table_info<SuccessInitiative>(), rows);
  rule::fill_blocked(lookup, table_info<SuccessInitiative>(), rows);
}

void tasks(const Lookup& lookup, std::span<Row> rows) {
  const auto& table = table_info<SuccessTask>();
  for (Row& row : rows) {
    for (const auto& parent : table.parent) {
      const auto field = table.at(parent);
      if (is_null(row[field])) continue;
      model::set<SuccessTask>(row, &SuccessTask::parent_table, table.fields[field].target);
      model::set<SuccessTask>(row, &SuccessTask::parent_record, model::id_at(row, field));
      break;
    }
  }
  rule::fill_due(lookup, table, rows);
}

}  // namespace

void fill_task_counts(const Lookup& lookup, const TableInfo& table, std::span<Row> rows, const TableInfo& tasks) {
  const auto parent = tasks.at(table.name);
  const auto state = tasks.at(tasks.closing.state);
  const auto active = tasks.at("active");
  Tallies tallies;
  for (const Row& task : rule::rows_among(lookup, tasks, parent, rule::ids_of(rows))) {
    if (model::text_at(task, state) == choice_name(WorkState::canceled)) continue;
    auto& tally = tallies[model::id_at(task, parent)];
    ++tally.total;
    if (model::bool_at(task, active)) ++tally.some;
  }
  const auto total = table.at("task_count");
  const auto open = table.at("open_task_count");
  for (Row& row : rows) {
    const auto& tally = tallies[model::row_id(row)];
    row[total] = tally.total;
    row[open] = tally.some;
  }
}

std::vector<rule::Computation> computations() {
  return {{"success_objective", objectives},
          {"success_outcome", outcomes},
          {"success_initiative", initiatives},
          {"success_task", tasks}};
}

}  // namespace steward::plan
