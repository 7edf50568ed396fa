// SPDX-License-Identifier: Apache-2.0
#include "timeline/timeline.hpp"

#include <algorithm>
#include <unordered_map>

namespace steward::timeline {

namespace {

constexpr std::size_t title_limit = 255;

/// The name of the person or thing that a row without a title is about.
std::string named_by_reference(const rule::Lookup& lookup, const TableInfo& table, const Row& row) {
  for (const std::string_view field : {"user", "contact"}) {
    const auto position = table.find(field);
    if (!position) continue;
    const auto& target = lookup.schema().at(table.fields[*position].target);
    const Row* found = lookup.row(target, model::id_at(row, *position));
    if (found == nullptr) continue;
    if (field == "user") return std::string(model::text_at(*found, target.at("name")));
    const auto contact = model::from_row<Contact>(*found);
    return contact.first_name + " " + contact.last_name;
  }
  return {};
}

std::string clipped(std::string_view text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && ++characters > title_limit) return std::string(text.substr(0, i));
  }
  return std::string(text);
}

/// What an entry is about, and how a person calls it.
struct Source {
  const TableInfo& table;
  Id record;
  std::string title;
};

/// The fields of an entry, without those that every record has.
rule::Fields fields_of(const rule::Work& work, ActivityType kind, Ref<Engagement> engagement, Ref<Account> account,
                       const Source& source, const std::string& changes) {
  const Id user = work.actor().user;
  return {rule::give<Activity>(&Activity::engagement, engagement),
          rule::give<Activity>(&Activity::account, account),
          rule::give<Activity>(&Activity::kind, Choice<ActivityType>(kind)),
          rule::give<Activity>(&Activity::source_table, source.table.name),
          rule::give<Activity>(&Activity::source_record, source.record),
          rule::give<Activity>(&Activity::title, source.title),
          rule::give<Activity>(&Activity::changes, changes),
          rule::give<Activity>(&Activity::occurred_at, work.now()),
          rule::give<Activity>(&Activity::actor, user.is_nil() ? std::nullopt : std::optional(Ref<User>(user)))};
}

}  // namespace

const std::vector<Kind>& kinds() {
  using enum ActivityType;
  using rule::on_erase;
  using rule::on_insert;
  using rule::on_update;
  static const std::vector<Kind> all = {
      {account_team_added, "account_team_member", on_insert, {}, {}},
      {account_team_changed, "account_team_member", on_update, {"user", "responsibility"}, {}},
      {account_team_removed, "account_team_member", on_erase, {}, {}},
      {customer_team_added, "customer_team_member", on_insert, {}, {}},
      {customer_team_changed, "customer_team_member", on_update, {"contact", "responsibility"}, {}},
      {customer_team_removed, "customer_team_member", on_erase, {}, {}},
      {meeting_completed, "meeting", on_update, {"state"}, {"completed"}},
      {meeting_changed, "meeting", on_update, {"state", "start_at", "end_at", "locations"}, {}},
      {touchpoint_created, "touchpoint", on_insert, {}, {}},
      {touchpoint_changed, "touchpoint", on_update, {"state", "progress", "priority", "due_date", "assigned_to"}, {}},
      {risk_signal_created, "risk_signal", on_insert, {}, {}},
      {risk_signal_changed,
       "risk_signal",
       on_update,
       {"state", "priority", "due_date", "assigned_to", "probability"},
       {}},
      {escalation_created, "escalation", on_insert, {}, {}},
      {escalation_changed, "escalation", on_update, {"state"}, {}},
      {initiative_changed,
       "success_initiative",
       on_update,
       {"state", "progress", "priority", "due_date", "assigned_to"},
       {}},
      {success_task_changed,
       "success_task",
       on_update,
       {"state", "progress", "priority", "due_date", "assigned_to"},
       {}},
      {outcome_closed, "success_outcome", on_update, {"state"}, {"closed", "canceled"}},
      {outcome_changed,
       "success_outcome",
       on_update,
       {"state", "progress", "priority", "planned_stop", "owner", "current_value"},
       {}},
      {contract_renewal_finalized, "contract", on_update, {"substate"}, {"renewal_approved", "renewal_rejected"}},
      {contract_changed, "contract", on_update, {"state", "substate", "renewal_date", "end_date", "value"}, {}},
      {engagement_stage_changed, "engagement", on_update, {"stage"}, {}},
      {engagement_health_changed, "engagement", on_update, {"perceived_health"}, {}},
      {engagement_changed,
       "engagement",
       on_update,
       {"state", "customer_success_manager", "account_manager", "primary_contact", "go_live_date", "renewal_date"},
       {}},
  };
  return all;
}

