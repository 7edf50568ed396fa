// SPDX-License-Identifier: Apache-2.0
#include "metrics/ingest.hpp"

#include <algorithm>

#include "metrics/column_check.hpp"

namespace steward::metrics {

namespace {

/// A reason to refuse every row alike.
struct Refusal {
  std::string_view rule;
  std::string_view code;
  std::string_view field;
  std::string message;
};

/// One ingest call; `every_fault` of a row is reported for single rows, else the first.
class Ingest {
 public:
  Ingest(rule::Work& work, const IngestColumns& columns, const Enabled& enabled, bool every_fault)
      : work_(work), columns_(columns), enabled_(enabled), every_fault_(every_fault), domains_(work, enabled) {
    rows_ = {"context_data", "start_date",         "end_date",    "source_record", columns.source_record,
             columns.value,  columns.value_double, columns.start, columns.end,     columns.recorded};
  }

  Result<IngestReport> run(bool all_or_nothing);

 private:
  std::optional<Refusal> refusal_of_source();
  std::optional<Refusal> refusal_of_table();
  void refuse_all(const Refusal& refusal);
  Result<void> open_mappings();
  [[nodiscard]] bool is_accepted(std::size_t row);
  void find_record_faults(std::size_t row, std::vector<Fault>& faults);
  Result<void> deliver(std::span<const std::uint32_t> accepted);
  store::Deliveries columns_for(std::span<const std::uint32_t> accepted, std::size_t mapping);

  rule::Work& work_;
  const IngestColumns& columns_;
  const Enabled& enabled_;
  bool every_fault_;
  Domains domains_;
  Incoming rows_;
  DataSource source_;
  const TableInfo* table_ = nullptr;
  Distinct distinct_;
  std::vector<ContextTable> contexts_;
  std::vector<Mapping> mappings_;  // one a context
  std::vector<Decimal> values_;
  IngestReport report_;
};

std::optional<Refusal> Ingest::refusal_of_source() {
  const Id id = columns_.data_source.id();
  if (id.is_nil()) {
    if (enabled_("CTD-02"))
      return Refusal{"CTD-02", "field_required", "data_source", "a delivery names its data source"};
    return Refusal{"", "invalid_reference", "data_source", "there is no such data source"};
  }
  const Row* row = work_.visible(table_info<DataSource>(), id);
  if (row == nullptr) return Refusal{"GEN-04", "invalid_reference", "data_source", "there is no such data source"};
  source_ = model::from_row<DataSource>(*row);
  if (!source_.source || !(*source_.source == DataSourceKind::external)) {
    return Refusal{"", "data_source_not_external", "data_source", "only external data sources take deliveries"};
  }
  if (!(source_.state == PublishState::published)) {
    return Refusal{"", "data_source_not_published", "data_source", "the data source is not published"};
  }
  return std::nullopt;
}

std::optional<Refusal> Ingest::refusal_of_table() {
  if (columns_.source_table.empty() && enabled_("CTD-02")) {
    return Refusal{"CTD-02", "field_required", "source_table", "a delivery names the table of its source records"};
  }
  table_ = work_.schema().find(columns_.source_table);
  if (table_ == nullptr || table_->flavour != Flavour::record) {
    return Refusal{"GEN-04", "invalid_reference", "source_table", "there is no such table of records"};
  }
  const auto contexts = work_.all<DataContext>(condition::Condition::all(
      table_info<DataContext>(), {rule::where<DataContext>(&DataContext::data_source, Ref<DataSource>(source_.id)),
                                  rule::where<DataContext>(&DataContext::active, true)}));
  for (const DataContext& context : contexts) {
    if (!context.context_table || !context.context_table->value()) continue;
    if (work_.schema().find(context.context_table->text()) != nullptr)
      contexts_.push_back(*context.context_table->value());
  }
  std::sort(contexts_.begin(), contexts_.end());
  if (contexts_.empty() && enabled_("CTD-02")) {
    return Refusal{"CTD-02", "context_missing", "context_table", "the data source has no active context"};
  }
  if (contexts_.empty()) contexts_.push_back(ContextTable::engagement);
  return std::nullopt;
}

void Ingest::refuse_all(const Refusal& refusal) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    report_.refused.push_back(rows_.fault(i, refusal.rule, refusal.code, refusal.field, refusal.message));
  }
}

