// SPDX-License-Identifier: Apache-2.0
#include "base/calendar.hpp"

#include <vector>

#include "property.hpp"

using namespace steward;
using namespace steward::base;
using namespace std::chrono_literals;

namespace {

Calendar zone(const char* name) { return Calendar::open(name).value(); }
Date day(const char* text) { return parse_date(text).value(); }
Instant at(const char* text) { return parse_instant(text).value(); }
std::string start(const Calendar& calendar, const char* date) { return to_string(calendar.start_of_day(day(date))); }
std::string text(const Period& period) { return to_string(period.start) + " " + to_string(period.end); }

constexpr Frequency all_frequencies[] = {Frequency::daily, Frequency::weekly, Frequency::monthly, Frequency::quarterly};

}  // namespace

TEST_CASE("UTC is the default calendar") {
  CHECK(Calendar().zone() == "UTC");
  CHECK(zone("UTC").zone() == "UTC");
  CHECK(Calendar().day_of(at("2024-11-20T23:59:59.999Z")) == day("2024-11-20"));
  CHECK(Calendar().day_of(Instant{-1ms}) == day("1969-12-31"));
  CHECK(start(Calendar(), "2024-11-20") == "2024-11-20T00:00:00.000Z");
}

TEST_CASE("a zone that does not exist is invalid input") {
  for (const char* name :
       {"", "Mars/Olympus", "europe/berlin", "../../etc/passwd", "Europe/Berlin ", "Europe", "+VERSION"}) {
    INFO(name);
    const auto calendar = Calendar::open(name);
    REQUIRE_FALSE(calendar.ok());
    CHECK(calendar.error().code() == "invalid_input");
    CHECK(calendar.error().category() == Category::invalid);
    CHECK(calendar.error().faults()[0].field == "time_zone");
    CHECK_FALSE(calendar.error().message().empty());
  }
}

TEST_CASE("days of Berlin start at local midnight in winter and summer") {
  const Calendar berlin = zone("Europe/Berlin");
  CHECK(berlin.zone() == "Europe/Berlin");
  CHECK(start(berlin, "2024-01-15") == "2024-01-14T23:00:00.000Z");
  CHECK(start(berlin, "2024-07-15") == "2024-07-14T22:00:00.000Z");
  CHECK(berlin.day_of(at("2024-07-14T21:59:59.999Z")) == day("2024-07-14"));
  CHECK(berlin.day_of(at("2024-07-14T22:00:00Z")) == day("2024-07-15"));
}

TEST_CASE("the days of the clock changes have 23 and 25 hours") {
  const Calendar berlin = zone("Europe/Berlin");
  const Period spring = berlin.period_of(Frequency::daily, at("2024-03-31T12:00:00Z"));
  CHECK(text(spring) == "2024-03-30T23:00:00.000Z 2024-03-31T22:00:00.000Z");
  CHECK(spring.end - spring.start == 23h);
  const Period autumn = berlin.period_of(Frequency::daily, at("2024-10-27T12:00:00Z"));
  CHECK(autumn.end - autumn.start == 25h);
  const Calendar new_york = zone("America/New_York");
  const Period march = new_york.period_of(Frequency::daily, at("2024-03-10T12:00:00Z"));
  CHECK(text(march) == "2024-03-10T05:00:00.000Z 2024-03-11T04:00:00.000Z");
  const Period november = new_york.period_of(Frequency::daily, at("2024-11-03T12:00:00Z"));
  CHECK(text(november) == "2024-11-03T04:00:00.000Z 2024-11-04T05:00:00.000Z");
}

TEST_CASE("a day without midnight starts where the gap ends") {
  const Calendar sao_paulo = zone("America/Sao_Paulo");
  CHECK(start(sao_paulo, "2017-10-15") == "2017-10-15T03:00:00.000Z");
  CHECK(sao_paulo.day_of(at("2017-10-15T02:59:59.999Z")) == day("2017-10-14"));
  CHECK(sao_paulo.day_of(at("2017-10-15T03:00:00Z")) == day("2017-10-15"));
  const Period period = sao_paulo.period_of(Frequency::daily, at("2017-10-15T12:00:00Z"));
  CHECK(period.end - period.start == 23h);
}

