// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/usage_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

InstallBaseItem item(Portfolio& p, const Account& account) {
  InstallBaseItem entity;
  entity.name = p.unique("Item");
  entity.account = Portfolio::ref(account);
  return p.create(entity);
}

template <class T>
T put(Portfolio& p, T row, ActivationStatus status) {
  row.activation_status = status;
  return p.update(row);
}

/// Products and capabilities as a job sees them, with scores.
struct Plant {
  Inside inside;
  Id account;
  Id model;
  Id top;
  Id leaf;

  Plant() {
    Account held;
    held.name = "Account";
    account = require(inside.create(held));
    ProductModel product;
    product.name = "Model";
    model = require(inside.create(product));
    top = product_below({});
    leaf = product_below(top);
  }
  Id product_below(Id parent) {
    SoldProduct entity;
    entity.name = "Product";
    entity.account = Ref<Account>(account);
    entity.product_model = Ref<ProductModel>(model);
    if (!parent.is_nil()) entity.parent = Ref<SoldProduct>(parent);
    return require(inside.create(entity));
  }
  Id row_of(Id product) {
    ProductUsage entity;
    entity.sold_product = Ref<SoldProduct>(product);
    return require(inside.create(entity));
  }
  /// A capability row of the product, with the map it needs.
  Id capability_row_of(Id product) {
    ProductCapability part;
    part.name = "Part";
    CapabilityMap map;
    map.product_model = Ref<ProductModel>(model);
    map.product_capability = Ref<ProductCapability>(require(inside.create(part)));
    map.state = CapabilityMapState::published;
    require(inside.create(map));
    CapabilityUsage entity;
    entity.sold_product = Ref<SoldProduct>(product);
    entity.product_capability = map.product_capability;
    return require(inside.create(entity));
  }
  template <class T>
  void score(Id row, std::optional<Decimal> value) {
    write(row, {rule::give<T>(&T::adoption_score, value)}, table_info<T>());
  }
  void write(Id row, const rule::Fields& fields, const TableInfo& table) {
    require(inside.unit().update(table, row, fields, rule::Origin::job));
    require(inside.unit().finish());
  }
};

}  // namespace

TEST_CASE("a usage row needs its product and does not repeat", "[PUS-01][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(ProductUsage{}), "PUS-01", "field_required", "sold_product"));
  const auto account = p.account();
  const auto product = p.sold_product(account);
  p.create(new_usage(product));
  CHECK(refused(p.session.create(new_usage(product)), "PUS-01", "duplicate_usage", "sold_product"));
  auto other = new_usage(product);
  other.install_base_item = Portfolio::ref(item(p, p.account()));
  CHECK(refused(p.session.create(other), "PUS-01", "account_mismatch", "install_base_item"));
}

TEST_CASE("no more is in use than there is", "[PUS-01][refuses]") {
  Plant plant;
  ProductUsage row;
  row.sold_product = Ref<SoldProduct>(plant.top);
  row.capabilities_in_use = 1;
  CHECK(refused(plant.inside.create(row), "PUS-01", "out_of_range", "capabilities_in_use"));
  const auto id = plant.row_of(plant.top);
  CHECK(refused(plant.inside.unit().update(table_info<ProductUsage>(), id,
                                           {rule::give<ProductUsage>(&ProductUsage::child_products_in_use, 2)},
                                           rule::Origin::job),
                "PUS-01", "out_of_range", "child_products_in_use"));
}

TEST_CASE("a usage row carries the account of its product and follows it", "[PUS-01][refuses]") {
  Portfolio p;
  auto product = p.sold_product(p.account());
  const auto row = p.create(new_usage(product));
  CHECK(row.company == product.account);
  product.account = Portfolio::ref(p.account());
  product = p.update(product);
  CHECK(p.again(row).company == product.account);
}

TEST_CASE("a product has one row for each installed item", "[PUS-01][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  p.create(new_usage(product));
  auto row = new_usage(product);
  row.install_base_item = Portfolio::ref(item(p, account));
  CHECK(accepted(p.session.create(row)));
  row.install_base_item = Portfolio::ref(item(p, account));
  CHECK(accepted(p.session.create(row)));
}

