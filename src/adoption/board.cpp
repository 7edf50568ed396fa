// SPDX-License-Identifier: Apache-2.0
#include "adoption/board.hpp"

#include <algorithm>
#include <tuple>

#include "adoption/usage.hpp"
#include "rule/tree.hpp"
#include "steward/model/engagement.hpp"

namespace steward::adoption {

namespace {

using condition::Condition;
using rule::give;
using rule::Origin;
using rule::where;

const TableInfo& usage_info(PlanningChoice planning) {
  return planning == PlanningObject::capability ? table_info<CapabilityUsage>() : table_info<ProductUsage>();
}

bool is_card_of_template(const TableInfo& cards) {
  return cards.name == table_info<AdoptionRoadmapTemplateItem>().name;
}

/// By what the cards of a lane are numbered apart: the product of a capability; nil for products.
Id part_of(const rule::Lookup& lookup, const TableInfo& cards, const Row& row) {
  if (is_card_of_template(cards)) {
    const auto card = model::from_row<AdoptionRoadmapTemplateItem>(row);
    return card.product_capability ? card.product_model.id() : Id();
  }
  const auto usage = lookup.get(model::from_row<AdoptionRoadmapItem>(row).capability_usage);
  return usage ? usage->sold_product.id() : Id();
}

/// The stored cards that are numbered together with this one.
std::vector<Row> column_of(const rule::Lookup& lookup, const TableInfo& cards, const Row& card) {
  const auto owner = cards.at(cards.domain_from.front());
  const auto lane = cards.at("lane");
  auto rows = lookup.find(Condition::all(
      cards, {Condition::equals(cards, owner, card[owner]), Condition::equals(cards, lane, card[lane])}));
  const Id part = part_of(lookup, cards, card);
  std::erase_if(rows, [&](const Row& row) { return part_of(lookup, cards, row) != part; });
  return rows;
}

void create_card(rule::Context& context, const TableInfo& cards, const rule::Fields& fields) {
  rule::report(context, context.work.create(cards, fields, Origin::cascade));
}

/// Deletes the cards that `wanted` does not name by both references; what is there is struck off `wanted`.
using Pair = std::pair<Id, Id>;
void keep_cards(rule::Context& context, const TableInfo& cards, std::size_t first, std::size_t second,
                std::vector<Pair>& wanted) {
  const auto owner = cards.at(cards.domain_from.front());
  for (const Row& card : context.work.find(Condition::equals(cards, owner, context.change.id()))) {
    const auto found =
        std::find(wanted.begin(), wanted.end(), Pair(model::id_at(card, first), model::id_at(card, second)));
    if (found != wanted.end()) {
      wanted.erase(found);
    } else {
      rule::report(context, context.work.remove(cards, model::row_id(card), Origin::cascade));
    }
  }
}

/// The usage rows of the products that the engagement uses, in the order the products were taken on.
template <class Usage>
IdList usage_rows(const rule::Lookup& lookup, Ref<Engagement> engagement) {
  IdList result;
  for (const auto& link : lookup.all<ApplicableSoldProduct>(
           where<ApplicableSoldProduct>(&ApplicableSoldProduct::engagement, engagement))) {
    for (const Row& row : lookup.find(where<Usage>(&Usage::sold_product, link.sold_product))) {
      result.push_back(model::row_id(row));
    }
  }
  return result;
}

/// The capabilities that active maps give to a product model, each once.
IdList capabilities_of(const rule::Lookup& lookup, Id product_model) {
  IdList result;
  for (const auto& map : lookup.all<CapabilityMap>(
           Condition::all(table_info<CapabilityMap>(),
                          {where<CapabilityMap>(&CapabilityMap::product_model, Ref<ProductModel>(product_model)),
                           where<CapabilityMap>(&CapabilityMap::active, true)}))) {
    const Id id = map.product_capability.id();
    if (std::find(result.begin(), result.end(), id) == result.end()) result.push_back(id);
  }
  return result;
}

}  // namespace

std::string_view usage_table_of(PlanningChoice planning) { return usage_info(planning).name; }

const FieldInfo* phase_of(PlanningChoice planning, std::string_view name) {
  const auto& table = usage_info(planning);
  const auto position = table.find(name);
  if (!position) return nullptr;
  const auto& field = table.fields[*position];
  const bool writable = field.kind == FieldKind::stored || field.kind == FieldKind::overridable;
  return field.type == FieldType::choice && writable ? &field : nullptr;
}

const FieldInfo* phase_of_card(const rule::Lookup& lookup, const TableInfo& cards, const Row& card) {
  if (is_card_of_template(cards)) {
    const auto board = lookup.get(model::from_row<AdoptionRoadmapTemplateItem>(card).adoption_roadmap_template);
    return board ? phase_of(board->type, board->phase_field) : nullptr;
  }
  const auto board = lookup.get(model::from_row<AdoptionRoadmapItem>(card).adoption_roadmap);
  return board ? phase_of(board->planning_object, board->phase_field) : nullptr;
}

std::int64_t end_of_column(const rule::Lookup& lookup, const TableInfo& cards, const Row& card) {
  const auto order = cards.at("item_order");
  std::int64_t end = 0;
  for (const Row& row : column_of(lookup, cards, card)) {
    if (model::row_id(row) != model::row_id(card)) end = std::max(end, model::integer_at(row, order) + 1);
  }
  return end;
}

void order_column(rule::Context& context, const Row& card) {
  const auto& change = context.change;
  const auto& cards = change.table;
  const auto order = cards.at("item_order");
  const bool down = change.before != nullptr && !change.changed(cards.at("lane")) &&
                    model::integer_at(change.after, order) > model::integer_at(*change.before, order);
  auto rows = column_of(context.work, cards, card);
  // Among equal numbers the card that moved takes the place it asked for.
  const auto key = [&](const Row& row) {
    const bool moved = model::row_id(row) == change.id();
    const int side = moved ? (down ? 2 : 0) : 1;
    return std::tuple(model::integer_at(row, order), side, model::row_id(row));
  };
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return key(a) < key(b); });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i);
    if (model::integer_at(rows[i], order) == place) continue;
    rule::report(context, context.work.update(cards, model::row_id(rows[i]), {{order, Value(place)}}, Origin::cascade));
  }
}

