// SPDX-License-Identifier: Apache-2.0
#include "scoring/explain_change.hpp"

#include <algorithm>

#include "scoring/score.hpp"

namespace steward::scoring {

namespace {

// Points lie in [0, 100], so neither function can overflow.
Decimal minus(Decimal a, Decimal b) { return Decimal::from_units(a.units() - b.units()); }
Decimal plus(Decimal a, Decimal b) { return Decimal::from_units(a.units() + b.units()); }

Decimal step(const Score& from, const Score& to) {
  return minus(to.value.value_or(Decimal(0)), from.value.value_or(Decimal(0)));
}

// Only whether there is a value is that of t2; how old it may be comes next.
Reading with_later_values_there(const MetricBefore& metric) {
  const bool stays = metric.at_t1.value && metric.at_t2.value;
  return stays ? metric.at_t1 : metric.at_t2;
}

Reading with_later_presence(const MetricBefore& metric) {
  const bool stays = is_present(metric.terms, metric.at_t1) && is_present(metric.terms, metric.at_t2);
  return stays ? metric.at_t1 : metric.at_t2;
}

template <class Metric, class Read>
Score scored(std::span<const Metric> metrics, Read read) {
  std::vector<MetricInput> inputs;
  inputs.reserve(metrics.size());
  for (const Metric& metric : metrics) inputs.push_back({metric.terms, read(metric)});
  return score(inputs);
}

ChangePart& part_of(std::vector<ChangePart>& parts, Id data_source) {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [&](const ChangePart& part) { return part.data_source == data_source; });
  if (found != parts.end()) return *found;
  return parts.emplace_back(ChangePart{data_source, {}, {}, {}, {}});
}

}  // namespace

Decimal ChangePart::presence() const { return plus(missing, ageing); }

Decimal ScoreChange::presence() const { return plus(missing, ageing); }

Decimal ScoreChange::difference() const { return minus(after.value_or(Decimal(0)), before.value_or(Decimal(0))); }

ScoreChange explain_change(std::span<const MetricBefore> before, std::span<const MetricAfter> after) {
  const Score start = scored(before, [](const MetricBefore& metric) { return metric.at_t1; });
  const Score there = scored(before, with_later_values_there);
  const Score present = scored(before, with_later_presence);
  const Score valued = scored(before, [](const MetricBefore& metric) { return metric.at_t2; });
  const Score end = scored(after, [](const MetricAfter& metric) { return metric.at_t2; });

  ScoreChange change{start.value,       end.value, step(start, there), step(there, present), step(present, valued),
                     step(valued, end), {}};
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto points = [i](const Score& score) { return score.contributions[i].points; };
    change.parts.push_back({before[i].data_source, minus(points(there), points(start)),
                            minus(points(present), points(there)), minus(points(valued), points(present)),
                            minus(Decimal(0), points(valued))});
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    ChangePart& part = part_of(change.parts, after[i].data_source);
    part.definition = plus(part.definition, end.contributions[i].points);
  }
  return change;
}

}  // namespace steward::scoring
