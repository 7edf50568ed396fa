// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "conformance/stores.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

const TableInfo& contracts() { return table_info<Contract>(); }

Row contract_row(std::uint64_t id, const std::string& number) {
  auto row = row_of(contracts(), id);
  put(contracts(), row, "number", number);
  put(contracts(), row, "name", std::string("Contract"));
  put(contracts(), row, "account", id_of(1));
  return row;
}

}  // namespace

TEST_CASE("rows are inserted, read, updated by field and erased") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert(*connection, accounts(), {account_row(1, "One"), account_row(2, "Two")});
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "One"));
  CHECK_FALSE(ok(connection->get(accounts(), id_of(3))).has_value());

  auto changed = account_row(1, "Uno");
  put(accounts(), changed, "industry", std::string("Retail"));
  const std::vector<std::size_t> only_name{accounts().at("name")};
  write(*connection, [&] { ok(connection->update(accounts(), std::span(&changed, 1), only_name)); });
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "Uno"));

  const std::vector<Id> gone{id_of(1)};
  write(*connection, [&] { ok(connection->erase(accounts(), gone)); });
  CHECK_FALSE(ok(connection->get(accounts(), id_of(1))).has_value());
  CHECK(ok(connection->count(query(accounts()))) == 1);
}

TEST_CASE("update and erase of an unknown id are refused and leave nothing behind") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert(*connection, accounts(), {account_row(1, "One")});
  ok(connection->begin(Connection::Mode::write));
  const std::vector<Row> rows{account_row(1, "Changed"), account_row(9, "Nobody")};
  const std::vector<std::size_t> fields{accounts().at("name")};
  const auto updated = connection->update(accounts(), rows, fields);
  REQUIRE_FALSE(updated.ok());
  CHECK(updated.error().code() == "not_found");
  const std::vector<Id> gone{id_of(1), id_of(9)};
  const auto erased = connection->erase(accounts(), gone);
  REQUIRE_FALSE(erased.ok());
  CHECK(erased.error().code() == "not_found");
  CHECK(erased.error().category() == Category::not_found);
  ok(connection->commit());
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "One"));
}

TEST_CASE("writes outside a write transaction are misuse") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  const std::vector<Row> rows{account_row(1, "One")};
  CHECK(connection->insert(accounts(), rows).error().code() == "misuse");
  CHECK(connection->commit().error().code() == "misuse");
  CHECK(connection->next_sequence(1).error().code() == "misuse");
  ok(connection->begin(Connection::Mode::read));
  CHECK(connection->in_transaction());
  CHECK(connection->insert(accounts(), rows).error().code() == "misuse");
  CHECK(connection->savepoint().error().code() == "misuse");
  CHECK(connection->begin(Connection::Mode::read).error().code() == "misuse");
  ok(connection->commit());
  CHECK_FALSE(connection->in_transaction());
}

TEST_CASE("values at the edges come back as they were") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  using Limits = std::numeric_limits<std::int64_t>;
  insert(*connection, accounts(), {account_row(1, "One")});
  auto row = contract_row(2, "  K\xc3\xa4se '\"; -- ");
  const auto currency = Currency::parse("EUR");
  put(contracts(), row, "value", Money{Limits::min(), *currency});
  put(contracts(), row, "state", std::string("a_value_of_tomorrow"));
  put(contracts(), row, "version", Limits::max());
  put(contracts(), row, "start_date", Date(std::chrono::days(-3000000)));
  put(contracts(), row, "end_date", Date(std::chrono::days(0)));
  put(contracts(), row, "created_at", Instant(std::chrono::milliseconds(-1)));
  put(contracts(), row, "updated_at", Instant(std::chrono::milliseconds(Limits::max())));
  put(contracts(), row, "created_by", Id());
  insert(*connection, contracts(), {row});
  CHECK(ok(connection->get(contracts(), id_of(2))) == row);

  const auto& jobs = table_info<ScheduledJob>();
  auto job = row_of(jobs, 3);
  put(jobs, job, "key", std::string("collect"));
  put(jobs, job, "active", false);
  put(jobs, job, "interval", Duration(0));
  insert(*connection, jobs, {job});
  CHECK(ok(connection->get(jobs, id_of(3))) == job);

  const auto& rates = table_info<ExchangeRate>();
  auto rate = row_of(rates, 4);
  put(rates, rate, "currency", std::string("EUR"));
  put(rates, rate, "date", Date(std::chrono::days(1)));
  put(rates, rate, "rate", Decimal::from_units(Limits::min()));
  insert(*connection, rates, {rate});
  CHECK(ok(connection->get(rates, id_of(4))) == rate);
}

