// SPDX-License-Identifier: Apache-2.0
#include "health/rollup.hpp"

#include <algorithm>

#include "health/color.hpp"
#include "metrics/domains.hpp"
#include "rule/visible.hpp"
#include "scoring/rollup.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

namespace {

using condition::Condition;

Result<void> check_as_of(const rule::Work& work, const RollupOptions& options) {
  if (!options.as_of || *options.as_of <= work.now()) return {};
  return Error(Fault{"invalid_input", "", "engagement", std::nullopt, "as_of",
                     "no score is known of the future; leave as_of out for the scores of now", "", std::nullopt},
               Category::invalid);
}

/// The active engagements whose `field` names the record, as far as the caller sees them; in the order of their ids.
Result<std::vector<Row>> active_engagements(rule::Work& work, std::size_t field, Id record,
                                            const metrics::Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const auto where = Condition::all(
      table, {Condition::equals(table, field, record), rule::where<Engagement>(&Engagement::active, true)});
  std::vector<Row> rows;
  auto read = work.records().scan({where, {}, {}, {}, metrics::visible_scope(work.actor(), enabled), work.moment()},
                                  [&](Row&& row) {
                                    rows.push_back(std::move(row));
                                    return true;
                                  });
  if (!read) return read.error();
  return rows;
}

/// The last score that had been written by `t`; one short look into the history, however long that is.
Result<std::optional<Decimal>> score_by(rule::Work& work, Id engagement, Instant t) {
  const auto& table = table_info<ScoreHistory>();
  const auto scored_at = model::field_of<ScoreHistory>(&ScoreHistory::scored_at);
  const auto where = Condition::all(
      table, {rule::where<ScoreHistory>(&ScoreHistory::record_table, Choice<ScoreTable>(ScoreTable::engagement)),
              rule::where<ScoreHistory>(&ScoreHistory::record, engagement),
              rule::where<ScoreHistory>(&ScoreHistory::kind, Choice<ScoreKind>(ScoreKind::health)),
              Condition::compare(table, scored_at, condition::Op::le, t)});
  std::optional<Decimal> score;
  auto read = work.records().scan({where, {{scored_at, true}}, 1, {}, {}, work.moment()}, [&](Row&& row) {
    score = model::get<ScoreHistory>(row, &ScoreHistory::value);
    return true;
  });
  if (!read) return read.error();
  return score;
}

/// Amounts of several currencies cannot be weighed against each other: then none counts.
void fill_contract_values(std::span<const Row> rows, HealthRollup& result) {
  std::optional<Currency> shared;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto value = model::get<Engagement>(rows[i], &Engagement::contract_value);
    if (!value) continue;
    if (shared && !(*shared == value->currency)) {
      for (RollupRecord& record : result.records) record.contract_value = 0;
      return;
    }
    shared = value->currency;
    result.records[i].contract_value = value->amount;
  }
  if (shared) result.currency = shared->code();
}

Result<void> fill_records(rule::Work& work, std::span<Row> rows, const RollupOptions& options, HealthRollup& result) {
  work.compute(table_info<Engagement>(), rows);
  for (const Row& row : rows) {
    RollupRecord record;
    record.engagement = Ref<Engagement>(model::row_id(row));
    record.score = model::get<Engagement>(row, &Engagement::health_score);
    if (options.as_of && *options.as_of < work.now()) {
      auto then = score_by(work, model::row_id(row), *options.as_of);
      if (!then) return then.error();
      record.score = *then;
    }
    result.records.push_back(std::move(record));
  }
  fill_contract_values(rows, result);
  return work.status();
}

void fill_shares(const std::vector<const ColorBand*>& bands, std::span<const scoring::RollupItem> items,
                 HealthRollup& result) {
  std::vector<scoring::Band> ranges;
  for (const ColorBand* band : bands) ranges.push_back({*band->min, *band->max});
  const auto records = scoring::band_shares(scoring::ShareOf::records, items, ranges);
  const auto values = scoring::band_shares(scoring::ShareOf::contract_value, items, ranges);
  for (std::size_t i = 0; i < bands.size(); ++i) {
    result.shares.push_back({bands[i]->color, records.bands[i], values.bands[i]});
  }
  const bool outside = records.without_band != Decimal() || values.without_band != Decimal();
  if (outside) result.shares.push_back({"", records.without_band, values.without_band});
}

/// `domain`: whose colour bands hold.
Result<HealthRollup> rolled_up(rule::Work& work, std::vector<Row> rows, Id domain, const RollupOptions& options,
                               const metrics::Enabled& enabled) {
  HealthRollup result;
  if (auto filled = fill_records(work, rows, options, result); !filled) return filled.error();
  std::vector<scoring::RollupItem> items;
  for (const RollupRecord& record : result.records) items.push_back({record.score, record.contract_value});
  const auto weighted = scoring::roll_up(scoring::RollupMode::weighted, items);
  result.weighted = weighted.value;
  result.counted = weighted.counted;
  result.left_out = weighted.left_out;
  result.mean = scoring::roll_up(scoring::RollupMode::mean, items).value;
  result.lowest = scoring::roll_up(scoring::RollupMode::lowest, items).value;
  const auto bands = Bands::load(work);
  metrics::Domains domains(work, enabled);
  fill_shares(bands.global(domains, domain), items, result);
  if (auto state = work.status(); !state) return state.error();
  return result;
}

}  // namespace

Result<HealthRollup> roll_up(rule::Work& work, Ref<Engagement> parent, const RollupOptions& options,
                             const metrics::Enabled& enabled) {
  const auto& table = table_info<Engagement>();
  const auto found = rule::visible_row(work, parent);
  if (!found) return found.error();
  if (auto good = check_as_of(work, options); !good) return good.error();
  const Id domain = metrics::domain_of(table, **found);
  std::vector<Row> rows;
  if (options.with_parent) rows.push_back(**found);
  auto children = active_engagements(work, model::field_of<Engagement>(&Engagement::parent), parent.id(), enabled);
  if (!children) return children.error();
  for (Row& child : *children) {
    if (model::row_id(child) != parent.id()) rows.push_back(std::move(child));
  }
  return rolled_up(work, std::move(rows), domain, options, enabled);
}

Result<HealthRollup> roll_up(rule::Work& work, Ref<Account> account, const RollupOptions& options,
                             const metrics::Enabled& enabled) {
  const auto& table = table_info<Account>();
  const auto found = rule::visible_row(work, account);
  if (!found) return found.error();
  if (auto good = check_as_of(work, options); !good) return good.error();
  const Id domain = metrics::domain_of(table, **found);
  auto rows = active_engagements(work, model::field_of<Engagement>(&Engagement::account), account.id(), enabled);
  if (!rows) return rows.error();
  return rolled_up(work, std::move(*rows), domain, options, enabled);
}

}  // namespace steward::health
