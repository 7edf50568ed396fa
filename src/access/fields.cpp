// SPDX-License-Identifier: Apache-2.0
#include "access/fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "access/decide.hpp"
#include "steward/model.hpp"

namespace steward::access {

namespace {

bool is_identity(std::size_t field) { return field == model::id_field || field == model::version_field; }

void refuse(rule::Context& context, std::string_view rule, std::string_view field, std::string message) {
  context.rule_id = rule;
  context.refuse("access_denied", field, std::move(message));
}

/// Where a customer user may bring a meeting: a draft is sent out, and what was arranged may be called off.
bool customer_moves(const rule::Change& change, std::size_t state) {
  if (change.operation == rule::Operation::insert) return true;
  const auto from = model::text_at(*change.before, state);
  const auto to = model::text_at(change.after, state);
  return (from == "draft" && to == "scheduled") || (from == "scheduled" && to == "canceled");
}

void check_customer_field(rule::Context& context, std::size_t field) {
  const auto& info = context.change.table.fields[field];
  const bool inserting = context.inserting();
  // Giving back what one has read changes nothing; what one has not read is not to be guessed at.
  if (!inserting && !context.change.changed(field) && info.kind != FieldKind::journal && info.external) return;
  const auto input = info.external_input;
  const bool given = input == ExternalInput::write || (inserting && input == ExternalInput::create);
  if (!given) return refuse(context, "FLD-04", info.name, "customer users do not set this field");
  if (info.name == "state" && !customer_moves(context.change, field)) {
    refuse(context, "EXT-05", info.name, "customer users send out a draft or call off a meeting, nothing else");
  }
}

/// FLD-03: what a caller does not read they may set once, but not change.
void check_hidden_field(const Caller& caller, rule::Context& context, std::size_t field) {
  const auto& table = context.change.table;
  if (!context.updating() || reads_field(caller, table, field)) return;
  refuse(context, "FLD-03", table.fields[field].name, "a field that you do not read is not yours to change");
}

/// A template is approved or rejected by who may not write it otherwise (Limit::decision).
void check_decision(const Caller& caller, rule::Context& context, std::size_t field) {
  const auto& table = context.change.table;
  if (table.access != AccessClass::blueprint_templates || !context.updating() || !context.change.changed(field)) return;
  if (caller.grants.reaches(table.access, write, Limit::none)) return;
  const auto state = table.at("state");
  const auto to = model::text_at(context.change.after, state);
  const bool decides = field == state && model::text_at(*context.change.before, state) == "waiting_for_approval" &&
                       (to == "approved" || to == "draft");
  if (!decides) refuse(context, "ACL-01", table.fields[field].name, "an approver approves or rejects, nothing else");
}

}  // namespace

bool reads_field(const Caller& caller, const TableInfo& table, std::size_t field) {
  if (caller.actor.system || is_identity(field)) return true;
  const auto& info = table.fields[field];
  if (caller.actor.external && !info.external) return false;
  return info.readers.empty() || caller.admin ||
         std::any_of(info.readers.begin(), info.readers.end(),
                     [&](const std::string& role) { return holds(caller.roles, role); });
}

void mask_fields(const Caller& caller, const TableInfo& table, std::span<Row> rows) {
  if (caller.actor.system) return;
  std::vector<std::size_t> hidden;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!reads_field(caller, table, i)) hidden.push_back(i);
  }
  const bool of_cases = caller.actor.external && table.access == AccessClass::onboarding_case;
  if (hidden.empty() && !of_cases) return;
  const auto withhold = [&](Row& row, std::size_t field) {
    row[field] = Value();
    row.masked.push_back(table.fields[field].name);
  };
  for (Row& row : rows) {
    const bool visible = !of_cases || model::bool_at(row, table.at("customer_visible"));
    for (const auto field : hidden) withhold(row, field);
    if (!visible) withhold(row, table.at("products"));
  }
}

Result<void> check_paths(const Caller& caller, const std::vector<condition::Path>& paths) {
  if (caller.actor.system) return {};
  for (const auto& path : paths) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      const auto& table = *path[i].table;
      const bool readable = i == 0 || allows(caller, read, table);
      if (readable && reads_field(caller, table, path[i].field)) continue;
      const auto& name = path[readable ? i : i - 1].table->fields[path[readable ? i : i - 1].field].name;
      return denied("ACL-12", path[readable ? i : i - 1].table->name, std::nullopt, name,
                    fmt::format("you do not read {}, so you cannot ask for it", name));
    }
  }
  return {};
}

void check_given(const Caller& caller, rule::Context& context) {
  if (caller.actor.system || !context.by_caller()) return;
  const auto& change = context.change;
  for (std::size_t i = 0; i < change.given.size(); ++i) {
    if (!change.given[i] || is_identity(i)) continue;
    if (caller.actor.external) {
      check_customer_field(context, i);
    } else {
      check_hidden_field(caller, context, i);
      check_decision(caller, context, i);
    }
  }
}

}  // namespace steward::access