TEST_CASE("a capability row needs product and capability and does not repeat", "[CUS-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(CapabilityUsage{});
  CHECK(refused(empty, "CUS-01", "field_required", "sold_product"));
  CHECK(refused(empty, "CUS-01", "field_required", "product_capability"));
  const auto product = p.sold_product(p.account());
  const auto map = map_to(p, product);
  CHECK(refused(p.session.create(new_usage(product, map)), "CUS-01", "duplicate_usage", "sold_product"));
  auto row = new_usage(product, map);
  row.install_base_item = Portfolio::ref(item(p, p.account()));
  CHECK(refused(p.session.create(row), "CUS-01", "account_mismatch", "install_base_item"));
}

TEST_CASE("a capability row is about a capability of the product", "[CUS-01][refuses]") {
  Portfolio p;
  const auto product = p.sold_product(p.account());
  const auto other = map_to(p, p.sold_product(p.account()));
  CHECK(refused(p.session.create(new_usage(product, other)), "CUS-01", "capability_not_mapped", "product_capability"));
  const auto draft = p.create(new_map(product.product_model, capability(p)));
  CHECK(refused(p.session.create(new_usage(product, draft)), "CUS-01", "capability_not_mapped", "product_capability"));
}

TEST_CASE("a capability row makes the usage row that it needs", "[CUS-01][refuses]") {
  Portfolio p;
  auto product = p.sold_product(p.account());
  const auto map = map_to(p, p.sold_product(p.account()));
  product.product_model = map.product_model;
  product = p.update(product);
  CHECK(usages(p, product).empty());
  auto row = new_usage(product, map);
  row.activation_status = ActivationStatus::in_use;
  row = p.create(row);
  const auto made = usage(p, product);
  CHECK(p.again(row).product_usage == Portfolio::ref(made));
  CHECK(row.company == product.account);
  CHECK(made.capabilities_in_use == 1);
}

TEST_CASE("a capability row belongs to the usage row of its installed item", "[CUS-01][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  const auto map = map_to(p, product);
  auto own = new_usage(product);
  own.install_base_item = Portfolio::ref(item(p, account));
  own = p.create(own);
  auto row = new_usage(product, map);
  row.install_base_item = own.install_base_item;
  CHECK(p.create(row).product_usage == Portfolio::ref(own));
  row.install_base_item = Portfolio::ref(item(p, account));
  const auto plain = p.create(row);
  CHECK(plain.product_usage != Portfolio::ref(own));
  CHECK(plain.product_usage.has_value());
}

TEST_CASE("a score puts the product and all above it in use", "[PUS-03][USE-03][refuses]") {
  Plant plant;
  const auto above = plant.row_of(plant.top);
  const auto row = plant.row_of(plant.leaf);
  plant.score<ProductUsage>(row, Decimal(55));
  const auto scored = plant.inside.get<ProductUsage>(row);
  CHECK(scored.activation_status == ActivationStatus::in_use);
  CHECK(scored.usage_plan == UsagePlan::activated);
  const auto parent = plant.inside.get<ProductUsage>(above);
  CHECK(parent.activation_status == ActivationStatus::in_use);
  CHECK(parent.usage_plan == UsagePlan::activated);
  CHECK(parent.total_child_products == 1);
  CHECK(parent.child_products_in_use == 1);
}

TEST_CASE("a plan that is set stays, and no score is no sign of use", "[PUS-03][accepts]") {
  Plant plant;
  const auto row = plant.row_of(plant.leaf);
  plant.score<ProductUsage>(row, std::nullopt);
  CHECK(plant.inside.get<ProductUsage>(row).activation_status == ActivationStatus::not_in_use);
  plant.write(row, {rule::give<ProductUsage>(&ProductUsage::usage_plan, UsagePlan::no_plan)},
              table_info<ProductUsage>());
  plant.score<ProductUsage>(row, Decimal(0));
  CHECK(plant.inside.get<ProductUsage>(row).usage_plan == UsagePlan::no_plan);
  CHECK(plant.inside.get<ProductUsage>(row).activation_status == ActivationStatus::in_use);
  plant.write(row, {rule::give<ProductUsage>(&ProductUsage::activation_status, ActivationStatus::not_in_use)},
              table_info<ProductUsage>());
  plant.score<ProductUsage>(row, Decimal(0));
  CHECK(plant.inside.get<ProductUsage>(row).activation_status == ActivationStatus::not_in_use);
}

