// SPDX-License-Identifier: Apache-2.0
#include "account/rules.hpp"

#include <set>

#include "account/domains.hpp"
#include "engagement/renewal.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::account {

using rule::Context;
using rule::Phase;

namespace {

constexpr std::size_t batch_size = 500;

void domain_cycle(Context& context) { rule::refuse_cycle(context, model::field_of<Domain>(&Domain::parent)); }
void manager_cycle(Context& context) { rule::refuse_cycle(context, model::field_of<User>(&User::manager)); }
void account_cycle(Context& context) { rule::refuse_cycle(context, model::field_of<Account>(&Account::parent)); }
void product_cycle(Context& context) {
  rule::refuse_cycle(context, model::field_of<SoldProduct>(&SoldProduct::parent));
}

void customer_account(Context& context) {
  if (!(context.after<User>(&User::kind) == UserKind::customer) || context.after<User>(&User::account)) return;
  context.refuse("field_required", "account", "a customer's user belongs to an account");
}

void renewal_finalized(Context& context) {
  if (!context.changed<Contract>(&Contract::substate)) return;
  const auto substate = context.after<Contract>(&Contract::substate);
  const bool decided =
      substate && (*substate == ContractSubstate::renewal_approved || *substate == ContractSubstate::renewal_rejected);
  if (decided) context.set<Contract>(&Contract::renewal_finalized_on, context.work.moment().today);
}

void dates_move(Context& context) {
  if (!context.changed<Contract>(&Contract::renewal_date) && !context.changed<Contract>(&Contract::end_date) &&
      !context.changed<Contract>(&Contract::state)) {
    return;
  }
  const auto linked =
      rule::where<EngagementContract>(&EngagementContract::contract, Ref<Contract>(context.change.id()));
  for (const auto& link : context.work.all<EngagementContract>(linked)) {
    rule::report(context, engagement::refresh_renewal_date(context.work, link.engagement, rule::Origin::cascade));
  }
}

void create_case(Context& context) {
  if (!context.after<Account>(&Account::is_customer)) return;
  if (context.work.property("onboarding.auto_create") != "true") return;
  rule::report(context, context.work.create(
                            table_info<OnboardingCase>(),
                            {rule::give<OnboardingCase>(&OnboardingCase::account, Ref<Account>(context.change.id()))},
                            rule::Origin::cascade));
}

}  // namespace

Result<std::size_t> refresh_renewal_dates(rule::Work& work, const rule::ProgressCallback& progress) {
  std::set<Id> engagements;
  for (const auto& link : work.all<EngagementContract>(condition::Condition(table_info<EngagementContract>()))) {
    engagements.insert(link.engagement.id());
  }
  std::size_t written = 0;
  std::size_t done = 0;
  for (const Id& id : engagements) {
    auto refreshed = engagement::refresh_renewal_date(work, Ref<Engagement>(id), rule::Origin::job);
    if (!refreshed) return refreshed.error();
    written += *refreshed ? 1 : 0;
    if (++done % batch_size != 0) continue;
    if (auto kept = work.commit_batch(); !kept) return kept.error();
    if (progress && !progress(done, engagements.size(), "renewal_dates")) {
      return Error("cancelled", Category::cancelled, "the host asked to stop");
    }
  }
  if (auto state = work.status(); !state) return state.error();
  return written;
}

std::vector<rule::Rule> rules() {
  using enum Phase;
  using namespace rule;
  return {
      {"GEN-08", "domain", "Path", derive, on_write, "out_of_range @parent", derive_path,
       "The path of a domain is made of the ids from the root, each followed by a slash."},
      {"GEN-08", "domain", "Path", after, on_update, "", move_paths, "When a domain moves, the paths below it follow."},
      {"GEN-04", "domain", "No circle", validate, on_write, "parent_cycle @parent", domain_cycle,
       "The chain of parents of a domain never comes back to it."},
      {"GEN-04", "user", "No circle", validate, on_write, "parent_cycle @manager", manager_cycle,
       "Nobody manages themselves, directly or through others."},
      {"GEN-04", "account", "No circle", validate, on_write, "parent_cycle @parent", account_cycle,
       "The chain of parents of an account never comes back to it."},
      {"GEN-04", "sold_product", "No circle", validate, on_write, "parent_cycle @parent", product_cycle,
       "The chain of parents of a sold product never comes back to it."},
      {"GEN-02", "user", "Account of a customer", validate, on_write, "field_required @account", customer_account,
       "A user of kind customer names their account."},
      {"DOM-10", "account", "Auto domain", derive, on_insert, "", create_domain,
       "While account domains are generated, a new account without a domain gets one of its own, below that of its "
       "parent account, else below the caller's."},
      {"DOM-10", "account", "Auto domain", after, on_insert, "", name_account, "A generated domain names its account."},
      {"ACC-01", "account", "Case for a new account", after, on_insert, "", create_case,
       "A new customer account gets one onboarding case, unless switched off; a synchronisation that meets it again "
       "creates none."},
      {"CON-01", "contract", "Renewal finalized on", derive, on_update, "", renewal_finalized,
       "The day the renewal was approved or rejected is kept and never cleared."},
      {"CON-03", "contract", "Dates move", after, on_update, "", dates_move,
       "When renewal date, end date or state of a contract changes, or a day passes, the renewal dates of its "
       "engagements are set anew."},
      {"CON-04", "contract", "Won or lost", declared, on_update, "", nullptr,
       "A renewal is won or lost by its closed renewal opportunity, on the day that closed; without one by the "
       "decision "
       "that the contract itself holds."},
  };
}

}  // namespace steward::account
