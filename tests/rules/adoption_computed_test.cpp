// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/metric_setup.hpp"
#include "rules/usage_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// A usage row as it reads with these stored numbers.
struct Reader {
  Inside inside;
  Id row;

  Reader() {
    Account account;
    account.name = "Account";
    ProductModel model;
    model.name = "Model";
    SoldProduct product;
    product.name = "Product";
    product.account = Ref<Account>(require(inside.create(account)));
    product.product_model = Ref<ProductModel>(require(inside.create(model)));
    ProductUsage usage;
    usage.sold_product = Ref<SoldProduct>(require(inside.create(product)));
    row = require(inside.create(usage));
  }
  ProductUsage with(std::optional<Decimal> score, std::int64_t children, std::int64_t in_use) {
    auto usage = inside.get<ProductUsage>(row);
    usage.adoption_score = score;
    usage.total_child_products = children;
    usage.child_products_in_use = in_use;
    Row held = model::to_row(usage);
    inside.unit().compute(table_info<ProductUsage>(), std::span(&held, 1));
    return model::from_row<ProductUsage>(held);
  }
};

AdoptionCategory category(Reader& reader, const char* score) {
  return *reader.with(Decimal::parse(score), 0, 0).adoption_category.value();
}

}  // namespace

TEST_CASE("a capability under another one is secondary") {
  Portfolio p;
  const auto primary = capability(p);
  const auto secondary = capability(p);
  CHECK(secondary.level == CapabilityLevel::primary);
  auto link = p.create(relation(primary, secondary));
  CHECK(p.again(primary).level == CapabilityLevel::primary);
  CHECK(p.again(secondary).level == CapabilityLevel::secondary);
  require(p.session.remove(link));
  CHECK(p.again(secondary).level == CapabilityLevel::primary);
}

TEST_CASE("the adoption category has edges at 40 and 70") {
  Reader reader;
  CHECK(reader.with(std::nullopt, 0, 0).adoption_category == AdoptionCategory::none);
  CHECK(category(reader, "0") == AdoptionCategory::low);
  CHECK(category(reader, "39.999999") == AdoptionCategory::low);
  CHECK(category(reader, "40") == AdoptionCategory::medium);
  CHECK(category(reader, "69.999999") == AdoptionCategory::medium);
  CHECK(category(reader, "70") == AdoptionCategory::high);
  CHECK(category(reader, "100") == AdoptionCategory::high);
}

TEST_CASE("a property moves the edges of the adoption category") {
  Reader reader;
  Property property;
  property.key = "adoption.bands";
  property.type = PropertyType::json;
  property.value = R"({"medium":20,"high":50.5})";
  require(reader.inside.create(property));
  CHECK(category(reader, "19.9") == AdoptionCategory::low);
  CHECK(category(reader, "20") == AdoptionCategory::medium);
  CHECK(category(reader, "50.5") == AdoptionCategory::high);
}

TEST_CASE("the breadth is the share of children in use", "[PUS-02][refuses]") {
  Reader reader;
  CHECK_FALSE(reader.with(std::nullopt, 0, 0).breadth_product_score);
  CHECK(reader.with(std::nullopt, 2, 1).breadth_product_score == Decimal(50));
  CHECK(reader.with(std::nullopt, 3, 2).breadth_product_score == Decimal::parse("66.666667"));
  CHECK(reader.with(std::nullopt, 3, 1).breadth_product_score == Decimal::parse("33.333333"));
  CHECK(reader.with(std::nullopt, 4, 0).breadth_product_score == Decimal(0));
  CHECK(reader.with(std::nullopt, 4, 4).breadth_product_score == Decimal(100));
}

TEST_CASE("a usage row that is read has its breadth", "[PUS-02][accepts]") {
  Portfolio p;
  Tree tree(p);
  p.sold_product(tree.account, Portfolio::ref(tree.top));
  p.apply(p.engagement(tree.account), tree.top);
  auto below = usage(p, tree.middle);
  below.activation_status = ActivationStatus::in_use;
  p.update(below);
  CHECK(usage(p, tree.top).breadth_product_score == Decimal(50));
  CHECK_FALSE(usage(p, tree.leaf).breadth_product_score);
}

TEST_CASE("a card counts objectives that name its product and their achieved outcomes") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto product = p.sold_product(account);
  const auto other = p.sold_product(account);
  for (const auto& held : {product, other}) p.apply(engagement, held);
  auto objective = p.new_objective(engagement);
  objective.products = {product.id};
  objective = p.create(objective);
  auto achieved = p.outcome(objective);
  achieved.state = WorkState::closed;
  achieved.close_code = OutcomeCloseCode::achieved;
  achieved.close_notes = "Done.";
  p.update(achieved);
  p.outcome(objective);
  auto elsewhere = p.new_objective(p.engagement(account));
  elsewhere.products = {product.id, other.id};
  p.create(elsewhere);
  AdoptionRoadmap board;
  board.engagement = Portfolio::ref(engagement);
  board.name = "Board";
  board = p.create(board);
  FindOptions options;
  options.order_by = "item_order";
  const auto cards = require(p.session.find<AdoptionRoadmapItem>(options)).items;
  REQUIRE(cards.size() == 2);
  CHECK(cards[0].objective_count == 1);
  CHECK(cards[0].outcomes_achieved == 1);
  CHECK(cards[1].objective_count == 0);
  CHECK(cards[1].outcomes_achieved == 0);
}

TEST_CASE("a definition counts the open engagements that it is about") {
  Portfolio p;
  const auto account = p.account();
  auto first = p.new_engagement(account);
  first.title = "Counted";
  p.create(first);
  auto closed = p.engagement(account);
  closed.state = EngagementState::canceled;
  closed.close_notes = "Gone.";
  p.update(closed);
  p.engagement(account);
  auto definition = new_definition(p);
  definition.definition = "title = \"Counted\"";
  CHECK(p.create(definition).matching_engagement_count == 1);
  HealthDefinition global;
  global.name = "Global";
  global.global = true;
  CHECK(p.create(global).matching_engagement_count == 2);
  auto risk = new_risk_definition(p, published_source(p));
  CHECK(p.create(risk).matching_engagement_count == 2);
  risk.name = "Other";
  risk.applicable_engagements = "title = \"Counted\"";
  CHECK(p.create(risk).matching_engagement_count == 1);
}

TEST_CASE("a definition counts only engagements of its domain and below") {
  Portfolio p;
  p.separate_domains();
  const auto account = p.account();
  p.engagement(account);
  p.engagement(p.account());
  auto session = p.session_of(p.user(account.domain));
  auto definition = new_definition(p);
  definition.global = true;
  definition.definition.clear();
  CHECK(require(session.create(definition)).matching_engagement_count == 1);
}