void make_cards(rule::Context& context, const AdoptionRoadmap& board) {
  const auto& cards = table_info<AdoptionRoadmapItem>();
  const bool products = board.planning_object == PlanningObject::product;
  std::vector<Pair> wanted;
  for (const Id usage : products ? usage_rows<ProductUsage>(context.work, board.engagement)
                                 : usage_rows<CapabilityUsage>(context.work, board.engagement)) {
    wanted.push_back(products ? Pair(usage, Id()) : Pair(Id(), usage));
  }
  keep_cards(context, cards, model::field_of<AdoptionRoadmapItem>(&AdoptionRoadmapItem::product_usage),
             model::field_of<AdoptionRoadmapItem>(&AdoptionRoadmapItem::capability_usage), wanted);
  for (const auto& [product, capability] : wanted) {
    const auto named =
        products ? give<AdoptionRoadmapItem>(&AdoptionRoadmapItem::product_usage, Ref<ProductUsage>(product))
                 : give<AdoptionRoadmapItem>(&AdoptionRoadmapItem::capability_usage, Ref<CapabilityUsage>(capability));
    create_card(
        context, cards,
        {give<AdoptionRoadmapItem>(&AdoptionRoadmapItem::adoption_roadmap, Ref<AdoptionRoadmap>(board.id)), named});
  }
}

void make_cards(rule::Context& context, const AdoptionRoadmapTemplate& board) {
  using Card = AdoptionRoadmapTemplateItem;
  const auto& cards = table_info<Card>();
  std::vector<Pair> wanted;
  for (const Id product : board.products) {
    if (board.type == PlanningObject::product) wanted.emplace_back(product, Id());
    if (!(board.type == PlanningObject::capability)) continue;
    for (const Id capability : capabilities_of(context.work, product)) wanted.emplace_back(product, capability);
  }
  keep_cards(context, cards, model::field_of<Card>(&Card::product_model),
             model::field_of<Card>(&Card::product_capability), wanted);
  for (const auto& [product, capability] : wanted) {
    rule::Fields fields{give<Card>(&Card::adoption_roadmap_template, Ref<AdoptionRoadmapTemplate>(board.id)),
                        give<Card>(&Card::product_model, Ref<ProductModel>(product))};
    if (!capability.is_nil()) {
      fields.push_back(give<Card>(&Card::product_capability, Ref<ProductCapability>(capability)));
    }
    create_card(context, cards, fields);
  }
}

void unmap_unknown(rule::Context& context, const TableInfo& cards) {
  const auto owner = cards.at(cards.domain_from.front());
  const auto lane = cards.at("lane");
  for (const Row& card : context.work.find(Condition::equals(cards, owner, context.change.id()))) {
    const auto held = model::text_at(card, lane);
    const auto* phase = phase_of_card(context.work, cards, card);
    const auto* lanes = phase != nullptr ? context.work.schema().choices(phase->choice_list) : nullptr;
    if (held.empty() || lanes == nullptr || std::find(lanes->begin(), lanes->end(), held) != lanes->end()) continue;
    rule::report(context, context.work.update(cards, model::row_id(card), {{lane, Value()}}, Origin::cascade));
  }
}

}  // namespace steward::adoption
