// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

/// The kinds that the timeline of an engagement tells, oldest first.
std::vector<std::string> told(Portfolio& p, const Engagement& engagement) {
  FindOptions options = matching("engagement = \"" + engagement.id.to_string() + "\"");
  options.limit = 1000;
  auto page = require(p.session.find<Activity>(options));
  std::stable_sort(page.items.begin(), page.items.end(),
                   [](const Activity& a, const Activity& b) { return *a.occurred_at < *b.occurred_at; });
  std::vector<std::string> kinds;
  for (const auto& entry : page.items) kinds.emplace_back(entry.kind->text());
  return kinds;
}

Activity last(Portfolio& p, const Engagement& engagement, std::string_view kind) {
  auto page = require(p.session.find<Activity>(
      matching("engagement = \"" + engagement.id.to_string() + "\" and kind = " + std::string(kind))));
  REQUIRE_FALSE(page.items.empty());
  return page.items.back();
}

using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("the stage of an engagement is told by its own kind", "[ENG-11][TIM-01][refuses]") {
  Portfolio p;
  auto engagement = p.engagement();
  CHECK(told(p, engagement).empty());
  engagement.stage = EngagementStage::renew;
  engagement = p.update(engagement);
  CHECK(told(p, engagement) == Kinds{"engagement_stage_changed"});
  CHECK(last(p, engagement, "engagement_stage_changed").changes == R"({"stage":["initial_onboarding","renew"]})");
  p.advance(1h);
  engagement.state = EngagementState::define;
  engagement.stage = EngagementStage::adoption;
  engagement.perceived_health = PerceivedHealth::green;
  p.update(engagement);
  auto kinds = told(p, engagement);
  std::sort(kinds.begin() + 1, kinds.end());
  CHECK(kinds == Kinds{"engagement_stage_changed", "engagement_changed", "engagement_health_changed",
                       "engagement_stage_changed"});
}

TEST_CASE("an entry holds source, actor, account, time and title", "[TIM-02][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto engagement = p.engagement(account);
  const auto user = p.user();
  auto session = p.session_of(user);
  p.advance(1h);
  engagement = require(session.get(Portfolio::ref(engagement)));
  engagement.stage = EngagementStage::expand;
  require(session.update(engagement));
  const auto entry = last(p, engagement, "engagement_stage_changed");
  CHECK(entry.account == Portfolio::ref(account));
  CHECK(entry.source_table == "engagement");
  CHECK(entry.source_record == engagement.id);
  CHECK(entry.title == engagement.title);
  CHECK(entry.actor == Portfolio::ref(user));
  CHECK(entry.occurred_at == p.clock->now());
  auto changed = entry;
  changed.title = "Nothing happened";
  CHECK(refused(p.session.update(changed), "ACL-10", "access_denied"));
  CHECK(accepted(p.session.remove(entry)));
}

TEST_CASE("entries go with their engagement", "[TIM-02][accepts]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.stage = EngagementStage::expand;
  engagement = p.update(engagement);
  CHECK(require(p.session.count<Activity>()) == 1);
  require(p.session.remove(engagement));
  CHECK(require(p.session.count<Activity>()) == 0);
}

TEST_CASE("other fields of an engagement are not told", "[ENG-11][TIM-01][TIM-03][accepts]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.title = "Another title";
  engagement.description = "Another description";
  p.update(engagement);
  CHECK(told(p, engagement).empty());
}

TEST_CASE("cascaded changes are told once each", "[TIM-03][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto initiative = p.initiative(engagement);
  p.task(initiative);
  p.task(initiative);
  p.advance(1h);
  initiative.state = WorkState::canceled;
  initiative.close_notes = "Not any more.";
  require(p.session.update(initiative, {.confirm = true}));
  auto kinds = told(p, engagement);
  std::sort(kinds.begin(), kinds.end());
  CHECK(kinds == Kinds{"initiative_changed", "success_task_changed", "success_task_changed"});
}

