// SPDX-License-Identifier: Apache-2.0
#include "condition/condition.hpp"

#include <algorithm>
#include <utility>

#include "condition/nodes.hpp"

namespace steward::condition {

namespace {

bool same_path(const Path& a, const Path& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Step& x, const Step& y) { return x.table == y.table && x.field == y.field; });
}

void add_path(const Path& path, std::vector<Path>& paths) {
  const auto same = [&](const Path& other) { return same_path(path, other); };
  if (std::none_of(paths.begin(), paths.end(), same)) paths.push_back(path);
}

void collect_paths(const Node& node, std::vector<Path>& paths) {
  if (node.kind == Node::Kind::exists) {
    add_path(node.path, paths);
    if (node.link.own_table_field) add_path({{node.path.front().table, *node.link.own_table_field}}, paths);
    return;
  }
  for (const auto& child : node.children) collect_paths(*child, paths);
  if (!node.path.empty()) add_path(node.path, paths);
}

bool is_local_node(const Node& node) {
  if (node.kind == Node::Kind::exists || node.path.size() > 1) return false;
  return std::all_of(node.children.begin(), node.children.end(),
                     [](const NodePtr& child) { return is_local_node(*child); });
}

}  // namespace

Condition::Condition(const TableInfo& table) : table_(&table), root_(make_always()) {}

Condition Condition::equals(const TableInfo& table, std::size_t field, Value value) {
  if (is_null(value)) return {table, make_empty({{&table, field}})};
  return {table, make_compare({{&table, field}}, Op::eq, literal(std::move(value)))};
}

Condition Condition::any_of(const TableInfo& table, std::size_t field, std::vector<Value> values) {
  std::vector<Operand> operands;
  bool empty = false;
  for (auto& value : values) {
    if (is_null(value)) {
      empty = true;
    } else {
      operands.push_back(literal(std::move(value)));
    }
  }
  if (!empty) return {table, make_in(table, {{&table, field}}, std::move(operands))};
  std::vector<NodePtr> parts{make_empty({{&table, field}})};
  if (!operands.empty()) parts.push_back(make_in(table, {{&table, field}}, std::move(operands)));
  return {table, make_any(table, std::move(parts))};
}

Condition Condition::compare(const TableInfo& table, std::size_t field, Op op, Value value) {
  if (!is_null(value)) return {table, make_compare({{&table, field}}, op, literal(std::move(value)))};
  // Nothing is below or above an empty field.
  if (op == Op::eq) return {table, make_empty({{&table, field}})};
  if (op == Op::ne) return {table, make_negation(table, make_empty({{&table, field}}))};
  return {table, make_never(table)};
}

Condition Condition::all(const TableInfo& table, std::vector<Condition> parts) {
  std::vector<NodePtr> nodes;
  for (auto& part : parts) nodes.push_back(std::move(part.root_));
  return {table, make_all(std::move(nodes))};
}

Condition Condition::any(const TableInfo& table, std::vector<Condition> parts) {
  std::vector<NodePtr> nodes;
  for (auto& part : parts) nodes.push_back(std::move(part.root_));
  return {table, make_any(table, std::move(nodes))};
}

Condition Condition::negation(const Condition& part) { return {*part.table_, make_negation(*part.table_, part.root_)}; }

Condition Condition::exists(const TableInfo& table, const Link& link, const Condition& inner) {
  return {table, make_exists(table, link, *inner.table_, inner.root_)};
}

bool Condition::is_local() const { return is_local_node(*root_); }

bool Condition::is_always() const { return root_->kind == Node::Kind::all && root_->children.empty(); }

std::vector<Path> Condition::paths() const {
  std::vector<Path> result;
  collect_paths(*root_, result);
  return result;
}

}  // namespace steward::condition
