// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
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
/// Publishes a global definition over all the sources: target 80, equal weights.
void define_health(World& world, const Filling& filling);

}  // namespace steward::bench