TEST_CASE("the hour before midnight that is told twice stays in its day") {
  const Calendar sao_paulo = zone("America/Sao_Paulo");
  CHECK(sao_paulo.day_of(at("2018-02-18T01:30:00Z")) == day("2018-02-17"));
  CHECK(sao_paulo.day_of(at("2018-02-18T02:30:00Z")) == day("2018-02-17"));
  CHECK(start(sao_paulo, "2018-02-18") == "2018-02-18T03:00:00.000Z");
}

TEST_CASE("a midnight that is told twice starts the day the first time") {
  // St. John's set its clocks back at 00:01.
  const Calendar st_johns = zone("America/St_Johns");
  CHECK(start(st_johns, "2010-11-07") == "2010-11-07T02:30:00.000Z");
  CHECK(st_johns.day_of(at("2010-11-07T02:30:30Z")) == day("2010-11-07"));
  CHECK(st_johns.day_of(at("2010-11-07T02:45:00Z")) == day("2010-11-07"));
  CHECK(st_johns.day_of(at("2010-11-07T03:45:00Z")) == day("2010-11-07"));
}

TEST_CASE("a day that the zone left out is empty and no instant lies in it") {
  const Calendar apia = zone("Pacific/Apia");
  CHECK(start(apia, "2011-12-30") == start(apia, "2011-12-31"));
  CHECK(apia.day_of(at("2011-12-30T09:59:59.999Z")) == day("2011-12-29"));
  CHECK(apia.day_of(at("2011-12-30T10:00:00Z")) == day("2011-12-31"));
  const Period before = apia.period_of(Frequency::daily, at("2011-12-30T09:00:00Z"));
  const Period after = apia.next(Frequency::daily, before);
  CHECK(after.end - after.start == 24h);
  CHECK(apia.day_of(after.start) == day("2011-12-31"));
}

TEST_CASE("from 2038 on zones know no daylight saving") {
  const Calendar berlin = zone("Europe/Berlin");
  CHECK(start(berlin, "2037-07-15") == "2037-07-14T22:00:00.000Z");
  CHECK(start(berlin, "2038-07-15") == "2038-07-14T23:00:00.000Z");
}

TEST_CASE("periods are calendar days, ISO weeks, months and quarters") {
  const Calendar utc;
  const Instant instant = at("2024-11-20T12:00:00Z");
  CHECK(text(utc.period_of(Frequency::daily, instant)) == "2024-11-20T00:00:00.000Z 2024-11-21T00:00:00.000Z");
  CHECK(text(utc.period_of(Frequency::weekly, instant)) == "2024-11-18T00:00:00.000Z 2024-11-25T00:00:00.000Z");
  CHECK(text(utc.period_of(Frequency::monthly, instant)) == "2024-11-01T00:00:00.000Z 2024-12-01T00:00:00.000Z");
  CHECK(text(utc.period_of(Frequency::quarterly, instant)) == "2024-10-01T00:00:00.000Z 2025-01-01T00:00:00.000Z");
  CHECK(text(zone("America/New_York").period_of(Frequency::quarterly, at("2024-04-01T03:59:59Z"))) ==
        "2024-01-01T05:00:00.000Z 2024-04-01T04:00:00.000Z");
}

TEST_CASE("an instant on a boundary belongs to the period that it closes", "[engine-4]") {
  const Calendar berlin = zone("Europe/Berlin");
  const Instant boundary = at("2024-03-31T22:00:00Z");  // April starts
  CHECK(text(berlin.period_closing_at_or_containing(Frequency::monthly, boundary)) ==
        "2024-02-29T23:00:00.000Z 2024-03-31T22:00:00.000Z");
  CHECK(text(berlin.period_closing_at_or_containing(Frequency::monthly, boundary + 1ms)) ==
        "2024-03-31T22:00:00.000Z 2024-04-30T22:00:00.000Z");
  CHECK(text(berlin.period_of(Frequency::monthly, boundary)) == "2024-03-31T22:00:00.000Z 2024-04-30T22:00:00.000Z");
  CHECK(text(berlin.next(Frequency::quarterly, berlin.period_of(Frequency::quarterly, boundary - 1ms))) ==
        "2024-03-31T22:00:00.000Z 2024-06-30T22:00:00.000Z");
}

