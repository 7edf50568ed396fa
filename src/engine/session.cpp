// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "access/decide.hpp"
#include "engine/operations.hpp"
#include "engine/session_impl.hpp"
#include "engine/unknown_field.hpp"
#include "model/json.hpp"

namespace steward {

using engine::Unit;
using rule::Operation;

const Value& DynamicRecord::get(std::string_view field) const {
  static const Value none;
  const auto position = table != nullptr ? table->find(field) : std::nullopt;
  return position ? row[*position] : none;
}

Id DynamicRecord::id() const { return model::row_id(row); }

std::int64_t DynamicRecord::version() const {
  return table != nullptr && table->flavour == Flavour::record ? model::integer_at(row, model::version_field) : 0;
}

Session::Session(std::unique_ptr<engine::SessionImpl> impl) : impl_(std::move(impl)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<void> Session::begin() { return impl_->begin(); }
Result<void> Session::commit() { return impl_->commit(); }
void Session::rollback() { impl_->rollback(); }
const std::vector<Warning>& Session::warnings() const { return impl_->warnings(); }

Row Session::row_of(const TableInfo& table, const void* entity) { return model::to_row(table, entity); }
void Session::fill(const TableInfo& table, const Row& row, void* entity) { model::from_row(table, row, entity); }

namespace {

Result<Row> read_row(Unit& unit, const TableInfo& table, Id id) {
  const Row* row = unit.visible(table, id);
  if (auto state = unit.status(); !state) return state.error();
  if (row == nullptr) {
    return Error("not_found", Category::not_found, fmt::format("there is no {} {}", table.name, id.to_string()));
  }
  Row result = *row;
  unit.compute(table, std::span(&result, 1));
  unit.mask(table, std::span(&result, 1));
  if (auto state = unit.status(); !state) return state.error();
  return result;
}

/// The record as it stands after the write and its consequences.
Result<Row> written_row(Unit& unit, const TableInfo& table, Id id) {
  if (auto finished = unit.finish(); !finished) return finished.error();
  return read_row(unit, table, id);
}

Result<rule::Fields> named_fields(const TableInfo& table, const NamedValues& given, const rule::Catalogue& catalogue) {
  rule::Fields fields;
  std::vector<Fault> faults;
  for (const auto& [name, value] : given) {
    if (const auto position = table.find(name)) {
      fields.emplace_back(*position, value);
    } else {
      faults.push_back(engine::unknown_field(table, name, catalogue));
    }
  }
  if (!faults.empty()) return Error(std::move(faults));
  return fields;
}

rule::Fields differences(const Row& entity, const Row& base) {
  rule::Fields fields;
  for (std::size_t i = 0; i < entity.values.size(); ++i) {
    if (!(entity[i] == base[i])) fields.emplace_back(i, entity[i]);
  }
  return fields;
}

/// What a typed entity held after it was read: a withheld field is what a fresh entity has there.
Row as_read(const TableInfo& table, const Row& read) {
  Row held = read;
  for (const auto& name : read.masked) {
    const auto field = table.at(name);
    if (is_null(held[field])) held[field] = table.fields[field].default_value;
  }
  return held;
}

engine::WriteRequest request_of(const TableInfo& table, Operation operation, Id id, const WriteOptions& options) {
  engine::WriteRequest request;
  request.table = &table;
  request.operation = operation;
  request.id = id;
  request.confirm = options.confirm;
  return request;
}

}  // namespace

Result<Row> Session::create_row(const TableInfo& table, const Row& entity, const WriteOptions& options) {
  return impl_->write<Row>([&](Unit& unit) -> Result<Row> {
    auto request = request_of(table, Operation::insert, Id(), options);
    request.given = differences(entity, model::default_row(table));
    auto id = unit.execute(request);
    if (!id) return id.error();
    return written_row(unit, table, *id);
  });
}

Result<Row> Session::get_row(const TableInfo& table, Id id, std::optional<Instant> as_of) {
  return impl_->read<Row>([&](Unit& unit) -> Result<Row> {
    if (!as_of) return read_row(unit, table, id);
    auto row = engine::replay(unit, table, id, *as_of);
    if (row) unit.mask(table, std::span(&*row, 1));
    return row;
  });
}

Result<Row> Session::update_row(const TableInfo& table, const Row& entity, const Row* read,
                                const WriteOptions& options) {
  return impl_->write<Row>([&](Unit& unit) -> Result<Row> {
    auto request = request_of(table, Operation::update, model::row_id(entity), options);
    if (table.flavour == Flavour::record) request.version = model::integer_at(entity, model::version_field);
    if (read != nullptr) {
      request.given = differences(entity, as_read(table, *read));
    } else {
      // Not read through a session: every field counts as given.
      const Row* stored = unit.visible(table, request.id);
      Row base = stored != nullptr ? *stored : model::default_row(table);
      unit.compute(table, std::span(&base, 1));
      request.given = differences(entity, base);
    }
    auto id = unit.execute(request);
    if (!id) return id.error();
    return written_row(unit, table, *id);
  });
}

Result<std::vector<Row>> Session::find_rows(const TableInfo& table, const FindOptions& options, std::string& next) {
  return impl_->read<std::vector<Row>>([&](Unit& unit) { return engine::find_page(unit, table, options, next); });
}

Result<DynamicRecord> Session::create(std::string_view table, const NamedValues& given, const WriteOptions& options) {
  return impl_->write<DynamicRecord>([&](Unit& unit) -> Result<DynamicRecord> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    auto fields = named_fields(*info, given, impl_->core().catalogue());
    if (!fields) return fields.error();
    auto request = request_of(*info, Operation::insert, Id(), options);
    request.given = std::move(*fields);
    auto id = unit.execute(request);
    if (!id) return id.error();
    auto row = written_row(unit, *info, *id);
    if (!row) return row.error();
    return DynamicRecord{info, std::move(*row)};
  });
}

Result<DynamicRecord> Session::get(std::string_view table, Id id) {
  const auto* info = impl_->core().schema().find(table);
  if (info == nullptr) return engine::unknown_table(table);
  auto row = get_row(*info, id, std::nullopt);
  if (!row) return row.error();
  return DynamicRecord{info, std::move(*row)};
}

Result<DynamicRecord> Session::get(std::string_view table, Id id, Instant as_of) {
  const auto* info = impl_->core().schema().find(table);
  if (info == nullptr) return engine::unknown_table(table);
  auto row = get_row(*info, id, as_of);
  if (!row) return row.error();
  return DynamicRecord{info, std::move(*row)};
}

Result<DynamicRecord> Session::update(std::string_view table, Id id, std::int64_t version, const NamedValues& given,
                                      const WriteOptions& options) {
  return impl_->write<DynamicRecord>([&](Unit& unit) -> Result<DynamicRecord> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    auto fields = named_fields(*info, given, impl_->core().catalogue());
    if (!fields) return fields.error();
    auto request = request_of(*info, Operation::update, id, options);
    request.version = version;
    request.given = std::move(*fields);
    if (auto done = unit.execute(request); !done) return done.error();
    auto row = written_row(unit, *info, id);
    if (!row) return row.error();
    return DynamicRecord{info, std::move(*row)};
  });
}

