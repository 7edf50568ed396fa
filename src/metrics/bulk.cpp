// SPDX-License-Identifier: Apache-2.0
#include "metrics/bulk.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/id_index.hpp"
#include "condition/fields.hpp"
#include "condition/nodes.hpp"

namespace steward::metrics {

namespace {

constexpr std::size_t chunk_size = 500;
// Above so many sought rows, reading the whole table may be cheaper than asking for them.
constexpr std::size_t few = 256;

Result<void> scan(rule::Work& work, condition::Condition where, const store::Scope& scope, const RowSink& sink,
                  const Wanted& wanted) {
  return work.records().scan({std::move(where), {}, {}, {}, scope, work.moment(), wanted.fields(), true},
                             [&](Row&& row) {
                               sink(row);
                               return true;
                             });
}

Result<void> scan_cells(rule::Work& work, condition::Condition where, const store::Scope& scope, const Picked& picked,
                        const store::UseCells& use) {
  return work.records().scan_cells({std::move(where), {}, {}, {}, scope, work.moment(), picked.fields(), true}, use);
}

condition::Condition narrowed(const condition::Condition& where, const condition::Condition* also) {
  return also != nullptr ? condition::Condition::all(where.table(), {where, *also}) : where;
}

/// Asks for rows whose field is one of these ids, so many at a time.
Result<void> in_parts(const TableInfo& table, std::size_t field, std::span<const Id> ids,
                      const std::function<Result<void>(const condition::Condition&)>& ask) {
  for (std::size_t from = 0; from < ids.size(); from += chunk_size) {
    const auto part = ids.subspan(from, std::min(chunk_size, ids.size() - from));
    const auto where = condition::Condition::any_of(table, field, std::vector<Value>(part.begin(), part.end()));
    if (auto done = ask(where); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::optional<std::size_t>> rows_to_scan(rule::Work& work, const TableInfo& table, std::size_t sought,
                                                std::size_t most) {
  if (sought <= few) return std::optional<std::size_t>();
  const auto rows = work.records().count({condition::Condition(table), {}, {}, {}, {}, work.moment()});
  if (!rows) return rows.error();
  const auto size = static_cast<std::size_t>(*rows);
  return size <= std::min(sought * 8, most) ? std::optional(size) : std::nullopt;
}

Result<bool> better_scanned(rule::Work& work, const TableInfo& table, std::size_t sought, std::size_t most) {
  const auto rows = rows_to_scan(work, table, sought, most);
  if (!rows) return rows.error();
  return rows->has_value();
}

bool leads_key(const TableInfo& table, std::size_t field) {
  const auto& info = table.fields[field];
  return std::any_of(table.unique.begin(), table.unique.end(), [&](const UniqueKey& key) {
    return key.fields.front() == info.name && key.only_where.empty() && (!info.nullable || key.nulls_ignored);
  });
}

const Enabled& all_enabled() {
  static const Enabled all = [](std::string_view) { return true; };
  return all;
}

Wanted::Wanted(const TableInfo& table, std::vector<std::size_t> fields) : fields_(std::move(fields)) {
  fields_.push_back(model::id_field);
  if (table.domain != DomainClass::none && table.flavour == Flavour::record) fields_.push_back(model::domain_field);
  std::sort(fields_.begin(), fields_.end());
  fields_.erase(std::unique(fields_.begin(), fields_.end()), fields_.end());
}

Result<void> rows_by_id(rule::Work& work, const TableInfo& table, std::span<const Id> ids, const RowSink& sink,
                        const condition::Condition* also, const store::Scope& scope, const Wanted& wanted) {
  if (ids.empty()) return {};
  const auto whole = better_scanned(work, table, ids.size());
  if (!whole) return whole.error();
  if (*whole) {
    const std::unordered_set<Id> sought(ids.begin(), ids.end());
    return scan(
        work, narrowed(condition::Condition(table), also), scope,
        [&](const Row& row) {
          if (sought.contains(model::row_id(row))) sink(row);
        },
        wanted);
  }
  return in_parts(table, model::id_field, ids, [&](const condition::Condition& where) {
    return scan(work, narrowed(where, also), scope, sink, wanted);
  });
}

Result<void> rows_by_value(rule::Work& work, const TableInfo& table, const condition::Path& path,
                           std::span<const Value> values, const RowSink& sink, const Wanted& wanted) {
  using condition::Condition;
  if (values.empty()) return {};
  if (path.size() == 1) {
    const auto whole = better_scanned(work, table, values.size());
    if (!whole) return whole.error();
    if (*whole) return scan(work, Condition(table), {}, sink, wanted);
  }
  for (std::size_t from = 0; from < values.size(); from += chunk_size) {
    std::vector<condition::Operand> operands;
    for (const Value& value : values.subspan(from, std::min(chunk_size, values.size() - from))) {
      operands.push_back(condition::literal(value));
    }
    Condition where(table, condition::make_in(table, path, std::move(operands)));
    if (auto done = scan(work, std::move(where), {}, sink, wanted); !done) return done;
  }
  return {};
}

Picked::Picked(std::vector<std::size_t> fields) : fields_(std::move(fields)) {
  fields_.push_back(model::id_field);
  std::sort(fields_.begin(), fields_.end());
  fields_.erase(std::unique(fields_.begin(), fields_.end()), fields_.end());
}

std::size_t Picked::at(std::size_t field) const {
  return static_cast<std::size_t>(std::lower_bound(fields_.begin(), fields_.end(), field) - fields_.begin());
}

bool holds_id(const FieldInfo& field) {
  const bool id = field.type == FieldType::ref || field.type == FieldType::rid || field.type == FieldType::id;
  return id && field.kind != FieldKind::computed && field.kind != FieldKind::journal;
}

Result<void> cells_by_id(rule::Work& work, const TableInfo& table, std::span<const Id> ids, const Picked& picked,
                         const store::UseCells& use, const condition::Condition* also, const store::Scope& scope) {
  if (ids.empty()) return {};
  const auto whole = better_scanned(work, table, ids.size());
  if (!whole) return whole.error();
  if (*whole) {
    base::IdIndex sought;
    sought.reserve(ids.size());
    for (const Id& id : ids) sought.add(id);
    return scan_cells(work, narrowed(condition::Condition(table), also), scope, picked, [&](const store::Cells& cells) {
      if (sought.find(cells.id(0)) != base::IdIndex::none) use(cells);
    });
  }
  return in_parts(table, model::id_field, ids, [&](const condition::Condition& where) {
    return scan_cells(work, narrowed(where, also), scope, picked, use);
  });
}

Result<void> cells_by_ref(rule::Work& work, const TableInfo& table, std::size_t field, std::span<const Id> values,
                          const Picked& picked, const store::UseCells& use) {
  if (values.empty()) return {};
  const auto whole = better_scanned(work, table, values.size());
  if (!whole) return whole.error();
  if (*whole) return all_cells(work, table, picked, use);
  return in_parts(table, field, values,
                  [&](const condition::Condition& where) { return scan_cells(work, where, {}, picked, use); });
}

Result<void> all_cells(rule::Work& work, const TableInfo& table, const Picked& picked, const store::UseCells& use) {
  return scan_cells(work, condition::Condition(table), {}, picked, use);
}

Result<void> walk(rule::Work& work, const condition::Path& path, std::vector<Walked>& values) {
  std::erase_if(values, [](const Walked& walked) { return is_null(walked.value); });
  for (std::size_t step = 1; step < path.size(); ++step) {
    std::unordered_map<Id, Value> next;
    std::vector<Id> ids;
    for (const Walked& walked : values) {
      const auto* id = std::get_if<Id>(&walked.value);
      if (id != nullptr && next.try_emplace(*id).second) ids.push_back(*id);
    }
    auto read = rows_by_id(
        work, *path[step].table, ids, [&](const Row& row) { next[model::row_id(row)] = row[path[step].field]; },
        nullptr, {}, Wanted(*path[step].table, {path[step].field}));
    if (!read) return read;
    for (Walked& walked : values) {
      const auto* id = std::get_if<Id>(&walked.value);
      walked.value = id != nullptr ? next[*id] : Value();
    }
    std::erase_if(values, [](const Walked& walked) { return is_null(walked.value); });
  }
  return {};
}

Result<condition::Path> path_of(std::string_view text, const TableInfo& table, const model::Schema& schema) {
  auto read = condition::resolve_path(text, 0, table, schema);
  if (auto* path = std::get_if<condition::Path>(&read)) return std::move(*path);
  return Error("invalid_input", Category::invalid, std::get<condition::Problem>(read).message);
}

store::SeriesOwner series_of(Id data_source, ContextTable context) {
  if (context == ContextTable::engagement) return {store::SeriesKind::context_data, data_source, Id()};
  std::array<std::uint8_t, 16> part{};
  part.back() = static_cast<std::uint8_t>(context);
  return {store::SeriesKind::context_data, data_source, Id(part)};
}

std::vector<ContextTable> context_tables(const model::Schema& schema) {
  std::vector<ContextTable> tables;
  for (const auto& entry : ChoiceList<ContextTable>::values) {
    if (schema.find(entry.name) != nullptr) tables.push_back(entry.value);
  }
  return tables;
}

base::Frequency frequency_of(const Choice<Frequency>& frequency) {
  switch (frequency.value().value_or(Frequency::daily)) {
    case Frequency::daily:
      return base::Frequency::daily;
    case Frequency::weekly:
      return base::Frequency::weekly;
    case Frequency::monthly:
      return base::Frequency::monthly;
    case Frequency::quarterly:
      return base::Frequency::quarterly;
  }
  return base::Frequency::daily;
}

Error cancelled() { return Error("cancelled", Category::cancelled, "the host asked to stop; finished batches stay"); }

Result<void> report(const ProgressCallback& progress, std::size_t done, std::size_t total, std::string_view phase) {
  if (progress && !progress(done, total, phase)) return cancelled();
  return {};
}

bool is_fatal(const Error& error) {
  switch (error.category()) {
    case Category::invalid:
    case Category::not_found:
    case Category::denied:
    case Category::conflict:
      return false;
    default:
      return true;
  }
}

std::vector<Fault> faults_of(const Error& error, std::string_view table, Id record) {
  if (!error.faults().empty()) return error.faults();
  Fault fault;
  fault.code = error.code();
  fault.table = table;
  fault.record_id = record;
  fault.message = error.message();
  return {fault};
}

}  // namespace steward::metrics
