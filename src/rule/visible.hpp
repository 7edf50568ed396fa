// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include "rule/work.hpp"

namespace steward::rule {

/// What an unknown record and one that the caller may not see answer alike.
[[nodiscard]] inline Error not_found(std::string_view table, Id id) {
  return Error("not_found", Category::not_found, fmt::format("there is no {} {}", table, id.to_string()));
}

/// A row that the caller may see; `not_found` else. Never null; stays valid until the next write to that row.
[[nodiscard]] inline Result<const Row*> visible_row(const Work& work, const TableInfo& table, Id id) {
  const Row* row = work.visible(table, id);
  if (auto state = work.status(); !state) return state.error();
  if (row == nullptr) return not_found(table.name, id);
  return row;
}
template <class T>
[[nodiscard]] Result<const Row*> visible_row(const Work& work, Ref<T> ref) {
  return visible_row(work, table_info<T>(), ref.id());
}

}  // namespace steward::rule
