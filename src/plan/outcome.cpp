// SPDX-License-Identifier: Apache-2.0
#include "plan/rules_tables.hpp"
#include "rule/locked.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Context;
using rule::Phase;

bool by_metric(const Context& context) {
  return context.after<SuccessOutcome>(&SuccessOutcome::tracking_method) == TrackingMethod::metric;
}

void objective_locked(Context& context) {
  if (!context.changed<SuccessOutcome>(&SuccessOutcome::success_objective)) return;
  rule::refuse_while_there_are(context, "success_objective", "objective_locked",
                               "the objective is fixed while initiatives or risks name the outcome",
                               {rule::rows_naming<SuccessInitiative>(context, &SuccessInitiative::success_outcome),
                                rule::rows_naming<ApplicableOutcome>(context, &ApplicableOutcome::success_outcome),
                                rule::associated_signals(context)});
}

bool measures_outcomes(const Context& context, Ref<DataSource> source) {
  const auto active = condition::Condition::all(
      table_info<DataContext>(),
      {rule::where<DataContext>(&DataContext::data_source, source),
       rule::where<DataContext>(&DataContext::context_table, Choice<ContextTable>(ContextTable::success_outcome)),
       rule::where<DataContext>(&DataContext::active, true)});
  return context.work.count(active) > 0;
}

void tracking_reference(Context& context) {
  const auto source = context.after<SuccessOutcome>(&SuccessOutcome::data_source);
  if (!by_metric(context)) {
    if (source) {
      context.refuse("tracking_reference_not_allowed", "data_source",
                     "an outcome that is tracked by hand has no data source; leave it out or track by metric");
    }
    return;
  }
  if (!source) {
    context.refuse("tracking_reference_missing", "data_source", "an outcome tracked by metric names its data source");
    return;
  }
  // A context that is taken out of use later does not keep the outcome from being worked on and closed.
  const bool touched = context.changed<SuccessOutcome>(&SuccessOutcome::data_source) ||
                       context.changed<SuccessOutcome>(&SuccessOutcome::tracking_method);
  if (!touched || !context.work.get(source) || measures_outcomes(context, *source)) return;
  context.refuse("tracking_reference_missing", "data_source",
                 "the data source has no active context on success_outcome");
}

void unit_of_source(Context& context) {
  if (!by_metric(context)) return;
  if (const auto source = context.work.get(context.after<SuccessOutcome>(&SuccessOutcome::data_source))) {
    context.set<SuccessOutcome>(&SuccessOutcome::unit, source->unit);
  }
}

void collected_value(Context& context) {
  if (!by_metric(context) || !context.by_caller() || !context.given<SuccessOutcome>(&SuccessOutcome::current_value) ||
      !context.changed<SuccessOutcome>(&SuccessOutcome::current_value)) {
    return;
  }
  context.refuse("field_read_only", "current_value", "the current value is collected from the data source");
}

void begins_at_base(Context& context) {
  if (context.after<SuccessOutcome>(&SuccessOutcome::current_value)) return;
  context.set<SuccessOutcome>(&SuccessOutcome::current_value,
                              context.after<SuccessOutcome>(&SuccessOutcome::base_value));
}

std::optional<Decimal> rate_of(const std::optional<Choice<OutcomeCloseCode>>& code) {
  const auto known = code ? code->value() : std::nullopt;
  if (known == OutcomeCloseCode::achieved) return Decimal(1);
  if (known == OutcomeCloseCode::partially_achieved) return Decimal::from_units(Decimal::one / 2);
  if (known == OutcomeCloseCode::missed) return Decimal(0);
  return std::nullopt;
}

void own_rate(Context& context) {
  const bool closed = context.after<SuccessOutcome>(&SuccessOutcome::state) == WorkState::closed;
  context.set<SuccessOutcome>(
      &SuccessOutcome::success_rate,
      closed ? rate_of(context.after<SuccessOutcome>(&SuccessOutcome::close_code)) : std::nullopt);
}

}  // namespace

std::vector<rule::Rule> outcome_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "success_outcome";
  return {
      {"OUT-01", table, "Set domain", mechanism, on_write, "", nullptr,
       "An outcome lies in the domain of its objective."},
      {"OUT-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Objective, title and description are present."},
      {"OUT-03", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; both stamp time and user."},
      {"OUT-04", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"OUT-05", table, "Objective change", validate, on_update, "objective_locked @success_objective",
       objective_locked,
       "The objective is fixed while an initiative serves the outcome, first or further, or a risk signal has it as "
       "its source."},
      {"OUT-06", table, "Planned dates", validate, on_write, "planned_dates_invalid @planned_stop",
       planned_dates<SuccessOutcome>, "The planned stop is not before the planned start; one instant is fine."},
      {"OUT-07", table, "Tracking method", validate, on_write,
       "tracking_reference_missing @data_source, tracking_reference_not_allowed @data_source", tracking_reference,
       "An outcome tracked by metric names a data source with an active context on success_outcome; one tracked by "
       "hand names none."},
      {"OUT-08", table, "Metric values", derive, on_write, "", unit_of_source,
       "The unit of an outcome tracked by metric is that of its data source, and only collection writes its current "
       "value."},
      {"OUT-08", table, "Metric values", validate, on_write, "field_read_only @current_value", collected_value,
       "The unit of an outcome tracked by metric is that of its data source, and only collection writes its current "
       "value."},
      {"PLN-01", table, "First value", derive, on_insert, "", begins_at_base,
       "A new outcome stands at its base value unless a current value is given."},
      {"OUT-09", table, "Success rate", derive, on_write, "", own_rate,
       "A closed outcome rates 1 when achieved, 0.5 when partially achieved, 0 when missed; any other has no rate."},
      {"OUT-11", table, "Template link", mechanism, on_write, "field_read_only @template, field_read_only @mandatory",
       nullptr, "Template and mandatory flag come from the blueprint that made the outcome and never change."},
  };
}

}  // namespace steward::plan
