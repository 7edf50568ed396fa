// SPDX-License-Identifier: Apache-2.0
#include "model/row.hpp"

namespace steward::model {

Row default_row(const TableInfo& table) {
  Row row;
  row.values.reserve(table.fields.size());
  for (const auto& field : table.fields) row.values.push_back(field.default_value);
  return row;
}

Row to_row(const TableInfo& table, const void* entity) {
  Row row;
  row.values.reserve(table.fields.size());
  for (const auto& field : table.fields) {
    row.values.push_back(field.read(static_cast<const std::byte*>(entity) + field.offset));
  }
  return row;
}

void from_row(const TableInfo& table, const Row& row, void* entity) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.write != nullptr) field.write(static_cast<std::byte*>(entity) + field.offset, row[i]);
  }
}

std::size_t field_at(const TableInfo& table, const void* entity, const void* member) {
  const auto offset = static_cast<const std::byte*>(member) - static_cast<const std::byte*>(entity);
  return table.at_offset(static_cast<std::size_t>(offset));
}

}  // namespace steward::model
