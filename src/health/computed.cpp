// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "base/json.hpp"
#include "health/color.hpp"
#include "health/rules.hpp"
#include "health/trend.hpp"
#include "metrics/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model/engagement.hpp"
#include "steward/model/health.hpp"
#include "steward/model/risk.hpp"

namespace steward::health {

namespace {

using condition::Condition;

constexpr std::size_t header_weeks = 6;

/// The open engagements that meet the condition of each definition; the global one is about all.
void matching_engagements(const rule::Lookup& lookup, std::span<Row> rows) {
  for (Row& row : rows) {
    const auto condition = model::get<HealthDefinition>(row, &HealthDefinition::definition);
    const Id domain = model::id_at(row, model::domain_field);
    model::set<HealthDefinition>(row, &HealthDefinition::matching_engagement_count,
                                 metrics::count_engagements(lookup, condition, domain));
  }
}

/// The colours of the global band that each engagement's own domain sees.
void colors(const rule::Lookup& lookup, std::span<Row> rows) {
  const auto score_of = [](const Row& row) { return model::get<Engagement>(row, &Engagement::health_score); };
  if (std::none_of(rows.begin(), rows.end(), [&](const Row& row) { return score_of(row).has_value(); })) return;
  auto bands = Bands::load(lookup);
  metrics::Domains domains(lookup, metrics::all_enabled());
  for (Row& row : rows) {
    const auto score = score_of(row);
    const ColorBand* band = score ? bands.of(domains, model::id_at(row, model::domain_field), *score) : nullptr;
    if (band == nullptr) continue;
    model::set<Engagement>(row, &Engagement::health_color, band->color);
    model::set<Engagement>(row, &Engagement::health_highlight, band->highlighted_color);
  }
}

void weekly_scores(const rule::Lookup& lookup, std::span<Row> rows) {
  auto trends = weekly_trends(lookup, rule::ids_of(rows), header_weeks);
  for (Row& row : rows) {
    auto& scores = trends[model::row_id(row)];
    scores.resize(header_weeks);
    auto json = base::Json::array();
    for (const auto& score : scores) json.push(score ? base::Json::number(*score) : base::Json());
    model::set<Engagement>(row, &Engagement::weekly_health, json.canonical());
  }
}

/// The scores of the engagements that the occurrences name, by engagement and in order of time.
std::unordered_map<Id, std::vector<ScoreHistory>> scores_until(const rule::Lookup& lookup, std::span<const Row> rows) {
  std::vector<Value> engagements;
  Instant last = Instant::min();
  for (const Row& row : rows) {
    engagements.emplace_back(model::get<RiskOccurrence>(row, &RiskOccurrence::engagement).id());
    last = std::max(last, model::get<RiskOccurrence>(row, &RiskOccurrence::end_date).value_or(last));
  }
  const auto& table = table_info<ScoreHistory>();
  const auto scored_at = model::field_of<ScoreHistory>(&ScoreHistory::scored_at);
  const auto where = Condition::all(
      table, {rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(ScoreTable::engagement)),
              Condition::any_of(table, model::field_of<ScoreHistory>(&ScoreHistory::record), std::move(engagements)),
              rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(ScoreKind::health)),
              Condition::compare(table, scored_at, condition::Op::le, last)});
  std::unordered_map<Id, std::vector<ScoreHistory>> found;
  for (auto& score : lookup.all<ScoreHistory>(where)) found[score.record].push_back(std::move(score));
  for (auto& [engagement, scores] : found) {
    std::sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.scored_at < b.scored_at; });
  }
  return found;
}

/// How the engagement did when the measured period ended.
void health_then(const rule::Lookup& lookup, std::span<Row> rows) {
  const auto found = scores_until(lookup, rows);
  for (Row& row : rows) {
    const auto end = model::get<RiskOccurrence>(row, &RiskOccurrence::end_date);
    const auto at = found.find(model::get<RiskOccurrence>(row, &RiskOccurrence::engagement).id());
    if (!end || at == found.end()) continue;
    const auto& scores = at->second;
    const auto after = std::upper_bound(scores.begin(), scores.end(), *end,
                                        [](Instant t, const ScoreHistory& score) { return t < score.scored_at; });
    if (after == scores.begin()) continue;
    model::set<RiskOccurrence>(row, &RiskOccurrence::engagement_health, std::prev(after)->value);
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {
      {"health_definition", matching_engagements},
      {"engagement", colors},
      {"engagement", weekly_scores},
      {"risk_occurrence", health_then},
  };
}

}  // namespace steward::health
