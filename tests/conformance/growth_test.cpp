// SPDX-License-Identifier: Apache-2.0
// Files of earlier schemas, as the versions before left them.
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "conformance/series_support.hpp"
#include "steward/steward.hpp"
#include "store/stored.hpp"
#include "stores/packed/chunk.hpp"
#include "stores/sqlite/codec.hpp"
#include "stores/sqlite/growth.hpp"
#include "stores/sqlite/sqlite.hpp"

using namespace steward;
using namespace steward::conformance;

namespace {

const std::string source_folder = STEWARD_SOURCE_DIR;
constexpr std::string_view engagement_1 = "01934971-9200-74c1-beeb-8da1658eec6e";
constexpr std::string_view touchpoint_1 = "01934971-9200-74c1-beeb-8da1658eec72";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Id id(std::string_view text) { return Id::parse(text).value_or(Id{}); }

std::string snapshot(int number) {
  return text_of(source_folder + "/src/stores/sqlite/schema_snapshots/" + std::to_string(number) + ".txt");
}

/// A plain SQLite connection, for what no code of the library may have a hand in.
class Plain {
 public:
  explicit Plain(const std::string& path) { REQUIRE(sqlite3_open(path.c_str(), &db_) == SQLITE_OK); }
  ~Plain() { sqlite3_close(db_); }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  void run(const std::string& sql) const {
    INFO(sql.substr(0, 200));
    REQUIRE(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  /// All rows of a query, cells apart by '|', one row a line.
  [[nodiscard]] std::string rows(const std::string& sql) const {
    std::string text;
    const auto add = [](void* out, int count, char** cells, char**) {
      auto& lines = *static_cast<std::string*>(out);
      for (int i = 0; i < count; ++i) lines += std::string(i == 0 ? "" : "|") + (cells[i] != nullptr ? cells[i] : "");
      lines += '\n';
      return 0;
    };
    INFO(sql);
    REQUIRE(sqlite3_exec(db_, sql.c_str(), add, &text, nullptr) == SQLITE_OK);
    return text;
  }

 private:
  sqlite3* db_ = nullptr;
};

std::string literal(std::string_view text) {
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return "'" + quoted + "'";
}

/// A file of schema 1: the tables of its snapshot, and the rows that a version of then wrote.
void make_release_1(const std::string& path) {
  const auto text = snapshot(1);
  const auto statements = ok(stores::growth({}, ok(stores::Shape::parse(text))));
  const Plain file(path);
  file.run("PRAGMA journal_mode = WAL");
  file.run("BEGIN");
  for (const auto& statement : statements) file.run(statement);
  file.run(text_of(source_folder + "/tests/conformance/schema_1.sql"));
  file.run("INSERT INTO steward_meta (key, value) VALUES ('schema', " + literal(text) + ")");
  file.run("PRAGMA application_id = " + std::to_string(stores::application_id));
  file.run("PRAGMA user_version = 1");
  file.run("COMMIT");
}

Engine open_engine(const std::string& path) {
  EngineOptions options;
  options.path = path;
  options.synchronous = Synchronous::normal;
  return ok(Engine::open(options));
}

std::string shape_of(const std::string& path) {
  const Plain file(path);
  return file.rows(
             "SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_schema t, "
             "pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY 1, 2") +
         file.rows("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY 1") +
         file.rows("SELECT value FROM steward_meta WHERE key = 'schema'") + file.rows("PRAGMA user_version");
}

}  // namespace

TEST_CASE("a file of schema 1 opens and becomes one like a file made now") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  {
    const auto engine = open_engine(path);
  }
  const auto fresh = folder.file("new.db");
  {
    const auto engine = open_engine(fresh);
  }
  CHECK((shape_of(path) == shape_of(fresh)));
  const Plain file(path);
  CHECK(file.rows("PRAGMA user_version") == std::to_string(stores::schema_number) + "\n");
  CHECK(file.rows("PRAGMA integrity_check") == "ok\n");
  CHECK(file.rows("PRAGMA foreign_key_check").empty());
}

TEST_CASE("old records keep their values after an upgrade and begin with the defaults of the new fields") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  const auto before = ok(stores::Shape::parse(snapshot(1)));
  std::map<std::string, std::string> kept;
  for (const auto& [name, table] : before.tables) {
    std::string columns;
    for (const auto& column : table.columns) columns += (columns.empty() ? "\"" : ", \"") + column.name + "\"";
    kept[name] = "SELECT " + columns + " FROM \"" + name + "\" ORDER BY 1, 2";
  }
  std::map<std::string, std::string> contents;
  for (const auto& [name, sql] : kept) contents[name] = Plain(path).rows(sql);
  // What the store keeps for itself; metric data has a test of its own.
  std::erase_if(contents, [](const auto& table) { return table.first.starts_with("steward_"); });

