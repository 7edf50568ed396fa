// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "rule/computed.hpp"
#include "steward/model.hpp"
#include "team/rules.hpp"

namespace steward::team {

using rule::Lookup;

namespace {

/// The field `contact` of the rows of T that `owner` of the team rows names, by the id of the owner.
template <class T, class M, class B>
void contacts_of(const Lookup& lookup, std::span<const Row> rows, std::optional<Ref<T>> CustomerTeamMember::* owner,
                 M B::* contact, std::unordered_map<Id, Id>& contacts) {
  const auto field = model::field_of<T>(contact);
  auto ids = rule::ids_at(rows, model::field_of<CustomerTeamMember>(owner));
  for (const Row& row : rule::rows_among(lookup, table_info<T>(), model::id_field, std::move(ids))) {
    contacts.emplace(model::row_id(row), model::id_at(row, field));
  }
}

void key_members(const Lookup& lookup, std::span<Row> rows) {
  std::unordered_map<Id, Id> contacts;
  contacts_of(lookup, rows, &CustomerTeamMember::engagement, &Engagement::primary_contact, contacts);
  contacts_of(lookup, rows, &CustomerTeamMember::onboarding_case, &OnboardingCase::contact, contacts);
  for (Row& row : rows) {
    const auto member = model::from_row<CustomerTeamMember>(row);
    const Id owner = member.engagement        ? member.engagement->id()
                     : member.onboarding_case ? member.onboarding_case->id()
                                              : Id();
    const auto found = contacts.find(owner);
    const bool key = found != contacts.end() && found->second == member.contact.id();
    model::set<CustomerTeamMember>(row, &CustomerTeamMember::is_key, key);
  }
}

}  // namespace

std::vector<rule::Computation> computations() { return {{"customer_team_member", key_members}}; }

}  // namespace steward::team