Result<void> Ingest::open_mappings() {
  for (const ContextTable context : contexts_) {
    auto mapping =
        Mapping::open(work_, domains_, {source_.id, domain_of(table_info<DataSource>(), model::to_row(source_))},
                      *table_, work_.schema().at(choice_name(context)), enabled_);
    if (!mapping) return mapping.error();
    mappings_.push_back(std::move(*mapping));
    if (!enabled_("CTD-01")) continue;
    std::vector<SourceRecord> known;
    for (std::size_t i = 0; i < distinct_.records.size(); ++i) {
      if (distinct_.exists[i] != 0) known.push_back(distinct_.records[i]);
    }
    if (auto resolved = mappings_.back().resolve(known); !resolved) return resolved;
  }
  return {};
}

void Ingest::find_record_faults(std::size_t row, std::vector<Fault>& faults) {
  const std::uint32_t slot = distinct_.slot_of_row[row];
  const Id id = distinct_.records[slot].id;
  if (id.is_nil() && enabled_("CTD-02")) {
    faults.push_back(
        rows_.fault(row, "CTD-02", "field_required", "source_record", "a delivery names its source record"));
  } else if (distinct_.exists[slot] == 0) {
    faults.push_back(
        rows_.fault(row, "GEN-04", "invalid_reference", "source_record", "there is no such source record"));
  } else if (std::any_of(mappings_.begin(), mappings_.end(), [&](const Mapping& m) { return m.reaches_outside(id); })) {
    faults.push_back(rows_.fault(row, "DOM-13", "access_denied", "source_record",
                                 "the data would count for records that the caller may not write"));
  }
}

Result<IngestReport> Ingest::run(bool all_or_nothing) {
  if (auto shape = check_shape(rows_, true); !shape) return shape.error();
  report_.rows = rows_.size();
  if (rows_.size() == 0) return report_;
  auto refusal = refusal_of_source();
  if (!refusal) refusal = refusal_of_table();
  if (auto state = work_.status(); !state) return state.error();
  if (refusal) {
    refuse_all(*refusal);
    if (auto accepted = accept(report_.refused, all_or_nothing); !accepted) return accepted.error();
    return report_;
  }
  auto distinct = distinct_records(work_, *table_, columns_.source_record, enabled_);
  if (!distinct) return distinct.error();
  distinct_ = std::move(*distinct);
  if (auto opened = open_mappings(); !opened) return opened.error();

  std::vector<std::uint8_t> bad(distinct_.records.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    bad[i] = distinct_.exists[i] == 0 || std::any_of(mappings_.begin(), mappings_.end(), [&](const Mapping& mapping) {
               return mapping.reaches_outside(distinct_.records[i].id);
             });
  }
  std::vector<std::uint32_t> accepted;
  accepted.reserve(rows_.size());
  values_.reserve(rows_.size());
  const Instant now = work_.now();
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto value = value_of(rows_, i);
    if (!is_good(rows_, i, value, now) || bad[distinct_.slot_of_row[i]] != 0) {
      faults.clear();
      find_record_faults(i, faults);
      find_faults(rows_, i, now, enabled_, faults);
      if (!faults.empty()) {
        if (!every_fault_) faults.resize(1);
        std::move(faults.begin(), faults.end(), std::back_inserter(report_.refused));
        continue;
      }
    }
    accepted.push_back(static_cast<std::uint32_t>(i));
    values_.push_back(*value);
  }
  if (auto good = accept(report_.refused, all_or_nothing); !good) return good.error();
  if (auto delivered = deliver(accepted); !delivered) return delivered.error();
  return report_;
}