TEST_CASE("ISO weeks belong to the year of their Thursday") {
  const auto week = [](const char* date) { return iso_week(day(date)).to_string(); };
  CHECK(week("2024-11-20") == "2024-W47");
  CHECK(week("2024-12-29") == "2024-W52");
  CHECK(week("2024-12-30") == "2025-W01");
  CHECK(week("2021-01-03") == "2020-W53");
  CHECK(week("2021-01-04") == "2021-W01");
  CHECK(week("2016-01-01") == "2015-W53");
  CHECK(week("2023-01-01") == "2022-W52");
  CHECK(week("2026-12-31") == "2026-W53");
  CHECK(iso_week_monday(day("2024-11-24")) == day("2024-11-18"));
  CHECK(iso_week_monday(day("2024-11-18")) == day("2024-11-18"));
}

TEST_CASE("periods of every zone contain their instant and follow one another without holes") {
  const std::vector<Calendar> calendars = {Calendar(),
                                           zone("Europe/Berlin"),
                                           zone("America/New_York"),
                                           zone("America/Sao_Paulo"),
                                           zone("America/St_Johns"),
                                           zone("Pacific/Apia"),
                                           zone("Pacific/Kwajalein"),
                                           zone("Australia/Lord_Howe"),
                                           zone("Asia/Kathmandu")};
  holds("period algebra", [&] {
    const Calendar& calendar = calendars[*rc::gen::inRange<std::size_t>(0, calendars.size())];
    const Frequency frequency = all_frequencies[*rc::gen::inRange<std::size_t>(0, 4)];
    const Instant instant{
        std::chrono::milliseconds{*rc::gen::inRange<std::int64_t>(-5'000'000'000'000, 5'000'000'000'000)}};
    const Period period = calendar.period_of(frequency, instant);
    RC_ASSERT(period.contains(instant));
    RC_ASSERT(calendar.period_of(frequency, period.start) == period);
    RC_ASSERT(calendar.period_of(frequency, period.end - 1ms) == period);
    RC_ASSERT(calendar.period_closing_at_or_containing(frequency, period.end) == period);
    const Period next = calendar.next(frequency, period);
    RC_ASSERT(next.start == period.end);
    RC_ASSERT(next.start < next.end);
    RC_ASSERT(calendar.start_of_day(calendar.day_of(instant)) <= instant);
  });
}

TEST_CASE("days never run backwards around any clock change of the hour") {
  for (const char* name : {"America/St_Johns", "America/Sao_Paulo", "Pacific/Apia", "Pacific/Kwajalein"}) {
    const Calendar calendar = zone(name);
    Date last = calendar.day_of(at("1969-01-01T00:00:00Z"));
    std::size_t backwards = 0;
    for (Instant t = at("1969-01-01T00:00:00Z"); t < at("2020-01-01T00:00:00Z"); t += 6h + 7min) {
      const Date today = calendar.day_of(t);
      if (today < last) ++backwards;
      last = today;
    }
    INFO(name);
    CHECK(backwards == 0);
  }
}

TEST_CASE("the far ends of time count as the edges and do not fail") {
  const Calendar berlin = zone("Europe/Berlin");
  for (const Frequency frequency : all_frequencies) {
    CHECK(berlin.period_of(frequency, Instant::max()).start < berlin.period_of(frequency, Instant::max()).end);
    CHECK(berlin.period_closing_at_or_containing(frequency, Instant::min()).start < Instant{});
  }
  CHECK(berlin.start_of_day(Date::max()) > Instant{});
}
