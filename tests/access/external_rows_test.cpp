// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// The rows that customer users reach: role by role, over their own and another account, visible to customers or not,
// as the contact, in the team or neither.

namespace {

enum class Link { contact, team, none };

struct Setting {
  std::string role;
  bool own = false;
  bool visible = false;
  Link link = Link::none;
};

/// What the rows rules say, written anew.
bool row_expected(const std::string& table, const Setting& s) {
  if (!s.own) return false;
  const bool works_with_success = s.role == "customer_success_customer";
  const bool sees_work = s.visible && (works_with_success || s.role == "customer_case_manager");
  const bool leads = s.role == "customer_admin" || s.role == "customer_manager";
  const bool onboarding = !works_with_success && (leads || s.link != Link::none);
  if (table == "onboarding_case" || table == "comment on case" || table == "file on case") return onboarding;
  if (table == "onboarding_task") return onboarding && s.visible;
  if (table == "meeting" || table == "meeting_invitee") {
    return works_with_success && (s.visible || s.link == Link::contact);
  }
  if (table == "customer_team_member") return s.role == "customer_admin";
  if (table == "account" || table == "contact") return true;
  return sees_work;  // initiatives, plays, touchpoints, their tasks, and what hangs on them
}

struct Borders : World {
  Borders() : mine(account()), theirs(account()), mine_engaged(engagement(mine)), theirs_engaged(engagement(theirs)) {}

  /// A row of every table in this setting; keys that differ from a table name come with it.
  std::map<std::string, std::pair<std::string, Id>> rows(const Setting& s, const Customer& person) {
    const auto& home = s.own ? mine : theirs;
    const auto& engaged = s.own ? mine_engaged : theirs_engaged;
    const auto linked = s.own ? person.contact : contact(theirs);
    std::optional<Ref<Contact>> named;
    if (s.link == Link::contact) named = ref(linked);

    auto case_entity = OnboardingCase();
    case_entity.account = ref(home);
    case_entity.contact = named;
    case_entity.customer_visible = s.visible;
    case_entity.comments = "Said.";
    const auto onboarding = create(case_entity);
    CustomerTeamMember member;
    member.onboarding_case = ref(onboarding);
    member.contact = s.link == Link::team ? ref(linked) : ref(contact(home));
    member = create(member);
    auto step = new_onboarding_task(onboarding);
    step.customer_visible = s.visible;
    auto plan = new_initiative(outcome(engaged));
    plan.contact = named;
    plan.customer_visible = s.visible;
    plan.comments = "Said.";
    plan = create(plan);
    auto play = new_customer_play(engaged);
    play.contact = named;
    play.customer_visible = s.visible;
    play = create(play);
    auto talk = new_touchpoint(engaged);
    talk.contact = named;
    talk.customer_visible = s.visible;
    talk.comments = "Said.";
    talk.work_notes = "Kept.";
    talk = create(talk);
    const auto met = scheduled_meeting(talk, named);

    std::map<std::string, std::pair<std::string, Id>> made{
        {"onboarding_case", {"onboarding_case", onboarding.id}},
        {"customer_team_member", {"customer_team_member", member.id}},
        {"onboarding_task", {"onboarding_task", create(step).id}},
        {"success_initiative", {"success_initiative", plan.id}},
        {"customer_play", {"customer_play", play.id}},
        {"touchpoint", {"touchpoint", talk.id}},
        {"task of initiative", {"success_task", visible_task(new_task(plan), s.visible)}},
        {"task of play", {"success_task", visible_task(new_task(play), s.visible)}},
        {"task of touchpoint", {"success_task", visible_task(new_task(talk), s.visible)}},
        {"meeting", {"meeting", met.id}},
        {"meeting_invitee", {"meeting_invitee", met.invitees.front()}},
        {"comment on case", {"journal_entry", comment("onboarding_case", onboarding.id)}},
        {"comment on touchpoint", {"journal_entry", comment("touchpoint", talk.id)}},
        {"file on case", {"attachment", create(new_file("onboarding_case", onboarding.id)).id}},
        {"file on touchpoint", {"attachment", create(new_file("touchpoint", talk.id)).id}},
        {"account", {"account", home.id}},
        {"contact", {"contact", linked.id}},
    };
    return made;
  }
  Id visible_task(SuccessTask entity, bool visible) {
    entity.customer_visible = visible;
    return create(entity).id;
  }
  Id comment(const std::string& table, Id record) {
    const auto found = require(session.find<JournalEntry>(
        matching("record = " + record.to_string() + " and record_table = \"" + table + "\" and kind = \"comment\"")));
    REQUIRE(found.items.size() == 1);
    return found.items.front().id;
  }

  Account mine;
  Account theirs;
  Engagement mine_engaged;
  Engagement theirs_engaged;
};

}  // namespace

