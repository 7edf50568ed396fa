// SPDX-License-Identifier: Apache-2.0
#include "metrics/collect.hpp"

#include <algorithm>

#include "metrics/collected.hpp"
#include "metrics/column_check.hpp"
#include "metrics/ingest.hpp"
#include "rule/visible.hpp"

namespace steward::metrics {

namespace {

constexpr std::size_t periods_a_batch = 31;

bool is_collected(const DataSource& source) {
  return source.source && (*source.source == DataSourceKind::pa_indicator || *source.source == DataSourceKind::table);
}

Error refusal(Id source, std::string_view rule, std::string_view code, std::string_view field, std::string message,
              Category category = Category::invalid) {
  return Error(Fault{std::string(code), std::string(rule), "data_source", source, std::string(field),
                     std::move(message), "", std::nullopt},
               category);
}

Result<DataSource> open_source(rule::Work& work, Id id, const Enabled& enabled) {
  const auto& table = table_info<DataSource>();
  const auto found = rule::visible_row(work, table, id);
  if (!found) return found.error();
  const Row* row = *found;
  if (!may_write(work, domain_of(table, *row), enabled)) {
    return refusal(id, "DOM-13", "access_denied", "", "an inherited data source is not collected from here",
                   Category::denied);
  }
  auto source = model::from_row<DataSource>(*row);
  if (!is_collected(source)) {
    return refusal(id, "", "data_source_not_collected", "data_source",
                   "only indicator and table sources are collected");
  }
  if (!(source.state == PublishState::published)) {
    return refusal(id, "", "data_source_not_published", "data_source", "the data source is not published");
  }
  return source;
}

/// The periods that lie in [from, to), oldest first.
std::vector<base::Period> periods_in(const base::Calendar& calendar, base::Frequency frequency, Instant from,
                                     Instant to) {
  std::vector<base::Period> periods;
  auto period = calendar.period_of(frequency, from);
  if (period.start < from) period = calendar.next(frequency, period);
  for (; period.end <= to && period.start < period.end; period = calendar.next(frequency, period)) {
    periods.push_back(period);
  }
  return periods;
}

/// Collects one source; the mappings stay open over its batches.
class Run {
 public:
  Run(rule::Work& work, const DataSource& source, const Enabled& enabled, CollectReport& report)
      : work_(work), source_(source), enabled_(enabled), report_(report), domains_(work, enabled) {}

  Result<void> all(std::span<const base::Period> periods, const ProgressCallback& progress) {
    for (std::size_t done = 0; done < periods.size(); done += periods_a_batch) {
      if (auto going = metrics::report(progress, done, periods.size(), "collect"); !going) return going;
      if (done > 0) {
        if (auto kept = work_.commit_batch(); !kept) return kept;
      }
      const auto batch = periods.subspan(done, std::min(periods_a_batch, periods.size() - done));
      if (auto collected = collect_batch(batch); !collected) return collected;
      report_.periods += batch.size();
    }
    return metrics::report(progress, periods.size(), periods.size(), "collect");
  }

 private:
  Result<void> collect_batch(std::span<const base::Period> periods);
  Result<void> deliver(const CollectedBatch& batch, std::span<const base::Period> periods);
  Result<void> open_mappings(const TableInfo& table);
  Result<Distinct> existing(const CollectedBatch& batch);

