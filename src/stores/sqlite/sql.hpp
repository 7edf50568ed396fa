// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "condition/condition.hpp"
#include "store/store.hpp"
#include "stores/sqlite/codec.hpp"

namespace steward::stores {

/// The characters that base::trimmed takes off, as an SQL literal.
[[nodiscard]] const std::string& blanks_literal();
/// A text column as unique keys compare it.
[[nodiscard]] std::string trimmed_folded(std::string_view column);

/// Writes the parts of one SELECT over a table: joins, tests, order. Values become parameters, but for the ids and
/// numbers of long lists.
class SqlWriter {
 public:
  /// `inline_values` writes values into the text, for partial indexes, which allow no parameters.
  /// REQUIRES: all outlive it.
  SqlWriter(const TableInfo& table, const store::Scope& scope, const condition::Moment& moment,
            const model::Schema& schema, bool inline_values = false);
  SqlWriter(const SqlWriter&) = delete;
  SqlWriter& operator=(const SqlWriter&) = delete;

  /// `"table" AS t0` and the joins that the tests written so far need.
  [[nodiscard]] std::string from() const;
  /// The test of a condition; true exactly when condition::evaluate is.
  [[nodiscard]] std::string where(const condition::Node& node);
  /// The test that a row lies in the scope; empty when all rows do.
  [[nodiscard]] std::string scope_test();
  [[nodiscard]] std::string order_by(const std::vector<store::Order>& order);
  /// Rows behind `after` in that order.
  [[nodiscard]] std::string behind(const std::vector<store::Order>& order, const store::After& after);
  [[nodiscard]] std::string column(std::string_view name) const { return root_alias() + quoted_name(name); }
  [[nodiscard]] std::string parameter(Cell cell);

  [[nodiscard]] const std::vector<Cell>& parameters() const { return parameters_; }
  /// Whether the text holds values, so that it will hardly come again.
  [[nodiscard]] bool holds_values() const { return holds_values_; }

 private:
  struct Target {
    std::string alias;  // with its dot; empty when columns stand alone
    const FieldInfo* field = nullptr;
    bool of_root = false;
  };
  struct Sort {
    std::string expression;
    Cell after;
  };

  /// For tests inside a statement of `outer`, over all rows of another table or of one that `outer` has joined
  /// already: shares its parameters and its supply of aliases.
  SqlWriter(SqlWriter& outer, const TableInfo& table, std::string alias);

  [[nodiscard]] std::string literal_or_parameter(Cell cell);
  [[nodiscard]] std::string root_alias() const { return inline_values_ ? "" : alias_ + "."; }
  [[nodiscard]] std::string fresh_alias();
  [[nodiscard]] Target reach(const condition::Path& path);
  [[nodiscard]] std::string domain_test(const TableInfo& table, const std::string& alias);
  [[nodiscard]] std::string joined_scope_test(const TableInfo& table, const std::string& name);
  [[nodiscard]] std::string exists(const condition::Node& node);
  [[nodiscard]] std::string names(std::size_t field, const TableInfo& named);
  [[nodiscard]] std::string write(const condition::Node& node, bool exact);
  [[nodiscard]] std::string joined(const condition::Node& node, std::size_t from, std::size_t to, bool exact);
  [[nodiscard]] std::string compare(const condition::Node& node, bool exact);
  [[nodiscard]] std::string equal(const Target& target, const Value& value, bool exact);
  [[nodiscard]] std::string ordered(const Target& target, condition::Op op, const Value& value);
  [[nodiscard]] std::string in(const condition::Node& node, bool exact);
  [[nodiscard]] std::string text_test(const condition::Node& node);
  [[nodiscard]] std::string rank(const FieldInfo& field, const std::string& column) const;
  [[nodiscard]] std::vector<Sort> sorts(std::size_t field, const Value& after);

  const TableInfo* table_;
  const store::Scope* scope_;
  const condition::Moment* moment_;
  const model::Schema* schema_;
  bool inline_values_;
  std::string alias_ = "t0";
  SqlWriter* outer_ = nullptr;
  std::size_t aliases_given_ = 0;
  std::map<std::vector<std::size_t>, std::string> aliases_;
  std::string joins_;
  std::vector<Cell> parameters_;
  bool holds_values_ = false;
};

}  // namespace steward::stores
