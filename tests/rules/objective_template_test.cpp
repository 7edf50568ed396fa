// SPDX-License-Identifier: Apache-2.0
#include "rules/template_setup.hpp"

using namespace steward;
using namespace steward::test;
using State = ObjectiveTemplateState;

TEST_CASE("a template needs name, title and product model", "[OTP-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(ObjectiveTemplate{});
  for (const auto* field : {"name", "title", "product_model"}) {
    CHECK(refused(empty, "OTP-01", "field_required", field));
  }
}

TEST_CASE("a template with the three is stored", "[OTP-01][accepts]") {
  Portfolio p;
  const auto stored = p.session.create(new_objective_template(p));
  REQUIRE(accepted(stored));
  CHECK(stored->number.starts_with("TEMSOBJ"));
}

TEST_CASE("approval is requested for published outcomes only", "[OTP-02][refuses]") {
  Portfolio p;
  const auto draft = p.create(new_objective_template(p));
  CHECK(refused(try_to(p, draft, State::waiting_for_approval), "OTP-02", "outcome_template_required", "state"));
  const auto outcome = p.create(new_outcome_template(p, draft));
  const auto result = try_to(p, draft, State::waiting_for_approval);
  REQUIRE(refused(result, "OTP-02", "outcome_template_unpublished", "state"));
  CHECK(result.error().faults().front().details == "[\"" + outcome.id.to_string() + "\"]");
}

TEST_CASE("approval is not requested where it is not in use", "[OTP-02][refuses]") {
  Portfolio p;
  without_approval(p);
  CHECK(refused(try_to(p, draft_template(p), State::waiting_for_approval), "OTP-02", "approval_disabled", "state"));
}

TEST_CASE("canceled outcomes do not stand in the way of approval", "[OTP-02][accepts]") {
  Portfolio p;
  const auto draft = draft_template(p);
  auto canceled = p.create(new_outcome_template(p, draft));
  canceled.state = OutcomeTemplateState::canceled;
  require(p.session.update(canceled, {.confirm = true}));
  CHECK(accepted(try_to(p, draft, State::waiting_for_approval)));
}

TEST_CASE("an approval keeps who and when", "[OTP-03][refuses]") {
  Portfolio p;
  const auto waiting = to(p, draft_template(p), State::waiting_for_approval);
  const auto user = p.user();
  auto session = p.session_of(user);
  auto held = require(session.get(Portfolio::ref(waiting)));
  held.state = State::approved;
  held = require(session.update(held));
  CHECK(held.approved_by == Portfolio::ref(user));
  CHECK(held.approved_at == p.clock->now());
}

TEST_CASE("only what waits is approved", "[OTP-03][accepts]") {
  Portfolio p;
  const auto draft = draft_template(p);
  CHECK(refused(try_to(p, draft, State::approved), "PUB-01", "invalid_transition", "state"));
  CHECK_FALSE(to(p, draft, State::waiting_for_approval).approved_at);
}

TEST_CASE("a template that returns to draft is not approved any more", "[OTP-04][refuses]") {
  Portfolio p;
  const auto draft = to(p, approved_template(p), State::draft);
  CHECK_FALSE(draft.approved_at);
  CHECK_FALSE(draft.approved_by);
}

TEST_CASE("a rejected template waits again", "[OTP-04][accepts]") {
  Portfolio p;
  const auto draft = to(p, to(p, draft_template(p), State::waiting_for_approval), State::draft);
  CHECK(accepted(try_to(p, draft, State::waiting_for_approval)));
  const auto published = published_template(p);
  CHECK(published.approved_at);
  CHECK(refused(try_to(p, published, State::draft), "PUB-01", "invalid_transition", "state"));
}

TEST_CASE("a draft is not published past its approval", "[OTP-05][refuses]") {
  Portfolio p;
  CHECK(refused(try_to(p, draft_template(p), State::published), "OTP-05", "approval_required", "state"));
  CHECK(published_template(p).published_at == p.clock->now());
}

TEST_CASE("without approval a draft needs published outcomes", "[OTP-05][refuses]") {
  Portfolio p;
  without_approval(p);
  const auto draft = p.create(new_objective_template(p));
  CHECK(refused(try_to(p, draft, State::published), "OTP-05", "outcome_template_required", "state"));
  p.create(new_outcome_template(p, draft));
  CHECK(refused(try_to(p, draft, State::published), "OTP-05", "outcome_template_unpublished", "state"));
}

