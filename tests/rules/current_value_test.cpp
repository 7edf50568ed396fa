// SPDX-License-Identifier: Apache-2.0
#include "plan/current_value.hpp"
#include "inside.hpp"
#include "metrics/ingest.hpp"

using namespace steward;
using namespace steward::test;

// Outcomes that are tracked by metric take the latest value of their data source (OUT-08, engine 10).

namespace {

constexpr auto all_rules = [](std::string_view) { return true; };

class Tracked {
 public:
  Tracked() {
    Account account;
    account.name = "Account";
    account_ = Ref<Account>(stored(account));
    OnboardingCase onboarding;
    onboarding.account = account_;
    Engagement engagement;
    engagement.account = account_;
    engagement.title = "Engagement";
    engagement.initial_onboarding = Ref<OnboardingCase>(stored(onboarding));
    SuccessObjective objective;
    objective.engagement = Ref<Engagement>(stored(engagement));
    objective.title = objective.description = "Objective";
    objective_ = Ref<SuccessObjective>(stored(objective));
    source_ = published_source();
  }

  Ref<SuccessOutcome> outcome() {
    SuccessOutcome entity;
    entity.success_objective = objective_;
    entity.title = entity.description = "Outcome";
    entity.tracking_method = TrackingMethod::metric;
    entity.data_source = source_;
    entity.base_value = Decimal(10);
    entity.target_value = Decimal(30);
    return Ref<SuccessOutcome>(stored(entity));
  }
  void deliver(std::string_view table, Id record, int value, std::string_view end) {
    IngestRow row;
    row.data_source = source_;
    row.source_table = table;
    row.source_record = record;
    row.value = Decimal(value);
    row.end_date = at(end);
    row.start_date = row.end_date - std::chrono::hours(1);
    require(metrics::ingest(inside.unit(), row, all_rules));
    require(plan::take_current_values(inside.unit(), source_));
    require(inside.unit().finish());
  }
  template <class T>
  void update(Ref<T> record, const rule::Fields& fields) {
    require(inside.unit().update(table_info<T>(), record.id(), fields, rule::Origin::job));
    require(inside.unit().finish());
  }
  std::optional<Decimal> current(Ref<SuccessOutcome> outcome) {
    return inside.get<SuccessOutcome>(outcome.id()).current_value;
  }
  [[nodiscard]] Id account() const { return account_.id(); }

  Inside inside;

 private:
  template <class T>
  Id stored(const T& entity) {
    const Id id = require(inside.create(entity));
    require(inside.unit().finish());
    return id;
  }
  Ref<DataSource> published_source() {
    ContextMapper mapper;
    mapper.source_table = "account";
    mapper.related_table = "success_outcome";
    mapper.query_field = "account";
    mapper.context_table = ContextTable::success_outcome;
    stored(mapper);
    DataSource source;
    source.name = "Source";
    source.source = DataSourceKind::external;
    const Ref<DataSource> ref(stored(source));
    DataContext context;
    context.data_source = ref;
    context.context_table = ContextTable::success_outcome;
    stored(context);
    update(ref, {rule::give<DataSource>(&DataSource::state, PublishState::published)});
    return ref;
  }

  Ref<Account> account_;
  Ref<SuccessObjective> objective_;
  Ref<DataSource> source_;
};

}  // namespace

TEST_CASE("the current value is the latest one of the outcome", "[OUT-08][accepts]") {
  Tracked t;
  const auto first = t.outcome();
  const auto second = t.outcome();
  CHECK(t.current(first) == Decimal(10));
  t.deliver("success_outcome", first.id(), 15, "2024-11-19T10:00:00Z");
  t.deliver("success_outcome", first.id(), 20, "2024-11-20T10:00:00Z");
  t.deliver("success_outcome", first.id(), 12, "2024-11-18T10:00:00Z");
  CHECK(t.current(first) == Decimal(20));
  CHECK(t.current(second) == Decimal(10));
  t.deliver("account", t.account(), 30, "2024-11-20T11:00:00Z");
  CHECK(t.current(first) == Decimal(25));
  CHECK(t.current(second) == Decimal(30));
}

TEST_CASE("an ended outcome keeps its value", "[OUT-08][accepts]") {
  Tracked t;
  const auto outcome = t.outcome();
  t.deliver("success_outcome", outcome.id(), 20, "2024-11-19T10:00:00Z");
  t.update(outcome, {rule::give<SuccessOutcome>(&SuccessOutcome::state, WorkState::closed),
                     rule::give<SuccessOutcome>(&SuccessOutcome::close_code, Choice(OutcomeCloseCode::achieved)),
                     rule::give<SuccessOutcome>(&SuccessOutcome::close_notes, "Done.")});
  t.deliver("success_outcome", outcome.id(), 30, "2024-11-20T10:00:00Z");
  CHECK(t.current(outcome) == Decimal(20));
}
