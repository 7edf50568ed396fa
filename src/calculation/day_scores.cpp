// SPDX-License-Identifier: Apache-2.0
#include "calculation/day_scores.hpp"

#include <array>
#include <chrono>
#include <unordered_map>

namespace steward::calculation {

namespace {

using condition::Condition;

Result<std::unordered_map<Id, Row>> rows_of_today(rule::Work& work, ScoreTable table, ScoreKind kind, Date today,
                                                  std::span<const DayScore> scores) {
  std::vector<Value> records;
  for (const DayScore& score : scores) {
    if (score.replaces) records.emplace_back(score.record);
  }
  std::unordered_map<Id, Row> found;
  if (records.empty()) return found;
  const auto& info = table_info<ScoreHistory>();
  const auto record = model::field_of<ScoreHistory>(&ScoreHistory::record);
  auto where = Condition::all(info, {rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(table)),
                                     rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(kind)),
                                     rule::where<ScoreHistory>(&ScoreHistory::as_of, today),
                                     Condition::any_of(info, record, std::move(records))});
  auto read = work.records().scan({std::move(where), {}, {}, {}, {}, work.moment()}, [&](Row&& row) {
    const Id key = model::id_at(row, record);
    found.emplace(key, std::move(row));
    return true;
  });
  if (!read) return read.error();
  return found;
}

Row row_of(const DayScore& score, ScoreTable table, ScoreKind kind, Date today, Instant now) {
  ScoreHistory entry;
  entry.record_table = table;
  entry.record = score.record;
  entry.kind = kind;
  entry.as_of = today;
  entry.scored_at = now;
  entry.value = score.value;
  entry.coverage = score.coverage;
  entry.low = score.low;
  entry.high = score.high;
  entry.definition_table = score.definition_table;
  entry.definition_record = score.definition;
  entry.details = score.details;
  return model::to_row(entry);
}

}  // namespace

bool may_be_today(const rule::Lookup& lookup, const std::optional<Instant>& scored_at) {
  // A row of today is only there when the last score is not older than a day anywhere on earth.
  const Date today = lookup.calendar().day_of(lookup.now());
  return scored_at && *scored_at >= lookup.calendar().start_of_day(today) - std::chrono::hours(26);
}

Result<void> keep_scores(rule::Work& work, ScoreTable table, ScoreKind kind, std::span<const DayScore> scores) {
  const Date today = work.calendar().day_of(work.now());
  const auto held = rows_of_today(work, table, kind, today, scores);
  if (!held) return held.error();
  std::vector<Row> added;
  std::vector<Row> replaced;
  for (const DayScore& score : scores) {
    Row row = row_of(score, table, kind, today, work.now());
    const auto found = held->find(score.record);
    if (found == held->end()) {
      added.push_back(std::move(row));
      continue;
    }
    row[model::id_field] = found->second[model::id_field];
    if (!(row == found->second)) replaced.push_back(std::move(row));
  }
  const auto& info = table_info<ScoreHistory>();
  if (!added.empty()) {
    if (auto stored = work.insert_facts(info, std::move(added)); !stored) return stored;
  }
  if (replaced.empty()) return {};
  const std::array fields{model::field_of<ScoreHistory>(&ScoreHistory::scored_at),
                          model::field_of<ScoreHistory>(&ScoreHistory::value),
                          model::field_of<ScoreHistory>(&ScoreHistory::coverage),
                          model::field_of<ScoreHistory>(&ScoreHistory::low),
                          model::field_of<ScoreHistory>(&ScoreHistory::high),
                          model::field_of<ScoreHistory>(&ScoreHistory::definition_table),
                          model::field_of<ScoreHistory>(&ScoreHistory::definition_record),
                          model::field_of<ScoreHistory>(&ScoreHistory::details)};
  return work.write_derived(info, replaced, fields);
}

}  // namespace steward::calculation