TEST_CASE("a draft is published at once where approval is not in use", "[OTP-05][accepts]") {
  Portfolio p;
  const auto approved = approved_template(p);
  without_approval(p);
  CHECK(accepted(try_to(p, draft_template(p), State::published)));
  CHECK(accepted(try_to(p, approved, State::published)));
}

TEST_CASE("outside draft nothing but the state changes", "[OTP-06][refuses]") {
  Portfolio p;
  auto waiting = to(p, draft_template(p), State::waiting_for_approval);
  CHECK(refused(p.session.remove(waiting), "OTP-06", "template_immutable", "state"));
  waiting.title = "Other";
  waiting.state = State::draft;
  CHECK(refused(p.session.update(waiting), "OTP-06", "template_immutable", "title"));
  auto published = published_template(p);
  published.mandatory = true;
  CHECK(refused(p.session.update(published), "OTP-06", "template_immutable", "mandatory"));
}

TEST_CASE("outside draft no outcome is added, changed or removed", "[OTP-06][refuses]") {
  Portfolio p;
  auto elsewhere = p.create(new_outcome_template(p, draft_template(p)));
  const auto published = published_template(p);
  CHECK(refused(p.session.create(new_outcome_template(p, published)), "OTP-06", "template_immutable",
                "objective_template"));
  auto outcome = outcomes_of(p, published).front();
  CHECK(refused(p.session.remove(outcome), "OTP-06", "template_immutable", "objective_template"));
  outcome.title = "Other";
  CHECK(refused(p.session.update(outcome), "OTP-06", "template_immutable", "title"));
  elsewhere.objective_template = Portfolio::ref(published);
  CHECK(refused(p.session.update(elsewhere), "OTP-06", "template_immutable", "objective_template"));
}

TEST_CASE("a draft is edited and deleted with its outcomes", "[OTP-06][accepts]") {
  Portfolio p;
  auto draft = draft_template(p);
  draft.title = "Other";
  draft = p.update(draft);
  CHECK(accepted(p.session.remove(outcomes_of(p, draft).front())));
  published_outcome(p, draft);
  CHECK(accepted(p.session.remove(draft)));
  CHECK(require(p.session.count<OutcomeTemplate>()) == 0);
}

TEST_CASE("a template loses an owner who goes, in any state", "[OTP-06][accepts]") {
  Portfolio p;
  const auto user = p.user();
  auto draft = draft_template(p);
  draft.template_owner = Portfolio::ref(user);
  const auto waiting = to(p, p.update(draft), State::waiting_for_approval);
  CHECK(accepted(p.session.remove(p.again(user))));
  CHECK_FALSE(p.again(waiting).template_owner);
}

TEST_CASE("a retired template is inactive and so are its outcomes", "[OTP-07][refuses]") {
  Portfolio p;
  const auto published = published_template(p);
  CHECK(published.active);
  auto outcome = outcomes_of(p, published).front();
  outcome.state = OutcomeTemplateState::retired;
  CHECK(refused(p.session.update(outcome), "OTP-07", "invalid_transition", "state"));
  const auto retired = to(p, published, State::retired);
  CHECK_FALSE(retired.active);
  CHECK(outcomes_of(p, retired).front().state == OutcomeTemplateState::retired);
  CHECK(refused(try_to(p, retired, State::draft), "PUB-01", "invalid_transition", "state"));
}

TEST_CASE("retiring leaves canceled outcomes, and frees the name", "[OTP-07][accepts]") {
  Portfolio p;
  auto draft = draft_template(p);
  auto canceled = p.create(new_outcome_template(p, draft));
  canceled.state = OutcomeTemplateState::canceled;
  canceled = require(p.session.update(canceled, {.confirm = true}));
  auto published = to(p, to(p, to(p, draft, State::waiting_for_approval), State::approved), State::published);
  auto again = new_objective_template(p);
  again.name = published.name;
  again.product_model = published.product_model;
  CHECK(refused(p.session.create(again), "GEN-14", "duplicate_objective_template", "name"));
  to(p, published, State::retired);
  CHECK(p.again(canceled).state == OutcomeTemplateState::canceled);
  CHECK(accepted(p.session.create(again)));
}

TEST_CASE("who creates a template owns it", "[OTP-10][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  CHECK(require(session.create(new_objective_template(p))).template_owner == Portfolio::ref(user));
}

TEST_CASE("an owner who is given stays", "[OTP-10][accepts]") {
  Portfolio p;
  auto session = p.session_of(p.user());
  auto entity = new_objective_template(p);
  entity.template_owner = Portfolio::ref(p.user());
  CHECK(require(session.create(entity)).template_owner == entity.template_owner);
  CHECK_FALSE(p.create(new_objective_template(p)).template_owner);
}
