// SPDX-License-Identifier: Apache-2.0
#include "conformance/series_support.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

struct Content {
  std::vector<Row> rows;
  std::vector<SeriesTuple> series;
  friend bool operator==(const Content&, const Content&) = default;
};

Content content(Connection& connection) { return {all(connection, query(accounts())), history(connection)}; }

// A transaction that uses every call once; false as soon as one fails.
bool scenario(Connection& connection) {
  const std::vector<Row> rows{account_row(2, "Two")};
  auto changed = account_row(1, "Changed");
  const std::vector<std::size_t> fields{accounts().at("name")};
  const std::vector<Id> gone{id_of(2)};
  const std::vector<Id> contexts{id_of(9)};
  const store::AggregateQuery groups{query(accounts()), {}, {{store::Function::count, 0}}};
  return connection.begin(Connection::Mode::write) && connection.next_sequence(1) &&
         connection.insert(accounts(), rows) && connection.update(accounts(), std::span(&changed, 1), fields) &&
         connection.savepoint() && connection.erase(accounts(), gone) && connection.release() &&
         connection.get(accounts(), id_of(1)) && connection.count(query(accounts())) &&
         connection.scan(query(accounts()), [](Row&&) { return true; }) && connection.aggregate(groups) &&
         connection.deliver(batch({{1, 10, 30, 6, 1, {7}}, {2, 10, 30, 6, 1, {9}}})) &&
         connection.latest({owner(1), "engagement", at_ms(99), at_ms(99), {}}) &&
         connection.range({owner(1), at_ms(0), at_ms(99), at_ms(99), {}, {}}) && connection.history(owner(1)) &&
         connection.has_rows(owner(1)) && connection.erase_contexts("engagement", contexts) &&
         connection.erase_owner(store::SeriesKind::context_data, id_of(5)) && connection.commit();
}

}  // namespace

TEST_CASE("whichever call fails, the store holds the state before or after the transaction") {
  const std::string kind = GENERATE(as<std::string>{}, "memory+fault", "sqlite+fault");
  const bool for_ever = GENERATE(false, true);
  const auto store = open_store(kind);
  const auto setup = store.connect();
  insert(*setup, accounts(), {account_row(1, "One")});
  deliver(*setup, {{1, 10, 20, 5, 1, {7}}});
  const auto before = content(*setup);
  int failures = 0;
  for (std::int64_t call = 1;; ++call) {
    REQUIRE(call < 100);
    const auto connection = store.connect();
    store.plan->fail_at(call, for_ever);
    const bool passed = scenario(*connection);
    store.plan->fail_at(0, false);
    connection->rollback();
    if (passed) break;
    ++failures;
    CHECK(content(*setup) == before);
  }
  CHECK(failures == 19);
  CHECK(all(*setup, query(accounts())) == std::vector<Row>{account_row(1, "Changed")});
  CHECK(history(*setup) ==
        std::vector<SeriesTuple>{{"account", 1, 7, 10, 11, 20, 30, 5}, {"account", 1, 7, 10, 11, 30, -1, 6}});
}

TEST_CASE("a planned fault is a storage error") {
  const auto store = open_store("memory+fault");
  store.plan->fail_at(1, true);
  CHECK(store.database->connect().error().code() == "storage_error");
  CHECK(store.database->connect().error().category() == Category::storage);
}
