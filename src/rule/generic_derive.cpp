// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "rule/generic.hpp"

namespace steward::rule {

namespace {

std::string_view read_only_rule(const TableInfo& table, std::string_view field) {
  if (field == "number" && !table.prefix.empty()) return "GEN-01";
  if (field == "domain") return "GEN-10";
  if (field == "account" || field == "engagement") return "GEN-05";
  if (field == "active") return "GEN-07";
  return "GEN-08";
}

/// Account and user carry a domain of their own, which only the host's code may set (DOM-01, DOM-06).
bool may_set_domain(const Context& context) {
  const auto& table = context.change.table;
  return context.work.actor().system && table.domain_from.empty() && (table.name == "account" || table.name == "user");
}

/// The row that a domain is taken from: the target of a ref, or of a rid with its table field.
const Row* domain_source(const Context& context, const TableInfo*& source_table) {
  const auto& table = context.change.table;
  const auto position = table.at(table.domain_from);
  const Id id = model::id_at(context.change.after, position);
  if (id.is_nil()) return nullptr;
  const auto& field = table.fields[position];
  const auto name = field.table_field.empty() ? std::string_view(field.target)
                                              : model::text_at(context.change.after, table.at(field.table_field));
  source_table = context.work.schema().find(name);
  return source_table != nullptr ? context.work.row(*source_table, id) : nullptr;
}

Id derived_domain(Context& context) {
  const auto& table = context.change.table;
  if (context.work.property("domain.auto_account_domain") != "true") return global_domain;
  if (!table.domain_from.empty()) {
    const TableInfo* source_table = nullptr;
    const Row* source = domain_source(context, source_table);
    if (source != nullptr && source_table->domain != DomainClass::none) {
      return model::id_at(*source, model::domain_field);
    }
  }
  const Id held = model::id_at(context.change.after, model::domain_field);
  if (!held.is_nil()) return held;
  if (table.name == "account") return global_domain;
  const Id own = context.work.actor().domain;
  return own.is_nil() ? global_domain : own;
}

}  // namespace

void check_read_only(Context& context, const Catalogue& catalogue) {
  if (!context.by_caller()) return;
  auto& change = context.change;
  const auto& table = change.table;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (!change.given[i] || (field.kind != FieldKind::derived && field.kind != FieldKind::computed)) continue;
    if (i == model::id_field && context.inserting() && context.work.actor().system) continue;
    if (i == model::domain_field && field.name == "domain" && may_set_domain(context)) continue;
    const Value& stored = change.before != nullptr ? (*change.before)[i] : field.default_value;
    const bool same = change.after[i] == stored;
    const auto rule = read_only_rule(table, field.name);
    if (!catalogue.enabled(rule)) continue;
    change.after[i] = stored;
    if (same) continue;
    context.rule_id = rule;
    context.refuse("field_read_only", field.name,
                   fmt::format("{}.{} is kept by the library; leave it out", table.name, field.name));
  }
}

void derive_account(Context& context, const Catalogue& catalogue) {
  const auto& table = context.change.table;
  if (table.account_from.empty() || !catalogue.enabled("GEN-05")) return;
  const auto from = table.at(table.account_from);
  const auto* parent_table = context.work.schema().find(table.fields[from].target);
  const Id parent_id = model::id_at(context.change.after, from);
  if (parent_table == nullptr || parent_id.is_nil()) return;
  if (const Row* parent = context.work.row(*parent_table, parent_id)) {
    context.change.after[table.at("account")] = (*parent)[parent_table->at("account")];
  }
}

void derive_domain(Context& context, const Catalogue& catalogue) {
  const auto& table = context.change.table;
  if (table.flavour != Flavour::record || table.domain == DomainClass::none) return;
  if (!catalogue.enabled("GEN-10") || !catalogue.enabled(table.domain_rule)) {
    // Switched off for a test: the acting user's domain is the only one that needs no rule.
    auto& domain = context.change.after[model::domain_field];
    if (is_null(domain)) domain = context.work.actor().domain.is_nil() ? global_domain : context.work.actor().domain;
    return;
  }
  context.change.after[model::domain_field] = derived_domain(context);
}

Result<void> move_dependents(Context& context, const Catalogue& catalogue) {
  const auto& change = context.change;
  if (change.operation != Operation::update || change.table.flavour != Flavour::record) return {};
  if (change.table.domain == DomainClass::none || !change.changed(model::domain_field)) return {};
  if (!catalogue.enabled("DOM-08")) return {};
  for (const auto* table : context.work.schema().tables()) {
    if (table->domain_from.empty() || table->flavour != Flavour::record) continue;
    const auto position = table->at(table->domain_from);
    const auto& field = table->fields[position];
    if (field.table_field.empty() && field.target != change.table.name) continue;
    auto where = condition::Condition::equals(*table, position, change.id());
    for (const Row& row : context.work.find(where)) {
      // Writing nothing is enough: the derivation runs on every write.
      if (auto moved = context.work.update(*table, model::row_id(row), {}, Origin::cascade); !moved) return moved;
    }
  }
  return {};
}

}  // namespace steward::rule
