// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "condition/condition.hpp"

namespace steward::condition {

using NodePtr = std::shared_ptr<const Node>;

// Makers of nodes in canonical form: flattened, without double negation, `in` with one operand as `=`. Every
// tree is built through them, so that equal conditions have equal trees.

[[nodiscard]] NodePtr make_always();
/// False for every row; a table has no row whose id is empty.
[[nodiscard]] NodePtr make_never(const TableInfo& table);
[[nodiscard]] NodePtr make_all(std::vector<NodePtr> children);
[[nodiscard]] NodePtr make_any(const TableInfo& table, std::vector<NodePtr> children);
[[nodiscard]] NodePtr make_negation(const TableInfo& table, const NodePtr& child);
[[nodiscard]] NodePtr make_compare(Path path, Op op, Operand operand);
[[nodiscard]] NodePtr make_in(const TableInfo& table, Path path, std::vector<Operand> operands);
[[nodiscard]] NodePtr make_empty(Path path);
/// `kind` is starts_with or contains.
[[nodiscard]] NodePtr make_text_test(Node::Kind kind, Path path, Operand operand);
[[nodiscard]] NodePtr make_exists(const TableInfo& table, const Link& link, const TableInfo& target, NodePtr inner);

[[nodiscard]] Operand literal(Value value);
/// What an operand stands for at a moment; beyond the ends of time it stays at the end.
[[nodiscard]] Value operand_value(const Operand& operand, const Moment& moment);
[[nodiscard]] bool same_operand(const Operand& a, const Operand& b);

[[nodiscard]] inline const FieldInfo& last_field(const Path& path) {
  return path.back().table->fields[path.back().field];
}

}  // namespace steward::condition
