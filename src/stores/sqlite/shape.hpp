// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/schema.hpp"
#include "steward/table.hpp"

namespace steward::stores {

/// A column and its definition, without the name.
struct ColumnShape {
  std::string name;
  std::string definition;
  friend bool operator==(const ColumnShape&, const ColumnShape&) = default;
};
struct TableShape {
  std::vector<ColumnShape> columns;
  std::string options;      ///< what follows the columns: STRICT, WITHOUT ROWID
  std::string constraints;  ///< table constraints, or empty
  friend bool operator==(const TableShape&, const TableShape&) = default;
};

/// What a database file looks like: enough to create it and to see how two releases differ.
struct Shape {
  std::map<std::string, TableShape> tables;
  std::map<std::string, std::string> indexes;  ///< name -> statement that creates it

  /// One line a thing; the form of the committed snapshots. `parse` reads it back.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static Result<Shape> parse(std::string_view text);
  friend bool operator==(const Shape&, const Shape&) = default;
};

/// The tables of the declarations and the store's own.
[[nodiscard]] Shape library_shape(const model::Schema& schema);
void add_table(Shape& shape, const TableInfo& table, const model::Schema& schema);

/// The statements that lead from one shape to another. Code `schema_not_additive` (category internal) when that
/// takes more than new tables, new nullable or defaulted columns, and other indexes.
[[nodiscard]] Result<std::vector<std::string>> growth(const Shape& from, const Shape& to);

/// The name of the index behind a unique key.
[[nodiscard]] std::string unique_index_name(const TableInfo& table, std::size_t key);

}  // namespace steward::stores
