// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/machine.hpp"
#include "rule/generic.hpp"
#include "steward/model/engagement.hpp"

namespace steward::rule {

namespace {

void require(Context& context, std::size_t i) {
  const auto& table = context.change.table;
  context.rule_id = table.required_rule;
  context.refuse("field_required", table.fields[i].name,
                 fmt::format("{}.{} is required", table.name, table.fields[i].name));
}

void check_choice(Context& context, std::size_t i) {
  const auto& field = context.change.table.fields[i];
  const auto text = model::text_at(context.change.after, i);
  const auto* values = context.work.schema().choices(field.choice_list);
  if (values == nullptr || std::find(values->begin(), values->end(), text) != values->end()) return;
  context.rule_id = "GEN-03";
  context.refuse(
      "invalid_choice", field.name,
      fmt::format("{}.{} takes one of: {}", context.change.table.name, field.name, fmt::join(*values, ", ")));
}

void check_target(Context& context, std::size_t i, const TableInfo& target, Id id) {
  const auto& field = context.change.table.fields[i];
  // What the library filled in is not held against what the caller sees (ACL-08).
  const bool restricted = context.by_caller() && !context.work.actor().system && context.change.given[i];
  const bool names = restricted ? context.work.nameable(target, id) : context.work.bare_row(target, id) != nullptr;
  if (names || (target.name == context.change.table.name && id == context.change.id())) return;
  context.rule_id = "GEN-04";
  context.refuse("invalid_reference", field.name,
                 fmt::format("{}.{} names no {} that exists: {}", context.change.table.name, field.name, target.name,
                             id.to_string()));
}

void check_reference(Context& context, std::size_t i) {
  const auto& field = context.change.table.fields[i];
  const auto& schema = context.work.schema();
  const Value& value = context.change.after[i];
  if (field.type == FieldType::rid) {
    const auto name = model::text_at(context.change.after, context.change.table.at(field.table_field));
    const auto* target = schema.find(name);
    if (target != nullptr && field.on_delete != OnDelete::keep) check_target(context, i, *target, std::get<Id>(value));
    return;
  }
  const auto* target = schema.find(field.target);
  if (target == nullptr) return;
  if (const auto* id = std::get_if<Id>(&value)) check_target(context, i, *target, *id);
  if (const auto* list = std::get_if<IdList>(&value)) {
    for (const Id& id : *list) check_target(context, i, *target, id);
  }
}

void check_table_name(Context& context, std::size_t i) {
  const auto name = model::text_at(context.change.after, i);
  const auto& field = context.change.table.fields[i];
  if (field.type == FieldType::choice || context.work.schema().find(name) != nullptr) return;
  context.rule_id = "GEN-04";
  context.refuse("invalid_input", field.name, fmt::format("there is no table \"{}\"", name));
}

void check_range(Context& context, std::size_t i) {
  const auto& field = context.change.table.fields[i];
  const Value& value = context.change.after[i];
  // Whole numbers compare in their own unit, decimals in theirs.
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* decimal = std::get_if<Decimal>(&value);
  if (whole == nullptr && decimal == nullptr) return;
  const auto unit = whole != nullptr ? Decimal::one : 1;
  const auto held = whole != nullptr ? *whole : decimal->units();
  const bool low = field.min && held < field.min->units() / unit;
  const bool high = field.max && held > field.max->units() / unit;
  if (!low && !high) return;
  context.rule_id = "GEN-16";
  context.refuse("out_of_range", field.name,
                 fmt::format("{}.{} must be {} {}", context.change.table.name, field.name, low ? "at least" : "at most",
                             low ? field.min->to_string() : field.max->to_string()));
}

/// The account that the record belongs to: its own, or that of its engagement.
Id account_of(Context& context) {
  const auto& table = context.change.table;
  if (const auto own = table.find("account")) return model::id_at(context.change.after, *own);
  const auto up = table.find("engagement");
  if (!up) return {};
  const auto& engagement = table_info<Engagement>();
  const Row* row = context.work.bare_row(engagement, model::id_at(context.change.after, *up));
  return row != nullptr ? model::id_at(*row, engagement.at("account")) : Id();
}

void check_same_account(Context& context, std::size_t i) {
  const auto& field = context.change.table.fields[i];
  const auto* target = context.work.schema().find(field.target);
  const Id own = account_of(context);
  if (target == nullptr || own.is_nil()) return;
  IdList ids;
  if (const auto* id = std::get_if<Id>(&context.change.after[i])) ids.push_back(*id);
  if (const auto* list = std::get_if<IdList>(&context.change.after[i])) ids = *list;
  const auto position = target->at("account");
  for (const Id& id : ids) {
    const Row* row = context.work.bare_row(*target, id);
    if (row == nullptr || model::id_at(*row, position) == own) continue;
    context.rule_id = "GEN-06";
    context.refuse("account_mismatch", field.name,
                   fmt::format("{}.{} names a {} of another account: {}", context.change.table.name, field.name,
                               target->name, id.to_string()));
    return;
  }
}

/// The texts of a record that a playbook is still filling in, and everything of one that is canceled along with
/// its parent (CHD-03): a child that lacks something must not block the parent.
bool may_be_missing(const Change& change, const FieldInfo& field, bool chd_03) {
  const auto incomplete = change.table.find("incomplete");
  const bool text = field.type == FieldType::string || field.type == FieldType::text;
  if (incomplete && text && model::bool_at(change.after, *incomplete)) return true;
  if (change.origin != Origin::cascade || change.table.closing.state.empty() || !chd_03) return false;
  const auto state = change.table.at(change.table.closing.state);
  return change.operation == Operation::update && change.changed(state) &&
         model::text_at(change.after, state) == model::WorkMachine::canceled;
}

}  // namespace

void validate_fields(Context& context, const Catalogue& catalogue) {
  const auto& change = context.change;
  const auto& table = change.table;
  const auto own_account = table.find("account");
  const bool chd_03 = catalogue.enabled("CHD-03");
  const bool account_moved = own_account && change.changed(*own_account);
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (is_null(change.after[i])) {
      if (field.required && !may_be_missing(change, field, chd_03) && catalogue.enabled(table.required_rule))
        require(context, i);
      continue;
    }
    if (field.same_account && (change.changed(i) || account_moved) && catalogue.enabled("GEN-06")) {
      check_same_account(context, i);
    }
    // What is stored and unchanged stays: an unknown choice of a newer version, a reference kept as history.
    if (!change.changed(i)) continue;
    if (!field.choice_list.empty() && catalogue.enabled("GEN-03")) check_choice(context, i);
    if (i != model::domain_field || field.name != "domain") {
      if (catalogue.enabled("GEN-04") && !is_taken_over(context, i, catalogue)) check_reference(context, i);
    }
    if (field.names_table && catalogue.enabled("GEN-04")) check_table_name(context, i);
    if ((field.min || field.max) && catalogue.enabled("GEN-16")) check_range(context, i);
  }
}

