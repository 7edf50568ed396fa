// SPDX-License-Identifier: Apache-2.0
// The packed layout against the memory store: random histories that fill, split, correct and merge chunks.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <tuple>

#include "base/hash.hpp"
#include "conformance/series_support.hpp"
#include "store/columns.hpp"
#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/sqlite.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

using Hash = std::string;

std::uint64_t seed_of_run() {
  const char* given = std::getenv("STEWARD_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "packed: STEWARD_SEED=" << seed << '\n';
  return seed;
}

Hash hash_of(const store::SeriesColumns& columns, bool ordered = true) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    base::ContentHash row;
    row.add(std::string_view(columns.tables[columns.source_table[i]]));
    row.add(std::string_view(columns.source[i].to_string())).add(std::string_view(columns.context[i].to_string()));
    for (const auto instant : {columns.start[i], columns.end[i], columns.recorded[i]}) {
      row.add(static_cast<std::uint64_t>(instant.time_since_epoch().count()));
    }
    const auto ended = columns.superseded.empty() ? std::nullopt : columns.superseded[i];
    row.add(ended ? static_cast<std::uint64_t>(ended->time_since_epoch().count()) : 0);
    row.add(static_cast<std::uint64_t>(columns.value[i].units()));
    rows.push_back(row.hex());
  }
  if (!ordered) std::sort(rows.begin(), rows.end());
  base::ContentHash whole;
  for (const auto& row : rows) whole.add(std::string_view(row));
  return whole.hex() + " of " + std::to_string(rows.size());
}

/// The same of rows without what they come from, which are sorted by context alone.
Hash hash_of_values(const store::SeriesColumns& columns) {
  std::vector<std::tuple<Id, std::int64_t, std::int64_t, std::int64_t>> rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    rows.emplace_back(columns.context[i], columns.start[i].time_since_epoch().count(),
                      columns.end[i].time_since_epoch().count(), columns.value[i].units());
  }
  CHECK(std::is_sorted(columns.context.begin(), columns.context.end()));
  std::sort(rows.begin(), rows.end());
  base::ContentHash whole;
  for (const auto& [context, start, end, value] : rows) {
    whole.add(std::string_view(context.to_string()));
    for (const auto number : {start, end, value}) whole.add(static_cast<std::uint64_t>(number));
  }
  return whole.hex() + " of " + std::to_string(rows.size());
}

/// What a history is made of: how many records, periods and times of delivery, and how far the periods lie apart.
struct World {
  int sources = 1;
  int periods = 1;
  int moments = 1;
  int contexts = 1;
  std::chrono::milliseconds period{1};
};

class History {
 public:
  History(std::uint64_t seed, int number, Connection& memory, Connection& packed)
      : random_(seed + static_cast<std::uint64_t>(number)), owner_(owner(number)), stores_{&memory, &packed} {
    const bool large = number % 40 == 0;
    world_.sources = large ? 300 : pick(1, 12);
    world_.periods = pick(1, 14);
    world_.moments = pick(1, 6);
    world_.contexts = pick(1, 5);
    world_.period = std::chrono::hours(pick(0, 1) == 0 ? 24 : 24 * 100);
    calls_ = large ? 8 : pick(1, 30);
    batch_ = large ? 2500 : pick(1, 40);
    if (number % 400 != 200) return;
    // Day after day of the same records, so that chunks are put together by record too.
    layered_ = true;
    world_ = {600, 60, 3, 3, std::chrono::hours(24)};
    calls_ = 50;
    batch_ = 800;
  }

  void run() {
    for (int call = 0; call < calls_; ++call) {
      const int dice = pick(0, 19);
      if (dice == 0) {
        erase();
      } else if (dice == 1) {
        drop();
      } else if (dice == 2) {
        undo();
      } else {
        deliver();
      }
      if (!layered_ || call % 10 == 9) same("history", hashed_history());
      compare();
    }
    both([&](Connection& connection) { ok(connection.erase_owner(owner_.kind, owner_.owner)); });
    CHECK_FALSE(ok(stores_[1]->has_rows(owner_)));
  }

