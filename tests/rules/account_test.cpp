// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

std::int64_t cases_of(Portfolio& p, const Account& account) {
  return require(p.session.count<OnboardingCase>("account = \"" + account.id.to_string() + "\""));
}

Contract decided(Portfolio& p, Contract contract, ContractSubstate substate) {
  contract.substate = substate;
  return p.update(contract);
}

}  // namespace

TEST_CASE("a new customer account gets one onboarding case", "[ACC-01][refuses]") {
  Portfolio p;
  const auto account = p.account();
  REQUIRE(cases_of(p, account) == 1);
  const auto page = require(p.session.find<OnboardingCase>());
  CHECK(page.items.front().state == OnboardingState::new_);
  CHECK(page.items.front().stage == OnboardingProgress::not_started);
  CHECK(page.items.front().short_description == "Onboarding of " + account.name);
}

TEST_CASE("partners, later writes and a switched off property make no case", "[ACC-01][accepts]") {
  Portfolio p;
  Account partner;
  partner.name = "Partner";
  partner.is_customer = false;
  partner.is_partner = true;
  partner = p.create(partner);
  CHECK(cases_of(p, partner) == 0);
  auto account = p.account();
  account.industry = "Retail";
  account = p.update(account);
  CHECK(cases_of(p, account) == 1);
  p.property("onboarding.auto_create", "false", PropertyType::boolean);
  CHECK(cases_of(p, p.account()) == 0);
}

TEST_CASE("the day a renewal is decided is kept", "[CON-01][refuses]") {
  Portfolio p;
  auto contract = p.contract(p.account());
  CHECK_FALSE(contract.renewal_finalized_on.has_value());
  contract = decided(p, contract, ContractSubstate::renewal_approved);
  CHECK(contract.renewal_finalized_on == day("2024-11-20"));
  p.advance(24h);
  contract = decided(p, contract, ContractSubstate::renewal_rejected);
  CHECK(contract.renewal_finalized_on == day("2024-11-21"));
  p.advance(24h);
  CHECK(decided(p, contract, ContractSubstate::under_review).renewal_finalized_on == day("2024-11-21"));
}

TEST_CASE("other changes of a contract decide nothing", "[CON-01][accepts]") {
  Portfolio p;
  auto contract = decided(p, p.contract(p.account()), ContractSubstate::under_review);
  CHECK_FALSE(contract.renewal_finalized_on.has_value());
  contract = decided(p, contract, ContractSubstate::renewal_approved);
  p.advance(24h);
  contract.name = "Another name";
  CHECK(p.update(contract).renewal_finalized_on == day("2024-11-20"));
}

TEST_CASE("the engagement's renewal date follows the contract", "[CON-03][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto contract = p.contract(account, day("2025-06-01"));
  p.link(engagement, contract);
  p.link(engagement, p.contract(account, day("2025-12-01")));
  contract.renewal_date = day("2025-07-01");
  contract = p.update(contract);
  CHECK(p.again(engagement).renewal_date == day("2025-07-01"));
  contract.state = ContractState::canceled;
  p.update(contract);
  CHECK(p.again(engagement).renewal_date == day("2025-12-01"));
}

TEST_CASE("a contract change that does not concern dates writes no engagement", "[CON-03][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto contract = p.contract(account, day("2025-06-01"));
  p.link(engagement, contract);
  auto stored = p.again(engagement);
  stored.renewal_date = day("2030-01-01");
  stored = p.update(stored);
  contract.name = "Another name";
  p.update(contract);
  CHECK(p.again(engagement).renewal_date == day("2030-01-01"));
  CHECK(p.again(engagement).version == stored.version);
}

TEST_CASE("the job takes renewal dates that are past out", "[CON-03][accepts]") {
  Portfolio p;
  require(p.session.install_base_data());
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  p.link(engagement, p.contract(account, day("2024-11-25")));
  p.link(engagement, p.contract(account, day("2025-06-01")));
  REQUIRE(p.again(engagement).renewal_date == day("2024-11-25"));
  p.advance(24h * 5);
  require(p.session.run_job("renewal_dates"));
  CHECK(p.again(engagement).renewal_date == day("2024-11-25"));
  p.advance(24h);
  require(p.session.run_job("renewal_dates"));
  CHECK(p.again(engagement).renewal_date == day("2025-06-01"));
}

TEST_CASE("hierarchies of users, accounts and sold products have no circle", "[GEN-04][refuses]") {
  Portfolio p;
  auto boss = p.user();
  auto report = p.user();
  report.manager = Portfolio::ref(boss);
  report = p.update(report);
  boss.manager = Portfolio::ref(report);
  CHECK(refused(p.session.update(boss), "GEN-04", "parent_cycle", "manager"));

  auto group = p.account();
  group.parent = Portfolio::ref(group);
  CHECK(refused(p.session.update(group), "GEN-04", "parent_cycle", "parent"));

  const auto account = p.account();
  auto suite = p.sold_product(account);
  const auto part = p.sold_product(account, Portfolio::ref(suite));
  suite.parent = Portfolio::ref(part);
  CHECK(refused(p.session.update(suite), "GEN-04", "parent_cycle", "parent"));
}

TEST_CASE("the user of a customer names the account", "[GEN-02][refuses]") {
  Portfolio p;
  User entity;
  entity.user_name = "ada";
  entity.name = "Ada";
  entity.kind = UserKind::customer;
  CHECK(refused(p.session.create(entity), "GEN-02", "field_required", "account"));
  entity.account = Portfolio::ref(p.account());
  CHECK(accepted(p.session.create(entity)));
}