void validate_unique(Context& context, const Catalogue& catalogue) {
  const auto& change = context.change;
  const auto& table = change.table;
  for (const auto& key : table.unique) {
    if (!catalogue.enabled(key.rule)) continue;
    bool touched = key.per_domain && table.has("domain") && change.changed(model::domain_field);
    bool has_null = false;
    std::vector<condition::Condition> parts;
    for (const auto& name : key.fields) {
      const auto i = table.at(name);
      touched = touched || change.changed(i) || context.inserting();
      has_null = has_null || is_null(change.after[i]);
      parts.push_back(condition::Condition::equals(table, i, change.after[i]));
    }
    if (!touched || (has_null && key.nulls_ignored)) continue;
    if (!key.only_where.empty()) {
      const auto only = context.work.condition(key.only_where, table);
      if (!context.work.matches(only, change.after)) continue;
      parts.push_back(only);
    }
    if (key.per_domain && table.has("domain")) {
      parts.push_back(condition::Condition::equals(table, model::domain_field, change.after[model::domain_field]));
    }
    for (const Row& row : context.work.find(condition::Condition::all(table, std::move(parts)), 2)) {
      if (model::row_id(row) == change.id()) continue;
      context.rule_id = key.rule;
      context.refuse(key.code, key.at,
                     fmt::format("another {} has the same {}", table.name, fmt::join(key.fields, ", ")));
      break;
    }
  }
}

