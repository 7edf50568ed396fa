// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct DataSource;
struct SegmentMetric;

/// A variant of a calculated metric for the records that meet a condition (SEG-01 to SEG-06).
struct Segment : Record {
  Ref<DataSource> data_source;
  std::string name;
  std::optional<std::int64_t> rank;
  std::string breakdown_table;
  std::string conditions;
  Choice<MissingPolicy> missing_policy = MissingPolicy::redistribute;
  Choice<PublishState> state = PublishState::draft;
};
template <>
struct Describe<Segment> {
  static constexpr TableSpec table{.name = "segment",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "data_source",
                                   .title = "A variant of a calculated metric for the records that meet a condition."};
  static void fields(auto& f) {
    f("data_source", &Segment::data_source).cascade().required();
    f("name", &Segment::name).max(100).required();
    f("rank", &Segment::rank).required();
    f("breakdown_table", &Segment::breakdown_table).max(64).names_table().derived();
    f("conditions", &Segment::conditions).condition_by("breakdown_table");
    f("missing_policy", &Segment::missing_policy).required();
    f("state", &Segment::state).required();
    f.unique({"data_source", "name"}, "SEG-03", "duplicate_segment", "name");
    f.unique({"data_source", "rank"}, "SEG-03", "duplicate_segment", "rank");
    f.unique({"data_source", "conditions"}, "SEG-03", "duplicate_segment", "conditions");
    f.index({"data_source", "state", "rank"});
  }
};

/// One weighted metric of a segment (SGM-01 to SGM-05).
struct SegmentMetric : Record {
  Ref<Segment> segment;
  Ref<DataSource> data_source;
  std::optional<Hundredths> weight;
  std::optional<Decimal> target;
  Choice<Direction> direction = Direction::maximize;
  Choice<MetricAggregate> aggregate = MetricAggregate::average;
  std::optional<Decimal> baseline;
  std::optional<Choice<MissingPolicy>> missing_policy;
  bool keep_stale = false;
  std::optional<std::int64_t> position;
};
template <>
struct Describe<SegmentMetric> {
  static constexpr TableSpec table{.name = "segment_metric",
                                   .access = AccessClass::segments_and_insights,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "segment",
                                   .required_rule = "SGM-04",
                                   .title = "One weighted metric of a segment."};
  static void fields(auto& f) {
    f("segment", &SegmentMetric::segment).cascade().required();
    f("data_source", &SegmentMetric::data_source).restrict().required();
    f("weight", &SegmentMetric::weight).required();
    f("target", &SegmentMetric::target).required();
    f("direction", &SegmentMetric::direction).required();
    f("aggregate", &SegmentMetric::aggregate).required();
    f("baseline", &SegmentMetric::baseline);
    f("missing_policy", &SegmentMetric::missing_policy);
    f("keep_stale", &SegmentMetric::keep_stale);
    f("position", &SegmentMetric::position).required();
    f.unique({"segment", "data_source"}, "SGM-01", "duplicate_metric", "data_source");
  }
};

}  // namespace steward
