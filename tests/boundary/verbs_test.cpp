// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "boundary/estate.hpp"

using namespace steward;
using namespace steward::test;

// Operations stop at the same lines as reads and writes do.

namespace {

template <class T>
std::string told(const Result<T>& result) {
  return result ? "ok" : std::string(result.error().code());
}

struct Lines {
  Lines() : storage(false), estate(storage) {}
  Session door(std::string_view title) { return estate.door(estate.person(title)); }
  Ref<User> who(std::string_view title) const { return Portfolio::ref(estate.person(title).user); }

  Storage storage;
  Estate estate;
};

}  // namespace

TEST_CASE("health is told of engagements that the caller reads", "[boundary][verbs]") {
  Lines l;
  const auto own = Portfolio::ref(l.estate.in_north.engagement);
  const auto now = l.estate.clock->now();
  auto viewer = l.door("north viewer");
  CHECK(told(viewer.score(own, now)) == "ok");
  CHECK(told(viewer.weekly_trend(own, 2)) == "ok");
  for (const auto* title :
       {"south admin", "islands admin", "north touchpoint reader", "north worker", "north nobody"}) {
    auto session = l.door(title);
    INFO(title);
    CHECK(told(session.score(own, now)) == "not_found");
    CHECK(told(session.weekly_trend(own, 2)) == "not_found");
  }
  auto nobody = l.door("north nobody");
  CHECK(told(nobody.color_of(Decimal::from_units(50 * Decimal::one))) == "access_denied");
}

TEST_CASE("health is refreshed by agents, where they work", "[boundary][verbs]") {
  Lines l;
  const std::vector own{Portfolio::ref(l.estate.in_north.engagement)};
  auto viewer = l.door("north viewer");
  CHECK(told(viewer.refresh_health(own)) == "access_denied");
  auto agent = l.door("north agent");
  CHECK(told(agent.refresh_health(own)) == "ok");
  auto admin = l.door("south admin");
  CHECK(told(admin.refresh_health(own)) == "not_found");
  CHECK(told(admin.refresh_health({})) == "access_denied");
}

TEST_CASE("what concerns every tenant asks for an administrator of the root", "[boundary][verbs]") {
  Lines l;
  for (const auto* title : {"region admin", "north admin", "root viewer", "north agent", "north worker"}) {
    auto session = l.door(title);
    INFO(title);
    CHECK(told(session.analyze_risks()) == "access_denied");
    CHECK(told(session.run_job("risk_analyzer")) == "access_denied");
    CHECK(told(session.run_due()) == "access_denied");
    CHECK(told(session.install_base_data()) == "access_denied");
    CHECK(told(session.create(WebhookRegistration{})) == "access_denied");
  }
  auto root = l.door("root admin");
  CHECK(told(root.analyze_risks()) == "ok");
  CHECK(told(root.run_due()) == "ok");
}

TEST_CASE("metric data is delivered where the caller may write it", "[boundary][verbs]") {
  Lines l;
  auto root = l.door("root admin");
  DataSource made;
  made.name = "Usage";
  made.source = DataSourceKind::external;
  const auto shared = require(root.create(made));
  auto admin = l.door("north admin");
  made.name = "Own usage";
  const auto own = require(admin.create(made));
  const auto now = l.estate.clock->now();
  CHECK(told(admin.remap(Portfolio::ref(own), now, now + std::chrono::hours(1))) == "ok");
  CHECK(told(admin.remap(Portfolio::ref(shared), now, now + std::chrono::hours(1))) == "access_denied");
  CHECK(told(admin.collect(Portfolio::ref(shared), now, now + std::chrono::hours(1))) == "access_denied");
  auto agent = l.door("north agent");
  CHECK(told(agent.remap(Portfolio::ref(own), now, now + std::chrono::hours(1))) == "access_denied");
  IngestColumns columns;
  columns.data_source = Portfolio::ref(own);
  columns.source_table = "account";
  CHECK(told(agent.ingest(columns)) == "access_denied");
  auto south = l.door("south admin");
  CHECK(told(south.ingest(columns)) == "not_found");
  CHECK(told(south.remap(Portfolio::ref(own), now, now + std::chrono::hours(1))) == "not_found");
}

