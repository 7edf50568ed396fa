// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Team : Portfolio {
  AccountTeamMember colleague(const Engagement& engagement) {
    AccountTeamMember entity;
    entity.engagement = ref(engagement);
    entity.user = ref(user());
    entity.responsibility = ref(responsibility());
    return entity;
  }
  CustomerTeamMember customer(const Engagement& engagement) {
    CustomerTeamMember entity;
    entity.engagement = ref(engagement);
    entity.contact = ref(contact(require(session.get(engagement.account))));
    return entity;
  }
  ApplicableSquadMember on(const SquadMember& member, SquadTable table, Id record) {
    ApplicableSquadMember entity;
    entity.squad_member = ref(member);
    entity.record_table = table;
    entity.record = record;
    return entity;
  }
  Entitlement entitlement(const Account& account) {
    Entitlement entity;
    entity.name = unique("Entitlement");
    entity.account = ref(account);
    return create(entity);
  }
  std::vector<ApplicableSquadMember> links() { return require(session.find<ApplicableSquadMember>()).items; }
};

}  // namespace

TEST_CASE("a user stands once in the roster with a responsibility", "[SQD-01][refuses]") {
  Team t;
  auto member = t.squad_member();
  SquadMember again;
  again.user = member.user;
  again.responsibility = member.responsibility;
  CHECK(refused(t.session.create(again), "SQD-01", "duplicate_member", "user"));
}

TEST_CASE("a user stands in the roster with several responsibilities", "[SQD-01][accepts]") {
  Team t;
  SquadMember again;
  again.user = t.squad_member().user;
  again.responsibility = Portfolio::ref(t.responsibility());
  CHECK(accepted(t.session.create(again)));
}

TEST_CASE("the roster lies in the domain of who wrote it", "[SQD-02][refuses]") {
  Team t;
  t.separate_domains();
  const auto home = t.domain();
  const auto user = t.user(Portfolio::ref(home));
  auto caller = t.session_of(user);
  SquadMember member;
  member.user = Portfolio::ref(user);
  member.responsibility = Portfolio::ref(t.responsibility());
  CHECK(require(caller.create(member)).domain == Portfolio::ref(home));
  // Once domains are off everything is global.
  t.property("domain.auto_account_domain", "false", PropertyType::boolean);
  member.responsibility = Portfolio::ref(t.responsibility());
  CHECK(require(caller.create(member)).domain == t.global());
}

TEST_CASE("a roster of the root is global", "[SQD-02][accepts]") {
  Team t;
  t.separate_domains();
  CHECK(t.squad_member().domain == t.global());
}

TEST_CASE("a squad member needs user and responsibility", "[SQD-03][refuses]") {
  Team t;
  const auto stored = t.session.create(SquadMember{});
  CHECK(refused(stored, "SQD-03", "field_required", "user"));
  CHECK(refused(stored, "SQD-03", "field_required", "responsibility"));
}

TEST_CASE("a squad member is active from the start", "[SQD-03][accepts]") {
  Team t;
  CHECK(t.squad_member().active);
}

TEST_CASE("a squad member stands once on a record", "[ASQ-01][refuses]") {
  Team t;
  const auto engagement = t.engagement();
  const auto member = t.squad_member();
  const auto link = t.on(member, SquadTable::engagement, engagement.id);
  t.create(link);
  CHECK(refused(t.session.create(link), "ASQ-01", "duplicate_member", "squad_member"));
}

TEST_CASE("a squad member stands on several records", "[ASQ-01][accepts]") {
  Team t;
  const auto engagement = t.engagement();
  const auto member = t.squad_member();
  t.create(t.on(member, SquadTable::engagement, engagement.id));
  CHECK(accepted(t.session.create(t.on(member, SquadTable::engagement, t.engagement().id))));
  CHECK(accepted(t.session.create(t.on(member, SquadTable::touchpoint, t.touchpoint(engagement).id))));
}

