// SPDX-License-Identifier: Apache-2.0
#include "metrics/ingest.hpp"

#include <algorithm>

#include "metrics/column_check.hpp"
#include "store/stored.hpp"

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
    rows_ = {"context_data",       "start_date",  "end_date",  "source_record",  columns.source_record, columns.value,
             columns.value_double, columns.start, columns.end, columns.recorded, columns.source_key};
  }

  Result<IngestReport> run(bool all_or_nothing);

 private:
  std::optional<Refusal> refusal_of_source();
  std::optional<Refusal> refusal_of_table();
  void refuse_all(const Refusal& refusal);
  [[nodiscard]] Result<Distinct> find_records();
  Result<void> open_mappings();
  void look_at_records();
  void look_at_rows(std::vector<std::uint32_t>& accepted);
  void find_record_faults(std::size_t row, std::vector<Fault>& faults);
  void find_key_faults(std::size_t row, std::vector<Fault>& faults);
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
  std::optional<std::size_t> key_field_;
  Distinct distinct_;
  std::vector<std::uint32_t> resolved_;  // by slot: the place among those that were mapped
  std::vector<std::uint8_t> bad_;        // by slot
  std::vector<std::uint8_t> outside_;    // by slot: the data would count where the caller may not write
  std::vector<std::uint8_t> mapped_;     // by slot
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
  if (!rows_.key.empty()) {
    key_field_ = table_->find(columns_.key_field);
    const bool text = key_field_ && table_->fields[*key_field_].type == FieldType::string &&
                      store::has_column(table_->fields[*key_field_]);
    if (!text) return Refusal{"", "invalid_input", "key_field", "the source table has no such string field"};
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

Result<Distinct> Ingest::find_records() {
  if (key_field_) return keyed_records(work_, *table_, *key_field_, rows_.key, enabled_);
  return distinct_records(work_, *table_, rows_.record, enabled_);
}

Result<void> Ingest::open_mappings() {
  const auto& records = distinct_.records;
  resolved_.assign(records.size(), base::IdIndex::none);
  std::uint32_t count = 0;
  for (std::size_t slot = 0; enabled_("CTD-01") && slot < records.size(); ++slot) {
    if (distinct_.exists[slot] != 0) resolved_[slot] = count++;
  }
  std::vector<SourceRecord> existing;
  if (count != records.size()) {
    existing.reserve(count);
    for (std::size_t slot = 0; slot < records.size(); ++slot) {
      if (resolved_[slot] != base::IdIndex::none) existing.push_back(records[slot]);
    }
  }
  const auto known = count == records.size() ? std::span(records) : std::span(std::as_const(existing));
  for (const ContextTable context : contexts_) {
    auto mapping =
        Mapping::open(work_, domains_, {source_.id, domain_of(table_info<DataSource>(), model::to_row(source_))},
                      *table_, work_.schema().at(choice_name(context)), enabled_);
    if (!mapping) return mapping.error();
    mappings_.push_back(std::move(*mapping));
    if (auto resolved = mappings_.back().resolve(known); !resolved) return resolved;
  }
  return {};
}

void Ingest::look_at_records() {
  const std::size_t count = distinct_.records.size();
  bad_.resize(count);
  outside_.resize(count);
  mapped_.resize(count);
  for (std::size_t slot = 0; slot < count; ++slot) {
    if (const auto at = resolved_[slot]; at != base::IdIndex::none) {
      for (const Mapping& mapping : mappings_) {
        if (mapping.reaches_outside(at)) outside_[slot] = 1;
        if (!mapping.contexts(at).empty()) mapped_[slot] = 1;
      }
    }
    bad_[slot] = distinct_.exists[slot] == 0 || outside_[slot] != 0 ? 1 : 0;
  }
}

void Ingest::find_key_faults(std::size_t row, std::vector<Fault>& faults) {
  const auto named = distinct_.named[distinct_.slot_of_row[row]];
  const auto refuse = [&](std::string_view rule, std::string_view code, std::string message) {
    faults.push_back(rows_.fault(row, rule, code, "source_key", std::move(message)));
  };
  if (named == Distinct::no_key && enabled_("CTD-02")) {
    refuse("CTD-02", "field_required", "a delivery names its source record");
  } else if (named == Distinct::several) {
    refuse("GEN-04", "invalid_reference", "several source records have this " + columns_.key_field);
  } else {
    refuse("GEN-04", "invalid_reference", "no source record has this " + columns_.key_field);
  }
}

void Ingest::find_record_faults(std::size_t row, std::vector<Fault>& faults) {
  const std::uint32_t slot = distinct_.slot_of_row[row];
  if (distinct_.exists[slot] == 0 && key_field_) {
    find_key_faults(row, faults);
  } else if (distinct_.records[slot].id.is_nil() && enabled_("CTD-02")) {
    faults.push_back(
        rows_.fault(row, "CTD-02", "field_required", "source_record", "a delivery names its source record"));
  } else if (distinct_.exists[slot] == 0) {
    faults.push_back(
        rows_.fault(row, "GEN-04", "invalid_reference", "source_record", "there is no such source record"));
  } else if (outside_[slot] != 0) {
    faults.push_back(rows_.fault(row, "DOM-13", "access_denied", key_field_ ? "source_key" : "source_record",
                                 "the data would count for records that the caller may not write"));
  }
}

void Ingest::look_at_rows(std::vector<std::uint32_t>& accepted) {
  accepted.reserve(rows_.size());
  values_.reserve(rows_.size());
  const Instant now = work_.now();
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto value = value_of(rows_, i);
    if (!is_good(rows_, i, value, now) || bad_[distinct_.slot_of_row[i]] != 0) {
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
}

Result<IngestReport> Ingest::run(bool all_or_nothing) {
  if (auto shape = check_shape(rows_, true); !shape) return shape.error();
  report_.rows = rows_.size();
  if (rows_.size() == 0) return std::move(report_);
  auto refusal = refusal_of_source();
  if (!refusal) refusal = refusal_of_table();
  if (auto state = work_.status(); !state) return state.error();
  if (refusal) {
    refuse_all(*refusal);
    if (auto accepted = accept(report_.refused, all_or_nothing); !accepted) return accepted.error();
    return std::move(report_);
  }
  auto distinct = find_records();
  if (!distinct) return distinct.error();
  distinct_ = std::move(*distinct);
  if (auto opened = open_mappings(); !opened) return opened.error();
  look_at_records();
  std::vector<std::uint32_t> accepted;
  look_at_rows(accepted);
  if (auto good = accept(report_.refused, all_or_nothing); !good) return good.error();
  if (auto delivered = deliver(accepted); !delivered) return delivered.error();
  return std::move(report_);
}

store::Deliveries Ingest::columns_for(std::span<const std::uint32_t> accepted, std::size_t mapping) {
  store::Deliveries batch;
  batch.owner = series_of(source_.id, contexts_[mapping]);
  batch.source_table = table_->name;
  batch.context_table = choice_name(contexts_[mapping]);
  const std::size_t n = accepted.size();
  batch.source.reserve(n);
  batch.context_begin.reserve(n + 1);
  batch.context_begin.push_back(0);
  batch.contexts.reserve(n);
  for (const std::uint32_t i : accepted) {
    const auto slot = distinct_.slot_of_row[i];
    batch.source.push_back(distinct_.records[slot].id);
    if (const auto at = resolved_[slot]; at != base::IdIndex::none) {
      const auto found = mappings_[mapping].contexts(at);
      batch.contexts.insert(batch.contexts.end(), found.begin(), found.end());
    }
    batch.context_begin.push_back(static_cast<std::uint32_t>(batch.contexts.size()));
  }
  const auto pick = [&](std::span<const Instant> column, std::vector<Instant>& into) {
    if (n == column.size()) {
      into.assign(column.begin(), column.end());
      return;
    }
    into.reserve(n);
    for (const std::uint32_t i : accepted) into.push_back(column[i]);
  };
  pick(rows_.start, batch.start);
  pick(rows_.end, batch.end);
  if (rows_.recorded.empty()) {
    batch.recorded.assign(n, work_.now());
  } else {
    pick(rows_.recorded, batch.recorded);
  }
  const bool last = mapping + 1 == mappings_.size();
  batch.value = last ? std::move(values_) : values_;
  return batch;
}

Result<void> Ingest::deliver(std::span<const std::uint32_t> accepted) {
  if (accepted.empty()) return {};
  for (const std::uint32_t i : accepted) {
    if (mapped_[distinct_.slot_of_row[i]] == 0) ++report_.unmapped;
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
