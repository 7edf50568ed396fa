// SPDX-License-Identifier: Apache-2.0
#include "adoption/usage.hpp"

#include <algorithm>
#include <set>

#include "metrics/rules.hpp"
#include "rule/computed.hpp"
#include "rule/tree.hpp"

namespace steward::adoption {

namespace {

using condition::Condition;
using rule::give;
using rule::Origin;
using rule::where;

std::vector<Row> children_of(const rule::Lookup& lookup, Id product) {
  return lookup.find(where<SoldProduct>(&SoldProduct::parent, Ref<SoldProduct>(product)));
}

/// Children with a usage row that is in use; a child with several such rows counts once.
std::int64_t children_in_use(const rule::Lookup& lookup, Id product) {
  const auto sold = model::field_of<ProductUsage>(&ProductUsage::sold_product);
  std::set<Id> found;
  for (const Row& row :
       rule::rows_among(lookup, table_info<ProductUsage>(), sold, rule::ids_of(children_of(lookup, product)),
                        {where<ProductUsage>(&ProductUsage::activation_status, ActivationStatus::in_use)})) {
    found.insert(model::id_at(row, sold));
  }
  return static_cast<std::int64_t>(found.size());
}

}  // namespace

IdList ancestors(const rule::Lookup& lookup, Id product) {
  IdList result;
  std::set<Id> seen{product};
  auto held = lookup.get(Ref<SoldProduct>(product));
  while (held && held->parent && seen.insert(held->parent->id()).second) {
    result.push_back(held->parent->id());
    held = lookup.get(*held->parent);
  }
  return result;
}

IdList with_descendants(const rule::Lookup& lookup, Id product) {
  IdList result{product};
  std::set<Id> seen{product};
  for (std::size_t i = 0; i < result.size(); ++i) {
    for (const Row& child : children_of(lookup, result[i])) {
      if (seen.insert(model::row_id(child)).second) result.push_back(model::row_id(child));
    }
  }
  return result;
}

std::vector<ProductUsage> usages_of(const rule::Lookup& lookup, Id product) {
  return lookup.all<ProductUsage>(where<ProductUsage>(&ProductUsage::sold_product, Ref<SoldProduct>(product)));
}

bool acts_on(const rule::Lookup& lookup, const CapabilityMap& map, const SoldProduct& product) {
  if (!map.active || map.product_model != product.product_model) return false;
  if (!map.domain || !product.domain) return true;
  const auto above = metrics::domains_above(lookup, product.domain->id());
  return std::find(above.begin(), above.end(), map.domain->id()) != above.end();
}

std::vector<Ref<ProductCapability>> active_capabilities(const rule::Lookup& lookup, Id product) {
  std::vector<Ref<ProductCapability>> result;
  const auto held = lookup.get(Ref<SoldProduct>(product));
  if (!held) return result;
  for (const auto& map : lookup.all<CapabilityMap>(Condition::all(
           table_info<CapabilityMap>(), {where<CapabilityMap>(&CapabilityMap::product_model, held->product_model),
                                         where<CapabilityMap>(&CapabilityMap::active, true)}))) {
    if (!acts_on(lookup, map, *held)) continue;
    if (std::find(result.begin(), result.end(), map.product_capability) == result.end()) {
      result.push_back(map.product_capability);
    }
  }
  return result;
}

void ensure_usage(rule::Context& context, Id product) {
  auto& work = context.work;
  const Ref<SoldProduct> ref(product);
  if (!work.get(ref) || work.count(where<ProductUsage>(&ProductUsage::sold_product, ref)) > 0) return;
  rule::report(context, work.create(table_info<ProductUsage>(), {give<ProductUsage>(&ProductUsage::sold_product, ref)},
                                    Origin::cascade));
}

void ensure_capability_usages(rule::Context& context, Id product) {
  auto& work = context.work;
  const auto& table = table_info<CapabilityUsage>();
  const Ref<SoldProduct> ref(product);
  for (const auto& capability : active_capabilities(work, product)) {
    const auto there =
        Condition::all(table, {where<CapabilityUsage>(&CapabilityUsage::sold_product, ref),
                               where<CapabilityUsage>(&CapabilityUsage::product_capability, capability)});
    if (work.count(there) > 0) continue;
    rule::report(context, work.create(table,
                                      {give<CapabilityUsage>(&CapabilityUsage::sold_product, ref),
                                       give<CapabilityUsage>(&CapabilityUsage::product_capability, capability)},
                                      Origin::cascade));
  }
}

std::int64_t counted(const rule::Lookup& lookup, const ProductUsage& usage, Counter counter) {
  switch (counter) {
    case Counter::children:
      return lookup.count(where<SoldProduct>(&SoldProduct::parent, usage.sold_product));
    case Counter::children_in_use:
      return children_in_use(lookup, usage.sold_product.id());
    case Counter::capabilities:
      return static_cast<std::int64_t>(active_capabilities(lookup, usage.sold_product.id()).size());
    case Counter::capabilities_in_use:
      break;
  }
  return lookup.count(
      Condition::all(table_info<CapabilityUsage>(),
                     {where<CapabilityUsage>(&CapabilityUsage::product_usage, Ref<ProductUsage>(usage.id)),
                      where<CapabilityUsage>(&CapabilityUsage::activation_status, ActivationStatus::in_use)}));
}

std::int64_t ProductUsage::* member_of(Counter counter) {
  switch (counter) {
    case Counter::children:
      return &ProductUsage::total_child_products;
    case Counter::children_in_use:
      return &ProductUsage::child_products_in_use;
    case Counter::capabilities:
      return &ProductUsage::total_capabilities;
    case Counter::capabilities_in_use:
      break;
  }
  return &ProductUsage::capabilities_in_use;
}

void refresh_usage(rule::Context& context, Id usage, std::initializer_list<Counter> counters) {
  auto& work = context.work;
  const auto& table = table_info<ProductUsage>();
  const auto held = work.get(Ref<ProductUsage>(usage));
  const Row* stored = work.row(table, usage);
  if (!held || stored == nullptr) return;
  Row row = *stored;
  std::vector<std::size_t> fields;
  for (const Counter counter : counters) {
    const auto member = member_of(counter);
    const auto count = counted(work, *held, counter);
    if ((*held).*member == count) continue;
    model::set<ProductUsage>(row, member, count);
    fields.push_back(model::field_of<ProductUsage>(member));
  }
  if (fields.empty()) return;
  rule::report(context, work.write_derived(table, std::span(&row, 1), fields));
}

void refresh(rule::Context& context, Id product, std::initializer_list<Counter> counters) {
  for (const auto& usage : usages_of(context.work, product)) refresh_usage(context, usage.id, counters);
}

}  // namespace steward::adoption
