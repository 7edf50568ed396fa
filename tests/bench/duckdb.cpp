// SPDX-License-Identifier: Apache-2.0
#include "bench/duckdb.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "bench/raw.hpp"

namespace steward::bench {

namespace {

std::string in_quotes(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string script(const std::string& arguments) {
  return "node " + in_quotes(std::string(STEWARD_SOURCE_DIR) + "/tests/bench/duckdb.mjs") + " " + arguments;
}

}  // namespace

bool duckdb_installed() { return std::system((script("installed") + " >/dev/null 2>&1").c_str()) == 0; }

DuckColumns::DuckColumns(std::string folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
}

void DuckColumns::write(const std::string& name, const std::vector<std::int64_t>& values) const {
  std::ofstream file(folder_ + "/" + name, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(std::int64_t)));
  if (!file.flush()) throw std::runtime_error("cannot write the columns for DuckDB");
}

double DuckColumns::run(const std::string& task, std::int64_t now, const std::string& expected) const {
  const auto command = script(fmt::format("{} {} {}", task, in_quotes(folder_), now));
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  double time = -1;
  std::array<char, 128> answer{};
  if (!pipe || std::fscanf(pipe.get(), "%lf %127s", &time, answer.data()) != 2) {
    throw std::runtime_error("DuckDB failed");
  }
  if (answer.data() != expected) {
    throw std::runtime_error(fmt::format("DuckDB says {}, Steward {} to {}", answer.data(), expected, task));
  }
  return time;
}

void write_columns(const std::string& plain, const DuckColumns& columns) {
  constexpr std::array<const char*, 7> names{"owner", "context", "source", "start", "end", "recorded", "value"};
  std::array<std::vector<std::int64_t>, names.size()> values;
  Raw database(plain, false);
  auto rows = database.prepare(
      "SELECT r.owner, coalesce(e.rowid, 0), r.series, r.start, r.\"end\", r.recorded, r.value "
      "FROM steward_series_row r LEFT JOIN steward_series_context c ON c.id = r.context "
      "LEFT JOIN engagement e ON e.id = c.context WHERE r.superseded IS NULL ORDER BY r.series, r.start");
  while (rows.step()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      values[i].push_back(sqlite3_column_int64(rows.handle(), static_cast<int>(i)));
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) columns.write(names[i], values[i]);
}

}  // namespace steward::bench
