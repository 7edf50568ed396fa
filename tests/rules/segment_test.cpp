// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

DataSource to_draft(Portfolio& p, DataSource source) {
  source = p.again(source);
  source.state = PublishState::draft;
  return p.update(source);
}

std::string ids(std::initializer_list<Id> list) {
  std::string text;
  for (const Id id : list) text += (text.empty() ? "[\"" : ",\"") + id.to_string() + "\"";
  return text + "]";
}

}  // namespace

TEST_CASE("a segment that measures what is calculated from its source is not published", "[SEG-01][refuses]") {
  Portfolio p;
  const auto first = draft_calculated(p);
  const auto second = draft_calculated(p);
  const auto third = draft_calculated(p);
  segment_of(p, second, third);
  segment_of(p, third, first);
  const auto closing = segment_of(p, first, second);
  const auto result = try_publish(p, closing);
  REQUIRE(refused(result, "SEG-01", "circular_reference", "data_source"));
  CHECK(result.error().faults().front().details == ids({first.id, second.id, third.id, first.id}));
  CHECK(p.again(closing).state == PublishState::draft);
}

TEST_CASE("a source that two ways lead to is no circle", "[SEG-01][accepts]") {
  Portfolio p;
  const auto base = published_source(p);
  const auto left = published_calculated(p, base);
  const auto right = published_calculated(p, base);
  const auto top = draft_calculated(p);
  auto segment = p.create(new_segment(p, top));
  p.create(new_segment_metric(segment, left, 50));
  p.create(new_segment_metric(segment, right, 50));
  CHECK(accepted(try_publish(p, segment)));
}

TEST_CASE("a segment whose weights do not sum to 100 is not published", "[SEG-02][refuses]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  auto segment = p.create(new_segment(p, source));
  CHECK(refused(try_publish(p, segment), "SEG-02", "weight_sum", "weight"));
  p.create(new_segment_metric(segment, published_source(p), 50));
  auto other = p.create(new_segment_metric(segment, published_source(p), 40));
  CHECK(refused(try_publish(p, segment), "SEG-02", "weight_sum", "weight"));
  other.weight = Hundredths::from_units(5001);
  p.update(other);
  CHECK(refused(try_publish(p, segment), "SEG-02", "weight_sum", "weight"));
}

TEST_CASE("a segment whose weights sum to 100 is published", "[SEG-02][accepts]") {
  Portfolio p;
  auto segment = p.create(new_segment(p, draft_calculated(p)));
  auto first = new_segment_metric(segment, published_source(p));
  first.weight = Hundredths::from_units(3333);
  p.create(first);
  auto second = new_segment_metric(segment, published_source(p));
  second.weight = Hundredths::from_units(6667);
  p.create(second);
  CHECK(accepted(try_publish(p, segment)));
}

TEST_CASE("name, rank and conditions do not repeat in a data source", "[SEG-03][refuses]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  const auto first = p.create(new_segment(p, source));
  auto same = new_segment(p, source, 2);
  same.name = first.name;
  CHECK(refused(p.session.create(same), "SEG-03", "duplicate_segment", "name"));
  CHECK(refused(p.session.create(new_segment(p, source)), "SEG-03", "duplicate_segment", "rank"));
  same = new_segment(p, source, 2);
  same.conditions = first.conditions;
  CHECK(refused(p.session.create(same), "SEG-03", "duplicate_segment", "conditions"));
  same.conditions.clear();
  p.create(same);
  same = new_segment(p, source, 3);
  same.conditions.clear();
  CHECK(refused(p.session.create(same), "SEG-03", "duplicate_segment", "conditions"));
}

TEST_CASE("segments of two data sources may be alike", "[SEG-03][accepts]") {
  Portfolio p;
  auto segment = new_segment(p, draft_calculated(p));
  p.create(segment);
  segment.data_source = ref_of(draft_calculated(p));
  CHECK(accepted(p.session.create(segment)));
}

TEST_CASE("a segment belongs to a calculated source in draft", "[SEG-04][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(new_segment(p, draft_source(p))), "SEG-04", "field_not_applicable", "data_source"));
  const auto source = published_calculated(p, published_source(p));
  CHECK(refused(p.session.create(new_segment(p, source, 2)), "SEG-04", "data_source_not_draft", "data_source"));
}

TEST_CASE("no segment leaves or enters a published source", "[SEG-04][refuses]") {
  Portfolio p;
  const auto source = published_calculated(p, published_source(p));
  const auto held = require(p.session.find<Segment>(matching("data_source = \"" + source.id.to_string() + "\"")));
  REQUIRE(held.items.size() == 1);
  CHECK(refused(p.session.remove(held.items.front()), "SEG-04", "data_source_not_draft", "data_source"));
  auto moved = p.create(new_segment(p, draft_calculated(p), 5));
  moved.data_source = ref_of(source);
  CHECK(refused(p.session.update(moved), "SEG-04", "data_source_not_draft", "data_source"));
}

