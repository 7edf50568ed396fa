// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "model/schema.hpp"
#include "store/store.hpp"

namespace steward::stores {

struct SqliteOptions {
  /// What a commit waits for. `normal` may lose the last commits on a power cut, never more.
  enum class Synchronous { full, normal };

  std::string path;
  Synchronous synchronous = Synchronous::full;
  int busy_timeout_ms = 5000;  ///< how long a writer waits for another
  int cache_kib = 16384;       ///< page cache of one connection
};

/// Creates or opens the file and brings it to this version's schema, in one transaction. Tables that a host
/// declared in an earlier run are declared into `schema`; those it declared now are created or get their new
/// columns. REQUIRES: the schema outlives the store and is not changed afterwards.
///
/// Codes: `database_too_new` (category unsupported; the file is left alone), `not_a_database` (not SQLite, or
/// the file of another program), `database_corrupt`, `host_table_changed` (category conflict: a declaration that
/// takes away or alters columns), `busy`, `storage_error`.
[[nodiscard]] Result<std::shared_ptr<store::Database>> open_sqlite(const SqliteOptions& options, model::Schema& schema);

}  // namespace steward::stores
