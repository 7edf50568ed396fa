// SPDX-License-Identifier: Apache-2.0
#include "steward/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/wide.hpp"

namespace steward::detail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number taken apart without looking at its size.
struct Parts {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::string_view take_run(std::string_view text, std::size_t& pos) {
  const std::size_t start = pos;
  while (pos < text.size() && is_digit(text[pos])) ++pos;
  return text.substr(start, pos - start);
}

std::optional<Parts> split(std::string_view text) {
  Parts parts;
  std::size_t pos = 0;
  if (pos < text.size() && text[pos] == '-') {
    parts.negative = true;
    ++pos;
  }
  parts.whole = take_run(text, pos);
  if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole[0] == '0')) return std::nullopt;
  if (pos < text.size() && text[pos] == '.') {
    parts.fraction = take_run(text, ++pos);
    if (parts.fraction.empty()) return std::nullopt;
  }
  if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
    ++pos;
    const bool down = pos < text.size() && text[pos] == '-';
    if (pos < text.size() && (text[pos] == '-' || text[pos] == '+')) ++pos;
    const std::string_view digits = take_run(text, pos);
    if (digits.empty()) return std::nullopt;
    // Saturates far beyond the length of any text, so that it can be added to one without overflow.
    constexpr std::int64_t enough = std::int64_t{1} << 58;
    for (const char c : digits) parts.exponent = std::min(enough, parts.exponent * 10 + (c - '0'));
    if (down) parts.exponent = -parts.exponent;
  }
  if (pos != text.size()) return std::nullopt;
  return parts;
}

}  // namespace

std::optional<std::int64_t> parse_fixed(std::string_view text, int places) {
  const auto parts = split(text);
  if (!parts) return std::nullopt;
  const std::size_t count = parts->whole.size() + parts->fraction.size();
  const auto digit = [&](std::size_t i) -> int {
    if (i >= count) return 0;
    return (i < parts->whole.size() ? parts->whole[i] : parts->fraction[i - parts->whole.size()]) - '0';
  };
  std::size_t first = 0;
  while (first < count && digit(first) == 0) ++first;
  if (first == count) return 0;

  // How many digits from the first one that counts stand before the point, measured in units.
  const std::int64_t kept =
      static_cast<std::int64_t>(parts->whole.size()) - static_cast<std::int64_t>(first) + parts->exponent + places;
  if (kept < 0) return 0;
  if (kept > 19) return std::nullopt;
  base::Int128 units = 0;
  const std::size_t end = first + static_cast<std::size_t>(kept);
  for (std::size_t i = first; i < end; ++i) units = units * 10 + digit(i);
  // Half away from zero needs the first digit that falls away and no other.
  if (digit(end) >= 5) ++units;
  return base::narrow(parts->negative ? -units : units);
}

std::string format_fixed(std::int64_t units, int places) {
  const std::uint64_t size = units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  std::string text = std::to_string(size);
  const auto width = static_cast<std::size_t>(places);
  if (text.size() <= width) text.insert(0, width + 1 - text.size(), '0');
  if (places > 0) {
    text.insert(text.size() - width, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return units < 0 ? "-" + text : text;
}

std::optional<std::int64_t> fixed_from_double(double value, int places) {
  if (!std::isfinite(value)) return std::nullopt;
  std::array<char, 40> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return parse_fixed({buffer.data(), static_cast<std::size_t>(end - buffer.data())}, places);
}

}  // namespace steward::detail
