// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "metrics/world.hpp"

// Calculated sources as the tests need them.

namespace steward::test {

struct SegmentPlan {
  std::string condition;
  std::vector<SegmentMetric> metrics;
};

inline SegmentMetric measured(const DataSource& source, std::string_view target, std::string_view weight) {
  SegmentMetric metric;
  metric.data_source = World::ref(source);
  metric.target = dec(target);
  metric.weight = *Hundredths::parse(weight);
  return metric;
}

inline DataSource draft_of(std::string_view name, ContextTable table) {
  DataSource source;
  source.name = std::string(name);
  source.source = DataSourceKind::calculated;
  source.breakdown_table = std::string(choice_name(table));
  return source;
}

/// A calculated source on engagements that writes their health.
inline DataSource health_source(std::string_view name) {
  auto source = draft_of(name, ContextTable::engagement);
  source.target_table = "engagement";
  source.target_field = "health_score";
  source.target_query_field = "id";
  return source;
}

/// Stores a calculated source with its segments, ranked as they come, and publishes all of it.
inline DataSource calculated(World& w, const DataSource& draft, const std::vector<SegmentPlan>& plans) {
  const auto source = w.create(draft);
  DataContext context;
  context.data_source = World::ref(source);
  context.context_table = *parse_choice<ContextTable>(draft.breakdown_table);
  w.create(context);
  std::int64_t rank = 0;
  for (const SegmentPlan& plan : plans) {
    Segment segment;
    segment.data_source = World::ref(source);
    segment.name = w.unique("Segment");
    segment.rank = ++rank;
    segment.conditions = plan.condition;
    segment = w.create(segment);
    std::int64_t position = 0;
    for (SegmentMetric metric : plan.metrics) {
      metric.segment = World::ref(segment);
      metric.position = ++position;
      w.create(metric);
    }
    segment = w.again(segment);
    segment.state = PublishState::published;
    w.update(segment);
  }
  auto published = w.again(source);
  published.state = PublishState::published;
  return w.update(published);
}

/// A published source whose source records are those of the context table themselves.
inline DataSource direct_source(World& w, ContextTable table, Frequency frequency = Frequency::daily) {
  DataSource source;
  source.name = w.unique("Direct");
  source.source = DataSourceKind::external;
  source.frequency = frequency;
  source.source_table = std::string(choice_name(table));
  return w.publish_source(w.create(source), table);
}

/// A value of such a record for the day before the clock's.
inline void say_directly(World& w, const DataSource& source, std::string_view table, Id record,
                         std::string_view value) {
  const Instant end = std::chrono::floor<std::chrono::days>(w.clock->now());
  const auto report = require(w.session.ingest(w.row(source, table, record, value, end - std::chrono::days(1), end)));
  if (report.unmapped != 0) FAIL("the value counts for nothing");
}

}  // namespace steward::test
