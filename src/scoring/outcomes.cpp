// SPDX-License-Identifier: Apache-2.0
#include "scoring/outcomes.hpp"

#include <algorithm>
#include <tuple>

#include "base/wide.hpp"
#include "scoring/rounding.hpp"

namespace steward::scoring {

namespace {

using base::Int128;
using Milliseconds = std::chrono::milliseconds;

/// 100 * part / (part + rest); nothing of nothing.
std::optional<Decimal> percent(std::size_t part, std::size_t rest) {
  if (part + rest == 0) return std::nullopt;
  const Int128 all = static_cast<Int128>(part) + static_cast<Int128>(rest);
  return Decimal::from_units(
      static_cast<std::int64_t>(base::div_round(static_cast<Int128>(part) * hundred_units, all)));
}

/// sum / count in whole seconds.
Duration seconds_of(Int128 milliseconds, std::size_t count) {
  const Int128 divisor = static_cast<Int128>(count) * 1000;
  return Duration(static_cast<std::int64_t>(base::div_round(milliseconds, divisor)));
}

Int128 sum_of(const std::vector<std::int64_t>& values) {
  Int128 sum = 0;
  for (const std::int64_t value : values) sum += value;
  return sum;
}

/// The middle value, or the two around the middle: their sum and how many they are.
struct Middle {
  Int128 sum = 0;
  std::size_t count = 1;
};
Middle middle_of(std::vector<std::int64_t>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return {values[half], 1};
  return {static_cast<Int128>(values[half - 1]) + values[half], 2};
}

void set_leads(BacktestQuality& quality, std::vector<std::int64_t> leads) {
  if (leads.empty()) return;
  quality.lead_mean = seconds_of(sum_of(leads), leads.size());
  const Middle middle = middle_of(leads);
  quality.lead_median = seconds_of(middle.sum, middle.count);
}

Decimal per_week(std::size_t alerts, Instant from, Instant to) {
  constexpr std::int64_t week = Milliseconds(std::chrono::weeks(1)).count();
  const Int128 units = static_cast<Int128>(alerts) * week * Decimal::one;
  return Decimal::from_units(base::narrow(base::div_round(units, (to - from).count())).value_or(INT64_MAX));
}

/// Whether a step lies before the instant, not further than the horizon.
bool within_reach(const LookedAt& looked_at, Instant at) {
  const auto after = std::upper_bound(looked_at.steps.begin(), looked_at.steps.end(), at);
  if (after == looked_at.steps.begin()) return false;
  return !looked_at.horizon || at - *(after - 1) <= *looked_at.horizon;
}

Decimal average(Int128 units, std::size_t count) {
  return Decimal::from_units(static_cast<std::int64_t>(base::div_round(units, static_cast<Int128>(count))));
}

ScoreDistribution distribution_of(std::span<const ScoredOutcome> outcomes, bool lost) {
  ScoreDistribution result;
  result.lost = lost;
  result.tenths.assign(10, 0);
  std::vector<std::int64_t> units;
  for (const ScoredOutcome& one : outcomes) {
    if (one.lost != lost) continue;
    if (!one.score) {
      ++result.unknown;
      continue;
    }
    units.push_back(one.score->units());
    const std::int64_t tenth = one.score->units() / (hundred_units / 10);
    ++result.tenths[static_cast<std::size_t>(std::clamp<std::int64_t>(tenth, 0, 9))];
  }
  if (units.empty()) return result;
  result.mean = average(sum_of(units), units.size());
  const Middle middle = middle_of(units);
  result.median = average(middle.sum, middle.count);
  result.lowest = Decimal::from_units(units.front());
  result.highest = Decimal::from_units(units.back());
  return result;
}

}  // namespace

Outcomes::Outcomes(std::span<const KnownOutcome> known) : list_(known.begin(), known.end()) {
  const auto key = [](const KnownOutcome& one) { return std::tuple(one.engagement.id(), one.at); };
  std::sort(list_.begin(), list_.end(), [&](const KnownOutcome& a, const KnownOutcome& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.lost > b.lost;
  });
  list_.erase(std::unique(list_.begin(), list_.end(),
                          [&](const KnownOutcome& a, const KnownOutcome& b) { return key(a) == key(b); }),
              list_.end());
}

std::optional<std::size_t> Outcomes::told_by(Id engagement, Instant raised, std::optional<Duration> horizon) const {
  const auto found = std::lower_bound(
      list_.begin(), list_.end(), std::tuple(engagement, raised),
      [](const KnownOutcome& one, const auto& asked) { return std::tuple(one.engagement.id(), one.at) < asked; });
  if (found == list_.end() || found->engagement.id() != engagement) return std::nullopt;
  if (horizon && found->at - raised > *horizon) return std::nullopt;
  return static_cast<std::size_t>(found - list_.begin());
}

BacktestQuality quality(const Outcomes& outcomes, std::span<const Alert> alerts, const LookedAt& looked_at) {
  BacktestQuality result;
  std::vector<std::optional<Instant>> first(outcomes.list().size());
  for (const Alert& alert : alerts) {
    const auto told = outcomes.told_by(alert.engagement, alert.raised_at, looked_at.horizon);
    if (!told) {
      ++result.undecided;
    } else if (auto& held = first[*told]; !held || alert.raised_at < *held) {
      held = alert.raised_at;
    }
  }
  std::vector<std::int64_t> leads;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const KnownOutcome& outcome = outcomes.list()[i];
    if (!first[i]) {
      if (within_reach(looked_at, outcome.at)) ++(outcome.lost ? result.lost_quiet : result.renewed_quiet);
      continue;
    }
    ++(outcome.lost ? result.lost_alerted : result.renewed_alerted);
    if (outcome.lost) leads.push_back((outcome.at - *first[i]).count());
  }
  result.precision = percent(result.lost_alerted, result.renewed_alerted);
  result.recall = percent(result.lost_alerted, result.lost_quiet);
  set_leads(result, std::move(leads));
  result.alerts_per_week = per_week(alerts.size(), looked_at.from, looked_at.to);
  return result;
}

std::vector<ScoreDistribution> distributions(std::span<const ScoredOutcome> outcomes) {
  return {distribution_of(outcomes, true), distribution_of(outcomes, false)};
}

}  // namespace steward::scoring
