// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/wide.hpp"

namespace steward::base {

/// A 128-bit FNV-1a hash of what was added: the same on every platform, for change stamps and tests. Not
/// cryptographic: never rely on it against an adversary.
class ContentHash {
 public:
  /// Raw bytes: adding "ab" equals adding "a" and then "b".
  constexpr ContentHash& add_bytes(std::string_view bytes) {
    for (const char c : bytes) add_byte(static_cast<std::uint8_t>(c));
    return *this;
  }
  /// Eight bytes, little end first.
  constexpr ContentHash& add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<std::uint8_t>(number >> (8 * i)));
    return *this;
  }
  /// The length and then the bytes, so that neighbouring fields cannot run into one another.
  constexpr ContentHash& add(std::string_view field) {
    add(static_cast<std::uint64_t>(field.size()));
    return add_bytes(field);
  }

  [[nodiscard]] constexpr std::uint64_t high() const { return static_cast<std::uint64_t>(state_ >> 64); }
  [[nodiscard]] constexpr std::uint64_t low() const { return static_cast<std::uint64_t>(state_); }
  /// 32 lower-case digits.
  [[nodiscard]] std::string hex() const {
    std::string text(32, '0');
    for (unsigned i = 0; i < 32; ++i) text[i] = "0123456789abcdef"[(state_ >> (124 - 4 * i)) & 15];
    return text;
  }

  friend constexpr bool operator==(const ContentHash&, const ContentHash&) = default;

 private:
  constexpr void add_byte(std::uint8_t byte) { state_ = (state_ ^ byte) * prime; }

  static constexpr Uint128 prime = (Uint128{1} << 88) | 0x13B;
  Uint128 state_ = (Uint128{0x6c62272e07bb0142ULL} << 64) | 0x62b821756295c58dULL;
};

/// The hash of raw bytes in hex.
[[nodiscard]] inline std::string content_hash(std::string_view bytes) { return ContentHash().add_bytes(bytes).hex(); }

}  // namespace steward::base
