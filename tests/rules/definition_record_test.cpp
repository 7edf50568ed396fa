// SPDX-License-Identifier: Apache-2.0
#include "rules/play_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Launcher : Portfolio {
  SuccessChoice category() { return choice(SuccessChoiceCategory::play_category); }
  SuccessChoice sub_category(const SuccessChoice& of) {
    SuccessChoice entity;
    entity.name = unique("Sub");
    entity.category = SuccessChoiceCategory::customer_success_definition;
    entity.dependent_category = ref(of);
    return create(entity);
  }
  DefinitionRecord definition(const SuccessChoice& of) {
    DefinitionRecord entity;
    entity.title = unique("Definition");
    entity.flow = "start_play";
    entity.category = ref(of);
    return entity;
  }
  DefinitionRecord published() {
    auto entity = create(definition(category()));
    entity.state = DefinitionState::published;
    return update(entity);
  }
};

}  // namespace

TEST_CASE("title and category of a definition are unique together", "[DEF-01][refuses]") {
  Launcher l;
  const auto category = l.category();
  auto first = l.create(l.definition(category));
  auto second = l.definition(category);
  second.title = " " + first.title + " ";
  CHECK(refused(l.session.create(second), "DEF-01", "duplicate_definition", "title"));
}

TEST_CASE("a title may be used again in another category or domain", "[DEF-01][accepts]") {
  Launcher l;
  l.separate_domains();
  const auto category = l.category();
  const auto first = l.create(l.definition(category));
  auto second = l.definition(l.category());
  second.title = first.title;
  CHECK(accepted(l.session.create(second)));
  auto below = l.session_of(l.user(Portfolio::ref(l.domain())));
  second.category = Portfolio::ref(category);
  CHECK(accepted(below.create(second)));
}

TEST_CASE("a definition lies in the domain of who made it", "[DEF-02][refuses]") {
  Launcher l;
  l.separate_domains();
  const auto category = l.category();
  const auto home = l.domain();
  auto caller = l.session_of(l.user(Portfolio::ref(home)));
  CHECK(require(caller.create(l.definition(category))).domain == Portfolio::ref(home));
  // Whoever changes it later leaves it where it is.
  auto stored = require(l.session.find<DefinitionRecord>()).items.front();
  stored.description = "Seen from above.";
  CHECK(l.update(stored).domain == Portfolio::ref(home));
  // Once domains are off everything is global.
  l.property("domain.auto_account_domain", "false", PropertyType::boolean);
  CHECK(require(caller.create(l.definition(category))).domain == l.global());
}

TEST_CASE("a definition of the root is global", "[DEF-02][accepts]") {
  Launcher l;
  CHECK(l.create(l.definition(l.category())).domain == l.global());
}

TEST_CASE("a definition is active exactly while it is published", "[DEF-03][refuses]") {
  Launcher l;
  auto entity = l.published();
  CHECK(entity.active);
  entity.state = DefinitionState::closed;
  CHECK_FALSE(l.update(entity).active);
}

TEST_CASE("a draft is not active", "[DEF-03][accepts]") {
  Launcher l;
  auto entity = l.create(l.definition(l.category()));
  CHECK_FALSE(entity.active);
  entity.state = DefinitionState::canceled;
  CHECK_FALSE(l.update(entity).active);
}

TEST_CASE("a definition needs title, flow and category", "[DEF-04][refuses]") {
  Launcher l;
  const auto stored = l.session.create(DefinitionRecord{});
  CHECK(refused(stored, "DEF-04", "field_required", "title"));
  CHECK(refused(stored, "DEF-04", "field_required", "flow"));
  CHECK(refused(stored, "DEF-04", "field_required", "category"));
}

TEST_CASE("a definition begins as a draft in the middle of the list", "[DEF-04][accepts]") {
  Launcher l;
  const auto stored = l.create(l.definition(l.category()));
  CHECK(stored.state == DefinitionState::draft);
  CHECK(stored.order == 100);
}

TEST_CASE("a subcategory belongs to the category", "[DEF-05][refuses]") {
  Launcher l;
  const auto category = l.category();
  auto entity = l.definition(category);
  entity.sub_category = Portfolio::ref(l.sub_category(l.category()));
  CHECK(refused(l.session.create(entity), "DEF-05", "subcategory_mismatch", "sub_category"));
  // A row that is no subcategory at all.
  entity.sub_category = Portfolio::ref(category);
  CHECK(refused(l.session.create(entity), "DEF-05", "subcategory_mismatch", "sub_category"));
  entity.sub_category = Portfolio::ref(l.sub_category(category));
  auto stored = l.create(entity);
  stored.category = Portfolio::ref(l.category());
  CHECK(refused(l.session.update(stored), "DEF-05", "subcategory_mismatch", "sub_category"));
}

