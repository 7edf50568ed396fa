// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("pages of every size give the same records in the same order", "[engine][find]") {
  Portfolio p;
  const char* names[] = {"delta", "Alpha", "charlie", "bravo", "Echo"};
  for (const char* name : names) {
    Account account;
    account.name = name;
    p.create(account);
  }
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{100}}) {
    FindOptions options;
    options.order_by = "name desc";
    options.limit = size;
    std::vector<std::string> found;
    do {
      const auto page = require(p.session.find<Account>(options));
      for (const auto& account : page.items) found.push_back(account.name);
      options.after = page.next;
    } while (!options.after.empty());
    CHECK(found == std::vector<std::string>{"Echo", "delta", "charlie", "bravo", "Alpha"});
  }
}

TEST_CASE("bad queries are told", "[engine][find]") {
  Portfolio p;
  const auto code = [&](FindOptions options) { return p.session.find<Account>(options).error().code(); };
  CHECK(code({.where = "name = "}) == "condition_invalid");
  CHECK(code({.order_by = "colour"}) == "invalid_input");
  CHECK(code({.order_by = "name sideways"}) == "invalid_input");
  // Computed when it is read, and bytes: there is nothing to compare.
  CHECK(p.session.find<Engagement>({.order_by = "objective_count"}).error().code() == "invalid_input");
  CHECK(p.session.find<Attachment>({.order_by = "content"}).error().code() == "invalid_input");
  CHECK(code({.limit = 0}) == "invalid_input");
  CHECK(code({.after = "0011"}) == "invalid_input");
  CHECK(p.session.find("no_such_table").error().code() == "invalid_input");
  CHECK(p.session.find("context_data").error().code() == "invalid_input");
}

TEST_CASE("counts and aggregates agree with the records", "[engine][aggregate]") {
  Portfolio p;
  const auto account = p.account();
  for (int i = 0; i < 5; ++i) {
    auto engagement = p.new_engagement(account);
    if (i < 2) engagement.stage = EngagementStage::renew;
    p.create(engagement);
  }
  CHECK(require(p.session.count<Engagement>("stage = renew")) == 2);
  const auto groups = require(p.session.aggregate("engagement", {.group_by = {"stage"}, .measures = {"count"}}));
  std::int64_t sum = 0;
  for (const auto& group : groups) sum += std::get<std::int64_t>(group.measures[0]);
  CHECK(groups.size() == 2);
  CHECK(sum == 5);
  CHECK(p.session.aggregate("engagement", {.measures = {"median(version)"}}).error().code() == "invalid_input");
  CHECK(p.session.aggregate("engagement", {.measures = {"sum(title)"}}).error().code() == "invalid_input");
  CHECK(p.session.aggregate("engagement", {.measures = {"sum(objective_count)"}}).error().code() == "invalid_input");
}

TEST_CASE("lists of references keep their order and lose what is deleted", "[engine][lists]") {
  Portfolio p;
  const auto first = p.user();
  const auto second = p.user();
  auto engagement = p.new_engagement(p.account());
  engagement.watch_list = {second.id, first.id};
  engagement = p.create(engagement);
  CHECK(engagement.watch_list == IdList{second.id, first.id});
  require(p.session.remove(second));
  CHECK(p.again(engagement).watch_list == IdList{first.id});
  const auto page = require(p.session.find<Engagement>());
  CHECK(page.items.at(0).watch_list == IdList{first.id});
}

TEST_CASE("notes given with a write become journal entries", "[engine][journal]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.work_notes = "  Called the sponsor.  ";
  engagement = p.update(engagement);
  const auto entries = require(p.session.journal("engagement", engagement.id));
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].text == "Called the sponsor.");
  CHECK(entries[0].kind == JournalKind::work_note);
  CHECK(engagement.work_notes.empty());
}
