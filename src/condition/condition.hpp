// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/schema.hpp"
#include "steward/table.hpp"

namespace steward::condition {

/// A field reached from the root table through references: every step but the last is a ref field.
struct Step {
  const TableInfo* table = nullptr;
  std::size_t field = 0;
};
using Path = std::vector<Step>;

enum class Op { eq, ne, lt, le, gt, ge };

/// The right side of a comparison: a literal of the field's type, or a moment relative to the evaluation.
struct Operand {
  enum class Kind { literal, now, today };
  Kind kind = Kind::literal;
  Value literal;
  std::int64_t offset = 0;  ///< now: milliseconds; today: days
};

/// A checked condition as a tree. Two-valued logic: a comparison with an empty field is false, and `ne`, `not`
/// and the negated forms are the exact negation.
struct Node {
  enum class Kind { all, any, negation, compare, in, empty, starts_with, contains };
  Kind kind = Kind::all;                              ///< `all` without children is always true
  std::vector<std::shared_ptr<const Node>> children;  ///< all, any, negation
  Path path;                                          ///< the leaves
  Op op = Op::eq;                                     ///< compare
  std::vector<Operand> operands;                      ///< compare: one; in: one or more; text tests: one
};

/// What a condition may ask of the moment it is evaluated at.
struct Moment {
  Instant now;
  Date today;
};

/// Follows references for the in-memory evaluator; a row that the caller may not see is null.
class RowSource {
 public:
  virtual ~RowSource() = default;
  [[nodiscard]] virtual const Row* row(const TableInfo& table, Id id) const = 0;
};

/// A filter over the rows of one table, parsed and checked against the schema (design: conditions). Immutable,
/// cheap to copy, safe from any thread.
class Condition {
 public:
  /// Always true.
  explicit Condition(const TableInfo& table);
  Condition(const TableInfo& table, std::shared_ptr<const Node> root) : table_(&table), root_(std::move(root)) {}

  /// Reads the condition language. Blank text is the condition that is always true. Codes:
  /// `condition_invalid` (category invalid; the message names line, column and what was expected, the details
  /// hold the offset), `invalid_choice`, `invalid_reference`, `invalid_input` for operands of a wrong type.
  [[nodiscard]] static Result<Condition> parse(std::string_view text, const TableInfo& table,
                                               const model::Schema& schema);

  /// Building blocks for the library's own look-ups; `field` is a position in the table's field list.
  [[nodiscard]] static Condition equals(const TableInfo& table, std::size_t field, Value value);  // null: is empty
  [[nodiscard]] static Condition any_of(const TableInfo& table, std::size_t field, std::vector<Value> values);
  [[nodiscard]] static Condition compare(const TableInfo& table, std::size_t field, Op op, Value value);
  [[nodiscard]] static Condition all(const TableInfo& table, std::vector<Condition> parts);
  [[nodiscard]] static Condition any(const TableInfo& table, std::vector<Condition> parts);
  [[nodiscard]] static Condition negation(const Condition& part);

  [[nodiscard]] const TableInfo& table() const { return *table_; }
  [[nodiscard]] const Node& root() const { return *root_; }
  [[nodiscard]] bool is_always() const;
  /// The canonical text: equal conditions have equal texts; it parses back to the same condition; empty when
  /// always true.
  [[nodiscard]] std::string text(const model::Schema& schema) const;
  /// Every path it reads, for access checks.
  [[nodiscard]] std::vector<Path> paths() const;

 private:
  const TableInfo* table_;
  std::shared_ptr<const Node> root_;
};

/// The reference evaluator. `schema` gives the order of choice values.
[[nodiscard]] bool evaluate(const Condition& condition, const Row& row, const RowSource& rows, const Moment& moment,
                            const model::Schema& schema);

/// Order of two values of one field: null first, text by folded bytes, choices by list order, else natural.
[[nodiscard]] int compare_values(const FieldInfo& field, const Value& a, const Value& b, const model::Schema& schema);

}  // namespace steward::condition
