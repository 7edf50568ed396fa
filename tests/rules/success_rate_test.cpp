// SPDX-License-Identifier: Apache-2.0
#include "inside.hpp"

using namespace steward;
using namespace steward::test;

// Success rates go from outcomes to objectives and templates (engine 10). Only blueprints tie records to
// templates, so the tests write as they do.

namespace {

class Rates {
 public:
  Rates() {
    Account account;
    account.name = "Account";
    account_ = Ref<Account>(stored(account));
    OnboardingCase onboarding;
    onboarding.account = account_;
    Engagement engagement;
    engagement.account = account_;
    engagement.title = "Engagement";
    engagement.initial_onboarding = Ref<OnboardingCase>(stored(onboarding));
    engagement_ = Ref<Engagement>(stored(engagement));
    ProductModel model;
    model.name = "Product";
    model_ = Ref<ProductModel>(stored(model));
  }

  template <class T>
  Id stored(const T& entity) {
    const Id id = require(inside_.create(entity));
    require(inside_.unit().finish());
    return id;
  }
  Ref<ObjectiveTemplate> objective_template() {
    ObjectiveTemplate entity;
    entity.name = entity.title = "Objective " + std::to_string(++count_);
    entity.product_model = model_;
    return Ref<ObjectiveTemplate>(stored(entity));
  }
  Ref<OutcomeTemplate> outcome_template(Ref<ObjectiveTemplate> above) {
    OutcomeTemplate entity;
    entity.objective_template = above;
    entity.title = entity.description = "Outcome " + std::to_string(++count_);
    return Ref<OutcomeTemplate>(stored(entity));
  }
  Ref<SuccessObjective> objective(std::optional<Ref<ObjectiveTemplate>> from) {
    SuccessObjective entity;
    entity.engagement = engagement_;
    entity.title = entity.description = "Objective";
    entity.template_ = from;
    return Ref<SuccessObjective>(stored(entity));
  }
  Ref<SuccessOutcome> outcome(Ref<SuccessObjective> above, std::optional<Ref<OutcomeTemplate>> from) {
    SuccessOutcome entity;
    entity.success_objective = above;
    entity.title = entity.description = "Outcome";
    entity.template_ = from;
    return Ref<SuccessOutcome>(stored(entity));
  }
  void set(Ref<SuccessOutcome> outcome, WorkState state, std::optional<OutcomeCloseCode> code = {}) {
    rule::Fields fields{rule::give<SuccessOutcome>(&SuccessOutcome::state, state),
                        rule::give<SuccessOutcome>(&SuccessOutcome::close_notes, "Done.")};
    if (code) fields.push_back(rule::give<SuccessOutcome>(&SuccessOutcome::close_code, Choice(*code)));
    update(outcome, fields);
  }
  template <class T>
  void update(Ref<T> record, const rule::Fields& fields) {
    require(inside_.unit().update(table_info<T>(), record.id(), fields, rule::Origin::job));
    require(inside_.unit().finish());
  }
  template <class T>
  void remove(Ref<T> record) {
    require(inside_.unit().remove(table_info<T>(), record.id(), rule::Origin::job));
    require(inside_.unit().finish());
  }
  /// A new outcome of the objective, closed with the code.
  Ref<SuccessOutcome> closed(Ref<SuccessObjective> above, std::optional<Ref<OutcomeTemplate>> from,
                             OutcomeCloseCode code) {
    const auto made = outcome(above, from);
    set(made, code == OutcomeCloseCode::canceled ? WorkState::canceled : WorkState::closed, code);
    return made;
  }
  template <class T>
  std::optional<Decimal> rate(Ref<T> record) {
    return inside_.get<T>(record.id()).success_rate;
  }
  template <class T>
  std::int64_t version(Ref<T> record) {
    return inside_.get<T>(record.id()).version;
  }

 private:
  Inside inside_;
  Ref<Account> account_;
  Ref<Engagement> engagement_;
  Ref<ProductModel> model_;
  int count_ = 0;
};

using Code = OutcomeCloseCode;

}  // namespace

