// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// Who sees and writes what in the tree global > sp > genixify > genixify_eu and sp > boxeo: administrators of every
// domain over records of every domain.

namespace {

const std::array<std::string, 5> domain_names{"global", "sp", "genixify", "genixify_eu", "boxeo"};

// Rows: the caller; columns: the record. Y* means that it is written as well.
const std::map<std::string, std::string> data_cells{{"global", "Y Y Y Y Y"},
                                                    {"sp", "- Y Y Y Y"},
                                                    {"genixify", "- - Y Y -"},
                                                    {"genixify_eu", "- - - Y -"},
                                                    {"boxeo", "- - - - Y"}};
const std::map<std::string, std::string> configuration_cells{{"global", "Y* Y* Y* Y* Y*"},
                                                             {"sp", "Y Y* Y* Y* Y*"},
                                                             {"genixify", "Y Y Y* Y* -"},
                                                             {"genixify_eu", "Y Y Y Y* -"},
                                                             {"boxeo", "Y Y - - Y*"}};

struct Forest : World {
  Forest() {
    separate_domains();
    domains["global"] = global();
    domains["sp"] = ref(domain("sp", domains["global"]));
    domains["genixify"] = ref(domain("genixify", domains["sp"]));
    domains["genixify_eu"] = ref(domain("genixify_eu", domains["genixify"]));
    domains["boxeo"] = ref(domain("boxeo", domains["sp"]));
  }
  Account account_in(const std::string& name) { return account(domains.at(name)); }
  Session admin_in(const std::string& name) { return internal({"admin"}, domains.at(name)); }
  SuccessChoice choice_in(const std::string& name) {
    auto owner = admin_in(name);
    SuccessChoice entity;
    entity.name = unique("Choice");
    entity.category = SuccessChoiceCategory::risk_category;
    return require(owner.create(entity));
  }
  std::map<std::string, Ref<Domain>> domains;
};

std::int64_t version_of(World& w, const std::string& table, Id id) {
  return require(w.session.get(table, id)).version();
}

}  // namespace

TEST_CASE("data is seen and written from its domain and above", "[DOM-11][DOM-13][refuses][accepts]") {
  Forest w;
  for (const auto& caller : domain_names) {
    auto session = w.admin_in(caller);
    const auto cells = stated::words(data_cells.at(caller));
    for (std::size_t at = 0; at < domain_names.size(); ++at) {
      INFO(caller << " over data of " << domain_names[at]);
      const bool seen = cells[at] == "Y";
      const auto account = w.account_in(domain_names[at]);
      const auto engagement = w.engagement(account);
      const auto talk = w.touchpoint(engagement);
      CHECK(reads(session, account) == seen);
      CHECK(reads(session, engagement) == seen);
      CHECK(reads(session, talk) == seen);

      const auto made = session.create(w.new_touchpoint(engagement));
      if (seen) REQUIRE(accepted(made));
      if (seen) CHECK(require(w.session.get(Portfolio::ref(*made))).domain == w.domains.at(domain_names[at]));
      if (!seen) CHECK(refused(made, "GEN-04", "invalid_reference", "engagement"));

      const auto written = session.update("touchpoint", talk.id, version_of(w, "touchpoint", talk.id),
                                          {{"subject", std::string("Another")}});
      CHECK(answer(written) == (seen ? "" : "not_found"));
      const auto removed = session.remove("touchpoint", talk.id, version_of(w, "touchpoint", talk.id));
      CHECK(answer(removed) == (seen ? "" : "not_found"));
    }
  }
}

TEST_CASE("configuration is inherited downward and written from its domain and above",
          "[DOM-12][DOM-13][refuses][accepts]") {
  Forest w;
  for (const auto& caller : domain_names) {
    auto session = w.admin_in(caller);
    const auto cells = stated::words(configuration_cells.at(caller));
    for (std::size_t at = 0; at < domain_names.size(); ++at) {
      INFO(caller << " over configuration of " << domain_names[at]);
      const bool seen = cells[at] != "-";
      const bool writes = cells[at] == "Y*";
      const auto choice = w.choice_in(domain_names[at]);
      CHECK(reads(session, choice) == seen);
      const std::string refusal = writes ? "" : seen ? "access_denied" : "not_found";
      const auto written =
          session.update("success_choice", choice.id, choice.version, {{"description", std::string("Another")}});
      CHECK(answer(written) == refusal);
      const auto removed = session.remove("success_choice", choice.id, version_of(w, "success_choice", choice.id));
      CHECK(answer(removed) == refusal);
    }
  }
}

