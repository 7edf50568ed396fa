// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "steward/value.hpp"

namespace steward::stores {

static_assert(std::endian::native == std::endian::little, "the first byte of an id is the last of a number in memory");

/// The bytes of a number the other way round.
[[nodiscard]] inline std::uint64_t turned(std::uint64_t word) {
  word = (word & 0x00FF00FF00FF00FFULL) << 8 | (word >> 8 & 0x00FF00FF00FF00FFULL);
  word = (word & 0x0000FFFF0000FFFFULL) << 16 | (word >> 16 & 0x0000FFFF0000FFFFULL);
  return word << 32 | word >> 32;
}

/// One of the two halves of an id as a number; the numbers are ordered as the bytes are.
[[nodiscard]] inline std::uint64_t id_word(const Id& id, std::size_t half) { return id.half(half); }
[[nodiscard]] inline Id id_of_words(std::uint64_t high, std::uint64_t low) {
  std::array<std::uint8_t, 16> bytes{};
  const std::uint64_t words[] = {turned(high), turned(low)};
  std::memcpy(bytes.data(), words, sizeof words);
  return Id(bytes);
}

}  // namespace steward::stores
