// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

HealthDefinition global_definition(Portfolio& p) {
  auto definition = new_definition(p);
  definition.definition.clear();
  definition.global = true;
  return definition;
}

HealthDefinition definition_with(Portfolio& p, const HealthDefinition& fresh, const DataSource& source) {
  const auto definition = p.create(fresh);
  p.create(new_metric(definition, source));
  return definition;
}

NamedValues metric_values(const HealthMetric& metric, Decimal weight) {
  return {{"health_definition", metric.health_definition.id()},
          {"data_source", metric.data_source.id()},
          {"target", *metric.target},
          {"weight", weight}};
}

}  // namespace

TEST_CASE("a second global health definition is refused, also as a draft", "[HDF-01][refuses]") {
  Portfolio p;
  p.create(global_definition(p));
  CHECK(refused(p.session.create(global_definition(p)), "HDF-01", "global_definition_exists", "global"));
}

TEST_CASE("specific definitions stand beside the global one", "[HDF-01][accepts]") {
  Portfolio p;
  p.create(global_definition(p));
  CHECK(accepted(p.session.create(new_definition(p))));
  CHECK(accepted(p.session.create(new_definition(p))));
}

TEST_CASE("a name or condition that is taken is refused", "[HDF-02][refuses]") {
  Portfolio p;
  const auto first = p.create(new_definition(p));
  auto again = new_definition(p);
  again.name = first.name;
  CHECK(refused(p.session.create(again), "HDF-02", "duplicate_health_definition", "name"));
  again = new_definition(p);
  again.definition = "  " + first.definition;
  CHECK(refused(p.session.create(again), "HDF-02", "duplicate_health_definition", "definition"));
}

TEST_CASE("another name and condition are stored", "[HDF-02][accepts]") {
  Portfolio p;
  p.create(new_definition(p));
  CHECK(accepted(p.session.create(new_definition(p))));
}

TEST_CASE("weights that do not sum to 100 are not published", "[HDF-03][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  CHECK(refused(try_publish(p, definition), "HDF-03", "weight_sum", "weight"));
  p.create(new_metric(definition, published_source(p), 60));
  CHECK(refused(try_publish(p, definition), "HDF-03", "weight_sum", "weight"));
  p.create(new_metric(definition, published_source(p), 41));
  CHECK(refused(try_publish(p, definition), "HDF-03", "weight_sum", "weight"));
}

TEST_CASE("weights that sum to exactly 100 are published", "[HDF-03][accepts]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  for (const std::int64_t units : {3333, 3333, 3334}) {
    auto metric = new_metric(definition, published_source(p));
    metric.weight = Hundredths::from_units(units);
    p.create(metric);
  }
  CHECK(accepted(try_publish(p, definition)));
}

TEST_CASE("a definition that is both or neither of global and specific is refused", "[HDF-04][refuses]") {
  Portfolio p;
  auto definition = new_definition(p);
  definition.global = true;
  CHECK(refused(p.session.create(definition), "HDF-04", "field_not_applicable", "definition"));
  definition = global_definition(p);
  definition.global = false;
  CHECK(refused(p.session.create(definition), "HDF-04", "field_required", "definition"));
}

TEST_CASE("a global and a specific definition are stored", "[HDF-04][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(global_definition(p))));
  CHECK(accepted(p.session.create(new_definition(p))));
}

TEST_CASE("the matching specific definition of the lowest rank applies", "[HDF-05][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  const auto engagement = p.engagement();
  publish(p, definition_with(p, global_definition(p), source));
  auto later = new_definition(p);
  later.definition = "stage = initial_onboarding";
  later.rank = 2;
  publish(p, definition_with(p, later, source));
  auto first = new_definition(p);
  first.definition = "active = true";
  first.rank = 1;
  first = publish(p, definition_with(p, first, source));
  require(deliver(p, source, engagement.account.id(), 70));
  require(p.session.refresh_health());
  CHECK(p.again(engagement).health_definition == Portfolio::ref(first));
}

TEST_CASE("the global definition applies where no specific one does", "[HDF-05][accepts]") {
  Portfolio p;
  const auto source = published_source(p);
  const auto engagement = p.engagement();
  const auto global = publish(p, definition_with(p, global_definition(p), source));
  publish(p, definition_with(p, new_definition(p), source));
  require(deliver(p, source, engagement.account.id(), 70));
  require(p.session.refresh_health());
  CHECK(p.again(engagement).health_definition == Portfolio::ref(global));
}

