// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "adoption/rules_tables.hpp"
#include "adoption/usage.hpp"
#include "rule/tree.hpp"
#include "steward/model/host.hpp"

namespace steward::adoption {

namespace {

using rule::Context;
using rule::give;
using rule::on_update;
using rule::on_write;
using rule::Origin;

template <class T>
void fill_company(Context& context) {
  const auto product = context.work.get(context.after<T>(&T::sold_product));
  if (product) context.set<T>(&T::company, product->account);
}

template <class T>
void check_item_account(Context& context) {
  const auto item = context.work.get(context.after<T>(&T::install_base_item));
  const bool moved = context.changed<T>(&T::install_base_item) || context.changed<T>(&T::company);
  if (!moved || !item || item->account == context.after<T>(&T::company)) return;
  context.refuse("account_mismatch", "install_base_item",
                 "the installed item belongs to another account than the sold product");
}

void check_counter(Context& context, Counter part, Counter whole, std::string_view field) {
  if (!context.changed<ProductUsage>(member_of(part)) && !context.changed<ProductUsage>(member_of(whole))) return;
  const auto used = context.after<ProductUsage>(member_of(part));
  const auto total = context.after<ProductUsage>(member_of(whole));
  if (used <= total) return;
  context.refuse("out_of_range", field, fmt::format("{} in use of {} there are", used, total));
}

void product_usage_valid(Context& context) {
  check_item_account<ProductUsage>(context);
  check_counter(context, Counter::children_in_use, Counter::children, "child_products_in_use");
  check_counter(context, Counter::capabilities_in_use, Counter::capabilities, "capabilities_in_use");
}

void company_follows(Context& context) {
  if (!context.changed<SoldProduct>(&SoldProduct::account)) return;
  const Ref<SoldProduct> product(context.change.id());
  const auto rewrite = [&](const TableInfo& table, const condition::Condition& rows) {
    for (const Row& row : context.work.find(rows)) {
      rule::report(context, context.work.update(table, model::row_id(row), {}, Origin::cascade));
    }
  };
  rewrite(table_info<ProductUsage>(), rule::where<ProductUsage>(&ProductUsage::sold_product, product));
  rewrite(table_info<CapabilityUsage>(), rule::where<CapabilityUsage>(&CapabilityUsage::sold_product, product));
}

/// The usage row whose counters a capability row feeds: the one for the same item and asset, else the one for
/// the product as such, else any.
std::optional<Ref<ProductUsage>> usage_for(const Context& context, const CapabilityUsage& row) {
  const auto found = usages_of(context.work, row.sold_product.id());
  const auto same = std::find_if(found.begin(), found.end(), [&](const ProductUsage& usage) {
    return usage.install_base_item == row.install_base_item && usage.asset == row.asset;
  });
  const auto plain = std::find_if(found.begin(), found.end(),
                                  [](const ProductUsage& usage) { return !usage.install_base_item && !usage.asset; });
  if (same != found.end()) return Ref<ProductUsage>(same->id);
  if (plain != found.end()) return Ref<ProductUsage>(plain->id);
  if (!found.empty()) return Ref<ProductUsage>(found.front().id);
  return std::nullopt;
}

void fill_capability_usage(Context& context) {
  fill_company<CapabilityUsage>(context);
  const auto row = model::from_row<CapabilityUsage>(context.change.after);
  const bool moved = context.changed<CapabilityUsage>(&CapabilityUsage::sold_product) ||
                     context.changed<CapabilityUsage>(&CapabilityUsage::install_base_item) ||
                     context.changed<CapabilityUsage>(&CapabilityUsage::asset);
  if (!row.product_usage || moved) {
    context.set<CapabilityUsage>(&CapabilityUsage::product_usage, usage_for(context, row));
  }
}

/// A capability row of a product that has no usage row yet: that one is made, then linked.
void link_usage(Context& context) {
  const auto held = context.work.get(Ref<CapabilityUsage>(context.change.id()));
  if (!held || held->product_usage) return;
  ensure_usage(context, held->sold_product.id());
  rule::report(context, context.work.update(table_info<CapabilityUsage>(), held->id, {}, Origin::cascade));
}

void capability_usage_valid(Context& context) {
  check_item_account<CapabilityUsage>(context);
  const auto row = model::from_row<CapabilityUsage>(context.change.after);
  const bool moved = context.changed<CapabilityUsage>(&CapabilityUsage::sold_product) ||
                     context.changed<CapabilityUsage>(&CapabilityUsage::product_capability);
  if (!moved || row.product_capability.is_nil() || !context.work.get(row.sold_product)) return;
  const auto offered = active_capabilities(context.work, row.sold_product.id());
  if (std::find(offered.begin(), offered.end(), row.product_capability) != offered.end()) return;
  context.refuse("capability_not_mapped", "product_capability",
                 "no active map gives this capability to the model of the sold product");
}

template <class T>
bool score_set(const Context& context) {
  return context.changed<T>(&T::adoption_score) && context.after<T>(&T::adoption_score);
}

/// A score is a sign of use.
template <class T>
void in_use_here(Context& context) {
  if (!score_set<T>(context)) return;
  context.set<T>(&T::activation_status, ActivationStatus::in_use);
  if (!context.after<T>(&T::usage_plan)) context.set<T>(&T::usage_plan, UsagePlan::activated);
}

void mark_in_use(Context& context, Id product) {
  for (const auto& usage : usages_of(context.work, product)) {
    rule::Fields fields;
    if (!(usage.activation_status == ActivationStatus::in_use)) {
      fields.push_back(give<ProductUsage>(&ProductUsage::activation_status, ActivationStatus::in_use));
    }
    if (!usage.usage_plan) fields.push_back(give<ProductUsage>(&ProductUsage::usage_plan, UsagePlan::activated));
    if (fields.empty()) continue;
    rule::report(context, context.work.update(table_info<ProductUsage>(), usage.id, fields, Origin::cascade));
  }
}

void product_in_use(Context& context) {
  if (!score_set<ProductUsage>(context)) return;
  const Id product = context.after<ProductUsage>(&ProductUsage::sold_product).id();
  for (const Id above : ancestors(context.work, product)) mark_in_use(context, above);
}

void capability_in_use(Context& context) {
  if (!score_set<CapabilityUsage>(context)) return;
  const Id product = context.after<CapabilityUsage>(&CapabilityUsage::sold_product).id();
  mark_in_use(context, product);
  for (const Id above : ancestors(context.work, product)) mark_in_use(context, above);
}

}  // namespace

std::vector<rule::Rule> usage_rules() {
  using enum rule::Phase;
  constexpr std::string_view product_text =
      "A usage row names a sold product, once with the same installed item and asset, and carries its account; the "
      "installed item is of that account, and no more is in use than there is.";
  constexpr std::string_view capability_text =
      "A capability row is held to the same as a product row; its capability is mapped to the product's model, and it "
      "belongs to a usage row of its product, made when there is none.";
  constexpr std::string_view product_score_text =
      "A new adoption score puts the row and the usage rows of everything above the product in use; an empty plan "
      "becomes activated.";
  constexpr std::string_view capability_score_text =
      "A new adoption score puts the row and the usage rows of its product and everything above in use; an empty plan "
      "becomes activated.";
  constexpr std::string_view product_codes =
      "field_required @each, duplicate_usage @sold_product, account_mismatch @install_base_item, "
      "out_of_range @child_products_in_use, out_of_range @capabilities_in_use";
  constexpr std::string_view capability_codes =
      "field_required @each, duplicate_usage @sold_product, account_mismatch @install_base_item, "
      "capability_not_mapped @product_capability";
  return {
      {"PUS-01", "product_usage", "Valid row", derive, on_write, "", fill_company<ProductUsage>, product_text},
      {"PUS-01", "product_usage", "Valid row", validate, on_write, product_codes, product_usage_valid, product_text},
      {"PUS-01", "sold_product", "Valid row", after, on_update, "", company_follows, product_text},
      {"PUS-02", "product_usage", "Breadth", declared, on_write, "", nullptr,
       "The breadth of a product is the share of its direct children that is in use; empty when it has none."},
      {"PUS-03", "product_usage", "Adoption score set", derive, on_write, "", in_use_here<ProductUsage>,
       product_score_text},
      {"PUS-03", "product_usage", "Adoption score set", after, on_write, "", product_in_use, product_score_text},
      {"CUS-01", "capability_usage", "Valid row", derive, on_write, "", fill_capability_usage, capability_text},
      {"CUS-01", "capability_usage", "Valid row", validate, on_write, capability_codes, capability_usage_valid,
       capability_text},
      {"CUS-01", "capability_usage", "Valid row", after, on_write, "", link_usage, capability_text},
      {"CUS-02", "capability_usage", "Adoption score set", derive, on_write, "", in_use_here<CapabilityUsage>,
       capability_score_text},
      {"CUS-02", "capability_usage", "Adoption score set", after, on_write, "", capability_in_use,
       capability_score_text},
  };
}

}  // namespace steward::adoption
