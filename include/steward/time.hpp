// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "steward/export.hpp"

namespace steward {

/// A point in time: UTC, milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A calendar day without a zone.
using Date = std::chrono::sys_days;
/// A length of time in whole seconds, never negative in a record.
using Duration = std::chrono::seconds;

/// Reads `YYYY-MM-DDTHH:MM:SS[.m[m[m]]]Z` (a blank may stand for the T); nothing for anything else or a day
/// that does not exist.
[[nodiscard]] STEWARD_API std::optional<Instant> parse_instant(std::string_view text);
/// `YYYY-MM-DDTHH:MM:SS.mmmZ`.
[[nodiscard]] STEWARD_API std::string to_string(Instant instant);
/// Reads `YYYY-MM-DD`; nothing for anything else or a day that does not exist.
[[nodiscard]] STEWARD_API std::optional<Date> parse_date(std::string_view text);
/// `YYYY-MM-DD`.
[[nodiscard]] STEWARD_API std::string to_string(Date date);

/// Where the engine takes the time from. A host may inject its own, tests always do.
/// Thread rule: `now` may be called from any thread at once.
class STEWARD_API Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace steward