  model::Schema schema;
  stores::SqliteOptions options;
  options.path = path;
  const auto database = ok(stores::open_sqlite(options, schema));
  for (const auto& [name, rows] : contents) {
    INFO(name);
    CHECK(Plain(path).rows(kept[name]) == rows);
  }
  const auto connection = ok(database->connect());
  std::size_t compared = 0;
  for (const auto& [name, table] : before.tables) {
    const auto* info = schema.find(name);
    if (info == nullptr || info->flavour == Flavour::series) continue;
    const auto defaults = model::default_row(*info);
    const auto& columns = table.columns;
    for (const auto& row : all(*connection, query(*info))) {
      for (std::size_t i = 0; i < info->fields.size(); ++i) {
        const auto& field = info->fields[i];
        const auto is_old = [&](const auto& column) { return column.name == stores::columns_of(field).front(); };
        if (!store::has_column(field) || std::any_of(columns.begin(), columns.end(), is_old)) continue;
        INFO(name << "." << field.name);
        CHECK(row[i] == (field.nullable ? Value() : defaults[i]));
        ++compared;
      }
    }
  }
  CHECK(compared > 0);
}

TEST_CASE("a new field that always holds a value begins with its default in old records") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  auto older = ok(stores::Shape::parse(snapshot(1)));
  {
    const Plain file(path);
    for (const std::string column : {"priority", "customer_visible"}) {
      std::erase_if(older.tables["touchpoint"].columns, [&](const auto& known) { return known.name == column; });
      std::erase_if(older.indexes, [&](const auto& index) {
        const bool uses = index.second.find("ON \"touchpoint\"") != std::string::npos &&
                          index.second.find(column) != std::string::npos;
        if (uses) file.run("DROP INDEX \"" + index.first + "\"");
        return uses;
      });
      file.run("ALTER TABLE touchpoint DROP COLUMN " + column);
    }
    file.run("UPDATE steward_meta SET value = " + literal(older.text()) + " WHERE key = 'schema'");
  }
  auto engine = open_engine(path);
  auto session = ok(engine.system_session());
  const auto touchpoint = ok(session.get(Ref<Touchpoint>(id(touchpoint_1))));
  CHECK(touchpoint.subject == "Quarterly review");
  CHECK(touchpoint.priority == Touchpoint().priority);
  CHECK(touchpoint.customer_visible);
}

TEST_CASE("work goes on in a file of schema 1: old records change, new tables take records") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  auto engine = open_engine(path);
  auto session = ok(engine.system_session());
  ok(session.install_base_data());

  auto engagement = ok(session.get(Ref<Engagement>(id(engagement_1))));
  CHECK(engagement.title == "Value programme");
  CHECK(engagement.version == 3);
  REQUIRE(engagement.health_score);
  CHECK(engagement.health_score->to_string() == "91.578947");
  const auto known = Instant(std::chrono::milliseconds(1732104000000));
  CHECK(ok(session.get(Ref<Engagement>(engagement.id), known)).title == "Value programme");
  const auto score = ok(session.score(Ref<Engagement>(engagement.id), known));
  REQUIRE(score.score);
  CHECK(score.score->to_string() == "91.578947");
  CHECK(ok(session.history("touchpoint", id(touchpoint_1))).size() == 2);
  CHECK(ok(session.journal("touchpoint", id(touchpoint_1))).at(0).text == "Bring the numbers.");

  auto touchpoint = ok(session.get(Ref<Touchpoint>(id(touchpoint_1))));
  CHECK(touchpoint.number == "TCHP0000001");
  touchpoint.needs_attention = false;
  touchpoint = ok(session.update(touchpoint));
  BlockedBy reason;
  reason.blocked_table = BlockableTable::touchpoint;
  reason.blocked_record = touchpoint.id;
  reason.reason = "Waits for the figures.";
  ok(session.create(reason));
  CHECK(ok(session.get(Ref<Touchpoint>(touchpoint.id))).blocked);

  SuccessTask task;
  task.touchpoint = Ref<Touchpoint>(touchpoint.id);
  task.subject = "Send the minutes";
  task.description = "To all who were there.";
  CHECK(ok(session.create(task)).number == "STSK0000001");
  Touchpoint next;
  next.engagement = Ref<Engagement>(engagement.id);
  next.subject = "Steering call";
  next.description = "The year ahead.";
  CHECK(ok(session.create(next)).number == "TCHP0000002");
  CHECK(ok(session.count<Activity>()) > 0);
}

