// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// The nine portal lists: to whom they are offered, and what they hold.

namespace {

const std::vector<PortalList> every_list{
    PortalList::all_onboarding_cases,    PortalList::my_onboarding_cases,    PortalList::my_onboarding_tasks,
    PortalList::all_success_initiatives, PortalList::my_success_initiatives, PortalList::all_success_cases,
    PortalList::my_success_cases,        PortalList::all_touchpoints,        PortalList::my_touchpoints};

// By role, which of the nine are offered, in their order; roles that are not named get none.
const std::map<std::string, std::string> offered_to{
    {"admin", "YYYYYYYYY"},
    {"customer_success_agent", "---YYYYYY"},
    {"customer_success_application_admin", "---YYYYYY"},
    {"success_play_admin", "---YYYYYY"},
    {"onboarding_agent", "YYY------"},
    {"customer_success_customer", "---Y-Y-Y-"},
    {"customer", "-YY------"},
    {"customer_admin", "YYY------"},
    {"customer_manager", "YYY------"},
    {"customer_case_manager", "-YYYYYYYY"},
};

// The worked rows: A and B are accounts; Ana and Bob are contacts of A, Cy of B.
struct WorkedRow {
  std::string account;
  bool visible;
  std::string contact;
  std::string ana_all, ana_my, ana_success_all, bob_all, bob_my, cy_all, cy_my, agent_all, agent_my;
};
const std::vector<WorkedRow> worked_rows{
    {"A", true, "Ana", "Y", "Y", "Y", "Y", "-", "-", "-", "Y", "Y"},
    {"A", true, "Bob", "Y", "-", "Y", "Y", "Y", "-", "-", "Y", "Y"},
    {"A", false, "Ana", "-", "-", "-", "-", "-", "-", "-", "Y", "Y"},
    {"B", true, "Cy", "-", "-", "-", "-", "-", "Y", "Y", "-", "Y"},
};

bool lists(Session& session, PortalList list, Id id, std::optional<Ref<Account>> account = {}) {
  const auto page = require(session.portal_list(list, account));
  return std::any_of(page.items.begin(), page.items.end(), [&](const auto& row) { return row.id() == id; });
}

struct Lists : World {
  Lists()
      : a(account()),
        b(account()),
        a_engaged(engagement(a)),
        b_engaged(engagement(b)),
        ana(customer(a, {"customer_case_manager"})),
        bob(customer(a, {"customer_case_manager"})),
        cy(customer(b, {"customer_case_manager"})),
        agent_user(user_with({"customer_success_agent"})) {}

  const Customer& named(const std::string& name) const { return name == "Ana" ? ana : name == "Bob" ? bob : cy; }

  /// The record of a worked row in the table of the lists `all`.
  Id record(PortalList all, const WorkedRow& row) {
    const auto& engaged = row.account == "A" ? a_engaged : b_engaged;
    const auto fill = [&](auto entity) {
      entity.contact = ref(named(row.contact).contact);
      entity.customer_visible = row.visible;
      entity.assigned_to = ref(agent_user);
      return create(entity).id;
    };
    if (all == PortalList::all_success_initiatives) return fill(new_initiative(outcome(engaged)));
    if (all == PortalList::all_success_cases) return fill(new_customer_play(engaged));
    return fill(new_touchpoint(engaged));
  }

  Account a;
  Account b;
  Engagement a_engaged;
  Engagement b_engaged;
  Customer ana;
  Customer bob;
  Customer cy;
  User agent_user;
};

}  // namespace

TEST_CASE("the lists are offered by role, and refused where they are not", "[PRT-10][refuses][accepts]") {
  World w;
  const auto home = w.account();
  for (const auto& role : stated::composite_roles()) {
    auto session = stated::is_external(role) ? w.door(w.customer(home, {role})) : w.internal({role});
    const auto found = offered_to.find(role);
    const std::string cells = found == offered_to.end() ? "---------" : found->second;
    const auto offered = require(session.portal_lists());
    for (std::size_t at = 0; at < every_list.size(); ++at) {
      INFO(role << " and " << portal_list_name(every_list[at]));
      const bool expected = cells[at] == 'Y';
      CHECK((std::find(offered.begin(), offered.end(), every_list[at]) != offered.end()) == expected);
      const auto page = session.portal_list(every_list[at], Portfolio::ref(home));
      CHECK(page.ok() == expected);
      if (!expected) CHECK(refused(page, "PRT-10", "access_denied"));
    }
  }
}

TEST_CASE("the names of the lists lead back to them", "[PRT-10][accepts]") {
  for (const auto list : every_list) CHECK(portal_list_from(portal_list_name(list)) == list);
  CHECK_FALSE(portal_list_from("no_such_list").has_value());
}

TEST_CASE("roles of the other side and no role offer no list", "[PRT-10][refuses]") {
  World w;
  const auto home = w.account();
  auto internal = w.internal({"customer_success_viewer", "customer_case_manager", "customer_admin"});
  CHECK(require(internal.portal_lists()).empty());
  auto external = w.door(w.customer(home, {"customer_success_agent", "onboarding_agent", "admin"}));
  CHECK(require(external.portal_lists()).empty());
  auto nobody = w.door(w.user());
  CHECK(require(nobody.portal_lists()).empty());
  CHECK(refused(nobody.portal_list(PortalList::my_touchpoints), "PRT-10", "access_denied"));
}

