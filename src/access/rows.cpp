// SPDX-License-Identifier: Apache-2.0
#include "access/rows.hpp"

#include <algorithm>

#include "access/conditions.hpp"
#include "condition/nodes.hpp"
#include "steward/model.hpp"

namespace steward::access {

using condition::Condition;
using condition::Link;

namespace {

/// Rows that belong to another record and are read with it (ACL-11).
bool is_satellite(const TableInfo& table) {
  using enum AccessClass;
  switch (table.access) {
    case journal_entry:
    case attachment:
    case email_message:
    case collaboration:
    case playbook_runs:
    case history:
      return true;
    default:
      return false;
  }
}

/// The logs behind history and feed, which tell of each record what its reader may know.
bool is_log(const TableInfo& table) { return table.name == "record_change" || table.name == "event"; }

/// Whether rows may hang on a row of the table: of the satellites only those that others are attached to.
bool is_followed(const TableInfo& table) {
  return !is_satellite(table) || table.name == "email_message" || table.name == "discussion" ||
         table.name == "playbook";
}

/// The rid field that says to which record a row belongs; nothing when there is none.
std::optional<std::size_t> record_field(const TableInfo& table) {
  for (const auto* name : {"record", "blocked_record"}) {
    const auto field = table.find(name);
    if (field && table.fields[*field].type == FieldType::rid) return field;
  }
  return std::nullopt;
}

}  // namespace

const Condition* RowRules::rule(const TableInfo& table) const {
  auto found = rules_.find(&table);
  if (found == rules_.end()) found = rules_.emplace(&table, make(table, 0)).first;
  return found->second ? &*found->second : nullptr;
}

RowRules::Rule RowRules::make(const TableInfo& table, int depth) const {
  if (!caller_.grants.allows(table.access, read)) return never(table);
  if (is_log(table)) return never(table);
  if (caller_.actor.external) return customers(table);
  Rule rule = caller_.admin ? std::nullopt : internal(table, depth);
  if (!caller_.actor.scope.all) rule = both(table, std::move(rule), confined(table));
  return rule;
}

/// The domain that a field names is the caller's or lies below it; `inherited`: or above it (DOM-11, DOM-12).
Condition RowRules::in_domains(const TableInfo& table, std::size_t field, bool inherited) const {
  const auto& scope = caller_.actor.scope;
  const auto& named = inherited ? scope.configuration : scope.data;
  auto known = Condition::any_of(table, field, {named.begin(), named.end()});
  if (!scope.wide) return known;
  const auto& domains = table_info<Domain>();
  const auto path = condition::make_text_test(condition::Node::Kind::starts_with, {{&domains, domains.at("path")}},
                                              condition::literal(caller_.path));
  auto below = Condition::exists(table, {field, model::id_field, {}, {}}, Condition(domains, path));
  return Condition::any(table, {std::move(known), std::move(below)});
}

bool RowRules::only_domains(const TableInfo& table) const {
  if (caller_.actor.external || !caller_.grants.allows(table.access, read)) return false;
  return caller_.admin || !internal(table, 0);
}

/// What cuts the rows of a table for internal callers who are no administrators.
RowRules::Rule RowRules::internal(const TableInfo& table, int depth) const {
  if (table.access == AccessClass::property && !caller_.grants.reaches(AccessClass::property, read, Limit::none)) {
    return video_setting();
  }
  if (table.name == "scorecard_snapshot") return owned(table, "user");
  if (!is_satellite(table)) return std::nullopt;
  if (const auto record = record_field(table)) return of_readable_record(table, *record, depth);
  for (const auto& parent : table.domain_from) {
    if (table.fields[table.at(parent)].type == FieldType::ref) return of_readable_parent(table, parent, depth);
  }
  return std::nullopt;
}

/// Rows without a domain of their own, for a caller who works in a part of the tree.
RowRules::Rule RowRules::confined(const TableInfo& table) const {
  const auto of_users = [&](bool inherited) {
    return Condition::exists(table, {table.at("user"), model::id_field, {}, {}},
                             in_domains(table_info<User>(), model::domain_field, inherited));
  };
  if (table.flavour == Flavour::fact) {
    if (const auto record = record_field(table)) return of_record_in_domains(table, *record);
    return table.name == "scorecard_snapshot" ? of_users(false) : never(table);
  }
  if (table.domain != DomainClass::none) {
    if (!caller_.actor.scope.wide) return std::nullopt;  // the store names the domains
    return in_domains(table, model::domain_field, table.domain == DomainClass::configuration);
  }
  if (table.name == "domain") return in_domains(table, model::id_field, true);
  if (table.name == "user_role") return of_users(true);
  if (table.access == AccessClass::import_file || table.access == AccessClass::staging_row) {
    const auto& tasks = table_info<ImportTask>();
    return Condition::exists(table, {table.at("import_task"), model::id_field, {}, {}},
                             in_domains(tasks, model::domain_field, false));
  }
  constexpr std::string_view common[] = {"role", "property", "exchange_rate", "scheduled_job"};
  if (std::find(std::begin(common), std::end(common), table.name) != std::end(common)) return std::nullopt;
  return never(table);
}

/// The record that a fact names lies in the caller's domains.
Condition RowRules::of_record_in_domains(const TableInfo& table, std::size_t record) const {
  const auto name = table.at(table.fields[record].table_field);
  std::vector<Condition> ways;
  for (const TableInfo* target : schema_->tables()) {
    if (target->flavour != Flavour::record || target->domain == DomainClass::none) continue;
    const bool inherited = target->domain == DomainClass::configuration;
    ways.push_back(Condition::exists(table, {record, model::id_field, name, {}},
                                     in_domains(*target, model::domain_field, inherited)));
  }
  return Condition::any(table, std::move(ways));
}

/// The record that a row names by table and id is one that the caller reads. Records whose own rule asks for yet
/// another record are followed one step, not further.
Condition RowRules::of_readable_record(const TableInfo& table, std::size_t record, int depth) const {
  const auto name = table.at(table.fields[record].table_field);
  std::vector<Value> plain;
  std::vector<Condition> ways;
  for (const TableInfo* target : schema_->tables()) {
    if (target->flavour != Flavour::record || !caller_.grants.allows(target->access, read)) continue;
    const bool ruled = caller_.actor.external || is_satellite(*target);
    if (!ruled) {
      plain.emplace_back(target->name);
    } else if (depth == 0 && is_followed(*target)) {
      const auto inner = make(*target, depth + 1);
      ways.push_back(
          Condition::exists(table, {record, model::id_field, name, {}}, inner ? *inner : Condition(*target)));
    }
  }
  if (!plain.empty()) ways.push_back(Condition::any_of(table, name, std::move(plain)));
  return ways.empty() ? never(table) : Condition::any(table, std::move(ways));
}

Condition RowRules::of_readable_parent(const TableInfo& table, std::string_view field, int depth) const {
  const auto at = table.at(field);
  const auto& parent = schema_->at(table.fields[at].target);
  const auto inner = make(parent, depth);
  if (!inner) return Condition::negation(Condition::equals(table, at, Value()));
  return Condition::exists(table, {at, model::id_field, {}, {}}, *inner);
}

Condition RowRules::owned(const TableInfo& table, std::string_view field) const {
  return Condition::equals(table, table.at(field), caller_.actor.user);
}

std::optional<Condition> RowRules::limit(const TableInfo& table, unsigned operation) const {
  if (table.name == "user_role" && !caller_.actor.scope.all) {
    // Roles are given to users of one's own part of the tree.
    return Condition::exists(table, {table.at("user"), model::id_field, {}, {}},
                             in_domains(table_info<User>(), model::domain_field, false));
  }
  if (caller_.admin) return std::nullopt;
  if (caller_.actor.external) return customer_limit(table, operation, caller_, *this);
  const auto unlimited = caller_.grants.reaches(table.access, operation, Limit::none);
  if (!unlimited) {
    if (caller_.grants.reaches(table.access, operation, Limit::plain_sources)) return plain_sources(table);
    if (caller_.grants.reaches(table.access, operation, Limit::video_setting)) return video_setting();
    if (caller_.grants.reaches(table.access, operation, Limit::onboarding_definitions)) return onboarding_definitions();
  }
  if (operation == create) return std::nullopt;
  if (table.name == "attachment") return owned(table, "created_by");
  if (table.name == "reminder" || table.name == "saved_filter" || table.name == "article_feedback") {
    return owned(table, "user");
  }
  if (table.name == "email_message") {
    const auto sent = Condition::negation(rule::where<EmailMessage>(&EmailMessage::state, EmailState::draft));
    return Condition::any(table, {sent, owned(table, "created_by")});
  }
  return std::nullopt;
}

}  // namespace steward::access
