// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "rule/generic.hpp"

namespace steward::rule {

namespace {

/// What a record takes over from the record above it (GEN-05).
constexpr std::string_view copied[] = {"account", "engagement", "success_objective"};

bool is_copied(std::string_view field) {
  return std::find(std::begin(copied), std::end(copied), field) != std::end(copied);
}

std::string_view read_only_rule(const TableInfo& table, const FieldInfo& field) {
  if (!field.rule.empty()) return field.rule;
  if (field.name == "number" && !table.prefix.empty()) return "GEN-01";
  if (field.name == "domain") return "GEN-10";
  if (is_copied(field.name)) return table.copy_rule;
  if (field.name == "active") return "GEN-07";
  return "GEN-08";
}

/// The first of the fields that is set; nothing when none is.
std::optional<std::size_t> first_set(const TableInfo& table, const Row& row, const std::vector<std::string>& fields) {
  for (const auto& name : fields) {
    const auto position = table.at(name);
    if (!is_null(row[position])) return position;
  }
  return std::nullopt;
}

/// Account and user carry a domain of their own, which only the host's code and the move of an account set (DOM-01,
/// DOM-06).
bool may_set_domain(const Context& context) {
  const auto& table = context.change.table;
  return (context.work.actor().system || !context.by_caller()) && table.domain_from.empty() &&
         (table.name == "account" || table.name == "user");
}

/// The row that the first set field of `from` names, and its table: the target of a ref, or of a rid with its
/// table field.
const Row* source_row(const Context& context, const std::vector<std::string>& from, const TableInfo*& source_table) {
  const auto& table = context.change.table;
  const auto position = first_set(table, context.change.after, from);
  if (!position) return nullptr;
  const auto& field = table.fields[*position];
  const auto name = field.table_field.empty() ? std::string_view(field.target)
                                              : model::text_at(context.change.after, table.at(field.table_field));
  source_table = context.work.schema().find(name);
  return source_table != nullptr ? context.work.bare_row(*source_table, model::id_at(context.change.after, *position))
                                 : nullptr;
}

Id derived_domain(Context& context) {
  const auto& table = context.change.table;
  if (context.work.property("domain.auto_account_domain") != "true") return global_domain;
  const TableInfo* source_table = nullptr;
  const Row* source = source_row(context, table.domain_from, source_table);
  if (source != nullptr && source_table->domain != DomainClass::none) return model::id_at(*source, model::domain_field);
  const Id held = model::id_at(context.change.after, model::domain_field);
  if (!held.is_nil()) return held;
  if (table.name == "account") return global_domain;
  const Id own = context.work.actor().domain;
  return own.is_nil() ? global_domain : own;
}

}  // namespace

namespace {

/// What the record holds in fields that callers do not write; the computed ones are computed, once at most.
class Stored {
 public:
  explicit Stored(Context& context) : context_(context) {}

  Value at(std::size_t i) {
    const auto& change = context_.change;
    if (change.before == nullptr) return change.table.fields[i].default_value;
    if (change.table.fields[i].kind != FieldKind::computed) return (*change.before)[i];
    if (!computed_) {
      computed_ = *change.before;
      context_.work.compute(change.table, std::span(&*computed_, 1));
    }
    return (*computed_)[i];
  }

 private:
  Context& context_;
  std::optional<Row> computed_;
};

}  // namespace

void check_read_only(Context& context, const Catalogue& catalogue) {
  if (!context.by_caller()) return;
  auto& change = context.change;
  const auto& table = change.table;
  Stored held(context);
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (!change.given[i] || (field.kind != FieldKind::derived && field.kind != FieldKind::computed)) continue;
    if (i == model::id_field && context.inserting() && context.work.actor().system) continue;
    if (i == model::domain_field && field.name == "domain" && may_set_domain(context)) continue;
    const auto rule = read_only_rule(table, field);
    if (!catalogue.enabled(rule)) continue;
    const Value stored = held.at(i);
    const bool same = change.after[i] == stored;
    change.after[i] = stored;
    if (same) continue;
    context.rule_id = rule;
    context.refuse("field_read_only", field.name,
                   fmt::format("{}.{} is kept by the library; leave it out", table.name, field.name));
  }
}

void derive_copies(Context& context, const Catalogue& catalogue) {
  const auto& table = context.change.table;
  if (table.parent.empty() || !catalogue.enabled(table.copy_rule)) return;
  const TableInfo* parent_table = nullptr;
  const Row* parent = source_row(context, table.parent, parent_table);
  if (parent == nullptr) return;
  for (const auto name : copied) {
    const auto to = table.find(name);
    const auto from = parent_table->find(name);
    if (to && from && table.fields[*to].kind == FieldKind::derived) context.change.after[*to] = (*parent)[*from];
  }
}

bool is_taken_over(const Context& context, std::size_t field, const Catalogue& catalogue) {
  const auto& table = context.change.table;
  const auto& info = table.fields[field];
  if (table.parent.empty() || info.kind != FieldKind::derived || !is_copied(info.name)) return false;
  if (!catalogue.enabled(table.copy_rule)) return false;
  if (context.by_caller() && context.change.given[field]) return false;
  const TableInfo* parent_table = nullptr;
  const Row* parent = source_row(context, table.parent, parent_table);
  const auto from = parent != nullptr ? parent_table->find(info.name) : std::nullopt;
  return from && context.change.after[field] == (*parent)[*from];
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

namespace {

Result<void> rewrite_rows_naming(Context& context, const TableInfo& table, const std::string& field_name) {
  const auto position = table.at(field_name);
  const auto& field = table.fields[position];
  if (field.table_field.empty() && field.target != context.change.table.name) return {};
  std::vector<condition::Condition> parts{condition::Condition::equals(table, position, context.change.id())};
  if (!field.table_field.empty()) {
    parts.push_back(condition::Condition::equals(table, table.at(field.table_field), context.change.table.name));
  }
  for (const Row& row : context.work.find(condition::Condition::all(table, std::move(parts)))) {
    // Writing nothing is enough: the derivation runs on every write.
    if (auto moved = context.work.update(table, model::row_id(row), {}, Origin::cascade); !moved) return moved;
  }
  return {};
}

bool copies_changed(const Change& change) {
  return std::any_of(std::begin(copied), std::end(copied), [&](std::string_view name) {
    const auto position = change.table.find(name);
    return position && change.changed(*position);
  });
}

}  // namespace

Result<void> move_dependents(Context& context, const Catalogue& catalogue) {
  const auto& change = context.change;
  if (change.operation != Operation::update || change.table.flavour != Flavour::record) return {};
  const bool domain_moved =
      change.table.domain != DomainClass::none && change.changed(model::domain_field) && catalogue.enabled("DOM-08");
  const bool moved = copies_changed(change) && catalogue.enabled("GEN-05");
  if (!domain_moved && !moved) return {};
  for (const auto* table : context.work.schema().tables()) {
    if (table->flavour != Flavour::record) continue;
    for (const auto& field : domain_moved ? table->domain_from : table->parent) {
      if (auto done = rewrite_rows_naming(context, *table, field); !done) return done;
    }
  }
  return {};
}

}  // namespace steward::rule
