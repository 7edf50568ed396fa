// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "steward/result.hpp"
#include "steward/value.hpp"

// Measures Steward against others that do the same. A benchmark that cannot do its work throws.

namespace steward::bench {

/// What pairs of runs gave: the median of each side and the median of the ratios steward / peer (below 1: Steward is
/// faster).
struct Measurement {
  std::string bench;
  std::string peer;  ///< what Steward is compared with
  std::size_t rows = 0;
  double steward_seconds = 0;
  double peer_seconds = 0;
  double ratio = 0;
  std::size_t runs = 0;    ///< 0: the peer is not installed
  std::string unit = "s";  ///< of both sides
};

struct Options {
  std::size_t rows = 1'000'000;
  std::size_t engagements = 20'000;
  std::size_t days = 8;  ///< of values before the first measured day
  std::size_t creates = 1'000;
  std::size_t calls = 200'000;
  std::size_t pairs = 5;
  std::vector<std::string> only;  ///< empty: all
  std::string library;
  std::function<void(const Measurement&)> report;
};

/// The value of a result that must be a success.
template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().to_string());
  return std::move(*result);
}
inline void need(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().to_string());
}

template <class Work>
double seconds(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One run of both sides.
struct Pair {
  double steward = 0;
  double raw = 0;
};

/// Runs the pairs, Steward first in one and the peer first in the next, and reports them. `pair` is told whether
/// Steward goes first.
void measure(const Options& options, const std::string& bench, const std::string& peer, std::size_t rows,
             const std::function<Pair(bool steward_first)>& pair);

/// The seconds of each phase of one side's work on a file, at an instant.
using Side = std::function<std::vector<double>(const std::string& path, Instant now)>;

/// Work that several sides do on copies of one file, Steward on its own, the others on one with plain rows
/// (plain_rows.hpp). Each pair is a new day.
struct Contest {
  std::vector<std::string> phases;  ///< of which each is measured
  std::function<Instant(const std::string& path)> new_day;
  Side steward;
  Side sql;   ///< hand-written SQL over whole sets, in one transaction
  Side rows;  ///< a host's loop: a statement a record, a transaction for every 1,000
  /// Queries, {0} being the instant, whose first row must be the same in the files of these three.
  std::vector<std::string> results;
  bool writes_values = false;  ///< the results are about metric data too: Steward's is laid out as rows for them
  /// Another database with the same values, or empty. It checks itself: it gets Steward's file too.
  std::function<std::vector<double>(const std::string& rows, const std::string& steward, Instant now)> other;
  std::string other_name;
};
/// Runs the sides in turns, each first as often as the others, and reports each phase against each of the peers.
/// Steward's file is the one that goes on.
void compete(const Options& options, const std::string& path, const Contest& contest);

/// Prints measurements as one table, those against peers of other kinds below it.
void print_table(const std::vector<Measurement>& measurements);

/// A folder that is removed at the end. In the memory-backed part of the system it would measure nothing: it lies
/// where TMPDIR says, else in /var/tmp.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Copies a database that is closed.
void copy_database(const std::string& from, const std::string& to);

void bench_ingest(const Options& options);
void bench_refresh(const Options& options);
void bench_growth(const Options& options);
/// What bench_growth asks of this program in a process of its own: `PATH DAY` behind it.
constexpr const char* refresh_grown_option = "--refresh-grown";
int refresh_grown(const std::string& path, std::size_t day);
void bench_chain(const Options& options);
void bench_risks(const Options& options);
void bench_write(const Options& options);
void bench_calls(const Options& options);
void bench_access(const Options& options);

}  // namespace steward::bench
