// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <filesystem>

#include "metric_setup.hpp"
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Tasks of initiatives, plays and touchpoints when their parent ends (rules 3.4), and the progress between.

namespace {

/// A parent with two open tasks and one that is done.
template <class Parent>
struct Family {
  Family(Portfolio& p, Parent above) : parent(std::move(above)) {
    first = p.task(parent);
    second = p.task(parent);
    done = end(p, p.task(parent), "closed");
  }
  Parent parent;
  SuccessTask first;
  SuccessTask second;
  SuccessTask done;
};

template <class Parent>
void check_close_refused(Portfolio& p, const Parent& parent, std::string_view rule) {
  const Family<Parent> family(p, parent);
  const auto closed = try_end(p, family.parent, "closed");
  REQUIRE(refused(closed, rule, "open_child_records", "state"));
  CHECK(details_of(closed) == "[\"" + family.first.id.to_string() + "\",\"" + family.second.id.to_string() + "\"]");
  CHECK(p.again(family.parent).active);
}

template <class Parent>
void check_cascade(Portfolio& p, const Parent& parent) {
  const Family<Parent> family(p, parent);
  p.advance(1h);
  require(try_end(p, family.parent, "canceled", confirmed()));
  for (const auto& child : {family.first, family.second}) {
    const auto canceled = p.again(child);
    CHECK(canceled.state == WorkState::canceled);
    REQUIRE(canceled.close_code);
    CHECK(*canceled.close_code == WorkCloseCode::canceled);
    CHECK(canceled.close_notes == "Canceled with " + family.parent.number);
    CHECK(canceled.closed_at == p.clock->now());
    CHECK(canceled.progress == Progress::canceled);
    CHECK_FALSE(canceled.active);
  }
  CHECK(p.again(family.done).state == WorkState::closed);
  CHECK(p.again(family.done).version == family.done.version);
}

template <class Parent>
void check_confirmation(Portfolio& p, const Parent& parent, std::string_view rule) {
  const Family<Parent> family(p, parent);
  const auto canceled = try_end(p, family.parent, "canceled");
  REQUIRE(refused(canceled, rule, "confirmation_required", "state"));
  CHECK(details_of(canceled) == R"({"success_task":2})");
  CHECK(p.again(family.parent).active);
  CHECK(p.again(family.first).version == family.first.version);
}

}  // namespace

TEST_CASE("open tasks refuse the closing of their parent", "[CHD-01][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_close_refused(p, p.initiative(engagement), "INI-03");
  check_close_refused(p, p.touchpoint(engagement), "TCH-03");
  check_close_refused(p, p.customer_play(engagement), "CPL-03");
}

TEST_CASE("a parent whose tasks have ended closes", "[CHD-01][accepts]") {
  Portfolio p;
  Family family(p, p.initiative(p.engagement()));
  end(p, family.first, "closed");
  end(p, family.second, "canceled");
  CHECK(accepted(try_end(p, family.parent, "closed")));
}

TEST_CASE("canceling cancels the open tasks along", "[CHD-02][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_cascade(p, p.initiative(engagement));
  check_cascade(p, p.touchpoint(engagement));
  check_cascade(p, p.customer_play(engagement));
}

TEST_CASE("tasks are canceled after their parent, in number order", "[CHD-02][refuses]") {
  Portfolio p;
  const Family family(p, p.initiative(p.engagement()));
  const auto token = require(p.session.changes({}, 1000)).next;
  require(try_end(p, family.parent, "canceled", confirmed()));
  std::vector<Id> order;
  for (const auto& entry : require(p.session.changes(token, 1000)).entries) {
    const bool work = entry.table == "success_initiative" || entry.table == "success_task";
    if (!entry.is_event && work) order.push_back(entry.record);
  }
  CHECK(order == std::vector<Id>{family.parent.id, family.first.id, family.second.id});
}

