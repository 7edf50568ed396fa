// SPDX-License-Identifier: Apache-2.0
#include "metric_setup.hpp"
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

/// A data source in draft with a context on outcomes.
DataSource outcome_source(Portfolio& p, bool active = true) {
  auto source = new_source(p);
  source.unit = MetricUnit::percent;
  source = p.create(source);
  auto context = new_context(source, ContextTable::success_outcome);
  context.active = active;
  p.create(context);
  return source;
}

SuccessOutcome metric_outcome(Portfolio& p, const DataSource& source) {
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.tracking_method = TrackingMethod::metric;
  outcome.data_source = ref_of(source);
  return outcome;
}

}  // namespace

TEST_CASE("an outcome lies in the domain of its objective", "[OUT-01][refuses]") {
  Portfolio p;
  p.separate_domains();
  const auto objective = p.objective(p.engagement());
  const auto outcome = p.outcome(objective);
  CHECK(outcome.domain == objective.domain);
  CHECK(outcome.domain != p.global());
}

TEST_CASE("an outcome follows its objective to another domain", "[OUT-01][accepts]") {
  Portfolio p;
  p.separate_domains();
  auto outcome = p.outcome(p.engagement());
  const auto other = p.objective(p.engagement());
  outcome.success_objective = Portfolio::ref(other);
  outcome = p.update(outcome);
  CHECK(outcome.domain == other.domain);
  CHECK(outcome.engagement == other.engagement);
  CHECK(outcome.account == other.account);
}

TEST_CASE("an outcome needs objective, title and description", "[OUT-02][refuses]") {
  Portfolio p;
  const auto stored = p.session.create(SuccessOutcome{});
  CHECK(refused(stored, "OUT-02", "field_required", "success_objective"));
  CHECK(refused(stored, "OUT-02", "field_required", "title"));
  CHECK(refused(stored, "OUT-02", "field_required", "description"));
}

TEST_CASE("an outcome has engagement and account of its objective", "[OUT-02][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto outcome = p.outcome(engagement);
  CHECK(outcome.engagement == Portfolio::ref(engagement));
  CHECK(outcome.account == engagement.account);
  CHECK(outcome.tracking_method == TrackingMethod::manual);
}

TEST_CASE("an outcome ends only with its closure information", "[OUT-03][refuses]") {
  Portfolio p;
  check_closing(p, p.outcome(p.engagement()), "OUT-03");
}

TEST_CASE("an outcome is closed or canceled", "[OUT-03][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  check_closed(p, p.outcome(objective), "closed");
  check_closed(p, p.outcome(objective), "canceled");
}

TEST_CASE("a reopened outcome has neither closure nor rate", "[OUT-04][refuses]") {
  Portfolio p;
  const auto closed = end(p, p.outcome(p.engagement()), "closed");
  REQUIRE(closed.success_rate == Decimal(1));
  check_reopened(p, closed, "in_progress", "on_track");
  CHECK_FALSE(p.again(closed).success_rate.has_value());
}

TEST_CASE("an open outcome keeps a prepared closure", "[OUT-04][accepts]") {
  Portfolio p;
  auto outcome = p.outcome(p.engagement());
  outcome.close_code = OutcomeCloseCode::missed;
  outcome.state = WorkState::paused;
  outcome = p.update(outcome);
  REQUIRE(outcome.close_code);
  CHECK(*outcome.close_code == OutcomeCloseCode::missed);
}

TEST_CASE("the objective of an outcome that is served is fixed", "[OUT-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto objective = p.objective(engagement);
  auto primary = p.outcome(objective);
  auto further = p.outcome(objective);
  auto risky = p.outcome(objective);
  ApplicableOutcome link;
  link.success_initiative = Portfolio::ref(p.initiative(primary));
  link.success_outcome = Portfolio::ref(further);
  p.create(link);
  associate(p, engagement, risky);
  const std::pair<SuccessOutcome*, std::string> cases[] = {{&primary, R"({"success_initiative":1})"},
                                                           {&further, R"({"applicable_outcome":1})"},
                                                           {&risky, R"({"risk_signal":1})"}};
  const auto other = p.objective(engagement);
  for (const auto& [outcome, details] : cases) {
    outcome->success_objective = Portfolio::ref(other);
    const auto moved = p.session.update(*outcome);
    REQUIRE(refused(moved, "OUT-05", "objective_locked", "success_objective"));
    CHECK(details_of(moved) == details);
  }
}

TEST_CASE("an outcome that nothing serves moves", "[OUT-05][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  auto outcome = p.outcome(objective);
  p.initiative(p.outcome(objective));
  outcome.success_objective = Portfolio::ref(p.objective(p.engagement()));
  CHECK(accepted(p.session.update(outcome)));
}

TEST_CASE("an outcome is not planned to stop before it starts", "[OUT-06][refuses]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.planned_start = p.clock->now();
  outcome.planned_stop = p.clock->now() - 1ms;
  CHECK(refused(p.session.create(outcome), "OUT-06", "planned_dates_invalid", "planned_stop"));
}

TEST_CASE("planned dates of an outcome may be equal", "[OUT-06][accepts]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.planned_start = outcome.planned_stop = p.clock->now();
  CHECK(accepted(p.session.create(outcome)));
}