TEST_CASE("every stored field of every table survives a round trip") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  for (const auto* table : all_tables()) {
    if (table->flavour == Flavour::series) continue;
    auto row = row_of(*table, 77);
    for (std::size_t i = 1; i < table->fields.size(); ++i) {
      const auto& field = table->fields[i];
      switch (field.type) {
        case FieldType::string:
        case FieldType::text:
        case FieldType::choice:
        case FieldType::condition:
        case FieldType::blob:
          row[i] = "text of " + field.name;
          break;
        case FieldType::json:
          row[i] = std::string(R"({"a":[1,2]})");
          break;
        case FieldType::integer:
          row[i] = std::int64_t{-5};
          break;
        case FieldType::decimal:
          row[i] = Decimal::from_units(-1234567);
          break;
        case FieldType::hundredths:
          row[i] = Decimal::from_units(12340000);
          break;
        case FieldType::money:
          row[i] = Money{-7, *Currency::parse("USD")};
          break;
        case FieldType::boolean:
          row[i] = true;
          break;
        case FieldType::date:
          row[i] = Date(std::chrono::days(20000));
          break;
        case FieldType::datetime:
          row[i] = at_ms(5);
          break;
        case FieldType::duration:
          row[i] = Duration(90);
          break;
        case FieldType::ref:
        case FieldType::rid:
        case FieldType::id:
          row[i] = id_of(78);
          break;
        case FieldType::list_choice:
        case FieldType::list_text:
          row[i] = TextList{"b", "A \"quoted\" \xc3\xa9", ""};
          break;
        case FieldType::list_ref:
          row[i] = IdList{id_of(1)};
          break;
        case FieldType::journal:
          row[i] = std::string("note");
          break;
      }
    }
    ok(connection->begin(Connection::Mode::write));
    ok(connection->insert(*table, std::span(&row, 1)));
    auto expected = row;
    for (std::size_t i = 0; i < table->fields.size(); ++i) {
      const auto type = table->fields[i].type;
      const bool kept =
          type != FieldType::list_ref && type != FieldType::journal && table->fields[i].kind != FieldKind::computed;
      if (!kept) expected[i] = Value();
    }
    INFO(table->name);
    CHECK(ok(connection->get(*table, id_of(77))) == expected);
    connection->rollback();  // the references lead nowhere
  }
}

TEST_CASE("what the columns do not allow is refused") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  ok(connection->begin(Connection::Mode::write));
  auto row = contract_row(1, "C1");
  put(contracts(), row, "account", Value());
  CHECK(connection->insert(contracts(), std::span(&row, 1)).error().code() == "missing_value");
  put(contracts(), row, "account", std::string("text"));
  CHECK(connection->insert(contracts(), std::span(&row, 1)).error().code() == "misuse");
  row.values.pop_back();
  CHECK(connection->insert(contracts(), std::span(&row, 1)).error().code() == "misuse");
  CHECK(ok(connection->count(query(contracts()))) == 0);
}

TEST_CASE("references that lead nowhere fail the commit and keep nothing") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  ok(connection->begin(Connection::Mode::write));
  const std::vector<Row> early{contract_row(2, "C1")};
  ok(connection->insert(contracts(), early));
  SECTION("unless the row comes before the commit") {
    const std::vector<Row> late{account_row(1, "One")};
    ok(connection->insert(accounts(), late));
    ok(connection->commit());
    ok(connection->begin(Connection::Mode::write));
    const std::vector<Id> gone{id_of(1)};
    ok(connection->erase(accounts(), gone));
    CHECK(connection->commit().error().code() == "reference_violation");
    CHECK(ok(connection->count(query(accounts()))) == 1);
  }
  SECTION("else") {
    CHECK(connection->commit().error().code() == "reference_violation");
    CHECK_FALSE(connection->in_transaction());
    CHECK(ok(connection->count(query(contracts()))) == 0);
  }
}

