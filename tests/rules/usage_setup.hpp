// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/portfolio.hpp"

// What the tests of capabilities, usage and roadmaps build on.

namespace steward::test {

inline ProductCapability capability(Portfolio& p) {
  ProductCapability entity;
  entity.name = p.unique("Capability");
  return p.create(entity);
}
inline CapabilityMap new_map(Ref<ProductModel> model, const ProductCapability& capability) {
  CapabilityMap entity;
  entity.product_model = model;
  entity.product_capability = Portfolio::ref(capability);
  return entity;
}
/// Gives the model of the product a new capability.
inline CapabilityMap map_to(Portfolio& p, const SoldProduct& product) {
  auto entity = new_map(product.product_model, capability(p));
  entity.state = CapabilityMapState::published;
  return p.create(entity);
}
inline CapabilityRelation relation(const ProductCapability& primary, const ProductCapability& secondary) {
  CapabilityRelation entity;
  entity.primary_capability = Portfolio::ref(primary);
  entity.secondary_capability = Portfolio::ref(secondary);
  return entity;
}

inline ProductUsage new_usage(const SoldProduct& product) {
  ProductUsage entity;
  entity.sold_product = Portfolio::ref(product);
  return entity;
}
inline CapabilityUsage new_usage(const SoldProduct& product, const CapabilityMap& map) {
  CapabilityUsage entity;
  entity.sold_product = Portfolio::ref(product);
  entity.product_capability = map.product_capability;
  return entity;
}
/// The usage rows of a sold product.
template <class T = ProductUsage>
std::vector<T> usages(Portfolio& p, const SoldProduct& product) {
  return require(p.session.find<T>(matching("sold_product = \"" + product.id.to_string() + "\""))).items;
}
/// Its only one.
template <class T = ProductUsage>
T usage(Portfolio& p, const SoldProduct& product) {
  auto found = usages<T>(p, product);
  REQUIRE(found.size() == 1);
  return found.front();
}

/// A product with a child that has a child.
struct Tree {
  explicit Tree(Portfolio& p)
      : account(p.account()),
        top(p.sold_product(account)),
        middle(p.sold_product(account, Portfolio::ref(top))),
        leaf(p.sold_product(account, Portfolio::ref(middle))) {}

  Account account;
  SoldProduct top;
  SoldProduct middle;
  SoldProduct leaf;
};

}  // namespace steward::test
