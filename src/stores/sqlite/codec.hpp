// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "steward/table.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// The columns of a field: two for money, none for fields that live elsewhere, else one.
[[nodiscard]] std::vector<std::string> columns_of(const FieldInfo& field);
[[nodiscard]] bool is_list(FieldType type);
/// True for the types whose value is a std::string.
[[nodiscard]] bool is_string(FieldType type);
[[nodiscard]] bool is_id(FieldType type);

/// The cell of a value that needs one column.
[[nodiscard]] Cell cell_of(const FieldInfo& field, const Value& value);
/// Binds the value of a field from parameter `at` on and moves `at` behind it. Texts are borrowed from `value`;
/// lists are kept in `texts`.
void bind_value(Statement& statement, int& at, const FieldInfo& field, const Value& value,
                std::deque<std::string>& texts);
/// Reads the value of a field from column `at` on and moves `at` behind it.
[[nodiscard]] Value read_value(const Statement& statement, int& at, const FieldInfo& field);
/// How a stored whole number becomes that of store::number_of: times a factor, which is 0 for booleans.
[[nodiscard]] std::int64_t factor_of(const FieldInfo& field);
[[nodiscard]] inline std::int64_t stored_number(std::int64_t stored, std::int64_t factor) {
  return factor == 0 ? std::int64_t{stored != 0} : stored * factor;
}

}  // namespace steward::stores
