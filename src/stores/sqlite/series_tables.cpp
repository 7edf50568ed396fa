// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_tables.hpp"

namespace steward::stores {

// Metric data lies in chunks: steward_series_chunk says what is in one, steward_series_data holds its columns, apart
// so that a look at many chunks reads none. steward_series_last is the index of latest rows.
void add_own_tables(Shape& shape) {
  shape.tables["steward_meta"] = {{{"key", "TEXT NOT NULL PRIMARY KEY"}, {"value", "TEXT NOT NULL"}}, "STRICT", {}};
  shape.tables["steward_sequence"] = {{{"id", "INTEGER PRIMARY KEY"}, {"next", "INTEGER NOT NULL"}}, "STRICT", {}};
  shape.tables["steward_stamp"] = {
      {{"name", "TEXT NOT NULL PRIMARY KEY"}, {"stamp", "INTEGER NOT NULL"}}, "STRICT, WITHOUT ROWID", {}};
  shape.tables["steward_host_table"] = {{{"position", "INTEGER PRIMARY KEY"},
                                         {"name", "TEXT NOT NULL UNIQUE"},
                                         {"declaration", "TEXT NOT NULL"},
                                         {"shape", "TEXT NOT NULL"}},
                                        "STRICT",
                                        {}};
  shape.tables["steward_series_owner"] = {{{"id", "INTEGER PRIMARY KEY"},
                                           {"kind", "INTEGER NOT NULL"},
                                           {"owner", "BLOB NOT NULL"},
                                           {"part", "BLOB NOT NULL"},
                                           {"last_recorded", "INTEGER"}},
                                          "STRICT",
                                          "UNIQUE (\"owner\", \"kind\", \"part\")"};
  shape.tables["steward_series_chunk"] = {{{"id", "INTEGER PRIMARY KEY"},
                                           {"owner", "INTEGER NOT NULL"},
                                           {"source_table", "TEXT NOT NULL"},
                                           {"bucket", "INTEGER NOT NULL"},
                                           {"level", "INTEGER NOT NULL"},
                                           {"size", "INTEGER NOT NULL"},
                                           {"alive", "INTEGER NOT NULL"},
                                           {"min_start", "INTEGER NOT NULL"},
                                           {"max_start", "INTEGER NOT NULL"},
                                           {"max_end", "INTEGER NOT NULL"},
                                           {"first_source", "BLOB NOT NULL"},
                                           {"last_source", "BLOB NOT NULL"},
                                           {"min_recorded", "INTEGER NOT NULL"},
                                           {"max_recorded", "INTEGER NOT NULL"},
                                           {"dead", "BLOB NOT NULL"},
                                           {"seal", "INTEGER NOT NULL"}},
                                          "STRICT",
                                          {}};
  shape.tables["steward_series_data"] = {{{"chunk", "INTEGER PRIMARY KEY"}, {"data", "BLOB NOT NULL"}}, "STRICT", {}};
  shape.tables["steward_series_last"] = {{{"id", "INTEGER PRIMARY KEY"},
                                          {"owner", "INTEGER NOT NULL"},
                                          {"context_table", "TEXT NOT NULL"},
                                          {"first", "BLOB NOT NULL"},
                                          {"data", "BLOB NOT NULL"}},
                                         "STRICT",
                                         "UNIQUE (\"owner\", \"context_table\", \"first\")"};
  shape.indexes["steward_series_by_start"] =
      "CREATE INDEX \"steward_series_by_start\" ON \"steward_series_chunk\" (\"owner\", \"max_start\", \"min_start\")";
  shape.indexes["steward_series_by_level"] =
      "CREATE INDEX \"steward_series_by_level\" ON \"steward_series_chunk\" (\"owner\", \"bucket\", \"level\")";
}

}  // namespace steward::stores
