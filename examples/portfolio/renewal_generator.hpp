// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "portfolio/random.hpp"

namespace portfolio {

/// A contract that comes up for renewal within the period shown.
struct Renewal {
  std::string account;
  std::string contract;
  std::string manager;
  Archetype archetype = Archetype::healthy;
  int due = 0;  ///< days behind the first day of the series
  std::string value;
};

/// What became of them: a decided opportunity each, won or lost around the day on which it was due. Who fares badly
/// leaves more often, but some do well and leave, and some do badly and stay.
[[nodiscard]] std::string generate_renewals(const std::vector<Renewal>& renewals, std::uint64_t seed);

}  // namespace portfolio
