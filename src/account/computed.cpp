// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "account/rules.hpp"
#include "engagement/escalated.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::account {

namespace {

using rule::Lookup;

void fill_escalated(const Lookup& lookup, std::span<Row> rows) {
  const auto escalated = engagement::escalated_accounts(lookup, rule::ids_of(rows));
  for (Row& row : rows) model::set<Account>(row, &Account::escalated, escalated.contains(model::row_id(row)));
}

struct Outcome {
  std::string result;
  std::optional<Date> on;
};

/// CON-04: the decided renewal opportunity of each contract, the latest when there are several.
std::unordered_map<Id, Outcome> decided_opportunities(const Lookup& lookup, std::span<const Row> rows) {
  std::unordered_map<Id, Outcome> decided;
  for (const auto& deal :
       rule::among<Opportunity>(lookup, &Opportunity::contract, rule::ids_of(rows),
                                {rule::where<Opportunity>(&Opportunity::type, OpportunityType::renew)})) {
    const bool won = deal.stage == OpportunityStage::closed_won;
    if (!won && deal.stage != OpportunityStage::closed_lost) continue;
    auto& held = decided[deal.contract->id()];
    if (!held.result.empty() && deal.actual_closed_date < held.on) continue;
    held = {won ? "won" : "lost", deal.actual_closed_date};
  }
  return decided;
}

Outcome decided_substate(const Row& row) {
  const auto substate = model::get<Contract>(row, &Contract::substate);
  if (!substate) return {};
  const auto on = model::get<Contract>(row, &Contract::renewal_finalized_on);
  if (*substate == ContractSubstate::renewal_approved) return {"won", on};
  return *substate == ContractSubstate::renewal_rejected ? Outcome{"lost", on} : Outcome{};
}

void fill_renewal(const Lookup& lookup, std::span<Row> rows) {
  const auto decided = decided_opportunities(lookup, rows);
  const Date today = lookup.moment().today;
  for (Row& row : rows) {
    const auto found = decided.find(model::row_id(row));
    const Outcome outcome = found != decided.end() ? found->second : decided_substate(row);
    model::set<Contract>(row, &Contract::renewal_result, outcome.result);
    model::set<Contract>(row, &Contract::renewal_result_date, outcome.on);
    const auto renewal = model::get<Contract>(row, &Contract::renewal_date);
    std::optional<std::int64_t> days;
    if (renewal) days = (*renewal - today).count();
    model::set<Contract>(row, &Contract::days_to_renewal, days);
  }
}

/// The highest probability of the active signals that name the contract.
void fill_probability(const Lookup& lookup, std::span<Row> rows) {
  const auto entries =
      rule::among<ListValue>(lookup, &ListValue::value_record, rule::ids_of(rows),
                             {rule::where<ListValue>(&ListValue::owner_table, table_info<RiskSignal>().name),
                              rule::where<ListValue>(&ListValue::field, "contracts_impacted")});
  std::vector<Value> owners;
  for (const auto& entry : entries) owners.emplace_back(entry.owner_record);
  const auto signals = rule::named<RiskSignal>(lookup, std::move(owners));
  std::unordered_map<Id, std::size_t> highest;  // by rank in the list, where the first is the highest
  for (const auto& entry : entries) {
    const auto signal = signals.find(entry.owner_record);
    if (signal == signals.end() || !signal->second.active || !signal->second.probability) continue;
    const auto rank = lookup.schema().choice_rank("probability", signal->second.probability->text());
    const auto [at, fresh] = highest.try_emplace(entry.value_record, rank);
    if (!fresh) at->second = std::min(at->second, rank);
  }
  const auto& names = *lookup.schema().choices("probability");
  for (Row& row : rows) {
    const auto found = highest.find(model::row_id(row));
    if (found == highest.end() || found->second >= names.size()) continue;
    model::set<Contract>(row, &Contract::max_risk_probability, Choice<Probability>::from_text(names[found->second]));
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {{"account", fill_escalated}, {"contract", fill_renewal}, {"contract", fill_probability}};
}

}  // namespace steward::account
