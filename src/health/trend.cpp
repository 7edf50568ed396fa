// SPDX-License-Identifier: Apache-2.0
#include "health/trend.hpp"

#include <optional>

#include "steward/model/health.hpp"

namespace steward::health {

Result<std::vector<WeeklyScore>> weekly_trend(rule::Work& work, Ref<Engagement> engagement, std::size_t weeks) {
  using condition::Condition;
  constexpr std::size_t most = 5000;
  if (weeks > most) return Error("invalid_input", Category::invalid, "a trend has at most 5000 weeks");
  const Date today = work.calendar().day_of(work.now());
  const Date last = base::iso_week_monday(today);
  std::vector<WeeklyScore> trend;
  for (std::size_t i = 0; i < weeks; ++i) {
    trend.push_back({last - std::chrono::days(7 * static_cast<int>(weeks - 1 - i)), std::nullopt});
  }
  if (trend.empty()) return trend;
  const auto& table = table_info<ScoreHistory>();
  const auto day = model::field_of<ScoreHistory>(&ScoreHistory::as_of);
  auto where = Condition::all(
      table, {rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(ScoreTable::engagement)),
              rule::where<ScoreHistory>(&ScoreHistory::record, engagement.id()),
              rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(ScoreKind::health)),
              Condition::compare(table, day, condition::Op::ge, trend.front().monday),
              Condition::compare(table, day, condition::Op::le, today)});
  store::Query query{std::move(where), {{day, false}}, {}, {}, {}, work.moment()};
  auto read = work.records().scan(query, [&](Row&& row) {
    const auto score = model::from_row<ScoreHistory>(row);
    const auto week = (base::iso_week_monday(score.as_of) - trend.front().monday).count() / 7;
    trend[static_cast<std::size_t>(week)].score = score.value;
    return true;
  });
  if (!read) return read.error();
  return trend;
}

}  // namespace steward::health
