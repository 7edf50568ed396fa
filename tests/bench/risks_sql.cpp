// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.hpp"
#include "bench/peers.hpp"
#include "bench/risks_peers.hpp"

// The risk analyser as set-based SQL: all definitions in one pass over the latest values.

namespace steward::bench {

namespace {

const std::string latest_sql = "CREATE TEMP TABLE risk AS " + definitions_sql + R"(;
CREATE TEMP TABLE latest AS
SELECT r.owner, r.context, max(r."end") AS "end", r.start, r.series, r.value FROM main.steward_series_row r
WHERE r.superseded IS NULL AND r."end" <= ?1 AND r.context <> 0 AND r.owner IN (SELECT owner FROM risk)
GROUP BY r.owner, r.context;
)";

/// Values on the wrong side of a threshold, and those of them that are not recorded yet, with their active signal.
const std::string breach_sql = R"(
CREATE TEMP TABLE breach AS
SELECT k.position, k.definition, k.category, e.id AS engagement, e.domain, s.source_table, s.source, l.start, l."end",
       l.value, k.threshold, abs(k.threshold - l.value) AS gap
FROM latest l CROSS JOIN risk k ON k.owner = l.owner AND CASE k.comparison
  WHEN 'less_than' THEN l.value < k.threshold WHEN 'less_or_equal' THEN l.value <= k.threshold
  WHEN 'greater_than' THEN l.value > k.threshold WHEN 'greater_or_equal' THEN l.value >= k.threshold
  WHEN 'equal' THEN l.value = k.threshold ELSE l.value <> k.threshold END
CROSS JOIN main.steward_series_context c ON c.id = l.context
CROSS JOIN main.engagement e ON e.id = c.context AND e.active AND (e.stage = 'adoption' OR NOT k.adoption)
CROSS JOIN main.steward_series s ON s.id = l.series;
CREATE TEMP TABLE fresh AS
SELECT new_id() AS occurrence, b.*,
       (SELECT min(g.id) FROM main.risk_signal g
        WHERE g.domain = b.domain AND g.engagement = b.engagement AND g.active = 1 AND g.category = b.category
          AND g.source_record = b.source AND g.source_table = b.source_table) AS signal
FROM breach b
WHERE NOT EXISTS (SELECT 1 FROM main.risk_occurrence o
                  WHERE o.engagement = b.engagement AND o.risk_definition = b.definition AND o.start_date = b.start
                    AND o.source_record = b.source AND o.category = b.category);
)";

/// One new signal for each key without an active one, by the first definition.
const std::string signals_sql = R"(
CREATE TEMP TABLE raised AS
SELECT new_id() AS id, row_number() OVER () - 1 AS number, f.*
FROM (SELECT min(position) AS position, definition, category, engagement, source_table, source, occurrence
      FROM fresh WHERE signal IS NULL GROUP BY engagement, category, source) f;
CREATE INDEX temp.raised_key ON raised (engagement, category, source);
UPDATE fresh SET signal = (SELECT r.id FROM raised r WHERE r.engagement = fresh.engagement
                           AND r.category = fresh.category AND r.source = fresh.source) WHERE signal IS NULL;
INSERT INTO main.risk_signal (id, version, created_at, updated_at, domain, number, account, engagement,
                              short_description, description, risk_or_issue, category, scope, probability, state,
                              priority, reported_by, tracking_method, source_table, source_record, risk_definition,
                              occurrence_count, last_occurrence_at, active)
SELECT r.id, 1, ?1, ?1, e.domain, printf('%s%07d', n.prefix, n.next_value + r.number), e.account, e.id,
       k.short_description, k.description, 'risk', r.category,
       CASE e.stage WHEN 'initial_onboarding' THEN 'onboarding' WHEN 'adoption' THEN 'adoption'
                    WHEN 'expand' THEN 'expansion' ELSE 'renewal' END,
       'moderate', 'new', 'low', k.reported_by, 'automated', r.source_table, r.source, r.definition, 0, ?1, 1
