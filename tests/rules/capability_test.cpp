// SPDX-License-Identifier: Apache-2.0
#include "rules/usage_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

CapabilityMap to(Portfolio& p, CapabilityMap map, CapabilityMapState state) {
  map.state = state;
  return p.update(map);
}

}  // namespace

TEST_CASE("a capability needs a type and a name of its own", "[CAP-01][refuses]") {
  Portfolio p;
  const auto first = capability(p);
  CHECK(refused(p.session.create(ProductCapability{}), "CAP-01", "field_required", "name"));
  CHECK(refused(p.session.create("product_capability", {{"name", std::string("Export")}, {"type", std::monostate()}}),
                "CAP-01", "field_required", "type"));
  ProductCapability same;
  same.name = first.name;
  CHECK(refused(p.session.create(same), "CAP-01", "duplicate_capability", "name"));
}

TEST_CASE("capabilities of two names are stored", "[CAP-01][accepts]") {
  Portfolio p;
  capability(p);
  ProductCapability other;
  other.name = "Other";
  other.type = CapabilityType::feature;
  CHECK(accepted(p.session.create(other)));
}

TEST_CASE("a model offers a capability once", "[CMP-01][refuses]") {
  Portfolio p;
  const auto model = Portfolio::ref(p.product_model());
  const auto offered = capability(p);
  p.create(new_map(model, offered));
  CHECK(refused(p.session.create(new_map(model, offered)), "CMP-01", "duplicate_capability_map", "product_capability"));
}

TEST_CASE("two models offer a capability", "[CMP-01][accepts]") {
  Portfolio p;
  const auto offered = capability(p);
  CHECK(accepted(p.session.create(new_map(Portfolio::ref(p.product_model()), offered))));
  CHECK(accepted(p.session.create(new_map(Portfolio::ref(p.product_model()), offered))));
}

TEST_CASE("a map is active while it is published", "[CMP-02][refuses]") {
  Portfolio p;
  auto map = p.create(new_map(Portfolio::ref(p.product_model()), capability(p)));
  CHECK_FALSE(map.active);
  map = to(p, map, CapabilityMapState::published);
  CHECK(map.active);
  map = to(p, map, CapabilityMapState::archived);
  CHECK_FALSE(map.active);
}

TEST_CASE("the active flag of a map is not written", "[CMP-02][accepts]") {
  Portfolio p;
  auto map = new_map(Portfolio::ref(p.product_model()), capability(p));
  map.active = true;
  CHECK(refused(p.session.create(map), "GEN-07", "field_read_only", "active"));
  map.active = false;
  CHECK(accepted(p.session.create(map)));
}

TEST_CASE("a new active map gives usage rows to every product of the model", "[CMP-03][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  auto second = p.sold_product(p.account());
  second.product_model = product.product_model;
  second = p.update(second);
  auto map = p.create(new_map(product.product_model, capability(p)));
  CHECK(usages(p, product).empty());
  map = to(p, map, CapabilityMapState::published);
  for (const auto& held : {product, second}) {
    const auto row = usage(p, held);
    CHECK(row.company == held.account);
    CHECK(row.total_capabilities == 1);
    CHECK(row.capabilities_in_use == 0);
    const auto part = usage<CapabilityUsage>(p, held);
    CHECK(part.product_usage == Portfolio::ref(row));
    CHECK(part.product_capability == map.product_capability);
  }
}

TEST_CASE("a draft map gives nothing, a map of another model nothing here", "[CMP-03][accepts]") {
  Portfolio p;
  const auto product = p.sold_product(p.account());
  p.create(new_map(product.product_model, capability(p)));
  map_to(p, p.sold_product(p.account()));
  CHECK(usages(p, product).empty());
}

