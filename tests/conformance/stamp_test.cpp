// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "conformance/series_support.hpp"
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

namespace {

Stamp series_stamp(Connection& connection, int number = 1) {
  ok(connection.begin(Connection::Mode::read));
  const auto stamp = ok(connection.stamp(owner(number)));
  connection.rollback();
  return stamp;
}

void deliver_committed(Connection& connection, const std::vector<Delivery>& deliveries, int number = 1) {
  ok(connection.begin(Connection::Mode::write));
  ok(connection.deliver(batch(deliveries, number)));
  ok(connection.commit());
}

}  // namespace

TEST_CASE("a delivery gives the series of its owner another stamp, one that says nothing new does not") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  const auto first = *series_stamp(*mine);
  const auto others = *series_stamp(*mine, 2);
  Delivery said;
  said.contexts = {7, 8};
  deliver_committed(*other, {said});
  const auto second = *series_stamp(*mine);
  CHECK(second > first);
  CHECK(series_stamp(*mine, 2) == others);
  deliver_committed(*other, {said});
  CHECK(series_stamp(*mine) == second);
  CHECK(mine->changed(owner(1), first, second) == std::vector<Id>{id_of(7), id_of(8)});
  // Corrected: it counts for another context now, and no more for the two.
  said.recorded += 1;
  said.contexts = {9};
  deliver_committed(*other, {said});
  const auto third = *series_stamp(*mine);
  CHECK(mine->changed(owner(1), second, third) == std::vector<Id>{id_of(7), id_of(8), id_of(9)});
}

TEST_CASE("erased contexts are told, forgotten owners are not known by row") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  Delivery said;
  said.contexts = {7, 8};
  deliver_committed(*mine, {said});
  const auto first = *series_stamp(*mine);
  ok(mine->begin(Connection::Mode::write));
  const Id gone = id_of(7);
  ok(mine->erase_contexts("engagement", std::span(&gone, 1)));
  CHECK_FALSE(ok(mine->stamp(owner(1))));
  ok(mine->commit());
  const auto second = *series_stamp(*mine);
  REQUIRE(second > first);
  const auto changed = mine->changed(owner(1), first, second);
  REQUIRE(changed);
  CHECK(std::find(changed->begin(), changed->end(), gone) != changed->end());
  ok(mine->begin(Connection::Mode::write));
  ok(mine->erase_owner(store::SeriesKind::context_data, owner(1).owner));
  ok(mine->commit());
  CHECK(*series_stamp(*mine) > second);
}

TEST_CASE("a connection knows which commits were its own") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  const auto first = *stamp_now(*mine);
  insert_committed(*mine, 1);
  insert_committed(*mine, 2);
  const auto second = *stamp_now(*mine);
  CHECK(mine->only_mine(stamped_table(), first, first));
  CHECK(mine->only_mine(stamped_table(), first, second));
  CHECK_FALSE(other->only_mine(stamped_table(), first, second));
  insert_committed(*other, 3);
  const auto third = *stamp_now(*mine);
  CHECK_FALSE(mine->only_mine(stamped_table(), first, third));
  CHECK(other->only_mine(stamped_table(), second, third));
  insert_committed(*mine, 4);
  const auto fourth = *stamp_now(*mine);
  CHECK(mine->only_mine(stamped_table(), third, fourth));
  CHECK_FALSE(mine->only_mine(stamped_table(), second, fourth));
}

TEST_CASE("the newest instant of a series is known", "[series]") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  CHECK_FALSE(ok(mine->newest(owner(1))));
  Delivery said;
  said.start = 10;
  said.length = 5;
  said.recorded = 20;
  said.contexts = {7};
  deliver_committed(*mine, {said});
  CHECK(ok(mine->newest(owner(1))) == at_ms(20));
  said.start = 30;
  said.recorded = 21;
  deliver_committed(*mine, {said});
  CHECK(ok(mine->newest(owner(1))) == at_ms(35));
  CHECK_FALSE(ok(mine->newest(owner(2))));
}
