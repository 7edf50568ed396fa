// SPDX-License-Identifier: Apache-2.0
#include "plan/current_value.hpp"

#include "calculation/readings.hpp"
#include "metrics/bulk.hpp"
#include "scoring/latest.hpp"
#include "steward/model.hpp"

namespace steward::plan {

namespace {

/// The open outcomes of the source by id, ascending.
std::vector<SuccessOutcome> tracked(const rule::Work& work, Ref<DataSource> source) {
  return work.all<SuccessOutcome>(
      condition::Condition::all(table_info<SuccessOutcome>(),
                                {rule::where<SuccessOutcome>(&SuccessOutcome::data_source, source),
                                 rule::where<SuccessOutcome>(&SuccessOutcome::tracking_method, TrackingMethod::metric),
                                 rule::where<SuccessOutcome>(&SuccessOutcome::active, true)}));
}

Result<std::optional<Decimal>> reading(const store::SeriesColumns& columns, Id outcome, Instant now,
                                       scoring::PeriodFinder& periods) {
  const auto [begin, end] = calculation::rows_of(columns, outcome);
  const auto read = scoring::read_latest(std::span(columns.end).subspan(begin, end - begin),
                                         std::span(columns.value).subspan(begin, end - begin), MetricAggregate::average,
                                         now, std::nullopt, periods);
  if (!read) return read.error();
  return read->value;
}

/// The contexts on outcomes, of this source or of every one.
condition::Condition feeding_outcomes(std::optional<Ref<DataSource>> source = {}) {
  const auto& contexts = table_info<DataContext>();
  std::vector<condition::Condition> parts{
      rule::where<DataContext>(&DataContext::context_table, Choice<ContextTable>(ContextTable::success_outcome))};
  if (source) parts.insert(parts.begin(), rule::where<DataContext>(&DataContext::data_source, *source));
  return condition::Condition::all(contexts, std::move(parts));
}

}  // namespace

Result<void> take_current_values(rule::Work& work, Ref<DataSource> source) {
  // Most sources feed no outcome: one question, and they are done.
  if (work.count(feeding_outcomes(source)) == 0) return work.status();
  const auto held = work.get(source);
  const auto outcomes = held ? tracked(work, source) : std::vector<SuccessOutcome>{};
  if (outcomes.empty()) return work.status();
  std::vector<Id> ids;
  ids.reserve(outcomes.size());
  for (const auto& outcome : outcomes) ids.push_back(outcome.id);
  const auto now = work.now();
  const auto columns = work.series().latest({metrics::series_of(source.id(), ContextTable::success_outcome),
                                             "success_outcome", now, now, std::span<const Id>(ids), true});
  if (!columns) return columns.error();
  scoring::PeriodFinder periods(work.calendar(), metrics::frequency_of(held->frequency));
  for (const auto& outcome : outcomes) {
    const auto value = reading(*columns, outcome.id, now, periods);
    if (!value) return value.error();
    if (!*value || *value == outcome.current_value) continue;
    const rule::Fields fields{rule::give<SuccessOutcome>(&SuccessOutcome::current_value, *value)};
    if (auto done = work.update(table_info<SuccessOutcome>(), outcome.id, fields, rule::Origin::job); !done)
      return done;
  }
  return {};
}

Result<void> take_current_values(rule::Work& work) {
  for (const auto& context : work.all<DataContext>(feeding_outcomes())) {
    if (auto taken = take_current_values(work, context.data_source); !taken) return taken;
  }
  return work.status();
}

}  // namespace steward::plan
