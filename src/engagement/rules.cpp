// SPDX-License-Identifier: Apache-2.0
#include "engagement/rules.hpp"

#include "engagement/renewal.hpp"
#include "rule/closing.hpp"
#include "rule/locked.hpp"
#include "rule/tree.hpp"

namespace steward::engagement {

using rule::Context;
using rule::Phase;

namespace {

/// What cannot begin under an ended engagement.
constexpr std::string_view work_tables[] = {"success_objective", "customer_play", "internal_play",
                                            "touchpoint",        "risk_signal",   "implementation_record"};

bool account_moves(const Context& context) {
  return context.updating() && context.changed<Engagement>(&Engagement::account);
}

void account_locked(Context& context) {
  if (!account_moves(context)) return;
  rule::refuse_while_there_are(context, "account", "account_locked",
                               "the account is fixed while other records name the engagement",
                               {rule::rows_naming<SuccessObjective>(context, &SuccessObjective::engagement),
                                rule::rows_naming<CustomerPlay>(context, &CustomerPlay::engagement),
                                rule::rows_naming<InternalPlay>(context, &InternalPlay::engagement),
                                rule::rows_naming<RiskSignal>(context, &RiskSignal::engagement)});
}

void parent_cycle(Context& context) { rule::refuse_cycle(context, model::field_of<Engagement>(&Engagement::parent)); }

void onboarding_account(Context& context) {
  if (!context.changed<Engagement>(&Engagement::account) &&
      !context.changed<Engagement>(&Engagement::initial_onboarding)) {
    return;
  }
  const auto onboarding = context.work.get(context.after<Engagement>(&Engagement::initial_onboarding));
  if (!onboarding || onboarding->account == context.after<Engagement>(&Engagement::account)) return;
  context.refuse("account_mismatch", "initial_onboarding", "the onboarding case belongs to another account");
}

void go_live_date(Context& context) {
  if (!context.changed<Engagement>(&Engagement::initial_onboarding)) return;
  const auto onboarding = context.work.get(context.after<Engagement>(&Engagement::initial_onboarding));
  if (onboarding && onboarding->go_live_date) {
    context.set<Engagement>(&Engagement::go_live_date, onboarding->go_live_date);
  }
}

/// Whether everything that rows of Link tie to the engagement belongs to its new account.
template <class Link, class Target>
bool links_match(const Context& context, Ref<Target> Link::* member) {
  const auto account = context.after<Engagement>(&Engagement::account);
  const auto linked = rule::where<Link>(&Link::engagement, Ref<Engagement>(context.change.id()));
  for (const auto& link : context.work.all<Link>(linked)) {
    const auto target = context.work.get(link.*member);
    if (target && target->account != account) return false;
  }
  return true;
}

void links_follow(Context& context) {
  if (!account_moves(context)) return;
  if (links_match<EngagementContract, Contract>(context, &EngagementContract::contract) &&
      links_match<ApplicableSoldProduct, SoldProduct>(context, &ApplicableSoldProduct::sold_product) &&
      links_match<ApplicableEntitlement, Entitlement>(context, &ApplicableEntitlement::entitlement) &&
      links_match<CustomerTeamMember, Contact>(context, &CustomerTeamMember::contact)) {
    return;
  }
  context.refuse(
      "account_mismatch", "account",
      "linked contracts, sold products, entitlements or customer team contacts belong to the present account");
}

void contract_account(Context& context) {
  const auto engagement = context.work.get(context.after<EngagementContract>(&EngagementContract::engagement));
  const auto contract = context.work.get(context.after<EngagementContract>(&EngagementContract::contract));
  if (!engagement || !contract || engagement->account == contract->account) return;
  context.refuse("account_mismatch", "contract", "the contract belongs to another account than the engagement");
}

void refresh(Context& context, Ref<Engagement> engagement) {
  rule::report(context, refresh_renewal_date(context.work, engagement, rule::Origin::cascade));
}

void relation_changed(Context& context) {
  const auto engagement = context.after<EngagementContract>(&EngagementContract::engagement);
  const auto old = context.before<EngagementContract>(&EngagementContract::engagement);
  if (!old.is_nil() && old != engagement) refresh(context, old);
  refresh(context, engagement);
}

void relation_removed(Context& context) {
  refresh(context, context.after<EngagementContract>(&EngagementContract::engagement));
}

}  // namespace

void refuse_under_ended(Context& context) {
  const auto field = context.change.table.find("engagement");
  if (!field) return;
  const auto& table = table_info<Engagement>();
  const Row* row = context.work.row(table, model::id_at(context.change.after, *field));
  if (row == nullptr || !rule::is_ended(table, *row)) return;
  context.refuse("parent_closed", "engagement", "the engagement is closed or canceled; reopen it first");
}

std::vector<rule::Rule> rules() {
  using enum Phase;
  using namespace rule;
  std::vector<Rule> result = {
      {"ENG-01", "engagement", "Set domain", mechanism, on_write, "", nullptr,
       "An engagement lies in the domain of its account."},
      {"ENG-02", "engagement", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Account, initial onboarding and title are present."},
      {"ENG-03", "engagement", "Closed or canceled", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"ENG-04", "engagement", "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"ENG-05", "engagement", "Account change", validate, on_update, "account_locked @account", account_locked,
       "The account is fixed while an objective, a play or a risk signal of any state names the engagement."},
      {"ENG-06", "engagement", "Parent", validate, on_write, "parent_cycle @parent", parent_cycle,
       "The chain of parents of an engagement never comes back to it; accounts may differ."},
      {"ENG-07", "engagement", "Onboarding account", validate, on_write, "account_mismatch @initial_onboarding",
       onboarding_account, "The initial onboarding belongs to the account of the engagement."},
      {"ENG-08", "engagement", "Go-live from onboarding", derive, on_write, "", go_live_date,
       "A new initial onboarding that has a go-live date gives it to the engagement."},
      {"ENG-09", "engagement", "Account change follow-up", validate, on_update, "account_mismatch @account",
       links_follow,
       "Linked contracts, sold products, entitlements and contacts belong to the new account; the work below follows "
       "to it."},
      {"ENG-10", "engagement", "Renewal date", declared, on_update, "", nullptr,
       "Callers may set the renewal date; a change of the linked contracts sets it anew."},
      {"ENC-01", "engagement_contract", "Duplicate relation", mechanism, on_write, "duplicate_link @contract", nullptr,
       "No two rows share engagement and contract."},
      {"ENC-02", "engagement_contract", "Contract account", validate, on_write, "account_mismatch @contract",
       contract_account, "The contract belongs to the account of the engagement."},
      {"ENC-03", "engagement_contract", "Relation added or changed", after, on_write, "", relation_changed,
       "The engagement's renewal date becomes the earliest renewal of its contracts."},
      {"ENC-04", "engagement_contract", "Relation removed", after, on_erase, "", relation_removed,
       "The engagement that lost a contract takes the earliest renewal of those it still has."},
      {"ASP-01", "applicable_sold_product", "Duplicates", mechanism, on_write, "duplicate_link @sold_product", nullptr,
       "No two rows share engagement and sold product."},
  };
  for (const auto table : work_tables) {
    result.push_back({"ENG-12", table, "Ended engagement", validate, on_insert, "parent_closed @engagement",
                      refuse_under_ended, "Nothing new is created under a closed or canceled engagement."});
  }
  return result;
}

}  // namespace steward::engagement
