// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "bench/bench.hpp"
#include "bench/kit/derived.hpp"
#include "bench/kit/groups.hpp"

// crud: the kit's tasks as success tasks, each under the one touchpoint of its engagement, that of a closed engagement
// being closed. The rules are ours, so the workloads have names of their own.

namespace steward::bench::kit {

namespace {

constexpr const char* task_table = "success_task";
/// Above all numbers of the kit's tasks.
constexpr std::int64_t first_new_task = 100'000'000;

constexpr std::array<const char*, 4> task_categories{"workshops_and_meetings", "design_reviews", "product_training",
                                                     "professional_services"};
constexpr std::array<const char*, 6> task_states{"", "new", "in_progress", "paused", "closed", "canceled"};
constexpr std::array<const char*, 6> task_priorities{"", "critical", "high", "medium", "low", "very_low"};
/// What the kit fills in where nothing is given: the priority by type, the days until it is due by priority.
constexpr std::array<std::int64_t, 5> default_priority{3, 2, 4, 3, 3};
constexpr std::array<std::int64_t, 5> days_until_due{0, 2, 5, 14, 30};

bool ended(std::int64_t state) { return state >= 4; }
std::string text_at(const auto& names, std::int64_t number) { return names.at(static_cast<std::size_t>(number)); }

std::set<std::int64_t> closed_engagements(const Places& places) {
  std::set<std::int64_t> closed;
  read_csv(places.data + "/engagements.csv", [&](const Fields& fields) {
    if (whole(fields.at(5)) == 2) closed.insert(whole(fields.at(0)));
  });
  return closed;
}

void add_touchpoints(Session& session, const Places& places) {
  Batches batches(session);
  read_csv(places.data + "/engagements.csv", [&](const Fields& fields) {
    const auto number = whole(fields.at(0));
    Touchpoint touchpoint;
    touchpoint.id = id_of(Kind::touchpoint, number);
    touchpoint.engagement = Ref<Engagement>(id_of(Kind::engagement, number));
    touchpoint.subject = "Follow up";
    touchpoint.description = "What was agreed.";
    batches.step();
    need(session.create(touchpoint));
  });
  batches.finish();
}

void add_closed(NamedValues& given) {
  given.emplace_back("close_code", std::string("successful"));
  given.emplace_back("close_notes", std::string("Done."));
}

void add_kit_tasks(Session& session, const Places& places, const std::set<std::int64_t>& closed) {
  Batches batches(session);
  read_csv(places.data + "/tasks.csv", [&](const Fields& fields) {
    const auto engagement = whole(fields.at(2));
    // No open task may hang on a touchpoint that is to be closed.
    const auto state = closed.contains(engagement) ? 4 : whole(fields.at(5));
    const NamedValues given{{"id", id_of(Kind::task, whole(fields.at(0)))},
                            {"touchpoint", id_of(Kind::touchpoint, engagement)},
                            {"subject", std::string(fields.at(11))},
                            {"description", std::string(fields.at(11))},
                            {"category", text_at(task_categories, whole(fields.at(3)))},
                            {"priority", text_at(task_priorities, whole(fields.at(4)))},
                            {"assigned_to", id_of(Kind::user, whole(fields.at(6)))},
                            {"due_date", midnight(whole(fields.at(8)))}};
    batches.step();
    const auto task = need(session.create(task_table, given));
    if (state == 1) return;
    NamedValues moved{{"state", text_at(task_states, state)}};
    if (ended(state)) add_closed(moved);
    need(session.update(task_table, task.id(), task.version(), moved));
  });
  batches.finish();
}

void close_touchpoints(Session& session, const std::set<std::int64_t>& closed) {
  for (const auto number : closed) {
    auto touchpoint = need(session.get(Ref<Touchpoint>(id_of(Kind::touchpoint, number))));
    touchpoint.state = WorkState::closed;
    touchpoint.close_code = TouchpointCloseCode::addressed;
    touchpoint.close_notes = "Done.";
    need(session.update(touchpoint));
  }
}

/// An operation of the kit as values of a new task.
NamedValues new_task(const Fields& fields) {
  const auto type = whole(fields.at(2));
  auto priority = whole(fields.at(3));
  if (priority == 0) priority = default_priority.at(static_cast<std::size_t>(type));
  const auto due = whole(fields.at(5));
  NamedValues given{
      {"id", id_of(Kind::task, first_new_task + whole(fields.at(0)))},
      {"touchpoint", id_of(Kind::touchpoint, whole(fields.at(1)))},
      {"subject", std::string(fields.at(6))},
      {"description", std::string(fields.at(6))},
      {"category", static_cast<std::size_t>(type) < task_categories.size() ? text_at(task_categories, type) : "type 4"},
      {"priority", text_at(task_priorities, priority)},
      {"due_date", midnight(due != 0 ? due : today + days_until_due.at(static_cast<std::size_t>(priority)))}};
  if (const auto user = whole(fields.at(4)); user != 0) given.emplace_back("assigned_to", id_of(Kind::user, user));
  return given;
}

struct TaskUpdate {
  Id task;
  bool stale = false;  ///< the kit expects another version than the task has
  NamedValues given;
};

TaskUpdate task_update(const Fields& fields) {
  TaskUpdate update;
  update.task = id_of(Kind::task, whole(fields.at(1)));
  // The kit's tasks are all at version 1; ours have moved on when they were closed.
  update.stale = whole(fields.at(6)) > 1;
  const auto state = whole(fields.at(2));
  update.given.emplace_back("state", text_at(task_states, state));
  if (ended(state)) add_closed(update.given);
  if (const auto priority = whole(fields.at(3)); priority != 0) {
    update.given.emplace_back("priority", text_at(task_priorities, priority));
  }
  if (const auto user = whole(fields.at(4)); user != 0)
    update.given.emplace_back("assigned_to", id_of(Kind::user, user));
  return update;
}

/// The kit's answers to which its rules and ours agree: what was created must be what they let through.
std::size_t creates_to_pass(const Places& places, const std::set<std::int64_t>& closed, std::int64_t engagements) {
  std::size_t count = 0;
  read_csv(places.data + "/crud_create.csv", [&](const Fields& fields) {
    const auto engagement = whole(fields.at(1));
    const bool known = engagement <= engagements && !closed.contains(engagement);
    if (known && whole(fields.at(2)) < 4 && !fields.at(6).empty()) ++count;
  });
  return count;
}

void run_creates(Store& store, const Places& places, const std::string& suffix, RowTape& tape) {
  std::vector<NamedValues> operations;
  read_csv(places.data + "/crud_create.csv", [&](const Fields& fields) { operations.push_back(new_task(fields)); });
  std::vector<bool> accepted;
  std::vector<double> calls;
  const auto before = need(store.session.count(task_table));
  tape.label("crud_create_steward" + suffix);
  const auto time = seconds([&] {
    for (const auto& given : operations) {
      calls.push_back(seconds([&] { accepted.push_back(static_cast<bool>(store.session.create(task_table, given))); }));
    }
  });
  const auto passed = std::count(accepted.begin(), accepted.end(), true);
  const auto expected = creates_to_pass(places, closed_engagements(places), need(store.session.count<Engagement>()));
  if (need(store.session.count(task_table)) != before + passed || static_cast<std::size_t>(passed) != expected) {
    throw std::runtime_error(fmt::format("{} tasks were created, not {}", passed, expected));
  }
  Checksum checksum;
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    const auto stored = store.session.get(task_table, std::get<Id>(operations[i].front().second));
    if (static_cast<bool>(stored) != accepted[i]) throw std::runtime_error("a task is not as it was answered");
    checksum.row({static_cast<std::int64_t>(i), accepted[i] ? 1 : 0});
  }
  if (!tape.is_recording())
    print({"crud_create_steward" + suffix, operations.size(), time, checksum.text(), "crud_create" + suffix, calls});
}

/// 0: there is no such task; 1: refused; 2: done.
std::int64_t update_task(Session& session, const TaskUpdate& operation) {
  const auto stored = session.get(task_table, operation.task);
  if (!stored) return 0;
  const auto version = stored->version() + (operation.stale ? 1 : 0);
  return session.update(task_table, operation.task, version, operation.given) ? 2 : 1;
}

/// Each task must be in the state to which it went last.
void check_states(Session& session, const std::vector<TaskUpdate>& operations,
                  const std::vector<std::int64_t>& answers) {
  std::map<Id, std::string> states;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& state = std::get<std::string>(operations[i].given.front().second);
    if (answers[i] == 2) states[operations[i].task] = state;
  }
  if (states.size() < answers.size() / 4) throw std::runtime_error("hardly an update was accepted");
  for (const auto& [task, state] : states) {
    const auto stored = need(session.get(task_table, task));
    if (std::get<std::string>(stored.get("state")) != state) throw std::runtime_error("an update is lost");
  }
}

