// SPDX-License-Identifier: Apache-2.0
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;

// Engagements that change their account or end, and what stands below them.

namespace {

Result<Engagement> close(Portfolio& p, Engagement engagement) {
  engagement.state = EngagementState::closed;
  engagement.close_code = EngagementCloseCode::completed;
  engagement.close_notes = "Done.";
  return p.session.update(engagement);
}

/// The engagement moved to another account, with a case of that account, as a caller would do it.
Result<Engagement> try_move(Portfolio& p, const Engagement& engagement, const Account& account) {
  auto moved = p.again(engagement);
  moved.account = Portfolio::ref(account);
  moved.initial_onboarding = Portfolio::ref(p.onboarding_case(account));
  return p.session.update(moved);
}
Engagement move(Portfolio& p, const Engagement& engagement, const Account& account) {
  return require(try_move(p, engagement, account));
}

/// The account is fixed, and the details count what holds it.
void check_locked(Portfolio& p, const Engagement& engagement, std::string_view counts) {
  const auto moved = try_move(p, engagement, p.account());
  REQUIRE(refused(moved, "ENG-05", "account_locked", "account"));
  CHECK(details_of(moved) == counts);
  CHECK(p.again(engagement).account == engagement.account);
}

Entitlement entitlement(Portfolio& p, const Account& account) {
  Entitlement entity;
  entity.name = p.unique("Entitlement");
  entity.account = Portfolio::ref(account);
  return p.create(entity);
}

void entitle(Portfolio& p, const Engagement& engagement, const Account& account) {
  ApplicableEntitlement link;
  link.engagement = Portfolio::ref(engagement);
  link.entitlement = Portfolio::ref(entitlement(p, account));
  p.create(link);
}

CustomerTeamMember member(Portfolio& p, const Engagement& engagement, const Account& account) {
  CustomerTeamMember entity;
  entity.engagement = Portfolio::ref(engagement);
  entity.contact = Portfolio::ref(p.contact(account));
  return p.create(entity);
}

/// One of each kind of work that can begin under an engagement.
struct Beginnings {
  Result<SuccessObjective> objective;
  Result<CustomerPlay> customer_play;
  Result<InternalPlay> internal_play;
  Result<Touchpoint> touchpoint;
  Result<RiskSignal> risk_signal;
  Result<ImplementationRecord> implementation;
};
Beginnings begin_all(Portfolio& p, const Engagement& engagement) {
  auto& s = p.session;
  return {s.create(p.new_objective(engagement)),     s.create(p.new_customer_play(engagement)),
          s.create(p.new_internal_play(engagement)), s.create(p.new_touchpoint(engagement)),
          s.create(p.new_risk_signal(engagement)),   s.create(p.new_implementation(engagement))};
}

}  // namespace

TEST_CASE("the account of an engagement with work or risks is fixed", "[ENG-05][refuses]") {
  Portfolio p;
  const auto planned = p.engagement();
  p.objective(planned);
  p.objective(planned);
  check_locked(p, planned, R"({"success_objective":2})");
  const auto played = p.engagement();
  p.customer_play(played);
  check_locked(p, played, R"({"customer_play":1})");
  const auto inside = p.engagement();
  p.internal_play(inside);
  check_locked(p, inside, R"({"internal_play":1})");
  const auto risky = p.engagement();
  p.risk_signal(risky);
  p.risk_signal(risky);
  check_locked(p, risky, R"({"risk_signal":2})");
}

TEST_CASE("what holds the account is told together, ended work too", "[ENG-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  end(p, p.objective(engagement), "canceled");
  end(p, p.customer_play(engagement), "closed");
  p.internal_play(engagement);
  p.risk_signal(engagement);
  p.risk_signal(engagement);
  p.touchpoint(engagement);
  check_locked(p, engagement, R"({"customer_play":1,"internal_play":1,"risk_signal":2,"success_objective":1})");
}

TEST_CASE("an engagement that nothing holds moves to another account", "[ENG-05][accepts]") {
  Portfolio p;
  const auto busy = p.engagement();
  p.objective(busy);
  const auto account = p.account();
  const auto free = p.engagement();
  p.touchpoint(free);
  p.create(p.new_implementation(free));
  CHECK(move(p, free, account).account == Portfolio::ref(account));
  auto renamed = p.again(busy);
  renamed.title = "Another title";
  CHECK(accepted(p.session.update(renamed)));
}

TEST_CASE("what is linked must belong to the new account", "[ENG-09][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto other = p.account();
  const auto with_contract = p.engagement(account);
  p.link(with_contract, p.contract(account));
  CHECK(refused(try_move(p, with_contract, other), "ENG-09", "account_mismatch", "account"));
  const auto with_product = p.engagement(account);
  p.apply(with_product, p.sold_product(account));
  CHECK(refused(try_move(p, with_product, other), "ENG-09", "account_mismatch", "account"));
  const auto with_entitlement = p.engagement(account);
  entitle(p, with_entitlement, account);
  CHECK(refused(try_move(p, with_entitlement, other), "ENG-09", "account_mismatch", "account"));
  const auto with_contact = p.engagement(account);
  member(p, with_contact, account);
  CHECK(refused(try_move(p, with_contact, other), "ENG-09", "account_mismatch", "account"));
}

