// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

/// What an entry says about a field, as `old -> new`.
std::string change_of(const FeedEntry& entry, std::string_view field) {
  const auto json = require(base::Json::parse(entry.data));
  const auto* pair = json.find(field);
  if (pair == nullptr || pair->size() != 2) return "unchanged";
  return pair->elements()[0].dump() + " -> " + pair->elements()[1].dump();
}

std::vector<std::string> kinds_of(const std::vector<FeedEntry>& entries) {
  std::vector<std::string> kinds;
  for (const auto& entry : entries) kinds.push_back(entry.kind);
  return kinds;
}

}  // namespace

TEST_CASE("a task is read as it was after each of its changes", "[engine][history]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto play = p.customer_play(engagement);
  const auto initiative = p.initiative(engagement);
  const auto user = p.user();
  const auto born = p.clock->now();
  auto task = p.new_task(initiative);
  task.due_date = born + 48h;
  task = p.create(task);
  const auto subject = task.subject;
  p.advance(1h);
  task.subject = "Renamed";
  task.assigned_to = Portfolio::ref(user);
  task = p.update(task);
  const auto renamed = p.clock->now();
  p.advance(1h);
  task.success_initiative.reset();
  task.customer_play = Portfolio::ref(play);
  task.due_date.reset();
  task = p.update(task);
  const auto moved = p.clock->now();
  p.advance(1h);
  const auto closed = end(p, task, "closed");

  const auto ref = Portfolio::ref(task);
  const auto first = require(p.session.get(ref, born));
  CHECK(first.subject == subject);
  CHECK(first.version == 1);
  CHECK(first.due_date == born + 48h);
  CHECK(first.success_initiative == Portfolio::ref(initiative));
  CHECK_FALSE(first.assigned_to.has_value());
  CHECK(first.account == engagement.account);
  CHECK_FALSE(first.days_remaining.has_value());
  const auto between = require(p.session.get(ref, renamed + 30min));
  CHECK(between.subject == "Renamed");
  CHECK(between.assigned_to == Portfolio::ref(user));
  CHECK(between.success_initiative == Portfolio::ref(initiative));
  const auto third = require(p.session.get(ref, moved));
  CHECK_FALSE(third.success_initiative.has_value());
  CHECK(third.customer_play == Portfolio::ref(play));
  CHECK_FALSE(third.due_date.has_value());
  CHECK(third.state == WorkState::new_);
  CHECK(third.active);
  const auto last = require(p.session.get(ref, p.clock->now()));
  CHECK(last.state == WorkState::closed);
  CHECK(last.closed_at == p.clock->now());
  CHECK(last.version == closed.version);
  CHECK(p.session.get(ref, born - 1ms).error().code() == "not_found");
}

TEST_CASE("a play that is canceled and reopened had its closure then", "[engine][history]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto play = p.customer_play(engagement);
  const auto task = p.task(play);
  p.advance(1h);
  play = require(try_end(p, play, "canceled", confirmed()));
  const auto canceled = p.clock->now();
  p.advance(1h);
  play = require(try_reopen(p, play, "paused"));
  const auto then = require(p.session.get(Portfolio::ref(play), canceled));
  CHECK(then.state == WorkState::canceled);
  CHECK_FALSE(then.active);
  CHECK(then.close_notes == "Done.");
  CHECK(then.closed_at == canceled);
  CHECK(then.progress == Progress::canceled);
  CHECK(require(p.session.get(Portfolio::ref(task), canceled)).state == WorkState::canceled);
  CHECK(play.active);
  CHECK(play.close_notes.empty());
  const auto history = require(p.session.history("customer_play", play.id));
  REQUIRE(kinds_of(history) == std::vector<std::string>{"insert", "update", "update"});
  CHECK(change_of(history[1], "state") == R"("new" -> "canceled")");
  CHECK(change_of(history[2], "state") == R"("canceled" -> "paused")");
  CHECK(change_of(history[2], "close_notes") == R"("Done." -> null)");
  CHECK(change_of(history[2], "short_description") == "unchanged");
  CHECK(history[1].version == 2);
}

TEST_CASE("notes are entries of their own, not fields of the past", "[engine][history]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  auto play = p.customer_play(p.engagement());
  p.advance(1h);
  auto held = require(session.get(Portfolio::ref(play)));
  held.work_notes = "Called them.";
  held.comments = "We will be back.";
  held.short_description = "Renamed";
  held = require(session.update(held));
  p.advance(1h);
  held.work_notes = "Called again.";
  held = require(session.update(held));
  CHECK(held.version == 2);
  const auto journal = require(session.journal("customer_play", play.id));
  REQUIRE(journal.size() == 3);
  CHECK(journal.back().text == "Called again.");
  CHECK(journal.back().author == Portfolio::ref(user));
  CHECK(journal.back().record_number == play.number);
  CHECK(require(p.session.history("customer_play", play.id)).size() == 2);
  CHECK(require(p.session.get(Portfolio::ref(play), p.clock->now())).work_notes.empty());
  const auto entry = require(p.session.history("journal_entry", journal.back().id));
  REQUIRE(entry.size() == 1);
  CHECK(change_of(entry.front(), "text") == R"(null -> "Called again.")");
  std::vector<std::string> stream;
  for (const auto& one : require(session.activity_stream("customer_play", play.id)).items) stream.push_back(one.kind);
  REQUIRE(stream.size() == 5);
  CHECK(stream.front() == "work_note");
  CHECK(stream.back() == "insert");
}

TEST_CASE("a deleted record keeps its history and its past", "[engine][history]") {
  Portfolio p;
  auto task = p.task(p.customer_play(p.engagement()));
  const auto born = p.clock->now();
  p.advance(1h);
  task.subject = "Renamed";
  task.work_notes = "Noted.";
  task = p.update(task);
  const auto renamed = p.clock->now();
  p.advance(1h);
  require(p.session.remove(task));
  CHECK(p.session.get(Portfolio::ref(task)).error().code() == "not_found");
  CHECK(require(p.session.get(Portfolio::ref(task), renamed)).subject == "Renamed");
  CHECK(require(p.session.get(Portfolio::ref(task), born)).version == 1);
  CHECK(p.session.get(Portfolio::ref(task), p.clock->now()).error().code() == "not_found");
  const auto history = require(p.session.history("success_task", task.id));
  REQUIRE(kinds_of(history) == std::vector<std::string>{"insert", "update", "delete"});
  CHECK(history.back().version == 3);
  CHECK(change_of(history.back(), "subject") == R"("Renamed" -> null)");
  CHECK(require(p.session.count<JournalEntry>("record = \"" + task.id.to_string() + "\"")) == 1);
}

TEST_CASE("the history of a deleted record is hidden where the record was", "[engine][history]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto task = p.task(p.customer_play(engagement));
  require(p.session.remove(task));
  auto owner = p.session_of(p.user(engagement.domain));
  CHECK(require(owner.history("success_task", task.id)).size() == 2);
  auto stranger = p.session_of(p.user(Portfolio::ref(p.domain())));
  CHECK(stranger.history("success_task", task.id).error().code() == "not_found");
  CHECK(stranger.get(Portfolio::ref(task), p.clock->now()).error().code() == "not_found");
}
