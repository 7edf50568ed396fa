// SPDX-License-Identifier: Apache-2.0
#include "onboarding/rules.hpp"

#include "base/json.hpp"
#include "onboarding/rules_tables.hpp"
#include "rule/clip.hpp"
#include "rule/closing.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::onboarding {

using rule::Context;
using rule::Phase;

namespace {

/// What binds a case to its account: the tables and their field that names the case.
struct Lock {
  std::string_view table;
  std::string_view field;
};
constexpr Lock locks[] = {{"engagement", "initial_onboarding"},
                          {"onboarding_task", "onboarding_case"},
                          {"account_team_member", "onboarding_case"},
                          {"customer_team_member", "onboarding_case"}};

/// The account of the record that the case is created from; nil when there is none.
Id origin_account(const Context& context) {
  const auto* table = context.work.schema().find(context.after<OnboardingCase>(&OnboardingCase::origin_table));
  const auto record = context.after<OnboardingCase>(&OnboardingCase::origin_record);
  if (table == nullptr || !record) return {};
  if (table->name == "account") return *record;
  const auto field = table->find("account");
  const Row* row = field ? context.work.row(*table, *record) : nullptr;
  return row != nullptr ? model::id_at(*row, *field) : Id();
}

void account_from_origin(Context& context) {
  if (!context.after<OnboardingCase>(&OnboardingCase::account).is_nil()) return;
  context.set<OnboardingCase>(&OnboardingCase::account, Ref<Account>(origin_account(context)));
}

void account_of_origin(Context& context) {
  const Id account = origin_account(context);
  if (account.is_nil() || context.after<OnboardingCase>(&OnboardingCase::account).id() == account) return;
  context.refuse("account_mismatch", "account", "the record that the case is created from has another account");
}

void default_description(Context& context) {
  if (!base::trimmed(context.after<OnboardingCase>(&OnboardingCase::short_description)).empty()) return;
  const auto account = context.work.get(context.after<OnboardingCase>(&OnboardingCase::account));
  if (!account) return;
  const auto& field = context.change.table.fields[model::field_of<OnboardingCase>(&OnboardingCase::short_description)];
  context.set<OnboardingCase>(&OnboardingCase::short_description,
                              rule::clipped("Onboarding of " + account->name, field.max_length));
}

void account_locked(Context& context) {
  if (!context.changed<OnboardingCase>(&OnboardingCase::account)) return;
  auto counts = base::Json::object();
  for (const auto& lock : locks) {
    const auto& table = context.work.schema().at(lock.table);
    const auto count =
        context.work.count(condition::Condition::equals(table, table.at(lock.field), context.change.id()));
    if (count > 0) counts.set(lock.table, base::Json::number(count));
  }
  if (counts.size() == 0) return;
  context.refuse("account_locked", "account", "the account is fixed while other records name the case",
                 counts.canonical());
}

void go_live_moved(Context& context) {
  const auto day = context.after<OnboardingCase>(&OnboardingCase::go_live_date);
  // As ENG-08: a case without a date keeps what the engagement has.
  if (!day || !context.changed<OnboardingCase>(&OnboardingCase::go_live_date)) return;
  const auto& table = table_info<Engagement>();
  const auto named = rule::where<Engagement>(&Engagement::initial_onboarding, Ref<OnboardingCase>(context.change.id()));
  for (const Row& row : context.work.find(named)) {
    if (rule::is_ended(table, row) || model::get<Engagement>(row, &Engagement::go_live_date) == day) continue;
    rule::report(context,
                 context.work.update(table, model::row_id(row),
                                     {rule::give<Engagement>(&Engagement::go_live_date, day)}, rule::Origin::cascade));
  }
}

}  // namespace

std::vector<rule::Rule> rules() {
  auto all = case_rules();
  auto tasks = task_rules();
  all.insert(all.end(), tasks.begin(), tasks.end());
  return all;
}

std::vector<rule::Rule> case_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "onboarding_case";
  return {
      {"ONB-01", table, "Set domain", mechanism, on_write, "", nullptr, "A case lies in the domain of its account."},
      {"ONB-02", table, "Required", mechanism, on_write, "field_required @account", nullptr, "The account is present."},
      {"ONB-02", table, "Default text", derive, on_insert, "", default_description,
       "A case without a short description is called after its account."},
      {"ONB-03", table, "Account from origin", derive, on_insert, "", account_from_origin,
       "A case created from another record takes its account."},
      {"ONB-03", table, "Account from origin", validate, on_insert, "account_mismatch @account", account_of_origin,
       "The account of a case is that of the record it is created from."},
      {"ONB-04", table, "State and stage", mechanism, on_write,
       "stage_not_allowed_for_state @stage, stage_requires_close @stage", nullptr,
       "State and stage of a case follow one another."},
      {"ONB-05", table, "Close", mechanism, on_update,
       "closure_code_required @resolution_code, open_child_records @state", nullptr,
       "Closing a case needs its resolution code and no open task."},
      {"ONB-06", table, "Cancel", mechanism, on_update, "confirmation_required @state", nullptr,
       "Canceling a case sets the resolution code voided_canceled and takes its open tasks along."},
      {"ONB-07", table, "Reopen", mechanism, on_update, "", nullptr,
       "Reopening a case clears resolution code, notes, time and user of the closure."},
      {"ONB-08", table, "Account change", validate, on_update, "account_locked @account", account_locked,
       "The account is fixed while the case has tasks or a team, or an engagement names it."},
      {"ONB-11", table, "Go-live moved", after, on_update, "", go_live_moved,
       "A new go-live date of a case is given to the open engagements that began with it."},
  };
}

}  // namespace steward::onboarding
