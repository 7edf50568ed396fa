// SPDX-License-Identifier: Apache-2.0
#include "risk/again.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "risk/breaches.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/metrics.hpp"
#include "steward/model/system.hpp"

namespace steward::risk {

namespace {

/// The records that a definition consists of, with their versions.
using MadeOf = std::vector<std::pair<Id, std::int64_t>>;

/// What a run writes and looks up, though it does not judge by it.
std::set<store::Stamped> outputs() { return {table_info<RiskSignal>(), table_info<RiskOccurrence>()}; }

/// What all definitions of a run have in common.
struct Run {
  bool closes = false;  ///< who closes signals has to know every breach of their category
  MadeOf published;
  /// Whether all rows between two stamps of a table stand still; most definitions ask for the same two.
  std::map<std::tuple<store::Stamped, std::int64_t, std::int64_t>, bool> stand;
};

MadeOf made_of(const rule::Lookup& work, const Definition& definition, const Run& run) {
  MadeOf parts{{definition.entity.id, definition.entity.version}};
  for (const auto& one : definition.overrides) parts.emplace_back(one.id, one.version);
  if (const auto source = work.get(definition.entity.data_source)) parts.emplace_back(source->id, source->version);
  if (run.closes) parts.insert(parts.end(), run.published.begin(), run.published.end());
  return parts;
}

/// Until when the thresholds stay (RTO-04).
Instant good_until(const rule::Lookup& work, const Definition& definition) {
  Instant until = Instant::max();
  for (const auto& one : definition.overrides) {
    if (one.valid_until && *one.valid_until > work.now()) {
      until = std::min(until, *one.valid_until - std::chrono::milliseconds(1));
    }
  }
  return until;
}

std::optional<metrics::Inputs> inputs_of(const rule::Lookup& work, const Definition& definition) {
  const auto& table = table_info<Engagement>();
  metrics::Inputs inputs{{&table, &table_info<Domain>(), &table_info<Property>()}, {}};
  for (const auto& output : outputs()) inputs.tables.insert(output.table);
  const auto add = [&](const std::string& text) {
    return metrics::add_inputs(work.condition(text, table), table, {}, inputs);
  };
  if (!add(definition.entity.applicable_engagements)) return std::nullopt;
  for (const auto& one : definition.overrides) {
    if (!add(one.applicable_engagements)) return std::nullopt;
  }
  if (definition.entity.data_source) {
    inputs.series.push_back(metrics::series_of(definition.entity.data_source->id(), ContextTable::engagement));
  }
  return inputs;
}

/// Whether rows of a table that were there at the last run are all there still: a signal that was edited or closed
/// keeps its occurrences, one that was removed would be raised again.
Result<bool> all_stand(rule::Work& work, const TableInfo& table, std::int64_t from, std::int64_t to, Run& run) {
  if (from == to) return true;
  const auto [known, fresh] = run.stand.try_emplace({table, from, to}, false);
  if (!fresh) return known->second;
  const auto changed = work.records().changed(table, from, to);
  if (!changed) return false;
  std::size_t found = 0;
  const auto read =
      metrics::rows_by_id(work, table, *changed, [&](const Row&) { ++found; }, nullptr, {}, metrics::Wanted(table, {}));
  if (!read) return read.error();
  known->second = found == changed->size();
  return known->second;
}

Result<metrics::Again> again_for(rule::Work& work, const metrics::Ran& last, Planned& planned, Run& run) {
  using metrics::Again;
  const auto* parts = std::any_cast<MadeOf>(&last.definitions);
  if (parts == nullptr || *parts != std::any_cast<const MadeOf&>(planned.ran->definitions)) {
    return Again{{}, "definitions_changed"};
  }
  auto now = planned.ran->stamps;
  for (const auto& output : outputs()) {
    const auto stamp = now.extract(output);
    const auto before = last.stamps.find(output);
    if (before == last.stamps.end()) return Again{{}, "changes_unknown"};
    if (run.closes && before->second != stamp.mapped()) return Again{{}, "auto_close"};
    const auto stand = all_stand(work, *output.table, before->second, stamp.mapped(), run);
    if (!stand) return stand.error();
    if (!*stand) return Again{{}, "records_changed"};
  }
  auto again = metrics::changed_since(work, last, now, table_info<Engagement>());
  if (again.records.size() > metrics::few_records) return Again{{}, "changes_unknown"};
  if (again.all_because.empty()) {
    std::copy_if(last.findings.begin(), last.findings.end(), std::back_inserter(planned.standing),
                 [&](Id id) { return !std::binary_search(again.records.begin(), again.records.end(), id); });
  }
  return again;
}

Result<metrics::Again> plan(rule::Work& work, Planned& planned, Run& run) {
  using metrics::Again;
  if (!(planned.definition.entity.type == RiskDefinitionType::metric)) return Again{{}, "table_definition"};
  auto begun = metrics::begin_run(work, planned.key, inputs_of(work, planned.definition));
  if (!begun) return begun.error();
  planned.ran = std::move(begun->ran);
  if (planned.ran) {
    planned.ran->good_until = good_until(work, planned.definition);
    planned.ran->definitions = made_of(work, planned.definition, run);
  }
  return begun->last ? again_for(work, *begun->last, planned, run) : Result<Again>(Again{{}, begun->all_because});
}

/// Where breaches close signals all definitions are looked at or none: a signal is closed when none of its category
/// finds it breached, and a user may have given it another category than its definition has.
void plan_together(std::vector<Planned>& run) {
  if (std::all_of(run.begin(), run.end(), [](const Planned& planned) { return planned.is_done(); })) return;
  for (Planned& planned : run) {
    if (planned.in_full()) continue;
    planned.again = {{}, "auto_close"};
    planned.standing.clear();
  }
}

}  // namespace

Result<std::vector<Planned>> plan_run(rule::Work& work, bool closes, const Enabled& enabled) {
  auto definitions = published(work);
  if (!definitions) return definitions.error();
  Run common{closes, {}, {}};
  for (const RiskDefinition& entity : *definitions) common.published.emplace_back(entity.id, 0);
  std::vector<Planned> run;
  for (RiskDefinition& entity : *definitions) {
    auto whole = with_overrides(work, std::move(entity), enabled);
    if (!whole) return whole.error();
    const auto key = "risk_analyzer " + whole->entity.id.to_string();
    Planned& planned = run.emplace_back(Planned{std::move(*whole), key, {}, {}, {}});
    auto again =
        enabled("RSK-08") ? plan(work, planned, common) : Result<metrics::Again>(metrics::Again{{}, "changes_unknown"});
    if (!again) return again.error();
    planned.again = std::move(*again);
  }
  if (common.closes) plan_together(run);
  if (auto state = work.status(); !state) return state.error();
  return run;
}

Result<void> remember(rule::Work& work, std::vector<Planned> planned) {
  for (Planned& one : planned) {
    if (!one.ran) continue;
    if (auto kept = metrics::remember_run(work, one.key, std::move(*one.ran), outputs()); !kept) return kept;
  }
  return {};
}

void forget(rule::Work& work, const std::vector<Planned>& planned) {
  for (const Planned& one : planned) {
    if (auto* memory = work.run_memory(); memory != nullptr) memory->forget(one.key);
  }
}

}  // namespace steward::risk
