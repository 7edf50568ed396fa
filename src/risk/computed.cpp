// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>
#include <unordered_set>

#include "risk/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::risk {

namespace {

using rule::Lookup;

using SignalsByWork = std::unordered_multimap<Id, Id>;

/// The signals that rows of `table` answer, by the id of the work; canceled work answers nothing.
void add_answered(const Lookup& lookup, const TableInfo& table, const SignalsByWork& named,
                  std::unordered_set<Id>& answered) {
  std::vector<Value> ids;
  for (const auto& [work, signal] : named) ids.emplace_back(work);
  const auto state = table.at("state");
  for (const Row& work : rule::rows_among(lookup, table, model::id_field, std::move(ids))) {
    if (model::text_at(work, state) == choice_name(WorkState::canceled)) continue;
    const auto [first, last] = named.equal_range(model::row_id(work));
    for (auto at = first; at != last; ++at) answered.insert(at->second);
  }
}

void addressed(const Lookup& lookup, std::span<Row> rows) {
  const auto& solutions = table_info<RiskSolution>();
  const auto signal = model::field_of<RiskSolution>(&RiskSolution::risk_signal);
  std::unordered_map<std::string_view, SignalsByWork> named;
  for (const Row& solution : rule::rows_among(lookup, solutions, signal, rule::ids_of(rows))) {
    for (const auto& kind : ChoiceList<SolutionTable>::values) {
      const Id work = model::id_at(solution, solutions.at(kind.name));
      if (!work.is_nil()) named[kind.name].emplace(work, model::id_at(solution, signal));
    }
  }
  std::unordered_set<Id> answered;
  for (const auto& [table, works] : named) add_answered(lookup, lookup.schema().at(table), works, answered);
  for (Row& row : rows) {
    model::set<RiskSignal>(row, &RiskSignal::addressed, answered.contains(model::row_id(row)));
  }
}

void crm_tasks(const Lookup& lookup, std::span<Row> rows) {
  std::unordered_map<Id, std::string> tasks;
  // Links come in id order; of several platforms the one that was linked last counts.
  for (const auto& link :
       rule::among<CrmLink>(lookup, &CrmLink::local_record, rule::ids_of(rows),
                            {rule::where<CrmLink>(&CrmLink::local_table, table_info<RiskSignal>().name)})) {
    if (link.local_record && !link.remote_id.empty()) tasks[*link.local_record] = link.remote_id;
  }
  for (Row& row : rows) model::set<RiskSignal>(row, &RiskSignal::crm_task_id, tasks[model::row_id(row)]);
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {
      {"risk_signal", rule::fill_due<RiskSignal>},
      {"risk_signal", addressed},
      {"risk_signal", crm_tasks},
  };
}

}  // namespace steward::risk
