// SPDX-License-Identifier: Apache-2.0
#include "analysis/backtest_health.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/outcomes.hpp"
#include "analysis/sides.hpp"
#include "analysis/steps.hpp"
#include "scoring/outcomes.hpp"
#include "scoring/risk.hpp"
#include "steward/model/engagement.hpp"

namespace steward::analysis {

namespace {

constexpr std::int64_t standard_alert = 40;

/// Neighbouring steps, all of them alerts with the same score.
struct AlertRun {
  std::size_t first = 0;  ///< step
  std::size_t last = 0;
  Decimal score;
  bool anew = false;  ///< the engagement was fine between the run before and this one
};

/// Engagements are taken back from the newest instant, so the steps are walked that way too.
class HealthBacktest {
 public:
  HealthBacktest(const calculation::Scene& scene, const Proposed& proposed, const BacktestOptions& options)
      : scene_(scene),
        proposed_(proposed),
        options_(options),
        limit_(options.alert_below.value_or(Decimal(standard_alert))),
        chain_(led_to(scene.work, proposed)) {}

  Result<Backtest> run(std::vector<Instant> steps);

 private:
  struct Outcome {
    KnownOutcome known;
    std::optional<Decimal> score;  ///< the last one before it
  };

  Result<void> look(std::size_t step, const Population& population, PastValues* values);
  void keep(std::size_t step, Id engagement, const std::optional<Decimal>& score);
  void make_signals();

  const calculation::Scene& scene_;
  const Proposed& proposed_;
  const BacktestOptions& options_;
  Decimal limit_;
  std::vector<DataSource> chain_;
  std::vector<Instant> steps_;
  std::map<Id, std::vector<AlertRun>> runs_;  ///< by engagement, newest first
  std::multimap<Id, Outcome> outcomes_;
  bool complete_ = true;
  Backtest result_;
};

void HealthBacktest::keep(std::size_t step, Id engagement, const std::optional<Decimal>& score) {
  if (!score) return;
  const auto [begin, end] = outcomes_.equal_range(engagement);
  for (auto at = begin; at != end; ++at) {
    Outcome& outcome = at->second;
    const auto before = outcome.known.at - steps_[step];
    const bool within = !options_.horizon || before <= *options_.horizon;
    if (!outcome.score && before >= before.zero() && within) outcome.score = score;
  }
  const auto found = runs_.find(engagement);
  if (*score >= limit_) {
    if (found != runs_.end()) found->second.back().anew = true;
    return;
  }
  auto& runs = found != runs_.end() ? found->second : runs_[engagement];
  const bool goes_on =
      !runs.empty() && !runs.back().anew && runs.back().first == step + 1 && runs.back().score == *score;
  if (goes_on) {
    runs.back().first = step;
  } else {
    runs.push_back({step, step, *score, false});
  }
}

Result<void> HealthBacktest::look(std::size_t step, const Population& population, PastValues* values) {
  Side side(scene_, population, &proposed_, values);
  if (auto done = side.compute(proposed_, chain_); !done) return done;
  complete_ = complete_ && side.complete();
  ++result_.steps;
  result_.evaluated += population.ids.size();
  for (std::size_t i = 0; i < population.ids.size(); ++i) keep(step, population.ids[i], side.score(i));
  return scene_.work.status();
}

void HealthBacktest::make_signals() {
  for (const auto& [engagement, runs] : runs_) {
    std::optional<std::size_t> active;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
      if (run->anew) active.reset();
      if (!active) {
        active = result_.signals.size();
        result_.signals.push_back({Ref<Engagement>(engagement),
                                   table_info<Engagement>().name,
                                   engagement,
                                   steps_[run->first],
                                   steps_[run->last],
                                   {},
                                   std::nullopt});
      }
      BacktestSignal& signal = result_.signals[*active];
      const Instant start = run->first > 0 ? steps_[run->first - 1] : options_.from;
      signal.last_at = steps_[run->last];
      signal.occurrences.push_back(
          {start, signal.last_at, run->score, limit_, scoring::threshold_gap(run->score, limit_)});
    }
  }
}

Result<Backtest> HealthBacktest::run(std::vector<Instant> steps) {
  steps_ = std::move(steps);
  auto& work = scene_.work;
  auto known = known_outcomes(work, options_, scene_.enabled);
  if (!known) return known.error();
  const scoring::Outcomes outcomes(*known);
  for (const auto& outcome : outcomes.list()) outcomes_.emplace(outcome.engagement.id(), Outcome{outcome, {}});
  if (!steps_.empty()) {
    const auto& table = table_info<Engagement>();
    auto rows =
        metrics::PastRows::open(work, table, metrics::visible_scope(work.actor(), scene_.enabled), steps_.front());
    if (!rows) return rows.error();
    PastValues past_values(work, ContextTable::engagement);
    PastValues* values = steps_.size() >= PastValues::worth_it ? &past_values : nullptr;
    for (std::size_t step = steps_.size(); step-- > 0;) {
      const Instant t = steps_[step];
      if (auto gone = rows->go_to(t); !gone) return gone.error();
      complete_ = complete_ && rows->complete();
      const auto population =
          population_of(*rows, table, ContextTable::engagement, t, options_.as_known_then ? t : work.now());
      past_values.go_to(t, population.known_at);
      if (auto looked = look(step, population, values); !looked) return looked.error();
    }
  }
  make_signals();
  judge(result_, outcomes, options_, steps_);
  std::vector<scoring::ScoredOutcome> scored;
  for (const auto& [engagement, outcome] : outcomes_) scored.push_back({outcome.score, outcome.known.lost});
  result_.distributions = scoring::distributions(scored);
  if (!complete_) result_.notes.emplace_back("record_history_missing");
  return std::move(result_);
}

}  // namespace

Result<Backtest> backtest_health(rule::Work& work, const DefinitionProposal& proposal, const BacktestOptions& options,
                                 const metrics::Enabled& enabled) {
  metrics::Domains domains(work, enabled);
  const calculation::Scene scene{work, domains, enabled};
  const auto proposed = resolve(scene, proposal);
  if (!proposed) return proposed.error();
  if (proposed->table != ContextTable::engagement) {
    return option_refused("invalid_input", "segment",
                          "only segments that score engagements are tested on their outcomes");
  }
  if (options.threshold) {
    return option_refused("invalid_input", "threshold", "scores have no threshold; alert_below says what alerts");
  }
  if (options.alert_below && (*options.alert_below < Decimal(0) || *options.alert_below > Decimal(100))) {
    return option_refused("invalid_input", "alert_below", "a score is 0 to 100");
  }
  auto steps = steps_of(work, options, base::Frequency::daily);
  if (!steps) return steps.error();
  return HealthBacktest(scene, *proposed, options).run(std::move(*steps));
}

}  // namespace steward::analysis
