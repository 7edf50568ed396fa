// SPDX-License-Identifier: Apache-2.0
#include "steward/time.hpp"

#include "base/clock.hpp"
#include "property.hpp"

using namespace steward;
using namespace std::chrono_literals;

TEST_CASE("instants are written with milliseconds and Z") {
  CHECK(to_string(Instant{}) == "1970-01-01T00:00:00.000Z");
  CHECK(to_string(Instant{-1ms}) == "1969-12-31T23:59:59.999Z");
  CHECK(to_string(Instant{1'732'104'000'007ms}) == "2024-11-20T12:00:00.007Z");
}

TEST_CASE("instants are read with no to three places and a T or a blank") {
  const Instant base = *parse_instant("2024-11-20T12:34:56Z");
  CHECK(to_string(base) == "2024-11-20T12:34:56.000Z");
  CHECK(parse_instant("2024-11-20 12:34:56Z") == base);
  CHECK(parse_instant("2024-11-20T12:34:56.5Z") == base + 500ms);
  CHECK(parse_instant("2024-11-20T12:34:56.05Z") == base + 50ms);
  CHECK(parse_instant("2024-11-20T12:34:56.005Z") == base + 5ms);
  CHECK(to_string(*parse_instant("0000-01-01T00:00:00Z")) == "0000-01-01T00:00:00.000Z");
  CHECK(to_string(*parse_instant("9999-12-31T23:59:59.999Z")) == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("anything else is no instant") {
  for (const char* text : {"",
                           "2024-11-20",
                           "2024-11-20T12:34:56",
                           "2024-11-20T12:34:56+00:00",
                           "2024-11-20t12:34:56Z",
                           "2024-11-20T12:34:56z",
                           "2024-11-20T24:00:00Z",
                           "2024-11-20T12:60:00Z",
                           "2024-11-20T12:34:60Z",
                           "2024-11-20T12:34:56.Z",
                           "2024-11-20T12:34:56.1234Z",
                           "2024-02-30T00:00:00Z",
                           "2023-02-29T00:00:00Z",
                           "2024-13-01T00:00:00Z",
                           "2024-00-01T00:00:00Z",
                           "2024-11-00T00:00:00Z",
                           "24-11-20T12:34:56Z",
                           "02024-11-20T12:34:56Z",
                           "-024-11-20T12:34:56Z",
                           "2024-11-20T12:34:56ZZ",
                           "2024-11-20T12:34:56Z ",
                           "2024-1-20T12:34:56Z",
                           "2024-11-20T1 :34:56Z"}) {
    INFO(text);
    CHECK_FALSE(parse_instant(text));
  }
}

TEST_CASE("dates are read and written") {
  CHECK(to_string(*parse_date("2024-02-29")) == "2024-02-29");
  for (const char* text : {"", "2023-02-29", "2024-2-29", "2024-02-29T", "2024/02/29", "20240229", "2024-04-31"}) {
    INFO(text);
    CHECK_FALSE(parse_date(text));
  }
}

TEST_CASE("every instant of four-digit years reads back from its text") {
  holds("instant round trip", [] {
    const auto millis = *rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000);
    const Instant instant{std::chrono::milliseconds{millis}};
    RC_ASSERT(parse_instant(to_string(instant)) == instant);
  });
}

TEST_CASE("instants beyond four-digit years are written with their sign and long years") {
  CHECK(to_string(*parse_instant("9999-12-31T23:59:59.999Z") + 1ms) == "+10000-01-01T00:00:00.000Z");
  CHECK(to_string(*parse_instant("0000-01-01T00:00:00Z") - 1ms) == "-0001-12-31T23:59:59.999Z");
  CHECK(to_string(Instant::max()) == "+292278994-08-17T07:12:55.807Z");
  CHECK(to_string(Instant::min()) == "-292275055-05-16T16:47:04.192Z");
}

TEST_CASE("a manual clock stands still until it is told otherwise") {
  base::ManualClock clock(Instant{5ms});
  CHECK(clock.now() == Instant{5ms});
  clock.advance(2s);
  CHECK(clock.now() == Instant{2005ms});
  clock.set(Instant{});
  CHECK(clock.now() == Instant{});
}

TEST_CASE("the system clock runs after the year 2020") {
  CHECK(base::SystemClock().now() > *parse_instant("2020-01-01T00:00:00Z"));
}
