// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "metrics/domains.hpp"
#include "risk/definitions.hpp"

namespace steward::risk {

/// What a signal is about, within one category.
struct Subject {
  std::string source_table;
  Id source_record;
  Id engagement;
  friend auto operator<=>(const Subject&, const Subject&) = default;
};

struct Breach {
  Subject subject;
  Instant start;  ///< the period of the value, or the day of the instant
  Instant end;
  std::optional<Decimal> value;
  std::optional<Decimal> threshold;
  std::optional<Decimal> gap;
};

/// What the definitions of one run read alike, so that it is read once. REQUIRES: nothing of it changes in between.
struct Shared {
  std::map<Id, store::SeriesColumns> values;                          ///< by data source, of all engagements
  std::map<std::pair<Id, std::string>, std::vector<Id>> engagements;  ///< active ones, by domain and condition
};

/// From where a definition is looked at. Rows of now are read with all rights as far as the domain of the definition
/// goes: for others than the analyser give the rows that the caller sees.
struct View {
  Instant t;
  Instant known_at;                               ///< values known then
  const std::vector<Row>* engagements = nullptr;  ///< ascending by id, as of `t`; null: those of now, from the store
  const std::vector<Row>* sources = nullptr;      ///< the same of the source table of a table definition
  const std::set<Subject>* watched = nullptr;     ///< only of these is told that they are fine; null: of all
  const store::SeriesColumns* values = nullptr;   ///< by engagement, instead of those that the source has stored
  Shared* shared = nullptr;                       ///< with rows of now: what was read before, and is kept for the next
  const std::vector<Id>* among = nullptr;         ///< with rows of now: no other engagements; few

  /// The portfolio of now.
  [[nodiscard]] static View now(const rule::Lookup& work) { return {work.now(), work.now(), {}, {}, {}, {}}; }
};

/// What a definition finds.
struct Findings {
  std::size_t evaluated = 0;
  std::vector<Breach> breaches;
  std::set<Subject> fine;  ///< metric definitions: looked at and not breached
};

/// Engine 11, metric definitions: per engagement the first matching override that has not ended (RTO-03, RTO-04)
/// or the base threshold, per returned record a comparison.
[[nodiscard]] Result<Findings> metric_findings(rule::Work& work, metrics::Domains& domains,
                                               const Definition& definition, const View& view, const Enabled& enabled);
/// Engine 11, table definitions: each matching record, for the active engagements it maps to by the mappers of now.
/// Rows of now and rows that are given must not be mixed.
[[nodiscard]] Result<Findings> table_findings(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                              const View& view, const Enabled& enabled);
/// The one of its type.
[[nodiscard]] Result<Findings> findings(rule::Work& work, metrics::Domains& domains, const Definition& definition,
                                        const View& view, const Enabled& enabled);

}  // namespace steward::risk