TEST_CASE("rights are explained within one's part of the tree", "[boundary][verbs]") {
  Lines l;
  auto admin = l.door("north admin");
  const auto record = l.estate.in_north.shown.id;
  const auto read = AccessOperation::read;
  CHECK(require(admin.explain_access(l.who("north viewer"), read, "touchpoint", record)).allowed);
  CHECK(told(admin.explain_access(l.who("south admin"), read, "touchpoint", record)) == "not_found");
  CHECK(told(admin.explain_access(l.who("north viewer"), read, "touchpoint", l.estate.in_south.shown.id)) ==
        "not_found");
  CHECK(told(admin.effective_grants(l.who("north viewer"))) == "ok");
  CHECK(told(admin.effective_grants(l.who("south admin"))) == "not_found");
  auto viewer = l.door("north viewer");
  CHECK(told(viewer.explain_access(l.who("north viewer"), read, "touchpoint", record)) == "access_denied");
  CHECK(told(viewer.effective_grants(l.who("north viewer"))) == "ok");
  CHECK(told(viewer.effective_grants(l.who("north agent"))) == "access_denied");
}

TEST_CASE("accounts move and roles are given within one's part of the tree", "[boundary][verbs]") {
  Lines l;
  const auto account = Portfolio::ref(l.estate.in_north.account);
  const auto islands = Portfolio::ref(l.estate.islands);
  auto agent = l.door("north agent");
  CHECK(told(agent.move_account(account, islands)) == "access_denied");
  CHECK(told(agent.assign_role(l.who("north viewer"), "customer_success_agent")) == "access_denied");
  CHECK(told(agent.revoke_role(l.who("north viewer"), "customer_success_viewer")) == "access_denied");
  auto admin = l.door("north admin");
  CHECK(told(admin.move_account(account, Portfolio::ref(l.estate.region))) == "invalid_reference");
  CHECK(told(admin.move_account(account, Portfolio::ref(l.estate.south))) == "invalid_reference");
  CHECK(told(admin.move_account(Portfolio::ref(l.estate.in_south.account), islands)) == "not_found");
  CHECK(told(admin.move_account(account, islands)) == "ok");
  CHECK(told(admin.assign_role(l.who("north viewer"), "customer_success_agent")) == "ok");
  CHECK_FALSE(admin.assign_role(l.who("region agent"), "admin").ok());
  CHECK_FALSE(admin.assign_role(l.who("south admin"), "customer_success_agent").ok());
  CHECK_FALSE(admin.revoke_role(l.who("region agent"), "customer_success_agent").ok());
  UserRole row;
  row.user = l.who("region agent");
  row.role = Portfolio::ref(require(l.estate.session.find<Role>(matching("name = \"admin\""))).items.front());
  CHECK_FALSE(admin.create(row).ok());
}

TEST_CASE("what roles share is no role that somebody holds", "[boundary][verbs]") {
  Lines l;
  for (const auto* shared : {"internal_base", "external_base"}) {
    const auto user = l.estate.user_with({shared}, Portfolio::ref(l.estate.north));
    auto session = require(l.estate.engine.session(Portfolio::ref(user)));
    CHECK(told(session.count("account")) == "access_denied");
    CHECK(told(session.get(Portfolio::ref(l.estate.in_north.account))) == "not_found");
  }
}

TEST_CASE("a session works in its user's domain or below it", "[boundary][verbs]") {
  Lines l;
  const auto north = l.who("north admin");
  auto below = require(l.estate.engine.session(north, Portfolio::ref(l.estate.islands)));
  CHECK(told(below.get(Portfolio::ref(l.estate.in_islands.engagement))) == "ok");
  CHECK(told(below.get(Portfolio::ref(l.estate.in_north.engagement))) == "not_found");
  for (const auto& beside : {Portfolio::ref(l.estate.south), Portfolio::ref(l.estate.region), l.estate.global()}) {
    CHECK(told(l.estate.engine.session(north, beside)) == "access_denied");
  }
  auto gone = l.estate.again(l.estate.person("north viewer").user);
  auto open = l.door("north viewer");
  CHECK(told(open.count("touchpoint")) == "ok");
  gone.active = false;
  l.estate.update(gone);
  CHECK(told(open.count("touchpoint")) == "not_found");
  CHECK(told(l.estate.engine.session(Portfolio::ref(gone))) == "not_found");
}