TEST_CASE("the lists hold the worked rows", "[PRT-11][EXT-03][refuses][accepts]") {
  Lists w;
  auto ana = w.door(w.ana);
  auto bob = w.door(w.bob);
  auto cy = w.door(w.cy);
  auto agent = w.door(w.agent_user);
  auto ana_of_success = w.door(w.customer(w.a, {"customer_success_customer"}));
  const std::pair<PortalList, PortalList> kinds[] = {
      {PortalList::all_success_initiatives, PortalList::my_success_initiatives},
      {PortalList::all_success_cases, PortalList::my_success_cases},
      {PortalList::all_touchpoints, PortalList::my_touchpoints}};
  for (const auto& [all, my] : kinds) {
    int number = 0;
    for (const auto& row : worked_rows) {
      INFO(portal_list_name(all) << ", row " << ++number);
      const auto id = w.record(all, row);
      CHECK(lists(ana, all, id) == (row.ana_all == "Y"));
      CHECK(lists(ana, my, id) == (row.ana_my == "Y"));
      CHECK(lists(ana_of_success, all, id) == (row.ana_success_all == "Y"));
      CHECK(refused(ana_of_success.portal_list(my), "PRT-10", "access_denied"));
      CHECK(lists(bob, all, id) == (row.bob_all == "Y"));
      CHECK(lists(bob, my, id) == (row.bob_my == "Y"));
      CHECK(lists(cy, all, id) == (row.cy_all == "Y"));
      CHECK(lists(cy, my, id) == (row.cy_my == "Y"));
      CHECK(lists(agent, all, id, Portfolio::ref(w.a)) == (row.agent_all == "Y"));
      CHECK(lists(agent, my, id) == (row.agent_my == "Y"));
    }
  }
}

TEST_CASE("an internal caller names the account of a whole list", "[PRT-11][refuses]") {
  Lists w;
  auto agent = w.door(w.agent_user);
  CHECK(refused(agent.portal_list(PortalList::all_touchpoints), "PRT-11", "field_required", "account"));
  CHECK(accepted(agent.portal_list(PortalList::my_touchpoints)));
}

TEST_CASE("a customer's account is their own, whatever they name", "[PRT-11][refuses]") {
  Lists w;
  const auto foreign = w.record(PortalList::all_touchpoints, worked_rows.back());
  auto ana = w.door(w.ana);
  CHECK_FALSE(lists(ana, PortalList::all_touchpoints, foreign, Portfolio::ref(w.b)));
}

TEST_CASE("the lists of the onboarding hold what is one's own", "[PRT-11][EXT-01][EXT-02][refuses][accepts]") {
  World w;
  const auto home = w.account();
  const auto member = w.customer(home, {"customer"});
  const auto leader = w.customer(home, {"customer_admin"});
  const auto agent_user = w.user_with({"onboarding_agent"});
  const auto case_with = [&](std::optional<Ref<Contact>> contact) {
    OnboardingCase entity;
    entity.account = Portfolio::ref(home);
    entity.contact = contact;
    entity.assigned_to = Portfolio::ref(agent_user);
    return w.create(entity);
  };
  const auto by_contact = case_with(Portfolio::ref(member.contact));
  const auto by_team = case_with({});
  CustomerTeamMember joined;
  joined.onboarding_case = Portfolio::ref(by_team);
  joined.contact = Portfolio::ref(member.contact);
  w.create(joined);
  const auto neither = case_with({});
  auto theirs = w.door(member);
  auto leading = w.door(leader);
  auto agent = w.door(agent_user);
  using enum PortalList;
  CHECK(lists(theirs, my_onboarding_cases, by_contact.id));
  CHECK(lists(theirs, my_onboarding_cases, by_team.id));
  CHECK_FALSE(lists(theirs, my_onboarding_cases, neither.id));
  CHECK(lists(leading, all_onboarding_cases, neither.id));
  CHECK_FALSE(lists(leading, my_onboarding_cases, neither.id));
  CHECK(lists(agent, my_onboarding_cases, neither.id));
  CHECK(lists(agent, all_onboarding_cases, neither.id, Portfolio::ref(home)));
  CHECK_FALSE(lists(agent, all_onboarding_cases, neither.id, Portfolio::ref(w.account())));

  const auto task_with = [&](const OnboardingCase& onboarding, bool visible, std::optional<Ref<Contact>> contact) {
    auto entity = w.new_onboarding_task(onboarding);
    entity.customer_visible = visible;
    entity.contact = contact;
    entity.assigned_to = Portfolio::ref(agent_user);
    return w.create(entity).id;
  };
  const auto own = Portfolio::ref(member.contact);
  CHECK(lists(theirs, my_onboarding_tasks, task_with(by_team, true, own)));
  CHECK_FALSE(lists(theirs, my_onboarding_tasks, task_with(by_team, false, own)));
  CHECK_FALSE(lists(theirs, my_onboarding_tasks, task_with(by_team, true, {})));
  CHECK_FALSE(lists(theirs, my_onboarding_tasks, task_with(neither, true, own)));
  CHECK(lists(agent, my_onboarding_tasks, task_with(neither, false, {})));
}

TEST_CASE("visible cases keep the mask of what customers do not read", "[PRT-12][accepts]") {
  World w;
  const auto home = w.account();
  OnboardingCase entity;
  entity.account = Portfolio::ref(home);
  entity.customer_visible = true;
  entity.go_live_date = day("2025-02-01");
  const auto made = w.create(entity);
  auto session = w.door(w.customer(home, {"customer_manager"}));
  const auto page =
      require(session.portal_list(PortalList::all_onboarding_cases, {}, matching("id = " + made.id.to_string())));
  REQUIRE(page.items.size() == 1);
  CHECK(page.items.front().id() == made.id);
  CHECK(page.items.front().get("go_live_date") == Value(day("2025-02-01")));
  CHECK_FALSE(masks(page.items.front().row, "products"));
  CHECK(masks(page.items.front().row, "assigned_to"));
}
