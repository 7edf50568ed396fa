// SPDX-License-Identifier: Apache-2.0
#include "calculation/calculate.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "calculation/choice.hpp"
#include "calculation/explain.hpp"
#include "calculation/readings.hpp"
#include "calculation/targets.hpp"
#include "metrics/ingest.hpp"
#include "steward/model/engagement.hpp"

namespace steward::calculation {

namespace {

using condition::Condition;

constexpr std::size_t records_a_batch = 1000;

class Calculation {
 public:
  Calculation(rule::Work& work, const HealthWriter& health, const Enabled& enabled, CalculateReport& report)
      : work_(work), health_(health), enabled_(enabled), domains_(work, enabled), report_(report) {}

  Result<void> run(const DataSource& source, const ProgressCallback& progress);

 private:
  Result<SourceScores> score(const DataSource& source, ContextTable table, const Definitions& definitions);
  Result<void> write(const DataSource& source, ContextTable table, const Definitions& definitions,
                     const SourceScores& scores, const store::SeriesColumns& standing, std::size_t begin,
                     std::size_t end);
  Readings& readings(ContextTable table);
  bool stands(const DataSource& source, const store::SeriesColumns& standing, Id record, Decimal value) const;
  Result<void> write_targets_of(const DataSource& source, std::span<const Calculated> batch);
  Result<void> write_health();

  rule::Work& work_;
  const HealthWriter& health_;
  const Enabled& enabled_;
  Domains domains_;
  CalculateReport& report_;
  std::map<ContextTable, Readings> readings_;  ///< of the whole run: sources share what they measure
  base::Period period_;                        ///< of the present source
  std::vector<Ref<Engagement>> healthy_;       ///< whose health the present source makes
};

/// The records that a source scores: active ones, where the table knows the difference.
Condition scored_records(const TableInfo& table) {
  const auto active = table.find("active");
  return active ? Condition::equals(table, *active, true) : Condition(table);
}

Result<SourceScores> Calculation::score(const DataSource& source, ContextTable table, const Definitions& definitions) {
  const TableInfo& records = work_.schema().at(choice_name(table));
  const auto where = scored_records(records);
  auto chooser = Chooser::open(work_, domains_, definitions, records, where);
  if (!chooser) return chooser.error();
  std::vector<std::pair<Id, Id>> found;  // with their domains
  const auto scope = domains_.below(source.domain ? source.domain->id() : Id());
  if (auto state = work_.status(); !state) return state.error();
  auto read = work_.records().scan({where, {}, {}, {}, scope, work_.moment(), chooser->wanted(records).fields()},
                                   [&](Row&& row) {
                                     found.emplace_back(model::row_id(row), metrics::domain_of(records, row));
                                     chooser->look(row);
                                     return true;
                                   });
  if (!read) return read.error();
  std::vector<Id> ids;
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ids.push_back(found[i].first);
    chosen.push_back(chooser->chosen(i, domains_, found[i].second).value_or(SourceScores::none));
  }
  if (auto state = work_.status(); !state) return state.error();
  return score_by_choice(definitions, std::move(ids), std::move(chosen), readings(table));
}

Readings& Calculation::readings(ContextTable table) {
  const auto found = readings_.find(table);
  if (found != readings_.end()) return found->second;
  return readings_.emplace(table, Readings(work_, table, work_.now(), work_.now(), std::nullopt)).first->second;
}

bool Calculation::stands(const DataSource& source, const store::SeriesColumns& standing, Id record,
                         Decimal value) const {
  const auto range = rows_of(standing, record);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (standing.start[i] != period_.start || standing.value[i] != value) continue;
    return !source.max_age || standing.end[i] == work_.now();
  }
  return false;
}

Result<void> Calculation::write_targets_of(const DataSource& source, std::span<const Calculated> batch) {
  if (source.target_table.empty() || !enabled_("CTD-05")) return {};
  if (writes_health(source)) {
    for (const Calculated& one : batch) healthy_.emplace_back(one.record);
    return {};
  }
  const auto changed = write_targets(work_, source, batch, report_.failed);
  if (!changed) return changed.error();
  report_.targets += *changed;
  return {};
}

/// All at once: a refresh reads definitions, bands and values anew each time.
Result<void> Calculation::write_health() {
  if (healthy_.empty()) return {};
  const auto changed = health_(healthy_);
  if (!changed) return changed.error();
  report_.targets += *changed;
  healthy_.clear();
  return {};
}

Result<void> Calculation::write(const DataSource& source, ContextTable table, const Definitions& definitions,
                                const SourceScores& scores, const store::SeriesColumns& standing, std::size_t begin,
                                std::size_t end) {
  store::Deliveries rows;
  rows.owner = metrics::series_of(source.id, table);
  rows.source_table = choice_name(table);
  rows.context_table = rows.source_table;
  rows.context_begin.push_back(0);
  std::vector<Calculated> batch;
  for (std::size_t i = begin; i < end; ++i) {
    ++report_.evaluated;
    const Id record = scores.records[i];
    if (scores.failed[i] != 0) {
      report_.failed.push_back(
          {"out_of_range", "", rows.source_table, record, "", "the sum of values is too large", "", std::nullopt});
      continue;
    }
    if (!scores.value[i]) {
      ++report_.without_data;
      continue;
    }
    const Decimal value = *scores.value[i];
    batch.push_back({record, value, scores.coverage[i], scores.low[i], scores.high[i],
                     definitions.list()[scores.definition[i]].id});
    if (stands(source, standing, record, value)) {
      ++report_.unchanged;
      continue;
    }
    ++report_.written;
    rows.source.push_back(record);
    rows.start.push_back(period_.start);
    rows.end.push_back(work_.now());
    rows.recorded.push_back(work_.now());
    rows.value.push_back(value);
    rows.contexts.push_back(record);
    rows.context_begin.push_back(static_cast<std::uint32_t>(rows.contexts.size()));
  }
  if (rows.size() > 0) {
    if (auto delivered = work_.series().deliver(rows); !delivered) return delivered.error();
  }
  return write_targets_of(source, batch);
}

