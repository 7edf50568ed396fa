// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

#include "conformance/stores.hpp"
#include "store/stored.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

// A scan of cells gives what a scan of rows gives, of every type that it is for.

namespace {

using std::chrono::days;

template <class T>
std::vector<Value> extremes() {
  using Limits = std::numeric_limits<T>;
  return {T{0}, Limits::max(), Limits::min(), T{1}, T{-1}};
}

/// Values of a type, the odd ones among them; none for types that have no one cell.
std::vector<Value> odd_values(FieldType type) {
  std::vector<Value> values;
  switch (type) {
    case FieldType::integer:
      return extremes<std::int64_t>();
    case FieldType::decimal:
      for (const auto& value : extremes<std::int64_t>())
        values.emplace_back(Decimal::from_units(store::number_of(value)));
      return values;
    case FieldType::hundredths: {
      constexpr std::int64_t hundredth = Decimal::one / 100;
      constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / hundredth;
      for (const auto count : {std::int64_t{0}, most, -most, std::int64_t{1}, std::int64_t{-1}}) {
        values.emplace_back(Decimal::from_units(count * hundredth));
      }
      return values;
    }
    case FieldType::boolean:
      return {true, false, true, false, true};
    case FieldType::date:
      for (const auto& value : extremes<std::int32_t>()) values.emplace_back(Date(days(std::get<std::int64_t>(value))));
      return values;
    case FieldType::datetime:
      for (const auto& value : extremes<std::int64_t>()) {
        values.emplace_back(Instant(std::chrono::milliseconds(std::get<std::int64_t>(value))));
      }
      return values;
    case FieldType::duration:
      for (const auto& value : extremes<std::int64_t>()) values.emplace_back(Duration(std::get<std::int64_t>(value)));
      return values;
    case FieldType::string:
    case FieldType::text:
    case FieldType::choice:
      return {std::string(), std::string("a\0b", 3), std::string(1, '\0'), std::string(5000, 'x'),
              std::string("Ärger")};
    case FieldType::ref:
    case FieldType::rid:
      return {Id(), id_of(1), id_of(256), id_of(std::numeric_limits<std::uint64_t>::max()), id_of(7)};
    default:
      return values;
  }
}

/// The fields that a scan of cells can be asked for.
std::vector<std::size_t> cell_fields(const TableInfo& table) {
  std::vector<std::size_t> fields{model::id_field};
  for (std::size_t field = 1; field < table.fields.size(); ++field) {
    const auto& info = table.fields[field];
    if (store::has_column(info) && !odd_values(info.type).empty()) fields.push_back(field);
  }
  return fields;
}

/// Five rows with the values of each type shifted by field, and one of nothing where nothing may be.
std::vector<Row> odd_rows(const TableInfo& table) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < 6; ++i) {
    auto row = row_of(table, 100 + i);
    for (const auto field : cell_fields(table)) {
      if (field == model::id_field) continue;
      const auto values = odd_values(table.fields[field].type);
      const bool empty = i == values.size() && table.fields[field].nullable;
      row[field] = empty ? Value() : values[(i + field) % values.size()];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void check_cell(const FieldInfo& field, const Value& value, const store::Cells& cells, std::size_t at) {
  INFO(field.name);
  CHECK(cells.is_empty(at) == is_null(value));
  if (const auto* id = std::get_if<Id>(&value)) {
    CHECK(cells.id(at) == *id);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    CHECK(cells.text(at) == *text);
  } else if (!is_null(value)) {
    CHECK(cells.number(at) == store::number_of(value));
  } else if (field.type == FieldType::ref || field.type == FieldType::rid) {
    CHECK(cells.id(at).is_nil());
  } else if (std::holds_alternative<std::string>(odd_values(field.type).front())) {
    CHECK(cells.text(at).empty());
  } else {
    CHECK(cells.number(at) == 0);
  }
}

store::Query cell_query(const TableInfo& table) {
  auto wanted = query(table);
  wanted.fields = cell_fields(table);
  wanted.any_order = true;
  return wanted;
}

/// The ids of accounts 10 to 19.
void insert_ten(Connection& connection) {
  std::vector<Row> rows;
  for (std::uint64_t i = 10; i < 20; ++i) rows.push_back(account_row(i, "Account " + std::to_string(i)));
  insert(connection, table_info<Account>(), rows);
}

}  // namespace

TEST_CASE("cells are what was written, of every type, in every table of records") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  // A store may read rows in their order in another way.
  const bool any_order = GENERATE(true, false);
  std::set<FieldType> seen;
  for (const auto* table : store.schema->tables()) {
    if (table->flavour != Flavour::record) continue;
    INFO(table->name);
    const auto rows = odd_rows(*table);
    auto wanted = cell_query(*table);
    wanted.any_order = any_order;
    std::map<Id, const Row*> expected;
    ok(connection->begin(Connection::Mode::write));
    for (const auto& row : rows) {
      // Values that a unique key refuses are left out; what leads nowhere is taken back before anybody looks.
      if (connection->insert(*table, {&row, 1})) expected.emplace(model::row_id(row), &row);
    }
    CHECK(!expected.empty());
    std::size_t count = 0;
    ok(connection->scan_cells(wanted, [&](const store::Cells& cells) {
      ++count;
      const auto& row = *expected.at(cells.id(0));
      for (std::size_t at = 0; at < wanted.fields.size(); ++at) {
        const auto& field = table->fields[wanted.fields[at]];
        check_cell(field, row[wanted.fields[at]], cells, at);
        seen.insert(field.type);
      }
    }));
    CHECK(count == expected.size());
    connection->rollback();
  }
  for (const auto type : {FieldType::integer, FieldType::decimal, FieldType::hundredths, FieldType::boolean,
                          FieldType::date, FieldType::datetime, FieldType::duration, FieldType::string, FieldType::text,
                          FieldType::choice, FieldType::ref, FieldType::rid, FieldType::id}) {
    INFO(static_cast<int>(type));
    CHECK(seen.contains(type));
  }
}

