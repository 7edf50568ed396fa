// SPDX-License-Identifier: Apache-2.0
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("an internal play lies in the domain of its engagement", "[IPL-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto play = p.internal_play(engagement);
  CHECK(play.domain == engagement.domain);
  CHECK(play.domain != p.global());
  CHECK(play.account == engagement.account);
}

TEST_CASE("an internal play moves to the domain of another engagement", "[IPL-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto play = p.internal_play(p.engagement());
  const auto other = p.engagement();
  play.engagement = Portfolio::ref(other);
  CHECK(p.update(play).domain == other.domain);
}

TEST_CASE("an internal play needs engagement and texts", "[IPL-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(InternalPlay{});
  CHECK(refused(stored, "IPL-02", "field_required", "engagement"));
  CHECK(refused(stored, "IPL-02", "field_required", "short_description"));
  CHECK(refused(stored, "IPL-02", "field_required", "description"));
}

TEST_CASE("an internal play begins with its defaults", "[IPL-02][accepts]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  CHECK(play.number == "INPL0000001");
  CHECK(play.category == InternalPlayCategory::general);
  CHECK(play.state == WorkState::new_);
  CHECK(play.priority == Priority::low);
}

TEST_CASE("an internal play ends only with its closure information and without open tasks", "[IPL-03][refuses]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  check_closing(p, play, "IPL-03");
  const auto task = p.internal_play_task(play);
  const auto closed = try_end(p, play, "closed");
  REQUIRE(refused(closed, "IPL-03", "open_child_records", "state"));
  CHECK(details_of(closed) == "[\"" + task.id.to_string() + "\"]");
}

TEST_CASE("an internal play is closed or canceled", "[IPL-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_closed(p, p.internal_play(engagement), "closed");
  check_closed(p, p.internal_play(engagement), "canceled");
}

TEST_CASE("canceling an internal play takes its open tasks along", "[IPL-03][accepts]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  const auto open = p.internal_play_task(play);
  const auto done = end(p, p.internal_play_task(play), "closed");
  CHECK(refused(try_end(p, play, "canceled"), "IPL-03", "confirmation_required", "state"));
  CHECK(accepted(try_end(p, play, "canceled", confirmed())));
  CHECK(p.again(open).state == WorkState::canceled);
  CHECK(p.again(open).close_notes == "Canceled with " + play.number);
  CHECK(p.again(done).state == WorkState::closed);
}

TEST_CASE("a reopened internal play has no closure", "[IPL-04][refuses]") {
  Portfolio p;
  check_reopened(p, end(p, p.internal_play(p.engagement()), "canceled"), "paused", "paused");
}

TEST_CASE("an internal play that stays open keeps a prepared closure", "[IPL-04][accepts]") {
  Portfolio p;
  auto play = p.internal_play(p.engagement());
  play.close_notes = "Nearly done.";
  play = p.update(play);
  play.state = WorkState::in_progress;
  CHECK(p.update(play).close_notes == "Nearly done.");
}

TEST_CASE("an internal play takes no parent", "[IPL-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.internal_play(engagement);
  const auto stored = p.session.create("internal_play", {{"engagement", engagement.id},
                                                         {"short_description", std::string("S")},
                                                         {"description", std::string("D")},
                                                         {"parent", play.id},
                                                         {"colour", std::string("red")}});
  CHECK(refused(stored, "IPL-05", "parent_not_allowed", "parent"));
  CHECK(refused(stored, "", "invalid_input", "colour"));
  CHECK(refused(p.session.update("internal_play", play.id, play.version, {{"parent", Value()}}), "IPL-05",
                "parent_not_allowed", "parent"));
  const auto called = p.session.call(R"({"v":1,"op":"create","args":{"table":"internal_play","values":{"parent":")" +
                                     play.id.to_string() + R"("}}})");
  CHECK(refused(called, "IPL-05", "parent_not_allowed", "parent"));
  CHECK(require(p.session.count<InternalPlay>()) == 1);
}

