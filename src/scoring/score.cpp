// SPDX-License-Identifier: Apache-2.0
#include "scoring/score.hpp"

#include "scoring/sums.hpp"

namespace steward::scoring {

using base::Int128;

namespace {

Contribution describe(const MetricInput& metric) {
  const MetricTerms& terms = metric.terms;
  Contribution entry;
  entry.value = metric.reading.value;
  entry.present = is_present(terms, metric.reading);
  entry.stale = metric.reading.stale;
  entry.weight = terms.weight;
  if (entry.present) {
    const Decimal value = *metric.reading.value;
    entry.attainment = earned(terms, value);
    entry.gap = gap(value, terms.target, terms.direction);
    entry.gap_percent = gap_percent(value, terms.target, terms.direction);
  }
  return entry;
}

void share_out(std::span<const MetricInput> metrics, std::int64_t divisor, Score& result) {
  std::vector<Int128> earns(metrics.size());
  std::vector<Int128> weights(metrics.size());
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const Stake stake = stake_of(metrics[i].terms, result.contributions[i].attainment);
    earns[i] = stake.earns;
    weights[i] = static_cast<Int128>(stake.weight) * hundred_units;
  }
  std::vector<Decimal> points(metrics.size());
  std::vector<Decimal> effective(metrics.size());
  apportion(earns, divisor, *result.value, points);
  apportion(weights, divisor, Decimal(100), effective);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    result.contributions[i].points = points[i];
    result.contributions[i].effective_weight = effective[i];
  }
}

}  // namespace

Score score(std::span<const MetricInput> metrics) {
  Score result;
  result.contributions.reserve(metrics.size());
  Sums sums;
  for (const MetricInput& metric : metrics) {
    result.contributions.push_back(describe(metric));
    sums.add(metric.terms, result.contributions.back().attainment);
  }
  result.value = sums.score();
  result.coverage = sums.coverage();
  result.low = sums.low();
  result.high = sums.high();
  if (result.value) share_out(metrics, sums.divisor(), result);
  return result;
}

}  // namespace steward::scoring
