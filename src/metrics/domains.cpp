// SPDX-License-Identifier: Apache-2.0
#include "metrics/domains.hpp"

#include <algorithm>

#include "condition/nodes.hpp"
#include "rule/generic.hpp"
#include "steward/model/system.hpp"

namespace steward::metrics {

namespace {

Id rooted(Id domain) { return domain.is_nil() ? rule::global_domain : domain; }

}  // namespace

Domains::Domains(const rule::Lookup& work, const Enabled& enabled) : work_(&work) {
  separated_ = enabled("DOM-17") && work.find(condition::Condition(table_info<Domain>()), 2).size() > 1;
}

const std::string& Domains::path_of(Id domain) {
  if (const auto found = paths_.find(domain); found != paths_.end()) return found->second;
  const Row* row = work_->row(table_info<Domain>(), domain);
  return paths_.emplace(domain, row != nullptr ? model::get<Domain>(*row, &Domain::path) : std::string()).first->second;
}

bool Domains::within(Id domain, Id ancestor) {
  domain = rooted(domain);
  ancestor = rooted(ancestor);
  if (!separated_ || domain == ancestor || ancestor == rule::global_domain) return true;
  const std::string& above = path_of(ancestor);
  return !above.empty() && path_of(domain).starts_with(above);
}

std::size_t Domains::depth(Id domain) {
  const std::string& path = path_of(rooted(domain));
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

store::Scope Domains::below(Id domain) {
  domain = rooted(domain);
  const store::Scope& caller = work_->actor().scope;
  if (!separated_ || domain == rule::global_domain) return caller;
  const auto& table = table_info<Domain>();
  const condition::Path path{{&table, model::field_of<Domain>(&Domain::path)}};
  const condition::Condition inside(
      table, condition::make_text_test(condition::Node::Kind::starts_with, path, condition::literal(path_of(domain))));
  store::Scope scope;
  scope.all = false;
  for (const Row& row : work_->find(inside)) {
    const Id id = model::row_id(row);
    if (work_->below(id)) scope.data.push_back(id);
  }
  std::sort(scope.data.begin(), scope.data.end());
  // Inherited configuration may be read too: its owners lie on the way to the root.
  scope.configuration = scope.data;
  for (const Row* row = work_->row(table, domain); row != nullptr;) {
    const auto parent = model::get<Domain>(*row, &Domain::parent);
    if (!parent) break;
    scope.configuration.push_back(parent->id());
    row = work_->row(table, parent->id());
  }
  std::sort(scope.configuration.begin(), scope.configuration.end());
  return scope;
}

Id domain_of(const TableInfo& table, const Row& row) {
  if (!is_placed(table)) return {};
  return model::id_at(row, model::domain_field);
}

bool may_write(const rule::Lookup& lookup, Id domain, const Enabled& enabled) {
  return !enabled("DOM-13") || lookup.below(domain);
}

store::Scope visible_scope(const rule::Actor& actor, const Enabled& enabled) {
  return enabled("DOM-11") && enabled("DOM-12") ? actor.scope : store::Scope{};
}

}  // namespace steward::metrics
