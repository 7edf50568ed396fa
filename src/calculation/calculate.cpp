// SPDX-License-Identifier: Apache-2.0
#include "calculation/calculate.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "base/text.hpp"
#include "calculation/again.hpp"
#include "calculation/choice.hpp"
#include "calculation/explain.hpp"
#include "calculation/readings.hpp"
#include "calculation/targets.hpp"
#include "metrics/ingest.hpp"
#include "steward/model/engagement.hpp"

namespace steward::calculation {

namespace {

using condition::Condition;

/// What a commit holds, for which other writers wait.
constexpr std::size_t records_a_batch = 20'000;

class Calculation {
 public:
  Calculation(rule::Work& work, const HealthWriter& health, const Enabled& enabled, CalculateReport& report)
      : work_(work), health_(health), enabled_(enabled), domains_(work, enabled), report_(report) {}

  Result<void> run(const DataSource& source, const ProgressCallback& progress);
  /// So that the next run may follow this one. `sources`: all of it.
  Result<void> remember(std::span<const DataSource> sources);

 private:
  /// Records with their domains, ascending.
  struct Looked {
    std::vector<Id> ids;
    std::vector<Id> domains;
  };
  using LookedPtr = std::shared_ptr<const Looked>;
  /// Finds the records to score and puts what scores each into scores_. `changed`: those to look at; null: all.
  Result<LookedPtr> look(const DataSource& source, const std::vector<Id>* changed, ContextTable table,
                         const Definitions& definitions);
  Result<LookedPtr> look_at_all(const DataSource& source, ContextTable table, const Definitions& definitions);
  /// Fills looked_ and scores_.
  Result<void> score(const DataSource& source, const SourcePlan& plan, ContextTable table,
                     const Definitions& definitions);
  /// Of those the ones in `[begin, end)`.
  Result<void> write(const DataSource& source, ContextTable table, const Definitions& definitions,
                     const store::SeriesColumns& standing, std::size_t begin, std::size_t end);
  Result<void> write_all(const DataSource& source, SourcePlan& plan, ContextTable table, const Definitions& definitions,
                         const ProgressCallback& progress);
  Result<std::size_t> count(const DataSource& source, ContextTable table);
  Readings& readings(const SourcePlan& plan, ContextTable table);
  void forget_records() {
    all_.clear();
    counts_.clear();
  }
  void forget_all() {
    forget_records();
    readings_.clear();
  }
  bool stands(const DataSource& source, const store::SeriesColumns& standing, Id record, Decimal value) const;
  Result<void> write_targets_of(const DataSource& source, std::span<const Calculated> batch);
  Result<void> write_health();

