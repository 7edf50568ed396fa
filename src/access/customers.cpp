// SPDX-License-Identifier: Apache-2.0
#include "access/conditions.hpp"
#include "access/rows.hpp"
#include "steward/model.hpp"

// What customer users read and write (access 6): every rule begins with their own account.

namespace steward::access {

using condition::Condition;

namespace {

using Rule = std::optional<Condition>;

/// The row that a ref field names meets `inner`.
Condition through(const TableInfo& table, std::string_view field, const Condition& inner) {
  return Condition::exists(table, {table.at(field), model::id_field, {}, {}}, inner);
}

/// Some row of the child table names this one and meets `inner`.
Condition has(const TableInfo& table, std::string_view field, const Condition& inner) {
  return Condition::exists(table, {model::id_field, inner.table().at(field), {}, {}}, inner);
}

Condition is_open(const TableInfo& table, Id account) {
  return Condition::all(table, {is(table, "account", account), is(table, "active", true)});
}

Condition arranged_by(const Caller& caller) {
  const auto& meetings = table_info<Meeting>();
  return Condition::any(meetings,
                        {is(meetings, "organizer", caller.actor.user), is(meetings, "created_by", caller.actor.user)});
}

/// EXT-09: published, and none of the caller's roles is shut out.
Condition articles(const Caller& caller) {
  const auto& table = table_info<KnowledgeArticle>();
  const auto& lists = table_info<ListValue>();
  const auto& role_rows = table_info<steward::Role>();
  std::vector<Value> names;
  for (std::size_t i = 0; i < roles().size(); ++i) {
    if (caller.roles.test(i)) names.emplace_back(roles()[i].name);
  }
  const auto published = rule::where<KnowledgeArticle>(&KnowledgeArticle::state, ArticleState::published);
  if (names.empty()) return published;
  const auto mine = Condition::any_of(role_rows, role_rows.at("name"), std::move(names));
  const auto shut_out =
      Condition::all(lists, {is(lists, "field", std::string("cannot_read")), through(lists, "value_record", mine)});
  const auto entry =
      Condition::exists(table, {model::id_field, lists.at("owner_record"), {}, lists.at("owner_table")}, shut_out);
  return Condition::all(table, {published, Condition::negation(entry)});
}

}  // namespace

RowRules::Rule RowRules::customers(const TableInfo& table) const {
  using enum AccessClass;
  if (table.access == knowledge_article) return articles(caller_);
  if (caller_.account.is_nil()) return never(table);
  switch (table.access) {
    case account:
      return is(table, "id", caller_.account);
    case contact:
      return is(table, "account", caller_.account);
    case journal_entry:
      return Condition::all(table, {rule::where<JournalEntry>(&JournalEntry::kind, JournalKind::comment),
                                    of_readable_record(table, table.at("record"), 0)});
    case attachment:
      return of_readable_record(table, table.at("record"), 0);
    case meeting:
    case meeting_invitee:
      return customers_meetings(table);
    case import_file:
    case staging_row:
      return customers_imports(table);
    default:
      return customers_work(table);
  }
}

/// EXT-01 to EXT-04, and the customer's team.
RowRules::Rule RowRules::customers_work(const TableInfo& table) const {
  using enum AccessClass;
  const auto own = [&](const TableInfo& of, std::string_view field) { return is(of, field, caller_.account); };
  const auto readable = [&](std::string_view field) {
    const auto& parent = schema_->at(table.fields[table.at(field)].target);
    return through(table, field, *make(parent, 1));
  };
  switch (table.access) {
    case onboarding_case: {
      if (caller_.has_role("customer_admin") || caller_.has_role("customer_manager")) return own(table, "account");
      const auto& team = table_info<CustomerTeamMember>();
      const auto mine =
          Condition::any(table, {is(table, "contact", caller_.actor.contact),
                                 has(table, "onboarding_case", is(team, "contact", caller_.actor.contact))});
      return Condition::all(table, {own(table, "account"), mine});
    }
    case onboarding_tasks:
      if (table.name == "import_task") return readable("onboarding_task");
      return Condition::all(table, {is(table, "customer_visible", true), readable("onboarding_case")});
    case success_initiative:
    case customer_play:
    case touchpoint:
      return Condition::all(table, {own(table, "account"), is(table, "customer_visible", true)});
    case success_task:
      return Condition::all(
          table,
          {is(table, "customer_visible", true),
           Condition::any(table, {readable("success_initiative"), readable("customer_play"), readable("touchpoint")})});
    case customer_team_member: {
      const auto of = [&](const TableInfo& parent, std::string_view field) {
        return through(table, field, own(parent, "account"));
      };
      return Condition::any(
          table, {of(table_info<OnboardingCase>(), "onboarding_case"), of(table_info<Engagement>(), "engagement")});
    }
    default:
      return never(table);
  }
}

/// EXT-05.
RowRules::Rule RowRules::customers_meetings(const TableInfo& table) const {
  const auto& meetings = table_info<Meeting>();
  if (table.access == AccessClass::meeting_invitee) return through(table, "meeting", *make(meetings, 1));
  const auto& invitees = table_info<MeetingInvitee>();
  const auto invited = Condition::any(
      invitees, {is(invitees, "contact", caller_.actor.contact), is(invitees, "user", caller_.actor.user)});
  const auto reached =
      Condition::any(meetings, {through(meetings, "touchpoint", *make(table_info<Touchpoint>(), 1)),
                                through(meetings, "customer_play", *make(table_info<CustomerPlay>(), 1)),
                                has(meetings, "meeting", invited)});
  const auto draft = rule::where<Meeting>(&Meeting::state, MeetingState::draft);
  const auto own = through(meetings, "engagement", is(table_info<Engagement>(), "account", caller_.account));
  return Condition::all(meetings,
                        {own, reached, Condition::any(meetings, {Condition::negation(draft), arranged_by(caller_)})});
}

/// EXT-07: files of one's own, and what became of their rows.
RowRules::Rule RowRules::customers_imports(const TableInfo& table) const {
  const auto& files = table_info<ImportFile>();
  const auto task = through(table, "import_task", *make(table_info<ImportTask>(), 1));
  const auto mine = is(files, "created_by", caller_.actor.user);
  if (table.access == AccessClass::import_file) return Condition::all(table, {task, mine});
  return Condition::all(table, {task, through(table, "import_file", mine)});
}

std::optional<Condition> customer_limit(const TableInfo& table, unsigned operation, const Caller& caller,
                                        const RowRules& rules) {
  using enum AccessClass;
  const auto readable = [&](const TableInfo& parent) {
    const auto* rule = rules.rule(parent);
    return rule != nullptr ? *rule : Condition(parent);
  };
  switch (table.access) {
    case touchpoint:
      if (operation != create) return std::nullopt;
      return through(table, "engagement", is_open(table_info<Engagement>(), caller.account));
    case success_initiative:
      if (operation != create) return std::nullopt;
      return through(table, "success_outcome", is_open(table_info<SuccessOutcome>(), caller.account));
    case meeting:
      if (operation == create) return through(table, "touchpoint", readable(table_info<Touchpoint>()));
      return arranged_by(caller);
    case meeting_invitee:
      return through(table, "meeting",
                     Condition::all(table_info<Meeting>(), {readable(table_info<Meeting>()), arranged_by(caller)}));
    case contact:
    case customer_team_member:
    case attachment:
    case journal_entry:
      return readable(table);
    default:
      return std::nullopt;
  }
}

}  // namespace steward::access
