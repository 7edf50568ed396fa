// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/sql.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "condition/fields.hpp"
#include "condition/nodes.hpp"
#include "store/stored.hpp"

namespace steward::stores {

using condition::Node;
using condition::Op;

namespace {

const char* sign_of(Op op) {
  switch (op) {
    case Op::lt:
      return " < ";
    case Op::le:
      return " <= ";
    case Op::gt:
      return " > ";
    case Op::ge:
      return " >= ";
    default:
      return " = ";
  }
}

// Null is as good as false where a test only filters; below a negation it must become false.
std::string settled(std::string test, bool exact) { return exact ? "ifnull(" + test + ", 0)" : test; }

std::string lower(const std::string& column) { return "lower(" + column + ")"; }

bool heads_unique_key(const TableInfo& table, const FieldInfo& field) {
  return std::any_of(table.unique.begin(), table.unique.end(),
                     [&](const UniqueKey& key) { return key.fields.front() == field.name; });
}

const store::Scope& everything() {
  static const store::Scope scope;
  return scope;
}

/// Longer lists are written out: SQLite looks for the name of each parameter among all before it.
constexpr std::size_t most_parameters = 100;

std::string blob_literal(const Id& id) {
  return "x'" + base::to_hex({reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size()}) + "'";
}

}  // namespace

const std::string& blanks_literal() {
  static const std::string blanks = literal_text(" \t\n\v\f\r");
  return blanks;
}

std::string trimmed_folded(std::string_view column) {
  return "lower(trim(" + std::string(column) + ", " + blanks_literal() + "))";
}

SqlWriter::SqlWriter(const TableInfo& table, const store::Scope& scope, const condition::Moment& moment,
                     const model::Schema& schema, bool inline_values)
    : table_(&table), scope_(&scope), moment_(&moment), schema_(&schema), inline_values_(inline_values) {}

SqlWriter::SqlWriter(SqlWriter& outer, const TableInfo& table, std::string alias)
    : table_(&table),
      scope_(&everything()),
      moment_(outer.moment_),
      schema_(outer.schema_),
      inline_values_(outer.inline_values_),
      alias_(std::move(alias)),
      outer_(&outer) {}

std::string SqlWriter::fresh_alias() {
  return outer_ != nullptr ? outer_->fresh_alias() : "t" + std::to_string(++aliases_given_);
}

std::string SqlWriter::parameter(Cell cell) {
  if (outer_ != nullptr) return outer_->parameter(std::move(cell));
  if (!inline_values_) {
    parameters_.push_back(std::move(cell));
    return "?" + std::to_string(parameters_.size());
  }
  if (const auto* text = std::get_if<std::string>(&cell)) return literal_text(*text);
  return literal_or_parameter(std::move(cell));
}

/// Words alone stay parameters: ids and numbers cannot be anything else than what they are.
std::string SqlWriter::literal_or_parameter(Cell cell) {
  if (outer_ != nullptr) return outer_->literal_or_parameter(std::move(cell));
  holds_values_ = true;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* id = std::get_if<Id>(&cell)) return blob_literal(*id);
  return std::holds_alternative<std::monostate>(cell) ? "NULL" : parameter(std::move(cell));
}

std::string SqlWriter::from() const { return quoted_name(table_->name) + " AS " + alias_ + joins_; }

SqlWriter::Target SqlWriter::reach(const condition::Path& path) {
  Target target{root_alias(), &condition::last_field(path), path.size() == 1};
  if (path.size() > 1 && inline_values_) throw std::logic_error("a unique key cannot look into other tables");
  std::vector<std::size_t> walked;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    walked.push_back(path[i].field);
    auto known = aliases_.find(walked);
    if (known == aliases_.end()) {
      const auto& joined_table = *path[i + 1].table;
      const std::string name = fresh_alias();
      known = aliases_.emplace(walked, name + ".").first;
      joins_ += " LEFT JOIN " + quoted_name(joined_table.name) + " AS " + name + " ON " + name +
                ".\"id\" = " + target.alias + quoted_name(path[i].table->fields[path[i].field].name) +
                joined_scope_test(joined_table, name);
    }
    target.alias = known->second;
  }
  return target;
}

