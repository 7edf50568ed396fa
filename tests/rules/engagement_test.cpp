// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

ApplicableSoldProduct applicable(const Engagement& engagement, const SoldProduct& product) {
  ApplicableSoldProduct entity;
  entity.engagement = Portfolio::ref(engagement);
  entity.sold_product = Portfolio::ref(product);
  return entity;
}

}  // namespace

TEST_CASE("an engagement needs account, onboarding and title", "[ENG-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(Engagement{});
  CHECK(refused(stored, "ENG-02", "field_required", "account"));
  CHECK(refused(stored, "ENG-02", "field_required", "initial_onboarding"));
  CHECK(refused(stored, "ENG-02", "field_required", "title"));
  CHECK(stored.error().code() == "validation_failed");
  auto blank = p.new_engagement(p.account());
  blank.title = " \t";
  CHECK(refused(p.session.create(blank), "ENG-02", "field_required", "title"));
}

TEST_CASE("an engagement with account, onboarding and title is stored", "[ENG-02][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(p.new_engagement(p.account()))));
}

TEST_CASE("an engagement is not its own ancestor", "[ENG-06][refuses]") {
  Portfolio p;
  auto top = p.engagement();
  top.parent = Portfolio::ref(top);
  CHECK(refused(p.session.update(top), "ENG-06", "parent_cycle", "parent"));
  top = p.again(top);
  auto middle = p.new_engagement(p.account());
  middle.parent = Portfolio::ref(top);
  middle = p.create(middle);
  auto bottom = p.new_engagement(p.account());
  bottom.parent = Portfolio::ref(middle);
  bottom = p.create(bottom);
  top.parent = Portfolio::ref(bottom);
  CHECK(refused(p.session.update(top), "ENG-06", "parent_cycle", "parent"));
}

TEST_CASE("an engagement hangs below one of another account", "[ENG-06][accepts]") {
  Portfolio p;
  const auto parent = p.engagement();
  auto child = p.engagement();
  child.parent = Portfolio::ref(parent);
  CHECK(accepted(p.session.update(child)));
}

TEST_CASE("the initial onboarding is of the engagement's account", "[ENG-07][refuses]") {
  Portfolio p;
  auto entity = p.new_engagement(p.account());
  entity.initial_onboarding = Portfolio::ref(p.onboarding_case(p.account()));
  CHECK(refused(p.session.create(entity), "ENG-07", "account_mismatch", "initial_onboarding"));
  auto stored = p.engagement();
  stored.account = Portfolio::ref(p.account());
  CHECK(refused(p.session.update(stored), "ENG-07", "account_mismatch", "initial_onboarding"));
}

TEST_CASE("another case of the same account becomes the initial onboarding", "[ENG-07][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto entity = p.engagement(account);
  entity.initial_onboarding = Portfolio::ref(p.onboarding_case(account));
  CHECK(accepted(p.session.update(entity)));
}

TEST_CASE("the go-live date comes from the onboarding, over a given one", "[ENG-08][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto onboarding = p.onboarding_case(account);
  onboarding.go_live_date = day("2025-03-01");
  onboarding = p.update(onboarding);
  auto entity = p.new_engagement(account);
  entity.initial_onboarding = Portfolio::ref(onboarding);
  entity.go_live_date = day("2025-01-01");
  CHECK(p.create(entity).go_live_date == day("2025-03-01"));
}

TEST_CASE("an onboarding without a go-live date leaves the engagement's", "[ENG-08][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto entity = p.new_engagement(account);
  entity.go_live_date = day("2025-01-01");
  entity = p.create(entity);
  CHECK(entity.go_live_date == day("2025-01-01"));
  entity.initial_onboarding = Portfolio::ref(p.onboarding_case(account));
  entity = p.update(entity);
  CHECK(entity.go_live_date == day("2025-01-01"));
  entity.go_live_date = day("2025-02-01");
  CHECK(p.update(entity).go_live_date == day("2025-02-01"));
}

TEST_CASE("a contract is linked to an engagement once", "[ENC-01][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto contract = p.contract(account);
  p.link(engagement, contract);
  EngagementContract again;
  again.engagement = Portfolio::ref(engagement);
  again.contract = Portfolio::ref(contract);
  CHECK(refused(p.session.create(again), "ENC-01", "duplicate_link", "contract"));
}

