// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>

#include "call.hpp"
#include "engine/operations_reports.hpp"
#include "model/row.hpp"

using namespace steward;
using namespace steward::capi;

namespace {

constexpr std::size_t max_rows = std::size_t{1} << 24;
constexpr std::size_t max_range_faults = 100;  // enough to mend the caller by
constexpr std::size_t page_size = 10000;

/// Copies a column, whatever its alignment, into the type of the library.
template <class T>
std::vector<T> copy_column(const void* data, std::size_t count) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> column(count);
  if (count != 0) std::memcpy(static_cast<void*>(column.data()), data, count * sizeof(T));
  return column;
}

/// What both kinds of deliveries have in common.
struct Deliveries {
  std::vector<Id> record;
  std::vector<Decimal> value;
  std::vector<double> value_double;
  std::vector<Instant> start;
  std::vector<Instant> end;
  std::vector<Instant> recorded;
};

class DeliveryReader {
 public:
  explicit DeliveryReader(std::size_t count) : count_(count) {}

  template <class T>
  void read(std::string_view name, const void* data, bool required, std::vector<T>& column) {
    if (!faults_.empty()) return;
    if (data != nullptr) {
      column = copy_column<T>(data, count_);
    } else if (required && count_ != 0) {
      refuse("invalid_input", name, fmt::format("the column {} is missing", name), std::nullopt);
    }
  }

  void read_instants(std::string_view name, const int64_t* data, bool required, std::vector<Instant>& column) {
    static_assert(sizeof(Instant) == sizeof(int64_t));
    read(name, data, required, column);
    for (std::size_t i = 0; i < column.size() && faults_.size() < max_range_faults; ++i) {
      if (valid_instant(column[i].time_since_epoch().count())) continue;
      refuse("out_of_range", name, fmt::format("{} lies outside the years 1 to 9999", name), i);
    }
  }

  void read_values(const int64_t* micro, const double* real, Deliveries& rows) {
    static_assert(sizeof(Decimal) == sizeof(int64_t));
    if ((micro == nullptr) == (real == nullptr) && count_ != 0) {
      refuse("invalid_input", "value_micro", "exactly one of value_micro and value_double is given", std::nullopt);
      return;
    }
    read("value_micro", micro, false, rows.value);
    read("value_double", real, false, rows.value_double);
  }

  [[nodiscard]] Result<void> result() {
    if (!faults_.empty()) return Error(std::move(faults_));
    return {};
  }

 private:
  void refuse(std::string_view code, std::string_view field, std::string message, std::optional<std::size_t> index) {
    faults_.push_back({std::string(code), "", "", std::nullopt, std::string(field), std::move(message), "", index});
  }

  std::size_t count_;
  std::vector<Fault> faults_;
};

/// Both structs name these columns alike.
template <class Columns>
Result<Deliveries> read_deliveries(const Columns& given, std::string_view record_name, const uint8_t* record,
                                   bool record_required) {
  static_assert(sizeof(Id) == 16);
  if (given.count > max_rows) return invalid_input("count", "more than 16777216 rows in one call");
  Deliveries rows;
  DeliveryReader reader(given.count);
  reader.read(record_name, record, record_required, rows.record);
  reader.read_values(given.value_micro, given.value_double, rows);
  reader.read_instants("start_ms", given.start_ms, true, rows.start);
  reader.read_instants("end_ms", given.end_ms, true, rows.end);
  reader.read_instants("recorded_ms", given.recorded_ms, false, rows.recorded);
  if (auto good = reader.result(); !good) return good.error();
  return rows;
}

/// The texts of a column, borrowed from the caller; all faulty ones up to a limit are told.
Result<std::vector<std::string_view>> read_keys(const steward_view* given, std::size_t count) {
  std::vector<std::string_view> keys;
  if (given == nullptr) return keys;
  std::vector<Fault> faults;
  keys.reserve(count);
  for (std::size_t i = 0; i < count && faults.size() < max_range_faults; ++i) {
    steward_view view;
    std::memcpy(&view, given + i, sizeof view);
    const auto text = text_argument("source_key", view.data, view.size);
    if (text) {
      keys.push_back(*text);
    } else {
      faults.push_back({text.error().code(), "", "", std::nullopt, "source_key", text.error().message(), "", i});
    }
  }
  if (!faults.empty()) return Error(std::move(faults));
  return keys;
}