  rule::Work& work_;
  const DataSource& source_;
  const Enabled& enabled_;
  CollectReport& report_;
  Domains domains_;
  std::vector<ContextTable> contexts_;
  std::vector<Mapping> mappings_;
  std::optional<CollectedBatch> table_values_;
};

Result<void> Run::collect_batch(std::span<const base::Period> periods) {
  if (*source_.source == DataSourceKind::pa_indicator) {
    auto batch = read_indicator(work_, source_, periods);
    if (!batch) return batch.error();
    return deliver(*batch, periods);
  }
  if (!table_values_) {
    auto batch = read_table(work_, domains_, source_);
    if (!batch) return batch.error();
    table_values_ = std::move(*batch);
  }
  CollectedBatch batch{table_values_->source_table, {}, std::move(table_values_->faults)};
  for (std::size_t period = 0; period < periods.size(); ++period) {
    for (const Collected& value : table_values_->values) batch.values.push_back({period, value.source, value.value});
  }
  return deliver(batch, periods);
}

Result<void> Run::open_mappings(const TableInfo& table) {
  if (!mappings_.empty()) return {};
  const Id domain = source_.domain ? source_.domain->id() : Id();
  const auto contexts = work_.all<DataContext>(condition::Condition::all(
      table_info<DataContext>(), {rule::where<DataContext>(&DataContext::data_source, Ref<DataSource>(source_.id)),
                                  rule::where<DataContext>(&DataContext::active, true)}));
  for (const DataContext& context : contexts) {
    if (!context.context_table || !context.context_table->value()) continue;
    const TableInfo* target = work_.schema().find(context.context_table->text());
    if (target == nullptr) continue;
    auto mapping = Mapping::open(work_, domains_, {source_.id, domain}, table, *target, enabled_);
    if (!mapping) return mapping.error();
    contexts_.push_back(*context.context_table->value());
    mappings_.push_back(std::move(*mapping));
  }
  if (mappings_.empty())
    return refusal(source_.id, "DSR-01", "context_missing", "contexts", "there is no active context");
  return {};
}

Result<Distinct> Run::existing(const CollectedBatch& batch) {
  std::vector<Id> ids;
  for (const Collected& value : batch.values) ids.push_back(value.source);
  auto distinct = distinct_records(work_, *batch.source_table, ids, enabled_);
  if (!distinct) return distinct;
  for (std::size_t i = 0; i < distinct->records.size(); ++i) {
    if (distinct->exists[i] != 0) continue;
    report_.data.refused.push_back({"invalid_reference", "GEN-04", "context_data", distinct->records[i].id,
                                    "source_record", "there is no such source record", "", std::nullopt});
  }
  return distinct;
}

Result<void> Run::deliver(const CollectedBatch& batch, std::span<const base::Period> periods) {
  report_.data.refused.insert(report_.data.refused.end(), batch.faults.begin(), batch.faults.end());
  if (batch.values.empty()) return {};
  if (auto opened = open_mappings(*batch.source_table); !opened) return opened;
  const auto distinct = existing(batch);
  if (!distinct) return distinct.error();
  std::size_t added = 0;
  std::size_t good = 0;
  std::vector<std::uint8_t> mapped(batch.values.size());
  for (std::size_t m = 0; m < mappings_.size(); ++m) {
    if (auto resolved = mappings_[m].resolve(distinct->records); !resolved) return resolved;
    store::Deliveries rows;
    rows.owner = series_of(source_.id, contexts_[m]);
    rows.source_table = batch.source_table->name;
    rows.context_table = choice_name(contexts_[m]);
    rows.context_begin.push_back(0);
    for (std::size_t i = 0; i < batch.values.size(); ++i) {
      const Collected& value = batch.values[i];
      if (distinct->exists[distinct->slot_of_row[i]] == 0) continue;
      const auto contexts = mappings_[m].contexts(distinct->slot_of_row[i]);
      mapped[i] = mapped[i] != 0 || !contexts.empty();
      rows.source.push_back(value.source);
      rows.start.push_back(periods[value.period].start);
      rows.end.push_back(periods[value.period].end);
      rows.recorded.push_back(work_.now());
      rows.value.push_back(value.value);
      rows.contexts.insert(rows.contexts.end(), contexts.begin(), contexts.end());
      rows.context_begin.push_back(static_cast<std::uint32_t>(rows.contexts.size()));
    }
    good = rows.size();
    const auto counts = work_.series().deliver(rows);
    if (!counts) return counts.error();
    added = std::max(added, counts->added);
    report_.data.superseded += counts->superseded;
  }
  report_.collected += good;
  report_.data.rows += batch.values.size();
  report_.data.added += added;
  report_.data.unchanged += good - added;
  for (std::size_t i = 0; i < batch.values.size(); ++i) {
    if (distinct->exists[distinct->slot_of_row[i]] != 0 && mapped[i] == 0) ++report_.data.unmapped;
  }
  return {};
}

/// The first period that is due at the run that next_run_at names: the one that it closes.
base::Period first_due(const base::Calendar& calendar, const DataSource& source, Instant now) {
  const auto frequency = frequency_of(source.frequency);
  const Instant closes = source.next_run_at ? *source.next_run_at : calendar.period_of(frequency, now).start;
  return calendar.period_closing_at_or_containing(frequency, closes);
}

/// A run that reaches from the first due period to the last complete one moves the run dates; a backfill does
/// not, else the periods between would be skipped.
Result<void> finish(rule::Work& work, const DataSource& source, std::span<const base::Period> periods) {
  const auto& calendar = work.calendar();
  const Instant now = work.now();
  const Instant running = calendar.period_of(frequency_of(source.frequency), now).start;
  const bool covers = !periods.empty() && periods.back().end == running &&
                      periods.front().start <= first_due(calendar, source, now).start;
  if (!covers) return {};
  return note_run(work, source.id);
}

}  // namespace

Result<CollectReport> collect(rule::Work& work, Ref<DataSource> source, Instant from, Instant to,
                              const ProgressCallback& progress, const Enabled& enabled) {
  const auto opened = open_source(work, source.id(), enabled);
  if (!opened) return opened.error();
  if (from >= to) return refusal(source.id(), "", "period_invalid", "to", "the interval is empty");
  if (to > work.now() && enabled("CTD-03")) {
    return refusal(source.id(), "CTD-03", "future_data", "to", "the interval ends in the future");
  }
  CollectReport report;
  const auto periods = periods_in(work.calendar(), frequency_of(opened->frequency), from, to);
  if (auto done = Run(work, *opened, enabled, report).all(periods, progress); !done) return done.error();
  if (auto finished = finish(work, *opened, periods); !finished) return finished.error();
  return report;
}

Result<CollectReport> collect_due(rule::Work& work, const ProgressCallback& progress, const Enabled& enabled) {
  CollectReport report;
  auto sources =
      work.all<DataSource>(rule::where<DataSource>(&DataSource::state, Choice<PublishState>(PublishState::published)));
  if (auto state = work.status(); !state) return state.error();
  std::erase_if(sources, [&](const DataSource& source) {
    return !is_collected(source) || (source.next_run_at && *source.next_run_at > work.now()) ||
           !may_write(work, source.domain ? source.domain->id() : Id(), enabled);
  });
  for (std::size_t done = 0; done < sources.size(); ++done) {
    const DataSource& source = sources[done];
    const auto& calendar = work.calendar();
    const auto frequency = frequency_of(source.frequency);
    const Instant from = first_due(calendar, source, work.now()).start;
    const auto periods = periods_in(calendar, frequency, from, calendar.period_of(frequency, work.now()).start);
    auto ran = metrics::report(progress, done, sources.size(), "collect");
    if (ran) {
      ran = Run(work, source, enabled, report).all(periods, [&](std::size_t, std::size_t, std::string_view phase) {
        return !progress || progress(done, sources.size(), phase);
      });
    }
    if (ran) ran = finish(work, source, periods);
    if (!ran && is_fatal(ran.error())) return ran.error();
    if (!ran) {
      for (Fault& fault : faults_of(ran.error(), "data_source", source.id))
        report.data.refused.push_back(std::move(fault));
    }
    if (auto kept = work.commit_batch(); !kept) return kept.error();
  }
  return report;
}

}  // namespace steward::metrics