  rule::Work& work_;
  const HealthWriter& health_;
  const Enabled& enabled_;
  Domains domains_;
  CalculateReport& report_;
  std::map<ContextTable, Readings> readings_;                  ///< of the whole run: sources share what they measure
  std::optional<Readings> readings_of_few_;                    ///< of the present source, where it looks at few records
  std::map<std::pair<ContextTable, Id>, std::size_t> counts_;  ///< of records to be scored, by domain of the source
  std::map<std::pair<ContextTable, Id>, LookedPtr> all_;       ///< the same records, for sources without conditions
  std::vector<std::pair<DataSource, SourcePlan>> plans_;
  Onlookers onlookers_;
  base::Period period_;                   ///< of the present source
  LookedPtr looked_;                      ///< the records of the present source
  SourceScores scores_;                   ///< of these
  store::Deliveries rows_;                ///< that are written at present
  std::vector<Ref<Engagement>> healthy_;  ///< whose health the present source makes
};

/// The records that a source scores: active ones, where the table knows the difference.
Condition scored_records(const TableInfo& table) {
  const auto active = table.find("active");
  return active ? Condition::equals(table, *active, true) : Condition(table);
}

Result<Calculation::LookedPtr> Calculation::look(const DataSource& source, const std::vector<Id>* changed,
                                                 ContextTable table, const Definitions& definitions) {
  const TableInfo& records = work_.schema().at(choice_name(table));
  const auto where = scored_records(records);
  const auto among =
      changed != nullptr && changed->size() <= metrics::few_records
          ? Condition::any_of(records, model::id_field, std::vector<Value>(changed->begin(), changed->end()))
          : where;
  auto chooser = Chooser::open(work_, domains_, definitions, records, among);
  if (!chooser) return chooser.error();
  const auto scope = domains_.below(source.domain ? source.domain->id() : Id());
  if (auto state = work_.status(); !state) return state.error();
  std::vector<std::pair<Id, Id>> found;  // with their domains
  const auto take = [&](const Row& row) {
    found.emplace_back(model::row_id(row), metrics::domain_of(records, row));
    chooser->look(row);
  };
  const auto wanted = chooser->wanted(records);
  const store::Query query{where, {}, {}, {}, scope, work_.moment(), wanted.fields(), true};
  const auto take_all = [&](Row&& row) {
    take(row);
    return true;
  };
  auto read = changed == nullptr ? work_.records().scan(query, take_all)
                                 : metrics::rows_by_id(work_, records, *changed, take, &where, scope, wanted);
  if (!read) return read.error();
  std::vector<std::uint32_t> order(found.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return found[a].first < found[b].first; });
  auto looked = std::make_shared<Looked>();
  looked->ids.reserve(found.size());
  looked->domains.reserve(found.size());
  scores_.definition.clear();
  for (const std::uint32_t i : order) {
    looked->ids.push_back(found[i].first);
    looked->domains.push_back(found[i].second);
    scores_.definition.push_back(chooser->chosen(i, domains_, found[i].second).value_or(SourceScores::none));
  }
  return LookedPtr(std::move(looked));
}

/// Without conditions the domain of a record alone decides, and sources share one list of records.
Result<Calculation::LookedPtr> Calculation::look_at_all(const DataSource& source, ContextTable table,
                                                        const Definitions& definitions) {
  const auto [held, fresh] = all_.try_emplace({table, source.domain ? source.domain->id() : Id()});
  if (fresh) {
    auto looked = look(source, nullptr, table, definitions);
    if (!looked) {
      all_.erase(held);
      return looked;
    }
    held->second = std::move(*looked);
    return held->second;
  }
  std::map<Id, std::uint32_t> by_domain;
  scores_.definition.clear();
  for (const Id& domain : held->second->domains) {
    const auto [chosen, unknown] = by_domain.try_emplace(domain, SourceScores::none);
    if (unknown) {
      const auto found = definitions.choose(domains_, domain, [](const Definition&) { return true; });
      if (found) chosen->second = static_cast<std::uint32_t>(*found);
    }
    scores_.definition.push_back(chosen->second);
  }
  return held->second;
}

Result<void> Calculation::score(const DataSource& source, const SourcePlan& plan, ContextTable table,
                                const Definitions& definitions) {
  const bool alike = std::all_of(definitions.list().begin(), definitions.list().end(),
                                 [](const Definition& one) { return one.condition.empty(); });
  auto looked = alike && plan.in_full()
                    ? look_at_all(source, table, definitions)
                    : look(source, plan.in_full() ? nullptr : &plan.again.records, table, definitions);
  if (!looked) return looked.error();
  if (auto state = work_.status(); !state) return state;
  looked_ = std::move(*looked);
  return score_by_choice(definitions, looked_->ids, readings(plan, table), scores_);
}

Readings& Calculation::readings(const SourcePlan& plan, ContextTable table) {
  if (!plan.in_full() && plan.again.records.size() <= metrics::few_records) {
    if (!readings_of_few_) {
      readings_of_few_.emplace(work_, table, work_.now(), work_.now(), std::span<const Id>(plan.again.records));
      readings_of_few_->read_values_only();
    }
    return *readings_of_few_;
  }
  const auto found = readings_.find(table);
  if (found != readings_.end()) return found->second;
  auto& fresh = readings_.emplace(table, Readings(work_, table, work_.now(), work_.now(), std::nullopt)).first->second;
  fresh.read_values_only();
  return fresh;
}

/// All records that a source scores; a run changes none of them.
Result<std::size_t> Calculation::count(const DataSource& source, ContextTable table) {
  const Id domain = source.domain ? source.domain->id() : Id();
  const auto known = counts_.find({table, domain});
  if (known != counts_.end()) return known->second;
  const auto where = scored_records(work_.schema().at(choice_name(table)));
  const auto all = work_.records().count({where, {}, {}, {}, domains_.below(domain), work_.moment()});
  if (!all) return all.error();
  return counts_.emplace(std::pair(table, domain), static_cast<std::size_t>(*all)).first->second;
}

bool Calculation::stands(const DataSource& source, const store::SeriesColumns& standing, Id record,
                         Decimal value) const {
  const auto range = rows_of(standing, record);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (standing.start[i] != period_.start || standing.value[i] != value) continue;
    return !source.max_age || standing.end[i] == work_.now();
  }
  return false;
}

