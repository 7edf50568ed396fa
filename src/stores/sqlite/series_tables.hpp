// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/shape.hpp"

namespace steward::stores {

/// Adds the tables that the store keeps for itself: its catalogue, the sequence and the series.
void add_own_tables(Shape& shape);

/// The step to schema 3: metric data that lies row by row is packed.
[[nodiscard]] Result<void> pack_series(Handle& handle, Shape& shape);

}  // namespace steward::stores
