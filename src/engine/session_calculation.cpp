// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "calculation/explain.hpp"
#include "engine/jobs.hpp"
#include "engine/session_impl.hpp"
#include "health/color.hpp"
#include "rule/visible.hpp"

namespace steward {

using engine::Unit;

namespace {

/// The source and the record must be there for this caller.
Result<void> reach_calculated(Unit& unit, Ref<DataSource> source, Id record) {
  const auto held = rule::visible_row(unit, source);
  if (!held) return held.error();
  const TableInfo* table = unit.schema().find(model::get<DataSource>(**held, &DataSource::breakdown_table));
  if (table == nullptr) return {};  // explain says what is wrong
  const auto scored = rule::visible_row(unit, *table, record);
  return scored ? Result<void>() : Result<void>(scored.error());
}

std::string color_in(Unit& unit, const CalculatedScore& score, const metrics::Enabled& enabled) {
  if (!score.score) return {};
  metrics::Domains domains(unit, enabled);
  auto bands = health::Bands::load(unit);
  const auto& table = unit.schema().at(score.table);
  const Row* row = unit.row(table, score.record);
  const Id domain = row != nullptr ? metrics::domain_of(table, *row) : Id();
  const ColorBand* band = bands.of(domains, domain, *score.score, score.data_source.id());
  return band != nullptr ? band->color : std::string();
}

}  // namespace

Result<CalculatedScore> Session::calculated_score(Ref<DataSource> source, Id record, Instant t,
                                                  std::optional<Instant> known_at) {
  return impl_->read<CalculatedScore>([&](Unit& unit) -> Result<CalculatedScore> {
    if (auto there = reach_calculated(unit, source, record); !there) return there.error();
    const metrics::Enabled enabled = impl_->core().enabled();
    metrics::Domains domains(unit, enabled);
    auto score = calculation::explain({unit, domains, enabled}, source, record, t, known_at.value_or(unit.now()));
    if (score) score->color = color_in(unit, *score, enabled);
    return score;
  });
}

Result<CalculateReport> Session::calculate(const ProgressCallback& progress) {
  return impl_->batches<CalculateReport>([&](Unit& unit) -> Result<CalculateReport> {
    if (auto allowed = access::decide_installation(unit.caller(), "the calculation"); !allowed) return allowed.error();
    return engine::calculate(impl_->core(), unit, progress);
  });
}

}  // namespace steward
