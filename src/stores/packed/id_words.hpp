// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "steward/value.hpp"

namespace steward::stores {

/// One of the two halves of an id as a number; the numbers are ordered as the bytes are.
[[nodiscard]] inline std::uint64_t id_word(const Id& id, std::size_t half) { return id.half(half); }
[[nodiscard]] inline Id id_of_words(std::uint64_t high, std::uint64_t low) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  return Id(bytes);
}

}  // namespace steward::stores