TEST_CASE("achieved, partially achieved and canceled make 75", "[OBJ-08][refuses]") {
  Rates r;
  const auto templ = r.objective_template();
  const auto from = r.outcome_template(templ);
  const auto objective = r.objective(templ);
  const auto version = r.version(objective);
  CHECK_FALSE(r.rate(objective).has_value());
  const auto first = r.closed(objective, from, Code::achieved);
  CHECK(r.rate(objective) == Decimal(100));
  r.closed(objective, from, Code::partially_achieved);
  r.closed(objective, from, Code::canceled);
  r.outcome(objective, from);
  CHECK(r.rate(objective) == Decimal(75));
  CHECK(r.version(objective) == version);
  r.set(first, WorkState::in_progress);
  CHECK(r.rate(objective) == Decimal(50));
  r.closed(objective, from, Code::missed);
  r.closed(objective, from, Code::missed);
  CHECK(r.rate(objective) == Decimal::parse("16.666667"));
}

TEST_CASE("an outcome that leaves takes its rate along", "[OBJ-08][refuses]") {
  Rates r;
  const auto templ = r.objective_template();
  const auto from = r.outcome_template(templ);
  const auto objective = r.objective(templ);
  const auto other = r.objective(templ);
  const auto moves = r.closed(objective, from, Code::achieved);
  const auto goes = r.closed(objective, from, Code::missed);
  CHECK(r.rate(objective) == Decimal(50));
  r.update(moves, {rule::give<SuccessOutcome>(&SuccessOutcome::success_objective, other)});
  CHECK(r.rate(objective) == Decimal(0));
  CHECK(r.rate(other) == Decimal(100));
  r.remove(goes);
  CHECK_FALSE(r.rate(objective).has_value());
}

TEST_CASE("outcomes made by hand never count", "[OBJ-08][UTP-05][OTP-08][accepts]") {
  Rates r;
  const auto templ = r.objective_template();
  const auto from = r.outcome_template(templ);
  const auto objective = r.objective(templ);
  r.closed(objective, std::nullopt, Code::achieved);
  CHECK_FALSE(r.rate(objective).has_value());
  CHECK_FALSE(r.rate(templ).has_value());
  r.closed(objective, from, Code::missed);
  r.closed(objective, std::nullopt, Code::achieved);
  CHECK(r.rate(objective) == Decimal(0));
  CHECK(r.rate(templ) == Decimal(0));
  CHECK(r.rate(from) == Decimal(0));
}

TEST_CASE("an outcome template is rated over all outcomes made from it", "[UTP-05][refuses]") {
  Rates r;
  const auto templ = r.objective_template();
  const auto from = r.outcome_template(templ);
  const auto other = r.outcome_template(templ);
  const auto first = r.objective(templ);
  const auto second = r.objective(templ);
  r.closed(first, from, Code::achieved);
  r.closed(second, from, Code::partially_achieved);
  r.closed(second, other, Code::missed);
  r.closed(second, from, Code::canceled);
  const auto last = r.closed(second, from, Code::missed);
  CHECK(r.rate(from) == Decimal(50));
  CHECK(r.rate(other) == Decimal(0));
  r.remove(last);
  CHECK(r.rate(from) == Decimal(75));
}

TEST_CASE("objectives of 50, 60 and 70 make their template 60", "[OTP-08][refuses]") {
  Rates r;
  const auto templ = r.objective_template();
  const auto from = r.outcome_template(templ);
  const auto objective_of = [&](std::initializer_list<Code> codes) {
    const auto objective = r.objective(templ);
    for (const auto code : codes) r.closed(objective, from, code);
    return objective;
  };
  const auto achieved = Code::achieved;
  const auto partly = Code::partially_achieved;
  const auto fifty = objective_of({partly});
  const auto sixty = objective_of({achieved, partly, partly, partly, partly});
  const auto seventy = objective_of({achieved, achieved, partly, partly, partly});
  r.objective(templ);
  CHECK(r.rate(fifty) == Decimal(50));
  CHECK(r.rate(sixty) == Decimal(60));
  CHECK(r.rate(seventy) == Decimal(70));
  CHECK(r.rate(templ) == Decimal(60));
}
