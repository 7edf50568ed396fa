// SPDX-License-Identifier: Apache-2.0
#include "health/trend.hpp"

#include "steward/model/health.hpp"

namespace steward::health {

namespace {

using condition::Condition;

/// The Monday of the first of `weeks` weeks that end with the one of today.
Date first_monday(const rule::Lookup& lookup, std::size_t weeks) {
  return base::iso_week_monday(lookup.moment().today) - std::chrono::days(7 * (static_cast<int>(weeks) - 1));
}

Condition health_scores(std::vector<Value> engagements, Date from, Date to) {
  const auto& table = table_info<ScoreHistory>();
  const auto day = model::field_of<ScoreHistory>(&ScoreHistory::as_of);
  return Condition::all(
      table,
      {rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(ScoreTable::engagement)),
       Condition::any_of(table, model::field_of<ScoreHistory>(&ScoreHistory::record), std::move(engagements)),
       rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(ScoreKind::health)),
       Condition::compare(table, day, condition::Op::ge, from), Condition::compare(table, day, condition::Op::le, to)});
}

}  // namespace

Trends weekly_trends(const rule::Lookup& lookup, std::vector<Value> engagements, std::size_t weeks) {
  Trends trends;
  if (weeks == 0 || engagements.empty()) return trends;
  const Date monday = first_monday(lookup, weeks);
  const auto where = health_scores(std::move(engagements), monday, lookup.moment().today);
  std::unordered_map<Id, std::vector<Date>> taken;  // the day of the score that a week has so far
  for (const auto& score : lookup.all<ScoreHistory>(where)) {
    auto& trend = trends[score.record];
    auto& days = taken[score.record];
    trend.resize(weeks);
    days.resize(weeks, monday);
    const auto week = static_cast<std::size_t>((score.as_of - monday).count() / 7);
    if (score.as_of < days[week]) continue;
    days[week] = score.as_of;
    trend[week] = score.value;
  }
  return trends;
}

Result<std::vector<WeeklyScore>> weekly_trend(const rule::Lookup& lookup, Ref<Engagement> engagement,
                                              std::size_t weeks) {
  constexpr std::size_t most = 5000;
  if (weeks > most) return Error("invalid_input", Category::invalid, "a trend has at most 5000 weeks");
  if (weeks == 0) return std::vector<WeeklyScore>{};
  auto trends = weekly_trends(lookup, {engagement.id()}, weeks);
  auto& scores = trends[engagement.id()];
  scores.resize(weeks);
  std::vector<WeeklyScore> trend;
  for (std::size_t i = 0; i < weeks; ++i) {
    trend.push_back({first_monday(lookup, weeks) + std::chrono::days(7 * static_cast<int>(i)), scores[i]});
  }
  return trend;
}

}  // namespace steward::health
