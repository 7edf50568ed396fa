// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "steward/export.hpp"

namespace steward {

namespace detail {
[[nodiscard]] STEWARD_API std::optional<std::int64_t> parse_fixed(std::string_view text, int places);
[[nodiscard]] STEWARD_API std::string format_fixed(std::int64_t units, int places);
[[nodiscard]] STEWARD_API std::optional<std::int64_t> fixed_from_double(double value, int places);
constexpr std::int64_t power_of_ten(int places) { return places == 0 ? 1 : 10 * power_of_ten(places - 1); }
}  // namespace detail

/// An exact decimal with a fixed number of places in a signed 64-bit integer (engine 1). Addition and
/// multiplication live in the scoring layer, where overflow is checked and each rounding step is named.
template <int Places>
class Fixed {
 public:
  static constexpr int places = Places;
  static constexpr std::int64_t one = detail::power_of_ten(Places);

  constexpr Fixed() = default;
  /// `whole` units, e.g. Decimal(95). REQUIRES: |whole| * 10^Places fits 64 bits.
  constexpr explicit Fixed(int whole) : units_(whole * one) {}
  /// From the stored integer: `units` of 10^-Places.
  [[nodiscard]] static constexpr Fixed from_units(std::int64_t units) {
    Fixed result;
    result.units_ = units;
    return result;
  }
  /// Reads `-12.5`, `3`, `1e-3`; digits beyond the last place are rounded half away from zero; nothing when
  /// the text is no number or does not fit.
  [[nodiscard]] static std::optional<Fixed> parse(std::string_view text) {
    if (auto units = detail::parse_fixed(text, Places)) return from_units(*units);
    return std::nullopt;
  }
  /// The shortest decimal that reads back as `value`, rounded half away from zero; nothing for NaN,
  /// infinities and what does not fit.
  [[nodiscard]] static std::optional<Fixed> from_double(double value) {
    if (auto units = detail::fixed_from_double(value, Places)) return from_units(*units);
    return std::nullopt;
  }

  [[nodiscard]] constexpr std::int64_t units() const { return units_; }
  /// Exact, without trailing zeros: `75.747368`, `-3`, `0.5`.
  [[nodiscard]] std::string to_string() const { return detail::format_fixed(units_, Places); }
  /// For display and plotting only; never feed it back.
  [[nodiscard]] double to_double() const { return static_cast<double>(units_) / static_cast<double>(one); }

  friend constexpr auto operator<=>(const Fixed&, const Fixed&) = default;
  friend constexpr bool operator==(const Fixed&, const Fixed&) = default;

 private:
  std::int64_t units_ = 0;
};

/// Values, targets, scores, thresholds, gaps: six places.
using Decimal = Fixed<6>;
/// Weights: exact hundredths, so that a sum of 100 can be demanded exactly.
using Hundredths = Fixed<2>;

}  // namespace steward
