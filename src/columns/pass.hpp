// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "columns/frame.hpp"

namespace steward::columns {

/// The answer to a card from the columns of a frame: always that of run_plain. Nothing when its keys have more groups
/// than can be numbered.
[[nodiscard]] std::optional<Result<AggregateGroups>> run_columns(const Card& card, Frame& frame);

}  // namespace steward::columns
