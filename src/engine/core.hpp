// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "base/id.hpp"
#include "columns/cache.hpp"
#include "metrics/run_memory.hpp"
#include "model/schema.hpp"
#include "rule/rule.hpp"
#include "steward/engine.hpp"
#include "store/store.hpp"

namespace steward::engine {

/// Properties by key.
using Properties = std::map<std::string, std::string, std::less<>>;

/// What the sessions of one engine share. Thread-safe: immutable after open, or behind a mutex.
class Core : public std::enable_shared_from_this<Core> {
 public:
  static Result<std::shared_ptr<Core>> open(EngineOptions options);

  [[nodiscard]] const model::Schema& schema() const { return schema_; }
  [[nodiscard]] const rule::Catalogue& catalogue() const { return catalogue_; }
  [[nodiscard]] rule::Catalogue& catalogue() { return catalogue_; }
  /// Which rules act, as the areas ask for it; valid as long as the core.
  [[nodiscard]] std::function<bool(std::string_view)> enabled() const {
    return [this](std::string_view id) { return catalogue_.enabled(id); };
  }
  [[nodiscard]] Instant now() const { return clock_->now(); }
  [[nodiscard]] Id new_id(Instant now) { return ids_->next(now); }
  [[nodiscard]] const rule::Resolver* resolver(std::string_view name) const;
  /// A calendar by zone name; UTC for one that does not exist (a property is checked when it is set).
  [[nodiscard]] base::Calendar calendar(const std::string& zone);

  /// A connection from the pool; give it back with release, outside a transaction.
  [[nodiscard]] Result<std::unique_ptr<store::Connection>> acquire();
  void release(std::unique_ptr<store::Connection> connection);

  [[nodiscard]] columns::Cache& columns() { return columns_; }

  std::uint64_t subscribe(std::function<void(const std::vector<FeedEntry>&)> listener);
  void unsubscribe(std::uint64_t token);
  void publish(const std::vector<FeedEntry>& entries);

  /// The properties at a stamp of their table; null when those of another stamp are kept.
  [[nodiscard]] std::shared_ptr<const Properties> properties(std::int64_t stamp);
  void keep_properties(std::int64_t stamp, std::shared_ptr<const Properties> properties);

  /// Where the numbers of a table in a domain were counted last.
  [[nodiscard]] std::optional<Id> known_sequence(const TableInfo& table, Id domain);
  void keep_sequence(const TableInfo& table, Id domain, Id sequence);

  /// The prepared mappings, shared by all sessions.
  [[nodiscard]] metrics::SourceMaps& source_maps() { return *source_maps_; }
  /// What the last runs of jobs found, for all sessions.
  [[nodiscard]] metrics::RunMemory& run_memory() { return run_memory_; }

  /// One run of a job at a time, in this process; false when it runs already.
  [[nodiscard]] bool start_job(std::string_view key);
  void end_job(std::string_view key);

 private:
  explicit Core(EngineOptions options);
  Result<void> prepare();

  EngineOptions options_;
  model::Schema schema_;
  rule::Catalogue catalogue_;
  std::shared_ptr<const Clock> clock_;
  std::unique_ptr<base::IdSource> ids_;
  std::shared_ptr<store::Database> database_;
  columns::Cache columns_;

  std::shared_ptr<metrics::SourceMaps> source_maps_;
  metrics::RunMemory run_memory_;

  std::mutex mutex_;
  std::vector<std::unique_ptr<store::Connection>> idle_;
  std::map<std::string, base::Calendar> calendars_;
  std::map<std::pair<const TableInfo*, Id>, Id> sequences_;
  std::int64_t properties_stamp_ = 0;
  std::shared_ptr<const Properties> properties_;
  std::map<std::uint64_t, std::function<void(const std::vector<FeedEntry>&)>> listeners_;
  std::uint64_t next_listener_ = 1;
  std::set<std::string, std::less<>> running_jobs_;
};

/// The default of a shipped property; empty when there is none.
[[nodiscard]] std::string_view shipped_property(std::string_view key);

}  // namespace steward::engine
