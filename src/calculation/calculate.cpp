// SPDX-License-Identifier: Apache-2.0
#include "calculation/calculate.hpp"

#include <algorithm>
#include <map>
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
  /// Records with their domains, ascending, and what scores each.
  struct Looked {
    std::vector<Id> ids;
    std::vector<Id> domains;
    std::vector<std::uint32_t> chosen;
  };
  /// `changed`: those to look at; null: all.
  Result<Looked> look(const DataSource& source, const std::vector<Id>* changed, ContextTable table,
                      const Definitions& definitions);
  Result<Looked> look_at_all(const DataSource& source, ContextTable table, const Definitions& definitions);
  Result<SourceScores> score(const DataSource& source, const SourcePlan& plan, ContextTable table,
                             const Definitions& definitions);
  Result<void> write(const DataSource& source, ContextTable table, const Definitions& definitions,
                     const SourceScores& scores, const store::SeriesColumns& standing, std::size_t begin,
                     std::size_t end);
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
  std::map<std::pair<ContextTable, Id>, Looked> all_;          ///< the same records, for sources without conditions
  std::vector<std::pair<DataSource, SourcePlan>> plans_;
  Onlookers onlookers_;
  base::Period period_;                   ///< of the present source
  std::vector<Ref<Engagement>> healthy_;  ///< whose health the present source makes
};

/// The records that a source scores: active ones, where the table knows the difference.
Condition scored_records(const TableInfo& table) {
  const auto active = table.find("active");
  return active ? Condition::equals(table, *active, true) : Condition(table);
}

Result<Calculation::Looked> Calculation::look(const DataSource& source, const std::vector<Id>* changed,
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
  Looked looked;
  for (const std::uint32_t i : order) {
    looked.ids.push_back(found[i].first);
    looked.domains.push_back(found[i].second);
    looked.chosen.push_back(chooser->chosen(i, domains_, found[i].second).value_or(SourceScores::none));
  }
  return looked;
}

/// Without conditions the domain of a record alone decides, and sources share one list of records.
Result<Calculation::Looked> Calculation::look_at_all(const DataSource& source, ContextTable table,
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
  Looked looked = held->second;
  std::map<Id, std::uint32_t> by_domain;
  for (std::size_t i = 0; i < looked.ids.size(); ++i) {
    const auto [chosen, unknown] = by_domain.try_emplace(looked.domains[i], SourceScores::none);
    if (unknown) {
      const auto found = definitions.choose(domains_, looked.domains[i], [](const Definition&) { return true; });
      if (found) chosen->second = static_cast<std::uint32_t>(*found);
    }
    looked.chosen[i] = chosen->second;
  }
  return looked;
}

Result<SourceScores> Calculation::score(const DataSource& source, const SourcePlan& plan, ContextTable table,
                                        const Definitions& definitions) {
  const bool alike = std::all_of(definitions.list().begin(), definitions.list().end(),
                                 [](const Definition& one) { return one.condition.empty(); });
  auto looked = alike && plan.in_full()
                    ? look_at_all(source, table, definitions)
                    : look(source, plan.in_full() ? nullptr : &plan.again.records, table, definitions);
  if (!looked) return looked.error();
  if (auto state = work_.status(); !state) return state.error();
  return score_by_choice(definitions, std::move(looked->ids), std::move(looked->chosen), readings(plan, table));
}

Readings& Calculation::readings(const SourcePlan& plan, ContextTable table) {
  if (!plan.in_full() && plan.again.records.size() <= metrics::few_records) {
    if (!readings_of_few_) {
      readings_of_few_.emplace(work_, table, work_.now(), work_.now(), std::span<const Id>(plan.again.records));
    }
    return *readings_of_few_;
  }
  const auto found = readings_.find(table);
  if (found != readings_.end()) return found->second;
  return readings_.emplace(table, Readings(work_, table, work_.now(), work_.now(), std::nullopt)).first->second;
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
                                const SourceScores& scores, const store::SeriesColumns& standing, std::size_t begin,
                                std::size_t end) {
  store::Deliveries rows;
  rows.owner = metrics::series_of(source.id, table);
  rows.source_table = choice_name(table);
  rows.context_table = rows.source_table;
  rows.context_begin.reserve(end - begin + 1);
  rows.context_begin.push_back(0);
  rows.source.reserve(end - begin);
  for (auto* column : {&rows.start, &rows.end, &rows.recorded}) column->reserve(end - begin);
  rows.value.reserve(end - begin);
  rows.contexts.reserve(end - begin);
  const bool has_target = !source.target_table.empty();
  std::vector<Calculated> batch;
  for (std::size_t i = begin; i < end; ++i) {
    ++report_.evaluated;
    const Id record = scores.records[i];
    if (scores.failed[i] != 0) {
      report_.failed.push_back(
          {"out_of_range", "", rows.source_table, record, "", "the sum of values is too large", "", std::nullopt});
      continue;
    }
    if (!scores.value[i]) {
      ++report_.without_data;
      continue;
    }
    const Decimal value = *scores.value[i];
    if (has_target) {
      batch.push_back({record, value, scores.coverage[i], scores.low[i], scores.high[i],
                       definitions.list()[scores.definition[i]].id});
    }
    if (stands(source, standing, record, value)) {
      ++report_.unchanged;
      continue;
    }
    ++report_.written;
    rows.source.push_back(record);
    rows.start.push_back(period_.start);
    rows.end.push_back(work_.now());
    rows.recorded.push_back(work_.now());
    rows.value.push_back(value);
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
    const auto scores = score(source, plan, table, definitions);
    if (!scores) return scores.error();
    period_ = plan.period;
    const auto standing = readings(plan, table).of(source.id);
    if (!standing) return standing.error();
    looked = scores->records.size();
    for (std::size_t done = 0; done < looked;) {
      if (auto going = metrics::report(progress, done, looked, "calculate"); !going) return going;
      const std::size_t end = std::min(done + records_a_batch, looked);
      if (auto written = write(source, table, definitions, *scores, **standing, done, end); !written) return written;
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

Result<SourceScores> score_by_choice(const Definitions& definitions, std::vector<Id> records,
                                     std::vector<std::uint32_t> chosen, Readings& readings) {
  SourceScores result;
  const std::size_t size = records.size();
  result.records = std::move(records);
  result.definition = std::move(chosen);
  result.value.resize(size);
  result.coverage.resize(size);
  result.low.resize(size);
  result.high.resize(size);
  result.failed.resize(size);
  for (std::uint32_t d = 0; d < definitions.list().size(); ++d) {
    const auto count = std::count(result.definition.begin(), result.definition.end(), d);
    if (count == 0) continue;
    std::vector<std::size_t> group;
    std::vector<Id> ids;
    group.reserve(static_cast<std::size_t>(count));
    ids.reserve(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < size; ++i) {
      if (result.definition[i] != d) continue;
      group.push_back(i);
      ids.push_back(result.records[i]);
    }
    const auto scored = score_records(definitions.list()[d], ids, readings);
    if (!scored) return scored.error();
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::size_t at = group[i];
      if (scored->scores.known[i] != 0) result.value[at] = scored->scores.value[i];
      result.coverage[at] = scored->scores.coverage[i];
      result.low[at] = scored->scores.low[i];
      result.high[at] = scored->scores.high[i];
      result.failed[at] = scored->failed[i];
    }
  }
  return result;
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
