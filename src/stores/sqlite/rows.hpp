// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "stores/sqlite/codec.hpp"

namespace steward::stores {

/// The columns of a table in the order of its fields; `alias` with its dot.
[[nodiscard]] std::string select_columns(const TableInfo& table, const std::string& alias);
/// Finds a row by its id.
[[nodiscard]] std::string get_sql(const TableInfo& table);
/// A row of select_columns.
[[nodiscard]] Row read_row(const Statement& statement, const TableInfo& table);

}  // namespace steward::stores