TEST_CASE("children of a configuration record are made where the record lies", "[DOM-13][DOM-05][refuses][accepts]") {
  Forest w;
  for (const auto& caller : domain_names) {
    auto session = w.admin_in(caller);
    const auto cells = stated::words(configuration_cells.at(caller));
    for (std::size_t at = 0; at < domain_names.size(); ++at) {
      INFO(caller << " below configuration of " << domain_names[at]);
      auto owner = w.admin_in(domain_names[at]);
      Insight insight;
      insight.name = w.unique("Insight");
      const auto parent = owner.create(insight);
      if (!parent) continue;  // not made so simply; the choices show the same
      InsightItem item;
      item.insight = Portfolio::ref(*parent);
      const auto made = session.create(item);
      if (cells[at] == "-") CHECK(answer(made) != "");
      if (cells[at] == "Y") CHECK_FALSE(made.ok());
      if (cells[at] == "Y*" && made) {
        CHECK(require(w.session.get(Portfolio::ref(*made))).domain == w.domains.at(domain_names[at]));
      }
    }
  }
}

TEST_CASE("a caller works in a chosen domain below the own one", "[DOM-11][DOM-12][accepts]") {
  Forest w;
  const auto in_sp = w.engagement(w.account_in("sp"));
  const auto in_genixify = w.engagement(w.account_in("genixify"));
  const auto in_boxeo = w.engagement(w.account_in("boxeo"));
  const auto user = w.user_with({"admin"}, w.domains.at("sp"));
  auto chosen = require(w.engine.session(Portfolio::ref(user), w.domains.at("genixify")));
  CHECK(reads(chosen, in_genixify));
  CHECK_FALSE(reads(chosen, in_sp));
  CHECK_FALSE(reads(chosen, in_boxeo));
  SuccessChoice entity;
  entity.name = "Made in a chosen domain";
  entity.category = SuccessChoiceCategory::risk_category;
  CHECK(require(chosen.create(entity)).domain == w.domains.at("genixify"));
  auto own = require(w.engine.session(Portfolio::ref(user), w.domains.at("sp")));
  CHECK(reads(own, in_sp));
}

TEST_CASE("no other domain can be chosen", "[DOM-13][refuses]") {
  Forest w;
  const auto user = w.user_with({"admin"}, w.domains.at("genixify"));
  for (const auto* name : {"global", "sp", "boxeo"}) {
    INFO(name);
    const auto session = w.engine.session(Portfolio::ref(user), w.domains.at(name));
    CHECK_FALSE(session.ok());
    if (!session) CHECK(session.error().code() == "access_denied");
  }
  const auto gone = w.engine.session(Portfolio::ref(user), Ref<Domain>(w.user().id));
  CHECK_FALSE(gone.ok());
  const auto person = w.customer(w.account_in("genixify"), {"customer_admin"});
  CHECK_FALSE(w.engine.session(Portfolio::ref(person.user), w.domains.at("boxeo")).ok());
}

TEST_CASE("a customer works in the domain of the account", "[DOM-11][EXT-06][refuses][accepts]") {
  Forest w;
  const auto home = w.account_in("genixify");
  auto person = w.customer(home, {"customer_success_customer"});
  auto talk = w.new_touchpoint(w.engagement(home));
  talk.customer_visible = true;
  talk = w.create(talk);
  auto session = w.door(person);
  CHECK(reads(session, talk));
  auto moved = w.again(home);
  moved.domain = w.domains.at("boxeo");
  w.update(moved);
  CHECK(reads(session, talk));
}

TEST_CASE("moving an account moves everything below it", "[DOM-08][DOM-16][refuses]") {
  Forest w;
  const auto account = w.account_in("genixify");
  auto person = w.contact(account);
  const auto engagement = w.engagement(account);
  const auto talk = w.touchpoint(engagement);
  const auto met = w.scheduled_meeting(talk);
  const auto plan = w.initiative(engagement);
  const auto task = w.task(plan);
  const auto signal = w.risk_signal(engagement);
  const auto contract = w.contract(account);
  const auto file = w.create(World::new_file("touchpoint", talk.id));
  auto noted = w.again(engagement);
  noted.work_notes = "Noted.";
  w.update(noted);
  auto above = w.admin_in("sp");
  auto before = w.admin_in("genixify");
  auto after = w.admin_in("boxeo");
  const auto note = require(above.find<JournalEntry>()).items.front();

  require(above.move_account(Portfolio::ref(account), w.domains.at("boxeo")));
  const auto gone = [&](const auto& entity) {
    INFO(table_info<std::decay_t<decltype(entity)>>().name);
    CHECK_FALSE(reads(before, entity));
    CHECK(reads(after, entity));
    CHECK(reads(above, entity));
  };
  gone(account);
  gone(person);
  gone(engagement);
  gone(talk);
  gone(met);
  gone(plan);
  gone(task);
  gone(signal);
  gone(contract);
  gone(file);
  gone(note);
  gone(require(w.session.get(Ref<MeetingInvitee>(met.invitees.front()))));
  gone(require(w.session.get(engagement.initial_onboarding)));
}

