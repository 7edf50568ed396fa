// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "calculation/readings.hpp"
#include "metrics/past_series.hpp"

namespace steward::analysis {

/// The latest values of data sources at one instant after another, from the newest back: each source is read from
/// the store once for all of them.
class PastValues {
 public:
  /// From so many instants on one read of all rows is cheaper than a query at each.
  static constexpr std::size_t worth_it = 5;

  PastValues(rule::Work& work, ContextTable table) : work_(work), table_(table) {}

  /// REQUIRES: `t` <= the `t` before.
  void go_to(Instant t, Instant known_at) {
    t_ = t;
    known_at_ = known_at;
  }
  /// Valid until the next go_to.
  [[nodiscard]] Result<const store::SeriesColumns*> of(Id data_source);

 private:
  struct Held {
    metrics::PastSeries series;
    std::optional<Instant> t;  ///< of `columns`
    const store::SeriesColumns* columns = nullptr;
  };

  rule::Work& work_;
  ContextTable table_;
  Instant t_;
  Instant known_at_;
  std::map<Id, Held> held_;
};

}  // namespace steward::analysis