TEST_CASE("lists of the portal and the planner hold what the caller reads", "[boundary][verbs]") {
  Lines l;
  auto viewer = l.door("north viewer");
  CHECK(told(viewer.portal_list(PortalList::all_touchpoints, Portfolio::ref(l.estate.in_north.account))) ==
        "access_denied");
  CHECK(told(viewer.managed_engagements()) == "access_denied");
  CHECK(told(viewer.managed_users()) == "access_denied");
  CHECK(told(viewer.planner()) == "access_denied");
  auto agent = l.door("north agent");
  const auto listed =
      require(agent.portal_list(PortalList::all_touchpoints, Portfolio::ref(l.estate.in_islands.account)));
  REQUIRE(listed.items.size() == 2);
  CHECK(std::get<Id>(listed.items.front().get("account")) == l.estate.in_islands.account.id);
  CHECK(
      require(agent.portal_list(PortalList::all_touchpoints, Portfolio::ref(l.estate.in_south.account))).items.empty());
  CHECK(require(agent.managed_engagements()).items.size() == 1);
  CHECK(require(agent.planner()).engagements.size() == 1);

  auto beyond = l.estate.again(l.estate.in_south.engagement);
  beyond.account_manager = l.who("north agent");
  beyond.customer_success_manager = l.who("north agent");
  l.estate.update(beyond);
  CHECK(require(agent.managed_engagements()).items.size() == 1);
  CHECK(require(agent.planner()).engagements.size() == 1);
  CHECK(require(agent.planner()).touchpoints.size() == 2);
}

TEST_CASE("customer users find parents of their own account", "[boundary][verbs]") {
  Lines l;
  auto worker = l.door("north worker");
  const auto parents = require(worker.parent_choices("touchpoint"));
  REQUIRE(parents.size() == 1);
  CHECK(parents.front().id == l.estate.in_north.engagement.id);
  auto fresh = l.estate.new_touchpoint(l.estate.in_north.engagement);
  CHECK(told(worker.create(fresh)) == "ok");
  for (const auto* other : {&l.estate.in_islands, &l.estate.in_south, &l.estate.moved}) {
    CHECK_FALSE(worker.create(l.estate.new_touchpoint(other->engagement)).ok());
  }
  auto manager = l.door("south case manager");
  CHECK(told(manager.parent_choices("touchpoint")) == "access_denied");
  CHECK_FALSE(manager.create(l.estate.new_touchpoint(l.estate.in_south.engagement)).ok());
}

TEST_CASE("writes stop at the lines", "[boundary][verbs]") {
  Lines l;
  const auto& record = l.estate.in_north.shown;
  auto south = l.door("south admin");
  CHECK(told(south.remove("touchpoint", record.id, record.version)) == "not_found");
  CHECK(told(south.update("touchpoint", record.id, record.version, {{"subject", std::string("Mine")}})) == "not_found");
  CHECK(told(south.update("touchpoint", record.id, 99, {{"subject", std::string("Mine")}})) == "not_found");
  CHECK(refused(south.create(l.estate.new_touchpoint(l.estate.in_north.engagement)), "GEN-04", "invalid_reference",
                "engagement"));
  auto viewer = l.door("north viewer");
  CHECK(told(viewer.remove("touchpoint", record.id, record.version)) == "access_denied");
  CHECK(told(viewer.update("touchpoint", record.id, 99, {{"subject", std::string("Mine")}})) == "access_denied");
  CHECK(refused(viewer.create(l.estate.new_touchpoint(l.estate.in_north.engagement)), "ACL-01", "access_denied"));

  auto north = l.door("north admin");
  const auto shared = require(north.find<SuccessChoice>(matching("domain = " + l.estate.region.id.to_string()))).items;
  REQUIRE_FALSE(shared.empty());
  CHECK(refused(north.remove(shared.front()), "DOM-13", "access_denied"));
  Account mine;
  mine.name = "Theirs";
  mine.domain = Portfolio::ref(l.estate.south);
  CHECK(refused(north.create(mine), "GEN-10", "field_read_only", "domain"));
  User spy;
  spy.user_name = "spy";
  spy.name = "Spy";
  spy.domain = Portfolio::ref(l.estate.south);
  CHECK(refused(north.create(spy), "GEN-10", "field_read_only", "domain"));
}

