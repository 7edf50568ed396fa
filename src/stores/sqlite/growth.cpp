// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/growth.hpp"

#include "stores/sqlite/host_catalogue.hpp"
#include "stores/sqlite/series_tables.hpp"

namespace steward::stores {

namespace {

Result<void> write_meta(Handle& handle, const std::string& key, const std::string& value) {
  auto statement = handle.prepare("INSERT OR REPLACE INTO steward_meta (key, value) VALUES (?1, ?2)");
  if (!statement) return statement.error();
  statement->bind(1, std::string_view(key));
  statement->bind(2, std::string_view(value));
  return statement->run();
}

Result<std::string> kept_shape(Handle& handle) {
  return handle.text("SELECT value FROM steward_meta WHERE key = 'schema'");
}

Result<bool> run_steps(Handle& handle, const Goal& goal, std::int64_t version, Shape& shape) {
  bool any = false;
  for (const auto& step : goal.steps) {
    if (version == 0 || step.to <= version || step.to > goal.number) continue;
    if (auto done = step.run(handle, shape); !done) return done.error();
    any = true;
  }
  return any;
}

Result<void> check_references(Handle& handle) {
  auto statement = handle.prepare("PRAGMA foreign_key_check");
  if (!statement) return statement.error();
  auto broken = statement->step();
  if (!broken) return broken.error();
  if (*broken) return Error("database_corrupt", Category::storage, "an upgrade would leave a reference to no row");
  return {};
}

Result<void> grow_library(Handle& handle, const Goal& goal, std::int64_t version) {
  Shape shape;
  if (version > 0) {
    auto text = kept_shape(handle);
    if (!text) return text.error();
    auto parsed = Shape::parse(*text);
    if (!parsed) return parsed.error();
    shape = std::move(*parsed);
  }
  auto stepped = run_steps(handle, goal, version, shape);
  if (!stepped) return stepped.error();
  const auto statements = growth(shape, goal.shape);
  if (!statements) return statements.error();
  if (auto done = handle.execute(*statements); !done) return done;
  if (auto done = write_meta(handle, "schema", goal.shape.text()); !done) return done;
  if (auto done =
          handle.execute(std::vector<std::string>{"INSERT OR IGNORE INTO steward_sequence (id, next) VALUES (1, 1)",
                                                  "PRAGMA application_id = " + std::to_string(application_id),
                                                  "PRAGMA user_version = " + std::to_string(goal.number)});
      !done) {
    return done;
  }
  return *stepped ? check_references(handle) : Result<void>();
}

Result<void> grow_inside(Handle& handle, const Goal& goal, model::Schema& schema) {
  if (auto checked = check_file(handle, goal.number); !checked) return checked;
  const auto version = handle.integer("PRAGMA user_version");
  if (!version) return version.error();
  bool same = *version == goal.number;
  if (same) {
    const auto text = kept_shape(handle);
    if (!text) return text.error();
    same = *text == goal.shape.text();
  }
  if (!same) {
    if (auto grown = grow_library(handle, goal, *version); !grown) return grown;
  }
  return sync_host_tables(handle, schema);
}

}  // namespace

std::span<const Step> steps() {
  static const Step all[] = {{3, pack_series}};
  return all;
}

Result<void> check_file(Handle& handle, int number) {
  const auto tables = handle.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  const auto owner = handle.integer("PRAGMA application_id");
  if (!owner) return owner.error();
  if (*tables != 0 && *owner != application_id) {
    return Error("not_a_database", Category::storage, "the file belongs to another program");
  }
  const auto version = handle.integer("PRAGMA user_version");
  if (!version) return version.error();
  if (*version > number) {
    return Error(
        "database_too_new", Category::unsupported,
        "the database has schema " + std::to_string(*version) + ", this version knows " + std::to_string(number));
  }
  return {};
}

Result<void> grow(Handle& handle, const Goal& goal, model::Schema& schema) {
  // A step may rebuild tables that others point to; what it leaves is checked before the commit.
  if (auto done = handle.execute("PRAGMA foreign_keys = OFF"); !done) return done;
  if (auto done = handle.execute("BEGIN IMMEDIATE"); !done) return done;
  auto result = grow_inside(handle, goal, schema);
  if (result) result = handle.execute("COMMIT");
  if (!result && !handle.autocommit()) (void)handle.execute("ROLLBACK");
  if (!result) return result;
  return handle.execute("PRAGMA foreign_keys = ON");
}

}  // namespace steward::stores
