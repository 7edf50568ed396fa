// SPDX-License-Identifier: Apache-2.0
#include "risk/breaches.hpp"

#include <algorithm>
#include <unordered_set>

#include "metrics/mapping.hpp"
#include "metrics/selection.hpp"
#include "scoring/latest.hpp"
#include "scoring/risk.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/metrics.hpp"

namespace steward::risk {

namespace {

using condition::Condition;

/// Above so many engagements all rows of a source are read instead of those of the engagements.
constexpr std::size_t few = 500;

Error broken(const RiskDefinition& definition, std::string_view field, std::string message) {
  return Error(Fault{"invalid_input", "", "risk_definition", definition.id, std::string(field), std::move(message), "",
                     std::nullopt},
               Category::invalid);
}

Id domain_of(const RiskDefinition& definition) { return definition.domain ? definition.domain->id() : Id(); }

struct Override {
  Decimal threshold;
  metrics::Selection selection;
};

Result<std::vector<Override>> overrides_of(rule::Work& work, const RiskDefinition& definition, const Condition& among,
                                           const metrics::Enabled& enabled) {
  std::vector<Override> overrides;
  if (!enabled("RTO-03")) return overrides;
  const auto& table = table_info<RiskThresholdOverride>();
  auto stored = work.all<RiskThresholdOverride>(Condition::all(
      table,
      {rule::where<RiskThresholdOverride>(&RiskThresholdOverride::risk_definition, Ref<RiskDefinition>(definition.id)),
       rule::where<RiskThresholdOverride>(&RiskThresholdOverride::state,
                                          Choice<PublishState>(PublishState::published))}));
  std::stable_sort(stored.begin(), stored.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
  for (const auto& one : stored) {
    if (!one.threshold) continue;
    auto selection =
        metrics::Selection::open(work, work.condition(one.applicable_engagements, table_info<Engagement>()), among);
    if (!selection) return selection.error();
    overrides.push_back({*one.threshold, std::move(*selection)});
  }
  return overrides;
}

/// An engagement that the definition looks at, and its threshold.
struct Watched {
  Id id;
  Decimal threshold;
};

Result<std::vector<Watched>> watched_by(rule::Work& work, metrics::Domains& domains, const RiskDefinition& definition,
                                        const metrics::Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const auto where = Condition::all(table, {rule::where<Engagement>(&Engagement::active, true),
                                            work.condition(definition.applicable_engagements, table)});
  const auto overrides = overrides_of(work, definition, where, enabled);
  if (!overrides) return overrides.error();
  std::vector<Watched> watched;
  const auto scope = domains.below(domain_of(definition));
  if (auto state = work.status(); !state) return state.error();
  auto read = work.records().scan({where, {}, {}, {}, scope, work.moment()}, [&](Row&& row) {
    Decimal threshold = *definition.threshold;
    for (const Override& one : *overrides) {
      if (!one.selection.matches(row)) continue;
      threshold = one.threshold;
      break;
    }
    watched.push_back({model::row_id(row), threshold});
    return true;
  });
  if (!read) return read.error();
  return watched;
}

/// Judges the returned records of one engagement: the rows [begin, end) of the columns.
void judge(const RiskDefinition& definition, const Watched& watched, const store::SeriesColumns& rows,
           std::size_t begin, std::size_t end, scoring::PeriodFinder& periods, Findings& findings) {
  const auto comparison = definition.threshold_condition->value().value_or(Comparison::less_than);
  const auto returned = scoring::returned_period(std::span(rows.end).subspan(begin, end - begin), periods);
  for (std::size_t row = begin; row < end; ++row) {
    if (!scoring::is_returned(*returned, rows.end[row])) continue;
    Subject subject{rows.tables[rows.source_table[row]], rows.source[row], watched.id};
    if (!scoring::breached(rows.value[row], comparison, watched.threshold)) {
      findings.fine.insert(std::move(subject));
      continue;
    }
    findings.breaches.push_back({std::move(subject), rows.start[row], rows.end[row], rows.value[row], watched.threshold,
                                 scoring::threshold_gap(rows.value[row], watched.threshold)});
  }
}

}  // namespace

Result<Findings> metric_findings(rule::Work& work, metrics::Domains& domains, const RiskDefinition& definition,
                                 const metrics::Enabled& enabled) {
  const auto source = work.get(definition.data_source);
  if (!source || !definition.threshold || !definition.threshold_condition) {
    return broken(definition, "data_source", "a metric definition has a data source, a comparison and a threshold");
  }
  const auto watched = watched_by(work, domains, definition, enabled);
  if (!watched) return watched.error();
  Findings findings;
  findings.evaluated = watched->size();
  if (watched->empty()) return findings;
  std::vector<Id> ids;
  if (watched->size() <= few) {
    for (const Watched& one : *watched) ids.push_back(one.id);
  }
  const auto rows = work.series().latest({metrics::series_of(source->id, ContextTable::engagement),
                                          std::string(choice_name(ContextTable::engagement)), work.now(), work.now(),
                                          ids.empty() ? std::nullopt : std::optional(std::span<const Id>(ids))});
  if (!rows) return rows.error();
  scoring::PeriodFinder periods(work.calendar(), metrics::frequency_of(source->frequency));
  std::size_t row = 0;
  for (const Watched& one : *watched) {
    while (row < rows->size() && rows->context[row] < one.id) ++row;
    std::size_t end = row;
    while (end < rows->size() && rows->context[end] == one.id) ++end;
    if (end > row) judge(definition, one, *rows, row, end, periods, findings);
    row = end;
  }
  return findings;
}

Result<Findings> table_findings(rule::Work& work, metrics::Domains& domains, const RiskDefinition& definition,
                                const metrics::Enabled& enabled) {
  const TableInfo* table = work.schema().find(definition.source_table);
  if (table == nullptr) return broken(definition, "source_table", "there is no such table");
  const auto& engagements = table_info<Engagement>();
  auto mapping =
      metrics::Mapping::open(work, domains, {std::nullopt, domain_of(definition)}, *table, engagements, enabled);
  if (!mapping) return mapping.error();
  const auto where = work.condition(definition.source_condition, *table);
  const auto scope = domains.below(domain_of(definition));
  if (auto state = work.status(); !state) return state.error();
  std::vector<metrics::SourceRecord> records;
  auto read = work.records().scan({where, {}, {}, {}, scope, work.moment()}, [&](Row&& row) {
    records.push_back({model::row_id(row), metrics::domain_of(*table, row)});
    return true;
  });
  if (!read) return read.error();
  if (auto resolved = mapping->resolve(records); !resolved) return resolved.error();

  std::unordered_set<Id> active;
  std::vector<Id> ids;
  for (const auto& record : records) {
    for (const Id& engagement : mapping->contexts(record.id)) ids.push_back(engagement);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const auto open = rule::where<Engagement>(&Engagement::active, true);
  auto found =
      metrics::rows_by_id(work, engagements, ids, [&](const Row& row) { active.insert(model::row_id(row)); }, &open);
  if (!found) return found.error();

  const auto day = work.calendar().period_of(base::Frequency::daily, work.now());
  Findings findings;
  findings.evaluated = records.size();
  for (const auto& record : records) {
    for (const Id& engagement : mapping->contexts(record.id)) {
      if (!active.contains(engagement)) continue;
      findings.breaches.push_back({{table->name, record.id, engagement}, day.start, day.end, {}, {}, {}});
    }
  }
  return findings;
}

}  // namespace steward::risk
