// SPDX-License-Identifier: Apache-2.0
#include "access/caller.hpp"

#include <algorithm>
#include <set>

#include "rule/generic.hpp"
#include "steward/model.hpp"

namespace steward::access {

namespace {

using condition::Condition;

/// A subtree with more domains than these is told by its path: then every row is looked up in the tree, where a
/// list of domains can use an index.
constexpr std::size_t named_at_most = 512;

/// The shipped roles that the user's role rows name, or contain on some way (ACL-03).
RoleSet held_roles(const rule::Lookup& lookup, Id user) {
  RoleSet held;
  std::set<Id> seen;
  std::vector<Id> open;
  for (const auto& assigned : lookup.all<UserRole>(rule::where<UserRole>(&UserRole::user, Ref<User>(user)))) {
    open.push_back(assigned.role.id());
  }
  while (!open.empty()) {
    const Id at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    const Row* row = lookup.row(table_info<steward::Role>(), at);
    if (row == nullptr) continue;
    const auto index = role_index(model::get<steward::Role>(*row, &steward::Role::name));
    if (index && !roles()[*index].pseudo) {
      held.set(*index);
    } else if (!index) {
      const auto contained = model::get<steward::Role>(*row, &steward::Role::contains);
      open.insert(open.end(), contained.begin(), contained.end());
    }
  }
  return held;
}

/// sub(D) level by level, up(D) by the ids of the path (DOM-11, DOM-12).
Result<void> confine(rule::Work& work, const Domain& own, store::Scope& scope) {
  const auto& domains = table_info<Domain>();
  scope.all = false;
  scope.data = {own.id};
  for (std::size_t done = 0; done < scope.data.size() && !scope.wide;) {
    const std::vector<Value> level(scope.data.begin() + static_cast<std::ptrdiff_t>(done), scope.data.end());
    done = scope.data.size();
    const auto below = Condition::any_of(domains, model::field_of<Domain>(&Domain::parent), level);
    const store::Query rows{below, {}, std::nullopt, std::nullopt, {}, work.moment()};
    auto found = work.records().aggregate({rows, {model::id_field}, {{}}});  // ids alone, without the rows
    if (!found) return found.error();
    for (const auto& group : *found) scope.data.push_back(std::get<Id>(group.key.front()));
    scope.wide = scope.data.size() > named_at_most;
  }
  if (scope.wide) scope.data = {own.id};
  scope.configuration = scope.data;
  for (std::size_t at = 0; at < own.path.size();) {
    const auto end = own.path.find('/', at);
    if (end == std::string::npos) break;
    const auto id = Id::parse(std::string_view(own.path).substr(at, end - at));
    if (id && *id != own.id) scope.configuration.push_back(*id);
    at = end + 1;
  }
  std::sort(scope.data.begin(), scope.data.end());
  std::sort(scope.configuration.begin(), scope.configuration.end());
  return {};
}

/// The contact behind a customer user: of several the first.
void find_contact(const rule::Lookup& lookup, const User& user, Caller& caller) {
  const auto contacts =
      lookup.find(Condition::all(table_info<Contact>(), {rule::where<Contact>(&Contact::user, Ref<User>(user.id)),
                                                         rule::where<Contact>(&Contact::active, true)}),
                  1);
  if (contacts.empty()) return;
  caller.actor.contact = model::row_id(contacts.front());
  caller.account = model::get<Contact>(contacts.front(), &Contact::account).id();
}

Error no_such_domain() {
  return Error(Fault{"access_denied", "DOM-13", "domain", std::nullopt, "",
                     "a session works in its user's own domain or in one below it", "", std::nullopt},
               Category::denied);
}

}  // namespace

RoleSet roles_of(const rule::Lookup& lookup, Id user) { return closure(held_roles(lookup, user)); }

Caller system_caller() {
  Caller caller;
  caller.actor.system = true;
  caller.actor.domain = rule::global_domain;
  return caller;
}

Result<Caller> load_caller(rule::Work& work, Id user_id, Id chosen) {
  const auto user = work.get(Ref<User>(user_id));
  if (!user || !user->active) {
    return Error("not_found", Category::not_found, "the session's user does not exist or is not active");
  }
  Caller caller;
  caller.actor.user = user_id;
  caller.actor.name = user->name;
  caller.actor.external = user->kind == UserKind::customer;
  if (caller.actor.external) find_contact(work, *user, caller);
  caller.roles = roles_of(work, user_id) & roles_of_side(caller.actor.external);
  caller.grants = Grants(caller.roles, caller.actor.external);
  caller.admin = !caller.actor.external && holds(caller.roles, "admin");

  Id own = user->domain ? user->domain->id() : rule::global_domain;
  if (!caller.account.is_nil()) {
    const auto account = work.get(Ref<Account>(caller.account));
    if (account && account->domain) own = account->domain->id();
  }
  caller.actor.domain = own;
  const bool separated = work.property("domain.auto_account_domain") == "true";
  if (!separated) return caller;
  if (!chosen.is_nil() && chosen != own) {
    const auto domain = work.get(Ref<Domain>(chosen));
    const bool below = domain && domain->path.find(own.to_string() + "/") != std::string::npos;
    if (!below) return no_such_domain();
    caller.actor.domain = chosen;
  }
  if (caller.actor.domain == rule::global_domain) return caller;
  const auto domain = work.get(Ref<Domain>(caller.actor.domain));
  if (!domain) return Error("internal", Category::internal, "the user's domain does not exist");
  caller.path = domain->path;
  if (auto confined = confine(work, *domain, caller.actor.scope); !confined) return confined.error();
  return caller;
}

}  // namespace steward::access
