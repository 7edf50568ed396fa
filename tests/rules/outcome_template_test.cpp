// SPDX-License-Identifier: Apache-2.0
#include "rules/template_setup.hpp"

using namespace steward;
using namespace steward::test;
using State = OutcomeTemplateState;

namespace {

Result<OutcomeTemplate> cancel(Portfolio& p, OutcomeTemplate outcome, bool confirm = true) {
  outcome.state = State::canceled;
  WriteOptions options;
  options.confirm = confirm;
  return p.session.update(outcome, options);
}

}  // namespace

TEST_CASE("an outcome template needs its objective template, title and description", "[UTP-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(OutcomeTemplate{});
  for (const auto* field : {"objective_template", "title", "description"}) {
    CHECK(refused(empty, "UTP-01", "field_required", field));
  }
  const auto owner = p.create(new_objective_template(p));
  const NamedValues given{{"objective_template", owner.id},
                          {"title", std::string("T")},
                          {"description", std::string("D")},
                          {"tracking_method", std::monostate()}};
  CHECK(refused(p.session.create("outcome_template", given), "UTP-01", "field_required", "tracking_method"));
}

TEST_CASE("an outcome is tracked by hand or by a metric", "[UTP-01][accepts]") {
  Portfolio p;
  const auto owner = p.create(new_objective_template(p));
  auto outcome = new_outcome_template(p, owner);
  CHECK(accepted(p.session.create(outcome)));
  outcome = new_outcome_template(p, owner);
  outcome.tracking_method = TrackingMethod::metric;
  CHECK(accepted(p.session.create(outcome)));
  const NamedValues given{{"objective_template", owner.id},
                          {"title", std::string("T")},
                          {"description", std::string("D")},
                          {"tracking_method", std::string("report")}};
  CHECK(refused(p.session.create("outcome_template", given), "GEN-03", "invalid_choice", "tracking_method"));
}

TEST_CASE("an outcome is published while its objective template is in draft", "[UTP-02][refuses]") {
  Portfolio p;
  const auto owner = draft_template(p);
  auto late = p.create(new_outcome_template(p, owner));
  require(cancel(p, outcomes_of(p, owner).front()));
  published_outcome(p, owner);
  require(p.session.remove(late));
  const auto published = to(p, owner, ObjectiveTemplateState::waiting_for_approval);
  auto added = new_outcome_template(p, published);
  added.state = State::published;
  CHECK(refused(p.session.create(added), "UTP-02", "template_immutable", "state"));
}

TEST_CASE("an outcome of a draft is published, also at once", "[UTP-02][accepts]") {
  Portfolio p;
  const auto owner = p.create(new_objective_template(p));
  auto outcome = p.create(new_outcome_template(p, owner));
  outcome.state = State::published;
  CHECK(accepted(p.session.update(outcome)));
  CHECK(published_outcome(p, owner).state == State::published);
}

TEST_CASE("a published outcome is fixed", "[UTP-03][refuses]") {
  Portfolio p;
  auto outcome = published_outcome(p, p.create(new_objective_template(p)));
  outcome.title = "Other";
  outcome.mandatory = true;
  const auto result = p.session.update(outcome);
  CHECK(refused(result, "UTP-03", "template_immutable", "title"));
  CHECK(refused(result, "UTP-03", "template_immutable", "mandatory"));
}

TEST_CASE("a draft outcome is edited", "[UTP-03][accepts]") {
  Portfolio p;
  auto outcome = p.create(new_outcome_template(p, p.create(new_objective_template(p))));
  outcome.title = "Other";
  outcome.state = State::published;
  CHECK(accepted(p.session.update(outcome)));
}

TEST_CASE("an outcome is canceled in a draft only, with confirmation", "[UTP-04][refuses]") {
  Portfolio p;
  const auto owner = draft_template(p);
  CHECK(refused(cancel(p, outcomes_of(p, owner).front(), false), "UTP-04", "confirmation_required", "state"));
  const auto waiting = to(p, owner, ObjectiveTemplateState::waiting_for_approval);
  CHECK(refused(cancel(p, outcomes_of(p, waiting).front()), "UTP-04", "invalid_transition", "state"));
}

TEST_CASE("draft and published outcomes of a draft are canceled", "[UTP-04][accepts]") {
  Portfolio p;
  const auto owner = p.create(new_objective_template(p));
  CHECK(accepted(cancel(p, published_outcome(p, owner))));
  CHECK(accepted(cancel(p, p.create(new_outcome_template(p, owner)))));
}

TEST_CASE("who creates an outcome template owns it", "[UTP-06][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  const auto owner = p.create(new_objective_template(p));
  CHECK(require(session.create(new_outcome_template(p, owner))).template_owner == Portfolio::ref(user));
}

TEST_CASE("an owner of an outcome template who is given stays", "[UTP-06][accepts]") {
  Portfolio p;
  auto session = p.session_of(p.user());
  auto outcome = new_outcome_template(p, p.create(new_objective_template(p)));
  outcome.template_owner = Portfolio::ref(p.user());
  CHECK(require(session.create(outcome)).template_owner == outcome.template_owner);
}