TEST_CASE("a score of a capability puts its product and all above it in use", "[CUS-02][refuses]") {
  Plant plant;
  const auto above = plant.row_of(plant.top);
  const auto product = plant.row_of(plant.leaf);
  const auto row = plant.capability_row_of(plant.leaf);
  plant.score<CapabilityUsage>(row, Decimal(70));
  CHECK(plant.inside.get<CapabilityUsage>(row).activation_status == ActivationStatus::in_use);
  CHECK(plant.inside.get<CapabilityUsage>(row).usage_plan == UsagePlan::activated);
  for (const Id id : {above, product}) {
    CHECK(plant.inside.get<ProductUsage>(id).activation_status == ActivationStatus::in_use);
    CHECK(plant.inside.get<ProductUsage>(id).usage_plan == UsagePlan::activated);
  }
  CHECK(plant.inside.get<ProductUsage>(product).capabilities_in_use == 1);
  CHECK(plant.inside.get<ProductUsage>(above).child_products_in_use == 1);
}

TEST_CASE("another write of a capability row with a score changes nothing above", "[CUS-02][accepts]") {
  Plant plant;
  const auto row = plant.capability_row_of(plant.leaf);
  require(plant.inside.unit().finish());
  plant.score<CapabilityUsage>(row, Decimal(70));
  const auto product = *plant.inside.get<CapabilityUsage>(row).product_usage;
  plant.write(product.id(), {rule::give<ProductUsage>(&ProductUsage::activation_status, ActivationStatus::not_in_use)},
              table_info<ProductUsage>());
  plant.write(row, {rule::give<CapabilityUsage>(&CapabilityUsage::customer_priority, Importance::high)},
              table_info<CapabilityUsage>());
  CHECK(plant.inside.get<ProductUsage>(product.id()).activation_status == ActivationStatus::not_in_use);
}

TEST_CASE("scores lie between 0 and 100", "[GEN-16][refuses]") {
  Plant plant;
  const auto row = plant.row_of(plant.leaf);
  CHECK(refused(plant.inside.unit().update(table_info<ProductUsage>(), row,
                                           {rule::give<ProductUsage>(&ProductUsage::adoption_score, Decimal(101))},
                                           rule::Origin::job),
                "GEN-16", "out_of_range", "adoption_score"));
}

TEST_CASE("a product that an engagement takes on gets a usage row", "[ASP-02][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  auto link = p.apply(p.engagement(account), product);
  CHECK(usage(p, product).company == Portfolio::ref(account));
  const auto second = p.sold_product(account);
  link.sold_product = Portfolio::ref(second);
  p.update(link);
  CHECK(usages(p, second).size() == 1);
}

TEST_CASE("a product that nobody takes on gets none", "[ASP-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  p.apply(p.engagement(account), p.sold_product(account));
  CHECK(require(p.session.count<ProductUsage>()) == 1);
}

TEST_CASE("everything below the product gets a usage row", "[USE-01][refuses]") {
  Portfolio p;
  Tree tree(p);
  p.apply(p.engagement(tree.account), tree.top);
  CHECK(usages(p, tree.middle).size() == 1);
  CHECK(usages(p, tree.leaf).size() == 1);
}

TEST_CASE("what is above gets none, and rows that are there are kept", "[USE-01][accepts]") {
  Portfolio p;
  Tree tree(p);
  const auto kept = p.create(new_usage(tree.leaf));
  p.apply(p.engagement(tree.account), tree.middle);
  CHECK(usages(p, tree.top).empty());
  CHECK(usage(p, tree.leaf).id == kept.id);
}

TEST_CASE("a usage row counts direct children, as they come and go", "[USE-02][refuses]") {
  Portfolio p;
  Tree tree(p);
  p.apply(p.engagement(tree.account), tree.top);
  CHECK(usage(p, tree.top).total_child_products == 1);
  auto second = p.sold_product(tree.account, Portfolio::ref(tree.top));
  CHECK(usage(p, tree.top).total_child_products == 2);
  second.parent = Portfolio::ref(tree.leaf);
  second = p.update(second);
  CHECK(usage(p, tree.top).total_child_products == 1);
  CHECK(usage(p, tree.leaf).total_child_products == 1);
  require(p.session.remove(second));
  CHECK(usage(p, tree.leaf).total_child_products == 0);
}

TEST_CASE("a product without children counts none", "[USE-02][accepts]") {
  Portfolio p;
  Tree tree(p);
  p.apply(p.engagement(tree.account), tree.leaf);
  CHECK(usage(p, tree.leaf).total_child_products == 0);
}

