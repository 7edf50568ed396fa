// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "steward/export.hpp"

namespace steward {

/// An ISO 4217 currency code: three capital letters.
class STEWARD_API Currency {
 public:
  /// Nothing unless `code` is three letters A to Z.
  [[nodiscard]] static std::optional<Currency> parse(std::string_view code);
  [[nodiscard]] std::string_view code() const { return {code_.data(), code_.size()}; }
  friend bool operator==(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> code_{};
};

/// An amount in whole minor units (cents) of one currency. Amounts of different currencies never mix;
/// conversion goes through exchange rates with a date.
struct Money {
  std::int64_t amount = 0;  ///< minor units
  Currency currency;
  friend bool operator==(const Money&, const Money&) = default;
};

}  // namespace steward