TEST_CASE("the links of other engagements hold nobody", "[ENG-09][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto other = p.engagement(account);
  p.link(other, p.contract(account));
  p.apply(other, p.sold_product(account));
  entitle(p, other, account);
  member(p, other, account);
  const auto touchpoint = p.touchpoint(other);
  CHECK(accepted(try_move(p, p.engagement(account), p.account())));
  CHECK(p.again(touchpoint).account == Portfolio::ref(account));
}

TEST_CASE("an engagement moves when its link is taken away first", "[ENG-09][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto team = member(p, engagement, account);
  require(p.session.remove(team));
  CHECK(accepted(try_move(p, engagement, p.account())));
}

TEST_CASE("the work below follows the engagement to account and domain", "[ENG-09][GEN-05][DOM-08][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto touchpoint = p.touchpoint(engagement);
  const auto implementation = p.create(p.new_implementation(engagement));
  const auto meeting = p.meeting(touchpoint);
  const auto account = p.account();
  REQUIRE(account.domain != engagement.domain);
  const auto moved = move(p, engagement, account);
  CHECK(moved.domain == account.domain);
  CHECK(p.again(touchpoint).account == Portfolio::ref(account));
  CHECK(p.again(touchpoint).domain == account.domain);
  CHECK(p.again(implementation).account == Portfolio::ref(account));
  CHECK(p.again(implementation).domain == account.domain);
  CHECK(p.again(meeting).engagement == Portfolio::ref(engagement));
  CHECK(p.again(meeting).domain == account.domain);
}

TEST_CASE("what follows by itself is no change of the record", "[ENG-09][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto touchpoint = p.touchpoint(engagement);
  const auto account = p.account();
  move(p, engagement, account);
  CHECK(p.again(touchpoint).account == Portfolio::ref(account));
  CHECK(p.again(touchpoint).version == touchpoint.version);
}

TEST_CASE("a contract change sets the renewal date over the caller's", "[ENG-10][ENC-03][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto engagement = p.engagement(account);
  engagement.renewal_date = day("2030-01-01");
  p.update(engagement);
  auto contract = p.contract(account, day("2025-06-01"));
  p.link(engagement, contract);
  CHECK(p.again(engagement).renewal_date == day("2025-06-01"));
  contract.renewal_date = day("2025-07-01");
  p.update(contract);
  CHECK(p.again(engagement).renewal_date == day("2025-07-01"));
}

TEST_CASE("a renewal date that a caller wrote stays until a contract changes", "[ENG-10][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto engagement = p.engagement(account);
  p.link(engagement, p.contract(account, day("2025-06-01")));
  engagement = p.again(engagement);
  engagement.renewal_date = day("2030-01-01");
  engagement = p.update(engagement);
  CHECK(engagement.renewal_date == day("2030-01-01"));
  engagement.title = "Another title";
  engagement = p.update(engagement);
  engagement.renewal_date.reset();
  CHECK_FALSE(p.update(engagement).renewal_date.has_value());
}

TEST_CASE("nothing new is created under an ended engagement", "[ENG-12][refuses]") {
  Portfolio p;
  const auto ended = require(close(p, p.engagement()));
  const auto all = begin_all(p, ended);
  CHECK(refused(all.objective, "ENG-12", "parent_closed", "engagement"));
  CHECK(refused(all.customer_play, "ENG-12", "parent_closed", "engagement"));
  CHECK(refused(all.internal_play, "ENG-12", "parent_closed", "engagement"));
  CHECK(refused(all.touchpoint, "ENG-12", "parent_closed", "engagement"));
  CHECK(refused(all.risk_signal, "ENG-12", "parent_closed", "engagement"));
  CHECK(refused(all.implementation, "ENG-12", "parent_closed", "engagement"));
}

TEST_CASE("a canceled engagement takes nothing new either", "[ENG-12][refuses]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Gone.";
  engagement = p.update(engagement);
  CHECK(refused(p.session.create(p.new_objective(engagement)), "ENG-12", "parent_closed", "engagement"));
}

TEST_CASE("an open engagement takes work of every kind, a reopened one again", "[ENG-12][accepts]") {
  Portfolio p;
  auto engagement = require(close(p, p.engagement()));
  engagement.state = EngagementState::in_progress;
  engagement = p.update(engagement);
  const auto all = begin_all(p, engagement);
  CHECK(accepted(all.objective));
  CHECK(accepted(all.customer_play));
  CHECK(accepted(all.internal_play));
  CHECK(accepted(all.touchpoint));
  CHECK(accepted(all.risk_signal));
  CHECK(accepted(all.implementation));
}

TEST_CASE("work under an ended engagement goes on", "[ENG-12][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  auto objective = p.objective(engagement);
  require(close(p, p.again(engagement)));
  touchpoint.subject = "Another subject";
  CHECK(accepted(p.session.update(touchpoint)));
  CHECK(accepted(p.session.create(p.new_outcome(objective))));
  CHECK(accepted(try_end(p, p.again(objective), "canceled")));
}
