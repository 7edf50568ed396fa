// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "portfolio/loader.hpp"
#include "steward/session.hpp"

namespace portfolio {

/// One file of metric values as columns, in order of `recorded`: what was known by an instant is a prefix.
struct Series {
  std::string file;
  steward::Ref<steward::DataSource> data_source;
  std::string source_table;
  std::vector<steward::Id> source_record;
  std::vector<steward::Decimal> value;
  std::vector<steward::Instant> start;
  std::vector<steward::Instant> end;
  std::vector<steward::Instant> recorded;
  std::vector<std::size_t> line;  ///< of the file
  std::size_t delivered = 0;
  FileReport report;
};

/// Data sources by name.
using SourcesByName = std::map<std::string, steward::Ref<steward::DataSource>, std::less<>>;

/// Reads `series.csv` and the files that it names. Lines that cannot be read are in each series' report.
[[nodiscard]] steward::Result<std::vector<Series>> read_series(const std::string& folder, const SourcesByName& sources,
                                                               const Keys& keys);

/// Delivers what was recorded by `until` and not delivered before; refused rows go to the report.
[[nodiscard]] steward::Result<void> deliver(steward::Session& session, Series& series, steward::Instant until);

}  // namespace portfolio
