// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"
#include "rules/template_setup.hpp"
#include "rules/usage_setup.hpp"

using namespace steward;
using namespace steward::test;

// Definitions, templates, maps, boards and meetings move between their states only as their tables list.

namespace {

template <class T>
Result<T> try_in(Portfolio& p, T entity, std::string_view state) {
  entity.state = decltype(entity.state)::from_text(state);
  return entity.id.is_nil() ? p.session.create(entity) : p.session.update(entity);
}
template <class T>
T in(Portfolio& p, const T& entity, std::string_view state) {
  return require(try_in(p, entity, state));
}
/// Whether PUB-01, and not another rule, refuses the move.
template <class T>
bool stuck(Portfolio& p, const T& entity, std::string_view state) {
  return refused(try_in(p, entity, state), "PUB-01", "invalid_transition", "state");
}

DefinitionRecord definition(Portfolio& p) {
  DefinitionRecord entity;
  entity.title = p.unique("Definition");
  entity.flow = "start_play";
  entity.category = Portfolio::ref(p.choice(SuccessChoiceCategory::play_category));
  return entity;
}
CapabilityMap offer(Portfolio& p) { return new_map(Portfolio::ref(p.product_model()), capability(p)); }
AdoptionRoadmap board(Portfolio& p) {
  AdoptionRoadmap entity;
  entity.engagement = Portfolio::ref(p.engagement());
  entity.name = p.unique("Board");
  return entity;
}
Meeting meeting(Portfolio& p) { return p.new_meeting(p.touchpoint(p.engagement())); }
OutcomeTemplate outcome_template(Portfolio& p) { return new_outcome_template(p, p.create(new_objective_template(p))); }

/// Into use and back to draft.
template <class T>
void check_both_ways(Portfolio& p, T entity) {
  entity = in(p, entity, "published");
  CHECK(accepted(try_in(p, entity, "draft")));
}

}  // namespace

TEST_CASE("a new record begins in its first state or one move further", "[PUB-01][refuses]") {
  Portfolio p;
  CHECK(stuck(p, definition(p), "closed"));
  CHECK(stuck(p, new_objective_template(p), "approved"));
  CHECK(stuck(p, new_objective_template(p), "retired"));
  CHECK(stuck(p, outcome_template(p), "retired"));
  CHECK(stuck(p, offer(p), "archived"));
  CHECK(stuck(p, board(p), "retired"));
}

TEST_CASE("moves that the table does not list are refused", "[PUB-01][refuses]") {
  Portfolio p;
  const auto published = in(p, definition(p), "published");
  CHECK(stuck(p, published, "draft"));
  CHECK(stuck(p, in(p, published, "canceled"), "published"));
  CHECK(stuck(p, in(p, in(p, definition(p), "published"), "closed"), "canceled"));
  CHECK(stuck(p, draft_template(p), "retired"));
  CHECK(stuck(p, published_template(p), "approved"));
  CHECK(stuck(p, in(p, outcome_template(p), "published"), "draft"));
  const auto map = p.create(offer(p));
  CHECK(stuck(p, map, "archived"));
  CHECK(stuck(p, in(p, in(p, map, "published"), "archived"), "canceled"));
  const auto roadmap = in(p, board(p), "published");
  CHECK(stuck(p, roadmap, "canceled"));
  CHECK(stuck(p, in(p, board(p), "canceled"), "published"));
  CHECK(stuck(p, in(p, meeting(p), "canceled"), "draft"));
  CHECK(stuck(p, in(p, meeting(p), "canceled"), "completed"));
}

TEST_CASE("listed moves of machines with several states are made", "[PUB-01][accepts]") {
  Portfolio p;
  CHECK(accepted(try_in(p, in(p, definition(p), "published"), "closed")));
  CHECK(accepted(try_in(p, p.create(definition(p)), "canceled")));
  CHECK(accepted(try_in(p, published_template(p), "retired")));
  CHECK(accepted(try_in(p, outcome_template(p), "published")));
  CHECK(accepted(try_in(p, in(p, in(p, offer(p), "published"), "archived"), "draft")));
  CHECK(accepted(try_in(p, in(p, board(p), "published"), "retired")));
  CHECK(accepted(try_in(p, in(p, board(p), "published"), "draft")));
  CHECK(accepted(try_in(p, meeting(p), "canceled")));
}

TEST_CASE("what is only drafted or published goes both ways", "[PUB-01][accepts]") {
  Portfolio p;
  const auto source = draft_source(p);
  check_both_ways(p, source);
  const auto measured = published_source(p);
  auto health = new_definition(p);
  health = p.create(health);
  p.create(new_metric(health, measured));
  check_both_ways(p, p.again(health));
  const auto risk = p.create(new_risk_definition(p, measured));
  check_both_ways(p, p.create(new_override(p, risk)));
  check_both_ways(p, risk);
  check_both_ways(p, segment_of(p, draft_calculated(p), measured));
  AdoptionRoadmapTemplate prepared;
  prepared.name = "Template";
  prepared.products = {p.product_model().id};
  prepared.phase_field = "usage_plan";
  check_both_ways(p, p.create(prepared));
}

TEST_CASE("a state that is none is an invalid choice, and staying is no move", "[PUB-01][accepts]") {
  Portfolio p;
  const auto stored = p.create(definition(p));
  CHECK(refused(p.session.update("definition_record", stored.id, stored.version, {{"state", std::string("gone")}}),
                "GEN-03", "invalid_choice", "state"));
  CHECK(accepted(p.session.update("definition_record", stored.id, stored.version,
                                  {{"state", std::string("draft")}, {"flow", std::string("another")}})));
}