TEST_CASE("touchpoints are told when made and when they change", "[TCH-08][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  CHECK(told(p, engagement) == Kinds{"touchpoint_created"});
  CHECK(last(p, engagement, "touchpoint_created").title == touchpoint.subject);
  p.advance(1h);
  touchpoint.priority = Priority::high;
  touchpoint.state = WorkState::in_progress;
  p.update(touchpoint);
  CHECK(told(p, engagement) == Kinds{"touchpoint_created", "touchpoint_changed"});
  CHECK(last(p, engagement, "touchpoint_changed").changes ==
        R"({"priority":["low","high"],"state":["new","in_progress"]})");
}

TEST_CASE("the description of a touchpoint is not told", "[TCH-08][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto touchpoint = p.touchpoint(engagement);
  touchpoint.description = "Said otherwise.";
  p.update(touchpoint);
  CHECK(told(p, engagement) == Kinds{"touchpoint_created"});
}

TEST_CASE("risk signals are told; those of a case are not", "[RSK-07][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto risk = p.risk_signal(engagement);
  p.advance(1h);
  risk.probability = Probability::high;
  p.update(risk);
  CHECK(told(p, engagement) == Kinds{"risk_signal_created", "risk_signal_changed"});
}

TEST_CASE("a risk of a case and an edited description are not told", "[RSK-07][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto risk = p.risk_signal(engagement);
  risk.description = "Seen otherwise.";
  p.update(risk);
  auto early = p.new_risk_signal(engagement);
  early.engagement.reset();
  early.onboarding_case = Portfolio::ref(p.onboarding_case(account));
  p.create(early);
  CHECK(require(p.session.count<Activity>()) == 1);
}

TEST_CASE("an outcome that ends is told as closed and no second time", "[OUT-10][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto outcome = p.outcome(engagement);
  outcome.current_value = Decimal(5);
  outcome = p.update(outcome);
  p.advance(1h);
  outcome.state = WorkState::closed;
  outcome.close_code = OutcomeCloseCode::achieved;
  outcome.close_notes = "Reached.";
  p.update(outcome);
  auto kinds = told(p, engagement);
  REQUIRE(kinds.size() == 3);
  CHECK(kinds[0] == "outcome_changed");
  CHECK(std::count(kinds.begin(), kinds.end(), "outcome_closed") == 1);
  CHECK(last(p, engagement, "outcome_closed").changes == R"({"state":["new","closed"]})");
  CHECK(std::count(kinds.begin(), kinds.end(), "outcome_changed") == 2);  // the progress became completed
}

TEST_CASE("the title of an outcome, an initiative or a task is not told", "[OUT-10][INI-10][STK-08][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto outcome = p.outcome(engagement);
  auto initiative = p.initiative(outcome);
  auto task = p.task(initiative);
  outcome.title = "Other";
  initiative.subject = "Other";
  task.subject = "Other";
  p.update(outcome);
  p.update(initiative);
  p.update(task);
  CHECK(told(p, engagement).empty());
}

TEST_CASE("initiatives and tasks are told when they change", "[INI-10][STK-08][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto initiative = p.initiative(engagement);
  auto task = p.task(initiative);
  initiative.progress = Progress::at_risk;
  p.update(initiative);
  p.advance(1h);
  task.assigned_to = Portfolio::ref(p.user());
  p.update(task);
  CHECK(told(p, engagement) == Kinds{"initiative_changed", "success_task_changed"});
}

