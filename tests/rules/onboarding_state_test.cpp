// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>

#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

// State and stage of the onboarding case (rules 3.6), its closing and reopening.

namespace {

OnboardingCase case_in(Portfolio& p, OnboardingState state) {
  OnboardingCase entity;
  entity.account = Portfolio::ref(p.account());
  entity.state = state;
  return p.create(entity);
}

Result<OnboardingCase> close(Portfolio& p, OnboardingCase entity) {
  entity.state = OnboardingState::closed;
  entity.resolution_code = OnboardingCloseCode::successful_no_issues;
  return p.session.update(entity);
}

/// A file that is gone, with what SQLite put beside it, at the end of the test.
struct StoreFile {
  explicit StoreFile(const std::string& name) : path((std::filesystem::temp_directory_path() / name).string()) {
    remove();
  }
  ~StoreFile() { remove(); }
  void remove() const {
    for (const char* end : {"", "-wal", "-shm"}) std::remove((path + end).c_str());
  }
  std::string path;
};

}  // namespace

TEST_CASE("the stage follows the state", "[SYN-01][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.state = OnboardingState::active;
  entity = p.update(entity);
  CHECK(entity.stage == OnboardingProgress::on_track);
  entity.state = OnboardingState::blocked;
  CHECK(p.update(entity).stage == OnboardingProgress::paused);
}

TEST_CASE("a risk flag survives a change of state", "[SYN-01][accepts]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::active);
  entity.stage = OnboardingProgress::at_risk;
  entity = p.update(entity);
  CHECK(entity.state == OnboardingState::active);
  entity.state = OnboardingState::blocked;
  CHECK(p.update(entity).stage == OnboardingProgress::at_risk);
}

TEST_CASE("the state follows the stage", "[SYN-02][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.stage = OnboardingProgress::paused;
  entity = p.update(entity);
  CHECK(entity.state == OnboardingState::blocked);
  entity.stage = OnboardingProgress::finished;
  CHECK(refused(p.session.update(entity), "SYN-02", "stage_requires_close", "stage"));
}

TEST_CASE("a stage closes with the closure information and reopens without", "[SYN-02][accepts]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::active);
  entity.stage = OnboardingProgress::finished;
  entity.resolution_code = OnboardingCloseCode::successful_with_issues;
  const auto closed = p.session.update(entity);
  REQUIRE(accepted(closed));
  CHECK(closed->state == OnboardingState::closed);
  CHECK(closed->closed_at == p.clock->now());
  entity = *closed;
  entity.stage = OnboardingProgress::at_risk;
  const auto reopened = p.session.update(entity);
  REQUIRE(accepted(reopened));
  CHECK(reopened->state == OnboardingState::active);
  CHECK(reopened->stage == OnboardingProgress::at_risk);
  CHECK_FALSE(reopened->resolution_code.has_value());
}

TEST_CASE("state and stage that do not go together are refused", "[SYN-03][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.state = OnboardingState::active;
  entity.stage = OnboardingProgress::paused;
  CHECK(refused(p.session.update(entity), "SYN-03", "stage_not_allowed_for_state", "stage"));
  OnboardingCase fresh;
  fresh.account = Portfolio::ref(p.account());
  fresh.state = OnboardingState::blocked;
  fresh.stage = OnboardingProgress::on_track;
  CHECK(refused(p.session.create(fresh), "SYN-03", "stage_not_allowed_for_state", "stage"));
}

TEST_CASE("state and stage that go together are taken as given", "[SYN-03][accepts]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.state = OnboardingState::blocked;
  entity.stage = OnboardingProgress::at_risk;
  const auto stored = p.session.update(entity);
  REQUIRE(accepted(stored));
  CHECK(stored->state == OnboardingState::blocked);
  CHECK(stored->stage == OnboardingProgress::at_risk);
}

TEST_CASE("a new case takes the stage of its state, or the state of its stage", "[SYN-04][refuses]") {
  Portfolio p;
  CHECK(case_in(p, OnboardingState::active).stage == OnboardingProgress::on_track);
  OnboardingCase entity;
  entity.account = Portfolio::ref(p.account());
  entity.stage = OnboardingProgress::paused;
  CHECK(p.create(entity).state == OnboardingState::blocked);
  entity.stage = OnboardingProgress::finished;
  CHECK(refused(p.session.create(entity), "SYN-04", "invalid_transition", "state"));
}

