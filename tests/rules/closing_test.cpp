// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

// State machines, closing and reopening (rules 3), on an engagement, a touchpoint and an onboarding case.

namespace {

Result<Engagement> close(Portfolio& p, Engagement engagement) {
  engagement.state = EngagementState::closed;
  engagement.close_code = EngagementCloseCode::completed;
  engagement.close_notes = "Done.";
  return p.session.update(engagement);
}

Result<Touchpoint> end(Portfolio& p, Touchpoint touchpoint, WorkState state) {
  touchpoint.state = state;
  touchpoint.close_code = TouchpointCloseCode::addressed;
  touchpoint.close_notes = "Done.";
  return p.session.update(touchpoint);
}

Touchpoint touchpoint_in(Portfolio& p, WorkState state) {
  auto touchpoint = p.new_touchpoint(p.engagement());
  touchpoint.state = state;
  return p.create(touchpoint);
}

}  // namespace

TEST_CASE("an engagement does not begin closed", "[SM-01][refuses]") {
  Portfolio p;
  auto entity = p.new_engagement(p.account());
  entity.state = EngagementState::closed;
  CHECK(refused(p.session.create(entity), "SM-01", "invalid_transition", "state"));
  entity.state = EngagementState::canceled;
  CHECK(refused(p.session.create(entity), "SM-01", "invalid_transition", "state"));
}

TEST_CASE("an engagement begins new or in any open state", "[SM-01][accepts]") {
  Portfolio p;
  CHECK(p.engagement().state == EngagementState::new_);
  for (const auto state : {EngagementState::define, EngagementState::in_progress}) {
    auto entity = p.new_engagement(p.account());
    entity.state = state;
    const auto stored = p.session.create(entity);
    REQUIRE(accepted(stored));
    CHECK(stored->state == state);
    CHECK(stored->active);
  }
}

TEST_CASE("open states change freely and leave a prepared closure alone", "[SM-02][refuses]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.close_code = EngagementCloseCode::lost;
  entity.close_notes = "Prepared.";
  entity = p.update(entity);
  for (const auto state : {EngagementState::in_progress, EngagementState::define, EngagementState::new_}) {
    entity.state = state;
    const auto moved = p.session.update(entity);
    REQUIRE(accepted(moved));
    entity = *moved;
    CHECK(entity.state == state);
    REQUIRE(entity.close_code.has_value());
    CHECK(*entity.close_code == EngagementCloseCode::lost);
    CHECK(entity.close_notes == "Prepared.");
    CHECK_FALSE(entity.closed_at.has_value());
  }
}

TEST_CASE("a write without a state leaves the state", "[SM-02][accepts]") {
  Portfolio p;
  auto entity = p.new_engagement(p.account());
  entity.state = EngagementState::in_progress;
  entity = p.create(entity);
  entity.title = "Another title";
  CHECK(p.update(entity).state == EngagementState::in_progress);
}

TEST_CASE("ending a record runs its closing", "[SM-03][refuses]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.state = EngagementState::closed;
  CHECK(refused(p.session.update(entity), "ENG-03", "closure_code_required", "close_code"));
  entity.state = EngagementState::canceled;
  CHECK(refused(p.session.update(entity), "ENG-03", "field_required", "close_notes"));
}

TEST_CASE("a record ends with its closure information", "[SM-03][accepts]") {
  Portfolio p;
  CHECK(accepted(close(p, p.engagement())));
}

TEST_CASE("leaving an ended state runs the reopening", "[SM-04][refuses]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.state = EngagementState::new_;
  entity = p.update(entity);
  CHECK(entity.active);
  CHECK_FALSE(entity.close_code.has_value());
  CHECK_FALSE(entity.closed_at.has_value());
}

TEST_CASE("an open record that stays open is not reopened", "[SM-04][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.close_notes = "Prepared.";
  entity.state = EngagementState::define;
  CHECK(p.update(entity).close_notes == "Prepared.");
}

TEST_CASE("closed does not become canceled, nor the other way", "[SM-05][refuses]") {
  Portfolio p;
  auto closed = require(close(p, p.engagement()));
  closed.state = EngagementState::canceled;
  CHECK(refused(p.session.update(closed), "SM-05", "invalid_transition", "state"));
  auto canceled = p.engagement();
  canceled.state = EngagementState::canceled;
  canceled.close_notes = "Stopped.";
  canceled = p.update(canceled);
  canceled.state = EngagementState::closed;
  CHECK(refused(p.session.update(canceled), "SM-05", "invalid_transition", "state"));
}