TEST_CASE("who joins, changes or leaves a team is told", "[ATM-02][CTM-02][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  AccountTeamMember member;
  member.engagement = Portfolio::ref(engagement);
  member.user = Portfolio::ref(p.user());
  member.responsibility = Portfolio::ref(p.responsibility());
  member = p.create(member);
  p.advance(1h);
  member.responsibility = Portfolio::ref(p.responsibility());
  member = p.update(member);
  p.advance(1h);
  require(p.session.remove(member));
  p.advance(1h);
  CustomerTeamMember guest;
  guest.engagement = Portfolio::ref(engagement);
  const auto contact = p.contact(account);
  guest.contact = Portfolio::ref(contact);
  guest = p.create(guest);
  CHECK(last(p, engagement, "customer_team_added").title == "Ada " + contact.last_name);
  p.advance(1h);
  guest.responsibility = Portfolio::ref(p.responsibility());
  guest = p.update(guest);
  p.advance(1h);
  require(p.session.remove(guest));
  CHECK(told(p, engagement) == Kinds{"account_team_added", "account_team_changed", "account_team_removed",
                                     "customer_team_added", "customer_team_changed", "customer_team_removed"});
}

TEST_CASE("a team of an onboarding case has no timeline", "[ATM-02][CTM-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto onboarding = p.onboarding_case(account);
  AccountTeamMember member;
  member.onboarding_case = Portfolio::ref(onboarding);
  member.user = Portfolio::ref(p.user());
  member.responsibility = Portfolio::ref(p.responsibility());
  p.create(member);
  CustomerTeamMember guest;
  guest.onboarding_case = Portfolio::ref(onboarding);
  guest.contact = Portfolio::ref(p.contact(account));
  p.create(guest);
  CHECK(require(p.session.count<Activity>()) == 0);
}

TEST_CASE("a decided renewal is told in every linked engagement", "[CON-02][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto first = p.engagement(account);
  const auto second = p.engagement(account);
  auto contract = p.contract(account);
  p.link(first, contract);
  p.link(second, contract);
  contract.substate = ContractSubstate::renewal_approved;
  contract = p.update(contract);
  CHECK(told(p, first) == Kinds{"contract_renewal_finalized"});
  CHECK(told(p, second) == Kinds{"contract_renewal_finalized"});
  p.advance(1h);
  contract.substate = ContractSubstate::under_review;
  p.update(contract);
  CHECK(told(p, first) == Kinds{"contract_renewal_finalized", "contract_changed"});
}

TEST_CASE("the name of a contract and a contract without engagements are not told", "[CON-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto contract = p.contract(account);
  p.link(engagement, contract);
  contract.name = "Renamed";
  p.update(contract);
  auto loose = p.contract(account);
  loose.state = ContractState::expired;
  p.update(loose);
  CHECK(told(p, engagement).empty());
}

TEST_CASE("an escalation is told in the active engagements of the account", "[ESC-01][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto open = p.engagement(account);
  auto ended = p.engagement(account);
  ended.state = EngagementState::canceled;
  ended.close_notes = "Over.";
  p.update(ended);
  p.advance(1h);
  Escalation escalation;
  escalation.account = Portfolio::ref(account);
  escalation = p.create(escalation);
  p.advance(1h);
  escalation.state = EscalationState::active;
  p.update(escalation);
  CHECK(told(p, open) == Kinds{"escalation_created", "escalation_changed"});
  CHECK(told(p, ended) == Kinds{"engagement_changed"});
}

TEST_CASE("the reason of an escalation is not told", "[ESC-01][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  Escalation escalation;
  escalation.account = Portfolio::ref(account);
  escalation = p.create(escalation);
  escalation.reason = "Slow answers.";
  p.update(escalation);
  CHECK(told(p, engagement) == Kinds{"escalation_created"});
}

TEST_CASE("a canceled meeting is told", "[MTG-20][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto meeting = p.meeting(p.touchpoint(engagement));
  p.advance(1h);
  meeting.state = MeetingState::canceled;
  p.update(meeting);
  CHECK(told(p, engagement) == Kinds{"touchpoint_created", "meeting_changed"});
}

TEST_CASE("the agenda of a meeting is not told", "[MTG-20][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto meeting = p.meeting(p.touchpoint(engagement));
  meeting.agenda = "One point.";
  p.update(meeting);
  CHECK(told(p, engagement) == Kinds{"touchpoint_created"});
}
