// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"

namespace steward::metrics {

/// The job metric_retention: forgets the deliveries of data sources and indicators whose period began more days ago
/// than the property `metrics.keep_days` says; without the property, none. Scores, risks and occurrences that were
/// recorded stay as they are; what is explained anew of a time before lacks the values. Gives the number of forgotten
/// deliveries. Code: `invalid_input` for a property that is no positive number of days.
[[nodiscard]] Result<std::size_t> forget_old_data(rule::Work& work, const ProgressCallback& progress = {});

}  // namespace steward::metrics
