// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

// Where domains come from and who sees what (access 9), on the tree global > sp > genixify > genixify_eu and
// sp > boxeo.

namespace {

struct Tree : Portfolio {
  Tree() {
    separate_domains();
    sp = domain("sp");
    genixify = domain("genixify", ref(sp));
    genixify_eu = domain("genixify_eu", ref(genixify));
    boxeo = domain("boxeo", ref(sp));
  }
  Account account_in(const Domain& home) { return account(ref(home)); }
  Session caller_in(const Domain& home) { return session_of(user(ref(home))); }

  Domain sp;
  Domain genixify;
  Domain genixify_eu;
  Domain boxeo;
};

template <class T>
bool sees(Session& session, const T& entity) {
  return session.get(Portfolio::ref(entity)).ok();
}

SuccessChoice category(std::string name) {
  SuccessChoice entity;
  entity.name = std::move(name);
  entity.category = SuccessChoiceCategory::risk_category;
  return entity;
}

}  // namespace

TEST_CASE("the path of a domain leads from the root", "[GEN-08][accepts][domain]") {
  Tree t;
  const auto above = require(t.session.get(t.global())).path;
  CHECK(t.genixify_eu.path ==
        above + t.sp.id.to_string() + "/" + t.genixify.id.to_string() + "/" + t.genixify_eu.id.to_string() + "/");
  t.genixify.parent = t.global();
  t.genixify = t.update(t.genixify);
  CHECK(t.again(t.genixify_eu).path == t.genixify.path + t.genixify_eu.id.to_string() + "/");
}

TEST_CASE("a domain is not its own ancestor", "[GEN-04][refuses][domain]") {
  Tree t;
  t.sp.parent = Portfolio::ref(t.genixify_eu);
  CHECK(refused(t.session.update(t.sp), "GEN-04", "parent_cycle", "parent"));
}

TEST_CASE("the tree of domains is only so deep", "[GEN-08][refuses][domain]") {
  Portfolio p;
  auto below = p.global();
  // 1024 characters hold 27 ids with their slashes, the root's among them.
  for (int depth = 2; depth <= 27; ++depth) below = Portfolio::ref(p.domain({}, below));
  Domain entity;
  entity.name = "One too many";
  entity.parent = below;
  CHECK(refused(p.session.create(entity), "GEN-08", "out_of_range", "parent"));
}

TEST_CASE("an account has its own domain while domains are separated", "[DOM-01][refuses][DOM-07]") {
  Portfolio p;
  const auto domain = p.domain();
  CHECK(p.account(Portfolio::ref(domain)).domain == p.global());
  p.separate_domains();
  CHECK(p.account(Portfolio::ref(domain)).domain == Portfolio::ref(domain));
}

TEST_CASE("an account keeps its domain through other changes", "[DOM-01][accepts]") {
  Tree t;
  auto account = t.account_in(t.boxeo);
  account.industry = "Retail";
  CHECK(t.update(account).domain == Portfolio::ref(t.boxeo));
}

