// SPDX-License-Identifier: Apache-2.0
// Metric data that somebody else's hand, or a failing disk, changed inside a sound SQLite file.
#include <sqlite3.h>

#include <random>

#include "conformance/series_support.hpp"
#include "stores/packed/chunk.hpp"
#include "stores/packed/column.hpp"
#include "stores/packed/latest.hpp"
#include "stores/packed/seal.hpp"
#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/sqlite.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

/// A store in a file, and a hand that changes the file without it.
struct SeriesFile {
  TempFolder folder;
  model::Schema schema;
  stores::SqliteOptions options = at(folder.file("a.db"));
  std::shared_ptr<store::Database> database = ok(stores::open_sqlite(options, schema));
  std::unique_ptr<Connection> connection = ok(database->connect());
  std::unique_ptr<stores::Handle> handle = ok(stores::Handle::open(options, SQLITE_OPEN_READWRITE));

  static stores::SqliteOptions at(const std::string& path) {
    stores::SqliteOptions options;
    options.path = path;
    return options;
  }
};

std::string text_of(stores::Handle& handle, const std::string& table, const std::string& column) {
  return ok(handle.text("SELECT quote(" + column + ") FROM " + table + " ORDER BY rowid LIMIT 1"));
}

/// Another value of the same type: one bit of a blob or text turned, or one more.
std::string other_value(const std::string& quoted, std::mt19937& random) {
  if (quoted.starts_with("X'")) {
    if (quoted.size() == 3) return "X'01'";
    auto changed = quoted;
    const auto at = 2 + random() % (quoted.size() - 3);
    const std::string digits = "0123456789ABCDEF";
    changed[at] = digits[digits.find(changed[at]) ^ (1U << random() % 4)];
    return changed;
  }
  if (quoted.starts_with("'")) return "'other'";
  return std::to_string(std::stoll(quoted) + 1);
}

std::vector<Delivery> some_deliveries() {
  std::vector<Delivery> deliveries;
  for (int i = 1; i <= 60; ++i) deliveries.push_back({i, 10 + i % 3, 20, i, 1, {7 + i % 2}});
  return deliveries;
}

/// Every way of reading; the error of the first that fails.
std::optional<Error> read_all(Connection& connection) {
  const auto history = connection.history(owner(1));
  if (!history) return history.error();
  const auto latest = connection.latest({owner(1), "engagement", at_ms(99), at_ms(99), {}});
  if (!latest) return latest.error();
  const auto range = connection.range({owner(1), at_ms(0), at_ms(99), at_ms(99), {}, {}});
  if (!range) return range.error();
  return std::nullopt;
}

}  // namespace

TEST_CASE("a changed chunk or index is detected and named, and read again once it is whole") {
  SeriesFile file;
  const auto& connection = file.connection;
  const auto& handle = file.handle;
  deliver(*connection, some_deliveries());
  deliver(*connection, {{1, 11, 30, 9, 1, {8}}});  // leaves a dead place in the chunk
  const auto before = history(*connection);

  std::mt19937 random(20261122);
  const std::vector<std::pair<std::string, std::string>> cells{
      {"steward_series_data", "data"},          {"steward_series_last", "data"},
      {"steward_series_last", "first"},         {"steward_series_chunk", "size"},
      {"steward_series_chunk", "alive"},        {"steward_series_chunk", "min_start"},
      {"steward_series_chunk", "max_end"},      {"steward_series_chunk", "level"},
      {"steward_series_chunk", "max_start"},    {"steward_series_chunk", "first_source"},
      {"steward_series_chunk", "last_source"},  {"steward_series_chunk", "min_recorded"},
      {"steward_series_chunk", "max_recorded"}, {"steward_series_chunk", "dead"},
      {"steward_series_chunk", "seal"},         {"steward_series_chunk", "source_table"},
  };
  for (const auto& [table, column] : cells) {
    for (int round = 0; round < (column == "data" ? 200 : 5); ++round) {
      const auto kept = text_of(*handle, table, column);
      const auto changed = other_value(kept, random);
      INFO(table << "." << column << ": " << kept << " became " << changed);
      const auto set = [&](const std::string& value) {
        ok(handle->execute("UPDATE " + table + " SET " + column + " = " + value +
                           " WHERE rowid = (SELECT min(rowid) FROM " + table + ")"));
      };
      set(changed);
      const auto error = read_all(*connection);
      set(kept);
      REQUIRE(error);
      CHECK(error->code() == "database_corrupt");
      CHECK(error->category() == Category::storage);
      CHECK(error->message().find("damaged") != std::string::npos);
      REQUIRE_FALSE(read_all(*connection));
    }
  }
  CHECK(history(*connection) == before);
}