Result<void> Session::remove(std::string_view table, Id id, std::int64_t version, const WriteOptions& options) {
  return impl_->write<void>([&](Unit& unit) -> Result<void> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    auto request = request_of(*info, Operation::erase, id, options);
    request.version = version;
    if (auto done = unit.execute(request); !done) return done.error();
    return {};
  });
}

Result<Page<DynamicRecord>> Session::find(std::string_view table, const FindOptions& options) {
  const auto* info = impl_->core().schema().find(table);
  if (info == nullptr) return engine::unknown_table(table);
  Page<DynamicRecord> page;
  auto rows = find_rows(*info, options, page.next);
  if (!rows) return rows.error();
  for (Row& row : *rows) page.items.push_back({info, std::move(row)});
  return page;
}

Result<std::int64_t> Session::count(std::string_view table, std::string_view where) {
  return impl_->read<std::int64_t>([&](Unit& unit) -> Result<std::int64_t> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    FindOptions options;
    options.where = where;
    auto query = engine::make_query(unit, *info, options);
    if (!query) return query.error();
    query->limit.reset();
    return unit.records().count(*query);
  });
}

Result<AggregateGroups> Session::aggregate(std::string_view table, const AggregateOptions& options) {
  return impl_->read<AggregateGroups>([&](Unit& unit) -> Result<AggregateGroups> {
    const AggregateCard card{std::string(table), options};
    auto answers = engine::aggregate_cards(unit, std::span(&card, 1), false);
    if (!answers) return answers.error();
    return std::move(answers->front());
  });
}

Result<std::vector<AggregateGroups>> Session::aggregate(std::span<const AggregateCard> cards) {
  using Answers = std::vector<AggregateGroups>;
  return impl_->read<Answers>([&](Unit& unit) { return engine::aggregate_cards(unit, cards, true); });
}

Result<std::vector<JournalEntry>> Session::journal(std::string_view table, Id record) {
  return impl_->read<std::vector<JournalEntry>>([&](Unit& unit) -> Result<std::vector<JournalEntry>> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    if (auto row = read_row(unit, *info, record); !row) return row.error();
    return engine::read_journal(unit, *info, record);
  });
}

Result<std::vector<FeedEntry>> Session::history(std::string_view table, Id record) {
  return impl_->read<std::vector<FeedEntry>>([&](Unit& unit) -> Result<std::vector<FeedEntry>> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    return engine::read_history(unit, *info, record);
  });
}

Result<Page<StreamEntry>> Session::activity_stream(std::string_view table, Id record, std::size_t limit,
                                                   std::string_view after) {
  return impl_->read<Page<StreamEntry>>([&](Unit& unit) -> Result<Page<StreamEntry>> {
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    return engine::read_stream(unit, *info, record, limit, after);
  });
}

Result<FeedPage> Session::changes(std::string_view token, std::size_t limit) {
  return impl_->read<FeedPage>([&](Unit& unit) { return engine::read_changes(unit, token, limit); });
}

Result<std::string> Session::call(std::string_view request) {
  return engine::call_operation(*this, impl_->core().schema(), impl_->core().catalogue(), request);
}

}  // namespace steward
