// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "condition/condition.hpp"
#include "model/row.hpp"
#include "steward/model.hpp"

using namespace steward;
using condition::Condition;

namespace {

Instant instant(std::string_view text) { return *parse_instant(text); }
Date date(std::string_view text) { return *parse_date(text); }
Id id(std::uint8_t last) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[15] = last;
  return Id(bytes);
}

/// One table with a field of each type, named after it, and rows that can be hidden.
class Fixture : public condition::RowSource {
 public:
  Fixture() {
    HostTable host;
    host.name = "thing";
    for (const auto& [name, type] : std::map<std::string, FieldType>{{"string", FieldType::string},
                                                                     {"text", FieldType::text},
                                                                     {"integer", FieldType::integer},
                                                                     {"decimal", FieldType::decimal},
                                                                     {"boolean", FieldType::boolean},
                                                                     {"date", FieldType::date},
                                                                     {"datetime", FieldType::datetime},
                                                                     {"duration", FieldType::duration},
                                                                     {"money", FieldType::money},
                                                                     {"choice", FieldType::choice},
                                                                     {"ref", FieldType::ref},
                                                                     {"json", FieldType::json}}) {
      HostField field;
      field.name = name;
      field.type = type;
      if (type == FieldType::ref) field.target = "thing";
      if (type == FieldType::choice) field.choices = {"zinc", "gold", "bronze"};
      host.fields.push_back(field);
    }
    const auto declared = schema.declare(host);
    REQUIRE(declared);
    table = *declared;
  }

  const Row* row(const TableInfo& asked, Id wanted) const override {
    CHECK(&asked == table);
    const auto found = rows.find(wanted);
    return found == rows.end() ? nullptr : &found->second;
  }
  bool any(const TableInfo& asked, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    CHECK(&asked == table);
    return std::any_of(rows.begin(), rows.end(),
                       [&](const auto& entry) { return entry.second[field] == value && test(entry.second); });
  }

  bool holds(std::string_view text, const Row& row_) const {
    const auto condition = Condition::parse(text, *table, schema);
    INFO(text);
    if (!condition) FAIL(condition.error().to_string());
    return evaluate(*condition, row_, *this, moment, schema);
  }
  /// Checks the condition, its written and its built negation.
  void check(std::string_view text, const Row& row_, bool expected) const {
    INFO(text);
    CHECK(holds(text, row_) == expected);
    CHECK(holds("not (" + std::string(text) + ")", row_) == !expected);
    const auto condition = Condition::parse(text, *table, schema);
    CHECK(evaluate(Condition::negation(*condition), row_, *this, moment, schema) == !expected);
  }
  Row with(std::string_view field, Value value) const {
    Row made = model::default_row(*table);
    made[model::id_field] = id(1);
    made[table->at(field)] = std::move(value);
    return made;
  }
  Row blank() const { return with("string", {}); }

  model::Schema schema;
  const TableInfo* table = nullptr;
  std::map<Id, Row> rows;
  condition::Moment moment{instant("2026-03-01T12:00:00Z"), date("2026-03-01")};
};

struct Ordered {
  std::string field;
  Value value;
  std::string below;
  std::string same;
  std::string above;
};

std::vector<Ordered> ordered_values() {
  return {{"string", std::string("Beta"), "'ALPHA'", "'bEtA'", "'betas'"},
          {"text", std::string("z"), "'Y'", "'Z'", "'\xC3\xA4'"},
          {"integer", std::int64_t{5}, "-5", "5", "6"},
          {"decimal", Decimal::from_units(1'500'000), "1.499999", "1.5", "1.500001"},
          {"date", date("2026-01-31"), "2026-01-30", "2026-01-31", "2026-02-01"},
          {"datetime", instant("2026-01-31T10:00:00Z"), "2026-01-31T09:59:59.999Z", "2026-01-31T10:00:00Z",
           "2026-01-31T10:00:00.001Z"},
          {"duration", Duration(7200), "119m", "2h", "7201s"},
          {"choice", std::string("gold"), "zinc", "gold", "bronze"}};
}

}  // namespace