 private:
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  Id source(int number) { return id_of(static_cast<std::uint64_t>(1000 + number)); }
  Id context(int number) { return id_of(static_cast<std::uint64_t>(10 + number)); }
  Instant moment() { return at_ms(1) + std::chrono::hours(24 * 4000 + pick(1, world_.moments)); }
  Instant start() { return at_ms(0) + pick(0, world_.periods) * world_.period; }

  store::Deliveries batch() {
    store::Deliveries result;
    result.owner = owner_;
    result.source_table = pick(0, 9) == 0 ? "contact" : "account";
    result.context_table = pick(0, 9) == 0 ? "account" : "engagement";
    result.context_begin.push_back(0);
    const int size = layered_ && pick(0, 9) != 0 ? batch_ : pick(1, batch_);
    const bool sorted = pick(0, 2) == 0;
    const auto day = start();
    for (int i = 0; i < size; ++i) {
      result.source.push_back(source(sorted || layered_ ? i % world_.sources : pick(1, world_.sources)));
      result.start.push_back(layered_ && pick(0, 99) != 0 ? day : start());
      result.end.push_back(result.start.back() + world_.period * pick(1, 2));
      result.recorded.push_back(moment());
      result.value.push_back(Decimal::from_units(pick(0, 3) == 0 ? pick(-3, 3) : pick(0, 2) * Decimal::one));
      for (int number = 1; number <= world_.contexts; ++number) {
        if (pick(0, 2) == 0) result.contexts.push_back(context(number));
      }
      result.context_begin.push_back(static_cast<std::uint32_t>(result.contexts.size()));
    }
    return result;
  }

  template <class Work>
  void both(Work&& work) {
    for (auto* connection : stores_) write(*connection, [&] { work(*connection); });
  }
  void deliver() {
    const auto said = batch();
    std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> counts;
    both([&](Connection& connection) {
      const auto told = ok(connection.deliver(said));
      counts.emplace_back(told.added, told.superseded, told.unchanged);
    });
    CHECK(counts[0] == counts[1]);
  }
  void erase() {
    std::vector<Id> gone;
    for (int count = pick(1, 3); count > 0; --count) gone.push_back(context(pick(1, world_.contexts)));
    both([&](Connection& connection) { ok(connection.erase_contexts("engagement", gone)); });
  }
  void drop() {
    const auto before = start();
    std::vector<std::size_t> dropped;
    both([&](Connection& connection) { dropped.push_back(ok(connection.drop_before(owner_, before))); });
    CHECK(dropped[0] == dropped[1]);
  }
  /// What a savepoint took back leaves nothing, and what follows it stays.
  void undo() {
    const auto gone = batch();
    const auto kept = batch();
    both([&](Connection& connection) {
      ok(connection.savepoint());
      ok(connection.deliver(gone));
      connection.rollback_to();
      ok(connection.deliver(kept));
    });
  }

