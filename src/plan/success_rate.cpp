// SPDX-License-Identifier: Apache-2.0
#include "base/wide.hpp"
#include "plan/rules_tables.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

using rule::Context;
using rule::Phase;

/// `factor` times the average of the rates that are there, rounded once; nothing without any.
template <class T>
std::optional<Decimal> average(const std::vector<T>& rows, int factor) {
  base::Int128 sum = 0;
  std::int64_t count = 0;
  for (const T& row : rows) {
    if (!row.success_rate) continue;
    sum += row.success_rate->units();
    ++count;
  }
  if (count == 0) return std::nullopt;
  const auto units = base::narrow(base::div_round(sum * factor, count));
  return units ? std::optional(Decimal::from_units(*units)) : std::nullopt;
}

template <class T>
void store_rate(Context& context, Ref<T> record, const std::optional<Decimal>& rate) {
  const auto& table = table_info<T>();
  const Row* row = record.is_nil() ? nullptr : context.work.row(table, record.id());
  if (row == nullptr || model::get<T>(*row, &T::success_rate) == rate) return;
  Row changed = *row;
  model::set<T>(changed, &T::success_rate, rate);
  const auto field = model::field_of<T>(&T::success_rate);
  rule::report(context, context.work.write_derived(table, std::span(&changed, 1), std::span(&field, 1)));
}

/// Outcomes made by hand never count (engine 10).
void rate_objective(Context& context, Ref<SuccessObjective> objective) {
  auto outcomes =
      context.work.all<SuccessOutcome>(rule::where<SuccessOutcome>(&SuccessOutcome::success_objective, objective));
  std::erase_if(outcomes, [](const SuccessOutcome& outcome) { return !outcome.template_; });
  store_rate(context, objective, average(outcomes, 100));
}

void rate_template(Context& context, Ref<ObjectiveTemplate> from) {
  const auto made = rule::where<SuccessObjective>(&SuccessObjective::template_, from);
  store_rate(context, from, average(context.work.all<SuccessObjective>(made), 1));
}

/// Whether the outcome enters rates above it, or did so before this write.
bool counts(const Context& context) {
  return context.after<SuccessOutcome>(&SuccessOutcome::template_) ||
         context.before<SuccessOutcome>(&SuccessOutcome::template_);
}

bool moves_rates(const Context& context) {
  if (!counts(context)) return false;
  if (context.change.operation == rule::Operation::erase) return true;
  return context.changed<SuccessOutcome>(&SuccessOutcome::success_rate) ||
         context.changed<SuccessOutcome>(&SuccessOutcome::template_) ||
         context.changed<SuccessOutcome>(&SuccessOutcome::success_objective);
}

/// The objective of the outcome and, when it moved, the one before.
std::vector<Ref<SuccessObjective>> objectives(const Context& context) {
  std::vector<Ref<SuccessObjective>> result{context.after<SuccessOutcome>(&SuccessOutcome::success_objective)};
  const auto old = context.before<SuccessOutcome>(&SuccessOutcome::success_objective);
  if (!old.is_nil() && old != result.front()) result.push_back(old);
  return result;
}

void objective_rate(Context& context) {
  if (!moves_rates(context)) return;
  for (const auto objective : objectives(context)) rate_objective(context, objective);
}

void outcome_template_rate(Context& context) {
  if (!moves_rates(context)) return;
  const auto rate = [&](const std::optional<Ref<OutcomeTemplate>>& from) {
    if (!from) return;
    const auto made = rule::where<SuccessOutcome>(&SuccessOutcome::template_, from);
    store_rate(context, *from, average(context.work.all<SuccessOutcome>(made), 100));
  };
  const auto now = context.after<SuccessOutcome>(&SuccessOutcome::template_);
  const auto old = context.before<SuccessOutcome>(&SuccessOutcome::template_);
  rate(now);
  if (old != now) rate(old);
}

void objective_template_rate(Context& context) {
  if (!moves_rates(context)) return;
  for (const auto ref : objectives(context)) {
    const auto objective = context.work.get(ref);
    if (objective && objective->template_) rate_template(context, *objective->template_);
  }
}

void objective_removed(Context& context) {
  if (const auto from = context.after<SuccessObjective>(&SuccessObjective::template_)) rate_template(context, *from);
}

}  // namespace

std::vector<rule::Rule> success_rate_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "success_outcome";
  constexpr std::string_view averaged =
      "The rate of an objective template is the average of the rates of the objectives made from it, as far as they "
      "have one.";
  return {
      {"OBJ-08", table, "Success rate of the objective", after, on_write | on_erase, "", objective_rate,
       "The rate of an objective is the average, in percent, of its closed outcomes that came from templates and were "
       "not canceled."},
      {"UTP-05", table, "Success rate of the outcome template", after, on_write | on_erase, "", outcome_template_rate,
       "The rate of an outcome template is the average, in percent, of the closed outcomes made from it that were not "
       "canceled."},
      {"OTP-08", table, "Success rate of the objective template", after, on_write | on_erase, "",
       objective_template_rate, averaged},
      {"OTP-08", "success_objective", "Success rate of the objective template", after, on_erase, "", objective_removed,
       averaged},
  };
}

}  // namespace steward::plan
