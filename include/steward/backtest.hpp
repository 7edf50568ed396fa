// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "steward/choices.hpp"
#include "steward/decimal.hpp"
#include "steward/id.hpp"
#include "steward/simulation.hpp"
#include "steward/time.hpp"

// What a definition would have said in the past, and how that compares with what happened (engine 11).

namespace steward {

/// What became of an engagement.
struct KnownOutcome {
  Ref<Engagement> engagement;
  Instant at;
  bool lost = false;  ///< else renewed
};

struct BacktestOptions {
  Instant from;
  Instant to;                          ///< looked at are the instants from < t <= to that close a period
  std::optional<Frequency> step;       ///< nothing: that of the data source; daily for tables and health
  bool as_known_then = true;           ///< each instant from what was known at it
  std::optional<Duration> horizon;     ///< an alert tells of an outcome this much later at most; nothing: any
  std::vector<KnownOutcome> outcomes;  ///< empty: contracts that were renewed or lost by now
  std::optional<Decimal> threshold;    ///< of risk definitions: instead of the stored one and its overrides
  std::optional<Decimal> alert_below;  ///< of health definitions: a lower score is an alert; nothing: 40
};

struct BacktestOccurrence {
  Instant start;  ///< the period of the value
  Instant end;
  std::optional<Decimal> value;
  std::optional<Decimal> threshold;
  std::optional<Decimal> gap;
};
/// A signal that would have been raised. It goes on, also over steps that tell nothing of its record, until a step
/// finds the record without a breach; the next breach is a new signal. That is what the analyser does with
/// `risk.auto_close`.
struct BacktestSignal {
  Ref<Engagement> engagement;
  std::string source_table;  ///< of health definitions: engagement
  Id source_record;
  Instant raised_at;
  Instant last_at;  ///< the last step at which it was there
  std::vector<BacktestOccurrence> occurrences;
  std::optional<KnownOutcome> outcome;  ///< the next one of the engagement within the horizon
};

/// How well alerts told of losses. An engagement with an outcome counts once an outcome, and only when a step lies
/// before it, within the horizon. An alert tells of the first outcome at or after it. Of several outcomes of one
/// engagement at one instant one counts: a loss if there is one.
struct BacktestQuality {
  std::size_t lost_alerted = 0;     ///< lost, after an alert
  std::size_t lost_quiet = 0;       ///< lost without one
  std::size_t renewed_alerted = 0;  ///< renewed in spite of an alert
  std::size_t renewed_quiet = 0;
  std::size_t undecided = 0;          ///< signals without an outcome
  std::optional<Decimal> precision;   ///< percent of the alerted outcomes that were losses
  std::optional<Decimal> recall;      ///< percent of the losses that were alerted
  std::optional<Duration> lead_mean;  ///< from the first alert within the horizon to the loss
  std::optional<Duration> lead_median;
  Decimal alerts_per_week;  ///< signals raised, by the weeks looked at
};

/// The last scores before outcomes of one kind, in tenths of the scale.
struct ScoreDistribution {
  bool lost = false;
  std::vector<std::size_t> tenths;  ///< ten: [0, 10), ... [90, 100]
  std::size_t unknown = 0;          ///< outcomes without a score before them
  std::optional<Decimal> mean;
  std::optional<Decimal> median;
  std::optional<Decimal> lowest;
  std::optional<Decimal> highest;
};

struct Backtest {
  std::size_t steps = 0;
  std::size_t evaluated = 0;            ///< engagements or records looked at, summed over the steps
  std::vector<BacktestSignal> signals;  ///< by raised_at, then engagement, then source
  BacktestQuality quality;
  std::vector<ScoreDistribution> distributions;  ///< of health definitions: lost, then renewed
  std::vector<std::string> notes;                ///< e.g. `record_history_missing`, `mapping_of_now`
};

}  // namespace steward
