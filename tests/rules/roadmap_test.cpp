// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rules/usage_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

using Card = AdoptionRoadmapItem;
using TemplateCard = AdoptionRoadmapTemplateItem;

/// An engagement that uses three products.
struct Site {
  explicit Site(Portfolio& portfolio) : p(portfolio), account(p.account()), engagement(p.engagement(account)) {
    for (int i = 0; i < 3; ++i) {
      products.push_back(p.sold_product(account));
      p.apply(engagement, products.back());
    }
  }
  AdoptionRoadmap new_board(PlanningObject planning = PlanningObject::product) const {
    AdoptionRoadmap board;
    board.engagement = Portfolio::ref(engagement);
    board.name = "Board";
    board.planning_object = planning;
    return board;
  }
  std::vector<Card> cards(const AdoptionRoadmap& board, std::string_view lane = {}) const {
    FindOptions options = matching("adoption_roadmap = \"" + board.id.to_string() + "\" and lane " +
                                   (lane.empty() ? "is empty" : "= \"" + std::string(lane) + "\""));
    options.order_by = "item_order";
    return require(p.session.find<Card>(options)).items;
  }

  Portfolio& p;
  Account account;
  Engagement engagement;
  std::vector<SoldProduct> products;
};

AdoptionRoadmapTemplate new_template(Portfolio& p, PlanningObject type = PlanningObject::product) {
  AdoptionRoadmapTemplate entity;
  entity.name = p.unique("Template");
  entity.type = type;
  entity.products = {p.product_model().id, p.product_model().id};
  entity.phase_field = "usage_plan";
  return entity;
}

std::vector<TemplateCard> cards(Portfolio& p, const AdoptionRoadmapTemplate& board) {
  FindOptions options = matching("adoption_roadmap_template = \"" + board.id.to_string() + "\"");
  options.order_by = "item_order";
  return require(p.session.find<TemplateCard>(options)).items;
}

std::vector<std::int64_t> orders(const std::vector<Card>& cards) {
  std::vector<std::int64_t> result;
  for (const auto& card : cards) result.push_back(card.item_order.value_or(-1));
  return result;
}

Card to_lane(Portfolio& p, Card card, std::string_view lane) {
  card = p.again(card);
  card.lane = lane;
  return p.update(card);
}

}  // namespace

TEST_CASE("the phase of a board is a choice field of what it plans", "[ARM-01][refuses]") {
  Portfolio p;
  const Site site(p);
  auto board = site.new_board();
  for (const auto* field : {"nothing", "adoption_score", "adoption_category", "sold_product"}) {
    board.phase_field = field;
    CHECK(refused(p.session.create(board), "ARM-01", "invalid_choice", "phase_field"));
  }
  auto prepared = new_template(p);
  prepared.phase_field = "products";
  CHECK(refused(p.session.create(prepared), "ARM-01", "invalid_choice", "phase_field"));
}

TEST_CASE("a lane is a value of the phase", "[ARM-01][refuses]") {
  Portfolio p;
  const Site site(p);
  auto card = site.cards(p.create(site.new_board())).front();
  card.lane = "planned";
  CHECK(refused(p.session.update(card), "ARM-01", "invalid_choice", "lane"));
  auto prepared = cards(p, p.create(new_template(p))).front();
  prepared.lane = "critical";
  CHECK(refused(p.session.update(prepared), "ARM-01", "invalid_choice", "lane"));
}

TEST_CASE("the phase table of a template goes with its type", "[ARM-01][refuses]") {
  Portfolio p;
  CHECK(p.create(new_template(p)).phase_table == "product_usage");
  CHECK(p.create(new_template(p, PlanningObject::capability)).phase_table == "capability_usage");
}

TEST_CASE("choice fields of either usage table are phases", "[ARM-01][accepts]") {
  Portfolio p;
  const Site site(p);
  for (const auto planning : {PlanningObject::product, PlanningObject::capability}) {
    for (const auto* field : {"business_criticality", "customer_priority", "usage_plan", "activation_status"}) {
      auto board = site.new_board(planning);
      board.phase_field = field;
      CHECK(accepted(p.session.create(board)));
    }
  }
  auto card = site.cards(p.create(site.new_board())).front();
  card.lane = "critical";
  CHECK(accepted(p.session.update(card)));
}

