// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace steward::rule {

/// The first `characters` of a text, without white space at its ends.
[[nodiscard]] inline std::string clipped(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size() && count < characters; ++count) {
    end += std::max<std::size_t>(1, base::utf8_step(text, end));
  }
  return base::trimmed(text.substr(0, end));
}

}  // namespace steward::rule
