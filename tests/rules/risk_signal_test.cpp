// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// A published metric definition and an engagement whose value breaches it.
struct Breach {
  Engagement engagement;
  DataSource source;
  RiskDefinition definition;
};

Breach breach(Portfolio& p) {
  Breach held;
  held.engagement = p.engagement();
  held.source = published_source(p);
  held.definition = publish(p, p.create(new_risk_definition(p, held.source)));
  require(deliver(p, held.source, held.engagement.account.id(), 5));
  return held;
}

/// An occurrence with what the table demands, for the signal of an engagement that is there.
RiskOccurrence occurrence(Inside& inside) {
  Account account;
  account.name = "Account";
  const Ref<Account> owner(require(inside.create(account)));
  OnboardingCase onboarding;
  onboarding.account = owner;
  onboarding.short_description = "Onboarding";
  Engagement engagement;
  engagement.account = owner;
  engagement.title = "Engagement";
  engagement.initial_onboarding = Ref<OnboardingCase>(require(inside.create(onboarding)));
  RiskOccurrence held;
  held.engagement = Ref<Engagement>(require(inside.create(engagement)));
  RiskSignal signal;
  signal.engagement = held.engagement;
  signal.short_description = "Risk";
  signal.description = "What may happen.";
  signal.probability = Probability::low;
  held.risk_signal = Ref<RiskSignal>(require(inside.create(signal)));
  held.start_date = at("2024-11-19T00:00:00Z");
  held.end_date = at("2024-11-20T00:00:00Z");
  return held;
}

}  // namespace

TEST_CASE("the account comes from the engagement, else from the case, and the domain from it", "[RSK-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto signal = p.risk_signal(engagement);
  CHECK(signal.account == Portfolio::ref(account));
  CHECK(signal.domain == account.domain);
  auto early = p.new_risk_signal(engagement);
  const auto other = p.account();
  early.engagement.reset();
  early.onboarding_case = Portfolio::ref(p.onboarding_case(other));
  early = p.create(early);
  CHECK(early.account == Portfolio::ref(other));
  const auto third = p.account();
  early.engagement = Portfolio::ref(p.engagement(third));
  CHECK(p.update(early).account == Portfolio::ref(third));
}

TEST_CASE("a write that moves nothing leaves the account", "[RSK-01][accepts]") {
  Portfolio p;
  auto signal = p.risk_signal(p.engagement());
  const auto account = signal.account;
  signal.short_description = "Changed";
  CHECK(p.update(signal).account == account);
}

TEST_CASE("a signal without owner, text or probability is refused", "[RSK-02][refuses]") {
  Portfolio p;
  auto signal = p.new_risk_signal(p.engagement());
  signal.engagement.reset();
  signal.short_description = "  ";
  signal.description.clear();
  signal.probability.reset();
  const auto result = p.session.create(signal);
  for (const auto* field : {"engagement", "short_description", "description", "probability"}) {
    CHECK(refused(result, "RSK-02", "field_required", field));
  }
}

TEST_CASE("a signal of an engagement or of a case is stored", "[RSK-02][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto signal = p.new_risk_signal(engagement);
  CHECK(accepted(p.session.create(signal)));
  signal.engagement.reset();
  signal.onboarding_case = engagement.initial_onboarding;
  CHECK(accepted(p.session.create(signal)));
}

TEST_CASE("closing a signal needs code and notes", "[RSK-03][refuses]") {
  Portfolio p;
  auto signal = p.risk_signal(p.engagement());
  signal.state = RiskState::closed;
  const auto result = p.session.update(signal);
  CHECK(refused(result, "RSK-03", "closure_code_required", "close_code"));
  CHECK(refused(result, "RSK-03", "field_required", "close_notes"));
}

