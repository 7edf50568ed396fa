// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

#include "bench/bench.hpp"
#include "bench/world.hpp"

// What the age of a file costs: daily deliveries of one source make it grow to a twentieth, a quarter and all of the
// rows asked for; at each size the last days' deliveries, opening, and a refresh of everything after opening are
// measured, and the memory that this refresh takes above the open library. Each size stands against the first.

namespace steward::bench {

namespace {

/// Days whose deliveries are measured: as many as make one merge of small chunks. As many come before the first size,
/// so that it does not begin with them.
constexpr std::size_t last_days = 16;
constexpr int tries = 5;

struct Size {
  std::size_t rows = 0;
  double row_seconds = 0;
  double open_seconds = 0;
  double refresh_seconds = 0;
  double refresh_megabytes = 0;
  double bytes_a_row = 0;
};

/// Delivers until the file holds so many rows; the seconds a row of the last days.
double grow_to(const std::string& path, const Filling& filling, std::size_t rows, std::size_t& day) {
  World world(path, Synchronous::normal);
  const auto days = std::max(rows / filling.accounts.size(), day + 2 * last_days);
  double last = 0;
  std::size_t measured = 0;
  for (; day < days; ++day) {
    world.clock->set(first_day() + std::chrono::days(day + 1));
    const auto time = seconds([&] { ingest_day(world, filling, day, scattered); });
    if (day + last_days < days) continue;
    last += time;
    measured += filling.accounts.size();
  }
  return last / static_cast<double>(measured);
}

double median_of(std::array<double, tries> values) {
  std::sort(values.begin(), values.end());
  return values[tries / 2];
}

double open_seconds(const std::string& path) {
  std::array<double, tries> times{};
  for (auto& time : times) time = seconds([&] { const World world(path, Synchronous::normal); });
  return median_of(times);
}

/// A line of what the kernel says of this process, in MiB.
double megabytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == name + ":" && status >> kib) return kib / 1024;
  }
  throw std::runtime_error("this system does not tell the memory of a process");
}

struct Refreshed {
  double seconds = 0;
  double megabytes = 0;
};

/// In a process of its own, whose memory nothing else has touched, on a copy: each size sees its first refresh.
Refreshed refresh_apart(const std::string& path, std::size_t day) {
  const auto copy = path + ".refreshed";
  copy_database(path, copy);
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  auto* output = popen(fmt::format("'{}' {} '{}' {}", self, refresh_grown_option, copy, day).c_str(), "r");
  if (output == nullptr) throw std::runtime_error("no process");
  Refreshed result;
  const bool told = std::fscanf(output, "%lf %lf", &result.seconds, &result.megabytes) == 2;
  if (pclose(output) != 0 || !told) throw std::runtime_error("the refresh of a grown file failed");
  return result;
}

}  // namespace

int refresh_grown(const std::string& path, std::size_t day) {
  World world(path, Synchronous::normal);
  world.clock->set(first_day() + std::chrono::days(day) + std::chrono::hours(1));
  // From now on the kernel counts the greatest size anew.
  std::ofstream("/proc/self/clear_refs") << "5";
  const auto before = megabytes("VmRSS");
  const auto time = seconds([&] { need(world.session.refresh_health()); });
  fmt::print("{} {}\n", time, megabytes("VmHWM") - before);
  return 0;
}

void bench_growth(const Options& options) {
  const Folder folder;
  const auto path = folder.file("grown.db");
  Filling filling;
  {
    World world(path, Synchronous::normal);
    filling = fill(world, options.engagements, true, 1);
    define_health(world, filling);
  }
  const auto empty = std::filesystem::file_size(path);
  std::vector<Size> sizes;
  std::size_t day = 0;
  for (const std::size_t part : {20, 4, 1}) {
    Size size;
    size.row_seconds = grow_to(path, filling, options.rows / part, day);
    size.rows = day * filling.accounts.size();
    size.bytes_a_row = static_cast<double>(std::filesystem::file_size(path) - empty) / static_cast<double>(size.rows);
    size.open_seconds = open_seconds(path);
    const auto refreshed = refresh_apart(path, day);
    size.refresh_seconds = refreshed.seconds;
    size.refresh_megabytes = refreshed.megabytes;
    sizes.push_back(size);
  }
  const auto tell = [&](const char* bench, double Size::* what, double scale, const char* unit) {
    for (const auto& size : sizes) {
      const auto first = sizes.front().*what;
      options.report({bench, "first", size.rows, size.*what * scale, first * scale, size.*what / first, 1, unit});
    }
  };
  tell("growth_ingest, a million rows", &Size::row_seconds, 1e6, "s");
  tell("growth_open", &Size::open_seconds, 1, "s");
  tell("growth_refresh", &Size::refresh_seconds, 1, "s");
  tell("growth_refresh, memory", &Size::refresh_megabytes, 1, "MB");
  tell("growth_file, bytes a row", &Size::bytes_a_row, 1, "");
}

}  // namespace steward::bench
