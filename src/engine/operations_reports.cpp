// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"

#include "model/json.hpp"
#include "model/row.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json json_of(std::size_t value) { return Json::number(static_cast<std::int64_t>(value)); }
Json json_of(std::int64_t value) { return Json::number(value); }
Json json_of(bool value) { return Json(value); }
Json json_of(const std::string& value) { return Json::string(value); }
Json json_of(std::string_view value) { return Json::string(value); }
Json json_of(const Id& value) { return Json::string(value.to_string()); }
Json json_of(Decimal value) { return Json::number(value); }
Json json_of(Hundredths value) { return Json::number_text(value.to_string()); }
Json json_of(Instant value) { return Json::string(to_string(value)); }
Json json_of(Date value) { return Json::string(to_string(value)); }
template <class T>
Json json_of(Ref<T> value) {
  return json_of(value.id());
}
template <class T>
Json json_of(const std::optional<T>& value) {
  return value ? json_of(*value) : Json();
}

Json json_of(const RecordUsed& used) {
  return Json::object({{"source_table", json_of(used.source_table)},
                       {"source_record", json_of(used.source_record)},
                       {"value", json_of(used.value)},
                       {"start", json_of(used.start)},
                       {"end", json_of(used.end)}});
}
Json json_of(const MetricScore& metric);
Json json_of(const DefinitionChoice& choice) {
  return Json::object({{"table", json_of(choice.table)},
                       {"record", json_of(choice.record)},
                       {"name", json_of(choice.name)},
                       {"rank", json_of(choice.rank)},
                       {"global", json_of(choice.global)},
                       {"chosen", json_of(choice.chosen)},
                       {"reason", json_of(choice.reason)}});
}

template <class T>
Json list_of(const std::vector<T>& values) {
  auto list = Json::array();
  for (const auto& value : values) list.push(json_of(value));
  return list;
}

// Texts that hold JSON are passed on as what they hold.
Json embedded(const std::string& text) {
  if (text.empty()) return {};
  auto json = Json::parse(text);
  return json ? std::move(*json) : Json::string(text);
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
                       {"stale", json_of(metric.stale)}});
}

}  // namespace

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

Json to_json(const HealthScore& score) {
  return Json::object({{"engagement", json_of(score.engagement)},
                       {"as_of", json_of(score.as_of)},
                       {"known_at", json_of(score.known_at)},
                       {"score", json_of(score.score)},
                       {"coverage", json_of(score.coverage)},
                       {"low", json_of(score.low)},
                       {"high", json_of(score.high)},
                       {"color", json_of(score.color)},
                       {"definitions", list_of(score.definitions)},
                       {"metrics", list_of(score.metrics)},
                       {"notes", list_of(score.notes)}});
}

