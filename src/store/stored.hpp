// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace steward::store {

/// False for list_ref, journal and computed fields: they live elsewhere or nowhere.
[[nodiscard]] bool has_column(const FieldInfo& field);

/// The value as every store gives it back: null without a column, hundredths rounded half away from zero.
[[nodiscard]] Value stored_value(const FieldInfo& field, const Value& value);

/// Refuses rows that do not fit the table: `misuse` for a wrong number of values, a missing id or a value of
/// another type than the field's, `missing_value` (category conflict) for null where the store demands a value.
[[nodiscard]] Result<void> check_row(const TableInfo& table, const Row& row);
[[nodiscard]] Result<void> check_field(const TableInfo& table, const Row& row, std::size_t field);

/// The errors that all stores share.
[[nodiscard]] Error unique_violation(const TableInfo& table, const UniqueKey& key);
[[nodiscard]] Error id_violation(const TableInfo& table);
[[nodiscard]] Error reference_violation(std::string_view message);
[[nodiscard]] Error row_not_found(const TableInfo& table, Id id);
[[nodiscard]] Error busy_error();
[[nodiscard]] Error misuse(std::string_view message);
[[nodiscard]] Error sum_out_of_range();

/// The columns of a key, domain first when it holds per domain. A table without domains has none to add.
[[nodiscard]] std::vector<std::size_t> key_fields(const TableInfo& table, const UniqueKey& key);

/// The rule that the rows of a table meet beside their domain; null when there is none.
[[nodiscard]] const condition::Condition* row_rule(const TableInfo& table, const Scope& scope);

/// Which rows of a table a scope shows by their domain.
class ScopeFilter {
 public:
  ScopeFilter(const TableInfo& table, const Scope& scope);
  [[nodiscard]] bool shows(const Row& row) const;
  /// True when no row is hidden.
  [[nodiscard]] bool open() const { return !field_; }
  /// The position of the domain field. REQUIRES: !open().
  [[nodiscard]] std::size_t field() const { return *field_; }
  /// Ascending. REQUIRES: !open().
  [[nodiscard]] std::span<const Id> domains() const { return domains_; }

 private:
  std::optional<std::size_t> field_;
  std::vector<Id> domains_;
};

}  // namespace steward::store
