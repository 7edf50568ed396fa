// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_backtest.hpp"
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"
#include "engine/report_json.hpp"

namespace steward::engine {

namespace {

using base::Json;

Error simulation_input(std::string_view field, std::string message) {
  return Error(Fault{"invalid_input", "", "", std::nullopt, std::string(field), std::move(message), "", std::nullopt},
               Category::invalid);
}

Result<DefinitionProposal> proposal_of(const Call& call) {
  DefinitionProposal proposal;
  if (const auto id = call.args.get<Id>("health_definition")) proposal.health_definition = Ref<HealthDefinition>(*id);
  if (const auto id = call.args.get<Id>("segment")) proposal.segment = Ref<Segment>(*id);
  proposal.condition = call.args.get<std::string>("condition");
  proposal.rank = call.args.get<std::int64_t>("rank");
  if (const auto policy = call.args.get<std::string>("missing_policy")) {
    proposal.missing_policy = parse_choice<MissingPolicy>(*policy);
    if (!proposal.missing_policy) {
      return simulation_input("missing_policy", "missing_policy takes redistribute, zero, neutral or require");
    }
  }
  if (auto metrics = call.args.get<std::vector<MetricProposal>>("metrics")) proposal.metrics = std::move(*metrics);
  return proposal;
}

Result<SimulationOptions> simulation_options(const Call& call) {
  SimulationOptions options;
  for (const auto& text : call.args.get<TextList>("instants").value_or(TextList{})) {
    const auto instant = parse_instant(text);
    if (!instant) return simulation_input("instants", "instants takes instants YYYY-MM-DDTHH:MM:SS.mmmZ");
    options.instants.push_back(*instant);
  }
  if (const auto movers = call.args.get<std::int64_t>("movers")) {
    if (*movers < 0) return simulation_input("movers", "movers takes 0 to 1000");
    options.movers = static_cast<std::size_t>(*movers);
  }
  options.as_known_then = call.args.flag("as_known_then");
  return options;
}

Json simulated_json(const BandMove& move) {
  return Json::object({{"from", json_of(move.from)}, {"to", json_of(move.to)}, {"records", json_of(move.records)}});
}

Json simulated_json(const Mover& mover) {
  auto metrics = Json::array();
  for (const auto& metric : mover.metrics) metrics.push(to_json(metric));
  return Json::object({{"table", json_of(mover.table)},
                       {"record", json_of(mover.record)},
                       {"before", json_of(mover.before)},
                       {"after", json_of(mover.after)},
                       {"difference", json_of(mover.difference)},
                       {"color_before", json_of(mover.color_before)},
                       {"color_after", json_of(mover.color_after)},
                       {"definition_before", json_of(mover.definition_before)},
                       {"definition_after", json_of(mover.definition_after)},
                       {"metrics", std::move(metrics)}});
}

Json simulated_json(const SimulatedRisk& risk) {
  return Json::object({{"definition", json_of(risk.definition)},
                       {"name", json_of(risk.name)},
                       {"source_table", json_of(risk.source_table)},
                       {"source_record", json_of(risk.source_record)},
                       {"engagement", json_of(risk.engagement)}});
}

template <class T>
Json simulated_list(const std::vector<T>& values) {
  auto list = Json::array();
  for (const auto& value : values) list.push(simulated_json(value));
  return list;
}

Json simulated_json(const SimulatedInstant& instant) {
  return Json::object({{"t", json_of(instant.t)},
                       {"evaluated", json_of(instant.evaluated)},
                       {"moved", json_of(instant.moved)},
                       {"migration", simulated_list(instant.migration)},
                       {"movers", simulated_list(instant.movers)},
                       {"raised", simulated_list(instant.raised)},
                       {"relieved", simulated_list(instant.relieved)},
                       {"notes", list_of(instant.notes)}});
}

}  // namespace

Json to_json(const Simulation& simulation) {
  auto instants = Json::array();
  for (const auto& instant : simulation.instants) instants.push(simulated_json(instant));
  return Json::object({{"instants", std::move(instants)}});
}

Result<Json> run_simulate(const Call& call) {
  const auto proposal = proposal_of(call);
  if (!proposal) return proposal.error();
  const auto options = simulation_options(call);
  if (!options) return options.error();
  const auto simulation = call.session.simulate(*proposal, *options);
  if (!simulation) return simulation.error();
  return to_json(*simulation);
}

Result<Json> run_backtest_health(const Call& call) {
  const auto proposal = proposal_of(call);
  if (!proposal) return proposal.error();
  auto options = backtest_options(call);
  if (!options) return options.error();
  options->alert_below = call.args.get<Decimal>("alert_below");
  const auto backtest = call.session.backtest(*proposal, *options);
  if (!backtest) return backtest.error();
  return to_json(*backtest);
}

}  // namespace steward::engine
