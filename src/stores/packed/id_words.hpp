// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "steward/value.hpp"

namespace steward::stores {

/// One of the two halves of an id as a number; the numbers are ordered as the bytes are.
[[nodiscard]] inline std::uint64_t id_word(const Id& id, std::size_t half) { return id.half(half); }
[[nodiscard]] inline Id id_of_words(std::uint64_t high, std::uint64_t low) {
  // As bytes one by one this would be a loop for each id. Words that lie in an id as they are come back turned.
  const auto as_they_are = std::bit_cast<Id>(std::array{high, low});
  return std::bit_cast<Id>(std::array{as_they_are.half(0), as_they_are.half(1)});
}

}  // namespace steward::stores
