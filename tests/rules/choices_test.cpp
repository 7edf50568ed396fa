// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

SuccessChoice named(std::string_view name, SuccessChoiceCategory category = SuccessChoiceCategory::risk_category) {
  SuccessChoice choice;
  choice.name = name;
  choice.category = category;
  return choice;
}

}  // namespace

TEST_CASE("a definition choice without its play category is refused", "[CHO-01][refuses]") {
  Portfolio p;
  const auto choice = named("Internal play", SuccessChoiceCategory::customer_success_definition);
  CHECK(refused(p.session.create(choice), "CHO-01", "field_required", "dependent_category"));
  CHECK(refused(p.session.create(named("")), "CHO-01", "field_required", "name"));
}

TEST_CASE("a definition choice under a play category is stored, others need none", "[CHO-01][accepts]") {
  Portfolio p;
  const auto play = p.create(named("Success support", SuccessChoiceCategory::play_category));
  auto choice = named("Internal play", SuccessChoiceCategory::customer_success_definition);
  choice.dependent_category = Portfolio::ref(play);
  CHECK(accepted(p.session.create(choice)));
  CHECK(accepted(p.session.create(named("Low adoption"))));
}

TEST_CASE("the same name in a category is refused, whatever its case", "[CHO-02][refuses]") {
  Portfolio p;
  p.create(named("Low adoption"));
  auto again = named(" low ADOPTION ");
  again.key = "another";
  CHECK(refused(p.session.create(again), "CHO-02", "duplicate_choice", "name"));
  auto same_key = named("Other");
  same_key.key = "low_adoption";
  CHECK(refused(p.session.create(same_key), "CHO-02", "duplicate_choice", "key"));
}

TEST_CASE("the same name in another category is stored", "[CHO-02][accepts]") {
  Portfolio p;
  p.create(named("Onboarding"));
  CHECK(accepted(p.session.create(named("Onboarding", SuccessChoiceCategory::play_category))));
}

TEST_CASE("a choice without a key gets one from its name", "[CHO-03][refuses]") {
  Portfolio p;
  CHECK(p.create(named("  Success support (new)! ")).key == "success_support_new");
  CHECK(p.create(named(std::string(100, 'a'))).key == std::string(64, 'a'));
  // Another name with the same key.
  CHECK(p.create(named("success-support new")).key == "success_support_new_2");
}

TEST_CASE("a given key stays, also when the name changes", "[CHO-03][accepts]") {
  Portfolio p;
  auto choice = named("Low adoption");
  choice.key = "low";
  choice = p.create(choice);
  CHECK(choice.key == "low");
  choice.name = "Adoption is low";
  CHECK(p.update(choice).key == "low");
}