Result<void> Calculation::write_targets_of(const DataSource& source, std::span<const Calculated> batch) {
  if (source.target_table.empty() || !enabled_("CTD-05")) return {};
  if (writes_health(source)) {
    for (const Calculated& one : batch) healthy_.emplace_back(one.record);
    return {};
  }
  const auto changed = write_targets(work_, source, batch, report_.failed);
  if (!changed) return changed.error();
  report_.targets += *changed;
  if (*changed > 0) forget_records();  // the rules of the target may have moved or ended some
  return {};
}

/// All at once: a refresh reads definitions, bands and values anew each time.
Result<void> Calculation::write_health() {
  if (healthy_.empty()) return {};
  const auto changed = health_(healthy_);
  if (!changed) return changed.error();
  report_.targets += *changed;
  healthy_.clear();
  return {};
}

Result<void> Calculation::write(const DataSource& source, ContextTable table, const Definitions& definitions,
                                const store::SeriesColumns& standing, std::size_t begin, std::size_t end) {
  auto& rows = rows_;
  rows.clear();
  rows.owner = metrics::series_of(source.id, table);
  rows.source_table = choice_name(table);
  rows.context_table = rows.source_table;
  const bool has_target = !source.target_table.empty();
  std::vector<Calculated> batch;
  for (std::size_t i = begin; i < end; ++i) {
    ++report_.evaluated;
    const Id record = looked_->ids[i];
    if (scores_.scored.failed[i] != 0) {
      report_.failed.push_back(
          {"out_of_range", "", rows.source_table, record, "", "the sum of values is too large", "", std::nullopt});
      continue;
    }
    const auto value = scores_.value(i);
    if (!value) {
      ++report_.without_data;
      continue;
    }
    if (has_target) {
      const auto& scores = scores_.scored.scores;
      batch.push_back({record, *value, scores.coverage[i], scores.low[i], scores.high[i],
                       definitions.list()[scores_.definition[i]].id});
    }
    if (stands(source, standing, record, *value)) {
      ++report_.unchanged;
      continue;
    }
    ++report_.written;
    rows.source.push_back(record);
    rows.start.push_back(period_.start);
    rows.end.push_back(work_.now());
    rows.recorded.push_back(work_.now());
    rows.value.push_back(*value);
    rows.contexts.push_back(record);
    rows.context_begin.push_back(static_cast<std::uint32_t>(rows.contexts.size()));
  }
  if (rows.size() > 0) {
    if (auto delivered = work_.series().deliver(rows); !delivered) return delivered.error();
  }
  return write_targets_of(source, batch);
}

Result<void> Calculation::run(const DataSource& source, const ProgressCallback& progress) {
  const auto table = scored_table(work_, source);
  if (!table) {
    return Error(Fault{"invalid_input", "DSR-02", "data_source", source.id, "breakdown_table",
                       "no data source can feed the table " + source.breakdown_table, "", std::nullopt},
                 Category::invalid);
  }
  const auto definitions = Definitions::of_source(work_, domains_, enabled_, source.id);
  if (!definitions) return definitions.error();
  auto plan = plan_source(work_, domains_, enabled_, source, *definitions);
  if (!plan) return plan.error();
  const auto alone = onlookers_.alone(work_, source, *plan);
  if (!alone) return alone.error();
  if (!*alone) {
    // Records and values kept of the run may be older than what others committed since: they are read anew, and the
    // next run does not build upon this one.
    plan->ran.reset();
    forget_all();
  }
  if (auto state = work_.status(); !state) return state;
  if (plan->in_full()) ++report_.in_full[std::string(plan->again.all_because)];
  const auto failed = report_.failed.size();
  if (auto written = write_all(source, *plan, *table, *definitions, progress); !written) return written;
  if (report_.failed.size() == failed) {
    plans_.emplace_back(source, std::move(*plan));
  } else if (work_.run_memory() != nullptr) {
    work_.run_memory()->forget(plan->key);  // what failed is tried again by a run of everything
  }
  return metrics::note_run(work_, source.id);
}

/// Scores and writes what the plan says, and counts what it leaves as it stands.
Result<void> Calculation::write_all(const DataSource& source, SourcePlan& plan, ContextTable table,
                                    const Definitions& definitions, const ProgressCallback& progress) {
  readings_of_few_.reset();
  std::size_t looked = 0;
  if (!plan.is_done()) {
    if (auto scored = score(source, plan, table, definitions); !scored) return scored;
    period_ = plan.period;
    const auto standing = readings(plan, table).of(source.id);
    if (!standing) return standing.error();
    looked = looked_->ids.size();
    for (std::size_t done = 0; done < looked;) {
      if (auto going = metrics::report(progress, done, looked, "calculate"); !going) return going;
      const std::size_t end = std::min(done + records_a_batch, looked);
      if (auto written = write(source, table, definitions, **standing, done, end); !written) return written;
      if (auto kept = work_.commit_batch(); !kept) return kept;
      done = end;
    }
    if (plan.ran) {
      const auto until = good_until(plan.scoring, readings(plan, table));
      if (!until) return until.error();
      plan.ran->good_until = std::min(plan.ran->good_until, *until);
    }
    // Who measures it reads what was just written.
    if (const auto shared = readings_.find(table); shared != readings_.end()) shared->second.forget(source.id);
    if (auto written = write_health(); !written) return written;
  }
  if (plan.in_full()) return {};
  const auto all = count(source, table);
  if (!all) return all.error();
  const auto skipped = *all - std::min(looked, *all);  // others may have ended records meanwhile
  report_.skipped += skipped;
  report_.unchanged += skipped;
  return {};
}

