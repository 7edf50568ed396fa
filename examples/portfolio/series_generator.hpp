// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "portfolio/random.hpp"

namespace portfolio {

/// The account and the engagement of the worked example are both number 2.
inline constexpr std::size_t genixify = 2;

/// The day on which the series begin.
inline constexpr std::string_view first_day = "2024-05-22";

/// What the series of an account depend on.
struct Customer {
  std::size_t number = 0;
  std::string key;
  Archetype archetype = Archetype::healthy;
  std::vector<std::string> products;
};

/// How well an account fares on a day of the series, about 0 to 1000; `level` is its own good or bad luck.
[[nodiscard]] int wellness(Archetype archetype, int day, int level);

/// The catalogue of series and their files: 26 weeks that end on 2024-11-20.
[[nodiscard]] std::map<std::string, std::string> generate_series(const std::vector<Customer>& customers,
                                                                 std::uint64_t seed);

}  // namespace portfolio