TEST_CASE("a contract is linked to several engagements", "[ENC-01][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto contract = p.contract(account);
  p.link(p.engagement(account), contract);
  EngagementContract other;
  other.engagement = Portfolio::ref(p.engagement(account));
  other.contract = Portfolio::ref(contract);
  CHECK(accepted(p.session.create(other)));
}

TEST_CASE("a linked contract is of the engagement's account", "[ENC-02][refuses]") {
  Portfolio p;
  EngagementContract link;
  link.engagement = Portfolio::ref(p.engagement());
  link.contract = Portfolio::ref(p.contract(p.account()));
  CHECK(refused(p.session.create(link), "ENC-02", "account_mismatch", "contract"));
}

TEST_CASE("a contract of the same account is linked", "[ENC-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  EngagementContract link;
  link.engagement = Portfolio::ref(p.engagement(account));
  link.contract = Portfolio::ref(p.contract(account));
  CHECK(accepted(p.session.create(link)));
}

TEST_CASE("the engagement takes the earliest renewal of its contracts", "[ENC-03][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  p.link(engagement, p.contract(account, day("2025-09-01")));
  CHECK(p.again(engagement).renewal_date == day("2025-09-01"));
  auto link = p.link(engagement, p.contract(account, day("2025-06-01")));
  CHECK(p.again(engagement).renewal_date == day("2025-06-01"));

  const auto other = p.engagement(account);
  link.engagement = Portfolio::ref(other);
  p.update(link);
  CHECK(p.again(engagement).renewal_date == day("2025-09-01"));
  CHECK(p.again(other).renewal_date == day("2025-06-01"));
}

TEST_CASE("contracts that are over or past do not count for the renewal", "[ENC-03][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto canceled = p.new_contract(account);
  canceled.state = ContractState::canceled;
  canceled.renewal_date = day("2025-01-01");
  p.link(engagement, p.create(canceled));
  auto expired = canceled;
  expired.number = p.unique("CNT");
  expired.state = ContractState::expired;
  p.link(engagement, p.create(expired));
  auto ended = p.new_contract(account);
  ended.end_date = day("2024-11-19");
  ended.renewal_date = day("2025-01-01");
  p.link(engagement, p.create(ended));
  p.link(engagement, p.contract(account, day("2024-11-19")));
  const auto version = p.again(engagement).version;
  CHECK_FALSE(p.again(engagement).renewal_date.has_value());
  CHECK(version == engagement.version);

  auto by_end = p.new_contract(account);
  by_end.end_date = day("2024-11-20");
  p.link(engagement, p.create(by_end));
  CHECK(p.again(engagement).renewal_date == day("2024-11-20"));
}

TEST_CASE("an engagement that loses a contract takes the next renewal", "[ENC-04][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto kept = p.link(engagement, p.contract(account, day("2025-09-01")));
  const auto contract = p.contract(account, day("2025-06-01"));
  p.link(engagement, contract);
  require(p.session.remove(contract));
  CHECK(p.again(engagement).renewal_date == day("2025-09-01"));
  require(p.session.remove(kept));
  CHECK_FALSE(p.again(engagement).renewal_date.has_value());
}

TEST_CASE("removing a later contract leaves the renewal date", "[ENC-04][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  p.link(engagement, p.contract(account, day("2025-06-01")));
  const auto later = p.link(engagement, p.contract(account, day("2025-09-01")));
  const auto before = p.again(engagement);
  require(p.session.remove(later));
  CHECK(p.again(engagement).renewal_date == day("2025-06-01"));
  CHECK(p.again(engagement).version == before.version);
}

TEST_CASE("a sold product applies to an engagement once", "[ASP-01][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto link = applicable(p.engagement(account), p.sold_product(account));
  p.create(link);
  CHECK(refused(p.session.create(link), "ASP-01", "duplicate_link", "sold_product"));
}

TEST_CASE("a sold product applies to several engagements", "[ASP-01][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  p.create(applicable(p.engagement(account), product));
  CHECK(accepted(p.session.create(applicable(p.engagement(account), product))));
}