Id id_of(const steward_id& id) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), id.bytes, bytes.size());
  return Id(bytes);
}

template <class Columns>
void lend(const Deliveries& rows, Columns& columns) {
  columns.value = rows.value;
  columns.value_double = rows.value_double;
  columns.start = rows.start;
  columns.end = rows.end;
  columns.recorded = rows.recorded;
}

Result<void> give_report(const Result<IngestReport>& report, steward_text* out, uint64_t* out_refused) {
  if (!report) return report.error();
  if (auto given = give_text(engine::to_json(*report).dump(), out); !given) return given;
  if (out_refused != nullptr) *out_refused = report->refused.size();
  return {};
}

/// The integer form of a value in a column; nothing for null and for types that have none.
struct ColumnValue {
  std::optional<int64_t> operator()(bool held) const { return held ? 1 : 0; }
  std::optional<int64_t> operator()(std::int64_t held) const { return held; }
  std::optional<int64_t> operator()(Decimal held) const { return held.units(); }
  std::optional<int64_t> operator()(Instant held) const { return held.time_since_epoch().count(); }
  std::optional<int64_t> operator()(Date held) const { return held.time_since_epoch().count(); }
  std::optional<int64_t> operator()(Duration held) const { return held.count(); }
  template <class Other>
  std::optional<int64_t> operator()(const Other&) const {
    return std::nullopt;
  }
};

bool exportable(FieldType type) {
  switch (type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::hundredths:
    case FieldType::boolean:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::duration:
      return true;
    default:
      return false;
  }
}

/// What is exported before it goes to the caller's buffers, so that those stay untouched when they are too small.
struct Exported {
  std::vector<Id> ids;
  std::vector<std::vector<std::optional<int64_t>>> columns;
};

Result<std::vector<std::size_t>> field_positions(const TableInfo& table, const std::vector<std::string_view>& names) {
  std::vector<std::size_t> positions;
  std::vector<Fault> faults;
  for (const auto name : names) {
    const auto position = table.find(name);
    if (position && exportable(table.fields[*position].type)) {
      positions.push_back(*position);
    } else {
      faults.push_back({"invalid_input", "", table.name, std::nullopt, std::string(name),
                        "this is no field that can be a column", "", std::nullopt});
    }
  }
  if (!faults.empty()) return Error(std::move(faults));
  return positions;
}

Result<Exported> read_columns(Session& session, std::string_view table, std::string_view where,
                              const std::vector<std::string_view>& names) {
  Exported result;
  result.columns.resize(names.size());
  FindOptions options;
  options.where = where;
  options.limit = page_size;
  std::vector<std::size_t> positions;
  do {
    const auto page = session.find(table, options);
    if (!page) return page.error();
    if (positions.empty() && !page->items.empty()) {
      auto found = field_positions(*page->items.front().table, names);
      if (!found) return found.error();
      positions = std::move(*found);
    }
    for (const auto& record : page->items) {
      result.ids.push_back(record.id());
      for (std::size_t i = 0; i < positions.size(); ++i) {
        result.columns[i].push_back(std::visit(ColumnValue{}, record.row[positions[i]]));
      }
    }
    options.after = page->next;
  } while (!options.after.empty());
  return result;
}

void write_columns(const Exported& rows, uint8_t* ids, const steward_column* columns) {
  for (std::size_t row = 0; ids != nullptr && row < rows.ids.size(); ++row) {
    std::memcpy(ids + row * 16, rows.ids[row].bytes().data(), 16);
  }
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    for (std::size_t row = 0; row < rows.columns[i].size(); ++row) {
      const auto& cell = rows.columns[i][row];
      columns[i].values[row] = cell.value_or(0);
      if (columns[i].valid != nullptr) columns[i].valid[row] = cell ? 1 : 0;
    }
  }
}