Result<void> Calculation::run(const DataSource& source, const ProgressCallback& progress) {
  const auto table = breakdown_of(source);
  if (!table || work_.schema().find(source.breakdown_table) == nullptr) {
    return Error(Fault{"invalid_input", "DSR-02", "data_source", source.id, "breakdown_table",
                       "no data source can feed the table " + source.breakdown_table, "", std::nullopt},
                 Category::invalid);
  }
  const auto definitions = Definitions::of_source(work_, domains_, enabled_, source.id);
  if (!definitions) return definitions.error();
  const auto scores = score(source, *table, *definitions);
  if (!scores) return scores.error();
  const auto frequency = metrics::frequency_of(source.frequency);
  period_ = work_.calendar().period_closing_at_or_containing(frequency, work_.now());
  const auto standing = readings(*table).of(source.id);
  if (!standing) return standing.error();
  const std::size_t total = scores->records.size();
  for (std::size_t done = 0; done < total;) {
    if (auto going = metrics::report(progress, done, total, "calculate"); !going) return going;
    const std::size_t end = std::min(done + records_a_batch, total);
    if (auto written = write(source, *table, *definitions, *scores, **standing, done, end); !written) return written;
    if (auto kept = work_.commit_batch(); !kept) return kept;
    done = end;
  }
  readings(*table).forget(source.id);  // who measures it reads what was just written
  if (auto written = write_health(); !written) return written;
  return metrics::note_run(work_, source.id);
}

}  // namespace

std::vector<DataSource> sources_in_order(const rule::Lookup& lookup) {
  auto sources = lookup.all<DataSource>(Condition::all(
      table_info<DataSource>(),
      {rule::where<DataSource>(&DataSource::state, Choice<PublishState>(PublishState::published)),
       rule::where<DataSource>(&DataSource::source, Choice<DataSourceKind>(DataSourceKind::calculated))}));
  std::sort(sources.begin(), sources.end(), [](const DataSource& a, const DataSource& b) {
    if (a.execution_order != b.execution_order) return a.execution_order < b.execution_order;
    const int names = base::compare_folded(a.name, b.name);
    return names != 0 ? names < 0 : a.id < b.id;
  });
  return sources;
}

Result<SourceScores> score_by_choice(const Definitions& definitions, std::vector<Id> records,
                                     std::vector<std::uint32_t> chosen, Readings& readings) {
  SourceScores result;
  const std::size_t size = records.size();
  result.records = std::move(records);
  result.definition = std::move(chosen);
  result.value.resize(size);
  result.coverage.resize(size);
  result.low.resize(size);
  result.high.resize(size);
  result.failed.resize(size);
  for (std::uint32_t d = 0; d < definitions.list().size(); ++d) {
    std::vector<std::size_t> group;
    std::vector<Id> ids;
    for (std::size_t i = 0; i < size; ++i) {
      if (result.definition[i] != d) continue;
      group.push_back(i);
      ids.push_back(result.records[i]);
    }
    if (group.empty()) continue;
    const auto scored = score_records(definitions.list()[d], ids, readings);
    if (!scored) return scored.error();
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::size_t at = group[i];
      if (scored->scores.known[i] != 0) result.value[at] = scored->scores.value[i];
      result.coverage[at] = scored->scores.coverage[i];
      result.low[at] = scored->scores.low[i];
      result.high[at] = scored->scores.high[i];
      result.failed[at] = scored->failed[i];
    }
  }
  return result;
}

Result<CalculateReport> calculate(rule::Work& work, const HealthWriter& health, const ProgressCallback& progress,
                                  const Enabled& enabled) {
  CalculateReport report;
  Calculation calculation(work, health, enabled, report);
  const auto sources = sources_in_order(work);
  if (auto state = work.status(); !state) return state.error();
  for (std::size_t done = 0; done < sources.size(); ++done) {
    if (auto going = metrics::report(progress, done, sources.size(), "calculate"); !going) return going.error();
    ++report.sources;
    const auto inner = [&](std::size_t, std::size_t, std::string_view phase) {
      return !progress || progress(done, sources.size(), phase);
    };
    auto ran = calculation.run(sources[done], inner);
    if (!ran && metrics::is_fatal(ran.error())) return ran.error();
    if (!ran) {
      for (Fault& fault : metrics::faults_of(ran.error(), "data_source", sources[done].id)) {
        report.failed.push_back(std::move(fault));
      }
    }
  }
  if (auto going = metrics::report(progress, sources.size(), sources.size(), "calculate"); !going) return going.error();
  return report;
}

}  // namespace steward::calculation