TEST_CASE("the order operators agree with the order of each type") {
  const Fixture fixture;
  for (const auto& sample : ordered_values()) {
    const Row row = fixture.with(sample.field, sample.value);
    struct Line {
      const char* op;
      bool below, same, above;
    };
    for (const Line& line :
         {Line{"=", false, true, false}, Line{"!=", true, false, true}, Line{"<", false, false, true},
          Line{"<=", false, true, true}, Line{">", true, false, false}, Line{">=", true, true, false}}) {
      const std::string head = sample.field + " " + line.op + " ";
      fixture.check(head + sample.below, row, line.below);
      fixture.check(head + sample.same, row, line.same);
      fixture.check(head + sample.above, row, line.above);
    }
    fixture.check(sample.field + " in (" + sample.below + ", " + sample.same + ")", row, true);
    fixture.check(sample.field + " in (" + sample.below + ", " + sample.above + ")", row, false);
    fixture.check(sample.field + " is empty", row, false);
  }
}

TEST_CASE("a comparison with an empty field is false, and its negation true") {
  const Fixture fixture;
  const Row row = fixture.blank();
  for (const auto& sample : ordered_values()) {
    for (const char* op : {"=", "<", "<=", ">", ">="}) {
      fixture.check(sample.field + " " + op + " " + sample.same, row, false);
    }
    fixture.check(sample.field + " != " + sample.same, row, true);
    fixture.check(sample.field + " in (" + sample.below + ", " + sample.same + ")", row, false);
    fixture.check(sample.field + " not in (" + sample.below + ", " + sample.same + ")", row, true);
  }
  for (const char* field : {"string", "text"}) {
    fixture.check(std::string(field) + " contains 'a'", row, false);
    fixture.check(std::string(field) + " starts with 'a'", row, false);
  }
  fixture.check("boolean = false", row, false);
  fixture.check("boolean != true", row, true);
  fixture.check("ref != " + id(9).to_string(), row, true);
  for (const auto& field : fixture.table->fields) {
    const bool empty = is_null(row[fixture.table->at(field.name)]);
    fixture.check(field.name + " is empty", row, empty);
    fixture.check(field.name + " is not empty", row, !empty);
  }
}

TEST_CASE("booleans and ids compare for equality") {
  const Fixture fixture;
  const Row yes = fixture.with("boolean", true);
  fixture.check("boolean = true", yes, true);
  fixture.check("boolean = false", yes, false);
  fixture.check("boolean != false", yes, true);
  const Row pointing = fixture.with("ref", id(7));
  fixture.check("ref = " + id(7).to_string(), pointing, true);
  fixture.check("ref in (" + id(6).to_string() + ", " + id(7).to_string() + ")", pointing, true);
  fixture.check("ref != " + id(7).to_string(), pointing, false);
  fixture.check("id = " + id(1).to_string(), pointing, true);
}

TEST_CASE("money and json are only empty or not") {
  const Fixture fixture;
  fixture.check("money is empty", fixture.with("money", Money{0, *Currency::parse("EUR")}), false);
  fixture.check("json is empty", fixture.with("json", std::string("{}")), false);
}

TEST_CASE("text tests fold ASCII letters and no others") {
  const Fixture fixture;
  const Row row = fixture.with("string", std::string("Z\xC3\x9CRICH West"));
  fixture.check("string starts with 'z\xC3\x9CrIch'", row, true);
  fixture.check("string starts with 'z\xC3\xBCrich'", row, false);
  fixture.check("string starts with 'west'", row, false);
  fixture.check("string contains 'H W'", row, true);
  fixture.check("string contains 'h w'", row, true);
  fixture.check("string contains 'z\xC3\x9Crich wests'", row, false);
  fixture.check("string = 'z\xC3\x9Crich WEST'", row, true);
  fixture.check("string = ' z\xC3\x9Crich WEST'", row, false);
  const Row wild = fixture.with("string", std::string("50% of a_b"));
  fixture.check("string contains '%'", wild, true);
  fixture.check("string contains 'axb'", wild, false);
  fixture.check("string contains '_'", wild, true);
  fixture.check("string starts with '%'", wild, false);
}