void run_updates(Store& store, const Places& places, const std::string& suffix, RowTape& tape) {
  std::vector<TaskUpdate> operations;
  read_csv(places.data + "/crud_update.csv", [&](const Fields& fields) { operations.push_back(task_update(fields)); });
  std::vector<std::int64_t> answers;
  std::vector<double> calls;
  tape.label("crud_update_steward" + suffix);
  const auto time = seconds([&] {
    for (const auto& operation : operations) {
      calls.push_back(seconds([&] { answers.push_back(update_task(store.session, operation)); }));
    }
  });
  check_states(store.session, operations, answers);
  Checksum checksum;
  for (std::size_t i = 0; i < answers.size(); ++i) checksum.row({static_cast<std::int64_t>(i), answers[i]});
  if (!tape.is_recording())
    print({"crud_update_steward" + suffix, operations.size(), time, checksum.text(), "crud_update" + suffix, calls});
}

}  // namespace

void add_tasks(const Places& places, const std::string& path) {
  Store store(path, midnight(today - 1));
  const auto closed = closed_engagements(places);
  add_touchpoints(store.session, places);
  add_kit_tasks(store.session, places, closed);
  close_touchpoints(store.session, closed);
}

// More than the others do: all rules of the table, rights of a session (that of the system), references in both
// directions, domains, change history, feed and timeline. Less: no default assignee, no due date refused for being
// past, no open-task count kept on the engagement, which Steward counts when it is read.
void run_crud(const Places& places, bool durable) {
  const std::string suffix = durable ? "_durable" : "";
  run_taped(places, "tasks", durable, [&](RowTape& tape) {
    Store store(fresh_copy(places, "tasks"), first_noon, durable ? Synchronous::full : Synchronous::normal);
    run_creates(store, places, suffix, tape);
    run_updates(store, places, suffix, tape);
  });
}

}  // namespace steward::bench::kit
