// SPDX-License-Identifier: Apache-2.0
#include "model/builder.hpp"

#include <algorithm>
#include <stdexcept>

namespace steward::model {

FieldInfo& find_field(TableInfo& table, std::string_view name) {
  const auto found = std::find_if(table.fields.begin(), table.fields.end(),
                                  [name](const FieldInfo& field) { return field.name == name; });
  if (found == table.fields.end()) throw std::logic_error(table.name + " has no field " + std::string(name));
  return *found;
}

}  // namespace steward::model
