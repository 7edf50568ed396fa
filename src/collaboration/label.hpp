// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "steward/table.hpp"

namespace steward::collaboration {

/// Number of a record, and what it is called; either may be empty.
struct Label {
  std::string number;
  std::string title;
};
[[nodiscard]] Label label_of(const TableInfo& table, const Row& row);

}  // namespace steward::collaboration
