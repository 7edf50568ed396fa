// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "portfolio/loader.hpp"
#include "steward/table.hpp"

namespace portfolio {

/// The text of a cell as a value of the field; the error's message says what is wrong with it.
[[nodiscard]] steward::Result<steward::Value> read_cell(const steward::FieldInfo& field, const std::string& text,
                                                        const Keys& keys);

}  // namespace portfolio