TEST_CASE("an outcome tracked by metric names a source that measures outcomes", "[OUT-07][refuses]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.tracking_method = TrackingMethod::metric;
  CHECK(refused(p.session.create(outcome), "OUT-07", "tracking_reference_missing", "data_source"));
  outcome.data_source = ref_of(draft_source(p));
  CHECK(refused(p.session.create(outcome), "OUT-07", "tracking_reference_missing", "data_source"));
  outcome.data_source = ref_of(outcome_source(p, false));
  CHECK(refused(p.session.create(outcome), "OUT-07", "tracking_reference_missing", "data_source"));
  outcome.tracking_method = TrackingMethod::manual;
  outcome.data_source = ref_of(outcome_source(p));
  CHECK(refused(p.session.create(outcome), "OUT-07", "tracking_reference_not_allowed", "data_source"));
}

TEST_CASE("an outcome is tracked by metric with its source, by hand without", "[OUT-07][accepts]") {
  Portfolio p;
  auto outcome = p.create(metric_outcome(p, outcome_source(p)));
  outcome.tracking_method = TrackingMethod::manual;
  CHECK(refused(p.session.update(outcome), "OUT-07", "tracking_reference_not_allowed"));
  outcome.data_source.reset();
  CHECK(accepted(p.session.update(outcome)));
}

TEST_CASE("a context that is taken out of use does not keep an outcome open", "[OUT-07][accepts]") {
  Portfolio p;
  const auto source = outcome_source(p);
  const auto outcome = p.create(metric_outcome(p, source));
  auto context = require(p.session.find<DataContext>()).items.front();
  context.active = false;
  p.update(context);
  CHECK(accepted(try_end(p, outcome, "closed")));
}

TEST_CASE("the value of an outcome tracked by metric is collected, its unit that of the source", "[OUT-08][refuses]") {
  Portfolio p;
  auto outcome = metric_outcome(p, outcome_source(p));
  outcome.unit = MetricUnit::count;
  outcome.base_value = Decimal(10);
  auto stored = p.create(outcome);
  REQUIRE(stored.unit);
  CHECK(*stored.unit == MetricUnit::percent);
  stored.current_value = Decimal(99);
  CHECK(refused(p.session.update(stored), "OUT-08", "field_read_only", "current_value"));
  outcome.current_value = Decimal(99);
  CHECK(refused(p.session.create(outcome), "OUT-08", "field_read_only", "current_value"));
}

TEST_CASE("value and unit of an outcome tracked by hand are free", "[OUT-08][accepts]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.unit = MetricUnit::count;
  outcome.current_value = Decimal(3);
  outcome = p.create(outcome);
  REQUIRE(outcome.unit);
  CHECK(*outcome.unit == MetricUnit::count);
  outcome.current_value = Decimal(4);
  CHECK(p.update(outcome).current_value == Decimal(4));
}

TEST_CASE("a new outcome stands at its base value", "[PLN-01][refuses]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.base_value = Decimal(20);
  CHECK(p.create(outcome).current_value == Decimal(20));
}

TEST_CASE("a given current value stays", "[PLN-01][accepts]") {
  Portfolio p;
  auto outcome = p.new_outcome(p.objective(p.engagement()));
  outcome.base_value = Decimal(20);
  outcome.current_value = Decimal(25);
  CHECK(p.create(outcome).current_value == Decimal(25));
  CHECK_FALSE(p.outcome(p.engagement()).current_value.has_value());
}

TEST_CASE("a closed outcome is rated by its code", "[OUT-09][refuses]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  const std::pair<OutcomeCloseCode, std::optional<Decimal>> rates[] = {
      {OutcomeCloseCode::achieved, Decimal(1)},
      {OutcomeCloseCode::partially_achieved, Decimal::from_units(500'000)},
      {OutcomeCloseCode::missed, Decimal(0)},
      {OutcomeCloseCode::canceled, std::nullopt}};
  for (const auto& [code, rate] : rates) {
    auto outcome = p.outcome(objective);
    outcome.state = WorkState::closed;
    outcome.close_code = code;
    outcome.close_notes = "Done.";
    CHECK(p.update(outcome).success_rate == rate);
  }
}

TEST_CASE("open and canceled outcomes have no rate", "[OUT-09][accepts]") {
  Portfolio p;
  const auto objective = p.objective(p.engagement());
  CHECK_FALSE(end(p, p.outcome(objective), "canceled").success_rate.has_value());
  auto outcome = p.outcome(objective);
  outcome.close_code = OutcomeCloseCode::achieved;
  CHECK_FALSE(p.update(outcome).success_rate.has_value());
}

TEST_CASE("template and mandatory flag of an outcome are not written", "[OUT-11][refuses]") {
  Portfolio p;
  auto outcome = p.outcome(p.engagement());
  outcome.mandatory = true;
  outcome.template_ = Ref<OutcomeTemplate>(p.account().id);
  const auto stored = p.session.update(outcome);
  CHECK(refused(stored, "OUT-11", "field_read_only", "mandatory"));
  CHECK(refused(stored, "OUT-11", "field_read_only", "template"));
}

TEST_CASE("an outcome made by hand has no template", "[OUT-11][accepts]") {
  Portfolio p;
  CHECK_FALSE(p.outcome(p.engagement()).template_.has_value());
}