TEST_CASE("unique keys compare text trimmed and folded, ignore nulls or not, and hold per domain", "[GEN-14]") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  const auto try_insert = [&](const TableInfo& table, const Row& row) {
    ok(connection->begin(Connection::Mode::write));
    const auto result = connection->insert(table, std::span(&row, 1));
    result ? ok(connection->commit()) : connection->rollback();
    return result ? std::string() : result.error().code() + " " + result.error().faults().at(0).field;
  };
  insert(*connection, table_info<Domain>(), {domain_row(1, "a"), domain_row(2, "b")});
  const auto account = [&](std::uint64_t id, Value number, Value external, std::uint64_t domain) {
    auto row = account_row(id, "Name");
    put(accounts(), row, "number", std::move(number));
    put(accounts(), row, "external_id", std::move(external));
    if (domain != 0) put(accounts(), row, "domain", id_of(domain));
    return row;
  };
  using Text = std::string;
  CHECK(try_insert(accounts(), account(1, Text("N1"), Text("x"), 1)).empty());
  CHECK(try_insert(accounts(), account(2, Text(" n1\t"), {}, 1)) == "unique_violation number");
  CHECK(try_insert(accounts(), account(3, {}, Text("X "), 1)) == "unique_violation external_id");
  CHECK(try_insert(accounts(), account(4, {}, Text("X "), 2)).empty());
  CHECK(try_insert(accounts(), account(5, {}, Text("x"), 0)).empty());
  CHECK(try_insert(accounts(), account(6, {}, Text("x"), 0)) == "unique_violation external_id");
  CHECK(try_insert(accounts(), account(7, {}, {}, 1)).empty());
  CHECK(try_insert(accounts(), account(8, {}, {}, 1)).empty());
  CHECK(try_insert(accounts(), account(8, {}, {}, 1)) == "unique_violation id");
  // Nulls count as equal where a key does not ignore them.
  CHECK(try_insert(table_info<Domain>(), domain_row(3, "A")) == "unique_violation name");
  CHECK(ok(connection->count(query(accounts()))) == 5);

  auto moved = account(7, Text("N1"), {}, 1);
  ok(connection->begin(Connection::Mode::write));
  const std::vector<std::size_t> fields{accounts().at("number")};
  CHECK(connection->update(accounts(), std::span(&moved, 1), fields).error().code() == "unique_violation");
  connection->rollback();
}

TEST_CASE("a unique key with a condition holds among the rows that match", "[HDF-01][HDF-02]") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  const auto& table = table_info<HealthDefinition>();
  const auto definition = [&](std::uint64_t id, bool global, Value condition) {
    auto row = row_of(table, id);
    put(table, row, "name", "definition " + std::to_string(id));
    put(table, row, "global", global);
    return put(table, row, "definition", std::move(condition));
  };
  const auto code = [&](const Row& row) {
    ok(connection->begin(Connection::Mode::write));
    const auto result = connection->insert(table, std::span(&row, 1));
    result ? ok(connection->commit()) : connection->rollback();
    return result ? std::string() : result.error().faults().at(0).rule;
  };
  CHECK(code(definition(1, false, std::string("active = true"))).empty());
  CHECK(code(definition(2, false, std::string("active = true"))) == "HDF-02");
  CHECK(code(definition(3, true, std::string("active = true"))).empty());
  CHECK(code(definition(4, true, {})) == "HDF-01");
}

TEST_CASE("a batch that fails is undone as a whole and the transaction goes on") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  ok(connection->begin(Connection::Mode::write));
  const std::vector<Row> rows{account_row(1, "One"), account_row(1, "Again")};
  CHECK(connection->insert(accounts(), rows).error().code() == "unique_violation");
  const std::vector<Row> other{account_row(2, "Two")};
  ok(connection->insert(accounts(), other));
  ok(connection->commit());
  CHECK(ids(*connection, query(accounts())) == std::vector<int>{2});
}

