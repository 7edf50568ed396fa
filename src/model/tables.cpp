// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <stdexcept>

#include "model/tables.hpp"
#include "steward/model.hpp"

namespace steward {

std::span<const TableInfo* const> all_tables() {
#define STEWARD_ENTRY(T) &table_info<T>(),
  static const std::array tables{STEWARD_TABLES(STEWARD_ENTRY)};
#undef STEWARD_ENTRY
  return tables;
}

void TableInfo::seal() {
  by_name_.clear();
  by_offset_.clear();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    by_name_.emplace(fields[i].name, i);
    if (fields[i].read != nullptr) by_offset_.emplace(fields[i].offset, i);
  }
}

std::optional<std::size_t> TableInfo::find(std::string_view field) const {
  const auto found = by_name_.find(std::string(field));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::size_t TableInfo::at(std::string_view field) const {
  if (const auto found = find(field)) return *found;
  throw std::logic_error("no field " + std::string(field) + " in table " + name);
}

std::size_t TableInfo::at_offset(std::size_t offset) const {
  const auto found = by_offset_.find(offset);
  if (found == by_offset_.end()) throw std::logic_error("no such member in table " + name);
  return found->second;
}

}  // namespace steward