TEST_CASE("cells come of the rows that the query shows") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert_ten(*connection);
  auto wanted = query(table_info<Account>(), R"(name in ("Account 12", "Account 17"))", *store.schema);
  wanted.fields = {model::id_field};
  wanted.any_order = true;
  std::set<Id> found;
  ok(connection->scan_cells(wanted, [&](const store::Cells& cells) { found.insert(cells.id(0)); }));
  CHECK(found == std::set<Id>{id_of(12), id_of(17)});
  wanted.any_order = false;
  wanted.limit = 1;
  found.clear();
  ok(connection->scan_cells(wanted, [&](const store::Cells& cells) { found.insert(cells.id(0)); }));
  CHECK(found == std::set<Id>{id_of(12)});
}

TEST_CASE("a scan of cells ends when it is told to, also by an exception") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert_ten(*connection);
  auto wanted = cell_query(table_info<Account>());
  const bool any_order = GENERATE(true, false);
  wanted.any_order = any_order;
  ok(connection->begin(Connection::Mode::write));
  std::size_t seen = 0;
  ok(connection->scan_cells(wanted, [&](const store::Cells& cells) {
    if (++seen == 3) cells.stop();
  }));
  CHECK(seen == 3);
  CHECK_THROWS_AS(connection->scan_cells(wanted, [&](const store::Cells&) { throw std::out_of_range("seen enough"); }),
                  std::out_of_range);
  // The transaction lives on.
  const std::vector<Row> more{account_row(20, "Account 20")};
  ok(connection->insert(table_info<Account>(), more));
  ok(connection->commit());
  seen = 0;
  ok(connection->scan_cells(wanted, [&](const store::Cells&) { ++seen; }));
  CHECK(seen == 11);
}
