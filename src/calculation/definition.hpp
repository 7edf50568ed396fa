// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/domains.hpp"
#include "scoring/metric.hpp"
#include "steward/metrics.hpp"
#include "steward/model/health.hpp"
#include "steward/model/segment.hpp"

// What makes a score: a health definition, or a segment of a calculated data source (engine 6 and 7).

namespace steward::calculation {

using metrics::Domains;
using metrics::Enabled;

/// One metric of a definition, ready to be scored.
struct Metric {
  Id data_source;
  std::string name;  ///< of the data source
  scoring::MetricTerms terms;
  MetricAggregate aggregate = MetricAggregate::average;
  base::Frequency frequency = base::Frequency::daily;
  std::optional<Duration> max_age;
  friend bool operator==(const Metric&, const Metric&) = default;
};

/// In the order in which they are tried.
enum class DefinitionKind : std::uint8_t { segment, specific, global };

struct Definition {
  DefinitionKind kind = DefinitionKind::specific;
  Id id;
  std::string name;
  std::int64_t rank = 0;
  std::string condition;  ///< canonical text; empty: every record
  MissingPolicy missing_policy = MissingPolicy::redistribute;
  Id domain;
  Id data_source;               ///< of a segment
  std::string source_name;      ///< the same
  std::vector<Metric> metrics;  ///< by position

  [[nodiscard]] const TableInfo& table() const;
  friend bool operator==(const Definition&, const Definition&) = default;
};

/// Published definitions in the order in which they are tried: segments by data source and rank, specific ones by
/// rank and name, then the global ones, the nearest domain first (engine 6, HDF-05). A record sees those of its own
/// domain and of the domains above (DOM-17).
class Definitions {
 public:
  Definitions() = default;
  explicit Definitions(std::vector<Definition> list) : list_(std::move(list)) {}

  /// Those that make the health of engagements: the segments of calculated sources that write it, and the health
  /// definitions. `t`: what was published at that past instant, from definition_version; a definition of now whose
  /// versions are not kept is taken as it is, and `complete` answers false.
  [[nodiscard]] static Result<Definitions> of_health(rule::Work& work, Domains& domains, const Enabled& enabled,
                                                     std::optional<Instant> t = {});
  /// The segments of one calculated source.
  [[nodiscard]] static Result<Definitions> of_source(rule::Work& work, Domains& domains, const Enabled& enabled,
                                                     Id data_source, std::optional<Instant> t = {});
  /// One by itself, in whatever state it is, with another policy for what misses if one is given; nothing when it
  /// does not exist.
  [[nodiscard]] static std::optional<Definition> one(rule::Work& work, Ref<HealthDefinition> definition,
                                                     std::optional<MissingPolicy> policy = {});
  [[nodiscard]] static std::optional<Definition> one(rule::Work& work, Ref<Segment> segment,
                                                     std::optional<MissingPolicy> policy = {});

  [[nodiscard]] const std::vector<Definition>& list() const { return list_; }
  [[nodiscard]] bool complete() const { return complete_; }
  /// The same with `definition` in the place of the one with its id, or as one more.
  [[nodiscard]] Definitions with(Definition definition, Domains& domains, const Enabled& enabled) const;

  using Matches = std::function<bool(const Definition&)>;
  /// The definition that applies in a domain, by position. `matches` is asked about those with a condition.
  [[nodiscard]] std::optional<std::size_t> choose(Domains& domains, Id domain, const Matches& matches) const;
  /// The same with what was looked at and why.
  [[nodiscard]] std::optional<std::size_t> choose(Domains& domains, Id domain, const Matches& matches,
                                                  std::vector<DefinitionChoice>& reasons) const;

 private:
  void order(Domains& domains, const Enabled& enabled);

  std::vector<Definition> list_;
  bool complete_ = true;
};

/// One metric of a stored definition.
[[nodiscard]] Metric metric_of(rule::Work& work, const HealthMetric& stored, MissingPolicy policy);

/// Whether the scores of a calculated source are the health of the engagements that it scores.
[[nodiscard]] bool writes_health(const DataSource& source);

}  // namespace steward::calculation
