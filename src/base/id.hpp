// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>

#include "steward/id.hpp"
#include "steward/time.hpp"

namespace steward::base {

/// Where new ids come from. Thread rule: `next` may be called from any thread at once.
class IdSource {
 public:
  virtual ~IdSource() = default;
  /// A UUID version 7 stamped with `now`; greater than the one before as long as `now` does not fall back by
  /// more than ten seconds.
  [[nodiscard]] virtual Id next(Instant now) = 0;
};

/// Lays out UUIDv7: 48 bits of milliseconds, then 74 random bits that count up within one millisecond.
/// Not thread-safe; the sources below guard it.
class UuidSequence {
 public:
  /// `draw` gives 64 fresh random bits; it is called only when the millisecond changes.
  template <class Draw>
  Id next(Instant now, Draw&& draw) {
    if (!advance(now)) {
      // One after the other: as arguments their order would be the compiler's choice.
      const std::uint64_t high = draw();
      const std::uint64_t low = draw();
      restart(high, low);
    }
    return compose();
  }

 private:
  /// True when the counter of the running millisecond was used; false when new random bits are due.
  bool advance(Instant now);
  void restart(std::uint64_t high, std::uint64_t low);
  [[nodiscard]] Id compose() const;

  bool started_ = false;
  std::uint64_t millis_ = 0;
  std::uint64_t high_ = 0;  // 12 bits
  std::uint64_t low_ = 0;   // 62 bits
};

/// Ids of the operating system's randomness. Throws std::system_error when that fails.
class RandomIdSource final : public IdSource {
 public:
  [[nodiscard]] Id next(Instant now) override;

 private:
  std::mutex mutex_;
  UuidSequence sequence_;
};

/// The same seed and the same instants give the same ids: for tests and reproducible demonstrations.
class SeededIdSource final : public IdSource {
 public:
  explicit SeededIdSource(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] Id next(Instant now) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
  UuidSequence sequence_;
};

}  // namespace steward::base
