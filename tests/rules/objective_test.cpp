// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

TEST_CASE("an objective lies in the domain of its engagement", "[OBJ-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  CHECK(objective.domain == engagement.domain);
  CHECK(objective.domain != p.global());
  CHECK(objective.account == engagement.account);
}

TEST_CASE("an objective moves to the domain of another engagement", "[OBJ-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto objective = p.objective(p.engagement());
  const auto other = p.engagement();
  objective.engagement = Portfolio::ref(other);
  const auto moved = p.update(objective);
  CHECK(moved.domain == other.domain);
  CHECK(moved.account == other.account);
}

TEST_CASE("an objective needs engagement, title and description", "[OBJ-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(SuccessObjective{});
  CHECK(refused(stored, "OBJ-02", "field_required", "engagement"));
  CHECK(refused(stored, "OBJ-02", "field_required", "title"));
  CHECK(refused(stored, "OBJ-02", "field_required", "description"));
}

TEST_CASE("an objective begins new, not started and with low priority", "[OBJ-02][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  CHECK(objective.state == ObjectiveState::new_);
  CHECK(objective.progress == Progress::not_started);
  CHECK(objective.priority == Priority::low);
  CHECK(objective.number == "SOBJ0000001");
}

TEST_CASE("an objective ends only with its closure information", "[OBJ-03][refuses]") {
  Portfolio p;
  check_closing(p, p.objective(p.engagement()), "OBJ-03");
}

TEST_CASE("an objective is closed or canceled", "[OBJ-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_closed(p, p.objective(engagement), "closed");
  check_closed(p, p.objective(engagement), "canceled");
}

TEST_CASE("a reopened objective has no closure", "[OBJ-04][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  check_reopened(p, end(p, p.objective(engagement), "closed"), "define", "not_started");
  check_reopened(p, end(p, p.objective(engagement), "canceled"), "paused", "paused");
}

TEST_CASE("an open objective keeps a prepared closure", "[OBJ-04][accepts]") {
  Portfolio p;
  auto objective = p.objective(p.engagement());
  objective.close_notes = "Prepared.";
  objective = p.update(objective);
  objective.state = ObjectiveState::in_progress;
  CHECK(p.update(objective).close_notes == "Prepared.");
}

TEST_CASE("the engagement of an objective with outcomes is fixed", "[OBJ-05][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto objective = p.objective(engagement);
  p.outcome(objective);
  p.outcome(objective);
  associate(p, engagement, objective);
  objective.engagement = Portfolio::ref(p.engagement(account));
  const auto moved = p.session.update(objective);
  REQUIRE(refused(moved, "OBJ-05", "engagement_locked", "engagement"));
  CHECK(details_of(moved) == R"({"risk_signal":1,"success_outcome":2})");
}

TEST_CASE("an associated risk alone fixes the engagement of an objective", "[OBJ-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto objective = p.objective(engagement);
  associate(p, engagement, objective);
  objective.engagement = Portfolio::ref(p.engagement());
  CHECK(refused(p.session.update(objective), "OBJ-05", "engagement_locked", "engagement"));
}

TEST_CASE("an objective without outcomes moves; with outcomes its texts change", "[OBJ-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto free = p.objective(engagement);
  auto held = p.objective(engagement);
  p.outcome(held);
  free.engagement = Portfolio::ref(p.engagement());
  CHECK(accepted(p.session.update(free)));
  held.title = "Another title";
  CHECK(accepted(p.session.update(held)));
}

TEST_CASE("an objective is not planned to stop before it starts", "[OBJ-06][refuses]") {
  Portfolio p;
  auto objective = p.new_objective(p.engagement());
  objective.planned_start = p.clock->now();
  objective.planned_stop = p.clock->now() - 1ms;
  CHECK(refused(p.session.create(objective), "OBJ-06", "planned_dates_invalid", "planned_stop"));
}

TEST_CASE("planned dates of an objective may be equal or missing", "[OBJ-06][accepts]") {
  Portfolio p;
  auto objective = p.new_objective(p.engagement());
  objective.planned_start = objective.planned_stop = p.clock->now();
  CHECK(accepted(p.session.create(objective)));
  objective.planned_start.reset();
  objective.planned_stop = p.clock->now() - 24h;
  CHECK(accepted(p.session.create(objective)));
}

TEST_CASE("template and mandatory flag of an objective are not written", "[OBJ-07][refuses]") {
  Portfolio p;
  auto objective = p.new_objective(p.engagement());
  objective.mandatory = true;
  CHECK(refused(p.session.create(objective), "OBJ-07", "field_read_only", "mandatory"));
  objective.mandatory = false;
  objective.template_ = Ref<ObjectiveTemplate>(p.account().id);
  CHECK(refused(p.session.create(objective), "OBJ-07", "field_read_only", "template"));
}

TEST_CASE("an objective made by hand has no template", "[OBJ-07][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  CHECK_FALSE(objective.template_.has_value());
  CHECK_FALSE(objective.mandatory);
}

TEST_CASE("drivers are choices of their list", "[DRV-01][refuses]") {
  Portfolio p;
  auto objective = p.new_objective(p.engagement());
  objective.drivers = {p.choice(SuccessChoiceCategory::risk_category).id};
  CHECK(refused(p.session.create(objective), "DRV-01", "invalid_choice", "drivers"));
  auto retired = p.choice(SuccessChoiceCategory::objective_driver);
  retired.active = false;
  p.update(retired);
  objective.drivers = {retired.id};
  CHECK(refused(p.session.create(objective), "DRV-01", "invalid_choice", "drivers"));
}

TEST_CASE("a driver that is retired later stays", "[DRV-01][accepts]") {
  Portfolio p;
  auto driver = p.choice(SuccessChoiceCategory::objective_driver);
  auto objective = p.new_objective(p.engagement());
  objective.drivers = {driver.id};
  objective = p.create(objective);
  driver.active = false;
  p.update(driver);
  objective.drivers.push_back(p.choice(SuccessChoiceCategory::objective_driver).id);
  CHECK(p.update(objective).drivers.size() == 2);
}

TEST_CASE("no objective is created under an ended engagement", "[ENG-12][refuses]") {
  Portfolio p;
  auto engagement = p.engagement();
  engagement.state = EngagementState::canceled;
  engagement.close_notes = "Stopped.";
  engagement = p.update(engagement);
  CHECK(refused(p.session.create(p.new_objective(engagement)), "ENG-12", "parent_closed", "engagement"));
}
