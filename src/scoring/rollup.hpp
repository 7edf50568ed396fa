// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scoring/band.hpp"

namespace steward::scoring {

/// One record of a roll-up. With or without the parent itself: the caller adds it or not.
/// REQUIRES: the score lies in [0, 100].
struct RollupItem {
  std::optional<Decimal> score;
  std::int64_t contract_value = 0;  ///< minor units, all of one currency; less than 0 counts as 0
};

/// How several scores become one (engine 6).
enum class RollupMode : std::uint8_t {
  mean = 1,
  weighted = 2,  ///< by contract value; alike when no record with a score has any
  lowest = 3
};

struct Rollup {
  std::optional<Decimal> value;  ///< absent when no record has a score
  std::size_t counted = 0;       ///< records with a score
  std::size_t left_out = 0;      ///< records without
  friend bool operator==(const Rollup&, const Rollup&) = default;
};

/// Rounded once to 1e-6.
[[nodiscard]] Rollup roll_up(RollupMode mode, std::span<const RollupItem> items);

/// What the shares are of.
enum class ShareOf : std::uint8_t {
  records = 1,
  contract_value = 2  ///< of the records when no record with a score has any
};

/// How records, or their contract value, spread over bands, in percent. `bands` and `without_band` add up to
/// 100 exactly, by largest remainder with ties to the earlier band; all are 0 when no record has a score.
struct BandShares {
  std::vector<Decimal> bands;  ///< one a band, in their order
  Decimal without_band;        ///< scores that no band holds
  std::size_t counted = 0;
  std::size_t left_out = 0;
  friend bool operator==(const BandShares&, const BandShares&) = default;
};

[[nodiscard]] BandShares band_shares(ShareOf of, std::span<const RollupItem> items, std::span<const Band> bands);

}  // namespace steward::scoring
