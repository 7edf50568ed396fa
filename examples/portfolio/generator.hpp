// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace portfolio {

/// The seed of the files in examples/data.
inline constexpr std::uint64_t shipped_seed = 2024;

/// A portfolio as CSV files, name to content: the same bytes for the same seed, on every machine. All names are
/// invented. The second engagement is the worked example of the documentation, whatever the seed.
[[nodiscard]] std::map<std::string, std::string> generate(std::uint64_t seed);

}  // namespace portfolio
