// SPDX-License-Identifier: Apache-2.0
#include "portfolio/story.hpp"

#include <string>

namespace portfolio {

using namespace steward;

namespace {

/// The record with this external id.
template <class T>
Result<T> loaded(Session& session, const std::string& key) {
  FindOptions options;
  options.where = "external_id = \"" + key + "\"";
  auto found = session.find<T>(options);
  if (!found) return found.error();
  if (found->items.empty()) return Error("not_found", Category::not_found, "nothing was loaded as " + key);
  return found->items.front();
}

/// Reads the record, changes it and stores it.
template <class T, class Change>
Result<void> edit(Session& session, const std::string& key, Change&& change, const WriteOptions& options = {}) {
  auto record = loaded<T>(session, key);
  if (!record) return record.error();
  change(*record);
  auto stored = session.update(*record, options);
  if (!stored) return stored.error();
  return {};
}

Result<void> begin_initiative(Session& session) {
  return edit<SuccessInitiative>(session, "INI0002", [](auto& initiative) {
    initiative.state = WorkState::in_progress;
    initiative.progress = Progress::on_track;
    initiative.work_notes = "Kick-off agreed with operations.";
  });
}

Result<void> schedule_review(Session& session) {
  FindOptions options;
  options.where = "touchpoint.external_id = \"TCH0002\"";
  auto meetings = session.find<Meeting>(options);
  if (!meetings) return meetings.error();
  for (auto& meeting : meetings->items) {
    meeting.state = MeetingState::scheduled;
    meeting.meeting_type = MeetingType::qbr;
    if (auto stored = session.update(meeting); !stored) return stored.error();
  }
  return {};
}

Result<void> hold_review(Session& session) {
  FindOptions options;
  options.where = "touchpoint.external_id = \"TCH0002\" and state = scheduled";
  auto meetings = session.find<Meeting>(options);
  if (!meetings) return meetings.error();
  for (auto& meeting : meetings->items) {
    meeting.state = MeetingState::completed;
    meeting.external_notes = "The second site starts in August.";
    meeting.sentiment = Sentiment::positive;
    if (auto stored = session.update(meeting); !stored) return stored.error();
  }
  return edit<Touchpoint>(session, "TCH0002", [](auto& touchpoint) {
    touchpoint.state = WorkState::closed;
    touchpoint.close_code = TouchpointCloseCode::addressed;
    touchpoint.close_notes = "Calls go down; the portal goes on.";
  });
}

Result<void> finish_training(Session& session) {
  FindOptions options;
  options.where = "success_initiative.external_id = \"INI0002\" and subject = \"Train the key users\"";
  auto tasks = session.find<SuccessTask>(options);
  if (!tasks) return tasks.error();
  for (auto& task : tasks->items) {
    task.state = WorkState::closed;
    task.close_code = WorkCloseCode::successful;
    task.close_notes = "Thirty people in two groups.";
    if (auto stored = session.update(task); !stored) return stored.error();
  }
  return edit<SuccessInitiative>(session, "INI0002", [](auto& initiative) {
    initiative.priority = Priority::medium;
    initiative.comments = "Thirty key users know their way around the portal.";
  });
}

Result<void> note_progress(Session& session) {
  return edit<SuccessOutcome>(session, "OUT0002", [](auto& outcome) { outcome.current_value = Decimal(35); });
}

/// Its open task is canceled along; that needs a confirmation.
Result<void> give_up_play(Session& session) {
  const auto cancel = [](auto& play) {
    play.state = WorkState::canceled;
    play.close_notes = "Solved with the documentation.";
  };
  return edit<CustomerPlay>(session, "CPL0002", cancel, {.confirm = true});
}

}  // namespace

Result<Session> manager_session(Engine& engine, Session& session) {
  auto engagement = loaded<Engagement>(session, "ENG0002");
  if (!engagement) return engagement.error();
  if (!engagement->customer_success_manager) {
    return Error("not_found", Category::not_found, "the engagement has no customer success manager");
  }
  const auto manager = *engagement->customer_success_manager;
  if (auto given = session.assign_role(manager, "customer_success_agent"); !given) return given.error();
  return engine.session(manager);
}

Result<void> live_summer(Session& manager, ManualClock& clock) {
  struct Step {
    std::string_view at;
    Result<void> (*run)(Session&);
  };
  constexpr Step steps[] = {
      {"2024-06-03T09:00:00Z", begin_initiative}, {"2024-06-10T08:30:00Z", schedule_review},
      {"2024-06-18T10:15:00Z", hold_review},      {"2024-07-08T14:00:00Z", finish_training},
      {"2024-07-29T09:00:00Z", note_progress},    {"2024-08-12T11:00:00Z", give_up_play},
  };
  for (const auto& step : steps) {
    clock.set(parse_instant(step.at).value_or(clock.now()));
    if (auto done = step.run(manager); !done) return done;
  }
  return {};
}

}  // namespace portfolio
