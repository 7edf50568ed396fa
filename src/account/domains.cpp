// SPDX-License-Identifier: Apache-2.0
#include "account/domains.hpp"

#include <string>

#include "base/text.hpp"
#include "rule/clip.hpp"
#include "rule/generic.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::account {

using rule::Context;

namespace {

constexpr std::string_view auto_domain_property = "domain.auto_account_domain";

bool name_taken(const rule::Lookup& lookup, Ref<Domain> parent, const std::string& name) {
  return lookup.count(condition::Condition::all(table_info<Domain>(), {rule::where<Domain>(&Domain::parent, parent),
                                                                       rule::where<Domain>(&Domain::name, name)})) > 0;
}

/// A name that no sibling has: two accounts may be called alike.
std::string free_name(const rule::Lookup& lookup, Ref<Domain> parent, std::string_view account_name) {
  const auto limit = table_info<Domain>().fields[model::field_of<Domain>(&Domain::name)].max_length;
  std::string name = rule::clipped(account_name, limit);
  for (int copy = 2; name_taken(lookup, parent, name); ++copy) {
    const std::string suffix = " " + std::to_string(copy);
    name = rule::clipped(account_name, limit - suffix.size()) + suffix;
  }
  return name;
}

/// The domain that the account's own is created below: the parent account's, else the caller's.
Ref<Domain> domain_above(const Context& context) {
  const auto parent = context.work.get(context.after<Account>(&Account::parent));
  if (parent && parent->domain) return *parent->domain;
  const Id own = context.work.actor().domain;
  return Ref<Domain>(own.is_nil() ? rule::global_domain : own);
}

}  // namespace

void derive_path(Context& context) {
  const auto parent = context.work.get(context.after<Domain>(&Domain::parent));
  const std::string above = parent ? parent->path : std::string();
  const std::string path = above + context.change.id().to_string() + "/";
  if (path.size() > table_info<Domain>().fields[model::field_of<Domain>(&Domain::path)].max_length) {
    return context.refuse("out_of_range", "parent", "the domain tree would be too deep; put the domain higher up");
  }
  context.set<Domain>(&Domain::path, path);
}

void move_paths(Context& context) {
  if (!context.changed<Domain>(&Domain::path)) return;
  const auto& table = context.change.table;
  const auto path = context.after<Domain>(&Domain::path);
  for (const Row& child : context.work.find(rule::where<Domain>(&Domain::parent, Ref<Domain>(context.change.id())))) {
    // A stored circle would be followed for ever.
    if (path.find(model::row_id(child).to_string()) != std::string::npos) continue;
    // The path is derived on every write; writing nothing is enough.
    rule::report(context, context.work.update(table, model::row_id(child), {}, rule::Origin::cascade));
  }
}

void create_domain(Context& context) {
  if (context.work.property(auto_domain_property) != "true" || context.given<Account>(&Account::domain)) return;
  const auto name = context.after<Account>(&Account::name);
  if (base::trimmed(name).empty()) return;
  const auto parent = domain_above(context);
  auto created = context.work.create(table_info<Domain>(),
                                     {rule::give<Domain>(&Domain::name, free_name(context.work, parent, name)),
                                      rule::give<Domain>(&Domain::parent, parent)},
                                     rule::Origin::cascade);
  if (!created) return rule::report(context, created);
  context.set<Account>(&Account::domain, Ref<Domain>(*created));
}

void name_account(Context& context) {
  if (context.work.property(auto_domain_property) != "true" || context.given<Account>(&Account::domain)) return;
  const auto domain = context.after<Account>(&Account::domain);
  if (!domain || domain->id() == rule::global_domain) return;
  rule::report(context, context.work.update(table_info<Domain>(), domain->id(),
                                            {rule::give<Domain>(&Domain::account, Ref<Account>(context.change.id()))},
                                            rule::Origin::cascade));
}

}  // namespace steward::account
