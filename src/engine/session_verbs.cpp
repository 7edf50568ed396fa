// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "access/fields.hpp"
#include "engine/base_data.hpp"
#include "engine/jobs.hpp"
#include "engine/session_impl.hpp"
#include "health/color.hpp"
#include "health/refresh.hpp"
#include "health/score.hpp"
#include "health/trend.hpp"
#include "metrics/collect.hpp"
#include "metrics/ingest.hpp"
#include "metrics/remap.hpp"
#include "plan/current_value.hpp"
#include "risk/analyzer.hpp"
#include "rule/visible.hpp"
#include "steward/model.hpp"

namespace steward {

using engine::Unit;

namespace {

/// Metric data is delivered, mapped and collected by those who may create it.
Result<void> may_deliver(Unit& unit) {
  const auto& table = table_info<ContextData>();
  if (unit.actor().system || unit.caller().grants.allows(table.access, access::create)) return {};
  return access::denied("ACL-01", table.name, std::nullopt, "", "none of your roles may deliver metric data");
}

/// Whoever names records by a field learns what it holds: only those who read it may.
Result<void> may_name(Unit& unit, const IngestColumns& columns) {
  if (columns.source_key.empty() || unit.actor().system) return {};
  const TableInfo* table = unit.schema().find(columns.source_table);
  const auto field = table != nullptr ? table->find(columns.key_field) : std::nullopt;
  if (!field) return {};  // refused with what else is wrong
  return access::check_paths(unit.caller(), {condition::Path{{table, *field}}});
}

/// New values of a source are the current values of the outcomes that it tracks (engine 10).
template <class Report>
Result<Report> with_outcomes(Unit& unit, Ref<DataSource> source, Result<Report> report) {
  if (!report) return report;
  if (auto taken = plan::take_current_values(unit, source); !taken) return taken.error();
  return report;
}

}  // namespace

Result<IngestReport> Session::ingest(const IngestRow& row) {
  return impl_->write<IngestReport>([&](Unit& unit) -> Result<IngestReport> {
    if (auto there = rule::visible_row(unit, row.data_source); !there) return there.error();
    if (auto allowed = may_deliver(unit); !allowed) return allowed.error();
    return with_outcomes(unit, row.data_source, metrics::ingest(unit, row, impl_->core().enabled()));
  });
}

Result<IngestReport> Session::ingest(const IngestColumns& columns, const IngestOptions& options) {
  return impl_->write<IngestReport>([&](Unit& unit) -> Result<IngestReport> {
    if (auto there = rule::visible_row(unit, columns.data_source); !there) return there.error();
    if (auto allowed = may_deliver(unit); !allowed) return allowed.error();
    if (auto allowed = may_name(unit, columns); !allowed) return allowed.error();
    return with_outcomes(unit, columns.data_source, metrics::ingest(unit, columns, options, impl_->core().enabled()));
  });
}

Result<IngestReport> Session::ingest_indicator(const IndicatorColumns& columns, const IngestOptions& options) {
  return impl_->write<IngestReport>([&](Unit& unit) -> Result<IngestReport> {
    if (auto there = rule::visible_row(unit, columns.indicator); !there) return there.error();
    if (auto allowed = may_deliver(unit); !allowed) return allowed.error();
    return metrics::ingest_indicator(unit, columns, options, impl_->core().enabled());
  });
}

Result<IngestReport> Session::remap(Ref<DataSource> source, Instant from, Instant to) {
  return impl_->write<IngestReport>([&](Unit& unit) -> Result<IngestReport> {
    if (auto there = rule::visible_row(unit, source); !there) return there.error();
    if (auto allowed = may_deliver(unit); !allowed) return allowed.error();
    return with_outcomes(unit, source, metrics::remap(unit, source, from, to, impl_->core().enabled()));
  });
}

Result<CollectReport> Session::collect(Ref<DataSource> source, Instant from, Instant to,
                                       const ProgressCallback& progress) {
  return impl_->batches<CollectReport>([&](Unit& unit) -> Result<CollectReport> {
    if (auto there = rule::visible_row(unit, source); !there) return there.error();
    if (auto allowed = may_deliver(unit); !allowed) return allowed.error();
    return with_outcomes(unit, source, metrics::collect(unit, source, from, to, progress, impl_->core().enabled()));
  });
}

Result<HealthScore> Session::score(Ref<Engagement> engagement, Instant t, std::optional<Instant> known_at) {
  return impl_->read<HealthScore>([&](Unit& unit) -> Result<HealthScore> {
    if (auto there = rule::visible_row(unit, engagement); !there) return there.error();
    return health::explain(unit, engagement, t, known_at.value_or(unit.now()), impl_->core().enabled());
  });
}

Result<RefreshReport> Session::refresh_health(std::span<const Ref<Engagement>> engagements,
                                              const ProgressCallback& progress) {
  return impl_->batches<RefreshReport>([&](Unit& unit) -> Result<RefreshReport> {
    if (engagements.empty()) {
      if (auto allowed = access::decide_installation(unit.caller(), "refreshing every engagement"); !allowed)
        return allowed.error();
    }
    if (auto allowed = access::decide_role(unit.caller(), {"customer_success_agent"}, "refreshing health"); !allowed) {
      return allowed.error();
    }
    for (const auto& engagement : engagements) {
      if (auto there = rule::visible_row(unit, engagement); !there) return there.error();
    }
    return health::refresh(unit, engagements, progress, impl_->core().enabled());
  });
}

Result<std::vector<WeeklyScore>> Session::weekly_trend(Ref<Engagement> engagement, std::size_t weeks) {
  return impl_->read<std::vector<WeeklyScore>>([&](Unit& unit) -> Result<std::vector<WeeklyScore>> {
    if (auto there = rule::visible_row(unit, engagement); !there) return there.error();
    return health::weekly_trend(unit, engagement, weeks);
  });
}

Result<std::optional<ColorBand>> Session::color_of(Decimal score, std::optional<Ref<DataSource>> source) {
  return impl_->read<std::optional<ColorBand>>([&](Unit& unit) -> Result<std::optional<ColorBand>> {
    if (auto allowed = access::decide_read(unit.caller(), table_info<ColorBand>()); !allowed) return allowed.error();
    return health::color_of(unit, score, source, impl_->core().enabled());
  });
}

Result<RiskReport> Session::analyze_risks(const ProgressCallback& progress) {
  return impl_->batches<RiskReport>([&](Unit& unit) -> Result<RiskReport> {
    if (auto allowed = access::decide_installation(unit.caller(), "the risk analyser"); !allowed)
      return allowed.error();
    return risk::analyze(unit, progress, impl_->core().enabled());
  });
}

Result<JobReport> Session::run_job(std::string_view key, const ProgressCallback& progress) {
  return impl_->batches<JobReport>([&](Unit& unit) -> Result<JobReport> {
    if (auto allowed = access::decide_installation(unit.caller(), "a job"); !allowed) return allowed.error();
    return engine::run_job(impl_->core(), unit, key, progress);
  });
}

Result<std::vector<JobReport>> Session::run_due(const ProgressCallback& progress) {
  auto due = impl_->read<std::vector<std::string>>([&](Unit& unit) -> Result<std::vector<std::string>> {
    if (auto allowed = access::decide_installation(unit.caller(), "a job"); !allowed) return allowed.error();
    return engine::due_jobs(unit);
  });
  if (!due) return due.error();
  std::vector<JobReport> reports;
  for (const auto& key : *due) {
    auto report = run_job(key, progress);
    if (!report) return report.error();
    reports.push_back(std::move(*report));
  }
  return reports;
}

Result<void> Session::install_base_data(std::optional<Ref<User>> reporter) {
  return impl_->write<void>([&](Unit& unit) -> Result<void> {
    if (auto allowed = access::decide_installation(unit.caller(), "installation"); !allowed) return allowed;
    return engine::install_base_data(unit, reporter);
  });
}

}  // namespace steward
