// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/aggregate.hpp"
#include "store/stored.hpp"
#include "stores/sqlite/connection.hpp"
#include "stores/sqlite/rows.hpp"

namespace steward::stores {

std::string select_columns(const TableInfo& table, const std::string& alias) {
  std::string names;
  for (const auto& field : table.fields) {
    for (const auto& column : columns_of(field)) names += (names.empty() ? "" : ", ") + alias + quoted_name(column);
  }
  return names;
}

namespace {

std::string select_fields(const TableInfo& table, std::span<const std::size_t> fields) {
  std::string names;
  for (const auto field : fields) {
    for (const auto& column : columns_of(table.fields[field])) {
      names += (names.empty() ? "t0." : ", t0.") + quoted_name(column);
    }
  }
  return names.empty() ? "1" : names;
}

/// Into a row that may have been given away since; what was left of it is used again.
void read_fields(const Statement& statement, const TableInfo& table, std::span<const std::size_t> fields, Row& row) {
  if (row.values.size() != table.fields.size()) row.values.assign(table.fields.size(), Value());
  int at = 0;
  for (const auto field : fields) row[field] = read_value(statement, at, table.fields[field]);
}

/// The cells of the row that a statement is at; each field has one column.
class StatementCells final : public store::Cells {
 public:
  StatementCells(const Statement& statement, const TableInfo& table, std::span<const std::size_t> fields)
      : statement_(&statement) {
    for (const auto field : fields) factors_.push_back(factor_of(table.fields[field]));
  }
  [[nodiscard]] Id id(std::size_t at) const override { return statement_->id(static_cast<int>(at)); }
  [[nodiscard]] std::string_view text(std::size_t at) const override { return statement_->text(static_cast<int>(at)); }
  [[nodiscard]] std::int64_t number(std::size_t at) const override {
    return stored_number(statement_->integer(static_cast<int>(at)), factors_[at]);
  }
  [[nodiscard]] bool is_empty(std::size_t at) const override { return statement_->is_null(static_cast<int>(at)); }

