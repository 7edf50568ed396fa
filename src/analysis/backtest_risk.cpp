// SPDX-License-Identifier: Apache-2.0
#include "analysis/backtest_risk.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/outcomes.hpp"
#include "analysis/steps.hpp"
#include "metrics/past.hpp"
#include "metrics/past_series.hpp"
#include "risk/breaches.hpp"
#include "rule/visible.hpp"
#include "scoring/outcomes.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/metrics.hpp"

namespace steward::analysis {

namespace {

using metrics::Enabled;
using risk::Breach;
using risk::Subject;

/// From so many steps on all rows of the data source are read once, instead of the latest ones at each step.
constexpr std::size_t many_steps = 4;

/// One breach over the steps that saw it just so.
struct Run {
  Instant first;
  Instant last;
  Breach breach;
  bool anew = false;  ///< its record was fine between the run before and this one
};

/// The runs of one subject, found from the newest to the oldest.
struct Timeline {
  std::vector<Run> runs;
  std::size_t last_step = 0;  ///< the oldest step that saw a breach

  void add(Instant t, std::size_t step, const Breach& breach) {
    last_step = step;
    if (!runs.empty() && !runs.back().anew && same(runs.back().breach, breach)) {
      runs.back().first = t;
    } else {
      runs.push_back({t, t, breach, false});
    }
  }
  static bool same(const Breach& a, const Breach& b) {
    return a.start == b.start && a.end == b.end && a.value == b.value && a.threshold == b.threshold;
  }
};

/// Rows are taken back from the newest instant, so the steps are walked that way too and put in order at the end.
class RiskBacktest {
 public:
  RiskBacktest(rule::Work& work, const BacktestOptions& options, const Enabled& enabled)
      : work_(work), options_(options), enabled_(enabled), domains_(work, enabled) {}

  Result<Backtest> run(Ref<RiskDefinition> ref);

 private:
  Result<void> load(Ref<RiskDefinition> ref);
  Result<void> walk();
  Result<void> look(std::size_t step, metrics::PastRows& engagements, metrics::PastRows* sources);
  void keep(std::size_t step, const risk::Findings& findings);
  void note(std::string_view text);
  void make_signals(const Subject& subject, const Timeline& timeline);
  [[nodiscard]] bool by_metric() const { return definition_.entity.type == RiskDefinitionType::metric; }