std::string SqlWriter::domain_test(const TableInfo& table, const std::string& alias) {
  const store::ScopeFilter filter(table, *scope_);
  if (filter.open()) return {};
  std::string list;
  for (const auto& domain : filter.domains()) list += (list.empty() ? "" : ", ") + parameter(domain);
  return alias + "\"domain\" IN (" + list + ")";
}

std::string SqlWriter::scope_test() {
  auto test = domain_test(*table_, root_alias());
  if (const auto* rule = store::row_rule(*table_, *scope_)) {
    SqlWriter writer(*this, *table_, alias_);
    test += (test.empty() ? "" : " AND ") + writer.where(rule->root());
    joins_ += writer.joins_;
  }
  return test;
}

// The same for a joined row, as an addition to its ON clause. There is no place for joins in it: a rule that
// walks on looks its row up once more.
std::string SqlWriter::joined_scope_test(const TableInfo& table, const std::string& name) {
  auto test = domain_test(table, name + ".");
  if (!test.empty()) test.insert(0, " AND ");
  const auto* rule = store::row_rule(table, *scope_);
  if (rule == nullptr) return test;
  const auto paths = rule->paths();
  if (std::all_of(paths.begin(), paths.end(), [](const auto& path) { return path.size() == 1; })) {
    return test + " AND " + SqlWriter(*this, table, name).where(rule->root());
  }
  SqlWriter again(*this, table, fresh_alias());
  const auto met = again.where(rule->root());
  return test + " AND EXISTS (SELECT 1 FROM " + again.from() + " WHERE " + again.column("id") + " = " + name +
         ".\"id\" AND " + met + ")";
}

std::string SqlWriter::exists(const Node& node) {
  if (inline_values_) throw std::logic_error("a unique key cannot look into other tables");
  const auto& link = node.link;
  SqlWriter inner(*this, *node.target, fresh_alias());
  auto test =
      inner.column(node.target->fields[link.target_field].name) + " = " + column(table_->fields[link.own_field].name);
  if (link.own_table_field) test += " AND " + names(*link.own_table_field, *node.target);
  if (link.target_table_field) test += " AND " + inner.names(*link.target_table_field, *table_);
  const auto met = inner.where(*node.children.front());
  // The sign keeps other indexes out: without statistics SQLite prefers any of them to the one over the link.
  return "EXISTS (SELECT 1 FROM " + inner.from() + " WHERE " + test + " AND +(" + met + "))";
}

std::string SqlWriter::names(std::size_t field, const TableInfo& named) {
  return equal({root_alias(), &table_->fields[field], false}, Value(named.name), false);
}

std::string SqlWriter::where(const Node& node) { return write(node, false); }

std::string SqlWriter::write(const Node& node, bool exact) {
  switch (node.kind) {
    case Node::Kind::all:
    case Node::Kind::any:
      if (node.children.empty()) return node.kind == Node::Kind::all ? "1" : "0";
      return joined(node, 0, node.children.size(), exact);
    case Node::Kind::negation:
      return "NOT (" + write(*node.children.front(), true) + ")";
    case Node::Kind::compare:
      return compare(node, exact);
    case Node::Kind::in:
      return in(node, exact);
    case Node::Kind::empty: {
      const auto target = reach(node.path);
      const auto columns = columns_of(*target.field);
      return columns.empty() ? "1" : target.alias + quoted_name(columns.front()) + " IS NULL";
    }
    case Node::Kind::starts_with:
    case Node::Kind::contains:
      return settled(text_test(node), exact);
    case Node::Kind::exists:
      return exists(node);
  }
  return "0";
}

// Halved, because SQLite bounds the depth of an expression and a chain of a thousand terms is that deep.
std::string SqlWriter::joined(const Node& node, std::size_t from, std::size_t to, bool exact) {
  if (to - from == 1) return write(*node.children[from], exact);
  const auto middle = from + (to - from) / 2;
  const char* word = node.kind == Node::Kind::all ? " AND " : " OR ";
  auto left = joined(node, from, middle, exact);
  return "(" + left + word + joined(node, middle, to, exact) + ")";
}

