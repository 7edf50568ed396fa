// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "rule/rule.hpp"

namespace steward::engine {

/// The fault of a value for a field that the table does not have: `invalid_input`, or what a rule says of a field
/// that callers expect there (IPL-05, TCH-12).
[[nodiscard]] Fault unknown_field(const TableInfo& table, std::string_view name, const rule::Catalogue& catalogue);

}  // namespace steward::engine
