// SPDX-License-Identifier: Apache-2.0
#include "conformance/stores.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

// A mark that stays the same promises that nothing changed; every kind of change gives another one.

namespace {

const TableInfo& marked_table() { return table_info<Account>(); }
Row marked_row(std::uint64_t number) { return account_row(number, "Account " + std::to_string(number)); }

Connection::Mark mark_now(Connection& connection) {
  ok(connection.begin(Connection::Mode::read));
  const auto mark = ok(connection.mark());
  connection.rollback();
  return mark;
}

}  // namespace

TEST_CASE("every change gives another mark") {
  const auto store = open_store(STEWARD_STORES);
  const auto mine = store.connect();
  const auto other = store.connect();
  const auto first = mark_now(*mine);

  ok(other->begin(Connection::Mode::write));
  const std::vector<Row> rows{marked_row(1)};
  ok(other->insert(marked_table(), rows));
  ok(other->commit());
  const auto second = mark_now(*mine);
  CHECK(second != first);

  ok(mine->begin(Connection::Mode::write));
  const auto third = ok(mine->mark());
  const std::vector<Row> more{marked_row(2)};
  ok(mine->insert(marked_table(), more));
  const auto fourth = ok(mine->mark());
  CHECK(fourth != third);
  ok(mine->savepoint());
  const std::vector<Row> yet_more{marked_row(3)};
  ok(mine->insert(marked_table(), yet_more));
  const auto fifth = ok(mine->mark());
  mine->rollback_to();
  const auto sixth = ok(mine->mark());
  CHECK(sixth != fifth);
  mine->rollback();
  const auto seventh = mark_now(*mine);
  CHECK(seventh != sixth);
  CHECK(seventh != fourth);
}