TEST_CASE("closing and reopening leave the tasks alone", "[CHD-02][accepts]") {
  Portfolio p;
  auto initiative = p.initiative(p.engagement());
  const auto task = end(p, p.task(initiative), "closed");
  initiative = end(p, initiative, "canceled");
  require(try_reopen(p, initiative));
  CHECK(p.again(task).version == task.version);
  const auto stays = p.task(initiative);
  CHECK(p.again(stays).active);
}

TEST_CASE("a task that lacks something is canceled along all the same", "[CHD-03][refuses]") {
  const auto path = std::filesystem::temp_directory_path() / "steward_children_test.db";
  std::filesystem::remove(path);
  EngineOptions options;
  options.path = path.string();
  std::optional<SuccessInitiative> initiative;
  std::optional<SuccessTask> task;
  {
    Portfolio p(options);
    initiative = p.initiative(p.engagement());
    task = p.task(*initiative);
  }
  sqlite3* file = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &file) == SQLITE_OK);
  CHECK(sqlite3_exec(file, "UPDATE success_task SET description = NULL", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(file);
  {
    options.id_seed = 2;  // the first engine used up the ids of its own
    Portfolio p(options);
    CHECK(p.again(*task).description.empty());
    const auto canceled = try_end(p, *initiative, "canceled", confirmed());
    CHECK(accepted(canceled));
    CHECK(p.again(*task).state == WorkState::canceled);
  }
  std::filesystem::remove(path);
}

TEST_CASE("a task that is canceled on its own needs everything", "[CHD-03][accepts]") {
  Portfolio p;
  auto task = p.task(p.initiative(p.engagement()));
  task.description.clear();
  task.state = WorkState::canceled;
  const auto canceled = p.session.update(task);
  CHECK(refused(canceled, "STK-02", "field_required", "description"));
  CHECK(refused(canceled, "STK-03", "field_required", "close_notes"));
}

TEST_CASE("canceling with open tasks needs the caller's confirmation", "[CHD-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_confirmation(p, p.initiative(engagement), "INI-03");
  check_confirmation(p, p.touchpoint(engagement), "TCH-03");
  check_confirmation(p, p.customer_play(engagement), "CPL-03");
}

TEST_CASE("canceling without open tasks needs no confirmation", "[CHD-05][accepts]") {
  Portfolio p;
  const auto initiative = p.initiative(p.engagement());
  end(p, p.task(initiative), "canceled");
  CHECK(accepted(try_end(p, initiative, "canceled")));
}

TEST_CASE("records left open below an ended one are named", "[CHD-01]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  const auto outcome = p.outcome(objective);
  p.initiative(outcome);
  p.initiative(outcome);
  require(try_end(p, objective, "closed"));
  REQUIRE(warned(p.session, "open_descendants_left"));
  CHECK(p.session.warnings().front().field == "state");
  CHECK(p.session.warnings().front().details == R"({"success_initiative":2,"success_outcome":1})");
  CHECK(p.again(outcome).active);
  require(try_end(p, p.task(p.initiative(engagement)), "closed"));
  CHECK_FALSE(warned(p.session, "open_descendants_left"));
}

TEST_CASE("progress is free between open states", "[PRG-04][refuses]") {
  Portfolio p;
  auto task = p.task(p.initiative(p.engagement()));
  task.progress = Progress::at_risk;
  task = p.update(task);
  for (const auto state : {WorkState::in_progress, WorkState::paused, WorkState::new_}) {
    task.state = state;
    task = p.update(task);
    CHECK(task.progress == Progress::at_risk);
  }
  auto initiative = p.initiative(p.engagement());
  initiative.state = WorkState::in_progress;
  CHECK(p.update(initiative).progress == Progress::not_started);
}

TEST_CASE("progress changes alone and with the state", "[PRG-04][accepts]") {
  Portfolio p;
  auto play = p.customer_play(p.engagement());
  play.progress = Progress::paused;
  play = p.update(play);
  CHECK(play.state == WorkState::new_);
  play.state = WorkState::paused;
  play.progress = Progress::on_track;
  play = p.update(play);
  CHECK(play.state == WorkState::paused);
  CHECK(play.progress == Progress::on_track);
}
