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

Error broken(const RiskDefinition& definition, std::string_view field, std::string message) {
  return Error(Fault{"invalid_input", "", "risk_definition", definition.id, std::string(field), std::move(message), "",
                     std::nullopt},
               Category::invalid);
}

Id domain_of(const RiskDefinition& definition) { return definition.domain ? definition.domain->id() : Id(); }

/// The thresholds of a definition, ready to be asked of each engagement.
struct Thresholds {
  struct Override {
    Decimal threshold;
    metrics::Selection selection;
  };
  Decimal base;
  std::vector<Override> overrides;  // by rank

  [[nodiscard]] Decimal of(const Row& engagement) const {
    for (const Override& one : overrides) {
      if (one.selection.matches(engagement)) return one.threshold;
    }
    return base;
  }
  [[nodiscard]] std::vector<std::size_t> fields() const {
    std::vector<std::size_t> looked_at;
    for (const Override& one : overrides) one.selection.add_fields(looked_at);
    return looked_at;
  }
};

/// `among`: the engagements of now that will be asked about; null: rows of a past instant.
Result<Thresholds> thresholds_of(rule::Work& work, const Definition& definition, const View& view,
                                 const Condition* among, const Enabled& enabled) {
  Thresholds thresholds{*definition.entity.threshold, {}};
  for (const auto& one : definition.overrides) {
    if (!one.threshold) continue;
    if (one.valid_until && *one.valid_until <= view.t && enabled("RTO-04")) continue;
    const auto where = work.condition(one.applicable_engagements, table_info<Engagement>());
    auto selection = among != nullptr ? metrics::Selection::open(work, where, *among)
                                      : Result<metrics::Selection>(metrics::Selection::at(work, where, view.t));
    if (!selection) return selection.error();
    thresholds.overrides.push_back({*one.threshold, std::move(*selection)});
  }
  return thresholds;
}

/// An engagement that the definition looks at, and its threshold.
struct Watched {
  Id id;
  Decimal threshold;
};

Result<std::vector<Watched>> watched_now(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                         const View& view, const Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  std::vector<Condition> parts{rule::where<Engagement>(&Engagement::active, true),
                               work.condition(definition.entity.applicable_engagements, table)};
  if (view.among != nullptr) {
    parts.push_back(Condition::any_of(table, model::id_field, {view.among->begin(), view.among->end()}));
  }
  const auto where = Condition::all(table, std::move(parts));
  const auto thresholds = thresholds_of(work, definition, view, &where, enabled);
  if (!thresholds) return thresholds.error();
  std::vector<Watched> watched;
  const auto scope = domains.below(domain_of(definition.entity));
  if (auto state = work.status(); !state) return state.error();
  const metrics::Wanted wanted(table, thresholds->fields());
  auto read = work.records().scan({where, {}, {}, {}, scope, work.moment(), wanted.fields()}, [&](Row&& row) {
    watched.push_back({model::row_id(row), thresholds->of(row)});
    return true;
  });
  if (!read) return read.error();
  return watched;
}

/// The same, read once for all definitions of a domain with one condition and one threshold for everybody.
Result<std::vector<Watched>> watched_shared(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                            const View& view, const Enabled& enabled) {
  if (view.shared == nullptr || view.among != nullptr || !definition.overrides.empty()) {
    return watched_now(work, domains, definition, view, enabled);
  }
  const auto& entity = definition.entity;
  const auto [at, fresh] = view.shared->engagements.try_emplace({domain_of(entity), entity.applicable_engagements});
  if (fresh) {
    auto read = watched_now(work, domains, definition, view, enabled);
    if (!read) {
      view.shared->engagements.erase(at);
      return read;
    }
    for (const Watched& one : *read) at->second.push_back(one.id);
    return read;
  }
  std::vector<Watched> watched;
  watched.reserve(at->second.size());
  for (const Id& id : at->second) watched.push_back({id, *entity.threshold});
  return watched;
}