std::string SqlWriter::compare(const Node& node, bool exact) {
  const auto target = reach(node.path);
  const auto value = condition::operand_value(node.operands.front(), *moment_);
  if (columns_of(*target.field).empty()) return node.op == Op::ne ? "1" : "0";
  if (node.op == Op::eq) return settled(equal(target, value, exact), exact);
  if (node.op == Op::ne) return "NOT " + settled(equal(target, value, true), true);
  return settled(ordered(target, node.op, value), exact);
}

std::string SqlWriter::equal(const Target& target, const Value& value, bool exact) {
  const auto& field = *target.field;
  const auto columns = columns_of(field);
  const auto column = target.alias + quoted_name(columns.front());
  if (is_null(value)) return "0";
  if (const auto* money = std::get_if<Money>(&value)) {
    if (columns.size() != 2) return "0";
    auto amount = column + " = " + parameter(money->amount);
    return "(" + amount + " AND " + target.alias + quoted_name(columns[1]) + " = " +
           parameter(std::string(money->currency.code())) + ")";
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !condition::is_text(field)) return column + " = " + parameter(cell_of(field, value));
  auto test = lower(column) + " = " + parameter(base::folded(*text));
  // The same in the words of the index behind a unique key, which trims.
  if (!exact && target.of_root && heads_unique_key(*table_, field)) {
    test = "(" + trimmed_folded(column) + " = " + parameter(base::folded(base::trimmed(*text))) + " AND " + test + ")";
  }
  return test;
}

std::string SqlWriter::ordered(const Target& target, Op op, const Value& value) {
  const auto& field = *target.field;
  const auto columns = columns_of(field);
  const auto column = target.alias + quoted_name(columns.front());
  if (is_null(value)) return op == Op::gt || op == Op::ge ? column + " IS NOT NULL" : "0";
  if (const auto* money = std::get_if<Money>(&value)) {
    const char* strict = op == Op::lt || op == Op::le ? " < " : " > ";
    auto less = column + strict + parameter(money->amount);
    auto same = column + " = " + parameter(money->amount);
    auto rest =
        target.alias + quoted_name(columns.back()) + sign_of(op) + parameter(std::string(money->currency.code()));
    return "(" + less + " OR (" + same + " AND " + rest + "))";
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (field.type == FieldType::choice) {
      const auto place = static_cast<std::int64_t>(schema_->choice_rank(field.choice_list, *text));
      return rank(field, column) + sign_of(op) + parameter(place);
    }
    return lower(column) + sign_of(op) + parameter(base::folded(*text));
  }
  return column + sign_of(op) + parameter(cell_of(field, value));
}

std::string SqlWriter::in(const Node& node, bool exact) {
  const auto target = reach(node.path);
  const auto& field = *target.field;
  const auto columns = columns_of(field);
  if (columns.empty() || node.operands.empty()) return "0";
  const auto column = target.alias + quoted_name(columns.front());
  const bool text = condition::is_text(field);
  // As in equal: the same in the words of the index behind a unique key.
  const bool keyed = text && !exact && target.of_root && heads_unique_key(*table_, field);
  const bool many = node.operands.size() > most_parameters;
  std::string list;
  std::string keys;
  for (const auto& operand : node.operands) {
    const auto value = condition::operand_value(operand, *moment_);
    if (is_null(value)) continue;
    if (field.type == FieldType::money) {
      list += (list.empty() ? "" : " OR ") + equal(target, value, true);
      continue;
    }
    const auto* words = std::get_if<std::string>(&value);
    if (keyed && words != nullptr) {
      keys += (keys.empty() ? "" : ", ") + parameter(base::folded(base::trimmed(*words)));
    }
    auto cell = text && words != nullptr ? Cell(base::folded(*words)) : cell_of(field, value);
    list += (list.empty() ? "" : ", ") + (many ? literal_or_parameter(std::move(cell)) : parameter(std::move(cell)));
  }
  if (list.empty()) return "0";
  if (field.type == FieldType::money) return settled("(" + list + ")", exact);
  auto test = (text ? lower(column) : column) + " IN (" + list + ")";
  if (!keys.empty()) test = "(" + trimmed_folded(column) + " IN (" + keys + ") AND " + test + ")";
  return settled(std::move(test), exact);
}