TEST_CASE("a closed record is canceled after it was reopened", "[SM-05][accepts]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.state = EngagementState::in_progress;
  entity = p.update(entity);
  entity.state = EngagementState::canceled;
  entity.close_notes = "Stopped.";
  CHECK(accepted(p.session.update(entity)));
}

TEST_CASE("an engagement closes only with code and notes", "[ENG-03][refuses]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.state = EngagementState::closed;
  entity.close_notes = "  \n ";
  const auto bare = p.session.update(entity);
  CHECK(refused(bare, "ENG-03", "closure_code_required", "close_code"));
  CHECK(refused(bare, "ENG-03", "field_required", "close_notes"));
  CHECK(p.again(entity).state == EngagementState::new_);
}

TEST_CASE("a closed engagement says when, and by whom", "[ENG-03][accepts]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  auto entity = p.engagement();
  entity.state = EngagementState::closed;
  entity.close_code = EngagementCloseCode::lost;
  entity.close_notes = "Gone.";
  const auto closed = session.update(entity);
  REQUIRE(accepted(closed));
  CHECK(closed->closed_at == p.clock->now());
  CHECK(closed->closed_by == Portfolio::ref(user));
  CHECK_FALSE(closed->active);
}

TEST_CASE("a canceled engagement has the cancel code, whatever was given", "[ENG-03][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.state = EngagementState::canceled;
  entity.close_code = EngagementCloseCode::completed;
  entity.close_notes = "Stopped.";
  const auto canceled = p.session.update(entity);
  REQUIRE(accepted(canceled));
  CHECK(*canceled->close_code == EngagementCloseCode::canceled);
}

TEST_CASE("the code may be written on the open engagement and the cancel code counts on closing", "[ENG-03][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.close_code = EngagementCloseCode::canceled;
  entity = p.update(entity);
  entity.state = EngagementState::closed;
  entity.close_notes = "Skipped.";
  const auto closed = p.session.update(entity);
  REQUIRE(accepted(closed));
  CHECK(closed->state == EngagementState::closed);
  CHECK(*closed->close_code == EngagementCloseCode::canceled);
}

TEST_CASE("a code that is not of the list does not close", "[ENG-03][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.state = EngagementState::closed;
  entity.close_code = Choice<EngagementCloseCode>::from_text("achieved");
  entity.close_notes = "Done.";
  CHECK(refused(p.session.update(entity), "GEN-03", "invalid_choice", "close_code"));
}

TEST_CASE("a reopened engagement has no closure left", "[ENG-04][refuses]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.state = EngagementState::define;
  entity = p.update(entity);
  CHECK_FALSE(entity.close_code.has_value());
  CHECK(entity.close_notes.empty());
  CHECK_FALSE(entity.closed_at.has_value());
  CHECK_FALSE(entity.closed_by.has_value());
  CHECK(entity.active);
}

TEST_CASE("an engagement that stays closed keeps its closure", "[ENG-04][accepts]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.work_notes = "Still closed.";
  CHECK(p.update(entity).close_notes == "Done.");
}

TEST_CASE("a touchpoint closes only with code and notes", "[TCH-03][refuses]") {
  Portfolio p;
  auto entity = p.touchpoint(p.engagement());
  entity.state = WorkState::closed;
  const auto bare = p.session.update(entity);
  CHECK(refused(bare, "TCH-03", "closure_code_required", "close_code"));
  CHECK(refused(bare, "TCH-03", "field_required", "close_notes"));
}

TEST_CASE("a touchpoint with code and notes closes", "[TCH-03][accepts]") {
  Portfolio p;
  const auto closed = end(p, p.touchpoint(p.engagement()), WorkState::closed);
  REQUIRE(accepted(closed));
  CHECK(closed->closed_at == p.clock->now());
}

TEST_CASE("a reopened touchpoint has no closure left", "[TCH-04][refuses]") {
  Portfolio p;
  auto entity = require(end(p, p.touchpoint(p.engagement()), WorkState::closed));
  entity.state = WorkState::in_progress;
  entity = p.update(entity);
  CHECK_FALSE(entity.close_code.has_value());
  CHECK(entity.close_notes.empty());
  CHECK_FALSE(entity.closed_at.has_value());
}

