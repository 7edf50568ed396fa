// SPDX-License-Identifier: Apache-2.0
#include "access/portal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "access/conditions.hpp"
#include "access/decide.hpp"

namespace steward {

namespace {

constexpr std::array<std::string_view, 9> list_names{
    "all_onboarding_cases",    "my_onboarding_cases",    "my_onboarding_tasks",
    "all_success_initiatives", "my_success_initiatives", "all_success_cases",
    "my_success_cases",        "all_touchpoints",        "my_touchpoints"};

}  // namespace

std::string_view portal_list_name(PortalList list) { return list_names[static_cast<std::size_t>(list) - 1]; }

std::optional<PortalList> portal_list_from(std::string_view name) {
  const auto found = std::find(list_names.begin(), list_names.end(), name);
  if (found == list_names.end()) return std::nullopt;
  return static_cast<PortalList>(found - list_names.begin() + 1);
}

namespace access {

using condition::Condition;

namespace {

using enum PortalList;

constexpr std::array all_lists{all_onboarding_cases,    my_onboarding_cases,    my_onboarding_tasks,
                               all_success_initiatives, my_success_initiatives, all_success_cases,
                               my_success_cases,        all_touchpoints,        my_touchpoints};

bool is_offered(const Caller& caller, PortalList list) {
  const auto any = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return holds(caller.roles, name); });
  };
  if (caller.admin) return true;
  switch (list) {
    case all_onboarding_cases:
      return any({"onboarding_agent", "customer_admin", "customer_manager"});
    case my_onboarding_cases:
    case my_onboarding_tasks:
      return any({"onboarding_agent", "customer"});  // every customer role of the onboarding contains it
    case all_success_initiatives:
    case all_success_cases:
    case all_touchpoints:
      return any({"customer_success_agent", "customer_success_customer", "customer_case_manager"});
    case my_success_initiatives:
    case my_success_cases:
    case my_touchpoints:
      return any({"customer_success_agent", "customer_case_manager"});
  }
  return false;
}

bool is_mine(PortalList list) {
  return list == my_onboarding_cases || list == my_onboarding_tasks || list == my_success_initiatives ||
         list == my_success_cases || list == my_touchpoints;
}

/// What a customer's own list narrows: their records by contact. Cases count for the whole team already.
std::optional<Condition> of_contact(const Caller& caller, PortalList list) {
  const auto& table = table_of(list);
  const auto mine = is(table, "contact", caller.actor.contact);
  if (list != my_onboarding_cases) return mine;
  const auto& team = table_info<CustomerTeamMember>();
  const auto member = Condition::exists(table, {model::id_field, team.at("onboarding_case"), {}, {}},
                                        is(team, "contact", caller.actor.contact));
  return Condition::any(table, {mine, member});
}

}  // namespace

std::vector<PortalList> offered_lists(const Caller& caller) {
  std::vector<PortalList> lists;
  std::copy_if(all_lists.begin(), all_lists.end(), std::back_inserter(lists),
               [&](PortalList list) { return is_offered(caller, list); });
  return lists;
}

const TableInfo& table_of(PortalList list) {
  switch (list) {
    case all_onboarding_cases:
    case my_onboarding_cases:
      return table_info<OnboardingCase>();
    case my_onboarding_tasks:
      return table_info<OnboardingTask>();
    case all_success_initiatives:
    case my_success_initiatives:
      return table_info<SuccessInitiative>();
    case all_success_cases:
    case my_success_cases:
      return table_info<CustomerPlay>();
    case all_touchpoints:
    case my_touchpoints:
      break;
  }
  return table_info<Touchpoint>();
}

Result<Condition> portal_condition(const Caller& caller, PortalList list, std::optional<Ref<Account>> account) {
  const auto& table = table_of(list);
  if (caller.actor.system || !is_offered(caller, list)) {
    return denied("PRT-10", table.name, std::nullopt, "",
                  fmt::format("the list {} is not offered to you", portal_list_name(list)));
  }
  if (caller.actor.external) return is_mine(list) ? *of_contact(caller, list) : Condition(table);
  if (is_mine(list)) return is(table, "assigned_to", caller.actor.user);
  if (!account) {
    return Error(Fault{"field_required", "PRT-11", table.name, std::nullopt, "account",
                       "name the account whose records are to be listed", "", std::nullopt},
                 Category::invalid);
  }
  return is(table, "account", account->id());
}

}  // namespace access

}  // namespace steward