TEST_CASE("a segment of a draft source is made and deleted, also with its source", "[SEG-04][accepts]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  CHECK(accepted(p.session.remove(p.create(new_segment(p, source)))));
  const auto segment = segment_of(p, source, published_source(p));
  publish(p, segment);
  const auto published = publish(p, source);
  CHECK(accepted(p.session.remove(published)));
  CHECK(require(p.session.count<Segment>()) == 0);
}

TEST_CASE("a segment that returns to draft takes its source along, with the warning", "[SEG-05][refuses]") {
  Portfolio p;
  const auto source = published_calculated(p, published_source(p));
  const auto above = published_calculated(p, source);
  auto page = require(p.session.find<Segment>(matching("data_source = \"" + source.id.to_string() + "\"")));
  auto segment = page.items.front();
  segment.state = PublishState::draft;
  REQUIRE(accepted(p.session.update(segment)));
  CHECK(warned(p.session, "source_referenced"));
  CHECK(p.again(source).state == PublishState::draft);
  CHECK(p.again(above).state == PublishState::published);
}

TEST_CASE("a segment of a draft source returns to draft alone", "[SEG-05][accepts]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  auto segment = publish(p, segment_of(p, source, published_source(p)));
  segment.state = PublishState::draft;
  CHECK(accepted(p.session.update(segment)));
  CHECK(p.again(source).version == source.version);
}

TEST_CASE("a published segment is not edited", "[SEG-06][refuses]") {
  Portfolio p;
  auto segment = publish(p, segment_of(p, draft_calculated(p), published_source(p)));
  segment.name = "Other";
  segment.rank = 9;
  const auto result = p.session.update(segment);
  CHECK(refused(result, "SEG-06", "segment_not_draft", "name"));
  CHECK(refused(result, "SEG-06", "segment_not_draft", "rank"));
}

TEST_CASE("a draft segment is edited and published in one write", "[SEG-06][accepts]") {
  Portfolio p;
  auto segment = segment_of(p, draft_calculated(p), published_source(p));
  segment.name = "Other";
  CHECK(accepted(try_publish(p, segment)));
}

TEST_CASE("a segment has the breakdown table of its source", "[SEG-07][refuses]") {
  Portfolio p;
  auto source = draft_calculated(p);
  auto segment = new_segment(p, source);
  segment.conditions.clear();
  segment = p.create(segment);
  CHECK(segment.breakdown_table == "engagement");
  source.breakdown_table = "sold_product";
  p.update(source);
  CHECK(p.again(segment).breakdown_table == "sold_product");
}

TEST_CASE("another change of the source leaves its segments alone", "[SEG-07][accepts]") {
  Portfolio p;
  auto source = draft_calculated(p);
  const auto segment = p.create(new_segment(p, source));
  source.max_age = std::chrono::hours(24);
  p.update(source);
  CHECK(p.again(segment).version == segment.version);
}

TEST_CASE("a metric does not repeat in a segment", "[SGM-01][refuses]") {
  Portfolio p;
  const auto measured = published_source(p);
  const auto segment = segment_of(p, draft_calculated(p), measured);
  CHECK(refused(p.session.create(new_segment_metric(segment, measured, 10)), "SGM-01", "duplicate_metric",
                "data_source"));
}

TEST_CASE("a metric is used by two segments", "[SGM-01][accepts]") {
  Portfolio p;
  const auto measured = published_source(p);
  const auto source = draft_calculated(p);
  segment_of(p, source, measured);
  CHECK(accepted(p.session.create(new_segment_metric(p.create(new_segment(p, source, 2)), measured))));
}

TEST_CASE("the metrics of a published segment are fixed", "[SGM-02][refuses]") {
  Portfolio p;
  auto segment = p.create(new_segment(p, draft_calculated(p)));
  auto metric = p.create(new_segment_metric(segment, published_source(p)));
  segment = publish(p, segment);
  CHECK(refused(p.session.create(new_segment_metric(segment, published_source(p))), "SGM-02", "segment_not_draft",
                "segment"));
  CHECK(refused(p.session.remove(metric), "SGM-02", "segment_not_draft", "segment"));
  metric.target = Decimal(5);
  CHECK(refused(p.session.update(metric), "SGM-02", "segment_not_draft", "segment"));
}