TEST_CASE("a new case without state and stage begins new and not started", "[SYN-04][accepts]") {
  Portfolio p;
  const auto entity = p.onboarding_case(p.account());
  CHECK(entity.state == OnboardingState::new_);
  CHECK(entity.stage == OnboardingProgress::not_started);
}

TEST_CASE("a stored pair that disagrees stays until one of the two is written", "[SYN-05][refuses]") {
  const StoreFile file("steward_rules_disagreeing_pair.db");
  EngineOptions options;
  options.path = file.path;
  OnboardingCase entity;
  {
    Portfolio old(options);
    old.engine.disable_rule_for_test("SYN-01");
    entity = case_in(old, OnboardingState::new_);
    entity.state = OnboardingState::active;
    entity = old.update(entity);
    REQUIRE(entity.stage == OnboardingProgress::not_started);
  }
  options.id_seed = 2;
  Portfolio p(options);
  entity = p.again(entity);
  entity.description = "Something else.";
  const auto stored = p.session.update(entity);
  REQUIRE(accepted(stored));
  CHECK(stored->state == OnboardingState::active);
  CHECK(stored->stage == OnboardingProgress::not_started);
}

TEST_CASE("a write of neither state nor stage leaves both", "[SYN-05][accepts]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::blocked);
  entity.description = "Something else.";
  entity = p.update(entity);
  CHECK(entity.state == OnboardingState::blocked);
  CHECK(entity.stage == OnboardingProgress::paused);
}

TEST_CASE("an onboarding case holds its state and stage together", "[ONB-04][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.state = OnboardingState::active;
  entity.stage = OnboardingProgress::finished;
  CHECK(refused(p.session.update(entity), "SYN-03", "stage_not_allowed_for_state", "stage"));
  entity = p.again(entity);
  entity.stage = OnboardingProgress::finished;
  CHECK(refused(p.session.update(entity), "SYN-02", "stage_requires_close", "stage"));
}

TEST_CASE("an onboarding case that is closed is finished", "[ONB-04][accepts]") {
  Portfolio p;
  const auto closed = close(p, case_in(p, OnboardingState::active));
  REQUIRE(accepted(closed));
  CHECK(closed->stage == OnboardingProgress::finished);
}

TEST_CASE("an onboarding case does not close without its resolution code", "[ONB-05][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::active);
  entity.state = OnboardingState::closed;
  CHECK(refused(p.session.update(entity), "ONB-05", "closure_code_required", "resolution_code"));
}

TEST_CASE("an onboarding case closes with its resolution code, without notes", "[ONB-05][accepts]") {
  Portfolio p;
  const auto closed = close(p, case_in(p, OnboardingState::active));
  REQUIRE(accepted(closed));
  CHECK(closed->state == OnboardingState::closed);
  CHECK_FALSE(closed->active);
  CHECK(closed->closed_at == p.clock->now());
}

TEST_CASE("canceling an onboarding case voids it, whatever code was given", "[ONB-06][refuses]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::active);
  entity.state = OnboardingState::canceled;
  entity.resolution_code = OnboardingCloseCode::successful_no_issues;
  entity = p.update(entity);
  CHECK(*entity.resolution_code == OnboardingCloseCode::voided_canceled);
  CHECK(entity.closed_at == p.clock->now());
}

TEST_CASE("closing an onboarding case keeps the code that was given", "[ONB-06][accepts]") {
  Portfolio p;
  CHECK(*require(close(p, case_in(p, OnboardingState::active))).resolution_code ==
        OnboardingCloseCode::successful_no_issues);
}

TEST_CASE("a reopened onboarding case has no resolution left", "[ONB-07][refuses]") {
  Portfolio p;
  auto entity = require(close(p, case_in(p, OnboardingState::active)));
  entity.state = OnboardingState::unassigned;
  entity = p.update(entity);
  CHECK_FALSE(entity.resolution_code.has_value());
  CHECK_FALSE(entity.closed_at.has_value());
  CHECK(entity.stage == OnboardingProgress::not_started);
  CHECK(entity.active);
}

TEST_CASE("an onboarding case that stays open keeps a prepared resolution", "[ONB-07][accepts]") {
  Portfolio p;
  auto entity = case_in(p, OnboardingState::new_);
  entity.resolution_notes = "Prepared.";
  entity.state = OnboardingState::active;
  CHECK(p.update(entity).resolution_notes == "Prepared.");
}