TEST_CASE("what is in use is counted one level up", "[USE-03][refuses]") {
  Portfolio p;
  Tree tree(p);
  map_to(p, tree.middle);
  p.apply(p.engagement(tree.account), tree.top);
  auto row = put(p, usage(p, tree.middle), ActivationStatus::in_use);
  CHECK(usage(p, tree.top).child_products_in_use == 1);
  auto part = put(p, usage<CapabilityUsage>(p, tree.middle), ActivationStatus::in_use);
  CHECK(usage(p, tree.middle).capabilities_in_use == 1);
  put(p, p.again(row), ActivationStatus::not_in_use);
  CHECK(usage(p, tree.top).child_products_in_use == 0);
  require(p.session.remove(part));
  CHECK(usage(p, tree.middle).capabilities_in_use == 0);
}

TEST_CASE("use two levels down is not counted", "[USE-03][accepts]") {
  Portfolio p;
  Tree tree(p);
  p.apply(p.engagement(tree.account), tree.top);
  put(p, usage(p, tree.leaf), ActivationStatus::in_use);
  CHECK(usage(p, tree.top).child_products_in_use == 0);
  CHECK(usage(p, tree.middle).child_products_in_use == 1);
}

TEST_CASE("each active map of the model gives a capability row", "[USE-04][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto product = p.sold_product(account);
  const auto map = map_to(p, p.sold_product(account));
  product.product_model = map.product_model;
  product = p.update(product);
  p.apply(p.engagement(account), product);
  CHECK(usage<CapabilityUsage>(p, product).product_capability == map.product_capability);
}

TEST_CASE("secondary capabilities and maps in draft give none", "[USE-04][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  const auto mapped = capability(p);
  p.create(new_map(product.product_model, mapped));
  p.create(relation(mapped, capability(p)));
  p.apply(p.engagement(account), product);
  CHECK(usages<CapabilityUsage>(p, product).empty());
}

TEST_CASE("a usage row counts the capabilities of the model", "[USE-05][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto product = p.sold_product(account);
  const auto other = p.sold_product(account);
  map_to(p, other);
  map_to(p, other);
  product.product_model = other.product_model;
  product = p.update(product);
  p.apply(p.engagement(account), product);
  CHECK(usage(p, product).total_capabilities == 2);
  product.product_model = Portfolio::ref(p.product_model());
  p.update(product);
  CHECK(usage(p, product).total_capabilities == 0);
}

TEST_CASE("a model without capabilities counts none", "[USE-05][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto product = p.sold_product(account);
  p.apply(p.engagement(account), product);
  CHECK(usage(p, product).total_capabilities == 0);
}

TEST_CASE("taking a product on again writes nothing, taking it away removes nothing", "[USE-06][accepts]") {
  Portfolio p;
  Tree tree(p);
  map_to(p, tree.middle);
  const auto first = p.apply(p.engagement(tree.account), tree.top);
  const auto engagement = p.engagement(tree.account);
  const auto token = require(p.session.changes("", 1000)).next;
  const auto second = p.apply(engagement, tree.top);
  const auto feed = require(p.session.changes(token, 1000));
  REQUIRE(feed.entries.size() == 1);
  CHECK(feed.entries.front().table == "applicable_sold_product");
  require(p.session.remove(first));
  require(p.session.remove(second));
  CHECK(require(p.session.count<ProductUsage>()) == 3);
  CHECK(require(p.session.count<CapabilityUsage>()) == 1);
}

TEST_CASE("a loop in the tree of products is walked once", "[USE-06][refuses]") {
  Plant plant;
  auto top = plant.inside.get<SoldProduct>(plant.top);
  top.parent = Ref<SoldProduct>(plant.leaf);
  const Row row = model::to_row(top);
  const auto parent = model::field_of<SoldProduct>(&SoldProduct::parent);
  require(plant.inside.unit().write_derived(table_info<SoldProduct>(), std::span(&row, 1), std::span(&parent, 1)));
  const auto above = plant.row_of(plant.top);
  const auto below = plant.row_of(plant.leaf);
  plant.score<ProductUsage>(below, Decimal(10));
  CHECK(plant.inside.get<ProductUsage>(above).activation_status == ActivationStatus::in_use);
  CHECK(plant.inside.get<ProductUsage>(below).child_products_in_use == 1);
}