TEST_CASE("customers reach the rows that are stated, in every setting",
          "[EXT-01][EXT-02][EXT-03][EXT-04][EXT-05][EXT-06][EXT-08][EXT-10][ACL-05][refuses][accepts]") {
  Borders w;
  for (const auto& role : stated::composite_roles()) {
    if (!stated::is_external(role)) continue;
    const auto person = w.customer(w.mine, {role});
    auto session = w.door(person);
    for (const bool own : {true, false}) {
      for (const bool visible : {true, false}) {
        for (const auto link : {Link::contact, Link::team, Link::none}) {
          const Setting s{role, own, visible, link};
          for (const auto& [key, row] : w.rows(s, person)) {
            INFO(role << " and " << key << (own ? ", own" : ", foreign") << (visible ? ", visible" : ", hidden") << ", "
                      << (link == Link::contact ? "contact"
                          : link == Link::team  ? "team"
                                                : "neither"));
            CHECK(reads(session, row.first, row.second) == row_expected(key, s));
          }
        }
      }
    }
  }
}

TEST_CASE("who goes to another account leaves the cases of the old one behind", "[EXT-01][refuses]") {
  Borders w;
  for (const bool named : {true, false}) {
    auto person = w.customer(w.theirs, {"customer"});
    OnboardingCase entity;
    entity.account = Portfolio::ref(w.theirs);
    entity.short_description = "Old";
    if (named) entity.contact = Portfolio::ref(person.contact);
    const auto old = w.create(entity);
    CustomerTeamMember member;
    member.onboarding_case = Portfolio::ref(old);
    member.contact = Portfolio::ref(person.contact);
    w.create(member);
    auto session = w.door(person);
    CHECK(reads(session, old));
    person.contact.account = Portfolio::ref(w.mine);
    w.update(person.contact);
    INFO((named ? "named by the case" : "in its team"));
    CHECK_FALSE(reads(session, old));
    CHECK_FALSE(reads(session, w.theirs));
    CHECK(reads(session, w.mine));
  }
}

TEST_CASE("roles of a customer user add up row by row", "[ACL-07][accepts]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_success_customer", "customer_manager"});
  auto session = w.door(person);
  const auto rows = w.rows({"", true, true, Link::none}, person);
  CHECK(reads(session, "onboarding_case", rows.at("onboarding_case").second));
  CHECK(reads(session, "touchpoint", rows.at("touchpoint").second));
}

TEST_CASE("a visible task of a hidden record stays hidden", "[EXT-04][EXT-02][refuses]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_case_manager"});
  auto session = w.door(person);
  auto talk = w.new_touchpoint(w.mine_engaged);
  talk.customer_visible = false;
  talk = w.create(talk);
  CHECK_FALSE(reads(session, "success_task", w.visible_task(w.new_task(talk), true)));
  auto step = w.new_onboarding_task(w.onboarding_case(w.mine));
  step.customer_visible = true;
  CHECK_FALSE(reads(session, w.create(step)));
}

TEST_CASE("work notes stay with internal readers", "[FLD-05][EXT-08][refuses]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_success_customer"});
  auto session = w.door(person);
  const auto rows = w.rows({"", true, true, Link::none}, person);
  const auto talk = rows.at("touchpoint").second;
  const auto told = require(session.journal("touchpoint", talk));
  REQUIRE(told.size() == 1);
  CHECK(told.front().kind == JournalKind::comment);
  CHECK(require(session.count<JournalEntry>("record = " + talk.to_string())) == 1);
  CHECK(require(session.count<JournalEntry>("record = " + talk.to_string() + " and kind = \"work_note\"")) == 0);
  const auto stream = require(session.activity_stream("touchpoint", talk));
  for (const auto& entry : stream.items) CHECK(entry.kind != "work_note");
  JournalEntry note;
  note.record_table = "touchpoint";
  note.record = talk;
  note.kind = JournalKind::work_note;
  note.text = "Let me in.";
  CHECK(answer(session.create(note)) == "access_denied");
  note.record = w.rows({"", true, false, Link::none}, person).at("touchpoint").second;
  note.kind = JournalKind::comment;
  CHECK_FALSE(session.create(note).ok());
}

TEST_CASE("comments and work notes reach the readers of a record", "[FLD-05][EXT-08][accepts]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_success_customer"});
  auto session = w.door(person);
  const auto talk = w.rows({"", true, true, Link::none}, person).at("touchpoint").second;
  JournalEntry note;
  note.record_table = "touchpoint";
  note.record = talk;
  note.kind = JournalKind::comment;
  note.text = "Thank you.";
  CHECK(accepted(session.create(note)));
  CHECK(accepted(session.create(World::new_file("touchpoint", talk))));
  auto viewer = w.internal({"customer_success_viewer"});
  CHECK(require(viewer.journal("touchpoint", talk)).size() == 3);
}