Result<void> Calculation::remember(std::span<const DataSource> sources) {
  for (auto& [source, plan] : plans_) {
    if (auto kept = remember_source(work_, std::move(plan), source, sources); !kept) return kept;
  }
  return {};
}

}  // namespace

std::vector<DataSource> sources_in_order(const rule::Lookup& lookup) {
  auto sources = lookup.all<DataSource>(Condition::all(
      table_info<DataSource>(),
      {rule::where<DataSource>(&DataSource::state, Choice<PublishState>(PublishState::published)),
       rule::where<DataSource>(&DataSource::source, Choice<DataSourceKind>(DataSourceKind::calculated))}));
  std::sort(sources.begin(), sources.end(), [](const DataSource& a, const DataSource& b) {
    if (a.execution_order != b.execution_order) return a.execution_order < b.execution_order;
    const int names = base::compare_folded(a.name, b.name);
    return names != 0 ? names < 0 : a.id < b.id;
  });
  return sources;
}

namespace {

/// Puts the scores of some records among those of all; `places` tells where.
void scatter(const Scored& some, std::span<const std::size_t> places, Scored& all) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t at = places[i];
    all.failed[at] = some.failed[i];
    all.scores.known[at] = some.scores.known[i];
    all.scores.value[at] = some.scores.value[i];
    all.scores.coverage[at] = some.scores.coverage[i];
    all.scores.low[at] = some.scores.low[i];
    all.scores.high[at] = some.scores.high[i];
  }
}

}  // namespace

Result<void> score_by_choice(const Definitions& definitions, std::span<const Id> records, Readings& readings,
                             SourceScores& scores) {
  const auto& chosen = scores.definition;
  const bool alike = !chosen.empty() && chosen.front() != SourceScores::none &&
                     std::all_of(chosen.begin(), chosen.end(), [&](auto one) { return one == chosen.front(); });
  if (alike) return score_records(definitions.list()[chosen.front()], records, readings, scores.scored);
  scores.scored.failed.assign(records.size(), 0);
  scores.scored.scores.clear();
  scores.scored.scores.resize(records.size());
  Scored some;
  std::vector<std::size_t> places;
  std::vector<Id> ids;
  for (std::uint32_t d = 0; d < definitions.list().size(); ++d) {
    places.clear();
    ids.clear();
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (chosen[i] != d) continue;
      places.push_back(i);
      ids.push_back(records[i]);
    }
    if (ids.empty()) continue;
    if (auto done = score_records(definitions.list()[d], ids, readings, some); !done) return done;
    scatter(some, places, scores.scored);
  }
  return {};
}

Result<CalculateReport> calculate(rule::Work& work, const HealthWriter& health, const ProgressCallback& progress,
                                  const Enabled& enabled) {
  CalculateReport report;
  Calculation calculation(work, health, enabled, report);
  const auto sources = sources_in_order(work);
  if (auto state = work.status(); !state) return state.error();
  for (std::size_t done = 0; done < sources.size(); ++done) {
    if (auto going = metrics::report(progress, done, sources.size(), "calculate"); !going) return going.error();
    ++report.sources;
    const auto inner = [&](std::size_t, std::size_t, std::string_view phase) {
      return !progress || progress(done, sources.size(), phase);
    };
    auto ran = calculation.run(sources[done], inner);
    if (!ran && metrics::is_fatal(ran.error())) return ran.error();
    if (!ran) {
      for (Fault& fault : metrics::faults_of(ran.error(), "data_source", sources[done].id)) {
        report.failed.push_back(std::move(fault));
      }
    }
  }
  if (auto kept = work.commit_batch(); !kept) return kept.error();
  if (auto kept = calculation.remember(sources); !kept) return kept.error();
  if (auto going = metrics::report(progress, sources.size(), sources.size(), "calculate"); !going) return going.error();
  return report;
}

}  // namespace steward::calculation
