// SPDX-License-Identifier: Apache-2.0
#include "analysis/outcomes.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "metrics/domains.hpp"
#include "steward/model/account.hpp"
#include "steward/model/engagement.hpp"

namespace steward::analysis {

namespace {

using condition::Condition;

/// So many contracts are decided with one query.
constexpr std::size_t chunk = 500;

struct Decided {
  Instant at;
  bool lost = false;
};

Result<std::vector<EngagementContract>> visible_links(rule::Work& work, const store::Scope& scope) {
  std::vector<EngagementContract> links;
  auto read = work.records().scan({Condition(table_info<EngagementContract>()), {}, {}, {}, scope, work.moment()},
                                  [&](Row&& row) {
                                    links.push_back(model::from_row<EngagementContract>(row));
                                    return true;
                                  });
  if (!read) return read.error();
  return links;
}

/// The contracts among these that have a result by now.
Result<std::unordered_map<Id, Decided>> decided_contracts(rule::Work& work, const std::vector<Id>& contracts,
                                                          const store::Scope& scope) {
  const auto& table = table_info<Contract>();
  const auto result = model::field_of<Contract>(&Contract::renewal_result);
  const auto on = model::field_of<Contract>(&Contract::renewal_result_date);
  std::unordered_map<Id, Decided> decided;
  for (std::size_t begin = 0; begin < contracts.size(); begin += chunk) {
    const auto ids = std::span(contracts).subspan(begin, std::min(chunk, contracts.size() - begin));
    std::vector<Row> rows;
    const auto keep = [&](const Row& row) { rows.push_back(row); };
    if (auto read = metrics::rows_by_id(work, table, ids, keep, nullptr, scope); !read) return read.error();
    work.compute(table, rows);
    for (const Row& row : rows) {
      const auto* day = std::get_if<Date>(&row[on]);
      const auto told = model::text_at(row, result);
      if (day == nullptr || told.empty()) continue;
      const Instant at = work.calendar().start_of_day(*day);
      if (at <= work.now()) decided[model::row_id(row)] = {at, told == "lost"};
    }
  }
  return decided;
}

Result<std::vector<KnownOutcome>> outcomes_of_contracts(rule::Work& work, const metrics::Enabled& enabled) {
  const auto scope = metrics::visible_scope(work.actor(), enabled);
  const auto links = visible_links(work, scope);
  if (!links) return links.error();
  std::vector<Id> contracts;
  std::vector<Id> engagements;
  for (const auto& link : *links) {
    contracts.push_back(link.contract.id());
    engagements.push_back(link.engagement.id());
  }
  for (auto* ids : {&contracts, &engagements}) {
    std::sort(ids->begin(), ids->end());
    ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  }
  const auto decided = decided_contracts(work, contracts, scope);
  if (!decided) return decided.error();
  std::unordered_set<Id> seen;
  const auto see = [&](const Row& row) { seen.insert(model::row_id(row)); };
  auto read = metrics::rows_by_id(work, table_info<Engagement>(), engagements, see, nullptr, scope);
  if (!read) return read.error();
  std::vector<KnownOutcome> outcomes;
  for (const auto& link : *links) {
    const auto found = decided->find(link.contract.id());
    if (found == decided->end() || !seen.contains(link.engagement.id())) continue;
    outcomes.push_back({link.engagement, found->second.at, found->second.lost});
  }
  return outcomes;
}

}  // namespace

Result<std::vector<KnownOutcome>> known_outcomes(rule::Work& work, const BacktestOptions& options,
                                                 const metrics::Enabled& enabled) {
  if (options.outcomes.empty()) return outcomes_of_contracts(work, enabled);
  for (std::size_t i = 0; i < options.outcomes.size(); ++i) {
    const Id engagement = options.outcomes[i].engagement.id();
    if (work.visible(table_info<Engagement>(), engagement) != nullptr) continue;
    if (auto state = work.status(); !state) return state.error();
    return Error(Fault{"not_found", "", "engagement", engagement, "outcomes",
                       "there is no engagement " + engagement.to_string(), "", i},
                 Category::not_found);
  }
  return options.outcomes;
}

void judge(Backtest& backtest, const scoring::Outcomes& outcomes, const BacktestOptions& options,
           std::span<const Instant> steps) {
  std::sort(backtest.signals.begin(), backtest.signals.end(), [](const BacktestSignal& a, const BacktestSignal& b) {
    const auto key = [](const BacktestSignal& one) {
      return std::tuple(one.raised_at, one.engagement.id(), std::string_view(one.source_table), one.source_record);
    };
    return key(a) < key(b);
  });
  std::vector<scoring::Alert> alerts;
  for (BacktestSignal& signal : backtest.signals) {
    const auto told = outcomes.told_by(signal.engagement.id(), signal.raised_at, options.horizon);
    if (told) signal.outcome = outcomes.list()[*told];
    alerts.push_back({signal.engagement.id(), signal.raised_at});
  }
  backtest.quality = scoring::quality(outcomes, alerts, {options.from, options.to, steps, options.horizon});
}

}  // namespace steward::analysis
