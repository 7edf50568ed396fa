// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <unordered_map>

#include "adoption/rules.hpp"
#include "base/json.hpp"
#include "rule/computed.hpp"
#include "steward/model/adoption.hpp"
#include "steward/model/roadmap.hpp"
#include "steward/model/success_plan.hpp"
#include "steward/model/system.hpp"

namespace steward::adoption {

namespace {

using rule::Lookup;
using rule::where;

void level(const Lookup& lookup, std::span<Row> rows) {
  const auto& relations = table_info<CapabilityRelation>();
  const auto below = model::field_of<CapabilityRelation>(&CapabilityRelation::secondary_capability);
  std::set<Id> secondary;
  for (const Row& relation : rule::rows_among(lookup, relations, below, rule::ids_of(rows))) {
    secondary.insert(model::id_at(relation, below));
  }
  for (Row& row : rows) {
    model::set<ProductCapability>(
        row, &ProductCapability::level,
        secondary.contains(model::row_id(row)) ? CapabilityLevel::secondary : CapabilityLevel::primary);
  }
}

struct Bands {
  Decimal medium{40};
  Decimal high{70};
};

Bands bands_of(const Lookup& lookup) {
  Bands bands;
  const auto json = base::Json::parse(lookup.property("adoption.bands"));
  if (!json) return bands;
  const auto take = [&](std::string_view key, Decimal& edge) {
    const auto* held = json->find(key);
    const auto value = held != nullptr ? held->as_decimal() : std::nullopt;
    if (value) edge = *value;
  };
  take("medium", bands.medium);
  take("high", bands.high);
  return bands;
}

AdoptionCategory category_of(const std::optional<Decimal>& score, const Bands& bands) {
  if (!score) return AdoptionCategory::none;
  if (*score >= bands.high) return AdoptionCategory::high;
  return *score >= bands.medium ? AdoptionCategory::medium : AdoptionCategory::low;
}

/// 100 · part / whole to six places, halves up.
Decimal percentage(std::int64_t part, std::int64_t whole) {
  return Decimal::from_units((2 * 100 * Decimal::one * part + whole) / (2 * whole));
}

void usage(const Lookup& lookup, std::span<Row> rows) {
  const auto bands = bands_of(lookup);
  for (Row& row : rows) {
    const auto held = model::from_row<ProductUsage>(row);
    model::set<ProductUsage>(row, &ProductUsage::adoption_category, category_of(held.adoption_score, bands));
    std::optional<Decimal> breadth;
    if (held.total_child_products > 0) breadth = percentage(held.child_products_in_use, held.total_child_products);
    model::set<ProductUsage>(row, &ProductUsage::breadth_product_score, breadth);
  }
}

using Place = std::pair<Id, Id>;  // engagement, sold product

struct Figures {
  std::int64_t objectives = 0;
  std::int64_t achieved = 0;
};

std::unordered_map<Id, std::int64_t> achieved_outcomes(const Lookup& lookup, std::vector<Value> objectives) {
  std::unordered_map<Id, std::int64_t> result;
  const auto owner = model::field_of<SuccessOutcome>(&SuccessOutcome::success_objective);
  for (const Row& row :
       rule::rows_among(lookup, table_info<SuccessOutcome>(), owner, std::move(objectives),
                        {where<SuccessOutcome>(&SuccessOutcome::state, WorkState::closed),
                         where<SuccessOutcome>(&SuccessOutcome::close_code,
                                               Choice<OutcomeCloseCode>(OutcomeCloseCode::achieved))})) {
    ++result[model::id_at(row, owner)];
  }
  return result;
}

/// Objectives of each engagement that name each of the products, and their outcomes that were achieved.
std::map<Place, Figures> figures_of(const Lookup& lookup, std::vector<Value> products) {
  std::map<Place, Figures> result;
  const auto owner = model::field_of<ListValue>(&ListValue::owner_record);
  const auto value = model::field_of<ListValue>(&ListValue::value_record);
  const auto entries = rule::rows_among(lookup, table_info<ListValue>(), value, std::move(products),
                                        {where<ListValue>(&ListValue::owner_table, table_info<SuccessObjective>().name),
                                         where<ListValue>(&ListValue::field, "products")});
  const auto objectives = rule::named<SuccessObjective>(lookup, rule::ids_at(entries, owner));
  const auto achieved = achieved_outcomes(lookup, rule::ids_at(entries, owner));
  for (const Row& entry : entries) {
    const auto objective = objectives.find(model::id_at(entry, owner));
    if (objective == objectives.end()) continue;
    auto& figures = result[{objective->second.engagement.id(), model::id_at(entry, value)}];
    ++figures.objectives;
    if (const auto found = achieved.find(objective->first); found != achieved.end()) figures.achieved += found->second;
  }
  return result;
}

void cards(const Lookup& lookup, std::span<Row> rows) {
  using Card = AdoptionRoadmapItem;
  const auto boards =
      rule::named<AdoptionRoadmap>(lookup, rule::ids_at(rows, model::field_of<Card>(&Card::adoption_roadmap)));
  const auto products =
      rule::named<ProductUsage>(lookup, rule::ids_at(rows, model::field_of<Card>(&Card::product_usage)));
  const auto capabilities =
      rule::named<CapabilityUsage>(lookup, rule::ids_at(rows, model::field_of<Card>(&Card::capability_usage)));
  const auto place_of = [&](const Row& row) {
    const auto card = model::from_row<Card>(row);
    Place place;
    if (const auto board = boards.find(card.adoption_roadmap.id()); board != boards.end()) {
      place.first = board->second.engagement.id();
    }
    if (card.product_usage) {
      const auto found = products.find(card.product_usage->id());
      if (found != products.end()) place.second = found->second.sold_product.id();
    } else if (card.capability_usage) {
      const auto found = capabilities.find(card.capability_usage->id());
      if (found != capabilities.end()) place.second = found->second.sold_product.id();
    }
    return place;
  };
  std::set<Id> wanted;
  for (const Row& row : rows) wanted.insert(place_of(row).second);
  wanted.erase(Id());
  auto figures = figures_of(lookup, {wanted.begin(), wanted.end()});
  for (Row& row : rows) {
    const auto& held = figures[place_of(row)];
    model::set<Card>(row, &Card::objective_count, held.objectives);
    model::set<Card>(row, &Card::outcomes_achieved, held.achieved);
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {{"product_capability", level}, {"product_usage", usage}, {"adoption_roadmap_item", cards}};
}

}  // namespace steward::adoption
