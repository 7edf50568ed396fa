// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/portfolio.hpp"

// What the tests of objective and outcome templates build on.

namespace steward::test {

inline ObjectiveTemplate new_objective_template(Portfolio& p) {
  ObjectiveTemplate entity;
  entity.name = p.unique("Template");
  entity.title = "Grow";
  entity.product_model = Portfolio::ref(p.product_model());
  return entity;
}
inline OutcomeTemplate new_outcome_template(Portfolio& p, const ObjectiveTemplate& owner) {
  OutcomeTemplate entity;
  entity.objective_template = Portfolio::ref(owner);
  entity.title = p.unique("Outcome");
  entity.description = "What is measured.";
  return entity;
}
inline OutcomeTemplate published_outcome(Portfolio& p, const ObjectiveTemplate& owner) {
  auto entity = new_outcome_template(p, owner);
  entity.state = OutcomeTemplateState::published;
  return p.create(entity);
}
/// A draft with one published outcome.
inline ObjectiveTemplate draft_template(Portfolio& p) {
  auto entity = p.create(new_objective_template(p));
  published_outcome(p, entity);
  return entity;
}
inline Result<ObjectiveTemplate> try_to(Portfolio& p, ObjectiveTemplate entity, ObjectiveTemplateState state) {
  entity.state = state;
  return p.session.update(entity);
}
inline ObjectiveTemplate to(Portfolio& p, const ObjectiveTemplate& entity, ObjectiveTemplateState state) {
  return require(try_to(p, entity, state));
}
inline ObjectiveTemplate approved_template(Portfolio& p) {
  return to(p, to(p, draft_template(p), ObjectiveTemplateState::waiting_for_approval),
            ObjectiveTemplateState::approved);
}
inline ObjectiveTemplate published_template(Portfolio& p) {
  return to(p, approved_template(p), ObjectiveTemplateState::published);
}
inline void without_approval(Portfolio& p) {
  p.property("blueprint.template_approval", "false", PropertyType::boolean);
}
inline std::vector<OutcomeTemplate> outcomes_of(Portfolio& p, const ObjectiveTemplate& owner) {
  return require(p.session.find<OutcomeTemplate>(matching("objective_template = \"" + owner.id.to_string() + "\"")))
      .items;
}

}  // namespace steward::test
