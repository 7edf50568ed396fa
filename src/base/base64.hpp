// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace steward::base {

/// Bytes as Base64 (RFC 4648, with padding).
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// The bytes of a Base64 text; nothing for any other text. Padding is demanded, blanks are not taken.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace steward::base
