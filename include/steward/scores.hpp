// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "steward/decimal.hpp"
#include "steward/id.hpp"
#include "steward/metrics.hpp"
#include "steward/time.hpp"

// Scores compared over time and rolled up over records.

namespace steward {

struct Account;

/// What one metric did to the difference of two scores, in points; each may be negative (engine 6).
struct MetricChange {
  Ref<DataSource> data_source;
  std::string name;
  std::optional<Decimal> before;  ///< the value that counted; nothing: none did
  std::optional<Decimal> after;
  Decimal missing;     ///< a value appeared or is no longer there
  Decimal ageing;      ///< a value became too old, or a fresh one took its place
  Decimal values;      ///< the value changed
  Decimal definition;  ///< weight, target, baseline, policy, or the whole metric changed
};

/// The way from one score to another (engine 6). The four parts add up to the difference exactly, and the parts of
/// the metrics to those; an absent score counts as 0 points. They are steps in this order, each scored once more by
/// the earlier definition, which is read at the later instant too; where one of the two has no definition, all is
/// `definition`.
struct HealthChange {
  HealthScore before;
  HealthScore after;
  Decimal difference;
  Decimal missing;
  Decimal ageing;
  Decimal values;
  Decimal definition;
  std::vector<MetricChange> metrics;  ///< those of the earlier definition in its order, then the new ones
};

/// How two instants are looked at.
struct ChangeOptions {
  bool as_known_then = false;  ///< each from what was known at it, instead of from what is known now
};

/// What a roll-up is about.
struct RollupOptions {
  bool with_parent = true;  ///< counts the parent engagement itself; without meaning for an account
  /// Nothing: the scores of now. At a past instant the last score that had been written by then. Which records count,
  /// their contract values and the colour bands are those of now.
  std::optional<Instant> as_of{};
};

/// One record of a roll-up.
struct RollupRecord {
  Ref<Engagement> engagement;
  std::optional<Decimal> score;
  std::int64_t contract_value = 0;  ///< minor units; 0 where there is none
};
/// How much of the records, or of their contract value, lies in one colour band; percent.
struct RollupShare {
  std::string color;  ///< empty: no band holds the score
  Decimal of_records;
  Decimal of_contract_value;
};
/// Scores of several engagements as one, in every way at once (engine 6, roll-ups). Never stored. Holds records that
/// the caller sees, the parent first.
struct HealthRollup {
  std::optional<Decimal> weighted;  ///< by contract value; alike when there is none
  std::optional<Decimal> mean;
  std::optional<Decimal> lowest;
  std::vector<RollupShare> shares;  ///< by band; each column adds up to 100 exactly when a record has a score
  std::size_t counted = 0;
  std::size_t left_out = 0;  ///< records without a score
  std::vector<RollupRecord> records;
  /// Of the contract values: the report currency or, while none is set, the one that all share. Empty: there is no
  /// value, or they share none; then each counts as 0.
  std::string currency;
};

}  // namespace steward