namespace {

void refuse_journal_change(Context& context) {
  if (!context.by_caller()) return;
  context.refuse("field_read_only", "text", "journal entries are only ever appended; add a new one");
}

}  // namespace

std::vector<Rule> generic_rules() {
  using enum Phase;
  return {
      {"GEN-01", "", "Number", mechanism, on_write, "field_read_only @number", nullptr,
       "Numbered tables take their number from a sequence of the domain; it is unique, never reused and never set "
       "by a caller."},
      {"GEN-02", "", "Required", mechanism, on_write, "field_required @each", nullptr,
       "Every required field is present; white space only counts as missing."},
      {"GEN-03", "", "Choice", mechanism, on_write, "invalid_choice @field", nullptr,
       "A choice field holds a value of its list or is empty; stored values that this version does not know stay."},
      {"GEN-04", "", "Reference", mechanism, on_write, "invalid_reference @field", nullptr,
       "A reference names an existing record of the right table that the caller may see."},
      {"GEN-05", "", "Account follows", mechanism, on_write, "field_read_only @account", nullptr,
       "Below an engagement the account is that of the engagement."},
      {"GEN-06", "", "Same account", mechanism, on_write, "account_mismatch @field", nullptr,
       "A product, contract or contact that a record names belongs to the record's account."},
      {"GEN-08", "", "Computed fields", mechanism, on_write, "field_read_only @field", nullptr,
       "Values for fields that the library keeps are ignored when they equal the stored ones, refused otherwise."},
      {"GEN-09", "", "Version", mechanism, on_update | on_erase, "version_conflict", nullptr,
       "An update or delete carries the version that was read."},
      {"GEN-10", "", "Domain", mechanism, on_write, "field_read_only @domain", nullptr,
       "The domain of a record is derived, never written by a caller."},
      {"GEN-13", "journal_entry", "Journal", validate, on_update, "field_read_only @text", refuse_journal_change,
       "Notes and comments are only ever appended, also on ended records."},
      {"GEN-13", "journal_entry", "Journal", before_delete, on_erase, "field_read_only @text", refuse_journal_change,
       "A note or comment is not deleted by a caller."},
      {"GEN-14", "", "Uniqueness", mechanism, on_write, "duplicate_… @field", nullptr,
       "Unique keys hold within the record's own domain; text compares trimmed and without letter case."},
      {"GEN-15", "", "Delete", mechanism, on_erase, "delete_blocked", nullptr,
       "A delete restricts, cascades, sets null or keeps, reference by reference."},
      {"GEN-16", "", "Ranges", mechanism, on_write, "out_of_range @field, value_not_finite @field", nullptr,
       "Scores lie in 0 to 100, counters and durations are not negative, every number is finite."},
      {"DOM-01", "account", "Domain of an account", mechanism, on_write, "", nullptr,
       "An account has a domain of its own, else the root."},
      {"DOM-06", "user", "Domain of a user", mechanism, on_write, "", nullptr, "A user has a domain of their own."},
      {"DOM-08", "", "Dependents follow", mechanism, on_update, "", nullptr,
       "When the source of a domain changes, every dependent record is moved in the same transaction."},
      {"DOM-11", "", "Data is seen from above", mechanism, on_write, "not_found", nullptr,
       "A data record is visible in its own domain and in those above it, nowhere else."},
      {"DOM-12", "", "Configuration is inherited", mechanism, on_write, "not_found", nullptr,
       "A configuration record is also visible in the domains below its own."},
      {"DOM-13", "", "Inherited is read-only", mechanism, on_write, "access_denied", nullptr,
       "A caller writes only records of its own domain and those below."},
      {"DOM-14", "", "References are masked", mechanism, on_write, "invalid_reference @field", nullptr,
       "A stored reference that leads to an invisible record reads as empty."},
  };
}

}  // namespace steward::rule
