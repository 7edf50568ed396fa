// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "steward/session.hpp"

// Random cards over engagements, tasks, risks, contracts and accounts.

namespace steward::test {

/// Random numbers that are the same on every platform for the same seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool percent(std::size_t part) { return below(100) < part; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937_64 engine_;
};

/// The tables that cards are made for.
[[nodiscard]] const std::vector<std::string>& card_tables();
/// A card that is well formed for any caller who reads what it names.
[[nodiscard]] AggregateCard random_card(Chance& chance);
[[nodiscard]] std::string to_text(const AggregateCard& card);
[[nodiscard]] std::string to_text(const std::vector<AggregateGroup>& groups);

}  // namespace steward::test
