// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace steward::bench {

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

void measure(const Options& options, const std::string& name, std::size_t rows,
             const std::function<Pair(bool steward_first)>& pair) {
  std::vector<double> steward;
  std::vector<double> raw;
  std::vector<double> ratio;
  for (std::size_t i = 0; i < options.pairs; ++i) {
    const Pair times = pair(i % 2 == 0);
    steward.push_back(times.steward);
    raw.push_back(times.raw);
    ratio.push_back(times.steward / times.raw);
  }
  fmt::print(R"({{"bench":"{}","rows":{},"steward_s":{:.6g},"raw_s":{:.6g},"ratio":{:.4g},"runs":{}}})"
             "\n",
             name, rows, median(steward), median(raw), median(ratio), options.pairs);
  std::fflush(stdout);
}

Folder::Folder() {
  const char* place = std::getenv("TMPDIR");
  auto name = std::string(place != nullptr && *place != '\0' ? place : "/var/tmp") + "/steward-bench-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder; set TMPDIR");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void copy_database(const std::string& from, const std::string& to) {
  for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(to + rest);
  if (std::filesystem::exists(from + "-wal")) throw std::runtime_error(from + " is still open");
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace steward::bench
