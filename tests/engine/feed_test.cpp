// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("the feed gives every change once, in order, and goes on from its token", "[engine][feed]") {
  Portfolio p;
  const auto start = require(p.session.changes("", 1000)).next;
  auto account = p.account();
  account.industry = "Retail";
  account = p.update(account);
  std::vector<std::string> kinds;
  std::string token = start;
  std::int64_t last = 0;
  for (;;) {
    const auto page = require(p.session.changes(token, 1));
    token = page.next;
    if (page.entries.empty()) break;
    CHECK(page.entries.front().seq > last);
    last = page.entries.front().seq;
    if (page.entries.front().record == account.id) kinds.push_back(page.entries.front().kind);
  }
  CHECK(kinds == std::vector<std::string>{"insert", "update"});
  CHECK(require(p.session.changes(token, 10)).entries.empty());
  CHECK(p.session.changes("rubbish", 10).error().code() == "invalid_input");
}

TEST_CASE("what is rolled back is never told", "[engine][feed]") {
  Portfolio p;
  std::size_t told = 0;
  const auto listener = p.engine.subscribe([&](const std::vector<FeedEntry>& entries) { told += entries.size(); });
  const auto before = require(p.session.changes("", 1000)).next;
  require(p.session.begin());
  p.account();
  CHECK(told == 0);
  p.session.rollback();
  CHECK(told == 0);
  CHECK(require(p.session.changes(before, 10)).entries.empty());
  p.account();
  CHECK(told > 0);
  p.engine.unsubscribe(listener);
  const auto so_far = told;
  p.account();
  CHECK(told == so_far);
}

TEST_CASE("history tells who changed which field from what to what", "[engine][history]") {
  Portfolio p;
  const auto user = p.user();
  auto caller = p.session_of(user);
  auto engagement = p.engagement();
  auto mine = require(caller.get(Portfolio::ref(engagement)));
  mine.title = "Renamed";
  mine = require(caller.update(mine));
  const auto history = require(p.session.history("engagement", engagement.id));
  REQUIRE(history.size() == 2);
  CHECK(history[0].kind == "insert");
  CHECK(history[1].kind == "update");
  CHECK(history[1].version == 2);
  CHECK(history[1].by == user.id);
  CHECK(history[1].data.find(R"("title":[")") != std::string::npos);
  CHECK(history[1].data.find("Renamed") != std::string::npos);
}

TEST_CASE("a record is read as it was", "[engine][history]") {
  Portfolio p;
  auto engagement = p.engagement();
  const auto first = p.clock->now();
  p.advance(std::chrono::hours(1));
  auto changed = engagement;
  changed.title = "Second title";
  changed.watch_list = {p.user().id};
  changed = p.update(changed);
  p.advance(std::chrono::hours(1));
  const auto deleted_at = p.clock->now();
  require(p.session.remove(changed));

  const auto ref = Portfolio::ref(engagement);
  CHECK(require(p.session.get(ref, first)).title == engagement.title);
  CHECK(require(p.session.get(ref, first)).watch_list.empty());
  const auto second = require(p.session.get(ref, first + std::chrono::hours(1)));
  CHECK(second.title == "Second title");
  CHECK(second.watch_list == changed.watch_list);
  CHECK(second.version == 2);
  CHECK(p.session.get(ref, deleted_at).error().code() == "not_found");
  CHECK(p.session.get(ref, first - std::chrono::hours(1)).error().code() == "not_found");
}

TEST_CASE("an update that changes nothing leaves no trace", "[engine][history]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto before = require(p.session.changes("", 1000)).next;
  const auto again = p.update(engagement);
  CHECK(again.version == engagement.version);
  CHECK(require(p.session.changes(before, 10)).entries.empty());
}
