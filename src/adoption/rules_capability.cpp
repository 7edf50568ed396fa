// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "adoption/rules_tables.hpp"
#include "adoption/usage.hpp"

// Capabilities, how they hang under each other, and which product models offer them.

namespace steward::adoption {

namespace {

using rule::Context;
using rule::on_erase;
using rule::on_update;
using rule::on_write;
using rule::where;

bool is_secondary(const Context& context, Ref<ProductCapability> capability, Id except = {}) {
  const auto found = context.work.all<CapabilityRelation>(
      where<CapabilityRelation>(&CapabilityRelation::secondary_capability, capability));
  return std::any_of(found.begin(), found.end(), [&](const auto& relation) { return relation.id != except; });
}

void active_when_published(Context& context) {
  context.set<CapabilityMap>(&CapabilityMap::active,
                             context.after<CapabilityMap>(&CapabilityMap::state) == CapabilityMapState::published);
}

void only_primary_mapped(Context& context) {
  if (!context.changed<CapabilityMap>(&CapabilityMap::product_capability)) return;
  if (!is_secondary(context, context.after<CapabilityMap>(&CapabilityMap::product_capability))) return;
  context.refuse("secondary_not_mappable", "product_capability",
                 "a secondary capability reaches products through its primary one; map that");
}

void mapped_stays_primary(Context& context) {
  if (!context.changed<CapabilityRelation>(&CapabilityRelation::secondary_capability)) return;
  const auto capability = context.after<CapabilityRelation>(&CapabilityRelation::secondary_capability);
  if (context.work.count(where<CapabilityMap>(&CapabilityMap::product_capability, capability)) == 0) return;
  context.refuse("secondary_not_mappable", "secondary_capability",
                 "the capability is mapped to a product model; delete the map first");
}

void two_levels(Context& context) {
  const auto relation = model::from_row<CapabilityRelation>(context.change.after);
  const bool own = relation.primary_capability == relation.secondary_capability;
  const auto below = context.work.all<CapabilityRelation>(
      where<CapabilityRelation>(&CapabilityRelation::primary_capability, relation.secondary_capability));
  const bool has_secondaries =
      std::any_of(below.begin(), below.end(), [&](const auto& other) { return other.id != relation.id; });
  if (!own && !has_secondaries && !is_secondary(context, relation.primary_capability, relation.id)) return;
  context.refuse("capability_cycle", "primary_capability",
                 "a primary capability hangs under no other one, and a secondary one has none below it");
}

/// The sold products of a model that a map of this domain acts on.
IdList products_of(const Context& context, CapabilityMap map) {
  map.active = true;
  IdList result;
  for (const auto& product :
       context.work.all<SoldProduct>(where<SoldProduct>(&SoldProduct::product_model, map.product_model))) {
    if (acts_on(context.work, map, product)) result.push_back(product.id);
  }
  return result;
}

/// Whether the active map is about another model or capability than before.
bool moved(const Context& context) {
  return context.changed<CapabilityMap>(&CapabilityMap::product_model) ||
         context.changed<CapabilityMap>(&CapabilityMap::product_capability);
}

void activated(Context& context) {
  const auto map = model::from_row<CapabilityMap>(context.change.after);
  if (!map.active || !(context.changed<CapabilityMap>(&CapabilityMap::active) || moved(context))) return;
  for (const Id product : products_of(context, map)) {
    ensure_usage(context, product);
    ensure_capability_usages(context, product);
    refresh(context, product, {Counter::capabilities, Counter::capabilities_in_use});
  }
}

void deactivated(Context& context) {
  const bool erased = context.change.operation == rule::Operation::erase;
  const auto old = model::from_row<CapabilityMap>(erased ? context.change.after : *context.change.before);
  const bool still = !erased && context.after<CapabilityMap>(&CapabilityMap::active) && !moved(context);
  if (!old.active || still) return;
  for (const Id product : products_of(context, old)) refresh(context, product, {Counter::capabilities});
}

}  // namespace

std::vector<rule::Rule> capability_rules() {
  using enum rule::Phase;
  constexpr std::string_view mapped_text = "Only a primary capability is mapped to a product model.";
  constexpr std::string_view gone_text =
      "A map that is no longer active leaves the usage rows; their number of capabilities is counted again.";
  return {
      {"CAP-01", "product_capability", "Name", mechanism, on_write, "field_required @each, duplicate_capability @name",
       nullptr, "A capability has a type and a name that is unique."},
      {"CMP-01", "capability_map", "Duplicate", mechanism, on_write, "duplicate_capability_map @product_capability",
       nullptr, "A product model offers a capability once."},
      {"CMP-02", "capability_map", "Active", derive, on_write, "", active_when_published,
       "A map is active while it is published."},
      {"CMP-03", "capability_map", "New active map", after, on_write, "", activated,
       "Each sold product of the model gets a usage row where it has none, a row for the capability, and new counts."},
      {"CMP-04", "capability_map", "Deactivated", after, on_update | on_erase, "", deactivated, gone_text},
      {"CRL-01", "capability_relation", "Primary and secondary", validate, on_write,
       "secondary_has_primary @secondary_capability, capability_cycle @primary_capability", two_levels,
       "A secondary capability has one primary, which is not itself and nobody's secondary."},
      {"CRL-02", "capability_map", "Product link", validate, on_write, "secondary_not_mappable @product_capability",
       only_primary_mapped, mapped_text},
      {"CRL-02", "capability_relation", "Product link", validate, on_write,
       "secondary_not_mappable @secondary_capability", mapped_stays_primary, mapped_text},
  };
}

}  // namespace steward::adoption
