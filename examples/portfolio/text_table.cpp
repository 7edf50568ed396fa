// SPDX-License-Identifier: Apache-2.0
#include "portfolio/text_table.hpp"

#include <algorithm>
#include <array>

namespace portfolio {

namespace {

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string_view first(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if (begins_character(text[end]) && seen++ == count) break;
  }
  return text.substr(0, end);
}

std::string clipped(std::string_view text, std::size_t width) {
  if (characters(text) <= width) return std::string(text);
  return std::string(first(text, width - 1)) + "…";
}

std::string blanks(std::string_view text, std::size_t width) {
  const auto used = characters(text);
  return std::string(used < width ? width - used : 0, ' ');
}

}  // namespace

std::string left(std::string_view text, std::size_t width) {
  const auto kept = clipped(text, width);
  return kept + blanks(kept, width);
}

std::string right(std::string_view text, std::size_t width) {
  const auto kept = clipped(text, width);
  return blanks(kept, width) + kept;
}

std::string spark_line(const std::vector<std::optional<steward::Decimal>>& scores) {
  constexpr std::array<std::string_view, 8> bars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string line;
  for (const auto& score : scores) {
    const auto height = score ? score->units() * 8 / (100 * steward::Decimal::one) : 0;
    line += score ? bars[static_cast<std::size_t>(std::clamp<std::int64_t>(height, 0, 7))] : " ";
  }
  return line;
}

std::string whole(steward::Decimal value) {
  const auto half = value.units() < 0 ? -steward::Decimal::one / 2 : steward::Decimal::one / 2;
  return std::to_string((value.units() + half) / steward::Decimal::one);
}

std::string band_text(std::string_view color) {
  if (color == "green") return "● green";
  if (color == "yellow") return "◐ yellow";
  if (color == "red") return "○ red";
  return color.empty() ? "· unknown" : "· " + std::string(color);
}

}  // namespace portfolio