TEST_CASE("choices compare by name and order by list; an unknown value stands behind all") {
  const Fixture fixture;
  const Row unknown = fixture.with("choice", std::string("unheard_of"));
  fixture.check("choice > bronze", unknown, true);
  fixture.check("choice <= bronze", unknown, false);
  fixture.check("choice = bronze", unknown, false);
  fixture.check("choice != bronze", unknown, true);
}

TEST_CASE("now and today move with the moment") {
  Fixture fixture;
  const Row row = fixture.with("datetime", instant("2026-02-26T12:00:00Z"));
  fixture.check("datetime = now() - 3d", row, true);
  fixture.check("datetime < now() - 3d", row, false);
  fixture.check("datetime < now()", row, true);
  fixture.check("datetime in (now() - 4d, now() - 72h)", row, true);
  const Row due = fixture.with("date", date("2026-03-31"));
  fixture.check("date = today() + 30d", due, true);
  fixture.check("date <= today() + 4w", due, false);
  fixture.moment.now += std::chrono::milliseconds(1);
  fixture.check("datetime < now() - 3d", row, true);
}

TEST_CASE("a path over an empty or hidden reference gives an empty field") {
  Fixture fixture;
  fixture.rows[id(2)] = fixture.with("string", std::string("second"));
  fixture.rows[id(3)] = fixture.with("ref", id(2));
  const Row to_second = fixture.with("ref", id(2));
  fixture.check("ref.string = 'second'", to_second, true);
  fixture.check("ref.ref.string = 'second'", fixture.with("ref", id(3)), true);
  fixture.check("ref.string != 'second'", to_second, false);
  for (const Row& row : {fixture.blank(), fixture.with("ref", id(99)), fixture.with("ref", id(1))}) {
    fixture.check("ref.string = 'second'", row, false);
    fixture.check("ref.string != 'second'", row, true);
    fixture.check("ref.string is empty", row, true);
    fixture.check("ref.ref.integer is empty", row, true);
    fixture.check("ref.integer not in (1, 2)", row, true);
  }
}

TEST_CASE("and, or and not combine as two-valued logic") {
  const Fixture fixture;
  const Row row = fixture.with("integer", std::int64_t{1});
  const std::string yes = "integer = 1";
  const std::string no = "integer = 2";
  fixture.check(yes + " and " + yes, row, true);
  fixture.check(yes + " and " + no, row, false);
  fixture.check(no + " or " + yes, row, true);
  fixture.check(no + " or " + no, row, false);
  fixture.check(yes + " or " + no + " and " + no, row, true);
  fixture.check("(" + yes + " or " + no + ") and " + no, row, false);
  fixture.check("not " + no + " and " + yes, row, true);
  CHECK(evaluate(Condition(*fixture.table), row, fixture, fixture.moment, fixture.schema));
  CHECK_FALSE(evaluate(Condition::any(*fixture.table, {}), row, fixture, fixture.moment, fixture.schema));
}

TEST_CASE("values order with empty first, text folded, choices by list") {
  const Fixture fixture;
  const auto compare = [&](std::string_view field, const Value& a, const Value& b) {
    return condition::compare_values(fixture.table->fields[fixture.table->at(field)], a, b, fixture.schema);
  };
  CHECK(compare("integer", {}, std::int64_t{-1}) < 0);
  CHECK(compare("integer", std::int64_t{-1}, {}) > 0);
  CHECK(compare("integer", {}, {}) == 0);
  CHECK(compare("string", std::string("a"), std::string("B")) < 0);
  CHECK(compare("string", std::string("a"), std::string("A")) == 0);
  CHECK(compare("choice", std::string("zinc"), std::string("bronze")) < 0);
  CHECK(compare("choice", std::string("unheard_of"), std::string("bronze")) > 0);
  CHECK(compare("boolean", false, true) < 0);
  CHECK(compare("ref", id(1), id(2)) < 0);
  CHECK(compare("money", Money{1, *Currency::parse("USD")}, Money{2, *Currency::parse("EUR")}) < 0);
  CHECK(compare("money", Money{2, *Currency::parse("EUR")}, Money{2, *Currency::parse("USD")}) < 0);
}
