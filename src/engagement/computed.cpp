// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "base/wide.hpp"
#include "engagement/amounts.hpp"
#include "engagement/escalated.hpp"
#include "engagement/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::engagement {

namespace {

using rule::Lookup;

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
  std::int64_t objectives = 0;
  std::int64_t completed = 0;
  std::int64_t children = 0;
};

std::unordered_map<Id, Counts> count_below(const Lookup& lookup, const std::vector<Value>& ids) {
  std::unordered_map<Id, Counts> counts;
  for (const auto& objective : rule::among<SuccessObjective>(lookup, &SuccessObjective::engagement, ids)) {
    // What was canceled, by its state or by its code, is not counted at all.
    const bool dropped = objective.state == ObjectiveState::canceled ||
                         (objective.close_code && *objective.close_code == OutcomeCloseCode::canceled);
    if (dropped) continue;
    auto& held = counts[objective.engagement.id()];
    ++held.objectives;
    held.completed += objective.state == ObjectiveState::closed ? 1 : 0;
  }
  for (const auto& child : rule::among<Engagement>(lookup, &Engagement::parent, ids)) {
    ++counts[child.parent->id()].children;
  }
  return counts;
}

void fill_counts(const Lookup& lookup, std::span<Row> rows) {
  auto counts = count_below(lookup, rule::ids_of(rows));
  for (Row& row : rows) {
    const auto& held = counts[model::row_id(row)];
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
  const auto account = model::field_of<Engagement>(&Engagement::account);
  const auto escalated = escalated_accounts(lookup, rule::ids_at(rows, account));
  for (Row& row : rows) {
    model::set<Engagement>(row, &Engagement::escalated, escalated.contains(model::id_at(row, account)));
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
  for (const auto& touchpoint : rule::among<Touchpoint>(lookup, &Touchpoint::engagement, ids,
                                                        {rule::where<Touchpoint>(&Touchpoint::active, true)})) {
    open.emplace(touchpoint.id, touchpoint.engagement.id());
    if (touchpoint.due_date && *touchpoint.due_date > lookup.now()) {
      nearer(next[touchpoint.engagement.id()], *touchpoint.due_date, Ref<Touchpoint>(touchpoint.id));
    }
  }
  for (const auto& meeting : rule::among<Meeting>(lookup, &Meeting::engagement, ids,
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
  for (const auto& link :
       rule::among<EngagementContract>(lookup, &EngagementContract::engagement, std::move(engagements))) {
    linked[link.engagement.id()].push_back(link.contract.id());
  }
  return linked;
}

using Contracts = std::unordered_map<Id, Contract>;

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

struct AtRisk {
  std::int64_t signals = 0;
  std::vector<Id> contracts;
};

/// By engagement, what its open risks name.
std::unordered_map<Id, AtRisk> open_risks(const Lookup& lookup, std::vector<Value> engagements) {
  std::unordered_map<Id, AtRisk> at_risk;
  for (const auto& risk : rule::among<RiskSignal>(lookup, &RiskSignal::engagement, std::move(engagements),
                                                  {rule::where<RiskSignal>(&RiskSignal::active, true)})) {
    auto& held = at_risk[risk.engagement->id()];
    ++held.signals;
    held.contracts.insert(held.contracts.end(), risk.contracts_impacted.begin(), risk.contracts_impacted.end());
  }
  return at_risk;
}

/// What the open risks of an engagement put at stake counts whatever the state of the contract.
void fill_risks_and_values(const Lookup& lookup, std::span<Row> rows) {
  auto linked = linked_contracts(lookup, rule::ids_of(rows));
  auto at_risk = open_risks(lookup, rule::ids_of(rows));
  std::vector<Value> wanted;
  for (const auto& [engagement, contracts] : linked) wanted.insert(wanted.end(), contracts.begin(), contracts.end());
  for (const auto& [engagement, held] : at_risk) {
    wanted.insert(wanted.end(), held.contracts.begin(), held.contracts.end());
  }
  const auto known = rule::named<Contract>(lookup, std::move(wanted));
  Amounts amounts(lookup);
  for (Row& row : rows) {
    const Id id = model::row_id(row);
    const auto& risks = at_risk[id];
    model::set<Engagement>(row, &Engagement::active_risk_count, risks.signals);
    model::set<Engagement>(row, &Engagement::contract_value, amounts.sum(values_of(known, linked[id], true)));
    model::set<Engagement>(row, &Engagement::contract_value_at_risk,
                           amounts.sum(values_of(known, risks.contracts, false)));
  }
}

void fill_impacted_value(const Lookup& lookup, std::span<Row> rows) {
  std::vector<Value> wanted;
  const auto impacted = [](const Row& row) { return model::get<RiskSignal>(row, &RiskSignal::contracts_impacted); };
  for (const Row& row : rows) {
    const auto contracts = impacted(row);
    wanted.insert(wanted.end(), contracts.begin(), contracts.end());
  }
  const auto known = rule::named<Contract>(lookup, std::move(wanted));
  Amounts amounts(lookup);
  for (Row& row : rows) {
    model::set<RiskSignal>(row, &RiskSignal::contract_value_impacted,
                           amounts.sum(values_of(known, impacted(row), false)));
  }
}

}  // namespace

std::unordered_set<Id> escalated_accounts(const rule::Lookup& lookup, std::vector<Value> accounts) {
  std::unordered_set<Id> escalated;
  for (const auto& held :
       rule::among<Escalation>(lookup, &Escalation::account, std::move(accounts),
                               {rule::where<Escalation>(&Escalation::state, EscalationState::active)})) {
    escalated.insert(held.account.id());
  }
  return escalated;
}

std::vector<rule::Computation> computations() {
  return {
      {"engagement", fill_days}, {"engagement", fill_counts},           {"engagement", fill_escalated},
      {"engagement", fill_next}, {"engagement", fill_risks_and_values}, {"risk_signal", fill_impacted_value},
  };
}

}  // namespace steward::engagement
