// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "steward/choices.hpp"
#include "steward/decimal.hpp"
#include "steward/id.hpp"
#include "steward/time.hpp"

// What an insight page shows of a record.

namespace steward {

struct DataSource;
struct Insight;
struct InsightItem;
struct Visualization;

/// Into which periods values are put.
struct InsightOptions {
  Frequency bucket = Frequency::weekly;  ///< in the calendar zone of the engine
  std::size_t buckets = 12;              ///< 1 to 520, the last one holds `as_of`
  std::optional<Instant> as_of{};        ///< nothing: now
};

/// The value of one period: of each source record the last of its values that end after `start` and not after `end`,
/// as one by the aggregate. Nothing is carried forward.
struct InsightBucket {
  Instant start;
  Instant end;  ///< of the last bucket: `as_of`
  std::optional<Decimal> value;
  std::string color;  ///< empty: no value, or no band holds it
};
/// How one metric is shown: baseline, target and direction come from the visualization.
struct InsightMetric {
  Ref<Visualization> visualization;
  Ref<DataSource> data_source;
  std::string name;  ///< of the data source
  std::optional<Choice<MetricUnit>> unit;
  std::int64_t rank = 0;
  MetricAggregate aggregate = MetricAggregate::average;
  Direction direction = Direction::maximize;
  std::optional<Decimal> baseline;
  std::optional<Decimal> target;
  std::optional<Decimal> value;  ///< the latest one (engine 4); nothing: there is none, or it is stale
  std::optional<Instant> start;  ///< of the rows behind it, also when they are stale
  std::optional<Instant> end;
  bool stale = false;                 ///< the latest value is older than the data source allows
  std::optional<Decimal> attainment;  ///< with a target only (engine 5)
  std::optional<Decimal> gap;
  std::optional<Decimal> gap_percent;
  std::string color;
  std::vector<InsightBucket> buckets;  ///< oldest first
};
/// One place of the page.
struct InsightPlace {
  Ref<InsightItem> item;
  std::string name;
  VisualizationMode mode = VisualizationMode::single;
  bool configured = false;             ///< a visualization applies
  std::vector<InsightMetric> metrics;  ///< single: the first that applies; multiple: all, by rank
};
struct InsightPage {
  Ref<Insight> insight;
  std::string name;
  std::string table;
  Id record;
  Instant as_of;
  std::vector<InsightPlace> items;  ///< by name
};

}  // namespace steward
