// SPDX-License-Identifier: Apache-2.0
#include "analysis/past_values.hpp"

namespace steward::analysis {

Result<const store::SeriesColumns*> PastValues::of(Id data_source) {
  auto found = held_.find(data_source);
  if (found == held_.end()) {
    auto series = metrics::PastSeries::open(work_, metrics::series_of(data_source, table_));
    if (!series) return series.error();
    found = held_.emplace(data_source, Held{std::move(*series), {}, nullptr}).first;
  }
  Held& held = found->second;
  if (held.t != t_) {
    held.columns = &held.series.go_to(t_, known_at_);
    held.t = t_;
  }
  return held.columns;
}

}  // namespace steward::analysis
