// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("an onboarding case needs an account", "[ONB-02][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(OnboardingCase{}), "ONB-02", "field_required", "account"));
}

TEST_CASE("an onboarding case without a text is called after its account", "[ONB-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  OnboardingCase entity;
  entity.account = Portfolio::ref(account);
  const auto stored = p.session.create(entity);
  REQUIRE(accepted(stored));
  CHECK(stored->short_description == "Onboarding of " + account.name);
  entity.short_description = "Phase two";
  CHECK(p.create(entity).short_description == "Phase two");
}

TEST_CASE("a case created from another record has its account", "[ONB-03][refuses]") {
  Portfolio p;
  const auto account = p.account();
  OnboardingCase entity;
  entity.origin_table = "contract";
  entity.origin_record = p.contract(account).id;
  const auto derived = p.session.create(entity);
  REQUIRE(accepted(derived));
  CHECK(derived->account == Portfolio::ref(account));
  entity.account = Portfolio::ref(p.account());
  CHECK(refused(p.session.create(entity), "ONB-03", "account_mismatch", "account"));
}

TEST_CASE("a case keeps a given account that fits its origin, or has none", "[ONB-03][accepts]") {
  Portfolio p;
  const auto account = p.account();
  OnboardingCase entity;
  entity.account = Portfolio::ref(account);
  entity.origin_table = "account";
  entity.origin_record = account.id;
  CHECK(accepted(p.session.create(entity)));
  entity.origin_table = "user";
  entity.origin_record = p.user().id;
  entity.short_description = "From somewhere";
  CHECK(accepted(p.session.create(entity)));
}

TEST_CASE("the account of a case that an engagement names is fixed", "[ONB-08][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto onboarding = require(p.session.get(engagement.initial_onboarding));
  onboarding.account = Portfolio::ref(p.account());
  const auto stored = p.session.update(onboarding);
  REQUIRE(refused(stored, "ONB-08", "account_locked", "account"));
  CHECK(stored.error().faults().front().details == R"({"engagement":1})");
}

TEST_CASE("a case that nothing names moves to another account", "[ONB-08][accepts]") {
  Portfolio p;
  auto onboarding = p.onboarding_case(p.account());
  onboarding.account = Portfolio::ref(p.account());
  CHECK(accepted(p.session.update(onboarding)));
}

TEST_CASE("open engagements take a new go-live date of their onboarding", "[ONB-11][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto onboarding = require(p.session.get(engagement.initial_onboarding));
  onboarding.go_live_date = day("2025-03-01");
  onboarding = p.update(onboarding);
  CHECK(p.again(engagement).go_live_date == day("2025-03-01"));
  onboarding.go_live_date = day("2025-04-01");
  p.update(onboarding);
  CHECK(p.again(engagement).go_live_date == day("2025-04-01"));
}

TEST_CASE("ended engagements and other changes keep the go-live date", "[ONB-11][accepts]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.go_live_date = day("2025-01-01");
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Stopped.";
  engagement = p.update(engagement);
  auto onboarding = require(p.session.get(engagement.initial_onboarding));
  onboarding.go_live_date = day("2025-03-01");
  onboarding = p.update(onboarding);
  CHECK(p.again(engagement).go_live_date == day("2025-01-01"));

  auto open = p.engagement();
  open.go_live_date = day("2025-01-01");
  open = p.update(open);
  auto other = require(p.session.get(open.initial_onboarding));
  other.description = "Something else.";
  p.update(other);
  CHECK(p.again(open).go_live_date == day("2025-01-01"));
  CHECK(p.again(open).version == open.version);
}
