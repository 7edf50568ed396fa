// SPDX-License-Identifier: Apache-2.0
#include "columns/needs.hpp"

#include <algorithm>

#include "model/row.hpp"
#include "store/stored.hpp"

namespace steward::columns {

namespace {

using condition::Node;

class Collector {
 public:
  Collector(const store::Scope& scope, Needs& needs) : scope_(scope), needs_(needs) {}

  bool field(const TableInfo& table, std::size_t position) {
    if (table.flavour != Flavour::record) return false;
    auto& fields = needs_[&table];
    if (position == model::id_field) return true;
    if (form_of(table.fields[position].type) == Form::none || !store::has_column(table.fields[position])) return false;
    fields.insert(position);
    return true;
  }

  /// What decides whether a row of the table is shown.
  bool sight(const TableInfo& table) {
    if (!seen_.insert(&table).second) return true;
    const store::ScopeFilter filter(table, scope_);
    if (!filter.open() && !field(table, filter.field())) return false;
    const auto* rule = store::row_rule(table, scope_);
    return field(table, model::id_field) && (rule == nullptr || node(rule->root(), false));
  }

  bool path(const condition::Path& steps, bool scoped) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!field(*steps[i].table, steps[i].field)) return false;
      if (i > 0 && scoped && !sight(*steps[i].table)) return false;
    }
    return true;
  }

  bool node(const Node& node, bool scoped) {
    switch (node.kind) {
      case Node::Kind::all:
      case Node::Kind::any:
      case Node::Kind::negation:
        return std::all_of(node.children.begin(), node.children.end(),
                           [&](const auto& child) { return this->node(*child, scoped); });
      case Node::Kind::exists:
        return exists(node);
      default:
        return path(node.path, scoped);
    }
  }

  bool term(const Term& term) {
    return !term.opaque && path(term.path, true) && (term.withheld == nullptr || sight(*term.withheld));
  }

 private:
  bool exists(const Node& node) {
    const auto& own = *node.path.front().table;
    const auto& link = node.link;
    return field(own, link.own_field) && field(*node.target, link.target_field) &&
           (!link.own_table_field || field(own, *link.own_table_field)) &&
           (!link.target_table_field || field(*node.target, *link.target_table_field)) &&
           this->node(*node.children.front(), false);
  }

  const store::Scope& scope_;
  Needs& needs_;
  std::set<const TableInfo*> seen_;
};

}  // namespace

bool collect_needs(const Card& card, Needs& needs) {
  Collector collector(card.rows.scope, needs);
  const auto terms = terms_of(card);
  return collector.sight(card.rows.where.table()) && collector.node(card.rows.where.root(), true) &&
         std::all_of(terms.begin(), terms.end(), [&](const Term* term) { return collector.term(*term); }) &&
         std::all_of(card.measures.begin(), card.measures.end(), [&](const Measure& measure) {
           return !measure.only || collector.node(measure.only->root(), true);
         });
}

}  // namespace steward::columns
