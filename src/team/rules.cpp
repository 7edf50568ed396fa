// SPDX-License-Identifier: Apache-2.0
#include "team/rules.hpp"

#include "steward/model.hpp"

namespace steward::team {

using rule::Context;
using rule::Phase;

namespace {

/// The link to the engagement is a real key beside table and record, so that lists can follow it.
void squad_engagement(Context& context) {
  const auto table = context.after<ApplicableSquadMember>(&ApplicableSquadMember::record_table);
  const auto record = context.after<ApplicableSquadMember>(&ApplicableSquadMember::record);
  std::optional<Ref<Engagement>> expected;
  if (table && *table == SquadTable::engagement && record) expected = Ref<Engagement>(*record);
  const auto given = context.after<ApplicableSquadMember>(&ApplicableSquadMember::engagement);
  context.set<ApplicableSquadMember>(&ApplicableSquadMember::engagement, expected);
  if (!given || given == expected || !context.given<ApplicableSquadMember>(&ApplicableSquadMember::engagement)) return;
  context.refuse("invalid_input", "engagement", "the engagement follows from record_table and record; leave it out");
}

/// A team row belongs to an engagement or to an onboarding case, never to both.
template <class T>
void one_owner(Context& context) {
  const bool engagement = context.after<T>(&T::engagement).has_value();
  const bool onboarding = context.after<T>(&T::onboarding_case).has_value();
  if (engagement != onboarding) return;
  if (engagement) {
    context.refuse("invalid_input", "onboarding_case", "give the engagement or the onboarding case, not both");
  } else {
    context.refuse("field_required", "engagement", "a team row belongs to an engagement or an onboarding case");
  }
}

void contact_account(Context& context) {
  const auto member = model::from_row<CustomerTeamMember>(context.change.after);
  const auto contact = context.work.get(member.contact);
  if (!contact) return;
  std::optional<Ref<Account>> account;
  if (const auto engagement = context.work.get(member.engagement)) {
    account = engagement->account;
  } else if (const auto onboarding = context.work.get(member.onboarding_case)) {
    account = onboarding->account;
  }
  if (!account || *account == contact->account) return;
  context.refuse("account_mismatch", "contact", "the contact belongs to another account");
}

}  // namespace

std::vector<rule::Rule> rules() {
  using enum Phase;
  using namespace rule;
  return {
      {"SQD-01", "squad_member", "Unique", mechanism, on_write, "duplicate_member @user", nullptr,
       "A user stands once in the roster with each responsibility."},
      {"SQD-02", "squad_member", "Set domain", mechanism, on_write, "", nullptr,
       "The roster lies in the domain of who wrote it and is inherited downward."},
      {"SQD-03", "squad_member", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "User and responsibility are present."},
      {"ASQ-01", "applicable_squad_member", "Unique", mechanism, on_write, "duplicate_member @squad_member", nullptr,
       "A squad member stands once on a record."},
      {"ASQ-02", "applicable_squad_member", "Engagement", derive, on_write, "invalid_input @engagement",
       squad_engagement, "The engagement is set exactly when the record is one, and is that record."},
      {"ATM-01", "account_team_member", "Unique", mechanism, on_write, "duplicate_member @user", nullptr,
       "A user holds a responsibility of an engagement or case once, but may hold several."},
      {"CTM-01", "customer_team_member", "Unique", mechanism, on_write, "duplicate_member @contact", nullptr,
       "A contact stands once in the customer team of an engagement or case, with one responsibility."},
      {"CTM-03", "customer_team_member", "Contact's account", validate, on_write, "account_mismatch @contact",
       contact_account, "The contact belongs to the account of the engagement or case."},
      {"TEA-01", "applicable_squad_member", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "A link of a team names both of its sides."},
      {"TEA-01", "applicable_entitlement", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "A link of a team names both of its sides."},
      {"TEA-01", "account_team_member", "One owner", validate, on_write,
       "field_required @engagement, invalid_input @onboarding_case", one_owner<AccountTeamMember>,
       "A row of the account team names user and responsibility, and one engagement or onboarding case."},
      {"TEA-01", "customer_team_member", "One owner", validate, on_write,
       "field_required @engagement, invalid_input @onboarding_case", one_owner<CustomerTeamMember>,
       "A row of the customer team names the contact, and one engagement or onboarding case."},
      {"AEN-01", "applicable_entitlement", "Unique", mechanism, on_write, "duplicate_link @entitlement", nullptr,
       "An entitlement is linked once to an engagement."},
  };
}

}  // namespace steward::team