TEST_CASE("a new board has a card for each usage row of its engagement", "[ARM-02][refuses]") {
  Portfolio p;
  const Site site(p);
  const auto board = p.create(site.new_board());
  const auto found = site.cards(board);
  REQUIRE(found.size() == 3);
  CHECK(orders(found) == std::vector<std::int64_t>{0, 1, 2});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(found[i].product_usage == Portfolio::ref(usage(p, site.products[i])));
    CHECK_FALSE(found[i].capability_usage);
  }
}

TEST_CASE("the cards of capabilities are numbered by product", "[ARM-02][refuses]") {
  Portfolio p;
  const Site site(p);
  map_to(p, site.products[0]);
  map_to(p, site.products[0]);
  map_to(p, site.products[1]);
  const auto board = p.create(site.new_board(PlanningObject::capability));
  const auto found = site.cards(board);
  REQUIRE(found.size() == 3);
  CHECK(orders(found) == std::vector<std::int64_t>{0, 0, 1});
}

TEST_CASE("cards that move leave no gaps", "[ARM-02][refuses]") {
  Portfolio p;
  const Site site(p);
  const auto board = p.create(site.new_board());
  const auto first = site.cards(board);
  REQUIRE(first.size() == 3);
  to_lane(p, first[0], "critical");
  CHECK(orders(site.cards(board)) == std::vector<std::int64_t>{0, 1});
  to_lane(p, first[2], "critical");
  auto lane = site.cards(board, "critical");
  REQUIRE(lane.size() == 2);
  CHECK(lane[0].id == first[0].id);
  CHECK(lane[1].id == first[2].id);
  lane[0].item_order = 1;
  p.update(lane[0]);
  lane = site.cards(board, "critical");
  CHECK(lane[1].id == first[0].id);
  CHECK(orders(lane) == std::vector<std::int64_t>{0, 1});
  lane[1].item_order = 0;
  p.update(lane[1]);
  lane = site.cards(board, "critical");
  CHECK(lane[0].id == first[0].id);
  require(p.session.remove(lane[0]));
  CHECK(orders(site.cards(board, "critical")) == std::vector<std::int64_t>{0});
}

TEST_CASE("a card names a row of the kind that its board plans", "[ARM-02][refuses]") {
  Portfolio p;
  const Site site(p);
  map_to(p, site.products[0]);
  Card card;
  card.adoption_roadmap = Portfolio::ref(p.create(site.new_board()));
  CHECK(refused(p.session.create(card), "ARM-02", "field_required", "product_usage"));
  card.capability_usage = Portfolio::ref(usage<CapabilityUsage>(p, site.products[0]));
  CHECK(refused(p.session.create(card), "ARM-02", "field_not_applicable", "capability_usage"));
  card = Card{};
  card.adoption_roadmap = Portfolio::ref(p.create(site.new_board(PlanningObject::capability)));
  card.product_usage = Portfolio::ref(usage(p, site.products[0]));
  const auto result = p.session.create(card);
  CHECK(refused(result, "ARM-02", "field_required", "capability_usage"));
  CHECK(refused(result, "ARM-02", "field_not_applicable", "product_usage"));
}

TEST_CASE("a board that plans something else gets other cards and lanes", "[ARM-02][refuses]") {
  Portfolio p;
  const Site site(p);
  map_to(p, site.products[1]);
  auto board = p.create(site.new_board());
  REQUIRE(site.cards(board).size() == 3);
  to_lane(p, site.cards(board)[0], "critical");
  board.phase_field = "usage_plan";
  board = p.update(board);
  CHECK(site.cards(board).size() == 3);
  board.planning_object = PlanningObject::capability;
  board = p.update(board);
  const auto found = site.cards(board);
  REQUIRE(found.size() == 1);
  CHECK(found.front().capability_usage == Portfolio::ref(usage<CapabilityUsage>(p, site.products[1])));
}

