// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "steward/table.hpp"

namespace steward::store {

/// A byte string that orders like the values of the field (null first, text folded) and is equal for values
/// that compare equal. Choices and money have equality only.
[[nodiscard]] std::string ordered_key(const Value& value);

/// The content of the fields of a unique key: text trimmed and folded, nulls equal.
[[nodiscard]] std::string unique_key(const Row& row, std::span<const std::size_t> fields);

}  // namespace steward::store
