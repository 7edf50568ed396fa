// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portfolio {

/// SplitMix64, in whole numbers only: unlike the distributions of <random> it gives the same on every platform.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// From low to high, both included.
  int between(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
  /// Around 0, rarely near -width or width.
  int noise(int width) { return (between(-width, width) + between(-width, width)) / 2; }
  bool chance(int percent) { return between(1, 100) <= percent; }

  template <std::size_t N>
  std::string_view pick(const std::array<std::string_view, N>& from) {
    return from[static_cast<std::size_t>(next() % N)];
  }

 private:
  std::uint64_t state_;
};

/// How an account fares over the weeks.
enum class Archetype { healthy, steady, sliding, recovering, struggling, silent };

}  // namespace portfolio