TEST_CASE("the metrics of a draft segment change, and go with any segment", "[SGM-02][accepts]") {
  Portfolio p;
  auto segment = p.create(new_segment(p, draft_calculated(p)));
  auto metric = p.create(new_segment_metric(segment, published_source(p)));
  metric.target = Decimal(5);
  metric = p.update(metric);
  segment = publish(p, segment);
  CHECK(accepted(p.session.remove(segment)));
  CHECK(require(p.session.count<SegmentMetric>()) == 0);
}

TEST_CASE("a segment does not measure its own source", "[SGM-03][refuses]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  const auto segment = p.create(new_segment(p, source));
  CHECK(refused(p.session.create(new_segment_metric(segment, source)), "SGM-03", "circular_reference", "data_source"));
}

TEST_CASE("a segment measures another calculated source", "[SGM-03][accepts]") {
  Portfolio p;
  const auto segment = p.create(new_segment(p, draft_calculated(p)));
  CHECK(accepted(p.session.create(new_segment_metric(segment, draft_calculated(p)))));
}

TEST_CASE("a metric needs source, weight and target, and the weight has a range", "[SGM-04][refuses]") {
  Portfolio p;
  const auto segment = p.create(new_segment(p, draft_calculated(p)));
  SegmentMetric empty;
  empty.segment = Portfolio::ref(segment);
  const auto result = p.session.create(empty);
  for (const auto* field : {"data_source", "weight", "target"}) {
    CHECK(refused(result, "SGM-04", "field_required", field));
  }
  auto metric = new_segment_metric(segment, published_source(p), 0);
  CHECK(refused(p.session.create(metric), "SGM-04", "out_of_range", "weight"));
  metric.weight = Hundredths::from_units(10001);
  CHECK(refused(p.session.create(metric), "SGM-04", "out_of_range", "weight"));
}

TEST_CASE("the smallest and the largest weight are stored", "[SGM-04][accepts]") {
  Portfolio p;
  const auto segment = p.create(new_segment(p, draft_calculated(p)));
  auto metric = new_segment_metric(segment, published_source(p));
  metric.weight = Hundredths::from_units(1);
  CHECK(accepted(p.session.create(metric)));
  CHECK(accepted(p.session.create(new_segment_metric(segment, published_source(p), 100))));
}

TEST_CASE("a metric without an active context on the breakdown table keeps its segment in draft", "[SGM-05][refuses]") {
  Portfolio p;
  const auto measured = p.create(new_source(p));
  const auto segment = segment_of(p, draft_calculated(p), measured);
  const auto result = try_publish(p, segment);
  REQUIRE(refused(result, "SGM-05", "context_missing", "data_source"));
  CHECK(result.error().faults().front().details == ids({measured.id}));
  auto context = new_context(measured);
  context.active = false;
  p.create(context);
  CHECK(refused(try_publish(p, segment), "SGM-05", "context_missing", "data_source"));
}

TEST_CASE("metrics with an active context on the breakdown table will do", "[SGM-05][accepts]") {
  Portfolio p;
  CHECK(accepted(try_publish(p, segment_of(p, draft_calculated(p), draft_source(p)))));
}

TEST_CASE("metrics of a segment are numbered as they come", "[SGM-06][refuses]") {
  Portfolio p;
  const auto segment = p.create(new_segment(p, draft_calculated(p)));
  CHECK(p.create(new_segment_metric(segment, published_source(p), 50)).position == 1);
  CHECK(p.create(new_segment_metric(segment, published_source(p), 50)).position == 2);
}

TEST_CASE("a position that is given stays", "[SGM-06][accepts]") {
  Portfolio p;
  const auto segment = p.create(new_segment(p, draft_calculated(p)));
  auto metric = new_segment_metric(segment, published_source(p));
  metric.position = 7;
  CHECK(p.create(metric).position == 7);
}

TEST_CASE("a published segment has versions", "[VER-01][refuses]") {
  Portfolio p;
  const auto source = published_calculated(p, published_source(p));
  const auto page = require(p.session.find<Segment>(matching("data_source = \"" + source.id.to_string() + "\"")));
  const auto id = page.items.front().id;
  const auto versions = require(p.session.find<DefinitionVersion>(matching("record = \"" + id.to_string() + "\"")));
  REQUIRE(versions.items.size() == 1);
  CHECK(versions.items.front().record_table == VersionedTable::segment);
  CHECK(versions.items.front().content.find("\"metrics\"") != std::string::npos);
  p.advance(std::chrono::hours(1));
  to_draft(p, source);
  CHECK(require(p.session.count<DefinitionVersion>("record = \"" + id.to_string() + "\"")) == 1);
}
