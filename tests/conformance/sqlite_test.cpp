// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "conformance/series_support.hpp"
#include "stores/sqlite/growth.hpp"
#include "stores/sqlite/host_catalogue.hpp"
#include "stores/sqlite/sqlite.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

stores::SqliteOptions at(const std::string& path) {
  stores::SqliteOptions options;
  options.path = path;
  options.synchronous = stores::SqliteOptions::Synchronous::normal;
  options.busy_timeout_ms = 20;
  return options;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
  CHECK(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(db);
}

Error refusal(const std::string& path) {
  model::Schema schema;
  const auto opened = stores::open_sqlite(at(path), schema);
  REQUIRE_FALSE(opened.ok());
  return opened.error();
}

std::unique_ptr<stores::Handle> open_handle(const std::string& path) {
  return ok(stores::Handle::open(at(path), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
}

}  // namespace

TEST_CASE("a reopened file holds everything") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  model::Schema schema;
  {
    const auto database = ok(stores::open_sqlite(at(path), schema));
    const auto connection = ok(database->connect());
    insert(*connection, accounts(), {account_row(1, "One")});
    deliver(*connection, {{1, 10, 20, 5, 1, {7}}});
    write(*connection, [&] { CHECK(ok(connection->next_sequence(5)) == 1); });
  }
  model::Schema again;
  const auto database = ok(stores::open_sqlite(at(path), again));
  const auto connection = ok(database->connect());
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "One"));
  CHECK(history(*connection) == std::vector<SeriesTuple>{{"account", 1, 7, 10, 11, 20, -1, 5}});
  write(*connection, [&] { CHECK(ok(connection->next_sequence(1)) == 6); });
}

TEST_CASE("a file of a newer version is refused and keeps its bytes") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  model::Schema schema;
  ok(stores::open_sqlite(at(path), schema));
  run_sql(path, "PRAGMA user_version = 1000");
  const auto before = bytes_of(path);
  const auto error = refusal(path);
  CHECK(error.code() == "database_too_new");
  CHECK(error.category() == Category::unsupported);
  CHECK(bytes_of(path) == before);
}

TEST_CASE("files that are not ours are refused and keep their bytes") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  SECTION("no database") { std::ofstream(path) << std::string(5000, 'x'); }
  SECTION("another program's") { run_sql(path, "CREATE TABLE notes (text TEXT); PRAGMA application_id = 7"); }
  SECTION("nobody's") { run_sql(path, "CREATE TABLE notes (text TEXT)"); }
  const auto before = bytes_of(path);
  const auto error = refusal(path);
  CHECK(error.code() == "not_a_database");
  CHECK(error.category() == Category::storage);
  CHECK(bytes_of(path) == before);
}

TEST_CASE("a damaged database and a path that leads nowhere are errors") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  model::Schema schema;
  ok(stores::open_sqlite(at(path), schema));
  auto bytes = bytes_of(path);
  for (std::size_t i = 200; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
  std::ofstream(path, std::ios::binary) << bytes;
  CHECK(refusal(path).code() == "database_corrupt");
  CHECK(refusal(folder.file("no/such/folder.db")).code() == "storage_error");
}

TEST_CASE("a second writer gets busy and can try again") {
  const std::string kind = "sqlite";
  const auto store = open_store(kind);
  const auto one = store.connect();
  const auto two = store.connect();
  ok(one->begin(Connection::Mode::write));
  const auto refused = two->begin(Connection::Mode::write);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code() == "busy");
  CHECK(refused.error().category() == Category::busy);
  CHECK(refused.error().retryable());
  CHECK_FALSE(two->in_transaction());
  ok(one->commit());
  ok(two->begin(Connection::Mode::write));
  two->rollback();
}

TEST_CASE("what another connection wrote to the series is seen") {
  const auto store = open_store("sqlite");
  const auto one = store.connect();
  const auto two = store.connect();
  deliver(*one, {{1, 10, 20, 5, 1, {7}}});
  deliver(*two, {{1, 12, 20, 5, 1, {7}}, {1, 13, 20, 5, 1, {8}}});
  // `one` still remembers 10 as the last start of the source record.
  const auto counts = deliver(*one, {{1, 12, 20, 5, 1, {7}}, {1, 13, 30, 6, 1, {8}}});
  CHECK(counts.unchanged == 1);
  CHECK(counts.superseded == 1);
}

TEST_CASE("two threads write and read side by side") {
  const auto store = open_store(GENERATE(as<std::string>{}, "memory", "sqlite"));
  const auto work = [&](std::uint64_t first) {
    const auto connection = store.connect();
    for (std::uint64_t i = 0; i < 50; ++i) {
      while (!connection->begin(Connection::Mode::write)) std::this_thread::yield();
      const std::vector<Row> rows{account_row(first + i, "Name")};
      if (!connection->insert(accounts(), rows) || !connection->commit()) return;
      if (!connection->count(query(accounts()))) return;
    }
  };
  std::thread other(work, 1000);
  work(1);
  other.join();
  CHECK(ok(store.connect()->count(query(accounts()))) == 100);
}

