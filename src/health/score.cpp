// SPDX-License-Identifier: Apache-2.0
#include "health/score.hpp"

#include <algorithm>

#include "health/as_of.hpp"
#include "health/color.hpp"
#include "scoring/score.hpp"

namespace steward::health {

namespace {

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
  score.gap = part.gap;
  score.gap_percent = part.gap_percent;
  score.missing = !part.present;
  score.stale = part.stale;
  return score;
}

/// The records behind a metric's value.
Result<std::vector<RecordUsed>> records_used(const Metric& metric, Id engagement, Readings& readings) {
  const auto columns = readings.of(metric.data_source);
  if (!columns) return columns.error();
  const auto& rows = **columns;
  const auto range = rows_of(rows, engagement);
  std::vector<RecordUsed> used;
  if (range.begin == range.end) return used;
  const auto ends = std::span(rows.end).subspan(range.begin, range.end - range.begin);
  for (const std::size_t i : scoring::returned_rows(ends, readings.periods().of(metric.frequency))) {
    const std::size_t row = range.begin + i;
    used.push_back(
        {rows.tables[rows.source_table[row]], rows.source[row], rows.value[row], rows.start[row], rows.end[row]});
  }
  return used;
}

bool walks_references(rule::Work& work, const Definition& definition) {
  const auto paths = work.condition(definition.condition, table_info<Engagement>()).paths();
  return std::any_of(paths.begin(), paths.end(), [](const condition::Path& path) { return path.size() > 1; });
}

/// The definition that applied then, with the reasons; notes what could not be known.
Result<std::optional<Definition>> choose_definition(rule::Work& work, Domains& domains, const Row& now_row, Instant t,
                                                    const Enabled& enabled, HealthScore& result) {
  const bool past = t < work.now();
  Row row = now_row;
  bool complete = true;
  if (past) {
    auto then = row_at(work, table_info<Engagement>(), now_row, t);
    if (!then) return then.error();
    if (!then->row) return std::optional<Definition>();
    row = std::move(*then->row);
    complete = then->complete;
  }
  bool versions = true;
  auto definitions =
      past ? Definitions::load_at(work, domains, t, versions, enabled) : Definitions::load(work, domains, enabled);
  if (!definitions) return definitions.error();
  complete = complete && versions;
  const condition::Moment moment{t, work.calendar().day_of(t)};
  const auto matches = [&](const Definition& definition) {
    if (past && walks_references(work, definition)) complete = false;
    const auto where = work.condition(definition.condition, table_info<Engagement>());
    return condition::evaluate(where, row, work, moment, work.schema());
  };
  const auto chosen =
      definitions->choose(domains, metrics::domain_of(table_info<Engagement>(), row), matches, result.definitions);
  if (!complete) result.notes.emplace_back("record_history_missing");
  if (!chosen) return std::optional<Definition>();
  return std::optional(definitions->list()[*chosen]);
}

base::Json number(const std::optional<Decimal>& value) { return value ? base::Json::number(*value) : base::Json(); }

}  // namespace

Result<void> fill_score(const Definition& definition, Readings& readings, HealthScore& result) {
  std::vector<scoring::MetricInput> inputs;
  for (const Metric& metric : definition.metrics) {
    const auto columns = readings.of(metric.data_source);
    if (!columns) return columns.error();
    const auto range = rows_of(**columns, result.engagement);
    const std::size_t count = range.end - range.begin;
    const auto reading =
        scoring::read_latest(std::span((*columns)->end).subspan(range.begin, count),
                             std::span((*columns)->value).subspan(range.begin, count), metric.aggregate,
                             readings.as_of(), metric.max_age, readings.periods().of(metric.frequency));
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
    auto used = records_used(definition.metrics[i], result.engagement, readings);
    if (!used) return used.error();
    metric.records = std::move(*used);
    result.metrics.push_back(std::move(metric));
  }
  return {};
}

Result<HealthScore> explain(rule::Work& work, Ref<Engagement> engagement, Instant t, Instant known_at,
                            const Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const Row* found = work.visible(table, engagement.id());
  if (auto state = work.status(); !state) return state.error();
  if (found == nullptr)
    return Error("not_found", Category::not_found, "there is no engagement " + engagement.to_string());
  const Row row = *found;
  HealthScore result;
  result.engagement = engagement.id();
  result.as_of = t;
  result.known_at = known_at;
  Domains domains(work, enabled);
  const auto definition = choose_definition(work, domains, row, t, enabled, result);
  if (!definition) return definition.error();
  if (!*definition) return result;
  const Id only[] = {engagement.id()};
  Readings readings(work, t, known_at, std::span<const Id>(only));
  if (auto filled = fill_score(**definition, readings, result); !filled) return filled.error();
  auto bands = Bands::load(work);
  result.color = bands.color(domains, metrics::domain_of(table, row), result.score);
  return result;
}

base::Json details_of(const HealthScore& score) {
  auto list = base::Json::array();
  for (const MetricScore& metric : score.metrics) {
    auto records = base::Json::array();
    for (const RecordUsed& used : metric.records) {
      auto record = base::Json::object();
      record.set("source_table", base::Json::string(used.source_table));
      record.set("source_record", base::Json::string(used.source_record.to_string()));
      record.set("value", base::Json::number(used.value));
      record.set("start", base::Json::string(to_string(used.start)));
      record.set("end", base::Json::string(to_string(used.end)));
      records.push(std::move(record));
    }
    auto entry = base::Json::object();
    entry.set("data_source", base::Json::string(metric.data_source.to_string()));
    entry.set("records", std::move(records));
    entry.set("value", number(metric.value));
    entry.set("target", base::Json::number(metric.target));
    entry.set("weight", base::Json::number_text(metric.weight.to_string()));
    entry.set("attainment", number(metric.attainment));
    entry.set("contribution", base::Json::number(metric.contribution));
    entry.set("gap", number(metric.gap));
    entry.set("missing", base::Json(metric.missing));
    entry.set("stale", base::Json(metric.stale));
    list.push(std::move(entry));
  }
  auto details = base::Json::object();
  details.set("metrics", std::move(list));
  return details;
}

}  // namespace steward::health
