// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace steward::base {

/// The bytes of the well-formed UTF-8 character at `pos` (1 to 4), or 0 when there is none. Overlong forms,
/// surrogates and code points above U+10FFFF are not well-formed. REQUIRES: pos < text.size().
[[nodiscard]] std::size_t utf8_step(std::string_view text, std::size_t pos);
[[nodiscard]] bool valid_utf8(std::string_view text);
/// The number of characters (code points); a byte that fits nowhere counts as one.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// Without ASCII white space at both ends.
[[nodiscard]] std::string trimmed(std::string_view text);

/// Orders by bytes with the letters A to Z taken as a to z: negative, 0 or positive. No locale, no Unicode
/// folding, so every platform agrees.
[[nodiscard]] int compare_folded(std::string_view a, std::string_view b);
/// With the letters A to Z as a to z.
[[nodiscard]] std::string folded(std::string_view text);
/// The same in place, for many texts after another.
void fold(std::string& text);

/// Two lower-case hex digits a byte.
[[nodiscard]] std::string to_hex(std::string_view bytes);
/// The bytes of hex digits of either case; nothing for anything else.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);
/// The value of one hex digit, or -1.
[[nodiscard]] constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace steward::base
