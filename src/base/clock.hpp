// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "steward/time.hpp"

namespace steward::base {

/// The time of the operating system, cut to milliseconds.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

/// A clock that stands still until it is told otherwise. All functions may be called from any thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start = Instant{}) : millis_(start.time_since_epoch().count()) {}
  [[nodiscard]] Instant now() const override;
  void set(Instant instant);
  void advance(std::chrono::milliseconds by);

 private:
  std::atomic<std::int64_t> millis_;
};

}  // namespace steward::base
