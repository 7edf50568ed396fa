// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <exception>
#include <span>
#include <vector>

#include "steward/table.hpp"
#include "store/cells.hpp"

namespace steward::stores {

/// Rows that are handed over from within a statement: the function steward_take is an aggregate that calls a `use` of
/// ours with its arguments. That spares a step of the statement a row, which costs more than the row does.
class Taking {
 public:
  static constexpr const char* function = "steward_take";

  /// Makes the function known to a connection. REQUIRES: this one outlives it.
  [[nodiscard]] int install(sqlite3* db);
  /// How many arguments the function takes at most.
  [[nodiscard]] static std::size_t most(sqlite3* db);

  /// True between begin and end: then rows of another statement cannot be taken.
  [[nodiscard]] bool is_busy() const { return use_ != nullptr; }
  /// From now on rows are for `use`, of fields with one column each. REQUIRES: it lives until the end, and
  /// none is begun.
  void begin(const TableInfo& table, std::span<const std::size_t> fields, const store::UseCells& use);
  /// Throws what `use` threw. True when it wanted no more, which ended the statement with an error.
  [[nodiscard]] bool end();

 private:
  static void step(sqlite3_context* context, int count, sqlite3_value** values);
  static void tell(sqlite3_context* context);

  std::vector<std::int64_t> factors_;
  const store::UseCells* use_ = nullptr;
  bool stopped_ = false;
  std::exception_ptr thrown_;
};

}  // namespace steward::stores
