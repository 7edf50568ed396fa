// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "bench/plain_rows.hpp"
#include "bench/raw.hpp"

namespace steward::bench {

namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void tell(const Options& options, const std::string& bench, const std::string& peer, std::size_t rows,
          const std::vector<Pair>& pairs) {
  std::vector<double> steward;
  std::vector<double> theirs;
  std::vector<double> ratio;
  for (const Pair& times : pairs) {
    steward.push_back(times.steward);
    theirs.push_back(times.raw);
    ratio.push_back(times.steward / times.raw);
  }
  options.report({bench, peer, rows, median(steward), median(theirs), median(ratio), pairs.size()});
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

struct NamedSide {
  std::string peer;  ///< empty: Steward itself
  std::string file;
  std::string from;  ///< what `file` is a copy of
  Side work;
};

std::vector<NamedSide> sides_of(const std::string& path, const std::string& plain, const Contest& contest) {
  std::vector<NamedSide> sides{{"", path + ".steward", path, contest.steward},
                               {"sql", path + ".sql", plain, contest.sql},
                               {"rows", path + ".rows", plain, contest.rows}};
  return sides;
}

/// The queries read rows, so Steward's values are laid out where they matter.
void require_same(const Contest& contest, const std::vector<NamedSide>& sides, Instant now) {
  auto ours = sides.front().file;
  if (contest.writes_values) {
    copy_database(ours, ours + ".plain");
    ours += ".plain";
    lay_out_rows(ours);
  }
  for (std::size_t side = 1; side < sides.size(); ++side) require_same(contest, ours, sides[side].file, now);
}

}  // namespace

void measure(const Options& options, const std::string& bench, const std::string& peer, std::size_t rows,
             const std::function<Pair(bool steward_first)>& pair) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < options.pairs; ++i) pairs.push_back(pair(i % 2 == 0));
  tell(options, bench, peer, rows, pairs);
}

void compete(const Options& options, const std::string& path, const Contest& contest) {
  const auto plain = path + ".plain";
  const auto sides = sides_of(path, plain, contest);
  std::vector<std::vector<std::vector<double>>> runs;
  std::vector<std::vector<double>> others;
  for (std::size_t i = 0; i < options.pairs; ++i) {
    const Instant now = contest.new_day(path);
    copy_database(path, plain);
    lay_out_rows(plain);
    auto& run = runs.emplace_back(sides.size());
    for (std::size_t turn = 0; turn < sides.size(); ++turn) {
      const std::size_t side = (i + turn) % sides.size();
      copy_database(sides[side].from, sides[side].file);
      run[side] = sides[side].work(sides[side].file, now);
    }
    require_same(contest, sides, now);
    if (contest.other) others.push_back(contest.other(plain, sides.front().file, now));
    copy_database(sides.front().file, path);
  }
  const auto report = [&](std::size_t phase, const std::string& peer, const auto& theirs) {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < runs.size(); ++i) pairs.push_back({runs[i][0].at(phase), theirs(i).at(phase)});
    tell(options, contest.phases[phase], peer, options.engagements, pairs);
  };
  for (std::size_t phase = 0; phase < contest.phases.size(); ++phase) {
    for (std::size_t side = 1; side < sides.size(); ++side) {
      report(phase, sides[side].peer, [&](std::size_t i) -> const auto& { return runs[i][side]; });
    }
    if (contest.other) report(phase, contest.other_name, [&](std::size_t i) -> const auto& { return others[i]; });
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