TEST_CASE("metric data that lay row by row is packed, with all that was ever said") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  const auto number = [](int last) {
    return "x'" + std::string(30, '0') + (last < 10 ? "0" : "") + std::to_string(last) + "'";
  };
  {
    const Plain file(path);
    file.run("INSERT INTO steward_series_owner (id, owner, kind, part) VALUES (5, " + number(1) + ", 1, zeroblob(16))");
    file.run("INSERT INTO steward_series (id, owner, source_table, source) VALUES (7, 5, 'account', " + number(1) +
             "), (8, 5, 'account', " + number(2) + ")");
    file.run("INSERT INTO steward_series_context (id, context_table, context) VALUES (11, 'engagement', " + number(7) +
             "), (12, 'engagement', " + number(8) + ")");
    const std::string base = std::to_string(stores::millis(support::at_ms(0))) + " + ";
    // Start 10: said at 20 for both contexts, again at 22, otherwise at 25 for one, erased from 30 on.
    // Start 11: not mapped.
    for (const std::string row : {"7, 10, 20, 11, 5, 11, 5000000, 25", "7, 10, 20, 12, 5, 11, 5000000, 25",
                                  "7, 10, 25, 12, 5, 11, 6000000, 30", "8, 11, 20, 0, 5, 12, 9000000, NULL"}) {
      std::istringstream cells(row);
      std::vector<std::string> values;
      for (std::string cell; std::getline(cells, cell, ',');) values.push_back(cell);
      for (const std::size_t instant : {1U, 2U, 5U, 7U}) {
        if (values[instant] != " NULL") values[instant] = base + values[instant];
      }
      std::string list;
      for (const auto& value : values) list += (list.empty() ? "" : ", ") + value;
      file.run(
          "INSERT INTO steward_series_row (series, start, recorded, context, owner, \"end\", value, superseded) "
          "VALUES (" +
          list + ")");
    }
    file.run("INSERT INTO steward_series_repeat (series, start, recorded) VALUES (7, " + base + "10, " + base + "22)");
  }
  model::Schema schema;
  stores::SqliteOptions options;
  options.path = path;
  const auto database = ok(stores::open_sqlite(options, schema));
  const auto connection = ok(database->connect());
  using Rows = std::vector<SeriesTuple>;
  CHECK(history(*connection) == Rows{{"account", 1, 7, 10, 11, 20, 25, 5},
                                     {"account", 1, 8, 10, 11, 20, 25, 5},
                                     {"account", 1, 8, 10, 11, 25, 30, 6},
                                     {"account", 2, 0, 11, 12, 20, -1, 9}});
  CHECK(latest(*connection, 99, 99).empty());
  CHECK(latest(*connection, 99, 26) == Rows{{"account", 1, 8, 10, 11, 25, -1, 6}});
  // A late delivery lands before the one that was repeated: that it was said again counts.
  deliver(*connection, {{1, 10, 21, 7, 1, {7}}});
  CHECK(history(*connection).size() == 7);
  // What is said at the instant of the erased delivery takes its place.
  deliver(*connection, {{1, 10, 30, 1, 1, {8}}});
  CHECK(latest(*connection, 99, 99) == Rows{{"account", 1, 8, 10, 11, 30, -1, 1}});
}

TEST_CASE("opening an upgraded file again changes nothing") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  {
    const auto engine = open_engine(path);
  }
  const auto once = text_of(path);
  {
    const auto engine = open_engine(path);
  }
  CHECK((text_of(path) == once));
}

TEST_CASE("an upgrade that fails half-way leaves the old file as it was") {
  const TempFolder folder;
  const auto path = folder.file("old.db");
  make_release_1(path);
  // One of the last tables that an upgrade makes is in the way.
  Plain(path).run("CREATE TABLE webhook_validation (note TEXT)");
  const auto before = text_of(path);
  model::Schema schema;
  stores::SqliteOptions options;
  options.path = path;
  const auto refused = stores::open_sqlite(options, schema);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code() == "storage_error");
  CHECK((text_of(path) == before));
  Plain(path).run("DROP TABLE webhook_validation");
  auto engine = open_engine(path);
  auto session = ok(engine.system_session());
  CHECK(ok(session.count<WebhookValidation>()) == 0);
}
