// SPDX-License-Identifier: Apache-2.0
#include "stores/packed/seal.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>

namespace steward::stores {

namespace {

/// 2: ids may be held as numbers. What was written in an earlier format is read as it is.
constexpr std::uint8_t format = 2;
constexpr std::size_t head = sizeof format + sizeof(std::uint64_t);

}  // namespace

std::uint64_t checksum(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string seal(std::string_view bytes, std::string_view place) {
  const std::uint64_t sum = checksum(bytes, checksum(place, format));
  std::string sealed;
  sealed.reserve(head + bytes.size());
  sealed.push_back(static_cast<char>(format));
  sealed.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  sealed.append(bytes);
  return sealed;
}

std::optional<std::string_view> unseal(std::string_view sealed, std::string_view place) {
  if (sealed.size() < head) return std::nullopt;
  const auto written = static_cast<std::uint8_t>(sealed.front());
  if (written < 1 || written > format) return std::nullopt;
  std::uint64_t sum = 0;
  std::memcpy(&sum, sealed.data() + sizeof format, sizeof sum);
  const auto bytes = sealed.substr(head);
  if (checksum(bytes, checksum(place, written)) != sum) return std::nullopt;
  return bytes;
}

}  // namespace steward::stores
