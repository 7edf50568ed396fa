// SPDX-License-Identifier: Apache-2.0
#include "inside.hpp"
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

ApplicableOutcome further(const SuccessInitiative& initiative, const SuccessOutcome& outcome) {
  ApplicableOutcome link;
  link.success_initiative = Portfolio::ref(initiative);
  link.success_outcome = Portfolio::ref(outcome);
  return link;
}

}  // namespace

TEST_CASE("an initiative lies in the domain of its outcome", "[INI-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto outcome = p.outcome(p.engagement());
  const auto initiative = p.initiative(outcome);
  CHECK(initiative.domain == outcome.domain);
  CHECK(initiative.domain != p.global());
}

TEST_CASE("an initiative moves to the domain of another outcome", "[INI-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto initiative = p.initiative(p.engagement());
  const auto other = p.outcome(p.engagement());
  initiative.success_outcome = Portfolio::ref(other);
  CHECK(p.update(initiative).domain == other.domain);
}

TEST_CASE("an initiative needs outcome, subject and description", "[INI-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(SuccessInitiative{});
  CHECK(refused(stored, "INI-02", "field_required", "success_outcome"));
  CHECK(refused(stored, "INI-02", "field_required", "subject"));
  CHECK(refused(stored, "INI-02", "field_required", "description"));
}

TEST_CASE("an initiative begins general, new and hidden from the customer", "[INI-02][STK-07][accepts]") {
  Portfolio p;
  const auto initiative = p.initiative(p.engagement());
  CHECK(initiative.category == InitiativeCategory::general);
  CHECK(initiative.state == WorkState::new_);
  CHECK_FALSE(initiative.customer_visible);
  CHECK(initiative.needs_attention);
}

TEST_CASE("an initiative that a playbook makes may wait for its texts", "[INI-02][accepts]") {
  Inside inside;
  Account account;
  account.name = "A";
  const Ref<Account> of(require(inside.create(account)));
  OnboardingCase onboarding;
  onboarding.account = of;
  Engagement engagement;
  engagement.account = of;
  engagement.title = "E";
  engagement.initial_onboarding = Ref<OnboardingCase>(require(inside.create(onboarding)));
  SuccessObjective objective;
  objective.engagement = Ref<Engagement>(require(inside.create(engagement)));
  objective.title = objective.description = "O";
  SuccessOutcome outcome;
  outcome.success_objective = Ref<SuccessObjective>(require(inside.create(objective)));
  outcome.title = outcome.description = "O";
  SuccessInitiative initiative;
  initiative.success_outcome = Ref<SuccessOutcome>(require(inside.create(outcome)));
  CHECK(refused(inside.create(initiative), "INI-02", "field_required", "subject"));
  initiative.incomplete = true;
  CHECK(accepted(inside.create(initiative)));
}

TEST_CASE("an initiative ends only with its closure information", "[INI-03][refuses]") {
  Portfolio p;
  check_closing(p, p.initiative(p.engagement()), "INI-03");
}

TEST_CASE("an initiative is closed or canceled", "[INI-03][accepts]") {
  Portfolio p;
  const auto outcome = p.outcome(p.engagement());
  check_closed(p, p.initiative(outcome), "closed");
  check_closed(p, p.initiative(outcome), "canceled");
}

TEST_CASE("a reopened initiative has no closure", "[INI-04][refuses]") {
  Portfolio p;
  check_reopened(p, end(p, p.initiative(p.engagement()), "closed"), "new", "not_started");
}

TEST_CASE("an open initiative keeps a prepared closure", "[INI-04][accepts]") {
  Portfolio p;
  auto initiative = p.initiative(p.engagement());
  initiative.close_notes = "Prepared.";
  initiative.state = WorkState::in_progress;
  CHECK(p.update(initiative).close_notes == "Prepared.");
}

TEST_CASE("the outcome of an initiative with tasks or risks is fixed", "[INI-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  auto initiative = p.initiative(p.outcome(objective));
  p.task(initiative);
  end(p, p.task(initiative), "canceled");
  initiative.success_outcome = Portfolio::ref(p.outcome(objective));
  const auto moved = p.session.update(initiative);
  REQUIRE(refused(moved, "INI-05", "outcome_locked", "success_outcome"));
  CHECK(details_of(moved) == R"({"success_task":2})");
  auto risky = p.initiative(p.outcome(objective));
  associate(p, engagement, risky);
  risky.success_outcome = initiative.success_outcome;
  CHECK(details_of(p.session.update(risky)) == R"({"risk_signal":1})");
}