Result<std::vector<std::string_view>> column_names(const steward_column* columns, std::size_t count, bool to_fill) {
  constexpr std::size_t max_columns = 256;
  if (count > max_columns) return invalid_input("column_count", "more than 256 columns in one call");
  if (columns == nullptr && count != 0) return null_argument("columns");
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < count; ++i) {
    const auto name = text_argument("field", columns[i].field.data, columns[i].field.size);
    if (!name) return name.error();
    if (to_fill && columns[i].values == nullptr) return null_argument("values of a column");
    names.push_back(*name);
  }
  return names;
}

}  // namespace

int32_t steward_metric_ingest(steward_session session, const steward_ingest_columns* columns, steward_text* out,
                              uint64_t* out_refused, steward_error* error) {
  zero(out, out_refused);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto given = struct_argument("columns", columns, offsetof(steward_ingest_columns, source_key));
    if (!given) return given.error();
    const auto table = text_argument("source_table", given->source_table.data, given->source_table.size);
    if (!table) return table.error();
    if (given->source_record != nullptr && given->source_key != nullptr) {
      return invalid_input("source_key", "exactly one of source_record and source_key is given");
    }
    const auto key_field = text_argument("key_field", given->key_field.data, given->key_field.size);
    if (!key_field) return key_field.error();
    const bool by_key = given->source_key != nullptr;
    const auto rows = read_deliveries(*given, "source_record", given->source_record, !by_key);
    if (!rows) return rows.error();
    const auto keys = read_keys(given->source_key, given->count);
    if (!keys) return keys.error();
    IngestColumns lent;
    lent.data_source = Ref<DataSource>(id_of(given->data_source));
    lent.source_table = *table;
    lent.source_record = rows->record;
    lent.source_key = *keys;
    if (!key_field->empty()) lent.key_field = *key_field;
    lend(*rows, lent);
    return with_session(session, [&](Session& open) {
      return give_report(open.ingest(lent, {.all_or_nothing = given->all_or_nothing != 0}), out, out_refused);
    });
  });
}

int32_t steward_indicator_ingest(steward_session session, const steward_indicator_columns* columns, steward_text* out,
                                 uint64_t* out_refused, steward_error* error) {
  zero(out, out_refused);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto given = struct_argument("columns", columns);
    if (!given) return given.error();
    const auto rows = read_deliveries(*given, "element_record", given->element_record, false);
    if (!rows) return rows.error();
    IndicatorColumns lent;
    lent.indicator = Ref<Indicator>(id_of(given->indicator));
    if (const Id breakdown = id_of(given->breakdown); !breakdown.is_nil()) lent.breakdown = Ref<Breakdown>(breakdown);
    lent.element_record = rows->record;
    lend(*rows, lent);
    return with_session(session, [&](Session& open) {
      return give_report(open.ingest_indicator(lent, {.all_or_nothing = given->all_or_nothing != 0}), out, out_refused);
    });
  });
}

int32_t steward_column_export(steward_session session, const char* table, size_t table_size, const char* where,
                              size_t where_size, size_t capacity, uint8_t* ids, const steward_column* columns,
                              size_t column_count, size_t* out_count, steward_error* error) {
  zero(out_count);
  return guarded(error, [&]() -> Result<void> {
    if (out_count == nullptr) return null_argument("out_count");
    const auto name = text_argument("table", table, table_size);
    if (!name) return name.error();
    const auto condition = text_argument("where", where, where_size);
    if (!condition) return condition.error();
    const auto names = column_names(columns, column_count, capacity != 0);
    if (!names) return names.error();
    return with_session(session, [&](Session& open) -> Result<void> {
      if (capacity == 0) {
        const auto count = open.count(*name, *condition);
        if (!count) return count.error();
        *out_count = static_cast<std::size_t>(*count);
        return {};
      }
      const auto rows = read_columns(open, *name, *condition, *names);
      if (!rows) return rows.error();
      *out_count = rows->ids.size();
      if (rows->ids.size() > capacity) {
        return Error(Fault{"buffer_too_small", "", "", std::nullopt, "capacity",
                           fmt::format("{} records do not fit", rows->ids.size()), "", std::nullopt},
                     Category::invalid);
      }
      write_columns(*rows, ids, columns);
      return {};
    });
  });
}
