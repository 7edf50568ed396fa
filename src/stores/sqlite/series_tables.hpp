// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stores/sqlite/shape.hpp"

namespace steward::stores {

/// Adds the tables that the store keeps for itself: its catalogue, the sequence and the series.
void add_own_tables(Shape& shape);

}  // namespace steward::stores