Result<std::vector<Watched>> watched_then(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                          const View& view, const Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const auto active = model::field_of<Engagement>(&Engagement::active);
  const auto thresholds = thresholds_of(work, definition, view, nullptr, enabled);
  if (!thresholds) return thresholds.error();
  const auto selection =
      metrics::Selection::at(work, work.condition(definition.entity.applicable_engagements, table), view.t);
  if (auto state = work.status(); !state) return state.error();
  std::vector<Watched> watched;
  for (const Row& row : *view.engagements) {
    if (!model::bool_at(row, active) || !selection.matches(row)) continue;
    if (!domains.within(metrics::domain_of(table, row), domain_of(definition.entity))) continue;
    watched.push_back({model::row_id(row), thresholds->of(row)});
  }
  if (auto state = work.status(); !state) return state.error();
  return watched;
}

/// Judges the returned records of one engagement: the rows [begin, end) of the columns.
void judge(const RiskDefinition& definition, const Watched& watched, const store::SeriesColumns& rows,
           std::size_t begin, std::size_t end, const View& view, scoring::PeriodFinder& periods, Findings& findings) {
  const auto comparison = definition.threshold_condition->value().value_or(Comparison::less_than);
  const auto returned = scoring::returned_period(std::span(rows.end).subspan(begin, end - begin), periods);
  for (std::size_t row = begin; row < end; ++row) {
    if (!scoring::is_returned(*returned, rows.end[row])) continue;
    Subject subject{rows.tables[rows.source_table[row]], rows.source[row], watched.id};
    if (!scoring::breached(rows.value[row], comparison, watched.threshold)) {
      if (view.watched == nullptr || view.watched->contains(subject)) findings.fine.insert(std::move(subject));
      continue;
    }
    findings.breaches.push_back({std::move(subject), rows.start[row], rows.end[row], rows.value[row], watched.threshold,
                                 scoring::threshold_gap(rows.value[row], watched.threshold)});
  }
}

/// The records of the source table that a table definition speaks of.
Result<std::vector<metrics::SourceRecord>> matching_sources(rule::Work& work, metrics::Domains& domains,
                                                            const RiskDefinition& definition, const TableInfo& table,
                                                            const View& view) {
  std::vector<metrics::SourceRecord> records;
  const auto where = work.condition(definition.source_condition, table);
  if (view.sources == nullptr) {
    const auto scope = domains.below(domain_of(definition));
    if (auto state = work.status(); !state) return state.error();
    const metrics::Wanted wanted(table, {});
    auto read = work.records().scan({where, {}, {}, {}, scope, work.moment(), wanted.fields()}, [&](Row&& row) {
      records.push_back({model::row_id(row), metrics::domain_of(table, row)});
      return true;
    });
    if (!read) return read.error();
    return records;
  }
  const auto selection = metrics::Selection::at(work, where, view.t);
  for (const Row& row : *view.sources) {
    const metrics::SourceRecord record{model::row_id(row), metrics::domain_of(table, row)};
    const bool separated = table.domain != DomainClass::none;
    if (separated && !domains.within(record.domain, domain_of(definition))) continue;
    if (selection.matches(row)) records.push_back(record);
  }
  if (auto state = work.status(); !state) return state.error();
  return records;
}

/// Which of these engagements are active.
Result<std::unordered_set<Id>> active_among(rule::Work& work, std::vector<Id> ids, const View& view) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::unordered_set<Id> active;
  if (view.engagements != nullptr) {
    const auto field = model::field_of<Engagement>(&Engagement::active);
    for (const Row& row : *view.engagements) {
      if (!model::bool_at(row, field)) continue;
      const Id id = model::row_id(row);
      if (std::binary_search(ids.begin(), ids.end(), id)) active.insert(id);
    }
    return active;
  }
  const auto open = rule::where<Engagement>(&Engagement::active, true);
  const auto keep = [&](const Row& row) { active.insert(model::row_id(row)); };
  if (auto found = metrics::rows_by_id(work, table_info<Engagement>(), ids, keep, &open, {},
                                       metrics::Wanted(table_info<Engagement>(), {}));
      !found)
    return found.error();
  return active;
}