TEST_CASE("a touchpoint that moves among open states keeps what was prepared", "[TCH-04][accepts]") {
  Portfolio p;
  auto entity = p.touchpoint(p.engagement());
  entity.close_notes = "Prepared.";
  entity.state = WorkState::paused;
  CHECK(p.update(entity).close_notes == "Prepared.");
}

TEST_CASE("closing completes the progress", "[PRG-01][refuses]") {
  Portfolio p;
  CHECK(require(end(p, p.touchpoint(p.engagement()), WorkState::closed)).progress == Progress::completed);
}

TEST_CASE("a change among open states leaves the progress", "[PRG-01][PRG-02][PRG-03][accepts]") {
  Portfolio p;
  auto entity = p.touchpoint(p.engagement());
  entity.progress = Progress::at_risk;
  entity = p.update(entity);
  entity.state = WorkState::in_progress;
  CHECK(p.update(entity).progress == Progress::at_risk);
}

TEST_CASE("canceling cancels the progress", "[PRG-02][refuses]") {
  Portfolio p;
  CHECK(require(end(p, p.touchpoint(p.engagement()), WorkState::canceled)).progress == Progress::canceled);
}

TEST_CASE("reopening sets the progress of the new state", "[PRG-03][refuses]") {
  Portfolio p;
  const std::pair<WorkState, Progress> expected[] = {{WorkState::new_, Progress::not_started},
                                                     {WorkState::in_progress, Progress::on_track},
                                                     {WorkState::paused, Progress::paused}};
  for (const auto& [state, progress] : expected) {
    auto entity = require(end(p, p.touchpoint(p.engagement()), WorkState::closed));
    entity.state = state;
    CHECK(p.update(entity).progress == progress);
  }
}

TEST_CASE("an open record is not completed by its progress alone", "[PRG-05][refuses]") {
  Portfolio p;
  auto entity = p.touchpoint(p.engagement());
  entity.progress = Progress::completed;
  CHECK(refused(p.session.update(entity), "PRG-05", "progress_requires_close", "progress"));
  entity.progress = Progress::canceled;
  CHECK(refused(p.session.update(entity), "PRG-05", "progress_requires_close", "progress"));
  auto fresh = p.new_touchpoint(p.engagement());
  fresh.progress = Progress::completed;
  CHECK(refused(p.session.create(fresh), "PRG-05", "progress_requires_close", "progress"));
}

TEST_CASE("an open record takes any other progress, and completed together with closing", "[PRG-05][accepts]") {
  Portfolio p;
  auto entity = touchpoint_in(p, WorkState::in_progress);
  for (const auto progress : {Progress::on_track, Progress::paused, Progress::at_risk, Progress::not_started}) {
    entity.progress = progress;
    const auto stored = p.session.update(entity);
    REQUIRE(accepted(stored));
    entity = *stored;
  }
  entity.progress = Progress::completed;
  CHECK(accepted(end(p, entity, WorkState::closed)));
}

TEST_CASE("an ended record is not active", "[GEN-07][refuses]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  CHECK_FALSE(entity.active);
  entity.state = EngagementState::new_;
  CHECK(p.update(entity).active);
}

TEST_CASE("the active flag follows the state, not the caller", "[GEN-07][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  CHECK(entity.active);
  entity.state = EngagementState::in_progress;
  entity = p.update(entity);
  CHECK(entity.active);
  entity.active = false;
  const auto given = p.session.update(entity);
  REQUIRE_FALSE(given.ok());
  CHECK(given.error().code() == "field_read_only");
}

TEST_CASE("an ended record takes no changes", "[GEN-17][refuses]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.title = "Another title";
  entity.close_notes = "Other notes.";
  const auto changed = p.session.update(entity);
  CHECK(refused(changed, "GEN-17", "record_closed", "title"));
  CHECK(refused(changed, "GEN-17", "record_closed", "close_notes"));
  CHECK(p.again(entity).close_notes == "Done.");
}

TEST_CASE("an ended record takes notes, and changes together with its reopening", "[GEN-17][accepts]") {
  Portfolio p;
  auto entity = require(close(p, p.engagement()));
  entity.work_notes = "One more thing.";
  const auto noted = p.session.update(entity);
  REQUIRE(accepted(noted));
  CHECK(require(p.session.journal("engagement", entity.id)).size() == 1);
  entity = *noted;
  entity.state = EngagementState::in_progress;
  entity.title = "Another title";
  const auto reopened = p.session.update(entity);
  REQUIRE(accepted(reopened));
  CHECK(reopened->title == "Another title");
}
