// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include "calculation/readings.hpp"
#include "metrics/run_memory.hpp"

// What scores are computed from: a run that follows another one the same day looks at what changed of it in between.

namespace steward::calculation {

/// What a score of health writes on its engagement.
[[nodiscard]] std::set<std::size_t> health_fields();

/// Tables and series that the scores of a context table are computed from; nothing when the clock, or fields of that
/// table in `written`, are among it.
[[nodiscard]] std::optional<metrics::Inputs> inputs_of(const rule::Lookup& work,
                                                       const std::vector<Definition>& definitions, ContextTable table,
                                                       const std::set<std::size_t>& written);

/// The last instant at which no value has gone stale that is not now.
[[nodiscard]] Result<Instant> good_until(const std::vector<Definition>& definitions, Readings& readings);

/// What a run of one calculated source looks at. Asked before the run writes anything of it.
struct SourcePlan {
  std::string key;                  ///< of its memory
  std::optional<metrics::Ran> ran;  ///< this run, as far as the next one may follow it
  metrics::Again again;
  base::Period period;              ///< into which its values fall
  std::vector<Definition> scoring;  ///< what may score the records: of health the segments of other sources too

  [[nodiscard]] bool in_full() const { return !again.all_because.empty(); }
  [[nodiscard]] bool is_done() const { return !in_full() && again.records.empty(); }
};
[[nodiscard]] Result<SourcePlan> plan_source(rule::Work& work, Domains& domains, const Enabled& enabled,
                                             const DataSource& source, const Definitions& definitions);
/// Notices commits of others to what the sources of one run read: what the run keeps in memory is older than these.
class Onlookers {
 public:
  /// Asked in a fresh transaction before each source. False from the first foreign commit on.
  [[nodiscard]] Result<bool> alone(rule::Work& work, const DataSource& source, const SourcePlan& plan);

 private:
  std::map<store::Stamped, std::int64_t> seen_;
  bool alone_ = true;
};

/// So that the next run may follow this one, all of whose writes are committed. `sources`: all that the run computed,
/// whose targets may be what this one reads.
[[nodiscard]] Result<void> remember_source(rule::Work& work, SourcePlan plan, const DataSource& source,
                                           std::span<const DataSource> sources);

/// The context table whose records a source scores; nothing where no source can feed the table it names.
[[nodiscard]] std::optional<ContextTable> scored_table(const rule::Lookup& work, const DataSource& source);

}  // namespace steward::calculation