TEST_CASE("tables of the host are kept in the file and grow") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  HostTable incident{"incident", DomainClass::data, "account", {}};
  incident.fields.push_back({"account", FieldType::ref, true, 0, "account", {}});
  incident.fields.push_back({"priority", FieldType::choice, true, 0, "", {"low", "high"}});
  incident.fields.push_back({"cost", FieldType::money, false, 0, "", {}});
  Row row;
  {
    model::Schema schema;
    ok(schema.declare(incident));
    const auto database = ok(stores::open_sqlite(at(path), schema));
    const auto connection = ok(database->connect());
    const auto& table = schema.at("incident");
    row = row_of(table, 5);
    put(table, row, "account", id_of(1));
    put(table, row, "priority", std::string("high"));
    put(table, row, "cost", Money{100, *Currency::parse("EUR")});
    write(*connection, [&] {
      ok(connection->insert(accounts(), std::vector<Row>{account_row(1, "One")}));
      ok(connection->insert(table, std::span(&row, 1)));
    });
  }
  {
    model::Schema schema;
    const auto database = ok(stores::open_sqlite(at(path), schema));
    REQUIRE(schema.find("incident") != nullptr);
    REQUIRE(schema.host_tables().size() == 1);
    CHECK(stores::host_table_text(schema.host_tables()[0]) == stores::host_table_text(incident));
    CHECK(ok(ok(database->connect())->get(schema.at("incident"), id_of(5))) == row);
  }
  auto more = incident;
  more.fields.push_back({"note", FieldType::text, false, 0, "", {}});
  {
    model::Schema schema;
    ok(schema.declare(more));
    const auto database = ok(stores::open_sqlite(at(path), schema));
    row.values.emplace_back();
    CHECK(ok(ok(database->connect())->get(schema.at("incident"), id_of(5))) == row);
  }
  model::Schema schema;
  ok(schema.declare(incident));
  const auto changed = stores::open_sqlite(at(path), schema);
  REQUIRE_FALSE(changed.ok());
  CHECK(changed.error().code() == "host_table_changed");
}

TEST_CASE("the declarations match the snapshot of the released schema") {
  const model::Schema schema;
  const auto shape = stores::library_shape(schema);
  const auto text = shape.text();
  CHECK(ok(stores::Shape::parse(text)) == shape);
  const auto path = std::string(STEWARD_SOURCE_DIR) + "/src/stores/sqlite/schema_snapshots/" +
                    std::to_string(stores::schema_number) + ".txt";
  if (std::getenv("STEWARD_WRITE_SNAPSHOT") != nullptr) std::ofstream(path) << text;
  INFO("a changed schema needs a new schema_number and its snapshot (STEWARD_WRITE_SNAPSHOT=1 writes it)");
  CHECK((bytes_of(path) == text));
}

TEST_CASE("a file grows by itself where that loses nothing") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  model::Schema schema;
  const auto full = stores::library_shape(schema);
  auto older = full;
  older.tables.erase("contact");
  std::erase_if(older.indexes, [](const auto& index) { return index.second.find("\"contact\"") != std::string::npos; });
  std::erase_if(older.tables["account"].columns, [](const auto& column) { return column.name == "industry"; });
  older.indexes.erase("u_account_number");
  {
    const auto handle = open_handle(path);
    ok(stores::grow(*handle, {stores::schema_number - 1, older, {}}, schema));
    ok(
        handle->execute("INSERT INTO account (id, version, name, is_customer, is_partner, active) VALUES "
                        "(x'00000000000000000000000000000001', 1, 'One', 1, 0, 1)"));
    ok(stores::grow(*handle, {stores::schema_number, full, {}}, schema));
    CHECK(ok(handle->integer("PRAGMA user_version")) == stores::schema_number);
    CHECK(ok(handle->integer("PRAGMA foreign_keys")) == 1);
  }
  const auto database = ok(stores::open_sqlite(at(path), schema));
  const auto connection = ok(database->connect());
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "One"));
  CHECK(ok(connection->count(query(table_info<Contact>()))) == 0);
}

TEST_CASE("other changes take a step by hand, all or nothing") {
  const TempFolder folder;
  const auto path = folder.file("a.db");
  model::Schema schema;
  stores::Shape first;
  first.tables["steward_meta"] = stores::library_shape(schema).tables.at("steward_meta");
  first.tables["steward_sequence"] = stores::library_shape(schema).tables.at("steward_sequence");
  first.tables["steward_host_table"] = stores::library_shape(schema).tables.at("steward_host_table");
  first.tables["thing"] = {{{"old", "TEXT"}}, "STRICT", {}};
  auto second = first;
  second.tables["thing"].columns = {{"new", "TEXT"}, {"more", "INTEGER NOT NULL DEFAULT 3"}};
  const auto handle = open_handle(path);
  ok(stores::grow(*handle, {1, first, {}}, schema));
  ok(handle->execute("INSERT INTO thing (old) VALUES ('kept')"));

  const auto refused = stores::grow(*handle, {2, second, {}}, schema);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code() == "schema_not_additive");
  CHECK(ok(handle->integer("PRAGMA user_version")) == 1);

  bool fails = true;
  const std::vector<stores::Step> steps{{2, [&](stores::Handle& file, stores::Shape& shape) -> Result<void> {
                                           shape.tables["thing"].columns = {{"new", "TEXT"}};
                                           auto done = file.execute("ALTER TABLE thing RENAME COLUMN old TO new");
                                           if (fails) return Error("storage_error", Category::storage, "planned");
                                           return done;
                                         }}};
  CHECK_FALSE(stores::grow(*handle, {2, second, steps}, schema).ok());
  CHECK(ok(handle->text("SELECT old FROM thing")) == "kept");
  fails = false;
  ok(stores::grow(*handle, {2, second, steps}, schema));
  CHECK(ok(handle->text("SELECT new || more FROM thing")) == "kept3");
  CHECK(ok(handle->integer("PRAGMA user_version")) == 2);
  ok(stores::grow(*handle, {2, second, steps}, schema));
}
