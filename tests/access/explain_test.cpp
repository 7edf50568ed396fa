// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// What is told about rights agrees with what the doors do.

namespace {

struct Sample {
  std::string table;
  Id id;
  std::string field;  // one that a writer may change
};

struct Told : World {
  Told() : home(account()), admin(internal({"admin"})) {
    const auto engaged = engagement(home);
    auto seen = new_touchpoint(engaged);
    seen.customer_visible = true;
    seen = create(seen);
    auto unseen = new_touchpoint(engaged);
    unseen.customer_visible = false;
    unseen = create(unseen);
    const auto foreign = touchpoint(engagement());
    auto plan = new_initiative(outcome(engaged));
    plan.customer_visible = true;
    samples = {{"engagement", engaged.id, "title"},
               {"touchpoint", seen.id, "subject"},
               {"touchpoint", unseen.id, "subject"},
               {"touchpoint", foreign.id, "subject"},
               {"success_initiative", create(plan).id, "subject"},
               {"onboarding_case", onboarding_case(home).id, "description"},
               {"success_choice", choice().id, "description"},
               {"meeting", scheduled_meeting(seen).id, "subject"},
               {"contact", contact(home).id, "last_name"},
               {"contract", contract(home).id, "name"},
               {"risk_signal", risk_signal(engaged).id, "short_description"},
               {"attachment", create(new_file("touchpoint", seen.id)).id, "file_name"}};
  }
  std::vector<User> people() {
    std::vector<User> all;
    for (const auto& role : stated::composite_roles()) {
      all.push_back(stated::is_external(role) ? customer(home, {role}).user : user_with({}));
      if (!stated::is_external(role)) give_role(all.back(), role);
    }
    all.push_back(user());  // without a role
    return all;
  }
  /// The code that the call ends with; nothing is kept.
  std::string outcome_of(const User& who, AccessOperation operation, const Sample& sample) {
    auto theirs = door(who);
    const auto version = require(session.get(sample.table, sample.id)).version();
    if (operation == AccessOperation::read) return answer(theirs.get(sample.table, sample.id));
    require(theirs.begin());
    const auto code =
        operation == AccessOperation::write
            ? answer(theirs.update(sample.table, sample.id, version, {{sample.field, std::string("Another")}}))
            : answer(theirs.remove(sample.table, sample.id, version));
    theirs.rollback();
    return code;
  }

  Account home;
  Session admin;
  std::vector<Sample> samples;
};

bool is_refusal(const std::string& code) { return code == "access_denied" || code == "not_found"; }

}  // namespace

TEST_CASE("an explanation says what the call does", "[ACL-04][ACL-05][ACL-06][refuses][accepts]") {
  Told w;
  for (const auto& who : w.people()) {
    for (const auto& sample : w.samples) {
      for (const auto operation : {AccessOperation::read, AccessOperation::write, AccessOperation::remove}) {
        INFO(who.name << " on " << sample.table << " " << sample.id.to_string() << ", operation "
                      << static_cast<int>(operation));
        const auto told = require(w.admin.explain_access(Portfolio::ref(who), operation, sample.table, sample.id));
        const auto code = w.outcome_of(who, operation, sample);
        CHECK(told.allowed == told.code.empty());
        if (told.allowed) CHECK_FALSE(is_refusal(code));
        if (!told.allowed) CHECK(told.code == code);
        CHECK(told.allowed ==
              std::all_of(told.steps.begin(), told.steps.end(), [](const AccessStep& step) { return step.passed; }));
        if (operation == AccessOperation::read && told.allowed) {
          auto theirs = w.door(who);
          const auto row = require(theirs.get(sample.table, sample.id)).row;
          for (const auto& field : told.hidden_fields) CHECK(masks(row, field));
        }
      }
    }
  }
}

TEST_CASE("an explanation of creating follows the table", "[ACL-02][ACL-05][refuses][accepts]") {
  Told w;
  for (const auto& who : w.people()) {
    auto theirs = w.door(who);
    for (const auto* table : {"touchpoint", "success_choice", "contract", "activity", "meeting_invitee"}) {
      INFO(who.name << " creates " << table);
      const auto told = require(w.admin.explain_access(Portfolio::ref(who), AccessOperation::create, table));
      const auto code = answer(theirs.create(table, NamedValues{}));
      if (told.allowed) continue;
      CHECK(told.code == "access_denied");
      CHECK(code == "access_denied");
    }
  }
}

