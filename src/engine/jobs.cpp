// SPDX-License-Identifier: Apache-2.0
#include "engine/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "account/rules.hpp"
#include "calculation/calculate.hpp"
#include "engine/operations_reports.hpp"
#include "health/refresh.hpp"
#include "metrics/collect.hpp"
#include "metrics/retention.hpp"
#include "plan/current_value.hpp"
#include "risk/analyzer.hpp"
#include "steward/model/system.hpp"

namespace steward::engine {

namespace {

using Counts = base::Json;

void add(Counts& counts, std::string_view name, std::size_t number) {
  counts.set(name, base::Json::number(static_cast<std::int64_t>(number)));
}

/// A report in which the failures are counted instead of told one by one.
Counts counted(Counts report, const std::vector<Fault>& failed) {
  add(report, "failed", failed.size());
  return report;
}

Result<Counts> run_collect(Core& core, Unit& unit, const ProgressCallback& progress) {
  const auto enabled = core.enabled();
  auto report = metrics::collect_due(unit, progress, enabled);
  if (!report) return report.error();
  if (auto taken = plan::take_current_values(unit); !taken) return taken.error();
  auto counts = base::Json::object();
  add(counts, "periods", report->periods);
  add(counts, "collected", report->collected);
  add(counts, "added", report->data.added);
  add(counts, "unchanged", report->data.unchanged);
  add(counts, "unmapped", report->data.unmapped);
  add(counts, "refused", report->data.refused.size());
  return counts;
}

Result<Counts> run_calculate(Core& core, Unit& unit, const ProgressCallback& progress) {
  auto report = calculate(core, unit, progress);
  if (!report) return report.error();
  return counted(to_json(*report), report->failed);
}

Result<Counts> run_refresh(Core& core, Unit& unit, const ProgressCallback& progress) {
  const auto enabled = core.enabled();
  auto report = health::refresh(unit, {}, progress, enabled);
  if (!report) return report.error();
  return to_json(*report);
}

Result<Counts> run_risks(Core& core, Unit& unit, const ProgressCallback& progress) {
  const auto enabled = core.enabled();
  auto report = risk::analyze(unit, progress, enabled);
  if (!report) return report.error();
  return counted(to_json(*report), report->failed);
}

Result<Counts> run_renewals(Core&, Unit& unit, const ProgressCallback& progress) {
  auto changed = account::refresh_renewal_dates(unit, progress);
  if (!changed) return changed.error();
  auto counts = base::Json::object();
  add(counts, "changed", *changed);
  return counts;
}

Result<Counts> run_retention(Core&, Unit& unit, const ProgressCallback& progress) {
  auto forgotten = metrics::forget_old_data(unit, progress);
  if (!forgotten) return forgotten.error();
  auto counts = base::Json::object();
  add(counts, "forgotten", *forgotten);
  return counts;
}

struct Job {
  std::string_view key;
  Result<Counts> (*run)(Core&, Unit&, const ProgressCallback&);
};
constexpr std::array jobs{Job{"collect", run_collect},        Job{"calculate", run_calculate},
                          Job{"refresh_health", run_refresh}, Job{"risk_analyzer", run_risks},
                          Job{"renewal_dates", run_renewals}, Job{"metric_retention", run_retention}};

/// Keeps a second run of the same job away while this one goes on.
class Running {
 public:
  Running(Core& core, std::string_view key) : core_(core), key_(key), won_(core.start_job(key)) {}
  ~Running() {
    if (won_) core_.end_job(key_);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  [[nodiscard]] bool won() const { return won_; }

 private:
  Core& core_;
  std::string_view key_;
  bool won_;
};

std::optional<ScheduledJob> find_job(Unit& unit, std::string_view key) {
  auto found = unit.all<ScheduledJob>(rule::where<ScheduledJob>(&ScheduledJob::key, std::string(key)));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<void> write_run(Unit& unit, const JobRun& run) {
  const Row row = model::to_row(run);
  const std::array fields{model::field_of<JobRun>(&JobRun::finished_at), model::field_of<JobRun>(&JobRun::state),
                          model::field_of<JobRun>(&JobRun::counts), model::field_of<JobRun>(&JobRun::error)};
  return unit.write_derived(table_info<JobRun>(), std::span(&row, 1), fields);
}

Result<void> write_due(Unit& unit, ScheduledJob job) {
  job.last_run_at = unit.now();
  job.next_run_at = unit.now() + job.interval;
  const Row row = model::to_row(job);
  const std::array fields{model::field_of<ScheduledJob>(&ScheduledJob::last_run_at),
                          model::field_of<ScheduledJob>(&ScheduledJob::next_run_at)};
  return unit.write_derived(table_info<ScheduledJob>(), std::span(&row, 1), fields);
}

}  // namespace

Result<CalculateReport> calculate(Core& core, Unit& unit, const ProgressCallback& progress) {
  const auto enabled = core.enabled();
  const auto health = [&](std::span<const Ref<Engagement>> engagements) -> Result<std::size_t> {
    auto report = health::refresh(unit, engagements, {}, enabled);
    if (!report) return report.error();
    return report->written;
  };
  auto report = calculation::calculate(unit, health, progress, enabled);
  if (!report) return report;
  if (auto taken = plan::take_current_values(unit); !taken) return taken.error();
  return report;
}

std::span<const std::string_view> job_keys() {
  static constexpr auto keys = [] {
    std::array<std::string_view, jobs.size()> result{};
    for (std::size_t i = 0; i < jobs.size(); ++i) result[i] = jobs[i].key;
    return result;
  }();
  return keys;
}

Result<JobReport> run_job(Core& core, Unit& unit, std::string_view key, const ProgressCallback& progress) {
  const auto* job = std::find_if(jobs.begin(), jobs.end(), [key](const Job& one) { return one.key == key; });
  const auto scheduled = job != jobs.end() ? find_job(unit, key) : std::nullopt;
  if (auto state = unit.status(); !state) return state.error();
  if (!scheduled) {
    return Error("job_unknown", Category::not_found,
                 fmt::format("there is no job \"{}\"; install_base_data stores the shipped ones", key));
  }
  const Running running(core, key);
  if (!running.won())
    return Error("job_running", Category::busy, fmt::format("the job \"{}\" runs already", key), true);

  JobRun run;
  run.id = unit.new_id();
  run.scheduled_job = Ref<ScheduledJob>(scheduled->id);
  run.started_at = unit.now();
  if (auto stored = unit.insert_facts(table_info<JobRun>(), {model::to_row(run)}); !stored) return stored.error();
  if (auto begun = unit.commit_batch(); !begun) return begun.error();

  auto counts = job->run(core, unit, progress);
  if (counts) {
    if (auto finished = unit.finish(); !finished) counts = finished.error();
  }
  JobReport report{std::string(key), run.id, JobState::succeeded, "{}", ""};
  if (counts) {
    report.counts = counts->canonical();
  } else {
    auto undone = unit.abandon_batch();
    if (!undone) return undone.error();
    if (!*undone) return counts.error();
    report.state = counts.error().category() == Category::cancelled ? JobState::canceled : JobState::failed;
    report.error = counts.error().code() + ": " + counts.error().message();
  }
  run.finished_at = core.now();
  run.state = report.state;
  run.counts = report.counts;
  run.error = report.error;
  if (auto stored = write_run(unit, run); !stored) return stored.error();
  // A run that was cut off stays due: the next one completes the rest.
  if (report.state == JobState::succeeded) {
    if (auto stored = write_due(unit, *scheduled); !stored) return stored.error();
  }
  auto data = base::Json::object();
  data.set("job", base::Json::string(key));
  data.set("state", base::Json::string(choice_name(report.state)));
  if (counts) data.set("counts", *counts);
  unit.emit("job_finished", table_info<ScheduledJob>(), scheduled->id, std::move(data));
  return report;
}

Result<std::vector<std::string>> due_jobs(Unit& unit) {
  std::vector<std::string> due;
  for (const auto key : job_keys()) {
    const auto job = find_job(unit, key);
    if (job && job->active && (!job->next_run_at || *job->next_run_at <= unit.now())) due.emplace_back(key);
  }
  if (auto state = unit.status(); !state) return state.error();
  return due;
}

}  // namespace steward::engine
