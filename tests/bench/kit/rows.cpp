// SPDX-License-Identifier: Apache-2.0
#include "bench/kit/rows.hpp"

#include "bench/bench.hpp"
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

}  // namespace steward::bench::kit
