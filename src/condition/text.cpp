// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include "condition/fields.hpp"
#include "condition/literal.hpp"
#include "condition/nodes.hpp"

namespace steward::condition {

namespace {

std::string_view symbol(Op op) {
  switch (op) {
    case Op::eq:
      return " = ";
    case Op::ne:
      return " != ";
    case Op::lt:
      return " < ";
    case Op::le:
      return " <= ";
    case Op::gt:
      return " > ";
    case Op::ge:
      return " >= ";
  }
  return " = ";
}

void write_leaf(std::string& out, const Node& node, bool negated) {
  const FieldInfo& field = last_field(node.path);
  out += path_text(node.path);
  switch (node.kind) {
    case Node::Kind::compare:
      out += symbol(node.op);
      break;
    case Node::Kind::in:
      out += negated ? " not in (" : " in (";
      break;
    case Node::Kind::empty:
      out += negated ? " is not empty" : " is empty";
      break;
    case Node::Kind::starts_with:
      out += " starts with ";
      break;
    default:
      out += " contains ";
      break;
  }
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    if (i > 0) out += ", ";
    out += operand_text(node.operands[i], field);
  }
  if (node.kind == Node::Kind::in) out += ')';
}

void write(std::string& out, const Node& node);

void write_grouped(std::string& out, const Node& node, bool parentheses) {
  if (parentheses) out += '(';
  write(out, node);
  if (parentheses) out += ')';
}

void write(std::string& out, const Node& node) {
  if (node.kind == Node::Kind::all || node.kind == Node::Kind::any) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out += node.kind == Node::Kind::all ? " and " : " or ";
      const Node& child = *node.children[i];
      write_grouped(out, child, node.kind == Node::Kind::all && child.kind == Node::Kind::any);
    }
    return;
  }
  if (node.kind == Node::Kind::exists) throw std::logic_error("a condition on other rows has no text");
  if (node.kind != Node::Kind::negation) return write_leaf(out, node, false);
  const Node& child = *node.children.front();
  if (child.kind == Node::Kind::in || child.kind == Node::Kind::empty) return write_leaf(out, child, true);
  out += "not ";
  write_grouped(out, child, child.kind == Node::Kind::all || child.kind == Node::Kind::any);
}

}  // namespace

std::string Condition::text(const model::Schema&) const {
  std::string out;
  write(out, *root_);
  return out;
}

}  // namespace steward::condition
