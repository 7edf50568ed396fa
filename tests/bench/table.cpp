// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "bench/bench.hpp"

namespace steward::bench {

namespace {

/// The peers that have a column, in their order.
constexpr std::array<const char*, 3> column_peers{"rows", "sql", "duckdb"};

std::size_t column_of(const Measurement& measurement) {
  return static_cast<std::size_t>(std::find(column_peers.begin(), column_peers.end(), measurement.peer) -
                                  column_peers.begin());
}

/// One workload against all that have a column.
struct Line {
  const Measurement* first = nullptr;
  std::array<const Measurement*, column_peers.size()> peers{};
};

std::string time_text(double seconds) {
  if (seconds >= 1) return fmt::format("{:.2f} s", seconds);
  return seconds >= 0.001 ? fmt::format("{:.1f} ms", seconds * 1e3) : fmt::format("{:.1f} us", seconds * 1e6);
}

std::string amount_text(double amount, const std::string& unit) {
  return unit == "s" ? time_text(amount) : fmt::format("{:.1f}{}{}", amount, unit.empty() ? "" : " ", unit);
}

std::vector<Line> lines_of(const std::vector<Measurement>& measurements) {
  std::vector<Line> lines;
  for (const auto& measurement : measurements) {
    const auto column = column_of(measurement);
    if (column == column_peers.size()) continue;
    auto line = std::find_if(lines.begin(), lines.end(),
                             [&](const Line& known) { return known.first->bench == measurement.bench; });
    if (line == lines.end()) line = lines.insert(lines.end(), Line{&measurement, {}});
    line->peers[column] = &measurement;
  }
  return lines;
}

void print_line(const Line& line) {
  std::array<std::string, column_peers.size()> times;
  std::string ratios;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const auto* peer = line.peers[i];
    const bool ran = peer != nullptr && peer->runs > 0;
    times[i] = ran ? time_text(peer->peer_seconds) : peer != nullptr ? "not installed" : "-";
    ratios += (i == 0 ? "" : " / ") + (ran ? fmt::format("{:.2f}", peer->ratio) : "-");
  }
  fmt::print("{:<16} {:>9} {:>10} {:>11} {:>10} {:>13}   {}\n", line.first->bench, line.first->rows,
             time_text(line.first->steward_seconds), times[0], times[1], times[2], ratios);
}

}  // namespace

void print_table(const std::vector<Measurement>& measurements) {
  const auto lines = lines_of(measurements);
  if (!lines.empty()) {
    fmt::print("{:<16} {:>9} {:>10} {:>11} {:>10} {:>13}   {}\n", "workload", "rows", "Steward", "raw SQLite",
               "hand SQL", "DuckDB", "ratio to each");
    for (const auto& line : lines) print_line(line);
  }
  bool headed = false;
  for (const auto& measurement : measurements) {
    if (column_of(measurement) != column_peers.size()) continue;
    if (!headed)
      fmt::print("{}{:<56} {:>9} {:>10} {:>8} {:>10}  ratio\n", lines.empty() ? "" : "\n", "call", "times", "Steward",
                 "against", "");
    headed = true;
    fmt::print("{:<56} {:>9} {:>10} {:>8} {:>10}  {:.2f}\n", measurement.bench, measurement.rows,
               amount_text(measurement.steward_seconds, measurement.unit), measurement.peer,
               amount_text(measurement.peer_seconds, measurement.unit), measurement.ratio);
  }
  fmt::print("Ratio: Steward's time over the peer's, median of runs side by side; below 1 Steward is faster.\n");
  std::fflush(stdout);
}

}  // namespace steward::bench
