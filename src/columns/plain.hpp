// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "columns/card.hpp"

namespace steward::columns {

/// Takes out of rows what their references tell of records that the caller does not see.
using Mask = std::function<void(const TableInfo& table, std::span<Row> rows)>;

/// A card from the plain queries of the store, row by row: what every faster way must agree with. `mask` is empty when
/// the caller sees all.
[[nodiscard]] Result<std::vector<store::Group>> run_plain(const Card& card, store::Records& records,
                                                          const model::Schema& schema, const Mask& mask);

}  // namespace steward::columns
