// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace steward::bench {

/// True when node and its package `@duckdb/node-api` are there: beside the sources, or where NODE_PATH says.
[[nodiscard]] bool duckdb_installed();

/// Rows for DuckDB: columns of whole numbers, each a file of 8 bytes a row in a folder.
class DuckColumns {
 public:
  explicit DuckColumns(std::string folder);
  void write(const std::string& name, const std::vector<std::int64_t>& values) const;
  /// The seconds of a task of duckdb.mjs on these columns. It must answer with `expected`, which tells that it computed
  /// the same.
  [[nodiscard]] double run(const std::string& task, std::int64_t now, const std::string& expected) const;

 private:
  std::string folder_;
};

/// Columns `owner`, `context`, `source`, `start`, `end`, `recorded` and `value` of the rows that lie plain in a file:
/// contexts as the row numbers of engagements, sources as those of series.
void write_columns(const std::string& plain, const DuckColumns& columns);

}  // namespace steward::bench
