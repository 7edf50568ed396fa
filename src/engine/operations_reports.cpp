// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"

#include "engine/report_json.hpp"
#include "model/json.hpp"
#include "model/row.hpp"

namespace steward::engine {

using base::Json;

Json json_of(const RecordUsed& used) {
  return Json::object({{"source_table", json_of(used.source_table)},
                       {"source_record", json_of(used.source_record)},
                       {"value", json_of(used.value)},
                       {"start", json_of(used.start)},
                       {"end", json_of(used.end)},
                       {"recorded", json_of(used.recorded)}});
}

Json json_of(const DefinitionChoice& choice) {
  return Json::object({{"table", json_of(choice.table)},
                       {"record", json_of(choice.record)},
                       {"name", json_of(choice.name)},
                       {"rank", json_of(choice.rank)},
                       {"global", json_of(choice.global)},
                       {"chosen", json_of(choice.chosen)},
                       {"reason", json_of(choice.reason)}});
}

Json json_of(const MetricScore& metric) {
  return Json::object({{"data_source", json_of(metric.data_source)},
                       {"name", json_of(metric.name)},
                       {"records", list_of(metric.records)},
                       {"value", json_of(metric.value)},
                       {"target", json_of(metric.target)},
                       {"baseline", json_of(metric.baseline)},
                       {"direction", json_of(choice_name(metric.direction))},
                       {"aggregate", json_of(choice_name(metric.aggregate))},
                       {"weight", json_of(metric.weight)},
                       {"effective_weight", json_of(metric.effective_weight)},
                       {"attainment", json_of(metric.attainment)},
                       {"contribution", json_of(metric.contribution)},
                       {"gap", json_of(metric.gap)},
                       {"gap_percent", json_of(metric.gap_percent)},
                       {"missing", json_of(metric.missing)},
                       {"stale", json_of(metric.stale)},
                       {"points", json_of(metric.points)},
                       {"definitions", list_of(metric.definitions)},
                       {"parts", list_of(metric.parts)},
                       {"notes", list_of(metric.notes)}});
}

Json to_json(const Fault& fault) {
  return Json::object({{"code", json_of(fault.code)},
                       {"rule", json_of(fault.rule)},
                       {"table", json_of(fault.table)},
                       {"record", json_of(fault.record_id)},
                       {"field", json_of(fault.field)},
                       {"message", json_of(fault.message)},
                       {"details", embedded(fault.details)},
                       {"index", json_of(fault.index)}});
}

Json to_json(const std::vector<Fault>& faults) {
  auto list = Json::array();
  for (const auto& fault : faults) list.push(to_json(fault));
  return list;
}

Json to_json(const FeedEntry& entry) {
  return Json::object({{"seq", json_of(entry.seq)},
                       {"is_event", json_of(entry.is_event)},
                       {"kind", json_of(entry.kind)},
                       {"table", json_of(entry.table)},
                       {"record", json_of(entry.record)},
                       {"version", json_of(entry.version)},
                       {"at", json_of(entry.at)},
                       {"by", json_of(entry.by)},
                       {"data", embedded(entry.data)}});
}

Json to_json(const IngestReport& report) {
  return Json::object({{"rows", json_of(report.rows)},
                       {"added", json_of(report.added)},
                       {"unchanged", json_of(report.unchanged)},
                       {"superseded", json_of(report.superseded)},
                       {"unmapped", json_of(report.unmapped)},
                       {"refused", to_json(report.refused)}});
}

Json to_json(const CollectReport& report) {
  return Json::object(
      {{"periods", json_of(report.periods)}, {"collected", json_of(report.collected)}, {"data", to_json(report.data)}});
}

namespace {

Json& add_score(Json& json, const ExplainedScore& score) {
  return json.set("as_of", json_of(score.as_of))
      .set("known_at", json_of(score.known_at))
      .set("score", json_of(score.score))
      .set("coverage", json_of(score.coverage))
      .set("low", json_of(score.low))
      .set("high", json_of(score.high))
      .set("color", json_of(score.color))
      .set("definitions", list_of(score.definitions))
      .set("metrics", list_of(score.metrics))
      .set("notes", list_of(score.notes));
}

}  // namespace

Json to_json(const HealthScore& score) {
  auto json = Json::object({{"engagement", json_of(score.engagement)}});
  add_score(json, score);
  return json;
}

Json to_json(const CalculatedScore& score) {
  auto json = Json::object({{"data_source", json_of(score.data_source)},
                            {"table", json_of(score.table)},
                            {"record", json_of(score.record)}});
  add_score(json, score);
  return json;
}

namespace {

Json reasons_of(const InFull& in_full) {
  auto json = Json::object();
  for (const auto& [reason, count] : in_full) json.set(reason, json_of(count));
  return json;
}

}  // namespace

Json to_json(const CalculateReport& report) {
  return Json::object({{"sources", json_of(report.sources)},
                       {"evaluated", json_of(report.evaluated)},
                       {"written", json_of(report.written)},
                       {"unchanged", json_of(report.unchanged)},
                       {"without_data", json_of(report.without_data)},
                       {"targets", json_of(report.targets)},
                       {"skipped", json_of(report.skipped)},
                       {"in_full", reasons_of(report.in_full)},
                       {"failed", to_json(report.failed)}});
}

Json to_json(const RefreshReport& report) {
  return Json::object({{"evaluated", json_of(report.evaluated)},
                       {"written", json_of(report.written)},
                       {"unchanged", json_of(report.unchanged)},
                       {"without_data", json_of(report.without_data)},
                       {"without_definition", json_of(report.without_definition)},
                       {"failed", json_of(report.failed)},
                       {"skipped", json_of(report.skipped)},
                       {"in_full", reasons_of(report.in_full)}});
}

Json to_json(const WeeklyScore& week) {
  return Json::object({{"monday", json_of(week.monday)}, {"score", json_of(week.score)}});
}

Json to_json(const ColorBand& band) { return model::row_to_json(table_info<ColorBand>(), model::to_row(band)); }

Json to_json(const RiskReport& report) {
  return Json::object({{"definitions", json_of(report.definitions)},
                       {"evaluated", json_of(report.evaluated)},
                       {"breaches", json_of(report.breaches)},
                       {"raised", json_of(report.raised)},
                       {"occurrences", json_of(report.occurrences)},
                       {"unchanged", json_of(report.unchanged)},
                       {"closed", json_of(report.closed)},
                       {"skipped", json_of(report.skipped)},
                       {"in_full", reasons_of(report.in_full)},
                       {"failed", to_json(report.failed)}});
}

Json to_json(const JobReport& report) {
  return Json::object({{"key", json_of(report.key)},
                       {"run", json_of(report.run)},
                       {"state", json_of(choice_name(report.state))},
                       {"counts", embedded(report.counts)},
                       {"error", json_of(report.error)}});
}

Json to_json(const StreamEntry& entry) {
  return Json::object({{"kind", json_of(entry.kind)},
                       {"at", json_of(entry.at)},
                       {"by", json_of(entry.by)},
                       {"by_name", json_of(entry.by_name)},
                       {"text", json_of(entry.text)},
                       {"changes", embedded(entry.changes)}});
}

Json to_json(const std::vector<JobReport>& reports) {
  auto list = Json::array();
  for (const auto& report : reports) list.push(to_json(report));
  return list;
}

}  // namespace steward::engine
