// SPDX-License-Identifier: Apache-2.0
#include "timeline/rules.hpp"

#include <algorithm>
#include <set>

#include "model/json.hpp"
#include "rule/tree.hpp"
#include "timeline/timeline.hpp"

namespace steward::timeline {

namespace {

using rule::Change;
using rule::Context;
using rule::Operation;

unsigned bit_of(Operation operation) { return 1U << static_cast<unsigned>(operation); }

/// The changed fields that this kind tells and no more specific one told; empty: it has nothing to tell.
std::vector<std::size_t> told_by(const Kind& kind, const Change& change, const std::set<std::size_t>& told) {
  std::vector<std::size_t> fields;
  for (const auto name : kind.fields) {
    const auto field = change.table.at(name);
    if (!change.changed(field) || told.contains(field)) continue;
    const auto value = model::text_at(change.after, field);
    const auto& reaches = kind.reaches;
    if (!reaches.empty() && std::find(reaches.begin(), reaches.end(), value) == reaches.end()) continue;
    fields.push_back(field);
  }
  return fields;
}

std::string changes_of(const Change& change, const std::vector<std::size_t>& fields) {
  auto changes = base::Json::object();
  for (const auto i : fields) {
    const auto& field = change.table.fields[i];
    auto pair = base::Json::array();
    pair.push(model::value_to_json(field, change.before != nullptr ? (*change.before)[i] : Value()));
    pair.push(model::value_to_json(field, change.after[i]));
    changes.set(field.name, std::move(pair));
  }
  return fields.empty() ? std::string() : changes.canonical();
}

/// The engagements whose timelines tell of the record: its own, those of a contract, or the active ones of an
/// escalated account. A risk of an onboarding case has none.
std::vector<Id> engagements_of(const Context& context) {
  const auto& change = context.change;
  std::vector<Id> ids;
  if (change.table.name == "engagement") {
    ids.push_back(change.id());
  } else if (change.table.name == "contract") {
    const auto linked = rule::where<EngagementContract>(&EngagementContract::contract, Ref<Contract>(change.id()));
    for (const auto& link : context.work.all<EngagementContract>(linked)) ids.push_back(link.engagement.id());
  } else if (change.table.name == "escalation") {
    const auto& engagements = table_info<Engagement>();
    const auto account = model::get<Escalation>(change.after, &Escalation::account);
    const auto active = condition::Condition::all(
        engagements, {rule::where<Engagement>(&Engagement::account, account),
                      condition::Condition::equals(engagements, engagements.at("active"), true)});
    for (const Row& row : context.work.find(active)) ids.push_back(model::row_id(row));
  } else {
    ids.push_back(model::id_at(change.after, change.table.at("engagement")));
  }
  std::erase_if(ids, [](const Id& id) { return id.is_nil(); });
  return ids;
}

/// TIM-01: one entry a kind and engagement for what this write changed.
void tell(Context& context) {
  const auto& change = context.change;
  std::set<std::size_t> told;
  for (const auto& kind : kinds()) {
    if (kind.table != change.table.name || (kind.on & bit_of(change.operation)) == 0) continue;
    const auto fields = told_by(kind, change, told);
    if (!kind.fields.empty() && fields.empty()) continue;
    told.insert(fields.begin(), fields.end());
    const auto changes = changes_of(change, fields);
    for (const Id& engagement : engagements_of(context)) {
      rule::report(context,
                   add(context.work, kind.kind, Ref<Engagement>(engagement), change.table, change.after, changes));
    }
  }
}

/// The rule of each table whose changes are told.
struct Teller {
  std::string_view id;
  std::string_view table;
  unsigned on;
  std::string_view text;
};
constexpr unsigned any = rule::on_insert | rule::on_update | rule::on_erase;
constexpr Teller tellers[] = {
    {"ENG-11", "engagement", rule::on_update, "Changes of an engagement stand in its timeline."},
    {"OUT-10", "success_outcome", rule::on_update, "Changes of an outcome stand in the engagement's timeline."},
    {"INI-10", "success_initiative", rule::on_update, "Changes of an initiative stand in the engagement's timeline."},
    {"STK-08", "success_task", rule::on_update, "Changes of a task stand in the engagement's timeline."},
    {"TCH-08", "touchpoint", rule::on_write, "A touchpoint and its changes stand in the engagement's timeline."},
    {"MTG-20", "meeting", rule::on_update, "Changes of a meeting stand in the engagement's timeline."},
    {"RSK-07", "risk_signal", rule::on_write, "A risk signal and its changes stand in the engagement's timeline."},
    {"ATM-02", "account_team_member", any, "Who joins, changes or leaves the account team stands in the timeline."},
    {"CTM-02", "customer_team_member", any, "Who joins, changes or leaves the customer team stands in the timeline."},
    {"CON-02", "contract", rule::on_update, "Changes of a contract stand in the timelines of its engagements."},
    {"ESC-01", "escalation", rule::on_write,
     "An escalation and its changes stand in the timelines of the account's active engagements."},
};

}  // namespace

std::vector<rule::Rule> rules() {
  std::vector<rule::Rule> result;
  for (const auto& teller : tellers) {
    result.push_back({teller.id, teller.table, "Activity", rule::Phase::timeline, teller.on, "", tell, teller.text});
  }
  using enum rule::Phase;
  result.push_back({"TIM-01", "activity", "What is told", declared, rule::on_insert, "", nullptr,
                    "Each changed field is told in one entry, the specific kind before the general one; a change of "
                    "other fields is not told."});
  result.push_back({"TIM-02", "activity", "Entries stay", declared, rule::on_write, "access_denied", nullptr,
                    "An entry holds kind, engagement, account, source, actor, time and old and new values; it is never "
                    "changed and goes with its engagement."});
  result.push_back({"TIM-03", "activity", "Once a change", declared, rule::on_insert, "", nullptr,
                    "Every committed change is told once, also one that a cascade or a job made."});
  return result;
}

std::vector<rule::Computation> computations() { return {}; }

}  // namespace steward::timeline
