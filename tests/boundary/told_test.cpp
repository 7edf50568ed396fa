// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

// What answers tell beside the records that they hold: who did something, what is called how, where references led,
// and what stands in the way.

namespace {

/// Two tenants below a common parent; an agent and readers in the first.
struct Tenants : Portfolio {
  Tenants() {
    separate_domains();
    const auto region = domain("region");
    north = domain("north", ref(region));
    south = domain("south", ref(region));
    author = user_with({"customer_success_agent"}, ref(north));
    viewer.emplace(reader({"customer_success_viewer"}));
    engaged = engagement(account(ref(north)));
    talk = require(session_of(author).create(new_touchpoint(engaged)));
  }
  Session reader(std::initializer_list<std::string_view> roles) { return session_of(user_with(roles, ref(north))); }
  /// Someone who worked here goes to the other tenant; what they did stays.
  void author_leaves() {
    auto moved = again(author);
    moved.domain = ref(south);
    update(moved);
  }

  Domain north;
  Domain south;
  User author;
  std::optional<Session> viewer;
  Engagement engaged;
  Touchpoint talk;
};

/// What the feed tells of one record.
std::vector<FeedEntry> fed(Session& session, Id record) {
  auto entries = require(session.changes("", 10'000)).entries;
  std::erase_if(entries, [&](const auto& one) { return one.record != record; });
  return entries;
}

/// Whether an entry names the id, as who did it or in what was changed.
bool names(const std::vector<FeedEntry>& entries, Id id) {
  return std::any_of(entries.begin(), entries.end(), [&](const auto& one) {
    return one.by == id || one.data.find(id.to_string()) != std::string::npos;
  });
}

const Fault* fault_of(const Error& error, std::string_view code) {
  const auto& faults = error.faults();
  const auto found = std::find_if(faults.begin(), faults.end(), [&](const auto& one) { return one.code == code; });
  return found != faults.end() ? &*found : nullptr;
}

}  // namespace

TEST_CASE("feed and history name no user of another tenant", "[boundary][told][DOM-14][ACL-12]") {
  Tenants t;
  CHECK(names(fed(*t.viewer, t.talk.id), t.author.id));
  CHECK(names(require(t.viewer->history("touchpoint", t.talk.id)), t.author.id));
  t.author_leaves();
  const auto feed = fed(*t.viewer, t.talk.id);
  const auto past = require(t.viewer->history("touchpoint", t.talk.id));
  CHECK_FALSE(feed.empty());
  CHECK(feed.size() == past.size());
  CHECK_FALSE(names(feed, t.author.id));
  CHECK_FALSE(names(past, t.author.id));
  auto root = t.session_of(t.user_with({"admin"}));
  CHECK(names(fed(root, t.talk.id), t.author.id));
}

TEST_CASE("what a timeline holds of another record's changes is told as that record's history is",
          "[boundary][told][ACL-12][FLD-03]") {
  Tenants t;
  auto assigned = t.again(t.talk);
  assigned.assigned_to = Portfolio::ref(t.author);
  t.update(assigned);
  const auto entries = require(t.session.find<Activity>(matching("source_record = " + t.talk.id.to_string()))).items;
  REQUIRE_FALSE(entries.empty());
  const auto told = [&](Session& session) {
    bool found = false;
    for (const auto& entry : entries) {
      const auto read = require(session.get(Portfolio::ref(entry)));
      found = found || read.changes.find(t.author.id.to_string()) != std::string::npos;
      // An entry is history itself and has none of its own.
      CHECK(fed(session, entry.id).empty());
      CHECK(require(session.history("activity", entry.id)).empty());
    }
    return found;
  };
  CHECK(told(*t.viewer));
  t.author_leaves();
  CHECK_FALSE(told(*t.viewer));
}

TEST_CASE("the places of changes in the order of all are told to who sees all", "[boundary][told][DOM-15]") {
  Tenants t;
  const auto own = require(t.viewer->changes("", 10'000)).entries;
  CHECK(own.size() > 3);
  CHECK(std::all_of(own.begin(), own.end(), [](const auto& one) { return one.seq == 0; }));
  auto root = t.session_of(t.user_with({"customer_success_viewer"}));
  std::int64_t last = 0;
  for (const auto& entry : require(root.changes("", 10'000)).entries) {
    CHECK(entry.seq > last);
    last = entry.seq;
  }
  CHECK(last > 3);
}

TEST_CASE("who has no right to the history finds notes alone in a stream", "[boundary][told][ACL-11]") {
  Tenants t;
  auto noted = t.again(t.talk);
  noted.comments = "Hello.";
  noted.subject = "Another";
  t.update(noted);
  const auto kinds = [&](Session session) {
    std::vector<std::string> result;
    for (const auto& entry : require(session.activity_stream("touchpoint", t.talk.id)).items) {
      result.push_back(entry.kind);
    }
    std::sort(result.begin(), result.end());
    return result;
  };
  CHECK(kinds(t.reader({"customer_success_viewer"})) == std::vector<std::string>{"comment", "insert", "update"});
  CHECK(kinds(t.reader({"meeting_creator"})) == std::vector<std::string>{"comment"});
}

TEST_CASE("history holds no field that its reader does not read", "[boundary][told][FLD-01][FLD-03]") {
  Tenants t;
  auto onboarding = t.onboarding_case(t.account(Portfolio::ref(t.north)));
  onboarding.go_live_date = day("2025-02-01");
  onboarding.short_description = "Another";
  t.update(onboarding);
  const auto tells = [&](Session session, std::string_view field) {
    const auto past = require(session.history("onboarding_case", onboarding.id));
    const auto feed = fed(session, onboarding.id);
    const auto holds = [&](const auto& one) { return one.data.find("\"" + std::string(field)) != std::string::npos; };
    const bool told = std::any_of(past.begin(), past.end(), holds);
    CHECK(std::any_of(feed.begin(), feed.end(), holds) == told);
    const auto stream = require(session.activity_stream("onboarding_case", onboarding.id)).items;
    CHECK(std::any_of(stream.begin(), stream.end(), [&](const auto& one) {
            return one.changes.find("\"" + std::string(field)) != std::string::npos;
          }) == told);
    return told;
  };
  for (const auto* field : {"go_live_date", "stage"}) {
    INFO(field);
    CHECK(tells(t.reader({"onboarding_agent"}), field));
    CHECK_FALSE(tells(t.reader({"customer_success_viewer"}), field));
  }
  CHECK(tells(t.reader({"customer_success_viewer"}), "short_description"));
}

TEST_CASE("history does not tell which hidden record a signal came from", "[boundary][told][DOM-14][ACL-12]") {
  Tenants t;
  const auto beyond = t.engagement(t.account(Portfolio::ref(t.south)));
  auto entity = t.new_risk_signal(t.engaged);
  entity.source_table = "engagement";
  entity.source_record = beyond.id;
  const auto signal = t.create(entity);
  const auto read = require(t.viewer->get("risk_signal", signal.id));
  CHECK(is_null(read.get("source_record")));
  CHECK_FALSE(names(require(t.viewer->history("risk_signal", signal.id)), beyond.id));
  CHECK_FALSE(names(fed(*t.viewer, signal.id), beyond.id));
  auto root = t.session_of(t.user_with({"customer_success_viewer"}));
  CHECK(names(require(root.history("risk_signal", signal.id)), beyond.id));
}

TEST_CASE("what is counted of a record is what its reader sees", "[boundary][told][DOM-15]") {
  Tenants t;
  for (const auto& home : {t.north, t.south, t.south}) {
    auto below = t.new_engagement(t.account(Portfolio::ref(home)));
    below.parent = Portfolio::ref(t.engaged);
    t.create(below);
  }
  t.risk_signal(t.engaged);
  const auto counted = [&](Session& session, const char* field) {
    const auto got = require(session.get("engagement", t.engaged.id));
    const auto found = require(session.find("engagement", matching("id = " + t.engaged.id.to_string())));
    REQUIRE(found.items.size() == 1);
    CHECK(found.items.front().get(field) == got.get(field));
    return std::get<std::int64_t>(got.get(field));
  };
  auto root = t.session_of(t.user_with({"customer_success_viewer"}));
  auto narrow = t.reader({"engagement_read"});
  CHECK(counted(root, "child_count") == 3);
  CHECK(counted(*t.viewer, "child_count") == 1);
  CHECK(counted(*t.viewer, "active_risk_count") == 1);
  CHECK(counted(narrow, "active_risk_count") == 0);
}

TEST_CASE("what is worked out from lists is the same for who sees what they name", "[boundary][told][DOM-15]") {
  Tenants t;
  const auto contract = t.contract(require(t.session.get(t.engaged.account)));
  auto signal = t.new_risk_signal(t.engaged);
  signal.contracts_impacted = {contract.id};
  t.create(signal);
  const auto highest = [&](Session session) {
    return require(session.get(Portfolio::ref(contract))).max_risk_probability;
  };
  CHECK(highest(t.session_of(t.user_with({"customer_success_viewer"}))) == signal.probability);
  CHECK(highest(t.reader({"admin"})) == signal.probability);
  CHECK(highest(t.reader({"customer_success_viewer"})) == signal.probability);
  CHECK_FALSE(highest(t.reader({"success_template_owner"})).has_value());  // reads contracts, but no risks
}

TEST_CASE("a user of another tenant is not called by name", "[boundary][told][ACL-12]") {
  Tenants t;
  t.author_leaves();
  const auto read = require(t.viewer->get("touchpoint", t.talk.id));
  const auto& masked = read.row.masked;
  CHECK(std::find(masked.begin(), masked.end(), "created_by") != masked.end());
  CHECK(read.row.labels.empty());
  for (const auto& record : require(t.viewer->find("touchpoint")).items) CHECK(record.row.labels.empty());
}

TEST_CASE("customer users learn what records of their account are called, no others", "[boundary][told][ACL-12]") {
  Tenants t;
  const auto mine = require(t.session.get(t.engaged.account));
  User person;
  person.user_name = "customer";
  person.name = "Customer";
  person.kind = UserKind::customer;
  person.account = Portfolio::ref(mine);
  person.domain = mine.domain;
  person = t.create(person);
  t.give_role(person, "customer_success_customer");
  auto behind = t.contact(mine);
  behind.user = Portfolio::ref(person);
  t.update(behind);
  auto product = t.sold_product(mine);
  auto talk = t.new_touchpoint(t.engaged);
  talk.product = Portfolio::ref(product);
  talk.customer_visible = true;
  talk = t.create(talk);
  auto inside = t.session_of(person);
  const auto label = [&](std::string_view field) {
    const auto read = require(inside.get("touchpoint", talk.id));
    CHECK(is_null(read.get(field)));
    const auto& labels = read.row.labels;
    const auto found = std::find_if(labels.begin(), labels.end(), [&](const auto& one) { return one.first == field; });
    return found != labels.end() ? found->second : std::string();
  };
  CHECK(label("engagement") == t.engaged.number + " " + t.engaged.title);
  CHECK(label("product").find(product.name) != std::string::npos);
  // The host corrects who bought it.
  product = t.again(product);
  product.account = Portfolio::ref(t.account(Portfolio::ref(t.north)));
  t.update(product);
  CHECK(label("product").empty());
  CHECK_FALSE(label("engagement").empty());
}

TEST_CASE("a refusal does not name what its reader does not read", "[boundary][told][ACL-05]") {
  Tenants t;
  t.task(t.talk);
  const auto version = t.again(t.talk).version;
  for (const auto& [state, code] :
       {std::pair("closed", "open_child_records"), std::pair("canceled", "confirmation_required")}) {
    const auto refusal = [&](std::initializer_list<std::string_view> roles) {
      const auto answer = t.reader(roles).update("touchpoint", t.talk.id, version, {{"state", std::string(state)}});
      REQUIRE_FALSE(answer.ok());
      const auto* fault = fault_of(answer.error(), code);
      REQUIRE(fault != nullptr);
      return *fault;
    };
    INFO(state);
    const auto whole = refusal({"touchpoint_write", "success_task_read"});
    CHECK(whole.message.find("success_task") != std::string::npos);
    CHECK_FALSE(whole.details.empty());
    const auto part = refusal({"touchpoint_write"});
    CHECK(part.message.find("success_task") == std::string::npos);
    CHECK(part.details.empty());
  }
}

TEST_CASE("a refused delete counts what its reader does not see without naming it", "[boundary][told][ACL-05]") {
  Tenants t;
  const auto blocking = [](const Result<void>& removed) {
    REQUIRE_FALSE(removed.ok());
    const auto* fault = fault_of(removed.error(), "delete_blocked");
    REQUIRE(fault != nullptr);
    return fault->message + " " + fault->details;
  };
  const auto version = t.again(t.engaged).version;
  const auto whole = blocking(t.reader({"admin"}).remove("engagement", t.engaged.id, version));
  CHECK(whole.find("\"touchpoint\":1") != std::string::npos);
  CHECK(whole.find("hidden") == std::string::npos);
  const auto part = blocking(t.reader({"engagement_delete"}).remove("engagement", t.engaged.id, version));
  CHECK(part.find("touchpoint") == std::string::npos);
  CHECK(part.find("\"hidden\":1") != std::string::npos);

  const auto product = t.sold_product(t.account(Portfolio::ref(t.north)));
  t.sold_product(t.account(Portfolio::ref(t.south)), Portfolio::ref(product));
  const auto beyond = blocking(t.reader({"admin"}).remove("sold_product", product.id, product.version));
  CHECK(beyond.find("sold_product") == std::string::npos);
  CHECK(beyond.find("\"hidden\":1") != std::string::npos);
}
