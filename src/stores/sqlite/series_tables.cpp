// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_tables.hpp"

namespace steward::stores {

// A row of steward_series_row is a logical row; its context is 0 when it is unmapped. Of deliveries that said
// nothing new steward_series_repeat knows the time only: what they said stands in the row before them. A row
// that ended at an instant where no other row begins is followed by a gap: what came next is erased.
void add_own_tables(Shape& shape) {
  shape.tables["steward_meta"] = {{{"key", "TEXT NOT NULL PRIMARY KEY"}, {"value", "TEXT NOT NULL"}}, "STRICT", {}};
  shape.tables["steward_sequence"] = {{{"id", "INTEGER PRIMARY KEY"}, {"next", "INTEGER NOT NULL"}}, "STRICT", {}};
  shape.tables["steward_host_table"] = {{{"position", "INTEGER PRIMARY KEY"},
                                         {"name", "TEXT NOT NULL UNIQUE"},
                                         {"declaration", "TEXT NOT NULL"},
                                         {"shape", "TEXT NOT NULL"}},
                                        "STRICT",
                                        {}};
  shape.tables["steward_series_owner"] = {{{"id", "INTEGER PRIMARY KEY"},
                                           {"kind", "INTEGER NOT NULL"},
                                           {"owner", "BLOB NOT NULL"},
                                           {"part", "BLOB NOT NULL"}},
                                          "STRICT",
                                          "UNIQUE (\"owner\", \"kind\", \"part\")"};
  shape.tables["steward_series"] = {{{"id", "INTEGER PRIMARY KEY"},
                                     {"owner", "INTEGER NOT NULL"},
                                     {"source_table", "TEXT NOT NULL"},
                                     {"source", "BLOB NOT NULL"}},
                                    "STRICT",
                                    "UNIQUE (\"owner\", \"source_table\", \"source\")"};
  shape.tables["steward_series_context"] = {
      {{"id", "INTEGER PRIMARY KEY"}, {"context_table", "TEXT NOT NULL"}, {"context", "BLOB NOT NULL"}},
      "STRICT",
      "UNIQUE (\"context_table\", \"context\")"};
  shape.tables["steward_series_row"] = {{{"series", "INTEGER NOT NULL"},
                                         {"start", "INTEGER NOT NULL"},
                                         {"recorded", "INTEGER NOT NULL"},
                                         {"context", "INTEGER NOT NULL"},
                                         {"owner", "INTEGER NOT NULL"},
                                         {"end", "INTEGER NOT NULL"},
                                         {"value", "INTEGER NOT NULL"},
                                         {"superseded", "INTEGER"}},
                                        "STRICT, WITHOUT ROWID",
                                        "PRIMARY KEY (\"series\", \"start\", \"recorded\", \"context\")"};
  shape.tables["steward_series_repeat"] = {
      {{"series", "INTEGER NOT NULL"}, {"start", "INTEGER NOT NULL"}, {"recorded", "INTEGER NOT NULL"}},
      "STRICT, WITHOUT ROWID",
      "PRIMARY KEY (\"series\", \"start\", \"recorded\")"};
  shape.indexes["steward_series_latest"] =
      "CREATE INDEX \"steward_series_latest\" ON \"steward_series_row\" (\"owner\", \"context\", \"end\", \"start\", "
      "\"series\", \"recorded\", \"value\", \"superseded\")";
}

}  // namespace steward::stores
