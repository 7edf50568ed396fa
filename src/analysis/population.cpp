// SPDX-License-Identifier: Apache-2.0
#include "analysis/population.hpp"

#include "calculation/choice.hpp"

namespace steward::analysis {

Population population_of(const metrics::PastRows& rows, const TableInfo& table, ContextTable context, Instant t,
                         Instant known_at) {
  Population population{&table, context, t, known_at, {}, {}};
  const auto active = table.find("active");
  for (const Row& row : rows.rows()) {
    if (active && !(row[*active] == Value(true))) continue;
    population.rows.push_back(row);
    population.ids.push_back(model::row_id(row));
  }
  return population;
}

Result<calculation::SourceScores> score_population(const calculation::Scene& scene, const Population& population,
                                                   const calculation::Definitions& definitions,
                                                   calculation::Readings& readings, bool& complete) {
  auto& work = scene.work;
  const condition::Moment moment{population.t, work.calendar().day_of(population.t)};
  std::vector<condition::Condition> conditions;
  for (const auto& definition : definitions.list()) {
    conditions.push_back(work.condition(definition.condition, *population.table));
    if (population.past(work) && calculation::walks_references(work, definition, *population.table)) complete = false;
  }
  if (auto state = work.status(); !state) return state.error();
  calculation::SourceScores scores;
  for (std::size_t i = 0; i < population.rows.size(); ++i) {
    const auto matches = [&](const calculation::Definition& definition) {
      const auto at = static_cast<std::size_t>(&definition - definitions.list().data());
      return condition::evaluate(conditions[at], population.rows[i], work, moment, work.schema());
    };
    const auto found = definitions.choose(scene.domains, population.domain_of(i), matches);
    scores.definition.push_back(found ? static_cast<std::uint32_t>(*found) : calculation::SourceScores::none);
  }
  if (auto state = work.status(); !state) return state.error();
  if (auto done = calculation::score_by_choice(definitions, population.ids, readings, scores); !done) {
    return done.error();
  }
  return scores;
}

store::SeriesColumns as_values(const rule::Lookup& work, const Population& population,
                               const calculation::SourceScores& scores, base::Frequency frequency) {
  const auto period = work.calendar().period_closing_at_or_containing(frequency, population.t);
  store::SeriesColumns columns;
  columns.tables.push_back(population.table->name);
  for (std::size_t i = 0; i < population.ids.size(); ++i) {
    const auto value = scores.value(i);
    if (!value) continue;
    columns.source_table.push_back(0);
    columns.source.push_back(population.ids[i]);
    columns.context.push_back(population.ids[i]);
    columns.start.push_back(period.start);
    columns.end.push_back(population.t);
    columns.recorded.push_back(population.t);
    columns.value.push_back(*value);
  }
  return columns;
}

}  // namespace steward::analysis
