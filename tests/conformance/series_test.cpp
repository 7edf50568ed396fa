// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "conformance/series_support.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

using Rows = std::vector<SeriesTuple>;

SeriesTuple row(int source, int context, int start, int recorded, int superseded, int value) {
  return {"account", source, context, start, start + 1, recorded, superseded, value};
}

void check_counts(const store::DeliveryCounts& counts, std::size_t added, std::size_t superseded,
                  std::size_t unchanged) {
  CHECK(counts.added == added);
  CHECK(counts.superseded == superseded);
  CHECK(counts.unchanged == unchanged);
}

}  // namespace

TEST_CASE("a delivery gives one row a context, or one unmapped row") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  CHECK_FALSE(ok(connection->has_rows(owner(1))));
  check_counts(deliver(*connection, {{1, 10, 20, 5, 1, {7, 8}}, {2, 10, 20, 6, 1, {}}}), 2, 0, 0);
  CHECK(ok(connection->has_rows(owner(1))));
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, -1, 5), row(1, 8, 10, 20, -1, 5), row(2, 0, 10, 20, -1, 6)});
  CHECK(latest(*connection, 11, 20) == Rows{row(1, 7, 10, 20, -1, 5), row(1, 8, 10, 20, -1, 5)});
  CHECK(latest(*connection, 10, 20).empty());
  CHECK(latest(*connection, 11, 19).empty());
}

TEST_CASE("a delivery that says nothing new changes nothing until a late one lands before it") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection, {{1, 10, 20, 5, 1, {7}}});
  check_counts(deliver(*connection, {{1, 10, 20, 5, 1, {7}}, {1, 10, 30, 5, 1, {7}}}), 0, 0, 2);
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, -1, 5)});
  check_counts(deliver(*connection, {{1, 10, 25, 6, 1, {7}}}), 1, 1, 0);
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, 25, 5), row(1, 7, 10, 25, 30, 6), row(1, 7, 10, 30, -1, 5)});
}

TEST_CASE("of two deliveries of one instant the greatest value counts, and the other never existed") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  check_counts(deliver(*connection, {{1, 10, 20, 5, 1, {7}}, {1, 10, 20, 4, 1, {7}}}), 1, 0, 1);
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, -1, 5)});
  check_counts(deliver(*connection, {{1, 10, 20, 6, 1, {8}}}), 1, 0, 0);
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, -1, 6)});
  // The same one with other contexts replaces them.
  deliver(*connection, {{1, 10, 20, 6, 1, {7, 9}}});
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, -1, 6), row(1, 9, 10, 20, -1, 6)});
}

TEST_CASE("rows that a new delivery no longer maps are superseded") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection, {{1, 10, 20, 5, 1, {7, 8}}});
  check_counts(deliver(*connection, {{1, 10, 30, 5, 1, {8}}}), 1, 2, 0);
  CHECK(history(*connection) == Rows{row(1, 7, 10, 20, 30, 5), row(1, 8, 10, 20, 30, 5), row(1, 8, 10, 30, -1, 5)});
  CHECK(latest(*connection, 11, 29) == Rows{row(1, 7, 10, 20, -1, 5), row(1, 8, 10, 20, -1, 5)});
  CHECK(latest(*connection, 11, 30) == Rows{row(1, 8, 10, 30, -1, 5)});
}

TEST_CASE("latest takes the greatest end of each source record and only the asked contexts") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection,
          {{1, 10, 50, 1, 1, {7}}, {1, 11, 50, 2, 1, {7}}, {2, 9, 50, 3, 3, {7, 9}}, {1, 12, 50, 4, 5, {8}}});
  CHECK(latest(*connection, 12, 50) ==
        Rows{row(1, 7, 11, 50, -1, 2), {"account", 2, 7, 9, 12, 50, -1, 3}, {"account", 2, 9, 9, 12, 50, -1, 3}});
  const std::vector<Id> asked{id_of(8), id_of(9), id_of(99)};
  const auto some = ok(connection->latest({owner(1), "engagement", at_ms(100), at_ms(50), asked}));
  CHECK(tuples(some) == Rows{{"account", 1, 8, 12, 17, 50, -1, 4}, {"account", 2, 9, 9, 12, 50, -1, 3}});
  CHECK(ok(connection->latest({owner(1), "account", at_ms(100), at_ms(50), {}})).size() == 0);
  CHECK(ok(connection->latest({owner(2), "engagement", at_ms(100), at_ms(50), {}})).size() == 0);
}

TEST_CASE("a range gives the rows in force, unmapped ones too, by source and start") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection,
          {{2, 10, 20, 1, 1, {}}, {1, 12, 20, 2, 1, {7, 8}}, {1, 11, 20, 3, 1, {7}}, {1, 13, 20, 4, 1, {7}}});
  deliver(*connection, {{1, 11, 30, 5, 1, {7}}});
  const auto range = [&](int known_at, std::optional<Id> context, std::optional<Id> source) {
    return tuples(ok(connection->range({owner(1), at_ms(10), at_ms(13), at_ms(known_at), context, source})));
  };
  CHECK(range(20, {}, {}) ==
        Rows{row(1, 7, 11, 20, -1, 3), row(1, 7, 12, 20, -1, 2), row(1, 8, 12, 20, -1, 2), row(2, 0, 10, 20, -1, 1)});
  CHECK(range(30, id_of(7), {}) == Rows{row(1, 7, 11, 30, -1, 5), row(1, 7, 12, 20, -1, 2)});
  CHECK(range(30, {}, id_of(2)) == Rows{row(2, 0, 10, 20, -1, 1)});
  CHECK(range(30, id_of(8), id_of(2)).empty());
}