TEST_CASE("an internal play is created by field names, and other tables have parents", "[IPL-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  CHECK(accepted(p.session.create(
      "internal_play",
      {{"engagement", engagement.id}, {"short_description", std::string("S")}, {"description", std::string("D")}})));
  const auto child = p.engagement();
  CHECK(accepted(p.session.update("engagement", child.id, child.version, {{"parent", engagement.id}})));
  const auto other = p.session.create("customer_play", {{"parent", engagement.id}});
  CHECK(refused(other, "", "invalid_input", "parent"));
}

TEST_CASE("the engagement of an internal play with tasks or risks is fixed", "[IPL-06][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto play = p.internal_play(engagement);
  p.internal_play_task(play);
  associate(p, engagement, play);
  play.engagement = Portfolio::ref(p.engagement(account));
  const auto moved = p.session.update(play);
  REQUIRE(refused(moved, "IPL-06", "engagement_locked", "engagement"));
  CHECK(details_of(moved) == R"({"internal_play_task":1,"risk_signal":1})");
  auto risky = p.internal_play(engagement);
  associate(p, engagement, risky);
  risky.engagement = Portfolio::ref(p.engagement(account));
  CHECK(refused(p.session.update(risky), "IPL-06", "engagement_locked", "engagement"));
}

TEST_CASE("an internal play that nothing names moves", "[IPL-06][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto play = p.internal_play(engagement);
  const auto other = p.internal_play(engagement);
  p.internal_play_task(other);
  associate(p, engagement, other);
  play.engagement = Portfolio::ref(p.engagement(account));
  CHECK(accepted(p.session.update(play)));
}

TEST_CASE("internal plays and their tasks take no comments", "[IPL-08][refuses]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  const auto task = p.internal_play_task(play);
  JournalEntry entry;
  entry.kind = JournalKind::comment;
  entry.text = "For the customer.";
  entry.record_table = "internal_play";
  entry.record = play.id;
  CHECK(refused(p.session.create(entry), "IPL-08", "comment_not_allowed", "kind"));
  entry.record_table = "internal_play_task";
  entry.record = task.id;
  CHECK(refused(p.session.create(entry), "IPL-08", "comment_not_allowed", "kind"));
}

TEST_CASE("internal plays take work notes, customer plays comments", "[IPL-08][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto play = p.internal_play(engagement);
  play.work_notes = "Among us.";
  CHECK(accepted(p.session.update(play)));
  auto customer = p.customer_play(engagement);
  customer.comments = "For you.";
  CHECK(accepted(p.session.update(customer)));
  CHECK(require(p.session.journal("internal_play", play.id)).size() == 1);
  CHECK(require(p.session.journal("customer_play", customer.id)).front().kind == JournalKind::comment);
}

TEST_CASE("the contract of an internal play is linked to its engagement", "[IPL-09][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto contract = p.contract(account);
  auto play = p.new_internal_play(engagement);
  play.contract = Portfolio::ref(contract);
  CHECK(refused(p.session.create(play), "IPL-09", "contract_not_linked", "contract"));
  // Linked, but to another engagement of the account.
  const auto other = p.engagement(account);
  p.link(other, contract);
  CHECK(refused(p.session.create(play), "IPL-09", "contract_not_linked", "contract"));
  play.engagement = Portfolio::ref(other);
  auto stored = p.create(play);
  stored.engagement = Portfolio::ref(engagement);
  CHECK(refused(p.session.update(stored), "IPL-09", "contract_not_linked", "contract"));
}

TEST_CASE("a renewal play has a linked contract, other plays have none", "[IPL-09][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto contract = p.contract(account);
  const auto link = p.link(engagement, contract);
  auto play = p.new_internal_play(engagement);
  play.category = InternalPlayCategory::expansion_and_renewal_support;
  play.contract = Portfolio::ref(contract);
  auto stored = p.create(play);
  CHECK(accepted(p.session.create(p.new_internal_play(engagement))));
  // Other changes do not ask again.
  require(p.session.remove(link));
  stored.description = "More.";
  CHECK(accepted(p.session.update(stored)));
}

TEST_CASE("an internal play counts its tasks", "[computed][internal_play]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.internal_play(engagement);
  CHECK(p.again(play).task_count == 0);
  p.internal_play_task(play);
  end(p, p.internal_play_task(play), "canceled");
  p.internal_play_task(p.internal_play(engagement));
  CHECK(p.again(play).task_count == 1);
  CHECK(p.again(play).open_task_count == 1);
}

