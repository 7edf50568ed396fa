// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_backtest.hpp"

#include "engine/operations_reports.hpp"
#include "engine/report_json.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json told(const KnownOutcome& outcome) {
  return Json::object(
      {{"engagement", json_of(outcome.engagement)}, {"at", json_of(outcome.at)}, {"lost", json_of(outcome.lost)}});
}

Json told(const BacktestOccurrence& occurrence) {
  return Json::object({{"start", json_of(occurrence.start)},
                       {"end", json_of(occurrence.end)},
                       {"value", json_of(occurrence.value)},
                       {"threshold", json_of(occurrence.threshold)},
                       {"gap", json_of(occurrence.gap)}});
}

Json told(const BacktestSignal& signal) {
  auto occurrences = Json::array();
  for (const auto& occurrence : signal.occurrences) occurrences.push(told(occurrence));
  return Json::object({{"engagement", json_of(signal.engagement)},
                       {"source_table", json_of(signal.source_table)},
                       {"source_record", json_of(signal.source_record)},
                       {"raised_at", json_of(signal.raised_at)},
                       {"last_at", json_of(signal.last_at)},
                       {"occurrences", std::move(occurrences)},
                       {"outcome", signal.outcome ? told(*signal.outcome) : Json()}});
}

Json told(const std::optional<Duration>& duration) {
  return duration ? Json::number(static_cast<std::int64_t>(duration->count())) : Json();
}

Json told(const BacktestQuality& quality) {
  return Json::object({{"lost_alerted", json_of(quality.lost_alerted)},
                       {"lost_quiet", json_of(quality.lost_quiet)},
                       {"renewed_alerted", json_of(quality.renewed_alerted)},
                       {"renewed_quiet", json_of(quality.renewed_quiet)},
                       {"undecided", json_of(quality.undecided)},
                       {"precision", json_of(quality.precision)},
                       {"recall", json_of(quality.recall)},
                       {"lead_mean", told(quality.lead_mean)},
                       {"lead_median", told(quality.lead_median)},
                       {"alerts_per_week", json_of(quality.alerts_per_week)}});
}

Json told(const ScoreDistribution& scores) {
  return Json::object({{"lost", json_of(scores.lost)},
                       {"tenths", list_of(scores.tenths)},
                       {"unknown", json_of(scores.unknown)},
                       {"mean", json_of(scores.mean)},
                       {"median", json_of(scores.median)},
                       {"lowest", json_of(scores.lowest)},
                       {"highest", json_of(scores.highest)}});
}

}  // namespace

Json to_json(const Backtest& backtest) {
  auto signals = Json::array();
  for (const auto& signal : backtest.signals) signals.push(told(signal));
  auto distributions = Json::array();
  for (const auto& scores : backtest.distributions) distributions.push(told(scores));
  return Json::object({{"steps", json_of(backtest.steps)},
                       {"evaluated", json_of(backtest.evaluated)},
                       {"signals", std::move(signals)},
                       {"quality", told(backtest.quality)},
                       {"distributions", std::move(distributions)},
                       {"notes", list_of(backtest.notes)}});
}

Result<BacktestOptions> backtest_options(const Call& call) {
  BacktestOptions options;
  options.from = *call.args.get<Instant>("from");
  options.to = *call.args.get<Instant>("to");
  if (const auto step = call.args.get<std::string>("step")) {
    const auto known = Choice<Frequency>::from_text(*step).value();
    if (!known) {
      return Error(Fault{"invalid_input", "", "", std::nullopt, "step",
                         "step takes one of: daily, weekly, monthly, quarterly", "", std::nullopt},
                   Category::invalid);
    }
    options.step = *known;
  }
  options.as_known_then = call.args.get<bool>("as_known_then").value_or(true);
  if (const auto seconds = call.args.get<std::int64_t>("horizon")) options.horizon = Duration(*seconds);
  if (auto outcomes = call.args.get<std::vector<KnownOutcome>>("outcomes")) options.outcomes = std::move(*outcomes);
  return options;
}

Result<Json> run_backtest_risk(const Call& call) {
  auto options = backtest_options(call);
  if (!options) return options.error();
  options->threshold = call.args.get<Decimal>("threshold");
  const auto backtest = call.session.backtest(Ref<RiskDefinition>(call.args.id("risk_definition")), *options);
  if (!backtest) return backtest.error();
  return to_json(*backtest);
}

}  // namespace steward::engine
