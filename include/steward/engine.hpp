// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "steward/session.hpp"

namespace steward {

namespace engine {
class Core;
}

/// Maps a source record to context records for mappers that name it (engine 3). Called on the thread of the
/// session that ingests, before anything is written.
using ContextResolver = std::function<std::vector<Id>(std::string_view source_table, Id source_record)>;

enum class Synchronous {
  full,   ///< a commit that returned survives a power cut
  normal  ///< faster; the last commits may be lost in a power cut, never half of one
};

struct EngineOptions {
  /// SQLite file; empty: a store in memory.
  std::string path{};
  Synchronous synchronous = Synchronous::full;
  /// How long a writer waits for another.
  int busy_timeout_ms = 5000;
  /// Default: the system's.
  std::shared_ptr<const Clock> clock{};
  /// Fixed: ids are reproducible (tests, demos). The same seed gives the same ids again when a file is reopened
  /// at the same time of the clock; leave it out for files that live on.
  std::optional<std::uint64_t> id_seed{};
  std::vector<HostTable> host_tables{};
  /// Values added to open choice lists, by list.
  std::map<std::string, TextList> choices{};
  std::map<std::string, ContextResolver> resolvers{};
};

/// One open store. Thread-safe; cheap to copy (copies share it). Closed when the last copy and the last
/// session are gone. Starts no threads, writes nothing to stdout.
class STEWARD_API Engine {
 public:
  /// Creates or opens the store. Codes: `database_too_new`, `not_a_database`, `storage_error`, `invalid_input`.
  static Result<Engine> open(EngineOptions options);

  /// The door of one user, with the rights that their roles give at each call; `not_found` when there is no such
  /// active user. `domain` is the part of the tree to work in: the user's own (default) or one below it, else
  /// `access_denied`.
  Result<Session> session(Ref<User> user, std::optional<Ref<Domain>> domain = {});
  /// The door of the host's own code: installation, synchronisation, jobs. It may supply ids and sees every
  /// domain. Never hand it to a user's request.
  Result<Session> system_session();

  /// Calls `listener` after each commit with what it changed, on the committing thread, outside the
  /// transaction. Gives a token for unsubscribe.
  std::uint64_t subscribe(std::function<void(const std::vector<FeedEntry>&)> listener);
  void unsubscribe(std::uint64_t token);

  /// The catalogue as JSON: tables, fields, choices, operations, rules.
  [[nodiscard]] std::string describe() const;

  /// For tests: a rule that is switched off does not run. Call it before the first session.
  void disable_rule_for_test(std::string_view id);

 private:
  friend class Session;
  explicit Engine(std::shared_ptr<engine::Core> core);
  std::shared_ptr<engine::Core> core_;
};

}  // namespace steward
