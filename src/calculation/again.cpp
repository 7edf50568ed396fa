// SPDX-License-Identifier: Apache-2.0
#include "calculation/again.hpp"

#include <algorithm>
#include <iterator>

#include "base/wide.hpp"
#include "calculation/explain.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/system.hpp"

namespace steward::calculation {

namespace {

/// What a source was computed from besides records and values.
struct MadeOf {
  std::int64_t version = 0;  ///< of the source
  Instant period;            ///< its start: at midnight it is still that of the day before
  std::vector<Definition> definitions;
  friend bool operator==(const MadeOf&, const MadeOf&) = default;
};

/// Whether the rules of a table see what a source writes there: then more than its field may follow from it.
bool writes_by_rules(const DataSource& source) { return !source.target_table.empty() && !writes_health(source); }

bool targets(const DataSource& source, const TableInfo& table) { return source.target_table == table.name; }

/// The inputs that the run itself writes, in fields that this source does not read.
std::set<store::Stamped> outputs_of(const rule::Lookup& work, const DataSource& source,
                                    std::span<const DataSource> sources) {
  std::set<store::Stamped> outputs;
  if (const auto table = scored_table(work, source)) outputs.insert(metrics::series_of(source.id, *table));
  const auto& engagement = table_info<Engagement>();
  const bool scored = scored_table(work, source) == ContextTable::engagement;
  const bool health = scored && std::any_of(sources.begin(), sources.end(), writes_health);
  const bool ruled = std::any_of(sources.begin(), sources.end(), [&](const DataSource& other) {
    return writes_by_rules(other) && targets(other, engagement);
  });
  if (health && !ruled) outputs.insert(engagement);
  return outputs;
}

/// Nothing for a source whose values the clock alone makes others, or whose targets no changed row tells of.
std::optional<metrics::Inputs> inputs_of_source(const rule::Lookup& work, const DataSource& source,
                                                const std::vector<Definition>& scoring) {
  const auto table = scored_table(work, source);
  if (!table || source.max_age) return std::nullopt;
  auto inputs =
      inputs_of(work, scoring, *table, *table == ContextTable::engagement ? health_fields() : std::set<std::size_t>());
  if (!inputs) return std::nullopt;
  // What stands already, and where the target is written to.
  inputs->series.push_back(metrics::series_of(source.id, *table));
  if (writes_by_rules(source)) {
    const auto* target = work.schema().find(source.target_table);
    if (target == nullptr || target->flavour != Flavour::record) return std::nullopt;
    // A changed row of the scored table stands for itself alone, not for a record that it is a target of.
    if (target->name == choice_name(*table) && source.target_query_field != "id") return std::nullopt;
    inputs->tables.insert(target);
  }
  return inputs;
}

}  // namespace

std::set<std::size_t> health_fields() {
  return {model::field_of<Engagement>(&Engagement::health_score),
          model::field_of<Engagement>(&Engagement::health_scored_at),
          model::field_of<Engagement>(&Engagement::health_coverage),
          model::field_of<Engagement>(&Engagement::health_definition)};
}

std::optional<ContextTable> scored_table(const rule::Lookup& work, const DataSource& source) {
  return work.schema().find(source.breakdown_table) != nullptr ? breakdown_of(source) : std::nullopt;
}

std::optional<metrics::Inputs> inputs_of(const rule::Lookup& work, const std::vector<Definition>& definitions,
                                         ContextTable table, const std::set<std::size_t>& written) {
  const TableInfo& records = work.schema().at(choice_name(table));
  metrics::Inputs inputs{{&records, &table_info<Domain>(), &table_info<Property>()}, {}};
  for (const auto& definition : definitions) {
    if (!metrics::add_inputs(work.condition(definition.condition, records), records, written, inputs)) {
      return std::nullopt;
    }
    for (const auto& metric : definition.metrics) {
      inputs.series.push_back(metrics::series_of(metric.data_source, table));
    }
  }
  return inputs;
}

Result<Instant> good_until(const std::vector<Definition>& definitions, Readings& readings) {
  Instant until = Instant::max();
  for (const auto& definition : definitions) {
    for (const auto& metric : definition.metrics) {
      if (!metric.max_age) continue;
      const auto columns = readings.of(metric.data_source);
      if (!columns) return columns.error();
      for (const Instant& end : (*columns)->end) {
        // An age may be longer than all time: then nothing goes stale.
        const auto fresh_until =
            base::Int128{end.time_since_epoch().count()} + base::Int128{metric.max_age->count()} * 1000;
        if (fresh_until < readings.as_of().time_since_epoch().count()) continue;
        if (const auto narrow = base::narrow(fresh_until)) {
          until = std::min(until, Instant(std::chrono::milliseconds(*narrow)));
        }
      }
    }
  }
  return until;
}

Result<SourcePlan> plan_source(rule::Work& work, Domains& domains, const Enabled& enabled, const DataSource& source,
                               const Definitions& definitions) {
  const auto frequency = metrics::frequency_of(source.frequency);
  SourcePlan plan{"calculate " + source.id.to_string(),
                  {},
                  {},
                  work.calendar().period_closing_at_or_containing(frequency, work.now()),
                  definitions.list()};
  MadeOf made{source.version, plan.period.start, plan.scoring};
  if (writes_health(source)) {
    // An engagement that another source scored may fall to this one, and the other way round.
    auto all = Definitions::of_health(work, domains, enabled);
    if (!all) return all.error();
    made.definitions.insert(made.definitions.end(), all->list().begin(), all->list().end());
    std::copy_if(all->list().begin(), all->list().end(), std::back_inserter(plan.scoring), [&](const Definition& one) {
      return one.kind == DefinitionKind::segment && one.data_source != source.id;
    });
  }
  auto begun = metrics::begin_run(work, plan.key, inputs_of_source(work, source, plan.scoring));
  if (!begun) return begun.error();
  plan.ran = std::move(begun->ran);
  if (plan.ran) plan.ran->definitions = made;
  if (!begun->last) {
    plan.again.all_because = begun->all_because;
    return plan;
  }
  const auto* last = std::any_cast<MadeOf>(&begun->last->definitions);
  if (last == nullptr || !(last->version == made.version && last->definitions == made.definitions)) {
    plan.again.all_because = "definitions_changed";
  } else if (last->period != made.period) {
    plan.again.all_because = "new_day";
  } else {
    plan.again = metrics::changed_since(work, *begun->last, plan.ran->stamps, work.schema().at(source.breakdown_table));
    if (!plan.in_full()) plan.ran->good_until = begun->last->good_until;
  }
  return plan;
}

Result<bool> Onlookers::alone(rule::Work& work, const DataSource& source, const SourcePlan& plan) {
  const auto table = scored_table(work, source);
  if (!alone_ || !table) return alone_;
  std::set<store::Stamped> inputs{work.schema().at(choice_name(*table)), table_info<Domain>(), table_info<Property>(),
                                  metrics::series_of(source.id, *table)};
  for (const auto& definition : plan.scoring) {
    for (const auto& metric : definition.metrics) inputs.insert(metrics::series_of(metric.data_source, *table));
  }
  for (const auto& input : inputs) {
    const auto stamp = work.records().stamp(input);
    if (!stamp) return stamp.error();
    if (!*stamp) return alone_ = false;
    const auto [seen, fresh] = seen_.try_emplace(input, **stamp);
    if (fresh || seen->second == **stamp) continue;
    if (!work.records().only_mine(input, seen->second, **stamp)) return alone_ = false;
    seen->second = **stamp;
  }
  return true;
}

Result<void> remember_source(rule::Work& work, SourcePlan plan, const DataSource& source,
                             std::span<const DataSource> sources) {
  if (!plan.ran) return {};
  return metrics::remember_run(work, plan.key, std::move(*plan.ran), outputs_of(work, source, sources));
}

}  // namespace steward::calculation
