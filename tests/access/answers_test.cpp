// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

// The answers of the levels that have a rule id of their own, and when a change of rights counts.

TEST_CASE("a role that is taken away counts from the next page on", "[ACL-01][refuses][accepts]") {
  Portfolio p;
  require(p.session.install_base_data());
  const auto account = p.account();
  p.engagement(account);
  p.engagement(account);
  const auto user = p.user_with({"customer_success_viewer"});
  auto viewer = p.session_of(user);
  FindOptions options;
  options.limit = 1;
  const auto page = require(viewer.find<Engagement>(options));
  REQUIRE_FALSE(page.next.empty());
  options.after = page.next;
  require(p.session.revoke_role(Portfolio::ref(user), "customer_success_viewer"));
  CHECK(refused(viewer.find<Engagement>(options), "ACL-01", "access_denied"));
  // What a rolled back transaction gave is gone with it.
  require(p.session.begin());
  require(p.session.assign_role(Portfolio::ref(user), "customer_success_viewer"));
  p.session.rollback();
  CHECK(refused(viewer.find<Engagement>(options), "ACL-01", "access_denied"));
  require(p.session.assign_role(Portfolio::ref(user), "customer_success_viewer"));
  CHECK(accepted(viewer.find<Engagement>(options)));
}

TEST_CASE("each level answers with its rule", "[ACL-07][ACL-11][PLN-01][FLD-03][refuses]") {
  Portfolio p;
  require(p.session.install_base_data());
  const auto engagement = p.engagement();
  auto viewer = p.session_of(p.user_with({"customer_success_viewer"}));
  auto agent = p.session_of(p.user_with({"customer_success_agent"}));

  CHECK(refused(viewer.planner(), "PLN-01", "access_denied"));
  CHECK(refused(viewer.count("record_change"), "ACL-11", "access_denied"));

  Attachment file;
  file.record_table = "engagement";
  file.record = engagement.id;
  file.file_name = "plan.txt";
  file.content_type = "text/plain";
  file.content = "abc";
  const auto theirs = p.create(file);
  CHECK(refused(agent.remove(theirs), "ACL-07", "access_denied"));
  CHECK(accepted(agent.remove(require(agent.create(file)))));

  // A core administrator writes cases, whose stage they do not read.
  const auto onboarding = require(p.session.get(engagement.initial_onboarding));
  auto core = p.session_of(p.user_with({"core_admin"}));
  const auto seen = require(core.get("onboarding_case", onboarding.id));
  CHECK(refused(core.update("onboarding_case", onboarding.id, seen.version(), {{"go_live_date", day("2025-01-01")}}),
                "FLD-03", "access_denied", "go_live_date"));
}
