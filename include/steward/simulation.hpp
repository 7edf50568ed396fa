// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "steward/choices.hpp"
#include "steward/decimal.hpp"
#include "steward/id.hpp"
#include "steward/scores.hpp"
#include "steward/time.hpp"

// What would change if a definition changed; nothing is written (engine 6).

namespace steward {

struct HealthDefinition;
struct Segment;

/// A metric of a proposal, known by its data source. One that the definition has keeps what is not given; a new one
/// needs target and weight.
struct MetricProposal {
  Ref<DataSource> data_source;
  bool remove = false;
  std::optional<Decimal> target;
  std::optional<Hundredths> weight;
  std::optional<Direction> direction;
  std::optional<MetricAggregate> aggregate;
  std::optional<Decimal> baseline;
  std::optional<MissingPolicy> missing_policy;
  std::optional<bool> keep_stale;
};

/// A definition as it might be: one that is stored, draft or published, with changes, or a new health definition.
struct DefinitionProposal {
  std::optional<Ref<HealthDefinition>> health_definition;
  std::optional<Ref<Segment>> segment;   ///< instead of a health definition
  std::optional<std::string> condition;  ///< empty: every record
  std::optional<std::int64_t> rank;
  std::optional<MissingPolicy> missing_policy;
  std::vector<MetricProposal> metrics;
};

struct SimulationOptions {
  std::vector<Instant> instants;  ///< empty: now
  std::size_t movers = 10;        ///< how many of the biggest are told, 0 to 1,000
  bool as_known_then = false;     ///< each instant from what was known at it
};

/// How many records move from one colour to another; an empty colour: no score, or no band holds it.
struct BandMove {
  std::string from;
  std::string to;
  std::size_t records = 0;
};
/// A record whose score would change, and why.
struct Mover {
  std::string table;  ///< `engagement`, or the breakdown table of the proposed segment
  Id record;
  std::optional<Decimal> before;
  std::optional<Decimal> after;
  Decimal difference;  ///< an absent score counts as 0
  std::string color_before;
  std::string color_after;
  std::string definition_before;  ///< name; empty: none applies
  std::string definition_after;
  std::vector<MetricChange> metrics;  ///< their parts add up to the difference
};
/// A signal that would fire, or would no longer.
struct SimulatedRisk {
  Ref<RiskDefinition> definition;
  std::string name;  ///< of the definition
  std::string source_table;
  Id source_record;
  Ref<Engagement> engagement;
};
/// What a proposal does at one instant.
struct SimulatedInstant {
  Instant t;
  std::size_t evaluated = 0;
  std::size_t moved = 0;                ///< records whose score changes
  std::vector<BandMove> migration;      ///< by colour before, then after; those that stay too
  std::vector<Mover> movers;            ///< biggest difference first, then by id
  std::vector<SimulatedRisk> raised;    ///< breaches that are there only with the proposal
  std::vector<SimulatedRisk> relieved;  ///< breaches that are there only without it
  std::vector<std::string> notes;       ///< e.g. `record_history_missing`
};
struct Simulation {
  std::vector<SimulatedInstant> instants;  ///< in the order that was asked for
};

}  // namespace steward
