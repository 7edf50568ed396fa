// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

DataSource targeting(Portfolio& p, std::string_view field) {
  auto source = calculated_source(p);
  source.target_table = "product_usage";
  source.target_field = field;
  source.target_query_field = "sold_product";
  source = p.create(source);
  p.create(new_context(source));
  publish(p, segment_of(p, source, published_source(p)));
  return source;
}

const Fault* warning(const Session& session, std::string_view code) {
  for (const auto& entry : session.warnings()) {
    if (entry.code == code) return &entry;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a calculated source with a draft segment is not published", "[DSR-03][refuses]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  publish(p, segment_of(p, source, published_source(p)));
  const auto draft = segment_of(p, source, published_source(p), 2);
  const auto result = try_publish(p, source);
  REQUIRE(refused(result, "DSR-03", "segment_not_published", "segments"));
  CHECK(result.error().faults().front().details == "[\"" + draft.id.to_string() + "\"]");
}

TEST_CASE("a calculated source with published segments is published", "[DSR-02][DSR-03][accepts]") {
  Portfolio p;
  const auto source = draft_calculated(p);
  publish(p, segment_of(p, source, published_source(p)));
  publish(p, segment_of(p, source, published_source(p), 2));
  CHECK(accepted(try_publish(p, source)));
}

TEST_CASE("a calculated source runs behind what it is calculated from", "[DSR-10][refuses]") {
  Portfolio p;
  const auto base = published_source(p);
  CHECK(p.again(base).execution_order == 0);
  const auto first = published_calculated(p, base);
  CHECK(first.execution_order == 1);
  CHECK(published_calculated(p, first).execution_order == 2);
}

TEST_CASE("a source that moves back takes along what is calculated from it", "[DSR-10][refuses]") {
  Portfolio p;
  const auto deep = published_calculated(p, published_source(p));
  auto middle = published_calculated(p, published_source(p));
  const auto top = published_calculated(p, middle);
  const auto highest = published_calculated(p, top);
  CHECK(highest.execution_order == 3);
  middle.state = PublishState::draft;
  middle = p.update(middle);
  publish(p, segment_of(p, middle, deep, 2));
  CHECK(publish(p, middle).execution_order == 2);
  CHECK(p.again(top).execution_order == 3);
  CHECK(p.again(highest).execution_order == 4);
}

TEST_CASE("a source in draft keeps its order when another moves", "[DSR-10][accepts]") {
  Portfolio p;
  const auto base = draft_calculated(p);
  const auto draft = draft_calculated(p);
  segment_of(p, draft, base);
  publish(p, segment_of(p, base, published_source(p)));
  CHECK(publish(p, base).execution_order == 1);
  CHECK(p.again(draft).execution_order == 0);
}

TEST_CASE("a source of a published segment or an open outcome warns", "[DSR-12][refuses]") {
  Portfolio p;
  ensure_mapper(p);
  auto to_outcomes = new_mapper();
  to_outcomes.related_table = "success_outcome";
  to_outcomes.context_table = ContextTable::success_outcome;
  p.create(to_outcomes);
  auto source = draft_source(p);
  p.create(new_context(source, ContextTable::success_outcome));
  source = publish(p, source);
  const auto above = published_calculated(p, source);
  const auto page = require(p.session.find<Segment>(matching("data_source = \"" + above.id.to_string() + "\"")));
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.tracking_method = TrackingMethod::metric;
  outcome.data_source = ref_of(source);
  outcome.base_value = Decimal(0);
  outcome.target_value = Decimal(100);
  outcome = p.create(outcome);
  source.state = PublishState::draft;
  REQUIRE(accepted(p.session.update(source)));
  const auto* said = warning(p.session, "source_referenced");
  REQUIRE(said != nullptr);
  CHECK(said->rule == "DSR-12");
  CHECK(said->field == "state");
  CHECK(said->details == "[[\"segment\",\"" + page.items.front().id.to_string() + "\"],[\"success_outcome\",\"" +
                             outcome.id.to_string() + "\"]]");
}

TEST_CASE("a source of a draft segment does not warn", "[DSR-12][accepts]") {
  Portfolio p;
  auto source = published_source(p);
  segment_of(p, draft_calculated(p), source);
  source.state = PublishState::draft;
  CHECK(accepted(p.session.update(source)));
  CHECK_FALSE(warned(p.session, "source_referenced"));
}

TEST_CASE("two published sources that write one field are told of", "[DSR-13][refuses]") {
  Portfolio p;
  const auto first = publish(p, targeting(p, "adoption_score"));
  CHECK_FALSE(warned(p.session, "target_shared"));
  REQUIRE(accepted(try_publish(p, targeting(p, "adoption_score"))));
  const auto* said = warning(p.session, "target_shared");
  REQUIRE(said != nullptr);
  CHECK(said->rule == "DSR-13");
  CHECK(said->field == "target_field");
  CHECK(said->details == "[\"" + first.id.to_string() + "\"]");
}

TEST_CASE("sources that write different fields, or none, are not told of", "[DSR-13][accepts]") {
  Portfolio p;
  publish(p, targeting(p, "adoption_score"));
  CHECK(accepted(try_publish(p, targeting(p, "satisfaction_score"))));
  CHECK_FALSE(warned(p.session, "target_shared"));
  published_calculated(p, published_source(p));
  CHECK_FALSE(warned(p.session, "target_shared"));
}