Result<store::SeriesColumns> stored_values(rule::Work& work, Id source, const std::vector<Watched>& watched,
                                           const View& view) {
  std::vector<Id> ids;
  if (watched.size() <= metrics::few_records) {
    for (const Watched& one : watched) ids.push_back(one.id);
  }
  return work.series().latest({metrics::series_of(source, ContextTable::engagement),
                               std::string(choice_name(ContextTable::engagement)), view.t, view.known_at,
                               ids.empty() ? std::nullopt : std::optional(std::span<const Id>(ids))});
}

/// The stored values of a source, in `kept` or where all definitions find them.
Result<const store::SeriesColumns*> values_of(rule::Work& work, Id source, const std::vector<Watched>& watched,
                                              const View& view, store::SeriesColumns& kept) {
  if (view.values != nullptr) return view.values;
  const bool all = view.shared != nullptr && watched.size() > metrics::few_records;
  if (all) {
    const auto known = view.shared->values.find(source);
    if (known != view.shared->values.end()) return &known->second;
  }
  auto read = stored_values(work, source, watched, view);
  if (!read) return read.error();
  store::SeriesColumns& place = all ? view.shared->values[source] : kept;
  place = std::move(*read);
  return &place;
}

}  // namespace

Result<Findings> metric_findings(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                 const View& view, const Enabled& enabled) {
  const auto source = work.get(definition.entity.data_source);
  if (!source || !definition.entity.threshold || !definition.entity.threshold_condition) {
    return broken(definition.entity, "data_source",
                  "a metric definition has a data source, a comparison and a threshold");
  }
  const auto watched = view.engagements == nullptr ? watched_shared(work, domains, definition, view, enabled)
                                                   : watched_then(work, domains, definition, view, enabled);
  if (!watched) return watched.error();
  Findings findings;
  findings.evaluated = watched->size();
  if (watched->empty()) return findings;
  store::SeriesColumns kept;
  const auto values = values_of(work, source->id, *watched, view, kept);
  if (!values) return values.error();
  const store::SeriesColumns* rows = *values;
  scoring::PeriodFinder periods(work.calendar(), metrics::frequency_of(source->frequency));
  std::size_t row = 0;
  for (const Watched& one : *watched) {
    while (row < rows->size() && rows->context[row] < one.id) ++row;
    std::size_t end = row;
    while (end < rows->size() && rows->context[end] == one.id) ++end;
    if (end > row) judge(definition.entity, one, *rows, row, end, view, periods, findings);
    row = end;
  }
  return findings;
}

Result<Findings> table_findings(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                const View& view, const Enabled& enabled) {
  const TableInfo* table = work.schema().find(definition.entity.source_table);
  if (table == nullptr) return broken(definition.entity, "source_table", "there is no such table");
  auto mapping = metrics::Mapping::open(work, domains, {std::nullopt, domain_of(definition.entity)}, *table,
                                        table_info<Engagement>(), enabled);
  if (!mapping) return mapping.error();
  const auto records = matching_sources(work, domains, definition.entity, *table, view);
  if (!records) return records.error();
  if (auto resolved = mapping->resolve(*records); !resolved) return resolved.error();
  std::vector<Id> ids;
  for (std::size_t i = 0; i < records->size(); ++i) {
    const auto contexts = mapping->contexts(i);
    ids.insert(ids.end(), contexts.begin(), contexts.end());
  }
  const auto active = active_among(work, std::move(ids), view);
  if (!active) return active.error();
  const auto day = work.calendar().period_of(base::Frequency::daily, view.t);
  Findings findings;
  findings.evaluated = records->size();
  for (std::size_t i = 0; i < records->size(); ++i) {
    for (const Id& engagement : mapping->contexts(i)) {
      if (!active->contains(engagement)) continue;
      findings.breaches.push_back({{table->name, (*records)[i].id, engagement}, day.start, day.end, {}, {}, {}});
    }
  }
  return findings;
}

Result<Findings> findings(rule::Work& work, metrics::Domains& domains, const Definition& definition, const View& view,
                          const Enabled& enabled) {
  const bool metric = definition.entity.type == RiskDefinitionType::metric;
  return metric ? metric_findings(work, domains, definition, view, enabled)
                : table_findings(work, domains, definition, view, enabled);
}

}  // namespace steward::risk