TEST_CASE("a map acts on the products of its own domain and those below", "[CMP-03][accepts]") {
  Portfolio p;
  p.separate_domains();
  const auto product = p.sold_product(p.account());
  const auto other = p.sold_product(p.account());
  REQUIRE(product.domain != other.domain);
  auto user = p.user(product.domain);
  auto session = p.session_of(user);
  auto entry = new_map(product.product_model, require(session.create([&] {
                         ProductCapability own;
                         own.name = "Own";
                         return own;
                       }())));
  entry.state = CapabilityMapState::published;
  require(session.create(entry));
  CHECK(usages(p, product).size() == 1);
  auto same = other;
  same.product_model = product.product_model;
  p.update(same);
  CHECK(usages(p, other).empty());
}

TEST_CASE("a map that is no longer active leaves the rows and counts again", "[CMP-04][refuses]") {
  Portfolio p;
  const auto product = p.sold_product(p.account());
  auto map = map_to(p, product);
  map_to(p, product);
  CHECK(usage(p, product).total_capabilities == 2);
  map = to(p, map, CapabilityMapState::archived);
  CHECK(usage(p, product).total_capabilities == 1);
  CHECK(usages<CapabilityUsage>(p, product).size() == 2);
}

TEST_CASE("a map that was deleted or moved counts no more", "[CMP-04][refuses]") {
  Portfolio p;
  const auto product = p.sold_product(p.account());
  const auto other = p.sold_product(p.account());
  auto map = map_to(p, product);
  const auto gone = map_to(p, product);
  require(p.session.remove(gone));
  CHECK(usage(p, product).total_capabilities == 1);
  map.product_model = other.product_model;
  p.update(map);
  CHECK(usage(p, product).total_capabilities == 0);
  CHECK(usage(p, other).total_capabilities == 1);
}

TEST_CASE("a change of dates leaves the counts", "[CMP-04][accepts]") {
  Portfolio p;
  const auto product = p.sold_product(p.account());
  auto map = map_to(p, product);
  map.release_date = day("2024-01-01");
  p.update(map);
  CHECK(usage(p, product).total_capabilities == 1);
}

TEST_CASE("a secondary capability has one primary", "[CRL-01][refuses]") {
  Portfolio p;
  const auto primary = capability(p);
  const auto secondary = capability(p);
  p.create(relation(primary, secondary));
  CHECK(refused(p.session.create(relation(capability(p), secondary)), "CRL-01", "secondary_has_primary",
                "secondary_capability"));
  CHECK(refused(p.session.create(relation(secondary, capability(p))), "CRL-01", "capability_cycle",
                "primary_capability"));
  CHECK(
      refused(p.session.create(relation(capability(p), primary)), "CRL-01", "capability_cycle", "primary_capability"));
  CHECK(refused(p.session.create(relation(secondary, primary)), "CRL-01", "capability_cycle", "primary_capability"));
  const auto alone = capability(p);
  CHECK(refused(p.session.create(relation(alone, alone)), "CRL-01", "capability_cycle", "primary_capability"));
}

TEST_CASE("a primary capability has many secondary ones, and they move", "[CRL-01][accepts]") {
  Portfolio p;
  const auto primary = capability(p);
  CHECK(accepted(p.session.create(relation(primary, capability(p)))));
  auto second = p.create(relation(primary, capability(p)));
  second.primary_capability = Portfolio::ref(capability(p));
  CHECK(accepted(p.session.update(second)));
}

TEST_CASE("only a primary capability is mapped to a model", "[CRL-02][refuses]") {
  Portfolio p;
  const auto secondary = capability(p);
  p.create(relation(capability(p), secondary));
  const auto model = Portfolio::ref(p.product_model());
  CHECK(refused(p.session.create(new_map(model, secondary)), "CRL-02", "secondary_not_mappable", "product_capability"));
  const auto mapped = capability(p);
  p.create(new_map(model, mapped));
  CHECK(refused(p.session.create(relation(capability(p), mapped)), "CRL-02", "secondary_not_mappable",
                "secondary_capability"));
}

TEST_CASE("a mapped capability has secondary ones", "[CRL-02][accepts]") {
  Portfolio p;
  const auto mapped = capability(p);
  p.create(new_map(Portfolio::ref(p.product_model()), mapped));
  CHECK(accepted(p.session.create(relation(mapped, capability(p)))));
}
