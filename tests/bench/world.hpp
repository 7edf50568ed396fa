// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "steward/steward.hpp"

namespace steward::bench {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  void set(Instant instant) { now_ = instant; }

 private:
  std::atomic<Instant> now_;
};

/// An open store with its clock and a system session.
struct World {
  World(const std::string& path, Synchronous synchronous);
  std::shared_ptr<ManualClock> clock;
  Engine engine;
  Session session;
};

/// The day on which the benchmarks begin.
[[nodiscard]] Instant first_day();

/// What a store was filled with.
struct Filling {
  std::vector<Id> accounts;
  std::vector<Ref<OnboardingCase>> cases;
  std::vector<Ref<DataSource>> sources;
};

/// Accounts with one onboarding case and (when asked) one engagement each, and published data sources on accounts.
[[nodiscard]] Filling fill(World& world, std::size_t accounts, bool engagements, std::size_t sources);
/// The value that the data source `source` has on a day for account number `account`.
using DayValue = std::function<Decimal(std::size_t account, std::size_t day, std::size_t source)>;
/// Delivers one value of each account to each source, for the day that ends a day after its number.
void ingest_day(World& world, const Filling& filling, std::size_t day, const DayValue& value);
/// Whole numbers from 0 to 99, each equally often and without a pattern.
[[nodiscard]] Decimal scattered(std::size_t account, std::size_t day, std::size_t source);
/// Publishes a global definition over all the sources: target 80, equal weights.
void define_health(World& world, const Filling& filling);

}  // namespace steward::bench
