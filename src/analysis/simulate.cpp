// SPDX-License-Identifier: Apache-2.0
#include "analysis/simulate.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/proposal.hpp"
#include "analysis/sides.hpp"
#include "analysis/simulated_risks.hpp"
#include "analysis/steps.hpp"
#include "calculation/compare.hpp"
#include "health/color.hpp"

namespace steward::analysis {

namespace {

constexpr std::size_t most_instants = 1000;
constexpr std::size_t most_movers = 1000;

std::int64_t units(const std::optional<Decimal>& score) { return score ? score->units() : 0; }
std::int64_t distance(const std::optional<Decimal>& before, const std::optional<Decimal>& after) {
  return std::abs(units(after) - units(before));
}

/// One simulation: the proposal, and what is read once for all instants.
class Simulated {
 public:
  Simulated(const calculation::Scene& scene, const Proposed& proposed, const SimulationOptions& options)
      : scene_(scene),
        proposed_(proposed),
        options_(options),
        chain_(led_to(scene.work, proposed)),
        bands_(health::Bands::load(scene.work)) {}

  /// `values`: at the instant of the population; null: from the store.
  Result<SimulatedInstant> at(const Population& population, PastValues* values, bool complete);

 private:
  std::string color(const Population& population, std::size_t row, const std::optional<Decimal>& score);
  Result<void> tell_movers(const Population& population, Side& before, Side& after, SimulatedInstant& result);
  Result<Mover> mover(const Population& population, std::size_t row, Side& before, Side& after);

  const calculation::Scene& scene_;
  const Proposed& proposed_;
  const SimulationOptions& options_;
  std::vector<DataSource> chain_;
  health::Bands bands_;
};

std::string Simulated::color(const Population& population, std::size_t row, const std::optional<Decimal>& score) {
  if (!score) return {};
  const bool health = proposed_.table == ContextTable::engagement;
  const auto source = health ? std::nullopt : std::optional(proposed_.source->id);
  const ColorBand* band = bands_.of(scene_.domains, population.domain_of(row), *score, source);
  return band != nullptr ? band->color : std::string();
}

Result<Mover> Simulated::mover(const Population& population, std::size_t row, Side& before, Side& after) {
  Mover mover;
  mover.table = population.table->name;
  mover.record = population.ids[row];
  mover.before = before.score(row);
  mover.after = after.score(row);
  mover.color_before = color(population, row, mover.before);
  mover.color_after = color(population, row, mover.after);
  const auto* first = before.definition(row);
  const auto* second = after.definition(row);
  if (first != nullptr) mover.definition_before = first->name;
  if (second != nullptr) mover.definition_after = second->name;
  auto compared = calculation::compare(mover.record, {first, before.readings()}, {second, after.readings()});
  if (!compared) return compared.error();
  mover.difference = compared->difference;
  mover.metrics = std::move(compared->metrics);
  return mover;
}

Result<void> Simulated::tell_movers(const Population& population, Side& before, Side& after, SimulatedInstant& result) {
  std::vector<std::size_t> moved;
  for (std::size_t i = 0; i < population.ids.size(); ++i) {
    if (before.score(i) != after.score(i)) moved.push_back(i);
  }
  result.moved = moved.size();
  const auto far = [&](std::size_t i) { return distance(before.score(i), after.score(i)); };
  std::stable_sort(moved.begin(), moved.end(), [&](std::size_t a, std::size_t b) { return far(a) > far(b); });
  moved.resize(std::min(moved.size(), options_.movers));
  for (const std::size_t row : moved) {
    auto told = mover(population, row, before, after);
    if (!told) return told.error();
    result.movers.push_back(std::move(*told));
  }
  return {};
}

Result<SimulatedInstant> Simulated::at(const Population& population, PastValues* values, bool complete) {
  Side before(scene_, population, nullptr, values);
  Side after(scene_, population, &proposed_, values);
  if (auto done = before.compute(proposed_, chain_); !done) return done.error();
  if (auto done = after.compute(proposed_, chain_); !done) return done.error();
  SimulatedInstant result;
  result.t = population.t;
  result.evaluated = population.ids.size();
  std::map<std::pair<std::string, std::string>, std::size_t> moves;
  for (std::size_t i = 0; i < population.ids.size(); ++i) {
    ++moves[{color(population, i, before.score(i)), color(population, i, after.score(i))}];
  }
  for (const auto& [colors, records] : moves) result.migration.push_back({colors.first, colors.second, records});
  if (auto told = tell_movers(population, before, after, result); !told) return told.error();
  if (proposed_.table == ContextTable::engagement) {
    if (auto told = tell_risks(scene_, population, before, after, complete, result); !told) return told.error();
  }
  if (!complete || !before.complete() || !after.complete()) result.notes.emplace_back("record_history_missing");
  if (auto state = scene_.work.status(); !state) return state.error();
  return result;
}

Result<std::vector<Instant>> checked_instants(const rule::Work& work, const SimulationOptions& options) {
  auto instants = options.instants;
  if (instants.empty()) instants.push_back(work.now());
  if (instants.size() > most_instants) {
    return option_refused("invalid_input", "instants", "a simulation looks at 1,000 instants at most");
  }
  if (options.movers > most_movers) {
    return option_refused("invalid_input", "movers", "a simulation tells 1,000 movers at most");
  }
  const bool future = std::any_of(instants.begin(), instants.end(), [&](Instant t) { return t > work.now(); });
  if (future) return option_refused("invalid_input", "instants", "an instant lies in the future");
  return instants;
}

}  // namespace

Result<Simulation> simulate(rule::Work& work, const DefinitionProposal& proposal, const SimulationOptions& options,
                            const metrics::Enabled& enabled) {
  metrics::Domains domains(work, enabled);
  const calculation::Scene scene{work, domains, enabled};
  const auto proposed = resolve(scene, proposal);
  if (!proposed) return proposed.error();
  const auto instants = checked_instants(work, options);
  if (!instants) return instants.error();
  const TableInfo& table = work.schema().at(choice_name(proposed->table));
  auto rows = metrics::PastRows::open(work, table, metrics::visible_scope(work.actor(), enabled),
                                      *std::min_element(instants->begin(), instants->end()));
  if (!rows) return rows.error();
  Simulated simulated(scene, *proposed, options);
  // The past is gone back through once, from the newest instant on.
  std::vector<std::size_t> order(instants->size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return (*instants)[a] > (*instants)[b]; });
  PastValues past_values(work, proposed->table);
  PastValues* values = instants->size() >= PastValues::worth_it ? &past_values : nullptr;
  Simulation result;
  result.instants.resize(instants->size());
  for (const std::size_t i : order) {
    const Instant t = (*instants)[i];
    if (auto gone = rows->go_to(t); !gone) return gone.error();
    const auto population = population_of(*rows, table, proposed->table, t, options.as_known_then ? t : work.now());
    past_values.go_to(t, population.known_at);
    auto one = simulated.at(population, values, rows->complete());
    if (!one) return one.error();
    result.instants[i] = std::move(*one);
  }
  return result;
}

}  // namespace steward::analysis
