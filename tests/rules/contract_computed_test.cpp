// SPDX-License-Identifier: Apache-2.0
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Contracts: their renewal, their value in several currencies, and the risks that name them.

namespace {

Money money(std::int64_t amount, std::string_view currency) { return {amount, *Currency::parse(currency)}; }

/// An engagement whose account signs contracts.
struct Deals : Portfolio {
  Deals() : home(account()), journey(engagement(home)) {}

  Contract worth(std::int64_t amount, std::string_view currency, ContractState state = ContractState::active) {
    auto entity = new_contract(home);
    entity.value = money(amount, currency);
    entity.state = state;
    return create(entity);
  }
  Contract linked(std::int64_t amount, std::string_view currency, ContractState state = ContractState::active) {
    const auto entity = worth(amount, currency, state);
    link(journey, entity);
    return entity;
  }
  void rate(std::string_view currency, std::string_view value, std::string_view on = "2024-11-01") {
    ExchangeRate entity;
    entity.currency = currency;
    entity.date = day(on);
    entity.rate = *Decimal::parse(value);
    create(entity);
  }
  RiskSignal risk(IdList contracts, Probability probability = Probability::moderate) {
    auto entity = new_risk_signal(journey);
    entity.contracts_impacted = std::move(contracts);
    entity.probability = probability;
    return create(entity);
  }
  void report_in(std::string_view currency) { property("report.currency", currency); }
  std::optional<Money> value() { return again(journey).contract_value; }
  std::optional<Money> at_risk() { return again(journey).contract_value_at_risk; }

  Opportunity deal(const Contract& contract, OpportunityStage stage, std::string_view closed = {},
                   OpportunityType type = OpportunityType::renew) {
    Opportunity entity;
    entity.name = unique("Deal");
    entity.account = ref(home);
    entity.contract = ref(contract);
    entity.type = type;
    entity.stage = stage;
    if (!closed.empty()) entity.actual_closed_date = day(closed);
    return create(entity);
  }

  Account home;
  Engagement journey;
};

Contract decided(Portfolio& p, Contract contract, ContractSubstate substate) {
  contract.substate = substate;
  return p.update(contract);
}

}  // namespace

TEST_CASE("a decided renewal opportunity says won or lost, on the day it closed", "[CON-04][refuses]") {
  Deals d;
  auto contract = decided(d, d.contract(d.home), ContractSubstate::renewal_rejected);
  CHECK(contract.renewal_result == "lost");
  CHECK(contract.renewal_result_date == day("2024-11-20"));
  d.deal(contract, OpportunityStage::closed_won, "2024-10-01");
  contract = d.again(contract);
  CHECK(contract.renewal_result == "won");
  CHECK(contract.renewal_result_date == day("2024-10-01"));
  d.deal(contract, OpportunityStage::closed_lost, "2024-10-31");
  d.deal(contract, OpportunityStage::closed_won, "2024-09-01");
  contract = d.again(contract);
  CHECK(contract.renewal_result == "lost");
  CHECK(contract.renewal_result_date == day("2024-10-31"));
}

TEST_CASE("without a decided renewal opportunity the substate says it", "[CON-04][accepts]") {
  Deals d;
  auto contract = d.contract(d.home);
  CHECK(contract.renewal_result.empty());
  CHECK_FALSE(contract.renewal_result_date.has_value());
  d.deal(contract, OpportunityStage::open);
  d.deal(contract, OpportunityStage::closed_lost, "2024-10-01", OpportunityType::expansion);
  CHECK(d.again(contract).renewal_result.empty());
  contract = decided(d, contract, ContractSubstate::renewal_approved);
  CHECK(contract.renewal_result == "won");
  CHECK(contract.renewal_result_date == day("2024-11-20"));
  d.advance(24h);
  contract = decided(d, contract, ContractSubstate::under_review);
  CHECK(contract.renewal_result.empty());
  CHECK_FALSE(contract.renewal_result_date.has_value());
  CHECK(contract.renewal_finalized_on == day("2024-11-20"));
}

TEST_CASE("days to the renewal of a contract are counted from today") {
  Deals d;
  const auto contract = d.contract(d.home, day("2024-11-30"));
  CHECK(contract.days_to_renewal == 10);
  d.advance(24h * 12);
  CHECK(d.again(contract).days_to_renewal == -2);
  CHECK_FALSE(d.contract(d.home).days_to_renewal.has_value());
}