TEST_CASE("a refused delete does not tell what hidden records are", "[boundary][verbs]") {
  Lines l;
  auto north = l.door("north admin");
  const auto account = require(north.get(Portfolio::ref(l.estate.in_islands.account)));
  auto beyond = l.estate.again(l.estate.in_south.account);
  beyond.parent = Portfolio::ref(account);
  l.estate.update(beyond);
  const auto removed = north.remove(account);
  REQUIRE_FALSE(removed.ok());
  const auto& fault = removed.error().faults().front();
  CHECK(fault.details.find("\"account\"") == std::string::npos);
  CHECK(fault.message.find(" account") == std::string::npos);
}

TEST_CASE("of a note that is gone only administrators are told", "[boundary][verbs]") {
  Lines l;
  Attachment file;
  file.record_table = "touchpoint";
  file.record = l.estate.in_north.shown.id;
  file.file_name = "gone.txt";
  file.content_type = "text/plain";
  file.content = "abc";
  const auto gone = l.estate.create(file);
  require(l.estate.session.remove(gone));
  const auto told_of = [&](std::string_view title) {
    auto session = l.door(title);
    const auto page = require(session.changes("", 10'000));
    return std::any_of(page.entries.begin(), page.entries.end(),
                       [&](const auto& one) { return one.record == gone.id; });
  };
  auto admin = l.door("north admin");
  CHECK(told(admin.history("attachment", gone.id)) == "ok");
  CHECK(told_of("north admin"));
  for (const auto* title : {"north viewer", "south admin"}) {
    auto session = l.door(title);
    CHECK(told(session.history("attachment", gone.id)) == "not_found");
    CHECK_FALSE(told_of(title));
  }
}

TEST_CASE("a place in a team opens no case of another account", "[boundary][verbs]") {
  Lines l;
  const auto manager =
      require(l.estate.session.find<Contact>(matching("user = " + l.who("south case manager").to_string()))).items;
  REQUIRE(manager.size() == 1);
  for (const auto* holding : {&l.estate.in_south, &l.estate.in_north}) {
    CustomerTeamMember member;
    member.onboarding_case = holding->engagement.initial_onboarding;
    member.contact = Portfolio::ref(manager.front());
    [[maybe_unused]] const auto stored = l.estate.session.create(member);
  }
  auto session = l.door("south case manager");
  CHECK(told(session.get(l.estate.in_south.engagement.initial_onboarding)) == "ok");
  CHECK(told(session.get(l.estate.in_north.engagement.initial_onboarding)) == "not_found");
}

TEST_CASE("of what is shown, customer users read what is shown itself", "[boundary][verbs]") {
  Lines l;
  auto worker = l.door("north worker");
  CHECK(require(worker.count<Touchpoint>()) == 1);
  CHECK(require(worker.count<SuccessInitiative>()) == 1);
  CHECK(require(worker.count<CustomerPlay>()) == 1);
  CHECK(require(worker.count<SuccessTask>()) == 2);
  CHECK(require(worker.count<Attachment>()) == 1);
  CHECK(require(worker.count<JournalEntry>()) == 1);
  CHECK(require(worker.count<Account>()) == 1);
}

TEST_CASE("products of a case are not even called by name before the case is shown", "[boundary][verbs]") {
  Lines l;
  auto onboarding = require(l.estate.session.get(l.estate.in_north.engagement.initial_onboarding));
  const auto product = l.estate.sold_product(l.estate.in_north.account);
  onboarding.products = {product.id};
  for (const bool shown : {false, true}) {
    onboarding.customer_visible = shown;
    onboarding = l.estate.update(onboarding);
    auto lead = l.door("north customer lead");
    const auto read = require(lead.get("onboarding_case", onboarding.id));
    const auto& labels = read.row.labels;
    const bool named =
        std::any_of(labels.begin(), labels.end(), [&](const auto& one) { return one.first == "products"; });
    CHECK(named == shown);
  }
}

TEST_CASE("an approver decides on a template and does not write it", "[boundary][verbs]") {
  Lines l;
  ObjectiveTemplate made;
  made.name = "Plan";
  made.title = "Plan";
  made.description = "What is promised.";
  made.product_model = Portfolio::ref(l.estate.product_model());
  made = l.estate.create(made);
  const auto approver = l.estate.user_with({"success_template_approver"}, l.estate.global());
  auto session = require(l.estate.engine.session(Portfolio::ref(approver)));
  CHECK(refused(session.update("objective_template", made.id, made.version, {{"title", std::string("Mine")}}), "ACL-01",
                "access_denied", "title"));
}
