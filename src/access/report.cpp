// SPDX-License-Identifier: Apache-2.0
#include "access/report.hpp"

#include <unordered_set>

#include "access/decide.hpp"
#include "steward/model.hpp"

namespace steward::access {

using condition::Condition;

std::vector<Id> reports(const rule::Lookup& lookup, Id user) {
  const auto& users = table_info<User>();
  const auto manager = model::field_of<User>(&User::manager);
  std::unordered_set<Id> known{user};
  std::vector<Id> all{user};
  for (std::size_t done = 0; done < all.size();) {
    const std::vector<Value> level(all.begin() + static_cast<std::ptrdiff_t>(done), all.end());
    done = all.size();
    for (const Row& row : lookup.find(Condition::any_of(users, manager, level))) {
      if (known.insert(model::row_id(row)).second) all.push_back(model::row_id(row));
    }
  }
  return all;
}

bool is_agent(const rule::Lookup& lookup, Id user) { return holds(roles_of(lookup, user), "customer_success_agent"); }

Result<Condition> managed_engagements(const rule::Lookup& lookup, const Caller& caller) {
  const auto& table = table_info<Engagement>();
  const auto owner = model::field_of<Engagement>(&Engagement::customer_success_manager);
  const bool manages = caller.has_role("success_manager");
  if (caller.actor.system || (!manages && !caller.has_role("customer_success_agent"))) {
    return denied("RPT-02", table.name, std::nullopt, "",
                  "the report is for success managers and customer success agents");
  }
  if (!manages) return Condition::equals(table, owner, caller.actor.user);
  const auto team = reports(lookup, caller.actor.user);
  return Condition::any_of(table, owner, {team.begin(), team.end()});
}

}  // namespace steward::access