TEST_CASE("the engagement of a squad link is its record, if that is one", "[ASQ-02][refuses]") {
  Team t;
  const auto engagement = t.engagement();
  const auto member = t.squad_member();
  auto link = t.on(member, SquadTable::engagement, engagement.id);
  CHECK(t.create(link).engagement == Portfolio::ref(engagement));
  link = t.on(member, SquadTable::engagement, t.engagement().id);
  link.engagement = Portfolio::ref(engagement);
  CHECK(refused(t.session.create(link), "ASQ-02", "invalid_input", "engagement"));
  link = t.on(member, SquadTable::touchpoint, t.touchpoint(engagement).id);
  link.engagement = Portfolio::ref(engagement);
  CHECK(refused(t.session.create(link), "ASQ-02", "invalid_input", "engagement"));
}

TEST_CASE("a squad link below an engagement has none, a fitting one is taken", "[ASQ-02][accepts]") {
  Team t;
  const auto engagement = t.engagement();
  const auto member = t.squad_member();
  auto link = t.on(member, SquadTable::engagement, engagement.id);
  link.engagement = Portfolio::ref(engagement);
  CHECK(accepted(t.session.create(link)));
  CHECK_FALSE(t.create(t.on(member, SquadTable::touchpoint, t.touchpoint(engagement).id)).engagement.has_value());
}

TEST_CASE("a squad link names a record that exists", "[GEN-04][squad]") {
  Team t;
  const auto gone = t.responsibility();
  CHECK(refused(t.session.create(t.on(t.squad_member(), SquadTable::engagement, gone.id)), "GEN-04",
                "invalid_reference", "record"));
}

TEST_CASE("the links of a squad lie in the domain of the record", "[DOM-03][squad]") {
  Team t;
  t.separate_domains();
  const auto engagement = t.engagement();
  const auto link = t.create(t.on(t.squad_member(), SquadTable::engagement, engagement.id));
  CHECK(link.domain == engagement.domain);
  CHECK(link.domain != t.global());
}

TEST_CASE("the squad field of a record writes the links", "[squad]") {
  Team t;
  auto engagement = t.engagement();
  const auto first = t.squad_member();
  const auto second = t.squad_member();
  engagement.squad = {first.id};
  engagement = t.update(engagement);
  CHECK(engagement.squad == IdList{first.id});
  REQUIRE(t.links().size() == 1);
  CHECK(t.links().front().squad_member == Portfolio::ref(first));
  CHECK(t.links().front().engagement == Portfolio::ref(engagement));
  const auto kept = t.links().front().id;
  engagement.squad = {first.id, second.id};
  engagement = t.update(engagement);
  CHECK(t.links().size() == 2);
  CHECK(t.again(engagement).squad == IdList{first.id, second.id});
  engagement.squad = {first.id};
  engagement = t.update(engagement);
  REQUIRE(t.links().size() == 1);
  CHECK(t.links().front().id == kept);
  engagement.squad = {};
  CHECK(t.update(engagement).squad.empty());
  CHECK(t.links().empty());
}

TEST_CASE("a new record brings its squad along", "[squad]") {
  Team t;
  const auto engagement = t.engagement();
  const auto member = t.squad_member();
  auto play = t.new_customer_play(engagement);
  play.squad = {member.id};
  CHECK(t.create(play).squad == IdList{member.id});
  auto onboarding = t.onboarding_case(t.account());
  onboarding.squad = {member.id};
  onboarding = t.update(onboarding);
  auto task = t.new_onboarding_task(onboarding);
  task.squad = {member.id};
  CHECK(t.again(t.create(task)).squad == IdList{member.id});
  CHECK(t.links().size() == 3);
  CHECK(t.again(engagement).squad.empty());
}

TEST_CASE("links that are written directly show in the squad at once", "[squad]") {
  Team t;
  auto engagement = t.engagement();
  const auto first = t.squad_member();
  const auto second = t.squad_member();
  require(t.session.begin());
  CHECK(t.again(engagement).squad.empty());
  const auto link = t.create(t.on(first, SquadTable::engagement, engagement.id));
  CHECK(t.again(engagement).squad == IdList{first.id});
  t.create(t.on(second, SquadTable::engagement, engagement.id));
  require(t.session.remove(link));
  CHECK(t.again(engagement).squad == IdList{second.id});
  require(t.session.commit());
  CHECK(t.again(engagement).squad == IdList{second.id});
  // The link is no field of the engagement: its version stays, so the form that is open stays valid.
  engagement.title = "Renamed";
  CHECK(accepted(t.session.update(engagement)));
  CHECK(t.again(engagement).squad == IdList{second.id});
}

