// SPDX-License-Identifier: Apache-2.0
#include "metrics/remap.hpp"

#include <algorithm>
#include <map>

#include "metrics/column_check.hpp"
#include "rule/visible.hpp"

namespace steward::metrics {

namespace {

/// What was said about one source record in one period, and for whom it counts.
struct Told {
  std::size_t row = 0;
  std::vector<Id> contexts;
};

/// The deliveries behind rows that are sorted by source table, source, start and context.
std::map<std::uint16_t, std::vector<Told>> deliveries_in(const store::SeriesColumns& rows) {
  std::map<std::uint16_t, std::vector<Told>> by_table;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& told = by_table[rows.source_table[i]];
    const bool same = i > 0 && rows.source_table[i] == rows.source_table[i - 1] &&
                      rows.source[i] == rows.source[i - 1] && rows.start[i] == rows.start[i - 1];
    if (!same) told.push_back({i, {}});
    if (!rows.context[i].is_nil()) told.back().contexts.push_back(rows.context[i]);
  }
  return by_table;
}

void add(store::Deliveries& batch, const store::SeriesColumns& rows, std::size_t row, std::span<const Id> contexts,
         Instant now) {
  batch.source.push_back(rows.source[row]);
  batch.start.push_back(rows.start[row]);
  batch.end.push_back(rows.end[row]);
  batch.recorded.push_back(now);
  batch.value.push_back(rows.value[row]);
  if (batch.context_begin.empty()) batch.context_begin.push_back(0);
  batch.contexts.insert(batch.contexts.end(), contexts.begin(), contexts.end());
  batch.context_begin.push_back(static_cast<std::uint32_t>(batch.contexts.size()));
}

/// Maps what one source table delivered to one context table.
Result<void> remap_table(rule::Work& work, Mapping mapping, const store::SeriesOwner& owner, const TableInfo& table,
                         const store::SeriesColumns& rows, const std::vector<Told>& told, const Enabled& enabled,
                         IngestReport& report) {
  std::vector<Id> ids;
  for (const Told& one : told) ids.push_back(rows.source[one.row]);
  auto distinct = distinct_records(work, table, ids, enabled);
  if (!distinct) return distinct.error();
  if (auto resolved = mapping.resolve(distinct->records); !resolved) return resolved;
  store::Deliveries batch;
  batch.owner = owner;
  batch.source_table = table.name;
  batch.context_table = mapping.context_table().name;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const Told& one = told[i];
    const Id source = rows.source[one.row];
    const auto slot = distinct->slot_of_row[i];
    const auto contexts = mapping.contexts(slot);
    ++report.rows;
    if (contexts.empty()) ++report.unmapped;
    if (std::equal(contexts.begin(), contexts.end(), one.contexts.begin(), one.contexts.end())) {
      ++report.unchanged;
      continue;
    }
    if (mapping.reaches_outside(slot)) {
      report.refused.push_back({"access_denied", "DOM-13", "context_data", source, "source_record",
                                "the data would count for records that the caller may not write", "", std::nullopt});
      continue;
    }
    add(batch, rows, one.row, contexts, work.now());
  }
  if (batch.size() == 0) return {};
  const auto counts = work.series().deliver(batch);
  if (!counts) return counts.error();
  report.added += counts->added;
  report.superseded += counts->superseded;
  report.unchanged += counts->unchanged;
  return {};
}

}  // namespace

Result<IngestReport> remap(rule::Work& work, Ref<DataSource> source, Instant from, Instant to, const Enabled& enabled) {
  const auto& sources = table_info<DataSource>();
  const auto held = rule::visible_row(work, source);
  if (!held) return held.error();
  const auto entity = model::from_row<DataSource>(**held);
  const Id domain = domain_of(sources, **held);
  if (!may_write(work, domain, enabled)) {
    return Error(Fault{"access_denied", "DOM-13", sources.name, source.id(), "",
                       "an inherited data source is not mapped anew from here", "", std::nullopt},
                 Category::denied);
  }
  if ((entity.source && *entity.source == DataSourceKind::calculated) || from >= to) {
    return Error(Fault{"invalid_input", "", sources.name, source.id(), from >= to ? "to" : "source",
                       from >= to ? "the interval is empty" : "a calculated source maps to itself", "", std::nullopt},
                 Category::invalid);
  }
  IngestReport report;
  Domains domains(work, enabled);
  for (const ContextTable context : context_tables(work.schema())) {
    const auto owner = series_of(source.id(), context);
    const auto rows = work.series().range({owner, from, to, work.now(), std::nullopt, std::nullopt});
    if (!rows) return rows.error();
    for (const auto& [index, told] : deliveries_in(*rows)) {
      const TableInfo* table = work.schema().find(rows->tables[index]);
      if (table == nullptr) continue;
      auto mapping =
          Mapping::open(work, domains, {source.id(), domain}, *table, work.schema().at(choice_name(context)), enabled);
      if (!mapping) return mapping.error();
      auto mapped = remap_table(work, std::move(*mapping), owner, *table, *rows, told, enabled, report);
      if (!mapped) return mapped.error();
    }
  }
  return report;
}

}  // namespace steward::metrics
