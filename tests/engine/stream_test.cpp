// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

TEST_CASE("the activity stream of a record: changes, notes and comments, newest first", "[stream]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  auto touchpoint = p.touchpoint(p.engagement());
  p.advance(1h);
  touchpoint = require(session.get(Portfolio::ref(touchpoint)));
  touchpoint.priority = Priority::high;
  touchpoint.work_notes = "They asked twice.";
  touchpoint = require(session.update(touchpoint));
  p.advance(1h);
  touchpoint.comments = "We will call you.";
  touchpoint = require(session.update(touchpoint));

  const auto page = require(p.session.activity_stream("touchpoint", touchpoint.id));
  REQUIRE(page.items.size() == 4);
  CHECK(page.next.empty());
  CHECK(page.items[0].kind == "comment");
  CHECK(page.items[0].text == "We will call you.");
  CHECK(page.items[0].by_name == user.name);
  CHECK(page.items[1].kind == "work_note");
  CHECK(page.items[2].kind == "update");
  CHECK(page.items[2].changes == R"({"priority":["low","high"]})");
  CHECK(page.items[2].by == user.id);
  CHECK(page.items[3].kind == "insert");
  CHECK(page.items[3].changes.find("\"subject\"") != std::string::npos);
  CHECK(page.items[3].changes.find("\"version\"") == std::string::npos);
}

TEST_CASE("the stream is read in pages, which new entries do not shift", "[stream]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  for (int i = 0; i < 5; ++i) {
    p.advance(1h);
    touchpoint.work_notes = "Note " + std::to_string(i);
    touchpoint = p.update(touchpoint);
  }
  auto page = require(p.session.activity_stream("touchpoint", touchpoint.id, 2));
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[0].text == "Note 4");
  touchpoint.work_notes = "Late";
  p.update(touchpoint);
  page = require(p.session.activity_stream("touchpoint", touchpoint.id, 2, page.next));
  CHECK(page.items[0].text == "Note 2");
  page = require(p.session.activity_stream("touchpoint", touchpoint.id, 2, page.next));
  REQUIRE(page.items.size() == 2);
  CHECK(page.items[1].kind == "insert");
  CHECK(page.next.empty());
}

TEST_CASE("the stream of an unknown record is not found, bad pages are told", "[stream]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  CHECK(p.session.activity_stream("touchpoint", Id()).error().code() == "not_found");
  CHECK(p.session.activity_stream("nothing", touchpoint.id).error().code() == "invalid_input");
  CHECK(p.session.activity_stream("touchpoint", touchpoint.id, 0).error().code() == "invalid_input");
  CHECK(p.session.activity_stream("touchpoint", touchpoint.id, 5, "x").error().code() == "invalid_input");
}