TEST_CASE("a squad member who leaves the roster leaves all squads", "[squad]") {
  Team t;
  auto engagement = t.engagement();
  const auto stays = t.squad_member();
  const auto leaves = t.squad_member();
  engagement.squad = {leaves.id, stays.id};
  engagement = t.update(engagement);
  require(t.session.remove(leaves));
  CHECK(t.again(engagement).squad == IdList{stays.id});
  CHECK(t.links().size() == 1);
}

TEST_CASE("a squad goes with its record", "[squad]") {
  Team t;
  auto play = t.new_customer_play(t.engagement());
  play.squad = {t.squad_member().id};
  play = t.create(play);
  require(t.session.remove(play));
  CHECK(t.links().empty());
}

TEST_CASE("a squad names members that exist", "[squad][GEN-04]") {
  Team t;
  auto engagement = t.engagement();
  engagement.squad = {t.user().id};
  CHECK(refused(t.session.update(engagement), "GEN-04", "invalid_reference", "squad"));
}

TEST_CASE("records are found by the members of their squad", "[squad]") {
  Team t;
  auto engagement = t.engagement();
  t.engagement();
  const auto member = t.squad_member();
  engagement.squad = {member.id};
  engagement = t.update(engagement);
  const auto mine = require(t.session.find<ApplicableSquadMember>(
      matching("squad_member = \"" + member.id.to_string() + "\" and record_table = engagement")));
  REQUIRE(mine.items.size() == 1);
  CHECK(mine.items.front().engagement == Portfolio::ref(engagement));
}

TEST_CASE("a user holds a responsibility of an engagement once", "[ATM-01][refuses]") {
  Team t;
  const auto member = t.colleague(t.engagement());
  t.create(member);
  CHECK(refused(t.session.create(member), "ATM-01", "duplicate_member", "user"));
  auto on_case = member;
  on_case.engagement.reset();
  on_case.onboarding_case = Portfolio::ref(t.onboarding_case(t.account()));
  t.create(on_case);
  CHECK(refused(t.session.create(on_case), "ATM-01", "duplicate_member", "user"));
}

TEST_CASE("a user holds several responsibilities of an engagement", "[ATM-01][accepts]") {
  Team t;
  auto member = t.colleague(t.engagement());
  t.create(member);
  member.responsibility = Portfolio::ref(t.responsibility());
  CHECK(accepted(t.session.create(member)));
}

TEST_CASE("a contact stands once in a customer team", "[CTM-01][refuses]") {
  Team t;
  auto member = t.customer(t.engagement());
  t.create(member);
  member.responsibility = Portfolio::ref(t.responsibility());
  CHECK(refused(t.session.create(member), "CTM-01", "duplicate_member", "contact"));
}

TEST_CASE("a contact stands in the teams of an engagement and of a case", "[CTM-01][accepts]") {
  Team t;
  const auto engagement = t.engagement();
  auto member = t.customer(engagement);
  t.create(member);
  member.engagement.reset();
  member.onboarding_case = engagement.initial_onboarding;
  CHECK(accepted(t.session.create(member)));
}

TEST_CASE("a contact of another account is in no customer team", "[CTM-03][refuses]") {
  Team t;
  const auto engagement = t.engagement();
  CustomerTeamMember member;
  member.engagement = Portfolio::ref(engagement);
  member.contact = Portfolio::ref(t.contact(t.account()));
  CHECK(refused(t.session.create(member), "CTM-03", "account_mismatch", "contact"));
  member.engagement.reset();
  member.onboarding_case = engagement.initial_onboarding;
  CHECK(refused(t.session.create(member), "CTM-03", "account_mismatch", "contact"));
}

TEST_CASE("a contact of the account is in the customer team", "[CTM-03][accepts]") {
  Team t;
  CHECK(accepted(t.session.create(t.customer(t.engagement()))));
}

