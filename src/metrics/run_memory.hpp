// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <any>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rule/work.hpp"
#include "store/stamped.hpp"

namespace steward::metrics {

using Stamps = std::map<store::Stamped, std::int64_t>;

/// A run of a job that found everything done: as long as what it was made from stays the same it need not be repeated.
struct Ran {
  Instant at;
  Date day;
  Instant good_until = Instant::max();  ///< later the clock alone may give another result
  std::any definitions;                 ///< what was computed, for the job to compare
  Stamps stamps;                        ///< of what it was computed from, the run's own writes included
  std::vector<Id> findings;             ///< the records that have one, once for each; ascending
};

/// The last runs of this process, by job and part. Thread-safe.
class RunMemory {
 public:
  [[nodiscard]] std::optional<Ran> recall(const std::string& key) const;
  void keep(const std::string& key, Ran ran);
  void forget(const std::string& key);
  void clear();

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Ran> runs_;
};

/// What a run is computed from.
struct Inputs {
  std::set<const TableInfo*> tables;
  std::vector<store::SeriesOwner> series;
};

/// A run that begins now.
struct Begun {
  std::optional<Ran> ran;        ///< null: the next one cannot follow it
  std::optional<Ran> last;       ///< the one that it may follow; null where `all_because` says something
  std::string_view all_because;  ///< a code of InFull
};
/// Runs are remembered of callers who see everything, outside a transaction of the host, whose writes may yet be
/// undone; when nothing was written to the inputs in this transaction, and they hold nothing that the clock has not
/// come to, which this run does not see. Without `inputs` the clock, or what the run writes, is among them.
[[nodiscard]] Result<Begun> begin_run(rule::Work& work, const std::string& key, const std::optional<Inputs>& inputs);

/// What a run has to look at again.
struct Again {
  std::vector<Id> records;       ///< ascending; unused where `all_because` says something
  std::string_view all_because;  ///< why all records: a code of InFull
};
/// What changed for the rows of a table from one run to another that is computed from the same definitions.
[[nodiscard]] Again changed_since(rule::Work& work, const Ran& last, const Stamps& now, const TableInfo& table);

/// Keeps a run whose writes are committed, unless somebody wrote to its inputs meanwhile. `outputs` are the inputs that
/// the run itself writes, in fields that it does not read.
[[nodiscard]] Result<void> remember_run(rule::Work& work, const std::string& key, Ran ran,
                                        const std::set<store::Stamped>& outputs);

/// Adds the tables that a condition looks into. False when the clock or a field of `written` is part of it.
[[nodiscard]] bool add_inputs(const condition::Condition& condition, const TableInfo& table,
                              const std::set<std::size_t>& written, Inputs& inputs);

}  // namespace steward::metrics