TEST_CASE("grants are listed as they are stated", "[ACL-02][ACL-03][accepts]") {
  Told w;
  for (const auto& role : stated::composite_roles()) {
    const bool external = stated::is_external(role);
    const auto who = external ? w.customer(w.home, {role}).user : w.user();
    if (!external) w.give_role(who, role);
    auto theirs = w.door(who);
    const auto told = require(theirs.effective_grants(Portfolio::ref(who)));
    const auto same = require(w.admin.effective_grants(Portfolio::ref(who)));
    CHECK(told.size() == same.size());
    std::map<std::string, std::string> letters;
    for (const auto& grant : told) {
      letters[grant.table] = grant.operations;
      CHECK_FALSE(grant.roles.empty());
      INFO(role << " on " << grant.table);
      for (const auto& one : grant.roles) {
        if (one.find("_base") != std::string::npos) continue;
        CHECK(stated::contained({role}).count(one) != 0);
      }
    }
    for (const auto* table : all_tables()) {
      INFO(role << " on " << table->name);
      const auto stated_letters = *stated::granted({role}, table->name);
      const auto told_letters = letters.count(table->name) != 0 ? letters.at(table->name) : std::string();
      if (!table->system_written && table->flavour != Flavour::series) CHECK(told_letters == stated_letters);
      CHECK(told_letters.empty() == stated_letters.empty());
    }
  }
}

TEST_CASE("rights of others are told to administrators only", "[ACL-01][refuses]") {
  Told w;
  const auto agent = w.user_with({"customer_success_agent"});
  auto theirs = w.door(agent);
  CHECK(answer(theirs.explain_access(Portfolio::ref(agent), AccessOperation::read, "engagement")) == "access_denied");
  CHECK(answer(theirs.effective_grants(Portfolio::ref(w.user()))) == "access_denied");
  CHECK(answer(w.admin.explain_access(Ref<User>(w.home.id), AccessOperation::read, "engagement")) == "not_found");
  CHECK_FALSE(w.admin.explain_access(Portfolio::ref(agent), AccessOperation::read, "no_such_table").ok());
  CHECK(answer(w.admin.explain_access(Portfolio::ref(agent), AccessOperation::read, "engagement", w.home.id)) ==
        "not_found");
}

TEST_CASE("a data source that is calculated is for who sets up the application", "[ACL-07][refuses]") {
  Told w;
  DataSource entity;
  entity.name = "Calculated";
  entity.source = DataSourceKind::calculated;
  entity.breakdown_table = "engagement";
  auto agent = w.internal({"customer_success_agent"});
  CHECK(answer(agent.create(entity)) == "access_denied");
  auto application = w.internal({"customer_success_application_admin"});
  const auto calculated = application.create(entity);
  REQUIRE(accepted(calculated));
  CHECK(reads(agent, *calculated));
  CHECK(answer(agent.update("data_source", calculated->id, calculated->version, {{"name", std::string("Mine")}})) ==
        "access_denied");
  Segment below;
  below.data_source = Portfolio::ref(*calculated);
  below.name = "Segment";
  below.conditions = "title is not empty";
  CHECK(answer(agent.create(below)) == "access_denied");
  DataContext context;
  context.data_source = Portfolio::ref(*calculated);
  context.context_table = ContextTable::engagement;
  CHECK(answer(agent.create(context)) == "access_denied");
  CHECK(accepted(application.create(context)));
  Property other;
  other.key = "risk.some_key";
  other.value = "1";
  other = w.create(other);
  CHECK_FALSE(reads(application, other));
  Property video;
  video.key = "meeting.zoom_user_id";
  video.value = "someone";
  video = w.create(video);
  CHECK(reads(application, video));
  CHECK(answer(application.update("property", other.id, other.version, {{"value", std::string("2")}})) == "not_found");
  CHECK(accepted(application.update("property", video.id, video.version, {{"value", std::string("other")}})));
  PlaybookDefinition playbook;
  playbook.key = "for_engagements";
  playbook.label = "For engagements";
  playbook.parent_table = "engagement";
  playbook.stages = "[]";
  auto onboarder = w.internal({"onboarding_agent"});
  CHECK_FALSE(onboarder.create(playbook).ok());
  playbook = require(w.admin.create(playbook));
  CHECK(answer(onboarder.update("playbook_definition", playbook.id, playbook.version,
                                {{"label", std::string("Mine")}})) == "access_denied");
}

TEST_CASE("grants that reach some rows only work on these", "[ACL-07][accepts]") {
  Told w;
  DataSource entity;
  entity.name = "Delivered";
  entity.source = DataSourceKind::external;
  auto agent = w.internal({"customer_success_agent"});
  const auto stored = agent.create(entity);
  REQUIRE(accepted(stored));
  DataContext context;
  context.data_source = Portfolio::ref(*stored);
  context.context_table = ContextTable::engagement;
  CHECK(accepted(agent.create(context)));
  PlaybookDefinition playbook;
  playbook.key = "for_cases";
  playbook.label = "For cases";
  playbook.parent_table = "onboarding_case";
  playbook.stages = "[]";
  auto onboarder = w.internal({"onboarding_agent"});
  playbook = require(w.admin.create(playbook));
  CHECK(answer(onboarder.update("playbook_definition", playbook.id, playbook.version,
                                {{"label", std::string("Ours")}})) == "");
}