TEST_CASE("a link of a team names both of its sides", "[TEA-01][refuses]") {
  Team t;
  const auto squad = t.session.create(ApplicableSquadMember{});
  CHECK(refused(squad, "TEA-01", "field_required", "squad_member"));
  CHECK(refused(squad, "TEA-01", "field_required", "record_table"));
  CHECK(refused(squad, "TEA-01", "field_required", "record"));
  const auto colleague = t.session.create(AccountTeamMember{});
  CHECK(refused(colleague, "TEA-01", "field_required", "user"));
  CHECK(refused(colleague, "TEA-01", "field_required", "responsibility"));
  CHECK(refused(colleague, "TEA-01", "field_required", "engagement"));
  const auto customer = t.session.create(CustomerTeamMember{});
  CHECK(refused(customer, "TEA-01", "field_required", "contact"));
  CHECK(refused(customer, "TEA-01", "field_required", "engagement"));
  const auto entitlement = t.session.create(ApplicableEntitlement{});
  CHECK(refused(entitlement, "TEA-01", "field_required", "engagement"));
  CHECK(refused(entitlement, "TEA-01", "field_required", "entitlement"));
}

TEST_CASE("a team row belongs to an engagement or a case, not to both", "[TEA-01][refuses]") {
  Team t;
  const auto engagement = t.engagement();
  auto colleague = t.colleague(engagement);
  colleague.onboarding_case = engagement.initial_onboarding;
  CHECK(refused(t.session.create(colleague), "TEA-01", "invalid_input", "onboarding_case"));
  auto customer = t.customer(engagement);
  customer.onboarding_case = engagement.initial_onboarding;
  CHECK(refused(t.session.create(customer), "TEA-01", "invalid_input", "onboarding_case"));
}

TEST_CASE("teams of engagements and of cases are stored", "[TEA-01][accepts]") {
  Team t;
  t.separate_domains();
  const auto engagement = t.engagement();
  auto colleague = t.colleague(engagement);
  CHECK(t.create(colleague).domain == engagement.domain);
  colleague.engagement.reset();
  colleague.onboarding_case = engagement.initial_onboarding;
  CHECK(t.create(colleague).domain == engagement.domain);
  CHECK(accepted(t.session.create(t.customer(engagement))));
}

TEST_CASE("an entitlement is linked once to an engagement", "[AEN-01][refuses]") {
  Team t;
  const auto account = t.account();
  ApplicableEntitlement link;
  link.engagement = Portfolio::ref(t.engagement(account));
  link.entitlement = Portfolio::ref(t.entitlement(account));
  t.create(link);
  CHECK(refused(t.session.create(link), "AEN-01", "duplicate_link", "entitlement"));
}

TEST_CASE("an entitlement is linked to several engagements of its account", "[AEN-01][accepts]") {
  Team t;
  const auto account = t.account();
  ApplicableEntitlement link;
  link.entitlement = Portfolio::ref(t.entitlement(account));
  link.engagement = Portfolio::ref(t.engagement(account));
  t.create(link);
  link.engagement = Portfolio::ref(t.engagement(account));
  CHECK(accepted(t.session.create(link)));
  link.engagement = Portfolio::ref(t.engagement());
  CHECK(refused(t.session.create(link), "GEN-06", "account_mismatch", "entitlement"));
}

TEST_CASE("the primary contact of the engagement or case is its key member", "[computed][customer_team_member]") {
  Team t;
  auto engagement = t.engagement();
  const auto first = t.create(t.customer(engagement));
  const auto second = t.create(t.customer(engagement));
  CHECK_FALSE(t.again(first).is_key);
  engagement.primary_contact = first.contact;
  engagement = t.update(engagement);
  CHECK(t.again(first).is_key);
  CHECK_FALSE(t.again(second).is_key);
  auto onboarding = require(t.session.get(engagement.initial_onboarding));
  CustomerTeamMember member;
  member.onboarding_case = Portfolio::ref(onboarding);
  member.contact = second.contact;
  member = t.create(member);
  CHECK_FALSE(t.again(member).is_key);
  onboarding.contact = second.contact;
  t.update(onboarding);
  CHECK(t.again(member).is_key);
  CHECK_FALSE(t.again(second).is_key);
}

TEST_CASE("key and name of a responsibility are taken once in a domain", "[GEN-14][responsibility]") {
  Team t;
  t.separate_domains();
  const auto first = t.responsibility();
  Responsibility again;
  again.key = first.key;
  again.name = first.name;
  const auto stored = t.session.create(again);
  CHECK(refused(stored, "GEN-14", "duplicate_responsibility", "key"));
  CHECK(refused(stored, "GEN-14", "duplicate_responsibility", "name"));
  auto caller = t.session_of(t.user(Portfolio::ref(t.domain())));
  CHECK(accepted(caller.create(again)));
}
