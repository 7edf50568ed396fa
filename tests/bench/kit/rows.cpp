// SPDX-License-Identifier: Apache-2.0
#include "bench/kit/rows.hpp"

#include "bench/bench.hpp"
#include "model/row.hpp"
#include "stores/sqlite/sqlite.hpp"

namespace steward::bench::kit {

RowReader::RowReader(const std::string& path) {
  stores::SqliteOptions options;
  options.path = path;
  database_ = need(stores::open_sqlite(options, schema_));
  connection_ = need(database_->connect());
}

void RowReader::scan(const Id& source, const std::function<void(const store::SeriesColumns&)>& use) {
  store::Series::Range range;
  range.owner = {store::SeriesKind::context_data, source, Id()};
  range.from = Instant::min();
  range.to = Instant::max();
  range.known_at = Instant::max();
  need(connection_->scan_range(range, [&](const store::SeriesColumns& rows) {
    use(rows);
    return true;
  }));
}

RowWriter::RowWriter(const std::string& path) {
  stores::SqliteOptions options;
  options.path = path;
  database_ = need(stores::open_sqlite(options, schema_));
}

void RowWriter::write(std::string_view table, std::string_view field,
                      const std::vector<std::pair<Id, Decimal>>& values) {
  const auto& info = schema_.at(table);
  const auto position = info.at(field);
  std::vector<Row> rows;
  for (const auto& [id, value] : values) {
    auto& row = rows.emplace_back();
    row.values.resize(info.fields.size());
    row[model::id_field] = id;
    row[position] = value;
  }
  const auto connection = need(database_->connect());
  need(connection->begin(store::Connection::Mode::write));
  need(connection->update(info, rows, std::span(&position, 1)));
  need(connection->commit());
}

}  // namespace steward::bench::kit