TEST_CASE("an initiative without tasks moves within and between objectives", "[INI-05][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  auto initiative = p.initiative(p.outcome(objective));
  initiative.success_outcome = Portfolio::ref(p.outcome(objective));
  initiative = p.update(initiative);
  initiative.success_outcome = Portfolio::ref(p.outcome(p.engagement()));
  CHECK(accepted(p.session.update(initiative)));
}

TEST_CASE("an initiative with further outcomes stays with its objective", "[INI-07][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  auto initiative = p.initiative(p.outcome(objective));
  p.create(further(initiative, p.outcome(objective)));
  initiative.success_outcome = Portfolio::ref(p.outcome(engagement));
  const auto moved = p.session.update(initiative);
  REQUIRE(refused(moved, "INI-07", "outcome_locked", "success_outcome"));
  CHECK(details_of(moved) == R"({"applicable_outcome":1})");
}

TEST_CASE("an initiative with further outcomes moves within its objective", "[INI-07][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  auto initiative = p.initiative(p.outcome(objective));
  p.create(further(initiative, p.outcome(objective)));
  initiative.success_outcome = Portfolio::ref(p.outcome(objective));
  CHECK(accepted(p.session.update(initiative)));
}

TEST_CASE("an initiative takes over the products of the objective", "[INI-08][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto objective = p.new_objective(engagement);
  objective.products = {p.sold_product(account).id, p.sold_product(account).id};
  objective = p.create(objective);
  auto initiative = p.initiative(p.outcome(objective));
  CHECK(initiative.products == objective.products);
  initiative.success_outcome = Portfolio::ref(p.outcome(engagement));
  CHECK(p.update(initiative).products.empty());
}

TEST_CASE("products given with the outcome stay, and later ones too", "[INI-08][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto objective = p.new_objective(p.engagement(account));
  objective.products = {p.sold_product(account).id};
  auto initiative = p.new_initiative(p.outcome(p.create(objective)));
  const IdList given{p.sold_product(account).id};
  initiative.products = given;
  initiative = p.create(initiative);
  CHECK(initiative.products == given);
  initiative.subject = "Another subject";
  CHECK(p.update(initiative).products == given);
}

TEST_CASE("objective, engagement and account of an initiative are not written", "[INI-09][refuses]") {
  Portfolio p;
  auto initiative = p.initiative(p.engagement());
  const auto other = p.objective(p.engagement());
  initiative.success_objective = Portfolio::ref(other);
  initiative.engagement = other.engagement;
  initiative.account = other.account;
  const auto stored = p.session.update(initiative);
  CHECK(refused(stored, "INI-09", "field_read_only", "success_objective"));
  CHECK(refused(stored, "INI-09", "field_read_only", "engagement"));
  CHECK(refused(stored, "INI-09", "field_read_only", "account"));
}

TEST_CASE("objective, engagement and account of an initiative are those of the outcome", "[INI-09][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto outcome = p.outcome(engagement);
  const auto initiative = p.initiative(outcome);
  CHECK(initiative.success_objective == outcome.success_objective);
  CHECK(initiative.engagement == Portfolio::ref(engagement));
  CHECK(initiative.account == engagement.account);
}

TEST_CASE("an initiative is planned from its creation on", "[PLN-02][refuses]") {
  Portfolio p;
  CHECK(p.initiative(p.engagement()).planned_start == p.clock->now());
}

TEST_CASE("a given planned start stays", "[PLN-02][accepts]") {
  Portfolio p;
  auto initiative = p.new_initiative(p.outcome(p.engagement()));
  initiative.planned_start = at("2025-01-01T00:00:00Z");
  CHECK(p.create(initiative).planned_start == at("2025-01-01T00:00:00Z"));
}

TEST_CASE("products of another account are refused on an initiative", "[GEN-06]") {
  Portfolio p;
  auto initiative = p.new_initiative(p.outcome(p.engagement()));
  initiative.products = {p.sold_product(p.account()).id};
  CHECK(refused(p.session.create(initiative), "GEN-06", "account_mismatch", "products"));
}
