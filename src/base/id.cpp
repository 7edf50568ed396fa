// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.hpp"

namespace steward {

std::optional<Id> Id::parse(std::string_view text) {
  const bool dashed = text.size() == 36;
  if (!dashed && text.size() != 32) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  std::size_t pos = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (dashed && (i == 4 || i == 6 || i == 8 || i == 10) && text[pos++] != '-') return std::nullopt;
    const int high = base::hex_digit(text[pos++]);
    const int low = base::hex_digit(text[pos++]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return Id(bytes);
}

std::string Id::to_string() const {
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += "0123456789abcdef"[bytes_[i] >> 4];
    text += "0123456789abcdef"[bytes_[i] & 15];
  }
  return text;
}

}  // namespace steward

namespace steward::base {
namespace {

constexpr std::int64_t max_millis = (std::int64_t{1} << 48) - 1;
constexpr std::uint64_t high_mask = (std::uint64_t{1} << 12) - 1;
constexpr std::uint64_t low_mask = (std::uint64_t{1} << 62) - 1;
// A clock that is set back a little must not break the order of ids; one that is set back far is meant so.
constexpr std::uint64_t tolerated_fall_millis = 10'000;

std::uint64_t system_random() {
  std::uint64_t value = 0;
  for (;;) {
    const ssize_t got = getrandom(&value, sizeof value, 0);
    if (got == static_cast<ssize_t>(sizeof value)) return value;
    if (got < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
  }
}

std::uint64_t split_mix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace

bool UuidSequence::advance(Instant now) {
  const auto millis =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(now.time_since_epoch().count(), 0, max_millis));
  if (!started_ || millis > millis_ || millis_ - millis > tolerated_fall_millis) {
    started_ = true;
    millis_ = millis;
    return false;
  }
  low_ = (low_ + 1) & low_mask;
  if (low_ == 0) high_ = (high_ + 1) & high_mask;
  return true;
}

void UuidSequence::restart(std::uint64_t high, std::uint64_t low) {
  // The top bit starts clear, so the counter cannot run over: 2^73 ids fit into one millisecond.
  high_ = high & (high_mask >> 1);
  low_ = low & low_mask;
}

Id UuidSequence::compose() const {
  std::array<std::uint8_t, 16> bytes{};
  const std::uint64_t head = (millis_ << 16) | (std::uint64_t{7} << 12) | high_;
  const std::uint64_t tail = (std::uint64_t{2} << 62) | low_;
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(head >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(tail >> (56 - 8 * i));
  }
  return Id(bytes);
}

Id RandomIdSource::next(Instant now) {
  const std::scoped_lock lock(mutex_);
  return sequence_.next(now, system_random);
}

Id SeededIdSource::next(Instant now) {
  const std::scoped_lock lock(mutex_);
  return sequence_.next(now, [this] { return split_mix(state_); });
}

}  // namespace steward::base