TEST_CASE("a definition with a subcategory of its category, or none, is stored", "[DEF-05][accepts]") {
  Launcher l;
  const auto category = l.category();
  auto entity = l.definition(category);
  CHECK(accepted(l.session.create(entity)));
  entity.title = "Another";
  entity.sub_category = Portfolio::ref(l.sub_category(category));
  CHECK(accepted(l.session.create(entity)));
}

TEST_CASE("what is published keeps its flow", "[DEF-06][refuses]") {
  Launcher l;
  auto entity = l.published();
  entity.flow = "another";
  entity.source_tables = {"engagement"};
  const auto changed = l.session.update(entity);
  CHECK(refused(changed, "DEF-06", "definition_published", "flow"));
  CHECK(refused(changed, "DEF-06", "definition_published", "source_tables"));
  auto closed = l.again(entity);
  closed.state = DefinitionState::closed;
  closed = l.update(closed);
  closed.flow = "another";
  CHECK(refused(l.session.update(closed), "DEF-06", "definition_published", "flow"));
}

TEST_CASE("what is published takes title, description, order and state; a draft everything", "[DEF-06][accepts]") {
  Launcher l;
  auto entity = l.published();
  entity.title = "New title";
  entity.description = "New text";
  entity.order = 7;
  entity.state = DefinitionState::closed;
  CHECK(accepted(l.session.update(entity)));
  auto draft = l.create(l.definition(l.category()));
  draft.flow = "another";
  draft.input_schema = R"({"due_date":true})";
  CHECK(accepted(l.session.update(draft)));
}

TEST_CASE("definitions move through their states as listed", "[PUB-01][DEF-06]") {
  Launcher l;
  auto entity = l.published();
  entity.state = DefinitionState::draft;
  CHECK(refused(l.session.update(entity), "PUB-01", "invalid_transition", "state"));
}

TEST_CASE("the category of a definition is a play category", "[DEF-07][refuses]") {
  Launcher l;
  CHECK(refused(l.session.create(l.definition(l.choice())), "DEF-07", "invalid_choice", "category"));
  auto gone = l.category();
  gone.active = false;
  gone = l.update(gone);
  CHECK(refused(l.session.create(l.definition(gone)), "DEF-07", "invalid_choice", "category"));
}

TEST_CASE("a stored definition outlives its category's end", "[DEF-07][accepts]") {
  Launcher l;
  auto category = l.category();
  auto entity = l.create(l.definition(category));
  category.active = false;
  l.update(category);
  entity.description = "Changed.";
  CHECK(accepted(l.session.update(entity)));
}

TEST_CASE("a launch notes who began it, when and for which engagement", "[PLA-01][refuses]") {
  Launcher l;
  const auto definition = l.published();
  const auto engagement = l.engagement();
  const auto play = l.customer_play(engagement);
  const auto user = l.user();
  auto caller = l.session_of(user);
  PlayLaunch launch;
  launch.definition_record = Portfolio::ref(definition);
  launch.source_table = LaunchTable::customer_play;
  launch.source_record = play.id;
  const auto stored = require(caller.create(launch));
  CHECK(stored.requested_by == Portfolio::ref(user));
  CHECK(stored.started_at == l.clock->now());
  CHECK(stored.engagement == Portfolio::ref(engagement));
  CHECK(stored.status == LaunchStatus::pending);
  launch.source_table = LaunchTable::engagement;
  launch.source_record = engagement.id;
  CHECK(require(caller.create(launch)).engagement == Portfolio::ref(engagement));
}

TEST_CASE("a launch from an onboarding case has no engagement", "[PLA-01][accepts]") {
  Launcher l;
  PlayLaunch launch;
  launch.definition_record = Portfolio::ref(l.published());
  launch.source_table = LaunchTable::onboarding_case;
  launch.source_record = l.onboarding_case(l.account()).id;
  const auto stored = l.create(launch);
  CHECK_FALSE(stored.engagement.has_value());
  CHECK_FALSE(stored.requested_by.has_value());
}
