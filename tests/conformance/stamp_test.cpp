// SPDX-License-Identifier: Apache-2.0
#include "conformance/stores.hpp"
#include "model/row.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

// A stamp that stays the same promises the same rows of one table; what lies between two stamps is known by row.

namespace {

const TableInfo& stamped_table() { return table_info<Account>(); }

using Stamp = std::optional<std::int64_t>;

Stamp stamp_now(Connection& connection, const TableInfo& table = stamped_table()) {
  ok(connection.begin(Connection::Mode::read));
  const auto stamp = ok(connection.stamp(table));
  connection.rollback();
  return stamp;
}

Row stamped_row(std::uint64_t number) { return account_row(number, "Account " + std::to_string(number)); }

void insert_committed(Connection& connection, std::uint64_t number) {
  ok(connection.begin(Connection::Mode::write));
  const std::vector<Row> rows{stamped_row(number)};
  ok(connection.insert(stamped_table(), rows));
  ok(connection.commit());
}

}  // namespace

TEST_CASE("a commit that writes rows of a table gives it another stamp, and no other table") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  const auto first = stamp_now(*mine);
  const auto users = stamp_now(*mine, table_info<User>());
  REQUIRE(first);
  insert_committed(*other, 1);
  const auto second = stamp_now(*mine);
  REQUIRE(second);
  CHECK(*second > *first);
  CHECK(stamp_now(*mine) == second);
  CHECK(stamp_now(*mine, table_info<User>()) == users);
}

TEST_CASE("what lies between two stamps is known by row") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto first = *stamp_now(*mine);
  insert_committed(*mine, 1);
  insert_committed(*mine, 2);
  const auto second = *stamp_now(*mine);
  ok(mine->begin(Connection::Mode::write));
  auto row = stamped_row(2);
  const auto name = stamped_table().at("name");
  row[name] = std::string("Another");
  ok(mine->update(stamped_table(), std::span(&row, 1), std::span(&name, 1)));
  const Id gone = model::row_id(stamped_row(1));
  ok(mine->erase(stamped_table(), std::span(&gone, 1)));
  ok(mine->commit());
  const auto third = *stamp_now(*mine);
  const Id kept = model::row_id(stamped_row(2));
  const std::vector<Id> both{std::min(gone, kept), std::max(gone, kept)};
  CHECK(mine->changed(stamped_table(), first, first) == std::vector<Id>{});
  CHECK(mine->changed(stamped_table(), first, second) == both);
  CHECK(mine->changed(stamped_table(), second, third) == both);
  CHECK(mine->changed(stamped_table(), first, third) == both);
  CHECK_FALSE(mine->changed(stamped_table(), third, third + 1));
}

TEST_CASE("a transaction that wrote rows of a table has no stamp for it, even when they are undone") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  const auto first = stamp_now(*mine);
  ok(mine->begin(Connection::Mode::write));
  CHECK(ok(mine->stamp(stamped_table())) == first);
  const std::vector<Row> rows{stamped_row(1)};
  ok(mine->insert(stamped_table(), rows));
  CHECK_FALSE(ok(mine->stamp(stamped_table())));
  CHECK(stamp_now(*other) == first);
  mine->rollback();
  CHECK(stamp_now(*mine) == first);
  CHECK(mine->stamp(stamped_table()).error().code() == "misuse");
}

TEST_CASE("a transaction keeps the stamp of what it sees") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  ok(mine->begin(Connection::Mode::read));
  const auto before = ok(mine->stamp(stamped_table()));
  insert_committed(*other, 1);
  CHECK(ok(mine->stamp(stamped_table())) == before);
  mine->rollback();
  CHECK(stamp_now(*mine) != before);
}

TEST_CASE("tables of facts have no stamps") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  CHECK_FALSE(stamp_now(*mine, table_info<RecordChange>()));
}

TEST_CASE("a commit that fails leaves the stamp") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto first = stamp_now(*mine);
  ok(mine->begin(Connection::Mode::write));
  auto row = stamped_row(1);
  row[stamped_table().at("domain")] = account_row(999, "").values[0];
  ok(mine->insert(stamped_table(), std::span(&row, 1)));
  CHECK_FALSE(mine->commit());
  CHECK(stamp_now(*mine) == first);
}