TEST_CASE("savepoints nest; what is rolled back to is gone, indexes and sequence too") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert(*connection, accounts(), {account_row(1, "One")});
  ok(connection->begin(Connection::Mode::write));
  CHECK(ok(connection->next_sequence(3)) == 1);
  auto numbered = account_row(2, "Two");
  put(accounts(), numbered, "number", std::string("N"));
  ok(connection->savepoint());
  ok(connection->insert(accounts(), std::span(&numbered, 1)));
  ok(connection->savepoint());
  CHECK(ok(connection->next_sequence(1)) == 4);
  const std::vector<Id> gone{id_of(1), id_of(2)};
  ok(connection->erase(accounts(), gone));
  connection->rollback_to();
  CHECK(ids(*connection, query(accounts())) == std::vector<int>{1, 2});
  connection->rollback_to();
  CHECK(ids(*connection, query(accounts())) == std::vector<int>{1});
  ok(connection->savepoint());
  auto again = account_row(3, "Three");
  put(accounts(), again, "number", std::string("n"));
  ok(connection->insert(accounts(), std::span(&again, 1)));
  ok(connection->release());
  CHECK(connection->release().error().code() == "misuse");
  CHECK(ok(connection->next_sequence(1)) == 4);
  ok(connection->commit());
  CHECK(ids(*connection, query(accounts(), "number = 'N'", *store.schema)) == std::vector<int>{3});
}

TEST_CASE("a rolled-back transaction leaves no trace; the sequence is given again") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  insert(*connection, accounts(), {account_row(1, "One")});
  ok(connection->begin(Connection::Mode::write));
  CHECK(ok(connection->next_sequence(2)) == 1);
  auto changed = account_row(1, "Changed");
  const std::vector<std::size_t> fields{accounts().at("name")};
  ok(connection->update(accounts(), std::span(&changed, 1), fields));
  const std::vector<Id> gone{id_of(1)};
  ok(connection->erase(accounts(), gone));
  ok(connection->insert(accounts(), std::span(&changed, 1)));
  connection->rollback();
  CHECK(ok(connection->get(accounts(), id_of(1))) == account_row(1, "One"));
  CHECK(ids(*connection, query(accounts(), "name = 'one'", *store.schema)) == std::vector<int>{1});
  ok(connection->begin(Connection::Mode::write));
  CHECK(ok(connection->next_sequence(1)) == 1);
  connection->rollback();
}

TEST_CASE("a reader beside a writer sees what is committed, and one state for a whole transaction") {
  const auto store = open_store(STEWARD_STORES);
  const auto writer = store.connect();
  const auto reader = store.connect();
  const auto steady = store.connect();
  insert(*writer, accounts(), {account_row(1, "One")});
  ok(steady->begin(Connection::Mode::read));
  ok(writer->begin(Connection::Mode::write));
  const std::vector<Row> rows{account_row(2, "Two")};
  ok(writer->insert(accounts(), rows));
  auto changed = account_row(1, "Changed");
  const std::vector<std::size_t> fields{accounts().at("name")};
  ok(writer->update(accounts(), std::span(&changed, 1), fields));
  CHECK(ids(*reader, query(accounts())) == std::vector<int>{1});
  CHECK(ids(*writer, query(accounts())) == std::vector<int>{1, 2});
  ok(writer->commit());
  CHECK(ids(*reader, query(accounts())) == std::vector<int>{1, 2});
  CHECK(ids(*steady, query(accounts())) == std::vector<int>{1});
  CHECK(ok(steady->get(accounts(), id_of(1))) == account_row(1, "One"));
  CHECK(ids(*steady, query(accounts(), "name = 'one'", *store.schema)) == std::vector<int>{1});
  ok(steady->commit());
  CHECK(ids(*steady, query(accounts())) == std::vector<int>{1, 2});
  CHECK(ids(*steady, query(accounts(), "name = 'one'", *store.schema)).empty());
}
