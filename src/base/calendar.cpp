// SPDX-License-Identifier: Apache-2.0
#include "base/calendar.hpp"

#include <date/tz.h>

#include <algorithm>
#include <exception>

namespace steward::base {

namespace chr = std::chrono;

struct Calendar::Zone {
  std::string name;
  const date::time_zone* zone;  // owned by the process-wide database of the date library
};

namespace {

constexpr Date first_day{chr::year{-30000} / 1 / 1};
constexpr Date last_day{chr::year{30000} / 1 / 1};

Instant clamped(Instant instant) { return std::clamp(instant, Instant{first_day}, Instant{last_day}); }
Date clamped(Date date) { return std::clamp(date, first_day, last_day); }

Date first_of_month(chr::year year, chr::month month) { return Date{year / month / 1}; }

// The first day of the period that holds `day`.
Date first_day_of(Frequency frequency, Date day) {
  const chr::year_month_day date{day};
  switch (frequency) {
    case Frequency::daily:
      return day;
    case Frequency::weekly:
      return iso_week_monday(day);
    case Frequency::monthly:
      return first_of_month(date.year(), date.month());
    case Frequency::quarterly: {
      const unsigned month = static_cast<unsigned>(date.month());
      return first_of_month(date.year(), chr::month{month - (month - 1) % 3});
    }
  }
  return day;
}

// The day after the last one of the period that starts on `first`.
Date day_after(Frequency frequency, Date first) {
  const chr::year_month_day date{first};
  switch (frequency) {
    case Frequency::daily:
      return first + chr::days{1};
    case Frequency::weekly:
      return first + chr::days{7};
    case Frequency::monthly:
      return Date{date + chr::months{1}};
    case Frequency::quarterly:
      return Date{date + chr::months{3}};
  }
  return first + chr::days{1};
}

bool may_be_zone_name(std::string_view zone) {
  return !zone.empty() && zone.size() <= 64 && std::all_of(zone.begin(), zone.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  });
}

// The offset in force at `instant`. The date library throws only when a zone cannot be loaded, and open() did
// load it.
chr::seconds offset_at(const date::time_zone& zone, Instant instant) {
  return zone.get_info(chr::floor<chr::seconds>(instant)).offset;
}

Instant local_midnight(const date::time_zone& zone, Date date) {
  const date::local_days local{date.time_since_epoch()};
  const date::local_info info = zone.get_info(chr::time_point_cast<chr::seconds>(local));
  const auto seconds = chr::seconds{date.time_since_epoch()};
  if (info.result == date::local_info::nonexistent) return info.first.end;
  return Instant{seconds - info.first.offset};
}

}  // namespace

std::string IsoWeek::to_string() const {
  std::string text = std::to_string(year);
  if (year >= 0 && text.size() < 4) text.insert(0, 4 - text.size(), '0');
  return text + (week < 10 ? "-W0" : "-W") + std::to_string(week);
}

Date iso_week_monday(Date date) { return date - (chr::weekday{date} - chr::Monday); }

IsoWeek iso_week(Date date) {
  const Date thursday = iso_week_monday(date) + chr::days{3};
  const chr::year year = chr::year_month_day{thursday}.year();
  const auto day_of_year = (thursday - Date{year / 1 / 1}).count();
  return {static_cast<int>(year), static_cast<unsigned>(day_of_year / 7 + 1)};
}

Result<Calendar> Calendar::open(std::string_view zone) {
  Calendar calendar;
  if (zone == "UTC") return calendar;
  const auto refuse = [](std::string message) {
    return Error(Fault{"invalid_input", {}, {}, {}, "time_zone", std::move(message), {}, {}}, Category::invalid);
  };
  if (!may_be_zone_name(zone)) return refuse("the time zone is not an IANA name such as Europe/Berlin");
  try {
    (void)date::get_tzdb();
  } catch (const std::exception&) {
    return refuse("the time zone database of the system cannot be read; only UTC is available");
  }
  try {
    const date::time_zone* found = date::locate_zone(zone);
    (void)found->get_info(date::sys_seconds{});  // loads the zone, so that no later call can fail
    calendar.zone_ = std::make_shared<const Zone>(Zone{std::string(zone), found});
    return calendar;
  } catch (const std::exception&) {
    return refuse("there is no time zone '" + std::string(zone) + "' in the time zone database of the system");
  }
}

const std::string& Calendar::zone() const {
  static const std::string utc = "UTC";
  return zone_ ? zone_->name : utc;
}

Date Calendar::day_of(Instant instant) const {
  const Instant at = clamped(instant);
  if (!zone_) return chr::floor<chr::days>(at);
  Date day = chr::floor<chr::days>(at + offset_at(*zone_->zone, at));
  // Where clocks go back over midnight a local time names two days; the days must stay in one line.
  while (local_midnight(*zone_->zone, day + chr::days{1}) <= at) day += chr::days{1};
  return day;
}

Instant Calendar::start_of_day(Date date) const { return first_instant(clamped(date)); }

Instant Calendar::first_instant(Date day) const { return zone_ ? local_midnight(*zone_->zone, day) : Instant{day}; }

Period Calendar::period_of(Frequency frequency, Instant instant) const {
  const Date first = first_day_of(frequency, day_of(instant));
  return {first_instant(first), first_instant(day_after(frequency, first))};
}

Period Calendar::period_closing_at_or_containing(Frequency frequency, Instant end) const {
  // Boundaries are whole seconds, so the millisecond before one lies in the period that it closes.
  return period_of(frequency, clamped(end) - chr::milliseconds{1});
}

Period Calendar::next(Frequency frequency, const Period& period) const { return period_of(frequency, period.end); }

}  // namespace steward::base
