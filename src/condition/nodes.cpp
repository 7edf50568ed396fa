// SPDX-License-Identifier: Apache-2.0
#include "condition/nodes.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "condition/fields.hpp"

namespace steward::condition {

namespace {

bool is_always_node(const Node& node) { return node.kind == Node::Kind::all && node.children.empty(); }

NodePtr make_group(Node::Kind kind, std::vector<NodePtr> children) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  for (auto& child : children) {
    if (child->kind == kind) {
      node->children.insert(node->children.end(), child->children.begin(), child->children.end());
    } else {
      node->children.push_back(std::move(child));
    }
  }
  if (node->children.size() == 1) return node->children.front();
  return node;
}

NodePtr make_leaf(Node::Kind kind, Path path, std::vector<Operand> operands, Op op = Op::eq) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->path = std::move(path);
  node->op = op;
  node->operands = std::move(operands);
  return node;
}

void require_link(const TableInfo& table, std::size_t field, std::optional<std::size_t> table_field) {
  const FieldInfo& id = table.fields.at(field);
  const bool is_id = id.type == FieldType::id || id.type == FieldType::ref || id.type == FieldType::rid;
  bool fits = is_id && id.kind != FieldKind::computed;
  if (table_field) {
    const FieldInfo& name = table.fields.at(*table_field);
    fits = fits && (is_text(name) || name.type == FieldType::choice) && name.kind != FieldKind::computed;
  }
  if (!fits) throw std::logic_error("field " + id.name + " of table " + table.name + " cannot link two tables");
}

}  // namespace

Operand literal(Value value) {
  Operand operand;
  operand.literal = std::move(value);
  return operand;
}

bool same_operand(const Operand& a, const Operand& b) {
  return a.kind == b.kind && a.offset == b.offset && a.literal == b.literal;
}

NodePtr make_always() {
  static const NodePtr always = std::make_shared<const Node>();
  return always;
}

NodePtr make_never(const TableInfo& table) {
  const auto id = table.find("id");
  const NodePtr empty = make_empty({{&table, id.value_or(0)}});
  if (id) return empty;
  return make_all({empty, make_negation(table, empty)});
}

NodePtr make_all(std::vector<NodePtr> children) { return make_group(Node::Kind::all, std::move(children)); }

NodePtr make_any(const TableInfo& table, std::vector<NodePtr> children) {
  if (children.empty()) return make_never(table);
  if (std::any_of(children.begin(), children.end(), [](const NodePtr& child) { return is_always_node(*child); })) {
    return make_always();
  }
  return make_group(Node::Kind::any, std::move(children));
}

NodePtr make_negation(const TableInfo& table, const NodePtr& child) {
  if (is_always_node(*child)) return make_never(table);
  if (child->kind == Node::Kind::negation) return child->children.front();
  if (child->kind == Node::Kind::compare && (child->op == Op::eq || child->op == Op::ne)) {
    return make_leaf(Node::Kind::compare, child->path, child->operands, child->op == Op::eq ? Op::ne : Op::eq);
  }
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::negation;
  node->children.push_back(child);
  return node;
}

NodePtr make_compare(Path path, Op op, Operand operand) {
  return make_leaf(Node::Kind::compare, std::move(path), {std::move(operand)}, op);
}

NodePtr make_in(const TableInfo& table, Path path, std::vector<Operand> operands) {
  std::vector<Operand> kept;
  kept.reserve(operands.size());
  // Long lists are of ids; others may be compared one by one.
  std::unordered_set<Id> ids;
  for (auto& operand : operands) {
    const auto same = [&](const Operand& other) { return same_operand(operand, other); };
    const auto* id = operand.kind == Operand::Kind::literal ? std::get_if<Id>(&operand.literal) : nullptr;
    const bool fresh = id != nullptr ? ids.insert(*id).second : std::none_of(kept.begin(), kept.end(), same);
    if (fresh) kept.push_back(std::move(operand));
  }
  if (kept.empty()) return make_never(table);
  if (kept.size() == 1) return make_compare(std::move(path), Op::eq, std::move(kept.front()));
  return make_leaf(Node::Kind::in, std::move(path), std::move(kept));
}

NodePtr make_empty(Path path) { return make_leaf(Node::Kind::empty, std::move(path), {}); }

NodePtr make_text_test(Node::Kind kind, Path path, Operand operand) {
  return make_leaf(kind, std::move(path), {std::move(operand)});
}

NodePtr make_exists(const TableInfo& table, const Link& link, const TableInfo& target, NodePtr inner) {
  require_link(table, link.own_field, link.own_table_field);
  require_link(target, link.target_field, link.target_table_field);
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::exists;
  node->path = {{&table, link.own_field}};
  node->link = link;
  node->target = &target;
  node->children.push_back(std::move(inner));
  return node;
}

}  // namespace steward::condition
