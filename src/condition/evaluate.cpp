// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <limits>
#include <type_traits>

#include "base/text.hpp"
#include "base/wide.hpp"
#include "condition/fields.hpp"
#include "condition/nodes.hpp"
#include "model/row.hpp"

namespace steward::condition {

namespace {

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order(const Money& a, const Money& b) {
  if (const int amounts = order(a.amount, b.amount); amounts != 0) return amounts;
  return order(a.currency.code(), b.currency.code());
}

/// Two values of the same type, choices and texts left aside.
int natural_order(const Value& a, const Value& b) {
  if (a.index() != b.index()) return order(a.index(), b.index());
  return std::visit(
      [&](const auto& held) -> int {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return 0;
        } else {
          return order(held, std::get<T>(b));
        }
      },
      a);
}

/// Equality as conditions see it. A choice is its stable name; two unknown names share a place in the order
/// of the list, but are not equal.
bool equal(const FieldInfo& field, const Value& a, const Value& b) {
  const auto* x = std::get_if<std::string>(&a);
  const auto* y = std::get_if<std::string>(&b);
  if (x != nullptr && y != nullptr && is_text(field)) return base::compare_folded(*x, *y) == 0;
  return a == b;
}

/// The tests that one value decides; null: there is none.
struct ValueTest {
  const Moment& moment;
  const model::Schema& schema;

  bool compares(const FieldInfo& field, const Value& value, Op op, const Operand& operand) const {
    Value moved;
    const Value* right = &operand.literal;
    if (operand.kind != Operand::Kind::literal) {
      moved = operand_value(operand, moment);
      right = &moved;
    }
    switch (op) {
      case Op::eq:
        return equal(field, value, *right);
      case Op::ne:
        return !equal(field, value, *right);
      case Op::lt:
        return compare_values(field, value, *right, schema) < 0;
      case Op::le:
        return compare_values(field, value, *right, schema) <= 0;
      case Op::gt:
        return compare_values(field, value, *right, schema) > 0;
      case Op::ge:
        return compare_values(field, value, *right, schema) >= 0;
    }
    return false;
  }

  bool passes(const Node& node, const Value* value) const {
    if (node.kind == Node::Kind::empty) return value == nullptr;
    if (value == nullptr) return node.kind == Node::Kind::compare && node.op == Op::ne;
    const FieldInfo& field = last_field(node.path);
    if (node.kind == Node::Kind::compare) return compares(field, *value, node.op, node.operands.front());
    if (node.kind == Node::Kind::in) {
      return std::any_of(node.operands.begin(), node.operands.end(),
                         [&](const Operand& operand) { return compares(field, *value, Op::eq, operand); });
    }
    const auto* text = std::get_if<std::string>(value);
    const auto* part = std::get_if<std::string>(&node.operands.front().literal);
    if (text == nullptr || part == nullptr) return false;
    const std::string inside = base::folded(*text);
    const std::string sought = base::folded(*part);
    return node.kind == Node::Kind::starts_with ? inside.starts_with(sought) : inside.find(sought) != std::string::npos;
  }
};

struct Evaluation {
  const RowSource& rows;
  const Moment& moment;
  const model::Schema& schema;

  /// The value at the end of a path; null when a reference on the way is empty or leads to no visible row.
  const Value* reach(const Path& path, const Row& row) const {
    const Row* current = &row;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      const auto* id = std::get_if<Id>(&(*current)[path[i].field]);
      if (id == nullptr) return nullptr;
      current = rows.row(*path[i + 1].table, *id);
      if (current == nullptr) return nullptr;
    }
    const Value& value = (*current)[path.back().field];
    return is_null(value) ? nullptr : &value;
  }

  bool leaf(const Node& node, const Row& row) const {
    return ValueTest{moment, schema}.passes(node, reach(node.path, row));
  }

  static bool names(const TableInfo& table, std::size_t field, const Row& row, const TableInfo& named) {
    return !is_null(row[field]) && equal(table.fields[field], row[field], Value(named.name));
  }

  bool exists(const Node& node, const Row& row) const {
    const Link& link = node.link;
    const TableInfo& own = *node.path.front().table;
    const TableInfo& target = *node.target;
    const Value& id = row[link.own_field];
    if (!std::holds_alternative<Id>(id)) return false;
    if (link.own_table_field && !names(own, *link.own_table_field, row, target)) return false;
    const Evaluation inside{rows.unscoped(), moment, schema};
    const auto meets = [&](const Row& found) {
      if (link.target_table_field && !names(target, *link.target_table_field, found, own)) return false;
      return inside.holds(*node.children.front(), found);
    };
    if (link.target_field != model::id_field) return inside.rows.any(target, link.target_field, id, std::cref(meets));
    const Row* found = inside.rows.row(target, std::get<Id>(id));
    return found != nullptr && meets(*found);
  }

  bool holds(const Node& node, const Row& row) const {
    const auto child_holds = [&](const NodePtr& child) { return holds(*child, row); };
    switch (node.kind) {
      case Node::Kind::all:
        return std::all_of(node.children.begin(), node.children.end(), child_holds);
      case Node::Kind::any:
        return std::any_of(node.children.begin(), node.children.end(), child_holds);
      case Node::Kind::negation:
        return !holds(*node.children.front(), row);
      case Node::Kind::exists:
        return exists(node, row);
      default:
        return leaf(node, row);
    }
  }
};

}  // namespace

Value operand_value(const Operand& operand, const Moment& moment) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::int64_t edge = operand.offset < 0 ? Limits::min() : Limits::max();
  switch (operand.kind) {
    case Operand::Kind::now: {
      const auto moved = base::checked_add(moment.now.time_since_epoch().count(), operand.offset);
      return Instant(std::chrono::milliseconds(moved.value_or(edge)));
    }
    case Operand::Kind::today: {
      const std::int64_t today = moment.today.time_since_epoch().count();
      const std::int64_t moved = base::checked_add(today, operand.offset).value_or(edge);
      using Days = std::numeric_limits<std::int32_t>;
      return Date(std::chrono::days(std::clamp<std::int64_t>(moved, Days::min(), Days::max())));
    }
    case Operand::Kind::literal:
      break;
  }
  return operand.literal;
}

bool evaluate(const Condition& condition, const Row& row, const RowSource& rows, const Moment& moment,
              const model::Schema& schema) {
  return Evaluation{rows, moment, schema}.holds(condition.root(), row);
}

bool test_value(const Node& leaf, const Value& value, const Moment& moment, const model::Schema& schema) {
  return ValueTest{moment, schema}.passes(leaf, is_null(value) ? nullptr : &value);
}

int compare_values(const FieldInfo& field, const Value& a, const Value& b, const model::Schema& schema) {
  if (is_null(a) || is_null(b)) return order(!is_null(a), !is_null(b));
  const auto* x = std::get_if<std::string>(&a);
  const auto* y = std::get_if<std::string>(&b);
  if (x == nullptr || y == nullptr) return natural_order(a, b);
  if (field.type == FieldType::choice) {
    return order(schema.choice_rank(field.choice_list, *x), schema.choice_rank(field.choice_list, *y));
  }
  return base::compare_folded(*x, *y);
}

}  // namespace steward::condition
