// SPDX-License-Identifier: Apache-2.0
#include "adoption/rules_tables.hpp"
#include "adoption/usage.hpp"
#include "steward/model/engagement.hpp"

// The usage rows that an engagement's products get, and the numbers on them, which follow the tree of sold
// products, the maps of their models and what is in use.

namespace steward::adoption {

namespace {

using rule::Context;
using rule::on_erase;
using rule::on_update;
using rule::on_write;

/// The product that an engagement took on with this write; nil when it took on none.
Id applied(const Context& context) {
  if (!context.changed<ApplicableSoldProduct>(&ApplicableSoldProduct::sold_product)) return {};
  return context.after<ApplicableSoldProduct>(&ApplicableSoldProduct::sold_product).id();
}

IdList applied_tree(const Context& context) {
  const Id product = applied(context);
  return product.is_nil() ? IdList() : with_descendants(context.work, product);
}

void usage_of_applied(Context& context) {
  if (const Id product = applied(context); !product.is_nil()) ensure_usage(context, product);
}

void usage_below_applied(Context& context) {
  const Id own = applied(context);
  for (const Id product : applied_tree(context)) {
    if (product != own) ensure_usage(context, product);
  }
}

void capabilities_of_applied(Context& context) {
  for (const Id product : applied_tree(context)) ensure_capability_usages(context, product);
}

void children_of_applied(Context& context) {
  for (const Id product : applied_tree(context)) refresh(context, product, {Counter::children});
}

void capability_count_of_applied(Context& context) {
  for (const Id product : applied_tree(context)) refresh(context, product, {Counter::capabilities});
}

void use_of_applied(Context& context) {
  for (const Id product : applied_tree(context)) {
    refresh(context, product, {Counter::children_in_use, Counter::capabilities_in_use});
  }
}

template <Counter counter>
void count_here(Context& context) {
  if (!context.changed<ProductUsage>(&ProductUsage::sold_product)) return;
  const auto usage = model::from_row<ProductUsage>(context.change.after);
  context.set<ProductUsage>(member_of(counter), counted(context.work, usage, counter));
}

/// The products above and before above a sold product whose place in the tree changed.
IdList parents_touched(const Context& context) {
  IdList result;
  const bool moved =
      context.change.operation == rule::Operation::erase || context.changed<SoldProduct>(&SoldProduct::parent);
  if (!moved) return result;
  if (const auto parent = context.after<SoldProduct>(&SoldProduct::parent)) result.push_back(parent->id());
  if (const auto old = context.before<SoldProduct>(&SoldProduct::parent)) result.push_back(old->id());
  return result;
}

template <Counter counter>
void tree_changed(Context& context) {
  for (const Id product : parents_touched(context)) refresh(context, product, {counter});
}

void model_changed(Context& context) {
  if (!context.changed<SoldProduct>(&SoldProduct::product_model)) return;
  refresh(context, context.change.id(), {Counter::capabilities});
}

/// A usage row came, went or changed its status: counted on the rows of the product above.
void product_use_changed(Context& context) {
  const bool erased = context.change.operation == rule::Operation::erase;
  if (!erased && !context.changed<ProductUsage>(&ProductUsage::activation_status) &&
      !context.changed<ProductUsage>(&ProductUsage::sold_product)) {
    return;
  }
  for (const auto& ref : {context.after<ProductUsage>(&ProductUsage::sold_product),
                          context.before<ProductUsage>(&ProductUsage::sold_product)}) {
    const auto product = context.work.get(ref);
    if (product && product->parent) refresh(context, product->parent->id(), {Counter::children_in_use});
  }
}

void capability_use_changed(Context& context) {
  const bool erased = context.change.operation == rule::Operation::erase;
  if (!erased && !context.changed<CapabilityUsage>(&CapabilityUsage::activation_status) &&
      !context.changed<CapabilityUsage>(&CapabilityUsage::product_usage)) {
    return;
  }
  for (const auto& ref : {context.after<CapabilityUsage>(&CapabilityUsage::product_usage),
                          context.before<CapabilityUsage>(&CapabilityUsage::product_usage)}) {
    if (ref) refresh_usage(context, ref->id(), {Counter::capabilities_in_use});
  }
}

}  // namespace

std::vector<rule::Rule> counter_rules() {
  using enum rule::Phase;
  constexpr std::string_view children_text = "A usage row counts the direct children of its product.";
  constexpr std::string_view use_text =
      "A usage row counts the direct children of its product that are in use, and its capability rows in use; changes "
      "go upwards.";
  constexpr std::string_view capabilities_text =
      "A usage row counts the capabilities that active maps give to the model of its product.";
  constexpr std::string_view applied_table = "applicable_sold_product";
  return {
      {"USE-02", "product_usage", "Child count", derive, on_write, "", count_here<Counter::children>, children_text},
      {"USE-05", "product_usage", "Capability count", derive, on_write, "", count_here<Counter::capabilities>,
       capabilities_text},
      {"USE-03", "product_usage", "In-use counts", derive, on_write, "", count_here<Counter::children_in_use>,
       use_text},
      {"ASP-02", applied_table, "Create usage", after, on_write, "", usage_of_applied,
       "A sold product that an engagement takes on gets a usage row; those below it, their capabilities and the counts "
       "follow."},
      {"USE-01", applied_table, "Usage rows", after, on_write, "", usage_below_applied,
       "Everything below a product that an engagement takes on gets a usage row too; rows that are there are kept."},
      {"USE-04", applied_table, "Capability usage", after, on_write, "", capabilities_of_applied,
       "Each active map of the product's model gives one capability row; secondary capabilities get none."},
      {"USE-02", applied_table, "Child count", after, on_write, "", children_of_applied, children_text},
      {"USE-02", "sold_product", "Child count", after, on_write | on_erase, "", tree_changed<Counter::children>,
       children_text},
      {"USE-05", applied_table, "Capability count", after, on_write, "", capability_count_of_applied,
       capabilities_text},
      {"USE-05", "sold_product", "Capability count", after, on_update, "", model_changed, capabilities_text},
      {"USE-03", applied_table, "In-use counts", after, on_write, "", use_of_applied, use_text},
      {"USE-03", "sold_product", "In-use counts", after, on_write | on_erase, "",
       tree_changed<Counter::children_in_use>, use_text},
      {"USE-03", "product_usage", "In-use counts", after, on_write | on_erase, "", product_use_changed, use_text},
      {"USE-03", "capability_usage", "In-use counts", after, on_write | on_erase, "", capability_use_changed, use_text},
      {"USE-06", applied_table, "Idempotent", declared, on_write | on_erase, "", nullptr,
       "Taking a product on again writes nothing, a loop in the tree of products is walked once, and taking it away "
       "removes no usage."},
  };
}

}  // namespace steward::adoption
