// SPDX-License-Identifier: Apache-2.0
#include "calculation/explain.hpp"

#include <algorithm>

#include "calculation/choice.hpp"
#include "rule/visible.hpp"
#include "scoring/rounding.hpp"
#include "scoring/score.hpp"

namespace steward::calculation {

namespace {

/// Sources cannot be calculated from themselves; versions of different times could seem to.
constexpr int deepest = 32;

MetricScore metric_score(const Metric& metric, const scoring::Contribution& part) {
  MetricScore score;
  score.data_source = Ref<DataSource>(metric.data_source);
  score.name = metric.name;
  score.value = part.value;
  score.target = metric.terms.target;
  score.baseline = metric.terms.baseline;
  score.direction = metric.terms.direction;
  score.aggregate = metric.aggregate;
  score.weight = metric.terms.weight;
  if (part.effective_weight != Decimal()) score.effective_weight = part.effective_weight;
  score.attainment = part.attainment;
  score.contribution = part.points;
  score.points = part.points;
  score.gap = part.gap;
  score.gap_percent = part.gap_percent;
  score.missing = !part.present;
  score.stale = part.stale;
  return score;
}

/// The records behind a metric's value.
Result<std::vector<RecordUsed>> records_used(const Metric& metric, Id record, Readings& readings) {
  const auto columns = readings.of(metric.data_source);
  if (!columns) return columns.error();
  const auto& rows = **columns;
  const auto range = rows_of(rows, record);
  std::vector<RecordUsed> used;
  if (range.begin == range.end) return used;
  const auto ends = std::span(rows.end).subspan(range.begin, range.end - range.begin);
  for (const std::size_t i : scoring::returned_rows(ends, readings.periods().of(metric.frequency))) {
    const std::size_t row = range.begin + i;
    used.push_back({rows.tables[rows.source_table[row]], rows.source[row], rows.value[row], rows.start[row],
                    rows.end[row], rows.recorded[row]});
  }
  return used;
}

/// Shares the points of a metric among the parts of its value: by what each contributes to it, and where that is
/// nothing, by weight.
void share_points(Decimal points, std::vector<MetricScore>& parts) {
  base::Int128 divisor = 0;
  std::vector<base::Int128> shares;
  for (const MetricScore& part : parts) divisor += part.contribution.units();
  const bool by_weight = divisor == 0;
  for (const MetricScore& part : parts) {
    const auto units = by_weight ? part.effective_weight.value_or(Decimal()).units() : part.contribution.units();
    shares.push_back(static_cast<base::Int128>(units) * points.units());
    if (by_weight) divisor += units;
  }
  if (divisor == 0) return;
  std::vector<Decimal> shared(parts.size());
  scoring::apportion(shares, divisor, points, shared);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].points = shared[i];
}

Result<void> explain_at(const Scene& scene, Id source, ContextTable table, Id record, Instant t, Instant known_at,
                        ExplainedScore& result) {
  auto& work = scene.work;
  const TableInfo& records = work.schema().at(choice_name(table));
  result.as_of = t;
  result.known_at = known_at;
  const auto past = t < work.now() ? std::optional(t) : std::nullopt;
  const auto definitions = Definitions::of_source(work, scene.domains, scene.enabled, source, past);
  if (!definitions) return definitions.error();
  const auto chosen = choose_for(work, scene.domains, *definitions, records, record, t, result);
  if (!chosen) return chosen.error();
  if (!*chosen) return {};
  const Id only[] = {record};
  Readings readings(work, table, t, known_at, std::span<const Id>(only));
  return fill_score(**chosen, record, readings, result);
}

Result<void> take_metric_apart(const Scene& scene, ContextTable table, Id record, MetricScore& metric, int depth) {
  const auto source = scene.work.get(metric.data_source);
  const bool calculated = source && source->source && *source->source == DataSourceKind::calculated;
  if (!calculated || metric.missing || metric.records.size() != 1) return {};
  ExplainedScore inner;
  const RecordUsed& used = metric.records.front();
  if (depth < deepest) {
    auto explained = explain_at(scene, metric.data_source.id(), table, record, used.end, used.recorded, inner);
    if (!explained) return explained;
  }
  if (inner.score != used.value || inner.metrics.empty()) {
    metric.notes.emplace_back("not_recomputable");
    return {};
  }
  metric.definitions = std::move(inner.definitions);
  metric.parts = std::move(inner.metrics);
  share_points(metric.points, metric.parts);
  for (MetricScore& part : metric.parts) {
    if (auto taken = take_metric_apart(scene, table, record, part, depth + 1); !taken) return taken;
  }
  return {};
}

}  // namespace

std::optional<ContextTable> breakdown_of(const DataSource& source) {
  return parse_choice<ContextTable>(source.breakdown_table);
}

Result<void> fill_score(const Definition& definition, Id record, Readings& readings, ExplainedScore& result) {
  std::vector<scoring::MetricInput> inputs;
  for (const Metric& metric : definition.metrics) {
    const auto reading = read_one(metric, record, readings);
    if (!reading) return reading.error();
    inputs.push_back({metric.terms, *reading});
  }
  const auto score = scoring::score(inputs);
  result.score = score.value;
  result.coverage = score.coverage;
  result.low = score.low;
  result.high = score.high;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    MetricScore metric = metric_score(definition.metrics[i], score.contributions[i]);
    auto used = records_used(definition.metrics[i], record, readings);
    if (!used) return used.error();
    metric.records = std::move(*used);
    result.metrics.push_back(std::move(metric));
  }
  return {};
}

Result<void> take_apart(const Scene& scene, ContextTable table, Id record, ExplainedScore& result) {
  for (MetricScore& metric : result.metrics) {
    if (auto taken = take_metric_apart(scene, table, record, metric, 0); !taken) return taken;
  }
  return scene.work.status();
}

Result<CalculatedScore> explain(const Scene& scene, Ref<DataSource> source, Id record, Instant t, Instant known_at) {
  const auto held = scene.work.get(source);
  if (!held) return rule::not_found(table_info<DataSource>().name, source.id());
  const auto table = breakdown_of(*held);
  if (!held->source || !(*held->source == DataSourceKind::calculated) || !table) {
    return Error(Fault{"invalid_input", "", "data_source", source.id(), "data_source",
                       "only calculated data sources score records", "", std::nullopt},
                 Category::invalid);
  }
  CalculatedScore result;
  result.as_of = t;
  result.known_at = known_at;
  result.data_source = source;
  result.table = choice_name(*table);
  result.record = record;
  if (auto explained = explain_at(scene, source.id(), *table, record, t, known_at, result); !explained) {
    return explained.error();
  }
  if (auto taken = take_apart(scene, *table, record, result); !taken) return taken.error();
  return result;
}

}  // namespace steward::calculation
