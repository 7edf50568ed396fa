// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "support/portfolio.hpp"

// What the rule tests of metrics, health and risk build on.

namespace steward::test {

inline Ref<DataSource> ref_of(const DataSource& source) { return Ref<DataSource>(source.id); }

inline DataSource new_source(Portfolio& p) {
  DataSource source;
  source.name = p.unique("Source");
  source.source = DataSourceKind::external;
  return source;
}

inline DataContext new_context(const DataSource& source, ContextTable table = ContextTable::engagement) {
  DataContext context;
  context.data_source = ref_of(source);
  context.context_table = table;
  return context;
}

/// Accounts to their engagements.
inline ContextMapper new_mapper() {
  ContextMapper mapper;
  mapper.source_table = "account";
  mapper.related_table = "engagement";
  mapper.query_field = "account";
  mapper.context_table = ContextTable::engagement;
  return mapper;
}

/// The one global mapper from account to engagement.
inline void ensure_mapper(Portfolio& p) {
  if (require(p.session.count<ContextMapper>("type = global and source_table = \"account\" and active = true")) > 0)
    return;
  p.create(new_mapper());
}

/// An external source in draft with a context on engagement, ready to publish.
inline DataSource draft_source(Portfolio& p) {
  ensure_mapper(p);
  auto source = p.create(new_source(p));
  p.create(new_context(source));
  return source;
}

template <class T>
T publish(Portfolio& p, T entity) {
  entity.state = PublishState::published;
  return p.update(entity);
}
template <class T>
Result<T> try_publish(Portfolio& p, T entity) {
  entity.state = PublishState::published;
  return p.session.update(entity);
}

inline DataSource published_source(Portfolio& p) { return publish(p, draft_source(p)); }

inline Breakdown breakdown(Portfolio& p, std::string_view table = "account") {
  Breakdown entity;
  entity.name = p.unique("Breakdown");
  entity.element_table = table;
  return p.create(entity);
}
inline Indicator indicator(Portfolio& p, Frequency frequency = Frequency::daily) {
  Indicator entity;
  entity.key = p.unique("key");
  entity.name = p.unique("Indicator");
  entity.frequency = frequency;
  entity.unit = MetricUnit::percent;
  return p.create(entity);
}
inline DataSource indicator_source(Portfolio& p, Frequency frequency = Frequency::daily) {
  auto source = new_source(p);
  source.source = DataSourceKind::pa_indicator;
  source.indicator = Portfolio::ref(indicator(p, frequency));
  source.breakdown = Portfolio::ref(breakdown(p));
  source.frequency = frequency;
  return source;
}
/// Sums the quantity of the sold products of each account.
inline DataSource table_source(Portfolio& p) {
  auto source = new_source(p);
  source.source = DataSourceKind::table;
  source.source_table = "sold_product";
  source.group_by_fields = {"account"};
  source.source_value_field = "quantity";
  source.aggregate = SourceAggregate::sum;
  return source;
}
inline DataSource calculated_source(Portfolio& p) {
  auto source = new_source(p);
  source.source = DataSourceKind::calculated;
  source.breakdown_table = "engagement";
  return source;
}

/// A calculated source over engagements in draft, with its context.
inline DataSource draft_calculated(Portfolio& p) {
  auto source = p.create(calculated_source(p));
  p.create(new_context(source));
  return source;
}
/// A variant for the engagements of one title.
inline Segment new_segment(Portfolio& p, const DataSource& source, std::int64_t rank = 1) {
  Segment segment;
  segment.data_source = ref_of(source);
  segment.name = p.unique("Segment");
  segment.rank = rank;
  segment.conditions = "title = \"" + p.unique("T") + "\"";
  return segment;
}
inline SegmentMetric new_segment_metric(const Segment& segment, const DataSource& source, int weight = 100) {
  SegmentMetric metric;
  metric.segment = Ref<Segment>(segment.id);
  metric.data_source = ref_of(source);
  metric.target = Decimal(100);
  metric.weight = Hundredths(weight);
  return metric;
}
/// A segment of `source` in draft whose one metric is `measured`.
inline Segment segment_of(Portfolio& p, const DataSource& source, const DataSource& measured, std::int64_t rank = 1) {
  auto segment = p.create(new_segment(p, source, rank));
  p.create(new_segment_metric(segment, measured));
  return segment;
}
/// A published calculated source that measures `measured`.
inline DataSource published_calculated(Portfolio& p, const DataSource& measured) {
  const auto source = draft_calculated(p);
  auto segment = segment_of(p, source, measured);
  segment.state = PublishState::published;
  p.update(segment);
  return publish(p, source);
}

inline HealthDefinition new_definition(Portfolio& p) {
  HealthDefinition definition;
  definition.name = p.unique("Health");
  definition.definition = "title = \"" + p.unique("T") + "\"";
  return definition;
}
inline HealthMetric new_metric(const HealthDefinition& definition, const DataSource& source, int weight = 100) {
  HealthMetric metric;
  metric.health_definition = Ref<HealthDefinition>(definition.id);
  metric.data_source = ref_of(source);
  metric.target = Decimal(100);
  metric.weight = Hundredths(weight);
  return metric;
}

inline RiskDefinition new_risk_definition(Portfolio& p, const DataSource& source) {
  RiskDefinition definition;
  definition.name = p.unique("Risk definition");
  definition.category = Portfolio::ref(p.choice());
  definition.data_source = ref_of(source);
  definition.threshold_condition = Comparison::less_than;
  definition.threshold = Decimal(50);
  definition.template_fields =
      R"({"short_description":"Low","description":"It is low.","reported_by":")" + p.user().id.to_string() + "\"}";
  return definition;
}
inline RiskThresholdOverride new_override(Portfolio& p, const RiskDefinition& definition, std::int64_t rank = 1) {
  RiskThresholdOverride entry;
  entry.risk_definition = Ref<RiskDefinition>(definition.id);
  entry.threshold = Decimal(60);
  entry.applicable_engagements = "title = \"" + p.unique("T") + "\"";
  entry.rank = rank;
  return entry;
}

/// A value for `account`, measured over the hour that ends at `end`.
inline Result<IngestReport> deliver(Portfolio& p, const DataSource& source, Id account, int value,
                                    std::string_view end = "2024-11-20T10:00:00Z") {
  IngestRow row;
  row.data_source = ref_of(source);
  row.source_table = "account";
  row.source_record = account;
  row.value = Decimal(value);
  row.end_date = at(end);
  row.start_date = row.end_date - std::chrono::hours(1);
  return p.session.ingest(row);
}

/// Whether a delivery was refused with this fault, in its report or as a failed call.
inline bool delivery_refused(const Result<IngestReport>& result, std::string_view rule, std::string_view code,
                             std::string_view field) {
  std::vector<Fault> faults;
  if (!result) faults = result.error().faults();
  if (result) faults = result->refused;
  for (const auto& fault : faults) {
    if (fault.rule == rule && fault.code == code && fault.field == field) return true;
    UNSCOPED_INFO("got " << fault.rule << " " << fault.code << " @" << fault.field);
  }
  return false;
}

inline bool warned(const Session& session, std::string_view code) {
  for (const auto& warning : session.warnings()) {
    if (warning.code == code) return true;
  }
  return false;
}

}  // namespace steward::test
