// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "model/schema.hpp"
#include "store/store.hpp"

namespace steward::bench::kit {

/// Reads the rows of a closed file through the store's own port: the public API has no way to read millions of rows
/// at once.
class RowReader {
 public:
  explicit RowReader(const std::string& path);
  /// Calls `use` with pieces of the rows in force of a data source.
  void scan(const Id& source, const std::function<void(const store::SeriesColumns&)>& use);

 private:
  model::Schema schema_;
  std::shared_ptr<store::Database> database_;
  std::unique_ptr<store::Connection> connection_;
};

/// Writes one field of many rows of a closed file in the same way.
class RowWriter {
 public:
  explicit RowWriter(const std::string& path);
  void write(std::string_view table, std::string_view field, const std::vector<std::pair<Id, Decimal>>& values);

 private:
  model::Schema schema_;
  std::shared_ptr<store::Database> database_;
};

}  // namespace steward::bench::kit