TEST_CASE("the metrics of a published definition are fixed", "[HMT-01][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  auto metric = p.create(new_metric(definition, published_source(p)));
  publish(p, definition);
  CHECK(refused(p.session.create(new_metric(definition, published_source(p), 1)), "HMT-01", "definition_published",
                "health_definition"));
  CHECK(refused(p.session.remove(metric), "HMT-01", "definition_published", "health_definition"));
  metric.target = Decimal(90);
  CHECK(refused(p.session.update(metric), "HMT-01", "definition_published", "health_definition"));
  metric.health_definition = Portfolio::ref(p.create(new_definition(p)));
  CHECK(refused(p.session.update(metric), "HMT-01", "definition_published", "health_definition"));
}

TEST_CASE("the metrics of a draft are free, and go with their definition", "[HMT-01][accepts]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  auto metric = p.create(new_metric(definition, published_source(p)));
  const auto second = p.create(new_metric(definition, published_source(p), 50));
  metric.target = Decimal(90);
  CHECK(accepted(p.session.update(metric)));
  CHECK(accepted(p.session.remove(second)));
  CHECK(accepted(p.session.remove(publish(p, definition))));
  CHECK(require(p.session.count<HealthMetric>()) == 0);
}

TEST_CASE("a data source twice in a definition is refused", "[HMT-02][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  const auto source = published_source(p);
  p.create(new_metric(definition, source, 50));
  CHECK(refused(p.session.create(new_metric(definition, source, 50)), "HMT-02", "duplicate_metric", "data_source"));
}

TEST_CASE("a data source in two definitions is stored", "[HMT-02][accepts]") {
  Portfolio p;
  const auto source = published_source(p);
  p.create(new_metric(p.create(new_definition(p)), source));
  CHECK(accepted(p.session.create(new_metric(p.create(new_definition(p)), source))));
}

TEST_CASE("a weight outside 0 to 100, with three places or none at all is refused", "[HMT-03][refuses]") {
  Portfolio p;
  const auto metric = new_metric(p.create(new_definition(p)), published_source(p));
  for (const auto* text : {"0", "-1", "100.01", "33.333"}) {
    CAPTURE(text);
    const auto result = p.session.create("health_metric", metric_values(metric, *Decimal::parse(text)));
    CHECK(refused(result, "HMT-03", "out_of_range", "weight"));
  }
  auto bare = metric;
  bare.weight.reset();
  bare.target.reset();
  CHECK(refused(p.session.create(bare), "HMT-03", "field_required", "weight"));
  CHECK(refused(p.session.create(bare), "HMT-03", "field_required", "target"));
}

TEST_CASE("weights from 0.01 to 100 are stored as given", "[HMT-03][accepts]") {
  Portfolio p;
  for (const auto* text : {"0.01", "33.33", "100"}) {
    CAPTURE(text);
    const auto metric = new_metric(p.create(new_definition(p)), published_source(p));
    const auto weight = *Decimal::parse(text);
    const auto stored = p.session.create("health_metric", metric_values(metric, weight));
    REQUIRE(accepted(stored));
    CHECK(stored->get("weight") == Value(weight));
  }
}

TEST_CASE("a definition over an unpublished source or one without engagements is not published", "[HMT-04][refuses]") {
  Portfolio p;
  auto definition = p.create(new_definition(p));
  p.create(new_metric(definition, draft_source(p)));
  CHECK(refused(try_publish(p, definition), "HMT-04", "context_missing", "data_source"));
  auto direct = indicator_source(p);
  direct.breakdown = Portfolio::ref(breakdown(p, "sold_product"));
  direct = p.create(direct);
  p.create(new_context(direct, ContextTable::sold_product));
  definition = p.create(new_definition(p));
  p.create(new_metric(definition, publish(p, direct)));
  CHECK(refused(try_publish(p, definition), "HMT-04", "context_missing", "data_source"));
}

TEST_CASE("a definition over published engagement sources is published", "[HMT-04][accepts]") {
  Portfolio p;
  CHECK(accepted(try_publish(p, definition_with(p, new_definition(p), published_source(p)))));
}

TEST_CASE("a metric without a position comes last", "[HMT-05][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  CHECK(p.create(new_metric(definition, published_source(p), 1)).position == 1);
  auto placed = new_metric(definition, published_source(p), 1);
  placed.position = 7;
  p.create(placed);
  CHECK(p.create(new_metric(definition, published_source(p), 1)).position == 8);
}

TEST_CASE("a given position stays", "[HMT-05][accepts]") {
  Portfolio p;
  const auto definition = p.create(new_definition(p));
  auto metric = new_metric(definition, published_source(p));
  metric.position = 3;
  metric = p.create(metric);
  CHECK(metric.position == 3);
  metric.target = Decimal(1);
  CHECK(p.update(metric).position == 3);
}
