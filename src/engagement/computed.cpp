// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/wide.hpp"
#include "engagement/amounts.hpp"
#include "engagement/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::engagement {

namespace {

using condition::Condition;
using rule::Lookup;

/// Rows of T whose field is one of the given ids, and that meet the other conditions.
template <class T, class M, class B>
std::vector<T> among(const Lookup& lookup, M B::* member, std::vector<Value> ids, std::vector<Condition> more = {}) {
  if (ids.empty()) return {};
  const auto& table = table_info<T>();
  more.push_back(Condition::any_of(table, model::field_of<T>(member), std::move(ids)));
  return lookup.all<T>(Condition::all(table, std::move(more)));
}

template <class T>
Condition active(const Lookup&) {
  const auto& table = table_info<T>();
  return Condition::equals(table, table.at("active"), true);
}

std::optional<std::int64_t> days_until(const std::optional<Date>& day, Date today) {
  if (!day) return std::nullopt;
  return (*day - today).count();
}

void fill_days(const Lookup& lookup, std::span<Row> rows) {
  const Date today = lookup.moment().today;
  for (Row& row : rows) {
    const auto go_live = model::get<Engagement>(row, &Engagement::go_live_date);
    model::set<Engagement>(row, &Engagement::days_to_renewal,
                           days_until(model::get<Engagement>(row, &Engagement::renewal_date), today));
    model::set<Engagement>(row, &Engagement::days_to_go_live, days_until(go_live, today));
    const bool late = go_live && *go_live < today && model::get<Engagement>(row, &Engagement::active) &&
                      model::get<Engagement>(row, &Engagement::stage) == EngagementStage::initial_onboarding;
    model::set<Engagement>(row, &Engagement::go_live_overdue, late);
  }
}

struct Counts {
  std::int64_t risks = 0;
  std::int64_t objectives = 0;
  std::int64_t completed = 0;
  std::int64_t children = 0;
};

std::unordered_map<Id, Counts> count_below(const Lookup& lookup, const std::vector<Value>& ids) {
  std::unordered_map<Id, Counts> counts;
  for (const auto& risk : among<RiskSignal>(lookup, &RiskSignal::engagement, ids, {active<RiskSignal>(lookup)})) {
    ++counts[risk.engagement->id()].risks;
  }
  for (const auto& objective : among<SuccessObjective>(lookup, &SuccessObjective::engagement, ids)) {
    // What was canceled, by its state or by its code, is not counted at all.
    const bool dropped = objective.state == ObjectiveState::canceled ||
                         (objective.close_code && *objective.close_code == OutcomeCloseCode::canceled);
    if (dropped) continue;
    auto& held = counts[objective.engagement.id()];
    ++held.objectives;
    held.completed += objective.state == ObjectiveState::closed ? 1 : 0;
  }
  for (const auto& child : among<Engagement>(lookup, &Engagement::parent, ids)) ++counts[child.parent->id()].children;
  return counts;
}

void fill_counts(const Lookup& lookup, std::span<Row> rows) {
  auto counts = count_below(lookup, rule::ids_of(rows));
  for (Row& row : rows) {
    const auto& held = counts[model::row_id(row)];
    model::set<Engagement>(row, &Engagement::active_risk_count, held.risks);
    model::set<Engagement>(row, &Engagement::objective_count, held.objectives);
    model::set<Engagement>(row, &Engagement::objectives_completed, held.completed);
    model::set<Engagement>(row, &Engagement::child_count, held.children);
    if (held.objectives == 0) continue;
    const auto part = Decimal::from_units(static_cast<std::int64_t>(
        base::div_round(static_cast<base::Int128>(held.completed) * 100 * Decimal::one, held.objectives)));
    model::set<Engagement>(row, &Engagement::objective_completion_pct, part);
  }
}

void fill_escalated(const Lookup& lookup, std::span<Row> rows) {
  std::vector<Value> accounts;
  for (const Row& row : rows) accounts.emplace_back(model::get<Engagement>(row, &Engagement::account).id());
  std::unordered_set<Id> escalated;
  for (const auto& held : among<Escalation>(lookup, &Escalation::account, std::move(accounts),
                                            {rule::where<Escalation>(&Escalation::state, EscalationState::active)})) {
    escalated.insert(held.account.id());
  }
  for (Row& row : rows) {
    model::set<Engagement>(row, &Engagement::escalated,
                           escalated.contains(model::get<Engagement>(row, &Engagement::account).id()));
  }
}

struct Next {
  std::optional<Instant> at;
  std::optional<Ref<Touchpoint>> touchpoint;
  std::optional<Instant> qbr;
};

void nearer(Next& next, Instant at, Ref<Touchpoint> touchpoint) {
  if (next.at && (*next.at < at || (*next.at == at && next.touchpoint->id() < touchpoint.id()))) return;
  next.at = at;
  next.touchpoint = touchpoint;
}

/// The nearest active touchpoint with a due date or a scheduled meeting ahead, and the nearest business review.
void fill_next(const Lookup& lookup, std::span<Row> rows) {
  const auto ids = rule::ids_of(rows);
  std::unordered_map<Id, Next> next;
  std::unordered_map<Id, Id> open;  // active touchpoint -> engagement
  for (const auto& touchpoint : among<Touchpoint>(lookup, &Touchpoint::engagement, ids, {active<Touchpoint>(lookup)})) {
    open.emplace(touchpoint.id, touchpoint.engagement.id());
    if (touchpoint.due_date && *touchpoint.due_date > lookup.now()) {
      nearer(next[touchpoint.engagement.id()], *touchpoint.due_date, Ref<Touchpoint>(touchpoint.id));
    }
  }
  for (const auto& meeting : among<Meeting>(lookup, &Meeting::engagement, ids,
                                            {rule::where<Meeting>(&Meeting::state, MeetingState::scheduled)})) {
    if (!meeting.start_at || *meeting.start_at <= lookup.now() || meeting.is_series) continue;
    auto& held = next[meeting.engagement.id()];
    if (meeting.meeting_type && *meeting.meeting_type == MeetingType::qbr &&
        (!held.qbr || *meeting.start_at < *held.qbr)) {
      held.qbr = meeting.start_at;
    }
    if (meeting.touchpoint && open.contains(meeting.touchpoint->id()))
      nearer(held, *meeting.start_at, *meeting.touchpoint);
  }
  for (Row& row : rows) {
    const auto& held = next[model::row_id(row)];
    model::set<Engagement>(row, &Engagement::next_touchpoint, held.touchpoint);
    model::set<Engagement>(row, &Engagement::next_qbr_at, held.qbr);
  }
}

std::unordered_map<Id, std::vector<Id>> linked_contracts(const Lookup& lookup, std::vector<Value> engagements) {
  std::unordered_map<Id, std::vector<Id>> linked;
  for (const auto& link : among<EngagementContract>(lookup, &EngagementContract::engagement, std::move(engagements))) {
    linked[link.engagement.id()].push_back(link.contract.id());
  }
  return linked;
}

/// The contracts that lists of ids name, read at once.
using Contracts = std::unordered_map<Id, Contract>;

Contracts read_contracts(const Lookup& lookup, const std::vector<Id>& ids) {
  std::vector<Value> wanted(ids.begin(), ids.end());
  Contracts found;
  for (auto& contract : among<Contract>(lookup, &Contract::id, std::move(wanted))) {
    found.emplace(contract.id, std::move(contract));
  }
  return found;
}

/// Values of contracts, each once; `only_active` leaves the others out.
std::vector<Money> values_of(const Contracts& known, std::vector<Id> contracts, bool only_active) {
  std::sort(contracts.begin(), contracts.end());
  contracts.erase(std::unique(contracts.begin(), contracts.end()), contracts.end());
  std::vector<Money> values;
  for (const Id& id : contracts) {
    const auto found = known.find(id);
    if (found == known.end() || !found->second.value) continue;
    if (only_active && !(found->second.state == ContractState::active)) continue;
    values.push_back(*found->second.value);
  }
  return values;
}

/// What the open risks of an engagement put at stake counts whatever the state of the contract.
void fill_contract_values(const Lookup& lookup, std::span<Row> rows) {
  const auto ids = rule::ids_of(rows);
  auto linked = linked_contracts(lookup, ids);
  std::unordered_map<Id, std::vector<Id>> at_risk;
  for (const auto& risk : among<RiskSignal>(lookup, &RiskSignal::engagement, ids, {active<RiskSignal>(lookup)})) {
    auto& held = at_risk[risk.engagement->id()];
    held.insert(held.end(), risk.contracts_impacted.begin(), risk.contracts_impacted.end());
  }
  std::vector<Id> named;
  for (const auto& [engagement, contracts] : linked) named.insert(named.end(), contracts.begin(), contracts.end());
  for (const auto& [engagement, contracts] : at_risk) named.insert(named.end(), contracts.begin(), contracts.end());
  const auto known = read_contracts(lookup, named);
  Amounts amounts(lookup);
  for (Row& row : rows) {
    const Id id = model::row_id(row);
    model::set<Engagement>(row, &Engagement::contract_value, amounts.sum(values_of(known, linked[id], true)));
    model::set<Engagement>(row, &Engagement::contract_value_at_risk, amounts.sum(values_of(known, at_risk[id], false)));
  }
}

void fill_impacted_value(const Lookup& lookup, std::span<Row> rows) {
  std::vector<Id> named;
  const auto impacted = [](const Row& row) { return model::get<RiskSignal>(row, &RiskSignal::contracts_impacted); };
  for (const Row& row : rows) {
    const auto contracts = impacted(row);
    named.insert(named.end(), contracts.begin(), contracts.end());
  }
  const auto known = read_contracts(lookup, named);
  Amounts amounts(lookup);
  for (Row& row : rows) {
    model::set<RiskSignal>(row, &RiskSignal::contract_value_impacted,
                           amounts.sum(values_of(known, impacted(row), false)));
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {
      {"engagement", fill_days}, {"engagement", fill_counts},          {"engagement", fill_escalated},
      {"engagement", fill_next}, {"engagement", fill_contract_values}, {"risk_signal", fill_impacted_value},
  };
}

}  // namespace steward::engagement
