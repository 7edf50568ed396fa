// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_table.hpp"

namespace steward::engine {

namespace {

using enum ArgumentType;

constexpr ArgumentInfo table_of_records = {"table", table, true, "the table"};
constexpr ArgumentInfo record_id = {"id", id, true, "the record"};
constexpr ArgumentInfo record_version = {"version", integer, true, "the version that was read; another one is refused"};
constexpr ArgumentInfo confirm = {"confirm", boolean, false, "agrees to consequences that need a confirmation"};
constexpr ArgumentInfo more_values = {"values", values, false, "further field values of the same write"};
constexpr ArgumentInfo where = {"where", text, false, "a condition; left out: every record"};
constexpr ArgumentInfo source = {"data_source", id, true, "the data source"};
constexpr ArgumentInfo from = {"from", instant, true, "the beginning, included"};
constexpr ArgumentInfo to = {"to", instant, true, "the end, excluded"};
constexpr ArgumentInfo all_or_nothing = {"all_or_nothing", boolean, false, "store nothing when a row is refused"};

constexpr ArgumentInfo create_args[] = {table_of_records, {"values", values, true, "the field values"}, confirm};
constexpr ArgumentInfo get_args[] = {
    table_of_records, record_id, {"as_of", instant, false, "the record as it was then, replayed from its history"}};
constexpr ArgumentInfo update_args[] = {table_of_records,
                                        record_id,
                                        record_version,
                                        {"values", values, true, "the new values; null clears, an absent field keeps"},
                                        confirm};
constexpr ArgumentInfo remove_args[] = {table_of_records, record_id, record_version, confirm};
constexpr ArgumentInfo find_args[] = {
    table_of_records,
    where,
    {"order_by", text, false, "`field`, `field desc`, several with commas; then by id"},
    {"limit", integer, false, "1 to 10000; left out: 100"},
    {"after", text, false, "`next` of the page before"}};
constexpr ArgumentInfo count_args[] = {table_of_records, where};
constexpr ArgumentInfo aggregate_args[] = {
    table_of_records,
    where,
    {"group_by", texts, false,
     "at most four of: a path; `day`, `week`, `month`, `quarter`, `year` of a path, as in `month(due_date)`; "
     "`bin(path, width)`; `days_until(path, width)`"},
    {"measures", texts, true,
     "`count`, `sum(x)`, `average(x)`, `min(x)`, `max(x)` of a path or of `days(path, path)`; behind it ` if "
     "(condition)`"},
    {"order_by", text, false, "keys and measures as they are written, `desc` behind them when needed; then by key"},
    {"limit", integer, false, "groups at most; left out: all"}};
constexpr ArgumentInfo cards_args[] = {
    {"cards", ArgumentType::cards, true, "objects of the arguments of `aggregate`, each with its `table`"}};
constexpr ArgumentInfo record_args[] = {table_of_records, record_id};
constexpr ArgumentInfo changes_args[] = {{"token", text, false, "`next` of the page before; left out: the beginning"},
                                         {"limit", integer, false, "entries at most; left out: 100"}};
constexpr ArgumentInfo state_args[] = {table_of_records, record_id, record_version, more_values, confirm};
constexpr ArgumentInfo close_args[] = {table_of_records,
                                       record_id,
                                       record_version,
                                       {"code", text, false, "how it ended, from the table's list of close codes"},
                                       {"notes", text, false, "the closing notes"},
                                       more_values,
                                       confirm};
constexpr ArgumentInfo cancel_args[] = {
    table_of_records, record_id, record_version, {"notes", text, false, "the closing notes"}, more_values, confirm};
constexpr ArgumentInfo reopen_args[] = {
    table_of_records, record_id, record_version, {"state", text, false, "an open state; left out: the initial one"},
    more_values,      confirm};
constexpr ArgumentInfo ingest_args[] = {
    source,
    {"source_table", text, true, "the table of the source records"},
    {"rows", ingest_rows, true, "the deliveries"},
    {"key_field", text, false, "the string field that source_key is looked for in; left out: external_id"},
    all_or_nothing};
constexpr ArgumentInfo indicator_args[] = {{"indicator", id, true, "the indicator"},
                                           {"breakdown", id, false, "left out: overall scores"},
                                           {"rows", indicator_rows, true, "the scores"},
                                           all_or_nothing};
constexpr ArgumentInfo period_args[] = {source, from, to};
constexpr ArgumentInfo score_args[] = {{"engagement", id, true, "the engagement"},
                                       {"as_of", instant, true, "the instant to compute for"},
                                       {"known_at", instant, false, "what was known then; left out: now"}};
constexpr ArgumentInfo change_args[] = {
    {"engagement", id, true, "the engagement"},
    {"from", instant, true, "the earlier instant"},
    {"to", instant, true, "the later instant, now at most"},
    {"as_known_then", boolean, false, "each instant from what was known at it; left out: from what is known now"}};
constexpr ArgumentInfo rollup_args[] = {
    {"engagement", id, false, "the parent engagement; either this or an account"},
    {"account", id, false, "the account"},
    {"with_parent", boolean, false, "counts the parent engagement itself; left out: true"},
    {"as_of", instant, false, "the scores that had been written by then; left out: those of now"}};
constexpr ArgumentInfo calculated_args[] = {{"data_source", id, true, "the calculated source"},
                                            record_id,
                                            {"as_of", instant, true, "the instant to compute for"},
                                            {"known_at", instant, false, "what was known then; left out: now"}};
constexpr ArgumentInfo refresh_args[] = {{"engagements", ids, false, "left out: all active ones"}};
constexpr ArgumentInfo trend_args[] = {{"engagement", id, true, "the engagement"},
                                       {"weeks", integer, true, "1 to 520"}};
constexpr ArgumentInfo color_args[] = {{"score", decimal, true, "the score"},
                                       {"data_source", id, false, "whose own bands come first"}};
constexpr ArgumentInfo insight_args[] = {
    table_of_records,
    record_id,
    {"bucket", text, false, "`daily`, `weekly`, `monthly` or `quarterly`; left out: weekly"},
    {"buckets", integer, false, "1 to 520, the last one holds as_of; left out: 12"},
    {"as_of", instant, false, "left out: now"}};
constexpr ArgumentInfo backtest_from = {"from", instant, true, "the instants looked at come after it"};
constexpr ArgumentInfo backtest_to = {"to", instant, true, "the last instant that may be looked at"};
constexpr ArgumentInfo backtest_step = {
    "step", text, false, "`daily`, `weekly`, `monthly` or `quarterly`; left out: that of the data source, or daily"};
constexpr ArgumentInfo backtest_known = {"as_known_then", boolean, false,
                                         "each instant from what was known at it; left out: true"};
constexpr ArgumentInfo backtest_horizon = {"horizon", integer, false,
                                           "seconds: how long before an outcome an alert tells of it; left out: any"};
constexpr ArgumentInfo backtest_outcomes = {"outcomes", outcomes, false,
                                            "left out or empty: contracts that were renewed or lost by now"};
constexpr ArgumentInfo proposed_health = {"health_definition", id, false,
                                          "the definition to start from; with no segment either: a new one"};
constexpr ArgumentInfo proposed_segment = {"segment", id, false, "the segment to start from"};
constexpr ArgumentInfo proposed_condition = {"condition", text, false, "left out: as it is; empty: every record"};
constexpr ArgumentInfo proposed_rank = {"rank", integer, false, "left out: as it is"};
constexpr ArgumentInfo proposed_policy = {"missing_policy", text, false,
                                          "`redistribute`, `zero`, `neutral` or `require`; left out: as it is"};
constexpr ArgumentInfo proposed_metrics = {"metrics", metrics, false, "what changes, metric by metric"};
constexpr ArgumentInfo simulate_args[] = {
    proposed_health,
    proposed_segment,
    proposed_condition,
    proposed_rank,
    proposed_policy,
    proposed_metrics,
    {"instants", texts, false, "left out: now"},
    {"movers", integer, false, "how many of the biggest are told, 0 to 1000; left out: 10"},
    {"as_known_then", boolean, false, "each instant from what was known at it; left out: from what is known now"}};
constexpr ArgumentInfo backtest_health_args[] = {
    proposed_health,
    proposed_segment,
    proposed_condition,
    proposed_rank,
    proposed_policy,
    proposed_metrics,
    backtest_from,
    backtest_to,
    backtest_step,
    backtest_known,
    backtest_horizon,
    backtest_outcomes,
    {"alert_below", decimal, false, "a lower score is an alert; left out: 40"}};
constexpr ArgumentInfo backtest_risk_args[] = {
    {"risk_definition", id, true, "the definition, draft or published"},
    backtest_from,
    backtest_to,
    backtest_step,
    backtest_known,
    backtest_horizon,
    backtest_outcomes,
    {"threshold", decimal, false, "instead of the stored one and its overrides"}};
constexpr ArgumentInfo install_args[] = {
    {"reporter", id, false, "the user whom sample risk definitions name; left out: none are stored"}};
constexpr ArgumentInfo stream_args[] = {table_of_records,
                                        record_id,
                                        {"limit", integer, false, "1 to 1000; 50 when left out"},
                                        {"after", text, false, "`next` of the page before"}};
constexpr ArgumentInfo job_args[] = {{"key", text, true, "the key of the job"}};

constexpr ArgumentInfo of_user = {"user", id, true, "the user"};
constexpr ArgumentInfo explain_args[] = {of_user,
                                         {"operation", text, true, "`read`, `create`, `write` or `remove`"},
                                         table_of_records,
                                         {"id", id, false, "the record; left out: the table as such"}};
constexpr ArgumentInfo user_args[] = {of_user};
constexpr ArgumentInfo role_args[] = {of_user, {"role", text, true, "the name of the role"}};
constexpr ArgumentInfo move_args[] = {{"account", id, true, "the account"}, {"domain", id, true, "where it goes"}};
constexpr ArgumentInfo portal_args[] = {{"list", text, true, "e.g. `my_touchpoints`; see portal_lists"},
                                        {"account", id, false, "whose records, for internal callers of an `all` list"},
                                        where,
                                        {"order_by", text, false, "as in find"},
                                        {"limit", integer, false, "1 to 10000; left out: 100"},
                                        {"after", text, false, "`next` of the page before"}};
constexpr ArgumentInfo managed_args[] = {where,
                                         {"order_by", text, false, "as in find"},
                                         {"limit", integer, false, "1 to 10000; left out: 100"},
                                         {"after", text, false, "`next` of the page before"}};
constexpr ArgumentInfo planner_args[] = {{"from", instant, false, "left out: from the beginning"},
                                         {"to", instant, false, "left out: without end"}};
constexpr ArgumentInfo parent_args[] = {{"table", table, true, "`touchpoint` or `success_initiative`"}};

constexpr OperationInfo all_operations[] = {
    {"create", "Stores a new record and gives it as stored.", create_args, "record", run_create},
    {"get", "Reads one record.", get_args, "record", run_get},
    {"update", "Changes the given fields of a record.", update_args, "record", run_update},
    {"remove", "Deletes a record by the delete behaviour of its references.", remove_args, "null", run_remove},
    {"find", "One page of the records that match.", find_args, "RecordPage", run_find},
    {"count", "How many records match.", count_args, "integer", run_count},
    {"aggregate", "Measures of the records that match, by group.", aggregate_args, "AggregateGroup[]", run_aggregate},
    {"cards", "The aggregates of several cards over one snapshot.", cards_args, "AggregateGroup[][]", run_cards},
    {"journal", "Notes and comments of a record, oldest first.", record_args, "record:journal_entry[]", run_journal},
    {"history", "The changes of a record, oldest first.", record_args, "FeedEntry[]", run_history},
    {"activity_stream", "Changes, notes and comments of a record, newest first.", stream_args, "StreamPage",
     run_activity_stream},
    {"changes", "What changed since a token, in order of commit.", changes_args, "FeedPage", run_changes},
    {"publish", "Publishes a definition.", state_args, "record", run_publish},
    {"to_draft", "Takes a published definition back to draft.", state_args, "record", run_to_draft},
    {"close", "Closes a record of work.", close_args, "record", run_close},
    {"cancel", "Cancels a record of work.", cancel_args, "record", run_cancel},
    {"reopen", "Opens an ended record of work again.", reopen_args, "record", run_reopen},
    {"ingest", "Adds deliveries of an external data source; idempotent.", ingest_args, "IngestReport", run_ingest},
    {"ingest_indicator", "Adds scores of a performance indicator; idempotent.", indicator_args, "IngestReport",
     run_ingest_indicator},
    {"remap", "Maps stored deliveries anew with the mappers of now.", period_args, "IngestReport", run_remap},
    {"collect", "Collects every period of an indicator or table source.", period_args, "CollectReport", run_collect},
    {"score", "The health score of an engagement with its explanation; writes nothing.", score_args, "HealthScore",
     run_score},
    {"explain_change", "What led from the health score of one instant to that of another.", change_args, "HealthChange",
     run_explain_change},
    {"roll_up", "The health of a parent engagement's children, or of an account's engagements, as one.", rollup_args,
     "HealthRollup", run_roll_up},
    {"calculated_score", "What a calculated source says of a record, with its explanation; writes nothing.",
     calculated_args, "CalculatedScore", run_calculated_score},
    {"calculate",
     "Runs the published calculated sources at now, in their order.",
     {},
     "CalculateReport",
     run_calculate},
    {"refresh_health", "Computes and writes health scores at now.", refresh_args, "RefreshReport", run_refresh_health},
    {"weekly_trend", "The last score of each of the weeks that end with this one.", trend_args, "WeeklyScore[]",
     run_weekly_trend},
    {"color_of", "The colour band of a score.", color_args, "record:color_band?", run_color_of},
    {"insight_page", "The metrics that the insight of a record's table shows of it, over time.", insight_args,
     "InsightPage", run_insight_page},
    {"analyze_risks", "Runs the published risk definitions at now.", {}, "RiskReport", run_analyze_risks},
    {"backtest_risk", "What a risk definition would have raised in the past; writes nothing.", backtest_risk_args,
     "Backtest", run_backtest_risk},
    {"simulate", "What a changed definition would change; writes nothing.", simulate_args, "Simulation", run_simulate},
    {"backtest_health", "Which scores a definition would have given in the past; writes nothing.", backtest_health_args,
     "Backtest", run_backtest_health},
    {"run_job", "Runs a job, whether due or not.", job_args, "JobReport", run_run_job},
    {"run_due", "Runs every active job that is due.", {}, "JobReport[]", run_run_due},
    {"explain_access", "Why a user may or may not do something; for administrators.", explain_args, "AccessExplanation",
     run_explain_access},
    {"effective_grants", "What the roles of a user grant, table by table.", user_args, "EffectiveGrant[]",
     run_effective_grants},
    {"assign_role", "Gives a user a role; doing it twice changes nothing.", role_args, "null", run_assign_role},
    {"revoke_role", "Takes a role from a user; doing it twice changes nothing.", role_args, "null", run_revoke_role},
    {"move_account", "Moves an account with everything below it to another domain.", move_args, "null",
     run_move_account},
    {"portal_lists", "The portal lists that are offered to the caller.", {}, "text[]", run_portal_lists},
    {"portal_list", "One page of a portal list.", portal_args, "PortalPage", run_portal_list},
    {"managed_engagements", "One page of the engagements that the caller answers for.", managed_args, "ManagedPage",
     run_managed_engagements},
    {"managed_users", "The success managers by whom that report is narrowed.", {}, "record:user[]", run_managed_users},
    {"planner", "What the caller has to do with customers.", planner_args, "Planner", run_planner},
    {"parent_choices", "Under what a customer user may create a record.", parent_args, "ParentChoice[]",
     run_parent_choices},
    {"install_base_data", "Stores the shipped base data; idempotent.", install_args, "null", run_install_base_data},
    {"describe", "The catalogue: tables, choices, operations, rules.", {}, "json", run_describe, false},
};

}  // namespace

std::span<const OperationInfo> operations() { return all_operations; }

const OperationInfo* find_operation(std::string_view name) {
  for (const auto& operation : all_operations) {
    if (operation.name == name) return &operation;
  }
  return nullptr;
}

}  // namespace steward::engine
