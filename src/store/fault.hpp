// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>

#include "store/store.hpp"

namespace steward::store {

/// Which calls to connections fail: the n-th, counted from 1 over all connections, once or from then on.
/// Thread-safe.
class FaultPlan {
 public:
  /// 0: none.
  void fail_at(std::int64_t call, bool for_ever) {
    count_ = 0;
    call_ = call;
    for_ever_ = for_ever;
  }
  /// Counts a call; true when it must fail.
  [[nodiscard]] bool strikes() {
    const auto number = ++count_;
    const auto call = call_.load();
    return call > 0 && (number == call || (for_ever_ && number > call));
  }
  [[nodiscard]] std::int64_t calls() const { return count_; }

 private:
  std::atomic<std::int64_t> count_ = 0;
  std::atomic<std::int64_t> call_ = 0;
  std::atomic<bool> for_ever_ = false;
};

/// A store whose calls fail with `storage_error` as planned: for tests of what is above it. A failed commit
/// rolls back; undoing never fails.
class FaultDatabase final : public Database {
 public:
  FaultDatabase(std::shared_ptr<Database> inner, std::shared_ptr<FaultPlan> plan)
      : inner_(std::move(inner)), plan_(std::move(plan)) {}
  Result<std::unique_ptr<Connection>> connect() override;

 private:
  std::shared_ptr<Database> inner_;
  std::shared_ptr<FaultPlan> plan_;
};

}  // namespace steward::store
