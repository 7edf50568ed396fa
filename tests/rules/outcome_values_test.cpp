// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Outcomes that are tracked by metric follow their source through every door that brings values (OUT-08, engine 10).

namespace {

struct Tracked : Portfolio {
  Tracked() : home(account()), journey(engagement(home)), goal(objective(journey)) {
    ContextMapper to_outcomes;
    to_outcomes.source_table = "account";
    to_outcomes.related_table = "success_outcome";
    to_outcomes.query_field = "account";
    to_outcomes.context_table = ContextTable::success_outcome;
    create(to_outcomes);
  }
  DataSource published(const DataSource& draft) {
    const auto source = create(draft);
    create(new_context(source, ContextTable::success_outcome));
    return publish(*this, source);
  }
  SuccessOutcome tracking(const DataSource& source) {
    auto entity = new_outcome(goal);
    entity.tracking_method = TrackingMethod::metric;
    entity.data_source = ref_of(source);
    entity.base_value = Decimal(10);
    entity.target_value = Decimal(30);
    return create(entity);
  }
  std::optional<Decimal> value(const SuccessOutcome& outcome) { return again(outcome).current_value; }
  void buy(int quantity) {
    auto product = sold_product(home);
    product.quantity = Decimal(quantity);
    update(product);
  }

  Account home;
  Engagement journey;
  SuccessObjective goal;
};

}  // namespace

TEST_CASE("a delivered value is the current value of the outcome", "[OUT-08][accepts]") {
  Tracked t;
  const auto source = t.published(new_source(t));
  const auto other = t.published(new_source(t));
  const auto outcome = t.tracking(source);
  const auto elsewhere = t.tracking(other);
  const auto by_hand = t.outcome(t.goal);
  require(deliver(t, source, t.home.id, 20));
  CHECK(t.value(outcome) == Decimal(20));
  CHECK(t.again(outcome).value_realized_pct == Decimal(50));
  CHECK(t.value(elsewhere) == Decimal(10));
  CHECK_FALSE(t.value(by_hand).has_value());
  require(deliver(t, source, t.home.id, 15, "2024-11-19T10:00:00Z"));
  CHECK(t.value(outcome) == Decimal(20));
}

TEST_CASE("columns of values reach the outcomes, and refused ones do not", "[OUT-08][accepts]") {
  Tracked t;
  const auto source = t.published(new_source(t));
  const auto outcome = t.tracking(source);
  const std::array records{t.home.id, t.home.id};
  const std::array values{Decimal(12), Decimal(25)};
  const std::array start{at("2024-11-18T09:00:00Z"), at("2024-11-19T09:00:00Z")};
  const std::array end{at("2024-11-18T10:00:00Z"), at("2024-11-19T10:00:00Z")};
  IngestColumns columns;
  columns.data_source = ref_of(source);
  columns.source_table = "account";
  columns.source_record = records;
  columns.value = values;
  columns.start = start;
  columns.end = end;
  require(t.session.ingest(columns));
  CHECK(t.value(outcome) == Decimal(25));
  const auto version = t.again(outcome).version;
  require(t.session.ingest(columns));
  CHECK(t.again(outcome).version == version);
  CHECK_FALSE(deliver(t, source, t.home.id, 99, "2024-11-21T10:00:00Z").ok());
  CHECK(t.value(outcome) == Decimal(25));
}

TEST_CASE("an outcome that came later takes the values that are mapped anew", "[OUT-08][accepts]") {
  Tracked t;
  const auto source = t.published(new_source(t));
  require(deliver(t, source, t.home.id, 20));
  const auto outcome = t.tracking(source);
  CHECK(t.value(outcome) == Decimal(10));
  require(t.session.remap(ref_of(source), at("2024-11-20T00:00:00Z"), t.clock->now()));
  CHECK(t.value(outcome) == Decimal(20));
}

TEST_CASE("collected values reach the outcomes, by hand and by the job", "[OUT-08][accepts]") {
  Tracked t;
  require(t.session.install_base_data());
  const auto source = t.published(table_source(t));
  const auto outcome = t.tracking(source);
  t.buy(3);
  t.buy(4);
  require(t.session.collect(ref_of(source), at("2024-11-19T00:00:00Z"), at("2024-11-20T00:00:00Z")));
  CHECK(t.value(outcome) == Decimal(7));
  t.buy(5);
  t.advance(24h);
  require(t.session.run_job("collect"));
  CHECK(t.value(outcome) == Decimal(12));
}

TEST_CASE("what a transaction takes back, the outcome takes back", "[OUT-08][accepts]") {
  Tracked t;
  const auto source = t.published(new_source(t));
  const auto outcome = t.tracking(source);
  require(t.session.begin());
  require(deliver(t, source, t.home.id, 20));
  CHECK(t.value(outcome) == Decimal(20));
  t.session.rollback();
  CHECK(t.value(outcome) == Decimal(10));
}