TEST_CASE("a signal closes with code and notes", "[RSK-03][accepts]") {
  Portfolio p;
  auto signal = p.risk_signal(p.engagement());
  signal.state = RiskState::closed;
  signal.close_code = RiskCloseCode::mitigated;
  signal.close_notes = "Done.";
  signal = p.update(signal);
  CHECK_FALSE(signal.active);
  CHECK(signal.closed_at == at("2024-11-20T12:00:00Z"));
}

TEST_CASE("reopening a signal clears its closure", "[RSK-04][refuses]") {
  Portfolio p;
  auto signal = p.risk_signal(p.engagement());
  signal.state = RiskState::canceled;
  signal.close_notes = "Done.";
  signal = p.update(signal);
  signal.state = RiskState::active;
  signal = p.update(signal);
  CHECK(signal.active);
  CHECK_FALSE(signal.close_code);
  CHECK_FALSE(signal.closed_at);
  CHECK(signal.close_notes.empty());
}

TEST_CASE("moving between open states leaves closure fields alone", "[RSK-04][accepts]") {
  Portfolio p;
  auto signal = p.risk_signal(p.engagement());
  signal.close_notes = "Prepared.";
  signal = p.update(signal);
  signal.state = RiskState::active;
  CHECK(p.update(signal).close_notes == "Prepared.");
}

TEST_CASE("half a source or one that does not exist is refused", "[RSK-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto signal = p.new_risk_signal(engagement);
  signal.source_table = "account";
  CHECK(refused(p.session.create(signal), "RSK-05", "field_required", "source_record"));
  signal.source_record = engagement.id;
  CHECK(refused(p.session.create(signal), "RSK-05", "invalid_reference", "source_record"));
  signal.source_table.clear();
  CHECK(refused(p.session.create(signal), "RSK-05", "field_required", "source_table"));
}

TEST_CASE("a source that the caller may not see is refused", "[RSK-05][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto mine = p.account();
  const auto theirs = p.account();
  const auto engagement = p.engagement(mine);
  auto session = p.session_of(p.user(mine.domain));
  auto signal = p.new_risk_signal(engagement);
  signal.source_table = "account";
  signal.source_record = theirs.id;
  CHECK(refused(session.create(signal), "RSK-05", "invalid_reference", "source_record"));
}

TEST_CASE("a source that exists is stored, and stays when it is gone", "[RSK-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto model = p.product_model();
  auto signal = p.new_risk_signal(engagement);
  signal.source_table = "product_model";
  signal.source_record = model.id;
  signal = p.create(signal);
  require(p.session.remove(model));
  signal.short_description = "Changed";
  CHECK(accepted(p.session.update(signal)));
}

TEST_CASE("callers do not claim automation, and users no integration", "[RSK-06][refuses]") {
  Portfolio p;
  auto signal = p.new_risk_signal(p.engagement());
  signal.category = Portfolio::ref(p.choice());
  signal.tracking_method = RiskTrackingMethod::automated;
  CHECK(refused(p.session.create(signal), "RSK-06", "field_read_only", "tracking_method"));
  auto session = p.session_of(p.user());
  signal.tracking_method = RiskTrackingMethod::integration;
  CHECK(refused(session.create(signal), "RSK-06", "field_read_only", "tracking_method"));
}

TEST_CASE("signals are manual, and a system session may bring them from elsewhere", "[RSK-06][accepts]") {
  Portfolio p;
  auto signal = p.new_risk_signal(p.engagement());
  CHECK(p.create(signal).tracking_method == RiskTrackingMethod::manual);
  signal.tracking_method = RiskTrackingMethod::integration;
  CHECK(accepted(p.session.create(signal)));
}

TEST_CASE("a breach that goes on adds occurrences to one signal", "[RSK-08][refuses]") {
  Portfolio p;
  const auto held = breach(p);
  require(p.session.analyze_risks());
  p.advance(std::chrono::hours(24));
  require(deliver(p, held.source, held.engagement.account.id(), 5, "2024-11-21T10:00:00Z"));
  require(p.session.analyze_risks());
  const auto signals = require(p.session.find<RiskSignal>()).items;
  REQUIRE(signals.size() == 1);
  CHECK(signals.front().tracking_method == RiskTrackingMethod::automated);
  CHECK(signals.front().category == held.definition.category);
  CHECK(signals.front().occurrence_count == 2);
  CHECK(require(p.session.count<RiskOccurrence>()) == 2);
}

