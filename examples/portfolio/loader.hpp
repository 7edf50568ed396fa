// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portfolio/csv.hpp"
#include "steward/session.hpp"

namespace portfolio {

/// What was read from one file.
struct FileReport {
  std::string file;
  std::size_t loaded = 0;
  std::vector<Problem> refused;  ///< one a line; loaded and refused together are all lines behind the header
};

/// The ids of loaded records by table and external id: what the keys in the files lead to.
class Keys {
 public:
  void add(std::string_view table, const std::string& key, steward::Id id);
  [[nodiscard]] std::optional<steward::Id> find(std::string_view table, const std::string& key) const;

 private:
  std::map<std::string, std::map<std::string, steward::Id>, std::less<>> ids_;
};

/// Creates a record per line of `file`. The header names fields of the table; cells are read by the type of their
/// field, references as the external id of a record that was loaded before, an empty cell is not given. A record
/// that has ended is created open and ended by an update, as the life cycle demands. Lines that cannot be loaded
/// are reported and the rest is loaded. All in one transaction; fails only when the store does.
[[nodiscard]] steward::Result<FileReport> load_table(steward::Session& session, std::string_view table,
                                                     const CsvFile& file, Keys& keys);

/// Loads all tables of the portfolio from the CSV files in `folder`, in the order of their references.
[[nodiscard]] steward::Result<std::vector<FileReport>> load_portfolio(steward::Session& session,
                                                                      const std::string& folder, Keys& keys);

}  // namespace portfolio