FROM raised r JOIN risk k ON k.position = r.position JOIN main.engagement e ON e.id = r.engagement
JOIN main.number_sequence n ON n.table_name = 'risk_signal' AND n.domain = e.domain;
UPDATE main.number_sequence SET next_value = next_value + changes() WHERE table_name = 'risk_signal';
INSERT INTO main.activity (id, version, created_at, updated_at, domain, engagement, account, kind, source_table,
                           source_record, title, occurred_at)
SELECT new_id(), 1, ?1, ?1, g.domain, g.engagement, g.account, 'risk_signal_created', 'risk_signal', g.id,
       g.short_description, ?1
FROM raised r JOIN main.risk_signal g ON g.id = r.id;
)";

const std::string occurrences_sql = R"(
INSERT INTO main.risk_occurrence (id, version, created_at, updated_at, domain, number, risk_signal, risk_definition,
                                  engagement, category, source_table, source_record, start_date, end_date,
                                  current_value, threshold, gap)
SELECT f.occurrence, 1, ?1, ?1, f.domain, printf('%s%07d', n.prefix, n.next_value + row_number() OVER () - 1),
       f.signal, f.definition, f.engagement, f.category, f.source_table, f.source, f.start, f."end", f.value,
       f.threshold, f.gap
FROM fresh f JOIN main.number_sequence n ON n.table_name = 'risk_occurrence' AND n.domain = f.domain;
UPDATE main.number_sequence SET next_value = next_value + changes() WHERE table_name = 'risk_occurrence';
UPDATE main.risk_signal SET occurrence_count = occurrence_count + f.count, last_occurrence_at = ?1
FROM (SELECT signal, count(*) AS count FROM fresh GROUP BY signal) f WHERE f.signal = risk_signal.id;
UPDATE main.risk_definition SET last_run_at = ?1
WHERE id IN (SELECT definition FROM risk) AND last_run_at IS NOT ?1;
)";

/// Change records of the new rows of a table, then the step of the sequence.
std::string changes_of(const std::string& table, const std::string& text, const std::string& among) {
  return "INSERT INTO main.record_change (id, seq, domain, record_table, record, record_version, operation, "
         "changed_at, changes) SELECT new_id(), (SELECT next FROM main.steward_sequence) + row_number() OVER () - 1, "
         "r.domain, '" +
         table + "', r.id, 1, 'insert', ?1, " + text + " FROM " + among +
         "; UPDATE main.steward_sequence SET next = next + changes();";
}

std::string events_of(const std::string& kind, const std::string& data, const std::string& among) {
  return "INSERT INTO main.event (id, seq, domain, kind, record_table, record, occurred_at, data) SELECT new_id(), "
         "(SELECT next FROM main.steward_sequence) + row_number() OVER () - 1, o.domain, '" +
         kind + "', 'risk_signal', o.risk_signal, ?1, " + data + " FROM " + among +
         "; UPDATE main.steward_sequence SET next = next + changes();";
}

std::string script() {
  return "BEGIN IMMEDIATE;" + latest_sql + breach_sql + signals_sql + occurrences_sql +
         changes_of("risk_signal", signal_changes, "raised n JOIN main.risk_signal r ON r.id = n.id") +
         changes_of("risk_occurrence", occurrence_changes,
                    "fresh f JOIN main.risk_occurrence r ON r.id = f.occurrence") +
         events_of("risk_raised", raised_data, "raised n JOIN main.risk_occurrence o ON o.id = n.occurrence") +
         events_of("risk_occurred", occurred_data, "fresh f JOIN main.risk_occurrence o ON o.id = f.occurrence") +
         "DROP TABLE raised; DROP TABLE fresh; DROP TABLE breach; DROP TABLE latest; DROP TABLE risk; COMMIT";
}

}  // namespace

std::vector<double> risks_sql(const std::string& path, Instant now) {
  Peer peer(path, now);
  std::vector<double> times;
  for (int phase = 0; phase < 2; ++phase) times.push_back(seconds([&] { peer.run(script()); }));
  return times;
}

}  // namespace steward::bench