TEST_CASE("a contract shows the highest probability of the active risks that name it") {
  Deals d;
  const auto contract = d.contract(d.home);
  const auto other = d.contract(d.home);
  CHECK_FALSE(contract.max_risk_probability.has_value());
  d.risk({contract.id}, Probability::low);
  d.risk({other.id, contract.id}, Probability::moderate);
  auto highest = d.risk({contract.id}, Probability::high);
  REQUIRE(d.again(contract).max_risk_probability.has_value());
  CHECK(*d.again(contract).max_risk_probability == Probability::high);
  CHECK(*d.again(other).max_risk_probability == Probability::moderate);
  highest.state = RiskState::canceled;
  highest.close_notes = "Over.";
  d.update(highest);
  CHECK(*d.again(contract).max_risk_probability == Probability::moderate);
}

TEST_CASE("the contract value adds up the linked active contracts") {
  Deals d;
  CHECK_FALSE(d.journey.contract_value.has_value());
  d.linked(100'00, "EUR");
  d.linked(50'50, "EUR");
  d.linked(900'00, "EUR", ContractState::draft);
  d.linked(900'00, "EUR", ContractState::expired);
  d.worth(900'00, "EUR");
  d.link(d.journey, d.contract(d.home));
  CHECK(d.value() == money(150'50, "EUR"));
  const auto page = require(d.session.find<Engagement>());
  REQUIRE(page.items.size() == 1);
  CHECK(page.items.front().contract_value == money(150'50, "EUR"));
}

TEST_CASE("without a report currency only amounts of one currency add up") {
  Deals d;
  d.linked(100'00, "EUR");
  d.rate("EUR", "1");
  d.rate("USD", "0.5");
  CHECK(d.value() == money(100'00, "EUR"));
  d.linked(100'00, "USD");
  CHECK_FALSE(d.value().has_value());
  d.report_in("USD");
  CHECK(d.value() == money(300'00, "USD"));
}

TEST_CASE("amounts are converted one by one at the rates of today") {
  Deals d;
  d.report_in("EUR");
  d.rate("EUR", "1");
  d.rate("USD", "0.9", "2024-11-01");
  d.rate("USD", "0.333333", "2024-11-20");
  d.rate("USD", "2", "2024-11-21");
  d.linked(100, "USD");
  d.linked(100, "USD");
  // 33.3333 is 33 each time; together they would have been 67.
  CHECK(d.value() == money(66, "EUR"));
  d.advance(24h);
  CHECK(d.value() == money(400, "EUR"));
}

TEST_CASE("currencies with other minor units are converted to theirs") {
  Deals d;
  d.rate("EUR", "1");
  d.rate("JPY", "0.006");
  d.rate("KWD", "3");
  d.linked(10'00, "EUR");
  d.linked(1'000, "JPY");
  d.linked(1'500, "KWD");
  d.report_in("EUR");
  CHECK(d.value() == money(10'00 + 6'00 + 4'50, "EUR"));
  d.report_in("JPY");
  CHECK(d.value() == money(1'667 + 1'000 + 750, "JPY"));
  d.report_in("KWD");
  CHECK(d.value() == money(3'333 + 2'000 + 1'500, "KWD"));
}

TEST_CASE("an amount without a rate is left out") {
  Deals d;
  d.report_in("EUR");
  d.linked(10'00, "EUR");
  d.linked(10'00, "CHF");
  CHECK(d.value() == money(10'00, "EUR"));
  d.rate("CHF", "1.1", "2024-11-21");
  d.rate("EUR", "1", "2024-11-01");
  CHECK(d.value() == money(10'00, "EUR"));
  d.rate("CHF", "1.1");
  CHECK(d.value() == money(21'00, "EUR"));
  d.report_in("USD");
  CHECK_FALSE(d.value().has_value());
}

TEST_CASE("what active risks put at stake counts each contract once, whatever its state") {
  Deals d;
  d.report_in("EUR");
  d.rate("EUR", "1");
  d.rate("USD", "0.5");
  const auto dollars = d.linked(100'00, "USD");
  const auto euros = d.worth(30'00, "EUR", ContractState::expired);
  CHECK_FALSE(d.at_risk().has_value());
  auto first = d.risk({dollars.id});
  auto both = d.risk({dollars.id, euros.id});
  CHECK(first.contract_value_impacted == money(50'00, "EUR"));
  CHECK(both.contract_value_impacted == money(80'00, "EUR"));
  CHECK(d.at_risk() == money(80'00, "EUR"));
  CHECK(d.value() == money(50'00, "EUR"));
  both.state = RiskState::canceled;
  both.close_notes = "Over.";
  both = d.update(both);
  CHECK(both.contract_value_impacted == money(80'00, "EUR"));
  CHECK(d.at_risk() == money(50'00, "EUR"));
  CHECK_FALSE(d.risk({}).contract_value_impacted.has_value());
  const auto signals = require(d.session.find<RiskSignal>());
  REQUIRE(signals.items.size() == 3);
  CHECK(signals.items[1].contract_value_impacted == money(80'00, "EUR"));
}