  template <class Read>
  void same(std::string_view what, Read&& read) {
    const Hash one = read(*stores_[0]);
    const Hash two = read(*stores_[1]);
    INFO(what);
    CHECK(one == two);
  }
  std::function<Hash(Connection&)> hashed_history() {
    return [this](Connection& connection) { return hash_of(ok(connection.history(owner_))); };
  }
  void compare() {
    std::vector<Id> some;
    for (int number = 0; number <= world_.contexts + 1; ++number) {
      if (pick(0, 1) == 0) some.push_back(context(number));
    }
    store::Series::Latest latest{owner_,
                                 pick(0, 4) == 0 ? "account" : "engagement",
                                 start() + world_.period * 3,
                                 pick(0, 1) == 0 ? moment() : Instant::max(),
                                 {}};
    if (pick(0, 2) == 0) latest.t = start();
    if (pick(0, 1) == 0) latest.contexts = some;
    same("latest", [&](Connection& connection) { return hash_of(ok(connection.latest(latest))); });
    auto values = latest;
    values.values_only = true;
    same("latest values", [&](Connection& connection) {
      const auto rows = ok(connection.latest(values));
      CHECK((rows.tables.empty() && rows.source_table.empty() && rows.source.empty() && rows.recorded.empty()));
      const auto hash = hash_of_values(rows);
      CHECK(hash == hash_of_values(ok(connection.latest(latest))));
      return hash;
    });
    store::Series::Range range{owner_, start(), start() + world_.period * 4, moment(), {}, {}};
    if (pick(0, 2) == 0) range.context = context(pick(1, world_.contexts));
    if (pick(0, 2) == 0) range.source = source(pick(1, world_.sources));
    same("range", [&](Connection& connection) { return hash_of(ok(connection.range(range))); });
    same("scan", [&](Connection& connection) { return scanned(connection, range); });
  }
  static Hash scanned(Connection& connection, const store::Series::Range& range) {
    store::ColumnsBuilder all(false);
    ok(connection.scan_range(range, [&](const store::SeriesColumns& piece) {
      for (std::size_t i = 0; i < piece.size(); ++i) {
        all.add({piece.tables[piece.source_table[i]], piece.source[i], piece.context[i], piece.start[i], piece.end[i],
                 piece.recorded[i], std::nullopt, piece.value[i]});
      }
      return true;
    }));
    return hash_of(all.take(), false);
  }

  std::mt19937_64 random_;
  store::SeriesOwner owner_;
  std::vector<Connection*> stores_;
  World world_;
  int calls_ = 0;
  int batch_ = 0;
  bool layered_ = false;
};

}  // namespace

TEST_CASE("a thousand random histories read alike from chunks and from the memory store", "[random]") {
  const auto seed = seed_of_run();
  const auto memory = open_store("memory");
  const auto packed = open_store("sqlite");
  const auto one = memory.connect();
  const auto two = packed.connect();
  for (int number = 1; number <= 1000; ++number) {
    INFO("history " << number << ", repeat with STEWARD_SEED=" << seed);
    History(seed, number, *one, *two).run();
  }
}

TEST_CASE("the past of a record that was delivered day by day lies in few chunks") {
  const auto memory = open_store("memory");
  const auto packed = open_store("sqlite");
  const auto one = memory.connect();
  const auto two = packed.connect();
  constexpr int days = 300;
  constexpr int records = 600;
  for (int day = 0; day < days; ++day) {
    store::Deliveries batch;
    batch.owner = owner(1);
    batch.source_table = "account";
    batch.context_table = "engagement";
    batch.context_begin.push_back(0);
    for (int record = 1; record <= records; ++record) {
      batch.source.push_back(id_of(static_cast<std::uint64_t>(record)));
      batch.contexts.push_back(batch.source.back());
      batch.start.push_back(at_ms(0) + std::chrono::hours(24 * day));
      batch.end.push_back(batch.start.back() + std::chrono::hours(24));
      batch.recorded.push_back(batch.end.back());
      batch.value.push_back(Decimal(day * records + record));
      batch.context_begin.push_back(static_cast<std::uint32_t>(record));
    }
    for (auto* connection : {one.get(), two.get()}) {
      write(*connection, [&] { CHECK(ok(connection->deliver(batch)).added == records); });
    }
  }
  stores::SqliteOptions options;
  options.path = packed.folder->file("steward.db");
  const auto handle = ok(stores::Handle::open(options, SQLITE_OPEN_READONLY));
  const auto chunks = [&](const std::string& where) {
    return ok(handle->integer("SELECT count(*) FROM steward_series_chunk WHERE " + where));
  };
  CHECK(ok(handle->integer("SELECT sum(alive) FROM steward_series_chunk")) == days * records);
  const std::string of_one =
      "first_source <= x'" + std::string(29, '0') + "100' AND last_source >= x'" + std::string(29, '0') + "100'";
  CHECK(chunks(of_one) <= 40);
  CHECK(chunks("level > 2") > 0);

  const Id record = id_of(256);
  const auto middle = at_ms(0) + std::chrono::hours(24 * 150);
  for (const auto known_at : {middle, Instant::max()}) {
    for (const auto t : {middle, Instant::max()}) {
      const std::vector<Id> asked{record};
      const auto rows = [&](Connection& connection) {
        return hash_of(ok(connection.latest({owner(1), "engagement", t, known_at, asked}))) +
               hash_of(ok(connection.latest({owner(1), "engagement", t, known_at, {}}))) +
               hash_of(ok(connection.range({owner(1), at_ms(0), t, known_at, record, {}})));
      };
      CHECK(rows(*one) == rows(*two));
    }
  }
  CHECK(hash_of(ok(one->history(owner(1)))) == hash_of(ok(two->history(owner(1)))));
}