TEST_CASE("once a signal is closed the next breach raises a new one", "[RSK-08][accepts]") {
  Portfolio p;
  const auto held = breach(p);
  require(p.session.analyze_risks());
  auto signal = require(p.session.find<RiskSignal>()).items.at(0);
  signal.state = RiskState::closed;
  signal.close_code = RiskCloseCode::resolved;
  signal.close_notes = "Done.";
  p.update(signal);
  p.advance(std::chrono::hours(24));
  require(deliver(p, held.source, held.engagement.account.id(), 5, "2024-11-21T10:00:00Z"));
  require(p.session.analyze_risks());
  CHECK(require(p.session.count<RiskSignal>()) == 2);
}

TEST_CASE("scope and reporter are filled", "[RSK-09][refuses]") {
  Portfolio p;
  auto engagement = p.engagement();
  CHECK(p.risk_signal(engagement).scope == RiskScope::onboarding);
  engagement.stage = EngagementStage::lost;
  engagement = p.update(engagement);
  const auto user = p.user();
  auto session = p.session_of(user);
  const auto signal = require(session.create(p.new_risk_signal(engagement)));
  CHECK(signal.scope == RiskScope::renewal);
  CHECK(signal.reported_by == Portfolio::ref(user));
}

TEST_CASE("a given scope and reporter stay", "[RSK-09][accepts]") {
  Portfolio p;
  const auto reporter = p.user();
  auto session = p.session_of(p.user());
  auto signal = p.new_risk_signal(p.engagement());
  signal.scope = RiskScope::expansion;
  signal.reported_by = Portfolio::ref(reporter);
  signal = require(session.create(signal));
  CHECK(signal.scope == RiskScope::expansion);
  CHECK(signal.reported_by == Portfolio::ref(reporter));
}

TEST_CASE("an ended engagement takes no new risk signal", "[ENG-12][refuses]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Done.";
  engagement = p.update(engagement);
  CHECK(refused(p.session.create(p.new_risk_signal(engagement)), "ENG-12", "parent_closed", "engagement"));
}

TEST_CASE("the signals of an ended engagement are still worked on", "[ENG-12][accepts]") {
  Portfolio p;
  auto engagement = p.engagement();
  auto signal = p.risk_signal(engagement);
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Done.";
  p.update(engagement);
  signal.state = RiskState::active;
  CHECK(accepted(p.session.update(signal)));
}

TEST_CASE("one occurrence a signal, definition and period", "[ROC-01][refuses]") {
  Inside inside;
  auto held = occurrence(inside);
  require(inside.create(held));
  CHECK(refused(inside.create(held), "ROC-01", "duplicate_occurrence", "start_date"));
}

TEST_CASE("what is refused for its key takes no number", "[ROC-01][GEN-01]") {
  Inside inside;
  auto held = occurrence(inside);
  const auto first = inside.get<RiskOccurrence>(require(inside.create(held)));
  CHECK_FALSE(inside.create(held));
  held.start_date = at("2024-11-20T00:00:00Z");
  const auto next = inside.get<RiskOccurrence>(require(inside.create(held)));
  CHECK(std::stoi(next.number.substr(next.number.size() - 4)) ==
        std::stoi(first.number.substr(first.number.size() - 4)) + 1);
}

TEST_CASE("the next period is another occurrence, and no caller writes one", "[ROC-01][accepts]") {
  Inside inside;
  auto held = occurrence(inside);
  require(inside.create(held));
  held.start_date = at("2024-11-20T00:00:00Z");
  CHECK(accepted(inside.create(held)));
  Portfolio p;
  CHECK_FALSE(p.session.create(RiskOccurrence{}).ok());
}
