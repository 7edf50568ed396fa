// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "steward/id.hpp"

// What a kit that compares stores side by side gives and takes: rows in CSV files with small numbers as ids, and one
// JSON line a workload with a checksum that all stores share.

namespace steward::bench::kit {

struct Places {
  std::string group;  ///< of workloads, or `prepare`
  std::string data;   ///< folder of the CSV files
  std::string base;   ///< another store's file; ours lie beside it
  std::string work;   ///< folder for copies
  std::string spec;   ///< folder of the definitions
};

/// What a number of the kit numbers, so that ids are a function of it.
enum class Kind : std::uint8_t {
  user = 1,
  account,
  onboarding,
  engagement,
  usage_record,
  metric_source,
  value_source,
  level,
  definition,
  touchpoint,
  task
};
[[nodiscard]] Id id_of(Kind kind, std::int64_t number);
[[nodiscard]] std::int64_t number_of(const Id& id);

using Fields = std::vector<std::string_view>;
/// Calls `use` with each line of a CSV file of the kit, which has a header and no quotes.
void read_csv(const std::string& path, const std::function<void(const Fields&)>& use);
/// The same of a file with tabs, in which lines with # are remarks.
void read_tsv(const std::string& path, const std::function<void(const Fields&)>& use);
[[nodiscard]] std::int64_t whole(std::string_view text);
[[nodiscard]] double real(std::string_view text);

/// One of the five metrics.
struct Metric {
  std::int64_t number = 0;
  std::string name;
  bool maximize = true;
  bool sum = false;  ///< else the average
  int target = 0;
  int weight = 0;  ///< percent; all add up to 100
};
[[nodiscard]] std::vector<Metric> read_metrics(const Places& places);

/// The kit's checksum: the number of rows, and a CRC-32 of their values as text.
class Checksum {
 public:
  void row(std::initializer_list<std::int64_t> values) { row(std::vector<std::int64_t>(values)); }
  void row(const std::vector<std::int64_t>& values);
  [[nodiscard]] std::string text() const;

 private:
  std::uint32_t crc_ = 0xFFFFFFFF;
  std::size_t rows_ = 0;
};

struct Answer {
  std::string workload;
  std::size_t rows = 0;
  double seconds = 0;
  std::string checksum;
  /// The kit's workload that this one stands beside, when it cannot have its name: the results are not the same.
  std::string like{};
  std::vector<double> calls{};  ///< seconds of each single call; their middle and 99th percentile are told
};
void print(const Answer& answer);

}  // namespace steward::bench::kit
