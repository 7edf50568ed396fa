// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>

#include "steward/result.hpp"
#include "steward/time.hpp"

namespace steward::base {

/// How often a data source is collected (engine 2).
enum class Frequency { daily = 0, weekly = 1, monthly = 2, quarterly = 3 };

/// The half-open interval [start, end).
struct Period {
  Instant start;
  Instant end;
  [[nodiscard]] bool contains(Instant instant) const { return start <= instant && instant < end; }
  friend bool operator==(const Period&, const Period&) = default;
};

/// A week of ISO 8601: it starts on Monday and belongs to the year of its Thursday.
struct IsoWeek {
  int year = 0;
  unsigned week = 0;
  /// `2024-W47`.
  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const IsoWeek&, const IsoWeek&) = default;
};

/// The Monday of the week that holds `date`.
[[nodiscard]] Date iso_week_monday(Date date);
[[nodiscard]] IsoWeek iso_week(Date date);

/// Answers calendar questions (day, week, month, quarter) in one IANA time zone. An immutable value, cheap to
/// copy, usable from any thread; default constructed it is UTC, which needs no time zone database.
///
/// Days follow one another without holes: a day begins at its first instant and lasts until the next day
/// begins. Where clocks go back over midnight, the hour told twice belongs to the later day.
///
/// Limits: the zone data reaches to the end of 2037; from 2038 on every zone keeps its last standard offset
/// and knows no daylight saving. Instants outside the years -30000 to 30000 count as those edges.
class Calendar {
 public:
  Calendar() = default;
  /// Fails with `invalid_input` when `zone` is no zone of the system's time zone database, or that database
  /// cannot be read. `UTC` always works.
  [[nodiscard]] static Result<Calendar> open(std::string_view zone);

  /// The IANA name.
  [[nodiscard]] const std::string& zone() const;

  [[nodiscard]] Date day_of(Instant instant) const;
  /// The first instant of the local day; the end of the gap where midnight does not exist. For a day that the
  /// zone left out, the start of the following day.
  [[nodiscard]] Instant start_of_day(Date date) const;

  /// The period that contains `instant`.
  [[nodiscard]] Period period_of(Frequency frequency, Instant instant) const;
  /// The period that contains `end`, but an instant exactly on a boundary belongs to the period that it closes
  /// (engine 4).
  [[nodiscard]] Period period_closing_at_or_containing(Frequency frequency, Instant end) const;
  /// The period that starts where `period` ends.
  [[nodiscard]] Period next(Frequency frequency, const Period& period) const;

 private:
  struct Zone;
  // start_of_day without the edges, so that the last period too has an end behind its start.
  [[nodiscard]] Instant first_instant(Date day) const;

  std::shared_ptr<const Zone> zone_;  // null is UTC
};

}  // namespace steward::base
