// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "stores/sqlite/connection.hpp"
#include "stores/sqlite/growth.hpp"
#include "stores/sqlite/series_store.hpp"
#include "stores/sqlite/sqlite.hpp"

namespace steward::stores {

namespace {

// 16 MiB of pages. A record writes some fifteen; the more of them are the same ones, the less goes into the file twice.
constexpr int checkpoint_pages = 4'096;

Result<void> set_up(Handle& handle, const SqliteOptions& options) {
  const auto mode = handle.text("PRAGMA journal_mode = WAL");
  if (!mode) return mode.error();
  if (*mode != "wal") return Error("storage_error", Category::storage, "the file system does not allow a WAL");
  const bool full = options.synchronous == SqliteOptions::Synchronous::full;
  return handle.execute(std::string("PRAGMA synchronous = ") + (full ? "FULL" : "NORMAL") +
                        "; PRAGMA foreign_keys = ON; PRAGMA cache_size = -" + std::to_string(options.cache_kib) +
                        "; PRAGMA wal_autocheckpoint = " + std::to_string(checkpoint_pages));
}

// Read only, so that a file we must not touch keeps every byte.
Result<void> probe(const SqliteOptions& options) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(options.path, ignored);
  if (ignored || size == 0) return {};
  const auto handle = Handle::open(options, SQLITE_OPEN_READONLY);
  if (!handle) return handle.error();
  auto checked = check_file(**handle, schema_number);
  if (checked || !(*handle)->needs_writer()) return checked;
  // A change that was cut short, such as the making of the file, is undone before anybody can look.
  const auto writer = Handle::open(options, SQLITE_OPEN_READWRITE);
  if (!writer) return writer.error();
  return check_file(**writer, schema_number);
}

class SqliteDatabase final : public store::Database {
 public:
  SqliteDatabase(SqliteOptions options, const model::Schema& schema) : options_(std::move(options)), schema_(&schema) {}

  Result<std::unique_ptr<store::Connection>> connect() override {
    auto handle = Handle::open(options_, SQLITE_OPEN_READWRITE);
    if (!handle) return handle.error();
    if (auto ready = set_up(**handle, options_); !ready) return ready.error();
    return std::unique_ptr<store::Connection>(std::make_unique<SqliteConnection>(std::move(*handle), *schema_, log_));
  }

 private:
  SqliteOptions options_;
  const model::Schema* schema_;
  std::shared_ptr<store::ChangeLog> log_ = std::make_shared<store::ChangeLog>();
};

}  // namespace

Result<std::shared_ptr<store::Database>> open_sqlite(const SqliteOptions& options, model::Schema& schema) {
  if (auto fits = probe(options); !fits) return fits.error();
  const auto handle = Handle::open(options, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!handle) return handle.error();
  if (auto ready = set_up(**handle, options); !ready) return ready.error();
  if (auto grown = grow(**handle, {schema_number, library_shape(schema), steps()}, schema); !grown) {
    return grown.error();
  }
  return std::shared_ptr<store::Database>(std::make_shared<SqliteDatabase>(options, schema));
}

}  // namespace steward::stores