std::string title_of(const rule::Lookup& lookup, const TableInfo& table, const Row& row) {
  for (const std::string_view field : {"title", "subject", "short_description", "name"}) {
    const auto position = table.find(field);
    if (position && !is_null(row[*position])) return clipped(model::text_at(row, *position));
  }
  if (auto name = named_by_reference(lookup, table, row); !name.empty()) return clipped(name);
  const auto number = table.find("number");
  if (number && !is_null(row[*number])) return std::string(model::text_at(row, *number));
  return table.name;
}

namespace {

/// What an entry takes over from its engagement.
struct Held {
  Ref<Account> account;
  std::string title;
  std::optional<Ref<Domain>> domain;
};

Held held_of(const Row& row) {
  return {model::get<Engagement>(row, &Engagement::account), model::get<Engagement>(row, &Engagement::title),
          model::get<Engagement>(row, &Record::domain)};
}

/// An entry is history itself: it is written once, as it is, and has no changes to remember.
Row entry_row(const rule::Work& work, ActivityType kind, Id engagement, const Held& held, const Source& source,
              const std::string& changes) {
  Row row = model::default_row(table_info<Activity>());
  for (auto& [field, value] : fields_of(work, kind, Ref<Engagement>(engagement), held.account, source, changes)) {
    row[field] = std::move(value);
  }
  const auto user = work.actor().user;
  const auto by = user.is_nil() ? std::nullopt : std::optional(user);
  model::set<Activity>(row, &Activity::created_at, work.now());
  model::set<Activity>(row, &Activity::updated_at, work.now());
  model::set<Activity>(row, &Activity::created_by, by);
  model::set<Activity>(row, &Activity::updated_by, by);
  model::set<Activity>(row, &Activity::domain, held.domain);
  return row;
}

}  // namespace

Result<void> add(rule::Work& work, ActivityType kind, Ref<Engagement> engagement, const TableInfo& source,
                 const Row& row, const std::string& changes) {
  const Row* about = work.row(table_info<Engagement>(), engagement.id());
  if (about == nullptr) return {};
  return work.insert_facts(table_info<Activity>(),
                           {entry_row(work, kind, engagement.id(), held_of(*about),
                                      {source, model::row_id(row), title_of(work, source, row)}, changes)});
}

Result<void> add_all(rule::Work& work, std::span<const Entry> entries) {
  if (entries.empty()) return {};
  const auto& table = table_info<Engagement>();
  std::vector<Value> ids;
  for (const Entry& entry : entries) ids.emplace_back(entry.engagement);
  std::unordered_map<Id, Held> engagements;
  const auto among = condition::Condition::any_of(table, model::id_field, std::move(ids));
  auto read = work.records().scan({among, {}, {}, {}, {}, work.moment()}, [&](Row&& row) {
    engagements.emplace(model::row_id(row), held_of(row));
    return true;
  });
  if (!read) return read;
  std::vector<Row> rows;
  for (const Entry& entry : entries) {
    const auto found = engagements.find(entry.engagement);
    if (found == engagements.end()) continue;
    rows.push_back(entry_row(work, entry.kind, entry.engagement, found->second,
                             {table, entry.engagement, found->second.title}, entry.changes));
  }
  return work.insert_facts(table_info<Activity>(), std::move(rows));
}

}  // namespace steward::timeline
