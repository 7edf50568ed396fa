// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/run_memory.hpp"
#include "risk/definitions.hpp"

// A run of the analyser that follows another one the same day looks at what changed in between.

namespace steward::risk {

/// A definition of a run, and what it has to look at.
struct Planned {
  Definition definition;
  std::string key;                  ///< of its memory
  std::optional<metrics::Ran> ran;  ///< this run, as far as the next one may follow it
  metrics::Again again;
  std::vector<Id> standing;  ///< engagements of the last run's breaches that are not looked at, once for each

  [[nodiscard]] bool in_full() const { return !again.all_because.empty(); }
  /// Nothing changed, and all that it found last time is recorded.
  [[nodiscard]] bool is_done() const { return !in_full() && again.records.empty(); }
};

/// The published definitions by name. `closes`: signals whose breach is over are closed. To be asked before the run
/// writes anything.
[[nodiscard]] Result<std::vector<Planned>> plan_run(rule::Work& work, bool closes, const Enabled& enabled);

/// So that the next run may follow this one, all of whose writes are committed.
[[nodiscard]] Result<void> remember(rule::Work& work, std::vector<Planned> planned);
/// The next run looks at everything: this one had failures.
void forget(rule::Work& work, const std::vector<Planned>& planned);

}  // namespace steward::risk