TEST_CASE("a template has a card for each product, or each of its capabilities", "[ARM-02][refuses]") {
  Portfolio p;
  auto board = p.create(new_template(p));
  REQUIRE(cards(p, board).size() == 2);
  CHECK(cards(p, board)[1].product_model.id() == board.products[1]);
  CHECK(cards(p, board)[1].item_order == 1);
  board.products = {board.products[1], p.product_model().id};
  board = p.update(board);
  REQUIRE(cards(p, board).size() == 2);
  auto entry = new_map(Ref<ProductModel>(board.products[0]), capability(p));
  entry.state = CapabilityMapState::published;
  p.create(entry);
  board.type = PlanningObject::capability;
  board = p.update(board);
  REQUIRE(cards(p, board).size() == 1);
  CHECK(cards(p, board)[0].product_capability == entry.product_capability);
}

TEST_CASE("a change of the name leaves the cards", "[ARM-02][accepts]") {
  Portfolio p;
  const Site site(p);
  auto board = p.create(site.new_board());
  const auto before = site.cards(board);
  board.name = "Other";
  p.update(board);
  const auto after = site.cards(board);
  REQUIRE(after.size() == 3);
  CHECK(after.front().id == before.front().id);
  CHECK(after.front().version == before.front().version);
}

TEST_CASE("a published board is not edited, nor are its cards", "[ARM-03][refuses]") {
  Portfolio p;
  const Site site(p);
  auto board = p.create(site.new_board());
  board.state = RoadmapState::published;
  board = p.update(board);
  auto card = site.cards(board).front();
  card.lane = "critical";
  card.item_order = 2;
  CHECK(refused(p.session.update(card), "ARM-03", "record_closed", "lane"));
  CHECK(refused(p.session.update(card), "ARM-03", "record_closed", "item_order"));
  CHECK(refused(p.session.remove(card), "ARM-03", "record_closed", "adoption_roadmap"));
  Card added;
  added.adoption_roadmap = Portfolio::ref(board);
  CHECK(refused(p.session.create(added), "ARM-03", "record_closed", "adoption_roadmap"));
  board.name = "Other";
  board.state = RoadmapState::draft;
  CHECK(refused(p.session.update(board), "ARM-03", "record_closed", "name"));
}

TEST_CASE("a published template is not edited, nor are its cards", "[ARM-03][refuses]") {
  Portfolio p;
  auto board = p.create(new_template(p));
  board.state = PublishState::published;
  board = p.update(board);
  board.name = "Other";
  CHECK(refused(p.session.update(board), "ARM-03", "record_closed", "name"));
  auto card = cards(p, board).front();
  card.lane = "planned";
  CHECK(refused(p.session.update(card), "ARM-03", "record_closed", "lane"));
  CHECK(refused(p.session.remove(card), "ARM-03", "record_closed", "adoption_roadmap_template"));
}

TEST_CASE("a board back in draft is edited, and deleted with its cards in any state", "[ARM-03][accepts]") {
  Portfolio p;
  const Site site(p);
  auto board = p.create(site.new_board());
  board.state = RoadmapState::published;
  board = p.update(board);
  board.state = RoadmapState::draft;
  board = p.update(board);
  board.name = "Other";
  board = p.update(board);
  CHECK(to_lane(p, site.cards(board).front(), "high").lane == "high");
  board.state = RoadmapState::published;
  board = p.update(board);
  CHECK(accepted(p.session.remove(board)));
  CHECK(require(p.session.count<Card>()) == 0);
}

TEST_CASE("a board is active in draft and published", "[GEN-07][refuses]") {
  Portfolio p;
  const Site site(p);
  auto board = p.create(site.new_board());
  CHECK(board.active);
  board.state = RoadmapState::published;
  board = p.update(board);
  CHECK(board.active);
  board.state = RoadmapState::retired;
  CHECK_FALSE(p.update(board).active);
}

TEST_CASE("a board made from a template names it", "[GEN-02][refuses]") {
  Portfolio p;
  const Site site(p);
  auto board = site.new_board();
  board.creation_mode = RoadmapCreation::template_;
  CHECK(refused(p.session.create(board), "GEN-02", "field_required", "template"));
  board.template_ = Portfolio::ref(p.create(new_template(p)));
  CHECK(accepted(p.session.create(board)));
}
