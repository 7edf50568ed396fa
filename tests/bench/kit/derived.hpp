// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/kit/portfolio.hpp"

// What `calc` and `risk` share: one value a metric and engagement.

namespace steward::bench::kit {

/// Noon of the kit's first day, and of the day after.
inline const Instant first_noon = midnight(today) + std::chrono::hours(12);
inline const Instant second_noon = first_noon + std::chrono::days(1);

struct MetricValue {
  std::int64_t engagement = 0;
  std::int64_t metric = 0;  ///< 6 is the health score
  double value = 0;
};
[[nodiscard]] std::vector<MetricValue> read_values(const Places& places);
/// Delivers them for the day that ends at the last midnight of the store's clock.
void deliver_values(Store& store, const std::vector<MetricValue>& values);

/// Definitions of the calculated sources and of the risks.
void add_levels(Session& session, const Places& places);
void add_risks(Session& session, const Places& places);

}  // namespace steward::bench::kit
