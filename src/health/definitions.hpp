// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "metrics/domains.hpp"
#include "scoring/metric.hpp"
#include "steward/metrics.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

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
};

/// A published health definition.
struct Definition {
  Id id;
  std::string name;
  std::int64_t rank = 0;
  bool global = false;
  std::string condition;  ///< canonical text; empty on the global one
  MissingPolicy missing_policy = MissingPolicy::redistribute;
  Id domain;
  std::vector<Metric> metrics;  ///< by position
};

/// The published definitions in the order in which they are tried: specific ones by rank and name, then the
/// global ones, the nearest domain first (engine 6, HDF-05). An engagement sees those of its own domain and of
/// the domains above (DOM-17).
class Definitions {
 public:
  [[nodiscard]] static Result<Definitions> load(rule::Work& work, Domains& domains, const Enabled& enabled);
  /// What was published at `t`, from definition_version. A definition of now whose versions are not kept is
  /// taken as it is; `complete` is then false.
  [[nodiscard]] static Result<Definitions> load_at(rule::Work& work, Domains& domains, Instant t, bool& complete,
                                                   const Enabled& enabled);

  [[nodiscard]] const std::vector<Definition>& list() const { return list_; }

  using Matches = std::function<bool(const Definition&)>;
  /// The definition that applies in a domain, by position.
  [[nodiscard]] std::optional<std::size_t> choose(Domains& domains, Id domain, const Matches& matches) const;
  /// The same with what was looked at and why.
  [[nodiscard]] std::optional<std::size_t> choose(Domains& domains, Id domain, const Matches& matches,
                                                  std::vector<DefinitionChoice>& reasons) const;

 private:
  void order(Domains& domains, const Enabled& enabled);

  std::vector<Definition> list_;
};

}  // namespace steward::health