TEST_CASE("erased contexts leave no rows and give none back to others") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection, {{1, 10, 20, 5, 1, {8}}, {1, 10, 30, 6, 1, {7}}, {2, 10, 20, 5, 1, {7, 8}}});
  const std::vector<Id> gone{id_of(7)};
  write(*connection, [&] { ok(connection->erase_contexts("account", gone)); });
  CHECK(history(*connection).size() == 4);
  write(*connection, [&] { ok(connection->erase_contexts("engagement", gone)); });
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, 30, 5), row(2, 8, 10, 20, -1, 5)});
  deliver(*connection, {{1, 10, 40, 5, 1, {8}}});
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, 30, 5), row(1, 8, 10, 40, -1, 5), row(2, 8, 10, 20, -1, 5)});
}

TEST_CASE("an erased owner loses all its parts and nobody else's") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection, {{1, 10, 20, 5, 1, {8}}}, 1);
  deliver(*connection, {{1, 10, 20, 5, 1, {8}}}, 2);
  auto part = batch({{1, 10, 20, 5, 1, {8}}});
  part.owner = owner(1, 3);
  auto indicator = part;
  indicator.owner.kind = store::SeriesKind::indicator_score;
  write(*connection, [&] {
    ok(connection->deliver(part));
    ok(connection->deliver(indicator));
    ok(connection->erase_owner(store::SeriesKind::context_data, id_of(1)));
  });
  CHECK_FALSE(ok(connection->has_rows(owner(1))));
  CHECK_FALSE(ok(connection->has_rows(part.owner)));
  CHECK(ok(connection->has_rows(owner(2))));
  CHECK(ok(connection->has_rows(indicator.owner)));
  deliver(*connection, {{1, 10, 20, 6, 1, {8}}}, 1);
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, -1, 6)});
}

TEST_CASE("deliveries are undone with their transaction or savepoint") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  deliver(*connection, {{1, 10, 20, 5, 1, {8}}});
  ok(connection->begin(Connection::Mode::write));
  ok(connection->savepoint());
  ok(connection->deliver(batch({{1, 10, 30, 6, 1, {9}}, {3, 10, 30, 6, 1, {9}}})));
  connection->rollback_to();
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, -1, 5)});
  ok(connection->deliver(batch({{3, 11, 30, 6, 1, {9}}})));
  connection->rollback();
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, -1, 5)});
  deliver(*connection, {{3, 11, 30, 7, 1, {9}}});
  CHECK(history(*connection) == Rows{row(1, 8, 10, 20, -1, 5), row(3, 9, 11, 30, -1, 7)});
  CHECK(connection->deliver(batch({})).error().code() == "misuse");
}

TEST_CASE("the content is a function of the set of deliveries, on every store") {
  const auto small = [](int from, int to) { return rc::gen::inRange(from, to); };
  const auto holds = rc::check("shuffled, split and repeated deliveries", [&] {
    const auto count = *small(1, 25);
    std::vector<Delivery> deliveries;
    for (int i = 0; i < count; ++i) {
      Delivery one{*small(1, 3), *small(10, 13), *small(20, 26), *small(0, 2), *small(1, 3), {}};
      // Contexts follow from the rest: of two equal deliveries with other contexts the later call wins.
      for (int context = 7; context < 9; ++context) {
        if ((one.recorded + one.value * context + one.source) % 3 != 0) one.contexts.push_back(context);
      }
      deliveries.push_back(one);
    }
    const auto expected = expected_history(deliveries);
    std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
    for (const std::string kind : {"memory", "sqlite"}) {
      const auto store = open_store(kind);
      const auto connection = store.connect();
      auto shuffled = deliveries;
      shuffled.insert(shuffled.end(), deliveries.begin(), deliveries.begin() + count / 2);
      std::shuffle(shuffled.begin(), shuffled.end(), random);
      for (std::size_t from = 0; from < shuffled.size();) {
        const auto size = std::min<std::size_t>(shuffled.size() - from, 1 + random() % 6);
        const auto first = shuffled.begin() + static_cast<std::ptrdiff_t>(from);
        deliver(*connection, {first, first + static_cast<std::ptrdiff_t>(size)});
        from += size;
      }
      RC_ASSERT(history(*connection) == expected);
      for (const int t : {10, 11, 12, 13, 99}) {
        for (const int known_at : {19, 20, 22, 25, 99}) {
          RC_ASSERT(latest(*connection, t, known_at) == expected_latest(deliveries, t, known_at));
        }
      }
    }
  });
  CHECK(holds);
}

TEST_CASE("both stores count and erase alike") {
  const auto small = [](int from, int to) { return rc::gen::inRange(from, to); };
  const auto holds = rc::check("random histories with erased contexts", [&] {
    const auto memory = open_store("memory");
    const auto sqlite = open_store("sqlite");
    const auto one = memory.connect();
    const auto two = sqlite.connect();
    const auto count = *small(1, 40);
    for (int i = 0; i < count; ++i) {
      if (*small(0, 5) == 0) {
        const std::vector<Id> gone{id_of(static_cast<std::uint64_t>(*small(7, 9)))};
        for (const auto& connection : {one.get(), two.get()}) {
          write(*connection, [&] { ok(connection->erase_contexts("engagement", gone)); });
        }
        RC_ASSERT(history(*one) == history(*two));
        continue;
      }
      Delivery said{1, *small(10, 12), *small(20, 26), *small(0, 2), 1, {}};
      for (int context = 7; context < 9; ++context) {
        if (*small(0, 2) == 0) said.contexts.push_back(context);
      }
      const auto a = deliver(*one, {said});
      const auto b = deliver(*two, {said});
      RC_ASSERT(std::tie(a.added, a.superseded, a.unchanged) == std::tie(b.added, b.superseded, b.unchanged));
      RC_ASSERT(history(*one) == history(*two));
    }
  });
  CHECK(holds);
}
