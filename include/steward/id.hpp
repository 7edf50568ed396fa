// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "steward/export.hpp"

namespace steward {

/// The identity of a record: 128 bits, UUID version 7 when the library makes it. The nil id (all zero) names
/// nothing. Orders by its bytes, so by time of creation.
class STEWARD_API Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  /// Reads the usual 36 character form or 32 hex digits, either case; nothing else.
  [[nodiscard]] static std::optional<Id> parse(std::string_view text);
  /// The lower-case 36 character form.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] constexpr bool is_nil() const { return *this == Id(); }
  [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  /// The first or the second half as a number; the numbers are ordered as the bytes are.
  [[nodiscard]] constexpr std::uint64_t half(std::size_t at) const {
    const auto word = std::bit_cast<std::array<std::uint64_t, 2>>(bytes_)[at];
    return std::endian::native == std::endian::little ? turned(word) : word;
  }

  /// Two words each: as arrays they would be a call, in the midst of every look-up.
  friend constexpr std::strong_ordering operator<=>(const Id& a, const Id& b) {
    const auto order = a.half(0) <=> b.half(0);
    return order != 0 ? order : a.half(1) <=> b.half(1);
  }
  friend constexpr bool operator==(const Id& a, const Id& b) {
    const auto left = std::bit_cast<std::array<std::uint64_t, 2>>(a.bytes_);
    const auto right = std::bit_cast<std::array<std::uint64_t, 2>>(b.bytes_);
    return ((left[0] ^ right[0]) | (left[1] ^ right[1])) == 0;
  }

 private:
  /// The bytes of a number the other way round.
  static constexpr std::uint64_t turned(std::uint64_t word) {
    word = (word & 0x00FF00FF00FF00FFULL) << 8 | (word >> 8 & 0x00FF00FF00FF00FFULL);
    word = (word & 0x0000FFFF0000FFFFULL) << 16 | (word >> 16 & 0x0000FFFF0000FFFFULL);
    return word << 32 | word >> 32;
  }

  std::array<std::uint8_t, 16> bytes_{};
};

/// A reference to a record of table T. References to different tables do not convert into one another.
/// The default reference names nothing.
template <class T>
class Ref {
 public:
  using target = T;

  constexpr Ref() = default;
  constexpr explicit Ref(Id id) : id_(id) {}

  [[nodiscard]] constexpr const Id& id() const { return id_; }
  [[nodiscard]] constexpr bool is_nil() const { return id_.is_nil(); }
  [[nodiscard]] std::string to_string() const { return id_.to_string(); }

  friend constexpr auto operator<=>(const Ref&, const Ref&) = default;
  friend constexpr bool operator==(const Ref&, const Ref&) = default;

 private:
  Id id_;
};

}  // namespace steward

template <>
struct std::hash<steward::Id> {
  std::size_t operator()(const steward::Id& id) const noexcept {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::memcpy(&head, id.bytes().data(), 8);
    std::memcpy(&tail, id.bytes().data() + 8, 8);
    return static_cast<std::size_t>((head ^ (tail * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL);
  }
};
