// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "steward/decimal.hpp"

namespace portfolio {

/// What fits into `width` places of a terminal, filled up with blanks; longer text ends with an ellipsis.
[[nodiscard]] std::string left(std::string_view text, std::size_t width);
[[nodiscard]] std::string right(std::string_view text, std::size_t width);

/// Scores from 0 to 100 as a line of bars; a blank where there is none.
[[nodiscard]] std::string spark_line(const std::vector<std::optional<steward::Decimal>>& scores);

/// Rounded half away from zero, as views show a score: `76`.
[[nodiscard]] std::string whole(steward::Decimal value);

/// A colour as mark and word, for readers and terminals that see no colours.
[[nodiscard]] std::string band_text(std::string_view color);

}  // namespace portfolio
