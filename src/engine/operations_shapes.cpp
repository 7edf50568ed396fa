// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_reports.hpp"

namespace steward::engine {

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
constexpr ShapeField used_shape[] = {{"source_table", "text"}, {"source_record", "id"}, {"value", "decimal"},
                                     {"start", "instant"},     {"end", "instant"},      {"recorded", "instant"}};
constexpr ShapeField metric_shape[] = {{"data_source", "id"},       {"name", "text"},
                                       {"records", "RecordUsed[]"}, {"value", "decimal?"},
                                       {"target", "decimal"},       {"baseline", "decimal?"},
                                       {"direction", "text"},       {"aggregate", "text"},
                                       {"weight", "decimal"},       {"effective_weight", "decimal?"},
                                       {"attainment", "decimal?"},  {"contribution", "decimal"},
                                       {"gap", "decimal?"},         {"gap_percent", "decimal?"},
                                       {"missing", "boolean"},      {"stale", "boolean"},
                                       {"points", "decimal"},       {"definitions", "DefinitionChoice[]"},
                                       {"parts", "MetricScore[]"},  {"notes", "text[]"}};
constexpr ShapeField choice_shape[] = {{"table", "text"},   {"record", "id"},      {"name", "text"},
                                       {"rank", "integer"}, {"global", "boolean"}, {"chosen", "boolean"},
                                       {"reason", "text"}};
constexpr ShapeField score_shape[] = {
    {"engagement", "id"},         {"as_of", "instant"},    {"known_at", "instant"},
    {"score", "decimal?"},        {"coverage", "decimal"}, {"low", "decimal?"},
    {"high", "decimal?"},         {"color", "text"},       {"definitions", "DefinitionChoice[]"},
    {"metrics", "MetricScore[]"}, {"notes", "text[]"}};
constexpr ShapeField calculated_shape[] = {{"data_source", "id"},
                                           {"table", "text"},
                                           {"record", "id"},
                                           {"as_of", "instant"},
                                           {"known_at", "instant"},
                                           {"score", "decimal?"},
                                           {"coverage", "decimal"},
                                           {"low", "decimal?"},
                                           {"high", "decimal?"},
                                           {"color", "text"},
                                           {"definitions", "DefinitionChoice[]"},
                                           {"metrics", "MetricScore[]"},
                                           {"notes", "text[]"}};
constexpr ShapeField calculate_shape[] = {{"sources", "integer"},   {"evaluated", "integer"},    {"written", "integer"},
                                          {"unchanged", "integer"}, {"without_data", "integer"}, {"targets", "integer"},
                                          {"skipped", "integer"},   {"in_full", "json"},         {"failed", "Fault[]"}};
constexpr ShapeField refresh_shape[] = {
    {"evaluated", "integer"},          {"written", "integer"}, {"unchanged", "integer"}, {"without_data", "integer"},
    {"without_definition", "integer"}, {"failed", "integer"},  {"skipped", "integer"},   {"in_full", "json"}};
constexpr ShapeField week_shape[] = {{"monday", "date"}, {"score", "decimal?"}};
constexpr ShapeField risk_shape[] = {{"definitions", "integer"}, {"evaluated", "integer"},   {"breaches", "integer"},
                                     {"raised", "integer"},      {"occurrences", "integer"}, {"unchanged", "integer"},
                                     {"closed", "integer"},      {"skipped", "integer"},     {"in_full", "json"},
                                     {"failed", "Fault[]"}};
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
constexpr ShapeField bucket_shape[] = {
    {"start", "instant"}, {"end", "instant"}, {"value", "decimal?"}, {"color", "text"}};
constexpr ShapeField shown_shape[] = {
    {"visualization", "id"}, {"data_source", "id"},         {"name", "text"},      {"unit", "text?"},
    {"rank", "integer"},     {"aggregate", "text"},         {"direction", "text"}, {"baseline", "decimal?"},
    {"target", "decimal?"},  {"value", "decimal?"},         {"start", "instant?"}, {"end", "instant?"},
    {"stale", "boolean"},    {"attainment", "decimal?"},    {"gap", "decimal?"},   {"gap_percent", "decimal?"},
    {"color", "text"},       {"buckets", "InsightBucket[]"}};
constexpr ShapeField place_shape[] = {
    {"item", "id"}, {"name", "text"}, {"mode", "text"}, {"configured", "boolean"}, {"metrics", "InsightMetric[]"}};
constexpr ShapeField insight_shape[] = {{"insight", "id"}, {"name", "text"},     {"table", "text"},
                                        {"record", "id"},  {"as_of", "instant"}, {"items", "InsightPlace[]"}};
constexpr ShapeField metric_change_shape[] = {{"data_source", "id"}, {"name", "text"},         {"before", "decimal?"},
                                              {"after", "decimal?"}, {"missing", "decimal"},   {"ageing", "decimal"},
                                              {"values", "decimal"}, {"definition", "decimal"}};
constexpr ShapeField change_shape[] = {
    {"before", "HealthScore"}, {"after", "HealthScore"}, {"difference", "decimal"}, {"missing", "decimal"},
    {"ageing", "decimal"},     {"values", "decimal"},    {"definition", "decimal"}, {"metrics", "MetricChange[]"}};
constexpr ShapeField share_shape[] = {{"color", "text"}, {"of_records", "decimal"}, {"of_contract_value", "decimal"}};
constexpr ShapeField rolled_shape[] = {{"engagement", "id"}, {"score", "decimal?"}, {"contract_value", "integer"}};
constexpr ShapeField rollup_shape[] = {{"weighted", "decimal?"},      {"mean", "decimal?"},   {"lowest", "decimal?"},
                                       {"shares", "RollupShare[]"},   {"counted", "integer"}, {"left_out", "integer"},
                                       {"records", "RollupRecord[]"}, {"currency", "text"}};
constexpr ShapeField outcome_shape[] = {{"engagement", "id"}, {"at", "instant"}, {"lost", "boolean"}};
constexpr ShapeField occurrence_shape[] = {
    {"start", "instant"}, {"end", "instant"}, {"value", "decimal?"}, {"threshold", "decimal?"}, {"gap", "decimal?"}};
constexpr ShapeField signal_shape[] = {{"engagement", "id"},        {"source_table", "text"},
                                       {"source_record", "id"},     {"raised_at", "instant"},
                                       {"last_at", "instant"},      {"occurrences", "BacktestOccurrence[]"},
                                       {"outcome", "KnownOutcome?"}};
constexpr ShapeField move_shape[] = {{"from", "text"}, {"to", "text"}, {"records", "integer"}};
constexpr ShapeField mover_shape[] = {{"table", "text"},
                                      {"record", "id"},
                                      {"before", "decimal?"},
                                      {"after", "decimal?"},
                                      {"difference", "decimal"},
                                      {"color_before", "text"},
                                      {"color_after", "text"},
                                      {"definition_before", "text"},
                                      {"definition_after", "text"},
                                      {"metrics", "MetricChange[]"}};
constexpr ShapeField simulated_risk_shape[] = {
    {"definition", "id"}, {"name", "text"}, {"source_table", "text"}, {"source_record", "id"}, {"engagement", "id"}};
constexpr ShapeField simulated_shape[] = {{"t", "instant"},
                                          {"evaluated", "integer"},
                                          {"moved", "integer"},
                                          {"migration", "BandMove[]"},
                                          {"movers", "Mover[]"},
                                          {"raised", "SimulatedRisk[]"},
                                          {"relieved", "SimulatedRisk[]"},
                                          {"notes", "text[]"}};
constexpr ShapeField simulation_shape[] = {{"instants", "SimulatedInstant[]"}};
constexpr ShapeField metric_proposal_shape[] = {
    {"data_source", "id"},    {"remove", "boolean?"},      {"target", "decimal?"},
    {"weight", "decimal?"},   {"direction", "text?"},      {"aggregate", "text?"},
    {"baseline", "decimal?"}, {"missing_policy", "text?"}, {"keep_stale", "boolean?"}};
constexpr ShapeField quality_shape[] = {{"lost_alerted", "integer"},    {"lost_quiet", "integer"},
                                        {"renewed_alerted", "integer"}, {"renewed_quiet", "integer"},
                                        {"undecided", "integer"},       {"precision", "decimal?"},
                                        {"recall", "decimal?"},         {"lead_mean", "duration?"},
                                        {"lead_median", "duration?"},   {"alerts_per_week", "decimal"}};
constexpr ShapeField distribution_shape[] = {{"lost", "boolean"},    {"tenths", "integer[]"}, {"unknown", "integer"},
                                             {"mean", "decimal?"},   {"median", "decimal?"},  {"lowest", "decimal?"},
                                             {"highest", "decimal?"}};
constexpr ShapeField backtest_shape[] = {{"steps", "integer"},
                                         {"evaluated", "integer"},
                                         {"signals", "BacktestSignal[]"},
                                         {"quality", "BacktestQuality"},
                                         {"distributions", "ScoreDistribution[]"},
                                         {"notes", "text[]"}};
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
                                    {"MetricChange", metric_change_shape},
                                    {"HealthChange", change_shape},
                                    {"RollupShare", share_shape},
                                    {"RollupRecord", rolled_shape},
                                    {"HealthRollup", rollup_shape},
                                    {"CalculatedScore", calculated_shape},
                                    {"CalculateReport", calculate_shape},
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
                                    {"ParentChoice", parent_shape},
                                    {"MetricProposal", metric_proposal_shape},
                                    {"BandMove", move_shape},
                                    {"Mover", mover_shape},
                                    {"SimulatedRisk", simulated_risk_shape},
                                    {"SimulatedInstant", simulated_shape},
                                    {"Simulation", simulation_shape},
                                    {"KnownOutcome", outcome_shape},
                                    {"BacktestOccurrence", occurrence_shape},
                                    {"BacktestSignal", signal_shape},
                                    {"BacktestQuality", quality_shape},
                                    {"ScoreDistribution", distribution_shape},
                                    {"Backtest", backtest_shape},
                                    {"InsightBucket", bucket_shape},
                                    {"InsightMetric", shown_shape},
                                    {"InsightPlace", place_shape},
                                    {"InsightPage", insight_shape}};

}  // namespace

std::span<const ShapeInfo> shapes() { return all_shapes; }

}  // namespace steward::engine