Json to_json(const RefreshReport& report) {
  return Json::object({{"evaluated", json_of(report.evaluated)},
                       {"written", json_of(report.written)},
                       {"unchanged", json_of(report.unchanged)},
                       {"without_data", json_of(report.without_data)},
                       {"without_definition", json_of(report.without_definition)},
                       {"failed", json_of(report.failed)}});
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

namespace {

constexpr ShapeField fault_shape[] = {{"code", "text"},     {"rule", "text"},     {"table", "text"},
                                      {"record", "id?"},    {"field", "text"},    {"message", "text"},
                                      {"details", "json?"}, {"index", "integer?"}};
constexpr ShapeField page_shape[] = {{"items", "record[]"}, {"next", "text"}};
constexpr ShapeField group_shape[] = {{"key", "json"}, {"measures", "json"}};
constexpr ShapeField entry_shape[] = {{"seq", "integer"}, {"is_event", "boolean"}, {"kind", "text"},
                                      {"table", "text"},  {"record", "id"},        {"version", "integer"},
                                      {"at", "instant"},  {"by", "id?"},           {"data", "json?"}};
constexpr ShapeField feed_shape[] = {{"entries", "FeedEntry[]"}, {"next", "text"}};
constexpr ShapeField stream_entry_shape[] = {{"kind", "text"},    {"at", "instant"}, {"by", "id?"},
                                             {"by_name", "text"}, {"text", "text"},  {"changes", "json?"}};
constexpr ShapeField stream_shape[] = {{"items", "StreamEntry[]"}, {"next", "text"}};
constexpr ShapeField ingest_shape[] = {{"rows", "integer"},       {"added", "integer"},    {"unchanged", "integer"},
                                       {"superseded", "integer"}, {"unmapped", "integer"}, {"refused", "Fault[]"}};
constexpr ShapeField collect_shape[] = {{"periods", "integer"}, {"collected", "integer"}, {"data", "IngestReport"}};
constexpr ShapeField used_shape[] = {
    {"source_table", "text"}, {"source_record", "id"}, {"value", "decimal"}, {"start", "instant"}, {"end", "instant"}};
constexpr ShapeField metric_shape[] = {{"data_source", "id"},       {"name", "text"},
                                       {"records", "RecordUsed[]"}, {"value", "decimal?"},
                                       {"target", "decimal"},       {"baseline", "decimal?"},
                                       {"direction", "text"},       {"aggregate", "text"},
                                       {"weight", "decimal"},       {"effective_weight", "decimal?"},
                                       {"attainment", "decimal?"},  {"contribution", "decimal"},
                                       {"gap", "decimal?"},         {"gap_percent", "decimal?"},
                                       {"missing", "boolean"},      {"stale", "boolean"}};
constexpr ShapeField choice_shape[] = {{"table", "text"},   {"record", "id"},      {"name", "text"},
                                       {"rank", "integer"}, {"global", "boolean"}, {"chosen", "boolean"},
                                       {"reason", "text"}};
constexpr ShapeField score_shape[] = {
    {"engagement", "id"},         {"as_of", "instant"},    {"known_at", "instant"},
    {"score", "decimal?"},        {"coverage", "decimal"}, {"low", "decimal?"},
    {"high", "decimal?"},         {"color", "text"},       {"definitions", "DefinitionChoice[]"},
    {"metrics", "MetricScore[]"}, {"notes", "text[]"}};
constexpr ShapeField refresh_shape[] = {{"evaluated", "integer"},          {"written", "integer"},
                                        {"unchanged", "integer"},          {"without_data", "integer"},
                                        {"without_definition", "integer"}, {"failed", "integer"}};
constexpr ShapeField week_shape[] = {{"monday", "date"}, {"score", "decimal?"}};
constexpr ShapeField risk_shape[] = {{"definitions", "integer"}, {"evaluated", "integer"},   {"breaches", "integer"},
                                     {"raised", "integer"},      {"occurrences", "integer"}, {"unchanged", "integer"},
                                     {"closed", "integer"},      {"failed", "Fault[]"}};
constexpr ShapeField job_shape[] = {
    {"key", "text"}, {"run", "id"}, {"state", "text"}, {"counts", "json?"}, {"error", "text"}};

constexpr ShapeField step_shape[] = {{"level", "text"}, {"passed", "boolean"}, {"rule", "text"}, {"text", "text"}};
constexpr ShapeField explanation_shape[] = {
    {"allowed", "boolean"}, {"code", "text"}, {"steps", "AccessStep[]"}, {"hidden_fields", "text[]"}};
constexpr ShapeField grant_shape[] = {
    {"table", "text"}, {"operations", "text"}, {"limited", "boolean"}, {"roles", "text[]"}};
constexpr ShapeField portal_shape[] = {{"items", "json"}, {"next", "text"}};
constexpr ShapeField managed_shape[] = {{"items", "record:engagement[]"}, {"next", "text"}};
constexpr ShapeField planned_shape[] = {
    {"engagement", "id"}, {"number", "text"}, {"title", "text"}, {"account", "id?"}, {"header_only", "boolean"}};
constexpr ShapeField planner_shape[] = {
    {"engagements", "PlannedEngagement[]"}, {"touchpoints", "record:touchpoint[]"}, {"meetings", "record:meeting[]"}};
constexpr ShapeField parent_shape[] = {{"id", "id"}, {"number", "text"}, {"title", "text"}};
constexpr ShapeInfo all_shapes[] = {{"Fault", fault_shape},
                                    {"RecordPage", page_shape},
                                    {"AggregateGroup", group_shape},
                                    {"FeedEntry", entry_shape},
                                    {"FeedPage", feed_shape},
                                    {"IngestReport", ingest_shape},
                                    {"CollectReport", collect_shape},
                                    {"RecordUsed", used_shape},
                                    {"MetricScore", metric_shape},
                                    {"DefinitionChoice", choice_shape},
                                    {"HealthScore", score_shape},
                                    {"RefreshReport", refresh_shape},
                                    {"WeeklyScore", week_shape},
                                    {"RiskReport", risk_shape},
                                    {"JobReport", job_shape},
                                    {"StreamEntry", stream_entry_shape},
                                    {"StreamPage", stream_shape},
                                    {"AccessStep", step_shape},
                                    {"AccessExplanation", explanation_shape},
                                    {"EffectiveGrant", grant_shape},
                                    {"PortalPage", portal_shape},
                                    {"ManagedPage", managed_shape},
                                    {"PlannedEngagement", planned_shape},
                                    {"Planner", planner_shape},
                                    {"ParentChoice", parent_shape}};

}  // namespace

std::span<const ShapeInfo> shapes() { return all_shapes; }

}  // namespace steward::engine
