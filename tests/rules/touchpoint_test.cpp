// SPDX-License-Identifier: Apache-2.0
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

std::optional<Ref<Touchpoint>> last(Portfolio& p, const Engagement& engagement) {
  return p.again(engagement).last_touchpoint;
}

}  // namespace

TEST_CASE("a touchpoint needs engagement, subject and description", "[TCH-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(Touchpoint{});
  CHECK(refused(stored, "TCH-02", "field_required", "engagement"));
  CHECK(refused(stored, "TCH-02", "field_required", "subject"));
  CHECK(refused(stored, "TCH-02", "field_required", "description"));
  auto related = p.new_touchpoint(p.engagement());
  related.product_related = true;
  CHECK(refused(p.session.create(related), "TCH-02", "field_required", "product"));
}

TEST_CASE("a product-related touchpoint with its product is stored", "[TCH-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto related = p.new_touchpoint(p.engagement(account));
  related.product_related = true;
  related.product = Portfolio::ref(p.sold_product(account));
  CHECK(accepted(p.session.create(related)));
  CHECK(accepted(p.session.create(p.new_touchpoint(p.engagement(account)))));
}

TEST_CASE("the engagement of a touchpoint with an associated risk is fixed", "[TCH-05][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto touchpoint = p.touchpoint(engagement);
  associate(p, engagement, touchpoint);
  touchpoint.engagement = Portfolio::ref(p.engagement(account));
  const auto stored = p.session.update(touchpoint);
  REQUIRE(refused(stored, "TCH-05", "engagement_locked", "engagement"));
  CHECK(stored.error().faults().front().details == R"({"risk_signal":1})");
}

TEST_CASE("tasks of a touchpoint fix its engagement too", "[TCH-05][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto touchpoint = p.touchpoint(engagement);
  p.task(touchpoint);
  end(p, p.task(touchpoint), "canceled");
  associate(p, engagement, touchpoint);
  touchpoint.engagement = Portfolio::ref(p.engagement(account));
  const auto stored = p.session.update(touchpoint);
  REQUIRE(refused(stored, "TCH-05", "engagement_locked", "engagement"));
  CHECK(details_of(stored) == R"({"risk_signal":1,"success_task":2})");
}

TEST_CASE("a touchpoint moves while risks name only others", "[TCH-05][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto touchpoint = p.touchpoint(engagement);
  const auto other = p.touchpoint(engagement);
  associate(p, engagement, other);
  p.task(other);
  touchpoint.engagement = Portfolio::ref(p.engagement(account));
  CHECK(accepted(p.session.update(touchpoint)));
}

TEST_CASE("the engagement names its last touchpoint", "[TCH-06][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto first = p.touchpoint(engagement);
  CHECK(last(p, engagement) == Portfolio::ref(first));
  CHECK(p.again(engagement).last_touchpoint_at == p.clock->now());
  p.advance(1h);
  const auto second = p.touchpoint(engagement);
  CHECK(last(p, engagement) == Portfolio::ref(second));
  p.advance(1h);
  first.subject = "Again";
  first = p.update(first);
  CHECK(last(p, engagement) == Portfolio::ref(first));
  CHECK(p.again(engagement).last_touchpoint_at == p.clock->now());
  CHECK(p.again(engagement).version == engagement.version);
}

TEST_CASE("of touchpoints of one moment the higher number is the last", "[TCH-06][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  p.touchpoint(engagement);
  const auto second = p.touchpoint(engagement);
  CHECK(last(p, engagement) == Portfolio::ref(second));
}

TEST_CASE("an open touchpoint goes before a closed one, a canceled one never counts", "[TCH-06][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto open = p.touchpoint(engagement);
  p.advance(1h);
  const auto later = end(p, p.touchpoint(engagement), "closed");
  CHECK(last(p, engagement) == Portfolio::ref(open));
  p.advance(1h);
  open = end(p, open, "canceled");
  CHECK(last(p, engagement) == Portfolio::ref(later));
}

TEST_CASE("a touchpoint that moves is taken out of the old engagement's last", "[TCH-06][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto old = p.engagement(account);
  const auto other = p.engagement(account);
  const auto stays = p.touchpoint(old);
  p.advance(1h);
  auto moves = p.touchpoint(old);
  p.advance(1h);
  moves.engagement = Portfolio::ref(other);
  p.update(moves);
  CHECK(last(p, old) == Portfolio::ref(stays));
  CHECK(last(p, other) == Portfolio::ref(moves));
}

TEST_CASE("an engagement whose touchpoint is deleted names the one before", "[TCH-07][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto first = p.touchpoint(engagement);
  p.advance(1h);
  const auto second = p.touchpoint(engagement);
  require(p.session.remove(second));
  CHECK(last(p, engagement) == Portfolio::ref(first));
  require(p.session.remove(first));
  CHECK_FALSE(last(p, engagement).has_value());
  CHECK_FALSE(p.again(engagement).last_touchpoint_at.has_value());
}

TEST_CASE("deleting an earlier touchpoint leaves the last one", "[TCH-07][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto first = p.touchpoint(engagement);
  p.advance(1h);
  const auto second = p.touchpoint(engagement);
  require(p.session.remove(first));
  CHECK(last(p, engagement) == Portfolio::ref(second));
}

TEST_CASE("a touchpoint has no meeting fields", "[TCH-12][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto stored = p.session.create("touchpoint", {{"engagement", engagement.id},
                                                      {"subject", std::string("S")},
                                                      {"description", std::string("D")},
                                                      {"meeting_date", p.clock->now()},
                                                      {"meeting_type", std::string("qbr")}});
  CHECK(refused(stored, "TCH-12", "invalid_input", "meeting_date"));
  CHECK(refused(stored, "TCH-12", "invalid_input", "meeting_type"));
  const auto touchpoint = p.touchpoint(engagement);
  CHECK(refused(p.session.update("touchpoint", touchpoint.id, touchpoint.version, {{"meeting_type", Value()}}),
                "TCH-12", "invalid_input", "meeting_type"));
  const auto called = p.session.call(R"({"v":1,"op":"create","args":{"table":"touchpoint","values":{"engagement":")" +
                                     engagement.id.to_string() + R"(","meeting_date":"2025-01-01"}}})");
  CHECK(refused(called, "TCH-12", "invalid_input", "meeting_date"));
}

TEST_CASE("other unknown fields are refused without that rule", "[TCH-12][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(
      "touchpoint",
      {{"engagement", p.engagement().id}, {"subject", std::string("S")}, {"description", std::string("D")}})));
  const auto stored = p.session.create("touchpoint", {{"meeting_place", std::string("Vienna")}});
  CHECK(refused(stored, "", "invalid_input", "meeting_place"));
}