TEST_CASE("a chunk whose columns are gone, or that holds those of another, is not read") {
  SeriesFile file;
  const auto& connection = file.connection;
  const auto& handle = file.handle;
  for (const int number : {1, 2}) deliver(*connection, some_deliveries(), number);
  ok(
      handle->execute("UPDATE steward_series_data SET data = (SELECT data FROM steward_series_data WHERE chunk = 2) "
                      "WHERE chunk = 1"));
  const auto moved = connection->history(owner(1));
  REQUIRE_FALSE(moved.ok());
  CHECK(moved.error().message().find("chunk 1 of the metric data of account") != std::string::npos);
  CHECK(connection->history(owner(2)).ok());
  ok(handle->execute("DELETE FROM steward_series_data WHERE chunk = 1"));
  const auto gone = connection->history(owner(1));
  REQUIRE_FALSE(gone.ok());
  CHECK(gone.error().message().find("missing") != std::string::npos);
  // What cannot be read is not written over either.
  ok(connection->begin(Connection::Mode::write));
  const auto written = connection->deliver(batch({{1, 11, 40, 3, 1, {7}}}));
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code() == "database_corrupt");
  connection->rollback();
}

TEST_CASE("columns of any numbers and ids come back as they were") {
  std::mt19937_64 random(7);
  const std::vector<std::vector<std::int64_t>> columns{
      {},
      {5},
      {INT64_MIN, INT64_MAX},
      {INT64_MIN, INT64_MIN},
      {0, 86'400'000, 864'000'000},
      {-1'000'000, 2'000'000, 999'000'000},
      {1, 256},
      {-1, 65'535, 70'000},
      {0, 4'294'967'296},
  };
  for (const auto& column : columns) {
    stores::ByteWriter out;
    stores::put_numbers(out, column);
    const auto bytes = out.take();
    std::vector<std::int64_t> back;
    stores::ByteReader in(bytes);
    stores::take_numbers(in, column.size(), back);
    CHECK(in.good());
    CHECK(in.at_end());
    CHECK(back == column);
    stores::ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
    stores::take_numbers(cut, column.size(), back);
    CHECK_FALSE(cut.good());
  }
  for (const std::size_t repeats : {1U, 9U}) {
    std::vector<Id> ids;
    for (std::size_t i = 0; i < 300; ++i) ids.push_back(id_of(1 + (i / repeats) * (random() % 2 + 1)));
    for (const auto& like : {std::vector<Id>(), ids}) {
      stores::ByteWriter out;
      stores::put_ids(out, ids, like);
      const auto bytes = out.take();
      CHECK((bytes.size() == 1) == !like.empty());
      std::vector<Id> back;
      stores::ByteReader in(bytes);
      stores::take_ids(in, ids.size(), back, like);
      CHECK(in.good());
      CHECK(in.at_end());
      CHECK(back == ids);
    }
  }
}

TEST_CASE("bytes that are no columns are refused, whatever they are") {
  std::mt19937_64 random(11);
  stores::LatestSegment segment;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 120, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : random() % 3);
    const auto size = random() % 40;
    if (const auto chunk = stores::decode_chunk(bytes, size)) CHECK(chunk->size() == size);
    if (stores::decode_latest(bytes, segment)) CHECK(segment.source.size() == segment.size());
    CHECK_FALSE(stores::unseal(bytes, "here"));
  }
  const auto sealed = stores::seal("columns", "here");
  CHECK(stores::unseal(sealed, "here") == "columns");
  CHECK_FALSE(stores::unseal(sealed, "there"));
  auto later = sealed;
  later[0] = 3;
  CHECK_FALSE(stores::unseal(later, "here"));
}

TEST_CASE("a delivery that meets a damaged chunk half-way leaves nothing in the transaction around it") {
  SeriesFile file;
  const auto& connection = file.connection;
  const auto& handle = file.handle;
  deliver(*connection, {{1, 10, 20, 5, 1, {7}}});
  deliver(*connection, {{2, 10, 20, 6, 1, {8}}});
  const auto before = history(*connection);
  const auto latest_before = latest(*connection, 99, 99);
  const auto kept = ok(handle->text("SELECT quote(data) FROM steward_series_data WHERE chunk = 2"));
  ok(handle->execute("UPDATE steward_series_data SET data = zeroblob(40) WHERE chunk = 2"));
  ok(connection->begin(Connection::Mode::write));
  const auto failed = connection->deliver(batch({{1, 10, 30, 1, 1, {7}}, {2, 10, 30, 1, 1, {8}}}));
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().message().find("chunk 2") != std::string::npos);
  ok(connection->insert(table_info<Account>(), std::vector<Row>{account_row(1, "Kept")}));
  ok(connection->commit());
  ok(handle->execute("UPDATE steward_series_data SET data = " + kept + " WHERE chunk = 2"));
  CHECK(history(*connection) == before);
  CHECK(latest(*connection, 99, 99) == latest_before);
  CHECK(ok(connection->count(query(table_info<Account>()))) == 1);
}