 private:
  const Statement* statement_;
  std::vector<std::int64_t> factors_;
};

}  // namespace

std::string get_sql(const TableInfo& table) {
  return "SELECT " + select_columns(table, "") + " FROM " + quoted_name(table.name) + " WHERE \"id\" = ?1";
}

Row read_row(const Statement& statement, const TableInfo& table) {
  Row row;
  row.values.reserve(table.fields.size());
  int at = 0;
  for (const auto& field : table.fields) row.values.push_back(read_value(statement, at, field));
  return row;
}

// `writer` keeps the parameters and must live until the statement is done.
Result<Statement> SqliteConnection::select(const store::Query& query, SqlWriter& writer, const std::string& columns,
                                           bool paged) {
  if (auto reading = check_reading(); !reading) return reading.error();
  if (paged && query.after && query.after->values.size() != query.order.size()) {
    return store::misuse("a page of another order");
  }
  if (query.any_order && (query.after || query.limit || !query.order.empty())) {
    return store::misuse("a page, or an order, of rows that come in any");
  }
  auto test = writer.where(query.where.root());
  if (const auto scope = writer.scope_test(); !scope.empty()) test += " AND " + scope;
  if (paged && query.after) test += " AND (" + writer.behind(query.order, *query.after) + ")";
  auto sql = "SELECT " + columns + " FROM " + writer.from() + " WHERE " + test;
  if (paged && !query.any_order) sql += " ORDER BY " + writer.order_by(query.order);
  if (paged && query.limit) {
    const auto limit = std::min<std::uint64_t>(*query.limit, INT64_MAX);
    sql += " LIMIT " + writer.parameter(static_cast<std::int64_t>(limit));
  }
  auto statement = handle_->prepare(sql, writer.holds_values());
  if (!statement) return statement.error();
  int at = 1;
  for (const auto& cell : writer.parameters()) statement->bind(at++, cell);
  return statement;
}

Result<void> SqliteConnection::scan(const store::Query& query, const std::function<bool(Row&&)>& sink) {
  const auto& table = query.where.table();
  SqlWriter writer(table, query.scope, query.moment, *schema_);
  const bool whole = query.fields.empty();
  auto statement = select(query, writer, whole ? texts(table).columns : select_fields(table, query.fields), true);
  if (!statement) return statement.error();
  Row row;
  for (;;) {
    auto more = statement->step();
    if (!more) return more.error();
    if (!*more) return {};
    if (whole) {
      row = read_row(*statement, table);
    } else {
      read_fields(*statement, table, query.fields, row);
    }
    if (!sink(std::move(row))) return {};
  }
}

Result<void> SqliteConnection::scan_by(const TableInfo& table, std::size_t reference, Id id,
                                       const std::function<bool(Row&&)>& sink) {
  if (auto reading = check_reading(); !reading) return reading;
  auto& known = texts(table);
  auto& sql = known.by[reference];
  if (sql.empty()) {
    sql = "SELECT " + known.columns + " FROM " + quoted_name(table.name) + " AS t0 WHERE t0." +
          quoted_name(table.fields[reference].name) + " = ?1";
  }
  auto statement = handle_->prepare(sql);
  if (!statement) return statement.error();
  statement->bind(1, id);
  for (;;) {
    auto more = statement->step();
    if (!more) return more.error();
    if (!*more || !sink(read_row(*statement, table))) return {};
  }
}

Result<void> SqliteConnection::scan_cells(const store::Query& query, const store::UseCells& use) {
  const auto& table = query.where.table();
  for (const auto field : query.fields) {
    if (columns_of(table.fields[field]).size() != 1)
      return store::misuse("a narrow scan of a field with no one column");
  }
  const bool fits = !query.fields.empty() && query.fields.size() <= handle_->most_taken();
  if (query.any_order && fits && !handle_->taking().is_busy()) return take_cells(query, use);
  SqlWriter writer(table, query.scope, query.moment, *schema_);
  auto statement = select(query, writer, select_fields(table, query.fields), true);
  if (!statement) return statement.error();
  const StatementCells cells(*statement, table, query.fields);
  while (!cells.stopped()) {
    auto more = statement->step();
    if (!more) return more.error();
    if (!*more) break;
    use(cells);
  }
  return {};
}

/// The whole scan as one step of a statement.
Result<void> SqliteConnection::take_cells(const store::Query& query, const store::UseCells& use) {
  const auto& table = query.where.table();
  SqlWriter writer(table, query.scope, query.moment, *schema_);
  const auto columns = std::string(Taking::function) + "(" + select_fields(table, query.fields) + ")";
  auto statement = select(query, writer, columns, true);
  if (!statement) return statement.error();
  handle_->taking().begin(table, query.fields, use);
  const auto row = statement->step();
  if (handle_->taking().end() || row) return {};
  return row.error();
}

Result<std::int64_t> SqliteConnection::count(const store::Query& query) {
  SqlWriter writer(query.where.table(), query.scope, query.moment, *schema_);
  auto statement = select(query, writer, "count(*)", false);
  if (!statement) return statement.error();
  auto row = statement->step();
  if (!row) return row.error();
  return statement->integer(0);
}

Result<std::vector<store::Group>> SqliteConnection::aggregate(const store::AggregateQuery& query) {
  const auto& table = query.rows.where.table();
  store::Aggregator aggregator(query, *schema_);
  if (auto checked = aggregator.check(); !checked) return checked.error();
  std::vector<std::size_t> needed = query.group_by;
  for (const auto& measure : query.measures) {
    if (measure.function != store::Function::count) needed.push_back(measure.field);
  }
  std::sort(needed.begin(), needed.end());
  needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
  SqlWriter writer(table, query.rows.scope, query.rows.moment, *schema_);
  std::string columns;
  for (const auto field : needed) {
    for (const auto& column : columns_of(table.fields[field])) {
      columns += (columns.empty() ? "" : ", ") + writer.column(column);
    }
  }
  auto statement = select(query.rows, writer, columns.empty() ? "1" : columns, false);
  if (!statement) return statement.error();
  Row row;
  row.values.resize(table.fields.size());
  for (;;) {
    auto more = statement->step();
    if (!more) return more.error();
    if (!*more) return aggregator.finish();
    int at = 0;
    for (const auto field : needed) row[field] = read_value(*statement, at, table.fields[field]);
    aggregator.add(row);
  }
}

}  // namespace steward::stores