TEST_CASE("an account is moved within the administrator's tree only", "[DOM-08][DOM-09][DOM-14][accepts]") {
  Forest w;
  const auto account = w.account_in("genixify");
  auto inside = w.admin_in("genixify");
  CHECK(refused(inside.move_account(Portfolio::ref(account), w.domains.at("boxeo")), "DOM-14", "invalid_reference",
                "domain"));
  CHECK(refused(inside.move_account(Portfolio::ref(account), w.domains.at("sp")), "DOM-14", "invalid_reference",
                "domain"));
  CHECK(answer(inside.move_account(Portfolio::ref(w.account_in("boxeo")), w.domains.at("genixify"))) == "not_found");
  auto agent = w.internal({"customer_success_agent"}, w.domains.at("sp"));
  CHECK(answer(agent.move_account(Portfolio::ref(account), w.domains.at("boxeo"))) == "access_denied");
  CHECK(accepted(inside.move_account(Portfolio::ref(account), w.domains.at("genixify_eu"))));
  CHECK(w.again(account).domain == w.domains.at("genixify_eu"));

  World flat;
  const auto other = flat.account();
  auto admin = flat.internal({"admin"});
  CHECK(refused(admin.move_account(Portfolio::ref(other), flat.global()), "DOM-07", "invalid_input", "domain"));
}

TEST_CASE("a hidden record is not found out by asking over a reference", "[DOM-14][DOM-15][ACL-12][refuses]") {
  Forest w;
  auto parent = w.new_engagement(w.account_in("genixify"));
  parent.title = "Secret";
  parent = w.create(parent);
  auto child = w.new_engagement(w.account_in("genixify_eu"));
  child.parent = Portfolio::ref(parent);
  child = w.create(child);
  auto inside = w.admin_in("genixify_eu");
  const auto read = require(inside.get(Portfolio::ref(child)));
  CHECK_FALSE(read.parent.has_value());
  CHECK(masks(*read.read, "parent"));
  CHECK(require(inside.count<Engagement>("parent.title = \"Secret\"")) == 0);
  CHECK(require(inside.count<Engagement>("parent.title starts with \"S\"")) == 0);
  CHECK(require(inside.find<Engagement>(matching("parent.title = \"Secret\""))).items.empty());
  auto above = w.admin_in("sp");
  CHECK(require(above.count<Engagement>("parent.title = \"Secret\"")) == 1);
}

TEST_CASE("a masked reference is not found out by its id", "[DOM-14][ACL-12][refuses]") {
  Forest w;
  const auto parent = w.engagement(w.account_in("genixify"));
  auto child = w.new_engagement(w.account_in("genixify_eu"));
  child.parent = Portfolio::ref(parent);
  w.create(child);
  auto inside = w.admin_in("genixify_eu");
  AggregateOptions groups;
  groups.group_by = {"parent"};
  groups.measures = {"count"};
  for (const auto& group : require(inside.aggregate("engagement", groups))) {
    CHECK_FALSE(group.key.front() == Value(parent.id));
  }
}

TEST_CASE("users without administration see the same domains", "[DOM-11][accepts]") {
  Forest w;
  const auto account = w.account_in("genixify");
  const auto talk = w.touchpoint(w.engagement(account));
  for (const auto& name : domain_names) {
    auto agent = w.internal({"customer_success_agent"}, w.domains.at(name));
    INFO(name);
    const bool seen = name == "global" || name == "sp" || name == "genixify";
    CHECK(reads(agent, talk) == seen);
    const auto version = version_of(w, "touchpoint", talk.id);
    CHECK(answer(agent.remove("touchpoint", talk.id, version)) == (seen ? "access_denied" : "not_found"));
  }
}