TEST_CASE("an engagement lies in the domain of its account", "[ENG-01][refuses]") {
  Tree t;
  CHECK(t.engagement(t.account_in(t.genixify)).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("an engagement keeps its domain through other changes", "[ENG-01][accepts]") {
  Tree t;
  auto engagement = t.engagement(t.account_in(t.genixify));
  engagement.title = "Another title";
  CHECK(t.update(engagement).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("an onboarding case lies in the domain of its account", "[ONB-01][refuses]") {
  Tree t;
  CHECK(t.onboarding_case(t.account_in(t.genixify)).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("an onboarding case keeps its domain through other changes", "[ONB-01][accepts]") {
  Tree t;
  auto onboarding = t.onboarding_case(t.account_in(t.genixify));
  onboarding.description = "More.";
  CHECK(t.update(onboarding).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("a touchpoint lies in the domain of its engagement", "[TCH-01][refuses]") {
  Tree t;
  CHECK(t.touchpoint(t.engagement(t.account_in(t.boxeo))).domain == Portfolio::ref(t.boxeo));
}

TEST_CASE("a touchpoint written from above lies with the customer", "[TCH-01][accepts]") {
  Tree t;
  const auto engagement = t.engagement(t.account_in(t.boxeo));
  auto above = t.caller_in(t.sp);
  const auto stored = above.create(t.new_touchpoint(engagement));
  REQUIRE(accepted(stored));
  auto inside = t.caller_in(t.boxeo);
  CHECK(sees(inside, *stored));
}

TEST_CASE("records with an account lie in its domain", "[DOM-02][refuses]") {
  Tree t;
  const auto account = t.account_in(t.boxeo);
  CHECK(t.contract(account).domain == Portfolio::ref(t.boxeo));
  CHECK(t.contact(account).domain == Portfolio::ref(t.boxeo));
  CHECK(t.sold_product(account).domain == Portfolio::ref(t.boxeo));
}

TEST_CASE("a record follows its account reference", "[DOM-02][accepts]") {
  Tree t;
  auto contact = t.contact(t.account_in(t.boxeo));
  contact.account = Portfolio::ref(t.account_in(t.genixify));
  CHECK(t.update(contact).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("records below a record lie in its domain", "[DOM-03][refuses]") {
  Tree t;
  const auto account = t.account_in(t.genixify);
  auto engagement = t.engagement(account);
  CHECK(t.link(engagement, t.contract(account)).domain == Portfolio::ref(t.genixify));
  engagement.work_notes = "Noted.";
  t.update(engagement);
  CHECK(require(t.session.journal("engagement", engagement.id)).front().domain == Portfolio::ref(t.genixify));
}

TEST_CASE("records below a record stay with it when they change", "[DOM-03][accepts]") {
  Tree t;
  auto touchpoint = t.touchpoint(t.engagement(t.account_in(t.genixify)));
  touchpoint.subject = "Another subject";
  CHECK(t.update(touchpoint).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("configuration lies in the caller's domain", "[DOM-05][refuses]") {
  Tree t;
  auto caller = t.caller_in(t.genixify);
  const auto stored = caller.create(category("Churn"));
  REQUIRE(accepted(stored));
  CHECK(stored->domain == Portfolio::ref(t.genixify));
}

TEST_CASE("configuration stays where it is when somebody above changes it", "[DOM-05][accepts]") {
  Tree t;
  auto caller = t.caller_in(t.genixify);
  require(caller.create(category("Churn")));
  auto above = t.caller_in(t.sp);
  auto page = require(above.find<SuccessChoice>());
  REQUIRE(page.items.size() == 1);
  page.items.front().description = "Leaves.";
  const auto stored = above.update(page.items.front());
  REQUIRE(accepted(stored));
  CHECK(stored->domain == Portfolio::ref(t.genixify));
}

TEST_CASE("a user has a domain of their own while domains are separated", "[DOM-06][refuses][DOM-07]") {
  Portfolio p;
  const auto domain = p.domain();
  CHECK(p.user(Portfolio::ref(domain)).domain == p.global());
  p.separate_domains();
  CHECK(p.user(Portfolio::ref(domain)).domain == Portfolio::ref(domain));
}

TEST_CASE("a user keeps their domain through other changes", "[DOM-06][accepts]") {
  Tree t;
  auto user = t.user(Portfolio::ref(t.boxeo));
  user.email = "someone@example.com";
  CHECK(t.update(user).domain == Portfolio::ref(t.boxeo));
}

TEST_CASE("everything is global while account domains are off", "[DOM-07][refuses]") {
  Portfolio p;
  const auto account = p.account(Portfolio::ref(p.domain()));
  const auto engagement = p.engagement(account);
  CHECK(account.domain == p.global());
  CHECK(engagement.domain == p.global());
  CHECK(p.touchpoint(engagement).domain == p.global());
}

TEST_CASE("domains count from the moment they are switched on", "[DOM-07][accepts]") {
  Portfolio p;
  p.separate_domains();
  const auto domain = p.domain();
  CHECK(p.engagement(p.account(Portfolio::ref(domain))).domain == Portfolio::ref(domain));
}

TEST_CASE("an account that moves takes everything along", "[DOM-08][refuses]") {
  Tree t;
  auto account = t.account_in(t.genixify);
  auto engagement = t.engagement(account);
  const auto touchpoint = t.touchpoint(engagement);
  const auto contract = t.contract(account);
  const auto link = t.link(engagement, contract);
  engagement = t.again(engagement);
  engagement.work_notes = "Noted.";
  t.update(engagement);

  account = t.again(account);
  account.domain = Portfolio::ref(t.boxeo);
  t.update(account);
  CHECK(t.again(engagement).domain == Portfolio::ref(t.boxeo));
  CHECK(t.again(touchpoint).domain == Portfolio::ref(t.boxeo));
  CHECK(t.again(contract).domain == Portfolio::ref(t.boxeo));
  CHECK(t.again(link).domain == Portfolio::ref(t.boxeo));
  CHECK(require(t.session.journal("engagement", engagement.id)).front().domain == Portfolio::ref(t.boxeo));
  auto old = t.caller_in(t.genixify);
  auto now = t.caller_in(t.boxeo);
  CHECK_FALSE(sees(old, engagement));
  CHECK(sees(now, engagement));
}

TEST_CASE("an account that moves leaves the records of others", "[DOM-08][accepts]") {
  Tree t;
  const auto other = t.engagement(t.account_in(t.genixify));
  auto account = t.account_in(t.genixify);
  account.domain = Portfolio::ref(t.boxeo);
  t.update(account);
  CHECK(t.again(other).domain == Portfolio::ref(t.genixify));
}

TEST_CASE("no caller moves a record between domains", "[DOM-09][refuses]") {
  Tree t;
  const auto engagement = t.engagement(t.account_in(t.genixify));
  auto above = t.caller_in(t.sp);
  auto read = require(above.get(Portfolio::ref(engagement)));
  read.domain = Portfolio::ref(t.boxeo);
  CHECK(refused(above.update(read), "GEN-10", "field_read_only", "domain"));
  auto account = require(above.get(engagement.account));
  account.domain = Portfolio::ref(t.boxeo);
  CHECK(refused(above.update(account), "GEN-10", "field_read_only", "domain"));
}

TEST_CASE("a domain given as stored is ignored", "[DOM-09][accepts]") {
  Tree t;
  const auto engagement = t.engagement(t.account_in(t.genixify));
  auto above = t.caller_in(t.sp);
  CHECK(accepted(above.update("engagement", engagement.id, engagement.version, {{"domain", t.genixify.id}})));
}

TEST_CASE("a new account gets a domain of its own", "[DOM-10][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto parent = p.account();
  REQUIRE(parent.domain.has_value());
  const auto domain = require(p.session.get(*parent.domain));
  CHECK(domain.name == parent.name);
  CHECK(domain.parent == p.global());
  CHECK(domain.account == Portfolio::ref(parent));
  CHECK(parent.version == 1);

  Account child;
  child.name = "Child";
  child.parent = Portfolio::ref(parent);
  child = p.create(child);
  CHECK(require(p.session.get(*child.domain)).parent == parent.domain);
  CHECK(p.engagement(child).domain == child.domain);

  Account twin;
  twin.name = parent.name;
  twin = p.create(twin);
  CHECK(twin.domain != parent.domain);
}

TEST_CASE("an account that a tenant creates lies below the tenant", "[DOM-10][refuses]") {
  Tree t;
  auto caller = t.caller_in(t.sp);
  Account entity;
  entity.name = "New customer";
  const auto stored = caller.create(entity);
  REQUIRE(accepted(stored));
  CHECK(require(t.session.get(*stored->domain)).parent == Portfolio::ref(t.sp));
  CHECK(sees(caller, *stored));
}

TEST_CASE("no domain is made for an account that has one, or while domains are off", "[DOM-10][accepts]") {
  Portfolio p;
  CHECK(p.account().domain == p.global());
  p.separate_domains();
  const auto home = p.domain();
  const auto before = require(p.session.count<Domain>());
  CHECK(p.account(Portfolio::ref(home)).domain == Portfolio::ref(home));
  CHECK(require(p.session.count<Domain>()) == before);
}

TEST_CASE("data is hidden from below and beside", "[DOM-11][refuses]") {
  Tree t;
  const auto in_sp = t.engagement(t.account_in(t.sp));
  const auto in_genixify = t.engagement(t.account_in(t.genixify));
  auto genixify = t.caller_in(t.genixify);
  auto boxeo = t.caller_in(t.boxeo);
  CHECK_FALSE(sees(genixify, in_sp));
  CHECK_FALSE(sees(boxeo, in_genixify));
  auto stolen = in_genixify;
  stolen.title = "Mine now";
  const auto written = boxeo.update(stolen);
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code() == "not_found");
  const auto removed = boxeo.remove(in_genixify);
  REQUIRE_FALSE(removed.ok());
  CHECK(removed.error().code() == "not_found");
}

TEST_CASE("data is seen in its domain and above", "[DOM-11][accepts]") {
  Tree t;
  const auto engagement = t.engagement(t.account_in(t.genixify_eu));
  for (const auto& domain : {t.genixify_eu, t.genixify, t.sp}) {
    auto caller = t.caller_in(domain);
    CHECK(sees(caller, engagement));
  }
  auto root = t.session_of(t.user(t.global()));
  CHECK(sees(root, engagement));
}

TEST_CASE("configuration is hidden beside and above the line of domains", "[DOM-12][refuses]") {
  Tree t;
  auto genixify = t.caller_in(t.genixify);
  const auto own = require(genixify.create(category("Own")));
  auto boxeo = t.caller_in(t.boxeo);
  CHECK_FALSE(sees(boxeo, own));
}

TEST_CASE("configuration is inherited downward", "[DOM-12][accepts]") {
  Tree t;
  auto sp = t.caller_in(t.sp);
  const auto shared = require(sp.create(category("Shared")));
  for (const auto& domain : {t.sp, t.genixify, t.genixify_eu, t.boxeo}) {
    auto caller = t.caller_in(domain);
    CHECK(sees(caller, shared));
  }
}

TEST_CASE("inherited configuration is read-only", "[DOM-13][refuses]") {
  Tree t;
  auto sp = t.caller_in(t.sp);
  require(sp.create(category("Shared")));
  auto boxeo = t.caller_in(t.boxeo);
  auto shared = require(boxeo.find<SuccessChoice>()).items.front();
  shared.description = "Ours now.";
  const auto written = boxeo.update(shared);
  REQUIRE(refused(written, "DOM-13", "access_denied"));
  CHECK(written.error().category() == Category::denied);
  CHECK(refused(boxeo.remove(shared), "DOM-13", "access_denied"));
}

TEST_CASE("what inherited configuration holds already is told before that it is read-only", "[DOM-13][HMT-02]") {
  Tree t;
  const auto definition = t.create(new_definition(t));
  const auto source = published_source(t);
  auto boxeo = t.caller_in(t.boxeo);
  CHECK(refused(boxeo.create(new_metric(definition, source, 50)), "DOM-13", "access_denied"));
  t.create(new_metric(definition, source, 50));
  CHECK(refused(boxeo.create(new_metric(definition, source, 50)), "HMT-02", "duplicate_metric", "data_source"));
}

TEST_CASE("configuration of one's own domain and below is written", "[DOM-13][accepts]") {
  Tree t;
  auto boxeo = t.caller_in(t.boxeo);
  auto own = require(boxeo.create(category("Own")));
  own.description = "Ours.";
  CHECK(accepted(boxeo.update(own)));
  auto sp = t.caller_in(t.sp);
  auto below = require(sp.get(Portfolio::ref(own)));
  CHECK(accepted(sp.remove(below)));
}

TEST_CASE("a reference that leads outside reads as empty", "[DOM-14][refuses]") {
  Tree t;
  const auto parent = t.engagement(t.account_in(t.genixify));
  auto child = t.new_engagement(t.account_in(t.genixify_eu));
  child.parent = Portfolio::ref(parent);
  child = t.create(child);
  auto inside = t.caller_in(t.genixify_eu);
  auto read = require(inside.get(Portfolio::ref(child)));
  CHECK_FALSE(read.parent.has_value());
  read.title = "Another title";
  CHECK(accepted(inside.update(read)));
  CHECK(t.again(child).parent == Portfolio::ref(parent));
}

TEST_CASE("a caller does not refer to what it cannot see", "[DOM-14][accepts]") {
  Tree t;
  const auto hidden = t.engagement(t.account_in(t.genixify));
  const auto own = t.engagement(t.account_in(t.boxeo));
  auto boxeo = t.caller_in(t.boxeo);
  auto read = require(boxeo.get(Portfolio::ref(own)));
  read.parent = Portfolio::ref(hidden);
  CHECK(refused(boxeo.update(read), "GEN-04", "invalid_reference", "parent"));
  auto above = t.caller_in(t.sp);
  auto linked = require(above.get(Portfolio::ref(own)));
  linked.parent = Portfolio::ref(hidden);
  CHECK(accepted(above.update(linked)));
}

TEST_CASE("counts and groups hold visible records only", "[DOM-15][refuses]") {
  Tree t;
  t.engagement(t.account_in(t.genixify));
  t.engagement(t.account_in(t.boxeo));
  t.engagement(t.account_in(t.boxeo));
  auto boxeo = t.caller_in(t.boxeo);
  CHECK(require(boxeo.count<Engagement>()) == 2);
  CHECK(require(boxeo.find<Engagement>()).items.size() == 2);
  AggregateOptions options;
  options.group_by = {"state"};
  options.measures = {"count"};
  const auto groups = require(boxeo.aggregate("engagement", options));
  REQUIRE(groups.size() == 1);
  CHECK(groups.front().measures.front() == Value(std::int64_t{2}));
}

TEST_CASE("counts from above hold everything below", "[DOM-15][accepts]") {
  Tree t;
  t.engagement(t.account_in(t.genixify));
  t.engagement(t.account_in(t.boxeo));
  auto sp = t.caller_in(t.sp);
  CHECK(require(sp.count<Engagement>()) == 2);
}

TEST_CASE("an external id is taken once in a domain", "[DOM-18][refuses]") {
  Tree t;
  auto first = t.new_contract(t.account_in(t.boxeo));
  first.external_id = "ext-1";
  first.number = "CNT-1";
  t.create(first);
  auto second = t.new_contract(t.account_in(t.boxeo));
  second.external_id = "ext-1";
  second.number = "CNT-1";
  const auto stored = t.session.create(second);
  CHECK(refused(stored, "GEN-14", "duplicate_external_id", "external_id"));
  CHECK(refused(stored, "GEN-14", "duplicate_number", "number"));
}

TEST_CASE("another domain has its own external ids and numbers", "[DOM-18][accepts]") {
  Tree t;
  auto first = t.new_contract(t.account_in(t.boxeo));
  first.external_id = "ext-1";
  first.number = "CNT-1";
  t.create(first);
  auto second = t.new_contract(t.account_in(t.genixify));
  second.external_id = "ext-1";
  second.number = "CNT-1";
  CHECK(accepted(t.session.create(second)));
  CHECK(t.engagement(t.account_in(t.boxeo)).number == "AENG0000001");
  CHECK(t.engagement(t.account_in(t.genixify)).number == "AENG0000001");
}

TEST_CASE("inside a domain no table without domains shows what may be another tenant's", "[domain][access]") {
  Tree t;
  const auto genixify = t.user_with({"admin"}, Portfolio::ref(t.genixify));
  const auto engagement = t.engagement(t.account_in(t.genixify));
  t.advance(std::chrono::hours(1));
  auto confined = t.caller_in(t.boxeo);
  for (const auto* name : {"job_run", "outbox_message", "inbound_message", "webhook_registration", "list_value"}) {
    INFO(name);
    CHECK(require(confined.count(name)) == 0);
  }
  // Boxeo sees its own user's role and the domains on the way to its own, none of genixify's.
  CHECK(require(confined.count("user_role")) == 1);
  CHECK(require(confined.count("domain")) == 3);

  CHECK(confined.count("record_change").error().code() == "access_denied");
  CHECK(confined.history("engagement", engagement.id).error().code() == "not_found");
  auto own = require(t.engine.session(Portfolio::ref(genixify)));
  CHECK(require(own.history("engagement", engagement.id)).size() == 1);
  CHECK(require(own.count("role")) == require(confined.count("role")));
}

TEST_CASE("an administrator gives roles to users of their own part of the tree", "[DOM-13][refuses][accepts][access]") {
  Tree t;
  const auto own = t.user(Portfolio::ref(t.boxeo));
  const auto other = t.user(Portfolio::ref(t.genixify));
  auto session = t.caller_in(t.boxeo);
  CHECK(accepted(session.assign_role(Portfolio::ref(own), "admin")));
  CHECK_FALSE(session.assign_role(Portfolio::ref(other), "admin").ok());
  CHECK(session.create(WebhookRegistration{}).error().code() == "access_denied");
}