// More than goes into chunks at once, in several spans of time, and more touches of the index than are applied at once,
// three of each pair.
TEST_CASE("a delivery of many rows is taken in parts that nobody sees") {
  const auto memory = open_store("memory");
  const auto packed = open_store("sqlite");
  const auto one = memory.connect();
  const auto two = packed.connect();
  const auto both = [&](const auto& work) {
    for (auto* connection : {one.get(), two.get()}) write(*connection, [&] { work(*connection); });
  };
  constexpr int sources = 13'400;
  constexpr auto span = std::chrono::hours(24 * 500);
  for (const bool one_each : {true, false}) {
    INFO((one_each ? "one context each" : "none to two contexts each"));
    store::Deliveries batch;
    batch.owner = owner(one_each ? 1 : 2);
    batch.source_table = "account";
    batch.context_table = "engagement";
    batch.context_begin.push_back(0);
    for (int row = 0; row < 3 * sources; ++row) {
      const auto source = static_cast<std::uint64_t>(row / 3 + 1);
      batch.source.push_back(id_of(source));
      const std::uint64_t contexts = one_each ? 1 : source % 3;
      // The order of the contexts is another than that of the sources.
      for (std::uint64_t i = 0; i < contexts; ++i) batch.contexts.push_back(id_of(source * 7'919 % 5'000 + 1 + i));
      batch.start.push_back(at_ms(0) + span * (row % 3));
      batch.end.push_back(batch.start.back() + std::chrono::hours(24));
      batch.recorded.push_back(batch.end.back());
      batch.value.push_back(Decimal(row));
      batch.context_begin.push_back(static_cast<std::uint32_t>(batch.contexts.size()));
    }
    const auto same = [&] {
      const auto read = [&](Connection& connection) {
        return hash_of(ok(connection.latest({batch.owner, "engagement", Instant::max(), Instant::max(), {}}))) +
               hash_of(ok(connection.history(batch.owner)));
      };
      CHECK(read(*one) == read(*two));
    };
    both([&](Connection& connection) { CHECK(ok(connection.deliver(batch)).added == 3 * sources); });
    same();
    both([&](Connection& connection) { CHECK(ok(connection.deliver(batch)).unchanged == 3 * sources); });
    same();
    // All of them move back in time, so that the index has to be told anew.
    for (auto& end : batch.end) end -= std::chrono::hours(12);
    for (auto& recorded : batch.recorded) recorded += 4 * span;
    both([&](Connection& connection) { CHECK(ok(connection.deliver(batch)).added == 3 * sources); });
    same();
    both([&](Connection& connection) { CHECK(ok(connection.drop_before(batch.owner, at_ms(0) + span)) == sources); });
    same();
    std::vector<Id> gone;
    for (std::uint64_t context = 1; context < 4'000; context += 2) gone.push_back(id_of(context));
    both([&](Connection& connection) { ok(connection.erase_contexts("engagement", gone)); });
    same();
  }
}