store::Deliveries Ingest::columns_for(std::span<const std::uint32_t> accepted, std::size_t mapping) {
  std::vector<std::span<const Id>> contexts;
  for (const SourceRecord& record : distinct_.records) contexts.push_back(mappings_[mapping].contexts(record.id));
  store::Deliveries batch;
  batch.owner = series_of(source_.id, contexts_[mapping]);
  batch.source_table = table_->name;
  batch.context_table = choice_name(contexts_[mapping]);
  const std::size_t n = accepted.size();
  batch.source.reserve(n);
  batch.start.reserve(n);
  batch.end.reserve(n);
  batch.recorded.reserve(n);
  batch.context_begin.reserve(n + 1);
  batch.context_begin.push_back(0);
  batch.contexts.reserve(n);
  batch.value = values_;
  const Instant now = work_.now();
  for (const std::uint32_t i : accepted) {
    batch.source.push_back(rows_.record[i]);
    batch.start.push_back(rows_.start[i]);
    batch.end.push_back(rows_.end[i]);
    batch.recorded.push_back(rows_.recorded.empty() ? now : rows_.recorded[i]);
    const auto& found = contexts[distinct_.slot_of_row[i]];
    batch.contexts.insert(batch.contexts.end(), found.begin(), found.end());
    batch.context_begin.push_back(static_cast<std::uint32_t>(batch.contexts.size()));
  }
  return batch;
}

Result<void> Ingest::deliver(std::span<const std::uint32_t> accepted) {
  if (accepted.empty()) return {};
  for (const std::uint32_t i : accepted) {
    const Id id = rows_.record[i];
    const bool mapped = std::any_of(mappings_.begin(), mappings_.end(),
                                    [&](const Mapping& mapping) { return !mapping.contexts(id).empty(); });
    if (!mapped) ++report_.unmapped;
  }
  for (std::size_t m = 0; m < mappings_.size(); ++m) {
    const auto counts = work_.series().deliver(columns_for(accepted, m));
    if (!counts) return counts.error();
    report_.added = std::max(report_.added, counts->added);
    report_.superseded += counts->superseded;
  }
  report_.unchanged = accepted.size() - report_.added;
  if (report_.added + report_.superseded == 0 || !enabled_("CTD-01")) return {};
  return note_run(work_, source_.id);
}

}  // namespace

Result<IngestReport> ingest(rule::Work& work, const IngestColumns& columns, const IngestOptions& options,
                            const Enabled& enabled) {
  return Ingest(work, columns, enabled, false).run(options.all_or_nothing);
}

Result<IngestReport> ingest(rule::Work& work, const IngestRow& row, const Enabled& enabled) {
  IngestColumns columns;
  columns.data_source = row.data_source;
  columns.source_table = row.source_table;
  columns.source_record = std::span(&row.source_record, 1);
  columns.value = std::span(&row.value, 1);
  columns.start = std::span(&row.start_date, 1);
  columns.end = std::span(&row.end_date, 1);
  if (row.recorded_at) columns.recorded = std::span(&*row.recorded_at, 1);
  auto report = Ingest(work, columns, enabled, true).run(true);
  if (report || report.error().faults().empty()) return report;
  // There is no batch that an index could point into.
  auto faults = report.error().faults();
  for (Fault& fault : faults) fault.index.reset();
  return Error(std::move(faults), report.error().category());
}

Result<void> note_run(rule::Work& work, Id data_source) {
  const auto& table = table_info<DataSource>();
  const Row* held = work.row(table, data_source);
  if (held == nullptr) return work.status();
  const auto source = model::from_row<DataSource>(*held);
  const Instant now = work.now();
  const Instant next = work.calendar().period_of(frequency_of(source.frequency), now).end;
  Row row = *held;
  if (!source.last_run_at || *source.last_run_at < now) {
    model::set<DataSource>(row, &DataSource::last_run_at, std::optional(now));
  }
  if (!source.next_run_at || *source.next_run_at < now) {
    model::set<DataSource>(row, &DataSource::next_run_at, std::optional(next));
  }
  if (row == *held) return {};
  const std::size_t fields[] = {model::field_of<DataSource>(&DataSource::last_run_at),
                                model::field_of<DataSource>(&DataSource::next_run_at)};
  return work.write_derived(table, std::span(&row, 1), fields);
}

}  // namespace steward::metrics
