// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "steward/choices.hpp"
#include "steward/id.hpp"
#include "steward/model/metrics.hpp"
#include "steward/result.hpp"
#include "steward/value.hpp"

// What goes into and comes out of the metric engine.

namespace steward {

struct Engagement;
struct RiskDefinition;
struct RiskSignal;

/// Called during long work with what is done; answers false to cancel (the call ends with `cancelled`, what was
/// committed in batches stays). Called on the caller's thread.
using ProgressCallback = std::function<bool(std::size_t done, std::size_t total, std::string_view phase)>;

/// One delivery to an external data source.
struct IngestRow {
  Ref<DataSource> data_source;
  std::string source_table;
  Id source_record;
  Decimal value;
  Instant start_date;
  Instant end_date;
  std::optional<Instant> recorded_at;  ///< default: now; the future is refused
};

/// Deliveries as columns. The source records, `value`, `start` and `end` have one entry a row; `recorded` is empty
/// or has one a row. Exactly one of `value` and `value_double` is filled; doubles are rounded to 1e-6 from
/// their shortest decimal, NaN and infinities are refused (`value_not_finite`). The data is borrowed for the
/// call.
///
/// Source records are named by exactly one of `source_record`, their ids, and `source_key`: what stands in their
/// field `key_field`, a string, compared without regard to the case of A to Z. A key that no record has, or several
/// that the caller may see, refuses its row (`invalid_reference` @source_key).
struct IngestColumns {
  Ref<DataSource> data_source;
  std::string source_table;
  std::span<const Id> source_record;
  std::span<const Decimal> value;
  std::span<const double> value_double;
  std::span<const Instant> start;
  std::span<const Instant> end;
  std::span<const Instant> recorded;
  std::span<const std::string_view> source_key = {};
  std::string key_field = "external_id";
};

/// Indicator scores as columns. `element_record` is empty for overall scores (no breakdown).
struct IndicatorColumns {
  Ref<Indicator> indicator;
  std::optional<Ref<Breakdown>> breakdown;
  std::span<const Id> element_record;
  std::span<const Decimal> value;
  std::span<const double> value_double;
  std::span<const Instant> start;
  std::span<const Instant> end;
  std::span<const Instant> recorded;
};

struct IngestOptions {
  bool all_or_nothing = false;
};

/// What an ingest did. `refused` holds a fault per refused row, with its index, in order of index.
struct IngestReport {
  std::size_t rows = 0;
  std::size_t added = 0;
  std::size_t unchanged = 0;
  std::size_t superseded = 0;
  std::size_t unmapped = 0;  ///< rows kept without a context record
  std::vector<Fault> refused;
};

struct CollectReport {
  std::size_t periods = 0;
  std::size_t collected = 0;  ///< values delivered
  IngestReport data;
};

/// One record behind a metric's value.
struct RecordUsed {
  std::string source_table;
  Id source_record;
  Decimal value;
  Instant start;
  Instant end;
  Instant recorded;  ///< when it was learned
};

/// Why a definition or segment was passed over or chosen.
struct DefinitionChoice {
  std::string table;  ///< `health_definition` or `segment`
  Id record;
  std::string name;
  std::int64_t rank = 0;
  bool global = false;
  bool chosen = false;
  std::string reason;  ///< e.g. `condition does not match: stage = adoption`
};

/// One metric's part in a score (engine 6). The value of a calculated source has parts of its own: a tree whose
/// leaves add up to the score at the root.
struct MetricScore {
  Ref<DataSource> data_source;
  std::string name;  ///< of the data source
  std::vector<RecordUsed> records;
  std::optional<Decimal> value;  ///< aggregated; nothing: no data
  Decimal target;
  std::optional<Decimal> baseline;
  Direction direction = Direction::maximize;
  MetricAggregate aggregate = MetricAggregate::average;
  Hundredths weight;
  std::optional<Decimal> effective_weight;  ///< percent of the divisor; nothing: left out
  std::optional<Decimal> attainment;        ///< 0 to 100
  Decimal contribution;                     ///< points; they add up to the score exactly
  std::optional<Decimal> gap;
  std::optional<Decimal> gap_percent;
  bool missing = false;
  bool stale = false;
  /// Points of the score at the root of the tree; those of the leaves add up to it exactly. At the first level the
  /// same as `contribution`; below, `contribution` is part of the calculated value above.
  Decimal points;
  std::vector<DefinitionChoice> definitions;  ///< of a calculated source: its segments
  std::vector<MetricScore> parts;             ///< of a calculated source: what made its value
  std::vector<std::string> notes;             ///< e.g. `not_recomputable`: the value cannot be taken apart any more
};

/// A score with everything that made it.
struct ExplainedScore {
  Instant as_of;
  Instant known_at;
  std::optional<Decimal> score;  ///< nothing: unknown, never 0
  Decimal coverage;              ///< 0 to 100
  std::optional<Decimal> low;    ///< if every missing metric earned 0
  std::optional<Decimal> high;   ///< if every missing metric earned 100
  std::string color;             ///< empty: no band
  std::vector<DefinitionChoice> definitions;
  std::vector<MetricScore> metrics;
  std::vector<std::string> notes;  ///< e.g. `record_history_missing`
};

/// The health of an engagement.
struct HealthScore : ExplainedScore {
  Id engagement;
};

/// What a calculated source says of one record of its breakdown table.
struct CalculatedScore : ExplainedScore {
  Ref<DataSource> data_source;
  std::string table;
  Id record;
};

/// Why parts of a run looked at everything instead of what changed since the last one: how many, by reason.
/// - `first_run`: not run yet by this engine, or the last run cannot be built upon (cut short, failures, others wrote).
/// - `new_day`: the last run was on another day of the engine's zone, or for another period of the source.
/// - `definitions_changed`: other definitions, or others of their metrics, are published.
/// - `records_changed`: records that conditions look into, domains or properties changed.
/// - `changes_unknown`: too much changed, another process wrote, the caller holds the transaction, or there is data of
///   instants that the clock has not come to.
/// - `time_passed`: a value went stale since, a threshold ended, or the clock went back.
/// - `clock_or_result_read`: a condition asks for `now()`, or for what the run itself writes; or a calculated source
///   has a `max_age`, so that each run writes its values anew, or a target in its own breakdown table that another
///   field than the id names.
/// - `auto_close`: with the property `risk.auto_close` all definitions are looked at where one is.
/// - `table_definition`: the definition speaks of the records of a table.
/// - `caller_limited`: the caller does not see everything.
using InFull = std::map<std::string, std::size_t>;

/// What a run of calculated sources did (engine 7).
struct CalculateReport {
  std::size_t sources = 0;
  std::size_t evaluated = 0;     ///< records, summed over the sources
  std::size_t written = 0;       ///< values that are new or changed
  std::size_t unchanged = 0;     ///< the same value stands in the present period; those that were skipped included
  std::size_t without_data = 0;  ///< no segment matches, or none of its metrics has a value
  std::size_t targets = 0;       ///< records whose target field changed
  /// Records that were not looked at, summed over the sources: nothing that their scores are made from changed since
  /// the last run, this day.
  std::size_t skipped = 0;
  InFull in_full;  ///< sources that looked at all their records
  std::vector<Fault> failed;
};

struct RefreshReport {
  std::size_t evaluated = 0;  ///< looked at
  std::size_t written = 0;
  std::size_t unchanged = 0;  ///< left as they stand, those that were skipped included
  std::size_t without_data = 0;
  std::size_t without_definition = 0;
  std::size_t failed = 0;
  /// Active engagements that were not looked at: nothing that their scores are made from changed since the last refresh
  /// of all, this day. Their `health_scored_at` stays.
  std::size_t skipped = 0;
  InFull in_full;  ///< one entry when all engagements were asked for and looked at
};

/// The last score of an ISO week.
struct WeeklyScore {
  Date monday;
  std::optional<Decimal> score;
};

struct RiskReport {
  std::size_t definitions = 0;
  std::size_t evaluated = 0;    ///< records looked at, summed over the definitions
  std::size_t breaches = 0;     ///< those that stand since the last run included
  std::size_t raised = 0;       ///< new signals
  std::size_t occurrences = 0;  ///< new occurrences, those of new signals included
  std::size_t unchanged = 0;    ///< breaches already recorded
  std::size_t closed = 0;       ///< with property risk.auto_close
  std::size_t skipped = 0;      ///< definitions: nothing that they look at changed since their last run, this day
  InFull in_full;               ///< definitions that looked at all their engagements; the others at changed ones
  std::vector<Fault> failed;
};

/// A run of a job (engine 12).
struct JobReport {
  std::string key;
  Id run;
  JobState state = JobState::running;
  std::string counts;  ///< JSON object
  std::string error;
};

}  // namespace steward
