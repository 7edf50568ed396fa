// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

ApplicableOutcome link(const SuccessInitiative& initiative, const SuccessOutcome& outcome) {
  ApplicableOutcome entity;
  entity.success_initiative = Portfolio::ref(initiative);
  entity.success_outcome = Portfolio::ref(outcome);
  return entity;
}

}  // namespace

TEST_CASE("a further outcome needs initiative and outcome", "[APO-01][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(ApplicableOutcome{});
  CHECK(refused(stored, "APO-01", "field_required", "success_initiative"));
  CHECK(refused(stored, "APO-01", "field_required", "success_outcome"));
}

TEST_CASE("an ended initiative takes no further outcome", "[APO-01][refuses]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto outcome = p.outcome(objective);
  for (const auto* state : {"closed", "canceled"}) {
    const auto ended = end(p, p.initiative(p.outcome(objective)), state);
    CHECK(refused(p.session.create(link(ended, outcome)), "APO-01", "parent_closed", "success_initiative"));
  }
}

TEST_CASE("an open initiative serves several outcomes of its objective", "[APO-01][APO-02][APO-03][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto initiative = p.initiative(p.outcome(objective));
  const auto stored = p.create(link(initiative, p.outcome(objective)));
  CHECK(accepted(p.session.create(link(initiative, p.outcome(objective)))));
  CHECK(stored.domain == initiative.domain);
  end(p, initiative, "closed");
  CHECK(accepted(p.session.remove(stored)));
}

TEST_CASE("a further outcome belongs to the objective of the primary one", "[APO-02][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  const auto initiative = p.initiative(p.outcome(objective));
  const auto stranger = p.outcome(engagement);
  CHECK(refused(p.session.create(link(initiative, stranger)), "APO-02", "outcome_other_objective", "success_outcome"));
  auto stored = p.create(link(initiative, p.outcome(objective)));
  stored.success_outcome = Portfolio::ref(stranger);
  CHECK(refused(p.session.update(stored), "APO-02", "outcome_other_objective", "success_outcome"));
}

TEST_CASE("an outcome is served once by an initiative", "[APO-03][refuses]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto primary = p.outcome(objective);
  const auto other = p.outcome(objective);
  auto initiative = p.initiative(primary);
  const auto code = "duplicate_applicable_outcome";
  CHECK(refused(p.session.create(link(initiative, primary)), "APO-03", code, "success_outcome"));
  p.create(link(initiative, other));
  CHECK(refused(p.session.create(link(initiative, other)), "APO-03", code, "success_outcome"));
  initiative.success_outcome = Portfolio::ref(other);
  CHECK(refused(p.session.update(initiative), "APO-03", code, "success_outcome"));
}

TEST_CASE("further outcomes go with their initiative", "[GEN-15]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const auto initiative = p.initiative(p.outcome(objective));
  p.create(link(initiative, p.outcome(objective)));
  require(p.session.remove(initiative));
  CHECK(require(p.session.count<ApplicableOutcome>()) == 0);
}
