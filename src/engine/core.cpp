// SPDX-License-Identifier: Apache-2.0
#include "engine/core.hpp"

#include "base/clock.hpp"
#include "engine/unit.hpp"
#include "metrics/source_map.hpp"
#include "rule/generic.hpp"
#include "steward/model/system.hpp"
#include "stores/memory/memory.hpp"
#include "stores/sqlite/sqlite.hpp"

namespace steward::engine {

Core::Core(EngineOptions options)
    : options_(std::move(options)),
      catalogue_(make_catalogue()),
      source_maps_(std::make_shared<metrics::SourceMaps>()) {
  clock_ = options_.clock ? options_.clock : std::make_shared<base::SystemClock>();
  if (options_.id_seed) {
    ids_ = std::make_unique<base::SeededIdSource>(*options_.id_seed);
  } else {
    ids_ = std::make_unique<base::RandomIdSource>();
  }
}

Result<std::shared_ptr<Core>> Core::open(EngineOptions options) {
  std::shared_ptr<Core> core(new Core(std::move(options)));
  if (auto prepared = core->prepare(); !prepared) return prepared.error();
  return core;
}

Result<void> Core::prepare() {
  for (const auto& table : options_.host_tables) {
    if (auto declared = schema_.declare(table); !declared) return declared.error();
  }
  for (const auto& [list, values] : options_.choices) {
    if (auto extended = schema_.extend(list, values); !extended) return extended;
  }
  if (options_.path.empty()) {
    database_ = stores::open_memory(schema_);
  } else {
    stores::SqliteOptions sqlite;
    sqlite.path = options_.path;
    sqlite.busy_timeout_ms = options_.busy_timeout_ms;
    sqlite.synchronous = options_.synchronous == Synchronous::full ? stores::SqliteOptions::Synchronous::full
                                                                   : stores::SqliteOptions::Synchronous::normal;
    auto opened = stores::open_sqlite(sqlite, schema_);
    if (!opened) return opened.error();
    database_ = std::move(*opened);
  }
  // The root of the domain tree is there from the first moment.
  auto connection = acquire();
  if (!connection) return connection.error();
  const auto& domains = table_info<Domain>();
  auto root = (*connection)->get(domains, rule::global_domain);
  if (!root) return root.error();
  if (!*root) {
    Domain global;
    global.id = rule::global_domain;
    global.name = "global";
    global.path = rule::global_domain.to_string() + "/";
    global.created_at = global.updated_at = now();
    const Row row = model::to_row(global);
    if (auto begun = (*connection)->begin(store::Connection::Mode::write); !begun) return begun;
    // Another process may have been first.
    if (auto again = (*connection)->get(domains, rule::global_domain); again && !*again) {
      if (auto stored = (*connection)->insert(domains, std::span(&row, 1)); !stored) {
        (*connection)->rollback();
        return stored;
      }
    }
    if (auto committed = (*connection)->commit(); !committed) return committed;
  }
  release(std::move(*connection));
  return {};
}

const rule::Resolver* Core::resolver(std::string_view name) const {
  const auto found = options_.resolvers.find(std::string(name));
  return found == options_.resolvers.end() ? nullptr : &found->second;
}

base::Calendar Core::calendar(const std::string& zone) {
  const std::lock_guard lock(mutex_);
  if (const auto found = calendars_.find(zone); found != calendars_.end()) return found->second;
  auto opened = base::Calendar::open(zone);
  return calendars_.emplace(zone, opened ? *opened : base::Calendar()).first->second;
}

std::shared_ptr<const Properties> Core::properties(std::int64_t stamp) {
  const std::lock_guard lock(mutex_);
  return properties_stamp_ == stamp ? properties_ : nullptr;
}

void Core::keep_properties(std::int64_t stamp, std::shared_ptr<const Properties> properties) {
  const std::lock_guard lock(mutex_);
  properties_stamp_ = stamp;
  properties_ = std::move(properties);
}

std::optional<Id> Core::known_sequence(const TableInfo& table, Id domain) {
  const std::lock_guard lock(mutex_);
  const auto found = sequences_.find({&table, domain});
  return found == sequences_.end() ? std::nullopt : std::optional(found->second);
}

void Core::keep_sequence(const TableInfo& table, Id domain, Id sequence) {
  const std::lock_guard lock(mutex_);
  sequences_[{&table, domain}] = sequence;
}

Result<std::unique_ptr<store::Connection>> Core::acquire() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  return database_->connect();
}

void Core::release(std::unique_ptr<store::Connection> connection) {
  if (!connection) return;
  if (connection->in_transaction()) connection->rollback();
  constexpr std::size_t most_idle = 8;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle) idle_.push_back(std::move(connection));
}

std::uint64_t Core::subscribe(std::function<void(const std::vector<FeedEntry>&)> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.emplace(next_listener_, std::move(listener));
  return next_listener_++;
}

void Core::unsubscribe(std::uint64_t token) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(token);
}

void Core::publish(const std::vector<FeedEntry>& entries) {
  if (entries.empty()) return;
  std::vector<std::function<void(const std::vector<FeedEntry>&)>> listeners;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [token, listener] : listeners_) listeners.push_back(listener);
  }
  for (const auto& listener : listeners) listener(entries);
}

bool Core::start_job(std::string_view key) {
  const std::lock_guard lock(mutex_);
  return running_jobs_.emplace(key).second;
}

void Core::end_job(std::string_view key) {
  const std::lock_guard lock(mutex_);
  running_jobs_.erase(std::string(key));
}

}  // namespace steward::engine