  rule::Work& work_;
  const BacktestOptions& options_;
  const Enabled& enabled_;
  metrics::Domains domains_;
  risk::Definition definition_;
  std::vector<Instant> steps_;
  std::map<Subject, Timeline> timelines_;
  std::set<Subject> watched_;  // those with a timeline
  std::optional<metrics::PastSeries> series_;
  Backtest result_;
};

void RiskBacktest::note(std::string_view text) {
  auto& notes = result_.notes;
  if (std::find(notes.begin(), notes.end(), text) == notes.end()) notes.emplace_back(text);
}

Result<void> RiskBacktest::load(Ref<RiskDefinition> ref) {
  const auto row = rule::visible_row(work_, ref);
  if (!row) return row.error();
  auto definition = risk::with_overrides(work_, model::from_row<RiskDefinition>(**row), enabled_);
  if (!definition) return definition.error();
  definition_ = std::move(*definition);
  if (options_.alert_below) {
    return option_refused("invalid_input", "alert_below", "risk definitions have a threshold; this is for scores");
  }
  if (options_.threshold) {
    if (!by_metric()) return option_refused("invalid_input", "threshold", "a table definition has no threshold");
    definition_.entity.threshold = options_.threshold;
    definition_.overrides.clear();
  }
  auto standard = base::Frequency::daily;
  if (by_metric()) {
    if (const auto source = work_.get(definition_.entity.data_source)) {
      standard = metrics::frequency_of(source->frequency);
    }
  }
  auto steps = steps_of(work_, options_, standard);
  if (!steps) return steps.error();
  steps_ = std::move(*steps);
  return work_.status();
}

Result<void> RiskBacktest::walk() {
  if (steps_.empty()) return {};
  if (risk::walks_references(work_, definition_)) note("record_history_missing");
  const auto scope = metrics::visible_scope(work_.actor(), enabled_);
  const auto& table = table_info<Engagement>();
  const bool scores = risk::reads_health(work_, definition_);
  auto engagements = metrics::PastRows::open(work_, table, scope, steps_.front(), scores);
  if (!engagements) return engagements.error();
  std::optional<metrics::PastRows> others;
  const auto* source = by_metric() ? nullptr : work_.schema().find(definition_.entity.source_table);
  if (source != nullptr && source != &table) {
    auto opened = metrics::PastRows::open(work_, *source, scope, steps_.front());
    if (!opened) return opened.error();
    others = std::move(*opened);
    note("mapping_of_now");
  }
  if (by_metric() && definition_.entity.data_source && steps_.size() >= many_steps) {
    auto opened = metrics::PastSeries::open(
        work_, metrics::series_of(definition_.entity.data_source->id(), ContextTable::engagement));
    if (!opened) return opened.error();
    series_ = std::move(*opened);
  }
  metrics::PastRows* sources = others ? &*others : source != nullptr ? &*engagements : nullptr;
  for (std::size_t step = steps_.size(); step-- > 0;) {
    if (auto looked = look(step, *engagements, sources); !looked) return looked;
  }
  return {};
}

Result<void> RiskBacktest::look(std::size_t step, metrics::PastRows& engagements, metrics::PastRows* sources) {
  const Instant t = steps_[step];
  for (auto* rows : {&engagements, sources}) {
    if (rows == nullptr) continue;
    if (auto gone = rows->go_to(t); !gone) return gone;
    if (!rows->complete()) note("record_history_missing");
  }
  const Instant known_at = options_.as_known_then ? t : work_.now();
  risk::View view{t, known_at, &engagements.rows(), sources != nullptr ? &sources->rows() : nullptr, &watched_, {}};
  if (series_) view.values = &series_->go_to(t, known_at);
  auto found = risk::findings(work_, domains_, definition_, view, enabled_);
  if (!found) return found.error();
  ++result_.steps;
  result_.evaluated += found->evaluated;
  keep(step, *found);
  return {};
}

void RiskBacktest::keep(std::size_t step, const risk::Findings& findings) {
  // What is fine here ends what was found at newer steps: the breach that is newer by one begins a signal.
  for (const Subject& subject : findings.fine) timelines_.at(subject).runs.back().anew = true;
  for (const Breach& breach : findings.breaches) {
    Timeline& timeline = timelines_[breach.subject];
    const bool gap = !timeline.runs.empty() && timeline.last_step != step + 1;
    if (gap && !by_metric()) timeline.runs.back().anew = true;
    timeline.add(steps_[step], step, breach);
    watched_.insert(breach.subject);
  }
}

/// From the oldest run on: a period is told once, and what goes on stays one signal.
void RiskBacktest::make_signals(const Subject& subject, const Timeline& timeline) {
  std::set<Instant> periods;
  std::optional<std::size_t> active;
  for (auto run = timeline.runs.rbegin(); run != timeline.runs.rend(); ++run) {
    const Breach& breach = run->breach;
    if (run->anew) active.reset();
    if (periods.insert(breach.start).second) {
      if (!active) {
        active = result_.signals.size();
        BacktestSignal signal;
        signal.engagement = Ref<Engagement>(subject.engagement);
        signal.source_table = subject.source_table;
        signal.source_record = subject.source_record;
        signal.raised_at = run->first;
        result_.signals.push_back(std::move(signal));
      }
      result_.signals[*active].occurrences.push_back(
          {breach.start, breach.end, breach.value, breach.threshold, breach.gap});
    }
    if (active) result_.signals[*active].last_at = run->last;
  }
}

Result<Backtest> RiskBacktest::run(Ref<RiskDefinition> ref) {
  if (auto loaded = load(ref); !loaded) return loaded.error();
  if (auto walked = walk(); !walked) return walked.error();
  for (const auto& [subject, timeline] : timelines_) make_signals(subject, timeline);
  const auto known = known_outcomes(work_, options_, enabled_);
  if (!known) return known.error();
  judge(result_, scoring::Outcomes(*known), options_, steps_);
  return std::move(result_);
}

}  // namespace

Result<Backtest> backtest_risk(rule::Work& work, Ref<RiskDefinition> definition, const BacktestOptions& options,
                               const Enabled& enabled) {
  return RiskBacktest(work, options, enabled).run(definition);
}

}  // namespace steward::analysis
