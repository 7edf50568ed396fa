// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/insight_page.hpp"

namespace steward::insight {

inline constexpr std::size_t most_buckets = 520;

/// The page of a record that the caller sees: of the insights of its table the nearest one above the record, with every
/// place and the visualizations that apply. Set-up and conditions are those of now, the values those of `as_of`.
/// Codes: `not_found` (the record, or an insight of its table), `out_of_range`, `invalid_input @as_of`.
[[nodiscard]] Result<InsightPage> page(rule::Work& work, const TableInfo& table, Id record,
                                       const InsightOptions& options,
                                       const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::insight
