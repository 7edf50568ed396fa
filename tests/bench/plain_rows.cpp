// SPDX-License-Identifier: Apache-2.0
#include "bench/plain_rows.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <unordered_map>

#include "bench/bench.hpp"
#include "bench/raw.hpp"
#include "model/schema.hpp"
#include "store/series.hpp"
#include "stores/sqlite/sqlite.hpp"

namespace steward::bench {

namespace {

constexpr const char* packed_tables[] = {"steward_series_chunk", "steward_series_data", "steward_series_last"};

constexpr const char* plain_tables = R"(
CREATE TABLE steward_series (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, source_table TEXT NOT NULL,
                             source BLOB NOT NULL, UNIQUE (owner, source_table, source)) STRICT;
CREATE TABLE steward_series_context (id INTEGER PRIMARY KEY, context_table TEXT NOT NULL, context BLOB NOT NULL,
                                     UNIQUE (context_table, context)) STRICT;
CREATE TABLE steward_series_row (series INTEGER NOT NULL, start INTEGER NOT NULL, recorded INTEGER NOT NULL,
                                 context INTEGER NOT NULL, owner INTEGER NOT NULL, "end" INTEGER NOT NULL,
                                 value INTEGER NOT NULL, superseded INTEGER,
                                 PRIMARY KEY (series, start, recorded, context)) STRICT, WITHOUT ROWID;
)";
constexpr const char* plain_index =
    "CREATE INDEX steward_series_latest ON steward_series_row "
    "(owner, context, \"end\", start, series, recorded, value, superseded)";

/// The rows of one owner and the table of their contexts.
struct Owned {
  std::int64_t number = 0;
  store::SeriesOwner owner;
  std::string context_table;
  store::SeriesColumns rows;
};

Id id_of(const Cell& cell) {
  std::array<std::uint8_t, 16> bytes{};
  if (cell.bytes.size() != bytes.size()) throw std::runtime_error("an id is not 16 bytes long");
  std::memcpy(bytes.data(), cell.bytes.data(), bytes.size());
  return Id(bytes);
}

Cell blob_of(const Id& id) {
  return {SQLITE_BLOB, 0, std::string(reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size())};
}

std::vector<Owned> owners_of(const std::string& path) {
  Raw database(path, false);
  auto rows = database.prepare(
      "SELECT o.id, o.kind, o.owner, o.part, (SELECT c.context_table FROM data_context c WHERE c.data_source = "
      "o.owner) "
      "FROM steward_series_owner o ORDER BY o.id");
  std::vector<Owned> owners;
  while (rows.step()) {
    Owned owned;
    owned.number = rows.cell(0).integer;
    owned.owner = {static_cast<store::SeriesKind>(rows.cell(1).integer), id_of(rows.cell(2)), id_of(rows.cell(3))};
    owned.context_table = rows.cell(4).bytes;
    owners.push_back(std::move(owned));
  }
  return owners;
}

/// Reads all rows the way that does not depend on how the store keeps them.
void read_rows(const std::string& path, std::vector<Owned>& owners) {
  model::Schema schema;
  stores::SqliteOptions options;
  options.path = path;
  const auto database = need(stores::open_sqlite(options, schema));
  const auto connection = need(database->connect());
  for (auto& owned : owners) owned.rows = need(connection->history(owned.owner));
}

class Writer {
 public:
  explicit Writer(Raw& database) : database_(database) {}

  void write(const Owned& owned) {
    const auto& rows = owned.rows;
    std::int64_t series = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool same =
          i > 0 && rows.source[i] == rows.source[i - 1] && rows.source_table[i] == rows.source_table[i - 1];
      if (!same) series = add_series(owned, i);
      row_.bind(1, series);
      row_.bind(2, rows.start[i].time_since_epoch().count());
      row_.bind(3, rows.recorded[i].time_since_epoch().count());
      row_.bind(4, context_number(owned.context_table, rows.context[i]));
      row_.bind(5, owned.number);
      row_.bind(6, rows.end[i].time_since_epoch().count());
      row_.bind(7, rows.value[i].units());
      const auto& superseded = rows.superseded[i];
      row_.bind(8, superseded ? Cell{SQLITE_INTEGER, superseded->time_since_epoch().count(), {}} : Cell{});
      row_.run();
    }
  }

 private:
  std::int64_t add_series(const Owned& owned, std::size_t row) {
    const Cell table{SQLITE_TEXT, 0, owned.rows.tables.at(owned.rows.source_table[row])};
    const Cell source = blob_of(owned.rows.source[row]);
    series_.bind(1, owned.number);
    series_.bind(2, table);
    series_.bind(3, source);
    series_.run();
    return sqlite3_last_insert_rowid(database_.handle());
  }

  std::int64_t context_number(const std::string& table, const Id& context) {
    if (context.is_nil()) return 0;
    const auto [at, fresh] = contexts_[table].try_emplace(context, 0);
    if (!fresh) return at->second;
    const Cell name{SQLITE_TEXT, 0, table};
    const Cell id = blob_of(context);
    context_.bind(1, name);
    context_.bind(2, id);
    context_.run();
    return at->second = sqlite3_last_insert_rowid(database_.handle());
  }

  Raw& database_;
  std::map<std::string, std::unordered_map<Id, std::int64_t>> contexts_;
  Statement series_ = database_.prepare("INSERT INTO steward_series (owner, source_table, source) VALUES (?1, ?2, ?3)");
  Statement context_ = database_.prepare("INSERT INTO steward_series_context (context_table, context) VALUES (?1, ?2)");
  Statement row_ = database_.prepare("INSERT INTO steward_series_row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
};

}  // namespace

void lay_out_rows(const std::string& path) {
  auto owners = owners_of(path);
  read_rows(path, owners);
  Raw database(path, false);
  database.execute("BEGIN IMMEDIATE");
  for (const char* table : packed_tables) database.execute(std::string("DROP TABLE ") + table);
  database.execute(plain_tables);
  {
    Writer writer(database);
    for (const auto& owned : owners) writer.write(owned);
  }
  // After the rows: nobody measures this, and the index is the denser for it.
  database.execute(plain_index);
  database.execute("COMMIT");
}

}  // namespace steward::bench
