// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/raw.hpp"
#include "steward/value.hpp"

// What Steward is compared with: the same work on the same tables, metric data in plain rows (plain_rows.hpp), by
// hand-written SQL over whole sets in one transaction (`_sql`), and by a host's loop of prepared statements, one a
// record, with a transaction for every 1,000 records (`_rows`). Each answers the seconds of its phases (bench.hpp,
// Contest).

namespace steward::bench {

/// Health: the one published definition.
[[nodiscard]] std::vector<double> refresh_sql(const std::string& path, Instant now);
[[nodiscard]] std::vector<double> refresh_rows(const std::string& path, Instant now);

/// The published calculated sources, each with one segment of two metrics.
[[nodiscard]] std::vector<double> chain_sql(const std::string& path, Instant now);
[[nodiscard]] std::vector<double> chain_rows(const std::string& path, Instant now);

/// The published risk definitions. One with a condition is taken for the engagements in adoption.
[[nodiscard]] std::vector<double> risks_sql(const std::string& path, Instant now);
[[nodiscard]] std::vector<double> risks_rows(const std::string& path, Instant now);

/// A peer's connection. Its statements know new_id() (16 bytes, ascending), uuid(id) and amount(millionths) as JSON
/// tells them.
class Peer : public Raw {
 public:
  Peer(const std::string& path, Instant now);

  [[nodiscard]] std::int64_t now() const { return now_; }
  /// The midnight before now, in UTC.
  [[nodiscard]] std::int64_t today() const { return now_ - now_ % day_millis; }
  /// Runs statements separated by semicolons; ?1 is now.
  void run(const std::string& script);
  /// Calls `each` with every position below `count`, in transactions of 1,000, and `last` at the end of each.
  void in_batches(std::size_t count, const std::function<void(std::size_t)>& each, const std::function<void()>& last);

  static constexpr std::int64_t day_millis = 86'400'000;

 private:
  std::int64_t now_;
  std::uint64_t ids_ = 0;
};

/// What a statement answers with, one value of one row; nothing: `otherwise`.
[[nodiscard]] std::int64_t integer_of(Statement& statement, std::int64_t otherwise);

/// 100 * value / target within 0 and 100, in millionths and rounded.
[[nodiscard]] std::int64_t attainment_of(std::int64_t value, std::int64_t target);
/// The weighted mean of attainments, rounded.
struct WeightedMean {
  std::int64_t sum = 0;
  std::int64_t weights = 0;
  void add(std::int64_t attainment, std::int64_t weight) { sum += weight * attainment, weights += weight; }
  [[nodiscard]] std::int64_t value() const { return (sum + weights / 2) / weights; }
};

}  // namespace steward::bench