TEST_CASE("a task of an internal play lies in the domain of the play", "[IPT-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto task = p.internal_play_task(p.internal_play(engagement));
  CHECK(task.domain == engagement.domain);
  CHECK(task.domain != p.global());
  CHECK(task.engagement == Portfolio::ref(engagement));
  CHECK(task.account == engagement.account);
}

TEST_CASE("a task follows to the domain of another play", "[IPT-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto task = p.internal_play_task(p.internal_play(p.engagement()));
  const auto other = p.engagement();
  task.internal_play = Portfolio::ref(p.internal_play(other));
  task = p.update(task);
  CHECK(task.domain == other.domain);
  CHECK(task.engagement == Portfolio::ref(other));
}

TEST_CASE("a task of an internal play needs the play and texts", "[IPT-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(InternalPlayTask{});
  CHECK(refused(stored, "IPT-02", "field_required", "internal_play"));
  CHECK(refused(stored, "IPT-02", "field_required", "short_description"));
  CHECK(refused(stored, "IPT-02", "field_required", "description"));
}

TEST_CASE("a task of an internal play begins new", "[IPT-02][accepts]") {
  Portfolio p;
  const auto task = p.internal_play_task(p.internal_play(p.engagement()));
  CHECK(task.number == "INPT0000001");
  CHECK(task.state == WorkState::new_);
  CHECK(task.progress == Progress::not_started);
}

TEST_CASE("a task of an internal play ends only with its closure information", "[IPT-03][refuses]") {
  Portfolio p;
  check_closing(p, p.internal_play_task(p.internal_play(p.engagement())), "IPT-03");
}

TEST_CASE("a task of an internal play is closed or canceled", "[IPT-03][accepts]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  check_closed(p, p.internal_play_task(play), "closed");
  check_closed(p, p.internal_play_task(play), "canceled");
}

TEST_CASE("a task is not reopened under an ended play", "[IPT-04][refuses]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  const auto task = end(p, p.internal_play_task(play), "closed");
  end(p, p.again(play), "closed");
  CHECK(refused(try_reopen(p, p.again(task)), "IPT-04", "parent_closed", "state"));
}

TEST_CASE("a reopened task of an internal play has no closure", "[IPT-04][accepts]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  check_reopened(p, end(p, p.internal_play_task(play), "closed"), "new", "not_started");
}

TEST_CASE("the play of a task with an associated risk is fixed", "[IPT-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto task = p.internal_play_task(p.internal_play(engagement));
  associate(p, engagement, task);
  task.internal_play = Portfolio::ref(p.internal_play(engagement));
  const auto moved = p.session.update(task);
  REQUIRE(refused(moved, "IPT-05", "parent_locked", "internal_play"));
  CHECK(details_of(moved) == R"({"risk_signal":1})");
}

TEST_CASE("a task that no risk names moves", "[IPT-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.internal_play(engagement);
  auto task = p.internal_play_task(play);
  associate(p, engagement, p.internal_play_task(play));
  task.internal_play = Portfolio::ref(p.internal_play(engagement));
  CHECK(accepted(p.session.update(task)));
}

TEST_CASE("no open task comes under an ended play", "[IPT-06][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto ended = end(p, p.internal_play(engagement), "closed");
  CHECK(refused(p.session.create(p.new_internal_play_task(ended)), "IPT-06", "parent_closed", "internal_play"));
  auto task = p.internal_play_task(p.internal_play(engagement));
  task.internal_play = Portfolio::ref(ended);
  CHECK(refused(p.session.update(task), "IPT-06", "parent_closed", "internal_play"));
}

TEST_CASE("an ended task stays and takes notes under its ended play", "[IPT-06][accepts]") {
  Portfolio p;
  const auto play = p.internal_play(p.engagement());
  const auto task = end(p, p.internal_play_task(play), "closed");
  end(p, p.again(play), "closed");
  auto again = p.again(task);
  again.work_notes = "Once more.";
  CHECK(accepted(p.session.update(again)));
}
