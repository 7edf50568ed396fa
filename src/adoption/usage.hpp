// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <vector>

#include "rule/rule.hpp"
#include "steward/model/account.hpp"
#include "steward/model/adoption.hpp"

// Usage rows of the tree of sold products, and the numbers they carry (rules 5.6).

namespace steward::adoption {

/// What is above a sold product, nearest first; a loop is walked once.
[[nodiscard]] IdList ancestors(const rule::Lookup& lookup, Id product);
/// The sold product and all that is below it; a loop is walked once.
[[nodiscard]] IdList with_descendants(const rule::Lookup& lookup, Id product);

[[nodiscard]] std::vector<ProductUsage> usages_of(const rule::Lookup& lookup, Id product);
/// The capabilities that active maps give to the model of a sold product, each once; only maps of the domain of
/// the product and those above it count (DOM-17).
[[nodiscard]] std::vector<Ref<ProductCapability>> active_capabilities(const rule::Lookup& lookup, Id product);
/// Whether the map acts on this sold product.
[[nodiscard]] bool acts_on(const rule::Lookup& lookup, const CapabilityMap& map, const SoldProduct& product);

/// Gives the sold product a usage row unless it has one.
void ensure_usage(rule::Context& context, Id product);
/// Gives the sold product a usage row for each of its capabilities that has none.
void ensure_capability_usages(rule::Context& context, Id product);

enum class Counter { children, children_in_use, capabilities, capabilities_in_use };
[[nodiscard]] std::int64_t counted(const rule::Lookup& lookup, const ProductUsage& usage, Counter counter);
[[nodiscard]] std::int64_t ProductUsage::* member_of(Counter counter);
/// Counts again on the usage rows of a sold product; writes only what differs.
void refresh(rule::Context& context, Id product, std::initializer_list<Counter> counters);
/// The same on one usage row.
void refresh_usage(rule::Context& context, Id usage, std::initializer_list<Counter> counters);

}  // namespace steward::adoption