std::string SqlWriter::text_test(const Node& node) {
  const auto target = reach(node.path);
  const auto* part = std::get_if<std::string>(&node.operands.front().literal);
  if (!is_string(target.field->type) || part == nullptr) return "0";
  const auto column = target.alias + quoted_name(target.field->name);
  const auto found = "instr(" + lower(column) + ", " + parameter(base::folded(*part)) + ")";
  return found + (node.kind == Node::Kind::starts_with ? " = 1" : " > 0");
}

std::string SqlWriter::rank(const FieldInfo& field, const std::string& column) const {
  std::string text = "CASE WHEN " + column + " IS NULL THEN NULL ELSE CASE " + column;
  const auto* values = schema_->choices(field.choice_list);
  const std::size_t size = values == nullptr ? 0 : values->size();
  if (size == 0) return "CASE WHEN " + column + " IS NULL THEN NULL ELSE 0 END";
  for (std::size_t i = 0; i < size; ++i) {
    text += " WHEN " + literal_text((*values)[i]) + " THEN " + std::to_string(i);
  }
  return text + " ELSE " + std::to_string(size) + " END END";
}

std::vector<SqlWriter::Sort> SqlWriter::sorts(std::size_t field, const Value& after) {
  const auto& info = table_->fields[field];
  const auto columns = columns_of(info);
  if (columns.empty()) return {};
  const auto column = root_alias() + quoted_name(columns.front());
  if (info.type == FieldType::money) {
    const auto* money = std::get_if<Money>(&after);
    return {{column, money != nullptr ? Cell(money->amount) : Cell()},
            {root_alias() + quoted_name(columns[1]),
             money != nullptr ? Cell(std::string(money->currency.code())) : Cell()}};
  }
  const auto* text = std::get_if<std::string>(&after);
  if (info.type == FieldType::choice) {
    Cell place;
    if (text != nullptr) place = static_cast<std::int64_t>(schema_->choice_rank(info.choice_list, *text));
    return {{rank(info, column), place}};
  }
  if (is_string(info.type)) return {{lower(column), text != nullptr ? Cell(base::folded(*text)) : Cell()}};
  return {{column, cell_of(info, after)}};
}

std::string SqlWriter::order_by(const std::vector<store::Order>& order) {
  std::string text;
  for (const auto& one : order) {
    for (const auto& sort : sorts(one.field, {})) text += sort.expression + (one.descending ? " DESC, " : ", ");
  }
  return text + root_alias() + "\"id\"";
}

std::string SqlWriter::behind(const std::vector<store::Order>& order, const store::After& after) {
  std::string test = root_alias() + "\"id\" > " + parameter(after.id);
  std::string bound;
  for (std::size_t i = order.size(); i-- > 0;) {
    auto parts = sorts(order[i].field, after.values[i]);
    const bool down = order[i].descending;
    while (!parts.empty()) {
      const auto sort = std::move(parts.back());
      parts.pop_back();
      const bool null = std::holds_alternative<std::monostate>(sort.after);
      const auto value = parameter(sort.after);
      std::string beyond;
      if (null) {
        beyond = down ? "0" : sort.expression + " IS NOT NULL";
      } else {
        beyond = sort.expression + (down ? " < " : " > ") + value;
        if (down) beyond = "(" + beyond + " OR " + sort.expression + " IS NULL)";
      }
      test = "(" + beyond + " OR (" + sort.expression + " IS " + value + " AND " + test + "))";
      // Says the same once more in a form that an index can use.
      bound = null || down ? "" : sort.expression + " >= " + value + " AND ";
    }
  }
  return bound + test;
}

}  // namespace steward::stores
