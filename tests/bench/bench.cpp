// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "bench/raw.hpp"

namespace steward::bench {

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void print(const std::string& name, const std::string& peer, std::size_t rows, const std::vector<Pair>& pairs) {
  std::vector<double> steward;
  std::vector<double> raw;
  std::vector<double> ratio;
  for (const Pair& times : pairs) {
    steward.push_back(times.steward);
    raw.push_back(times.raw);
    ratio.push_back(times.steward / times.raw);
  }
  fmt::print(R"({{"bench":"{}","peer":"{}","rows":{},"steward_s":{:.6g},"raw_s":{:.6g},"ratio":{:.4g},"runs":{}}})"
             "\n",
             name, peer, rows, median(steward), median(raw), median(ratio), pairs.size());
  std::fflush(stdout);
}

/// The first row that a query gives, as text.
std::string answer(Raw& database, const std::string& query) {
  auto statement = database.prepare(query);
  if (!statement.step()) return "nothing";
  std::string text;
  for (int i = 0; i < statement.columns(); ++i) {
    const Cell cell = statement.cell(i);
    text += fmt::format(" {}", cell.type == SQLITE_INTEGER ? std::to_string(cell.integer) : cell.bytes);
  }
  return text;
}

void require_same(const Contest& contest, const std::string& ours, const std::string& theirs, Instant now) {
  Raw first(ours, false);
  Raw second(theirs, false);
  for (const auto& result : contest.results) {
    const auto query = fmt::format(fmt::runtime(result), now.time_since_epoch().count());
    const auto one = answer(first, query);
    const auto other = answer(second, query);
    if (one == other) continue;
    throw std::runtime_error(fmt::format("results differ:{} in {},{} in {}: {}", one, ours, other, theirs, query));
  }
}

}  // namespace

void measure(const Options& options, const std::string& name, const std::string& peer, std::size_t rows,
             const std::function<Pair(bool steward_first)>& pair) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < options.pairs; ++i) pairs.push_back(pair(i % 2 == 0));
  print(name, peer, rows, pairs);
}

void compete(const Options& options, const std::string& path, const Contest& contest) {
  const std::array<std::pair<std::string, const Side*>, 3> sides{
      {{path + ".steward", &contest.steward}, {path + ".sql", &contest.sql}, {path + ".rows", &contest.rows}}};
  std::vector<std::array<std::vector<double>, 3>> runs;
  for (std::size_t i = 0; i < options.pairs; ++i) {
    const Instant now = contest.new_day(path);
    auto& run = runs.emplace_back();
    for (std::size_t turn = 0; turn < sides.size(); ++turn) {
      const std::size_t side = (i + turn) % sides.size();
      const auto& [file, work] = sides[side];
      copy_database(path, file);
      run[side] = (*work)(file, now);
    }
    for (const std::size_t peer : {1, 2}) require_same(contest, sides[0].first, sides[peer].first, now);
    copy_database(sides[0].first, path);
  }
  for (std::size_t phase = 0; phase < contest.phases.size(); ++phase) {
    for (const std::size_t peer : {1, 2}) {
      std::vector<Pair> pairs;
      for (const auto& run : runs) pairs.push_back({run[0].at(phase), run[peer].at(phase)});
      print(contest.phases[phase], peer == 1 ? "sql" : "rows", options.engagements, pairs);
    }
  }
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
