// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Texts that both peers of the risk analyser use.

namespace steward::bench {

/// The published definitions in the order of their names, with the number of their series.
inline const std::string definitions_sql = R"(
SELECT row_number() OVER (ORDER BY d.name) AS position, d.id AS definition, d.category, o.id AS owner,
       d.threshold_condition AS comparison, d.threshold, d.applicable_engagements IS NOT NULL AS adoption,
       json_extract(d.template, '$.short_description') AS short_description,
       json_extract(d.template, '$.description') AS description,
       (SELECT u.id FROM main.user u WHERE uuid(u.id) = json_extract(d.template, '$.reported_by')) AS reported_by
FROM main.risk_definition d JOIN main.steward_series_owner o ON o.owner = d.data_source WHERE d.state = 'published')";

// What a change record says of a new row `r` of a table, as a SQL expression.

inline const std::string signal_changes = R"(
printf('{"account":[null,"%s"],"active":[null,true],"category":[null,"%s"],"created_at":[null,"%s"],'
       || '"description":[null,"%s"],"domain":[null,"%s"],"engagement":[null,"%s"],"id":[null,"%s"],'
       || '"number":[null,"%s"],"occurrence_count":[null,0],"priority":[null,"low"],"probability":[null,"moderate"],'
       || '"reported_by":[null,"%s"],"risk_definition":[null,"%s"],"risk_or_issue":[null,"risk"],"scope":[null,"%s"],'
       || '"short_description":[null,"%s"],"source_record":[null,"%s"],"source_table":[null,"%s"],'
       || '"state":[null,"new"],"tracking_method":[null,"automated"],"updated_at":[null,"%s"]}',
       uuid(r.account), uuid(r.category), strftime('%Y-%m-%dT%H:%M:%S.000Z', r.created_at / 1000, 'unixepoch'),
       r.description, uuid(r.domain), uuid(r.engagement), uuid(r.id), r.number, uuid(r.reported_by),
       uuid(r.risk_definition), r.scope, r.short_description, uuid(r.source_record), r.source_table,
       strftime('%Y-%m-%dT%H:%M:%S.000Z', r.updated_at / 1000, 'unixepoch')))";

inline const std::string occurrence_changes = R"(
printf('{"category":[null,"%s"],"created_at":[null,"%s"],"current_value":[null,%s],"domain":[null,"%s"],'
       || '"end_date":[null,"%s"],"engagement":[null,"%s"],"gap":[null,%s],"id":[null,"%s"],"number":[null,"%s"],'
       || '"risk_definition":[null,"%s"],"risk_signal":[null,"%s"],"source_record":[null,"%s"],'
       || '"source_table":[null,"%s"],"start_date":[null,"%s"],"threshold":[null,%s],"updated_at":[null,"%s"]}',
       uuid(r.category), strftime('%Y-%m-%dT%H:%M:%S.000Z', r.created_at / 1000, 'unixepoch'), amount(r.current_value),
       uuid(r.domain), strftime('%Y-%m-%dT%H:%M:%S.000Z', r.end_date / 1000, 'unixepoch'), uuid(r.engagement),
       amount(r.gap), uuid(r.id), r.number, uuid(r.risk_definition), uuid(r.risk_signal), uuid(r.source_record),
       r.source_table, strftime('%Y-%m-%dT%H:%M:%S.000Z', r.start_date / 1000, 'unixepoch'), amount(r.threshold),
       strftime('%Y-%m-%dT%H:%M:%S.000Z', r.updated_at / 1000, 'unixepoch')))";

// What an event says of an occurrence `o`: that its signal was raised, and that it occurred.

inline const std::string raised_data = R"(
printf('{"definition":"%s","engagement":"%s","gap":%s,"source_record":"%s","source_table":"%s","threshold":%s,'
       || '"value":%s}', uuid(o.risk_definition), uuid(o.engagement), amount(o.gap), uuid(o.source_record),
       o.source_table, amount(o.threshold), amount(o.current_value)))";

inline const std::string occurred_data = R"(
printf('{"definition":"%s","engagement":"%s","gap":%s,"occurrence":"%s","source_record":"%s","source_table":"%s",'
       || '"threshold":%s,"value":%s}', uuid(o.risk_definition), uuid(o.engagement), amount(o.gap), uuid(o.id),
       uuid(o.source_record), o.source_table, amount(o.threshold), amount(o.current_value)))";

}  // namespace steward::bench
