// SPDX-License-Identifier: Apache-2.0
#include "steward/time.hpp"

#include <cstdint>

#include "base/clock.hpp"

namespace steward {
namespace {

// Reads exactly `count` digits at `pos` and moves on; -1 when they are not there.
int take_digits(std::string_view text, std::size_t& pos, std::size_t count) {
  if (text.size() - pos < count) return -1;
  int value = 0;
  for (const std::size_t end = pos + count; pos < end; ++pos) {
    if (text[pos] < '0' || text[pos] > '9') return -1;
    value = value * 10 + (text[pos] - '0');
  }
  return value;
}

bool take(std::string_view text, std::size_t& pos, char expected) {
  if (pos >= text.size() || text[pos] != expected) return false;
  ++pos;
  return true;
}

std::optional<Date> take_date(std::string_view text, std::size_t& pos) {
  const int year = take_digits(text, pos, 4);
  if (year < 0 || !take(text, pos, '-')) return std::nullopt;
  const int month = take_digits(text, pos, 2);
  if (month < 0 || !take(text, pos, '-')) return std::nullopt;
  const int day = take_digits(text, pos, 2);
  if (day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

// The digits after the point as milliseconds, 1 to 3 of them; -1 otherwise.
int take_millis(std::string_view text, std::size_t& pos) {
  int value = 0;
  int digits = 0;
  for (; digits < 3 && pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++digits, ++pos) {
    value = value * 10 + (text[pos] - '0');
  }
  if (digits == 0) return -1;
  for (; digits < 3; ++digits) value *= 10;
  return value;
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

// std::chrono::year ends at 32767, an Instant does not; so the calendar of long years is done here.
void append_date(std::string& out, std::int64_t days_since_1970) {
  constexpr std::int64_t days_of_400_years = 146'097;
  const std::int64_t shifted = days_since_1970 + 719'468;  // counted from 0000-03-01
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - days_of_400_years + 1) / days_of_400_years;
  // The same day within the 400 years from 2000-03-01 has the same month and day.
  const auto inside = std::chrono::sys_days{std::chrono::days{shifted - era * days_of_400_years + 11'017}};
  const std::chrono::year_month_day date{inside};
  const std::int64_t year = static_cast<int>(date.year()) - 2000 + era * 400;
  if (year < 0 || year > 9999) out += year < 0 ? '-' : '+';
  append_padded(out, year < 0 ? -year : year, 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  std::size_t pos = 0;
  const auto date = take_date(text, pos);
  if (!date || pos != text.size()) return std::nullopt;
  return date;
}

std::optional<Instant> parse_instant(std::string_view text) {
  std::size_t pos = 0;
  const auto date = take_date(text, pos);
  if (!date || !(take(text, pos, 'T') || take(text, pos, ' '))) return std::nullopt;
  const int hour = take_digits(text, pos, 2);
  if (hour < 0 || hour > 23 || !take(text, pos, ':')) return std::nullopt;
  const int minute = take_digits(text, pos, 2);
  if (minute < 0 || minute > 59 || !take(text, pos, ':')) return std::nullopt;
  const int second = take_digits(text, pos, 2);
  if (second < 0 || second > 59) return std::nullopt;
  int millis = 0;
  if (take(text, pos, '.') && (millis = take_millis(text, pos)) < 0) return std::nullopt;
  if (!take(text, pos, 'Z') || pos != text.size()) return std::nullopt;
  return Instant{*date} + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
         std::chrono::milliseconds{millis};
}

std::string to_string(Date date) {
  std::string text;
  append_date(text, date.time_since_epoch().count());
  return text;
}

std::string to_string(Instant instant) {
  constexpr std::int64_t millis_of_day = 86'400'000;
  const std::int64_t millis = instant.time_since_epoch().count();
  std::int64_t day = millis / millis_of_day;
  std::int64_t rest = millis % millis_of_day;
  if (rest < 0) {
    --day;
    rest += millis_of_day;
  }
  std::string text;
  append_date(text, day);
  text += 'T';
  append_padded(text, rest / 3'600'000, 2);
  text += ':';
  append_padded(text, rest / 60'000 % 60, 2);
  text += ':';
  append_padded(text, rest / 1000 % 60, 2);
  text += '.';
  append_padded(text, rest % 1000, 3);
  text += 'Z';
  return text;
}

}  // namespace steward

namespace steward::base {

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Instant ManualClock::now() const { return Instant{std::chrono::milliseconds{millis_.load()}}; }
void ManualClock::set(Instant instant) { millis_.store(instant.time_since_epoch().count()); }
void ManualClock::advance(std::chrono::milliseconds by) { millis_.fetch_add(by.count()); }

}  // namespace steward::base