TEST_CASE("nothing else is open to customers, not even with every role", "[EXT-10][ACL-05][refuses]") {
  Borders w;
  const auto person = w.customer(
      w.mine, {"customer_success_customer", "customer_admin", "customer_manager", "customer_case_manager", "customer"});
  auto session = w.door(person);
  const auto objective = w.objective(w.mine_engaged);
  const auto contract = w.contract(w.mine);
  const auto signal = w.risk_signal(w.mine_engaged);
  const auto internal = w.internal_play(w.mine_engaged);
  CHECK_FALSE(reads(session, w.mine_engaged));
  CHECK_FALSE(reads(session, objective));
  CHECK_FALSE(reads(session, w.outcome(objective)));
  CHECK_FALSE(reads(session, contract));
  CHECK_FALSE(reads(session, signal));
  CHECK_FALSE(reads(session, internal));
  CHECK_FALSE(reads(session, person.user));
  for (const auto* table : all_tables()) {
    const auto letters =
        *stated::granted({"customer_success_customer", "customer_admin", "customer_case_manager"}, table->name);
    if (!letters.empty() || table->flavour == Flavour::series) continue;
    INFO(table->name);
    CHECK(answer(session.find(table->name)) == "access_denied");
    CHECK(answer(session.count(table->name)) == "access_denied");
    AggregateOptions options;
    options.measures = {"count"};
    CHECK(answer(session.aggregate(table->name, options)) == "access_denied");
  }
}

TEST_CASE("the change feed tells a customer nothing that they do not read", "[EXT-10][FLD-04][refuses]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_success_customer", "customer_admin"});
  auto session = w.door(person);
  const auto rows = w.rows({"", true, true, Link::none}, person);
  const auto hidden = w.rows({"", true, false, Link::none}, person);
  auto talk = require(w.session.get(Ref<Touchpoint>(rows.at("touchpoint").second)));
  talk.assigned_to = Portfolio::ref(w.user());
  talk.subject = "Another";
  w.update(talk);
  std::string token;
  for (int pages = 0; pages < 100; ++pages) {
    const auto page = session.changes(token);
    if (!page) break;  // not offered at all is as good
    for (const auto& entry : page->entries) {
      INFO(entry.table << " " << entry.kind << " " << entry.data);
      CHECK(session.get(entry.table, entry.record).ok());
      CHECK(entry.data.find("assigned_to") == std::string::npos);
      CHECK(entry.data.find("\"engagement\":[null,\"") == std::string::npos);
      CHECK(entry.data.find("customer_visible") == std::string::npos);
      CHECK(entry.data.find("\"domain\"") == std::string::npos);
    }
    if (page->entries.empty()) break;
    token = page->next;
  }
  const auto told = session.history("touchpoint", talk.id);
  if (told) {
    for (const auto& entry : *told) CHECK(entry.data.find("assigned_to") == std::string::npos);
  }
  CHECK_FALSE(session.history("touchpoint", hidden.at("touchpoint").second).ok());
  const auto stream = session.activity_stream("touchpoint", talk.id);
  if (stream) {
    for (const auto& entry : stream->items) {
      CHECK(entry.changes.find("assigned_to") == std::string::npos);
      CHECK(entry.changes.find("customer_visible") == std::string::npos);
    }
  }
  const auto then = session.get(Portfolio::ref(talk), at("2024-11-20T12:00:00Z"));
  if (then) CHECK_FALSE(then->assigned_to.has_value());
}

TEST_CASE("shut out readers and drafts of articles", "[EXT-09][refuses]") {
  Borders w;
  const auto person = w.customer(w.mine, {"customer_admin"});
  auto session = w.door(person);
  KnowledgeArticle article;
  article.number = "KB1";
  article.title = "Draft";
  CHECK_FALSE(reads(session, w.create(article)));
  for (const auto* role : {"customer_admin", "customer"}) {  // itself, and one that it contains
    w.give_role(w.user(), role);
    const auto row = require(w.session.find<Role>(matching("name = \"" + std::string(role) + "\""))).items.front();
    article.number = w.unique("KB");
    article.state = ArticleState::published;
    article.cannot_read = {row.id};
    INFO(role);
    CHECK_FALSE(reads(session, w.create(article)));
  }
  article.number = "KB3";
  article.state = ArticleState::retired;
  article.cannot_read = {};
  CHECK_FALSE(reads(session, w.create(article)));
}

TEST_CASE("published articles are for every customer who is not shut out", "[EXT-09][accepts]") {
  Borders w;
  w.give_role(w.user(), "customer_success_customer");
  const auto other = require(w.session.find<Role>(matching("name = \"customer_success_customer\""))).items.front();
  KnowledgeArticle article;
  article.number = "KB1";
  article.title = "How to";
  article.state = ArticleState::published;
  article.cannot_read = {other.id};
  article = w.create(article);
  auto admitted = w.door(w.customer(w.mine, {"customer_admin"}));
  CHECK(reads(admitted, article));
  auto shut_out = w.door(w.customer(w.mine, {"customer_success_customer"}));
  CHECK_FALSE(reads(shut_out, article));
}
