// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/unit.hpp"

namespace steward::engine {

/// Stores the entity unless a row meets the condition.
template <class T>
Result<void> add_unless(Unit& unit, const condition::Condition& there, const T& entity) {
  if (unit.count(there) > 0) return unit.status();
  const auto& table = table_info<T>();
  const Row row = model::to_row(entity);
  rule::Fields given;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
  }
  if (auto stored = unit.create(table, given, rule::Origin::job); !stored) return stored.error();
  return {};
}

/// The shipped choices, roles, responsibilities, insights, currencies and, with a reporter, sample risks.
[[nodiscard]] Result<void> install_base_records(Unit& unit, std::optional<Ref<User>> reporter);

}  // namespace steward::engine
