// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
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

/// How an `exists` finds rows of another table: by positions in the field lists of the two tables. The two ids
/// agree, and each field that names a table (a text or a choice) names the other one.
struct Link {
  std::size_t own_field = 0;     ///< id, ref or rid
  std::size_t target_field = 0;  ///< id, ref or rid
  std::optional<std::size_t> own_table_field{};
  std::optional<std::size_t> target_table_field{};
};

/// A checked condition as a tree. Two-valued logic: a comparison with an empty field is false, and `ne`, `not`
/// and the negated forms are the exact negation.
struct Node {
  enum class Kind { all, any, negation, compare, in, empty, starts_with, contains, exists };
  Kind kind = Kind::all;                              ///< `all` without children is always true
  std::vector<std::shared_ptr<const Node>> children;  ///< all, any, negation; exists: one, over the target
  Path path;                                          ///< the leaves; exists: the own field
  Op op = Op::eq;                                     ///< compare
  std::vector<Operand> operands;                      ///< compare: one; in: one or more; text tests: one
  Link link;                                          ///< exists
  const TableInfo* target = nullptr;                  ///< exists
};

/// What a condition may ask of the moment it is evaluated at.
struct Moment {
  Instant now;
  Date today;
};

/// Other rows for the in-memory evaluator.
class RowSource {
 public:
  virtual ~RowSource() = default;
  /// Follows a reference; a row that the caller may not see is null.
  [[nodiscard]] virtual const Row* row(const TableInfo& table, Id id) const = 0;
  /// True when some row holds `value`, an id, in the field and passes the test. Looks at all rows, whatever the
  /// caller may see.
  [[nodiscard]] virtual bool any(const TableInfo& table, std::size_t field, const Value& value,
                                 const std::function<bool(const Row&)>& test) const = 0;
  /// The same rows with nothing hidden: what an `exists` looks at.
  [[nodiscard]] virtual const RowSource& unscoped() const { return *this; }
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
  /// Some row of the table of `inner` is linked to the row and meets `inner`; what the caller may see plays no
  /// part in it. A row whose own field is empty has none. Not part of the language: text() of it is a bug.
  [[nodiscard]] static Condition exists(const TableInfo& table, const Link& link, const Condition& inner);

  [[nodiscard]] const TableInfo& table() const { return *table_; }
  [[nodiscard]] const Node& root() const { return *root_; }
  [[nodiscard]] bool is_always() const;
  /// True when the row alone decides: no path walks on, no other row is asked for.
  [[nodiscard]] bool is_local() const;
  /// The canonical text: equal conditions have equal texts; it parses back to the same condition; empty when
  /// always true.
  [[nodiscard]] std::string text(const model::Schema& schema) const;
  /// Every path it reads, for access checks; without those inside an `exists`.
  [[nodiscard]] std::vector<Path> paths() const;

 private:
  const TableInfo* table_;
  std::shared_ptr<const Node> root_;
};

/// The reference evaluator. `schema` gives the order of choice values.
[[nodiscard]] bool evaluate(const Condition& condition, const Row& row, const RowSource& rows, const Moment& moment,
                            const model::Schema& schema);

/// Whether one value passes the test of a leaf (compare, in, empty, starts_with or contains), wherever its path leads.
[[nodiscard]] bool test_value(const Node& leaf, const Value& value, const Moment& moment, const model::Schema& schema);

/// Order of two values of one field: null first, text by folded bytes, choices by list order, else natural.
[[nodiscard]] int compare_values(const FieldInfo& field, const Value& a, const Value& b, const model::Schema& schema);

}  // namespace steward::condition
