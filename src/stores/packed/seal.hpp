// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace steward::stores {

/// A 64-bit checksum (XXH3), the same on every platform.
[[nodiscard]] std::uint64_t checksum(std::string_view bytes, std::uint64_t seed = 0);

/// Puts a format version and a checksum before the bytes. `place` says where they belong: sealed bytes that were
/// moved elsewhere do not open.
[[nodiscard]] std::string seal(std::string_view bytes, std::string_view place);
/// The bytes again; nothing when they are damaged, belong elsewhere or have a format of later.
[[nodiscard]] std::optional<std::string_view> unseal(std::string_view sealed, std::string_view place);

}  // namespace steward::stores
