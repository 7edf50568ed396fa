// SPDX-License-Identifier: Apache-2.0
#include "columns/asked.hpp"
#include "support/portfolio.hpp"

// What each key and each measure says. Every question is asked twice: the second answer comes from columns.

using namespace steward;
using namespace steward::test;

namespace {

using Texts = std::vector<std::string>;

HostField field_of(std::string_view name, FieldType type) {
  HostField field;
  field.name = name;
  field.type = type;
  return field;
}

/// A table of the host with a number of each kind.
struct Ledger {
  Ledger() : p(options()) {}
  static EngineOptions options() {
    HostTable table;
    table.name = "ledger";
    table.domain = DomainClass::none;
    table.fields = {field_of("name", FieldType::string),    field_of("amount", FieldType::decimal),
                    field_of("pieces", FieldType::integer), field_of("from_day", FieldType::date),
                    field_of("at", FieldType::datetime),    field_of("lasted", FieldType::duration),
                    field_of("price", FieldType::money)};
    EngineOptions options;
    options.host_tables = {table};
    return options;
  }
  void add(const NamedValues& values) { require(p.session.create("ledger", values)); }
  std::string ask(const Texts& keys, const Texts& measures, const std::string& where = "",
                  const std::string& order = "", std::size_t limit = 0) {
    const AggregateOptions options{where, keys, measures, order, limit};
    const auto text = [&] {
      const auto groups = p.session.aggregate("ledger", options);
      return groups ? to_text(*groups) : std::string(groups.error().code());
    };
    const auto first = text();
    CHECK(text() == first);
    return first;
  }
  std::string fault(const AggregateOptions& options) {
    const auto groups = p.session.aggregate("ledger", options);
    REQUIRE_FALSE(groups.ok());
    std::string text;
    for (const auto& one : groups.error().faults()) text += one.code + " @" + one.field + "; ";
    return text;
  }
  Portfolio p;
};

Decimal dec(std::string_view text) { return *Decimal::parse(text); }

}  // namespace

TEST_CASE("days, weeks, months, quarters and years are groups of their first day", "[columns]") {
  Ledger l;
  for (const auto* text : {"2023-12-31", "2024-01-01", "2024-05-19", "2024-05-20", "2024-06-30"}) {
    l.add({{"from_day", day(text)}});
  }
  l.add({});
  CHECK(l.ask({"day(from_day)"}, {"count"}, "from_day >= 2024-05-20") ==
        "\"2024-05-20\" | 1 | \n\"2024-06-30\" | 1 | \n");
  CHECK(l.ask({"week(from_day)"}, {"count"}) ==
        "null | 1 | \n\"2023-12-25\" | 1 | \n\"2024-01-01\" | 1 | \n\"2024-05-13\" | 1 | \n\"2024-05-20\" | 1 | \n"
        "\"2024-06-24\" | 1 | \n");
  CHECK(l.ask({"month(from_day)"}, {"count"}, "from_day is not empty") ==
        "\"2023-12-01\" | 1 | \n\"2024-01-01\" | 1 | \n\"2024-05-01\" | 2 | \n\"2024-06-01\" | 1 | \n");
  CHECK(l.ask({"quarter(from_day)"}, {"count"}, "from_day is not empty") ==
        "\"2023-10-01\" | 1 | \n\"2024-01-01\" | 1 | \n\"2024-04-01\" | 3 | \n");
  CHECK(l.ask({"year(from_day)"}, {"count"}, "from_day is not empty") ==
        "\"2023-01-01\" | 1 | \n\"2024-01-01\" | 4 | \n");
}

TEST_CASE("an instant counts as its day in the calendar's zone", "[columns]") {
  Ledger l;
  l.p.property("calendar.time_zone", "America/New_York");
  l.add({{"at", at("2024-11-01T03:59:59Z")}, {"from_day", day("2024-11-03")}});
  l.add({{"at", at("2024-11-01T04:00:00Z")}});
  CHECK(l.ask({"day(at)"}, {"count"}) == "\"2024-10-31\" | 1 | \n\"2024-11-01\" | 1 | \n");
  CHECK(l.ask({"month(at)"}, {"count"}) == "\"2024-10-01\" | 1 | \n\"2024-11-01\" | 1 | \n");
  CHECK(l.ask({}, {"sum(days(at, from_day))", "sum(days(at, today))"}) == "| 3 39 | \n");
}

TEST_CASE("bins name their lower end, below zero too", "[columns]") {
  Ledger l;
  for (const auto* text : {"-0.5", "0", "9.999999", "10", "-10", "-10.000001"}) l.add({{"amount", dec(text)}});
  CHECK(l.ask({"bin(amount, 10)"}, {"count"}) == "-20 | 1 | \n-10 | 2 | \n0 | 2 | \n10 | 1 | \n");
  CHECK(l.ask({"bin(amount, 0.5)"}, {"count"}, "amount < 1 and amount > -1") == "-0.5 | 1 | \n0 | 1 | \n");
  l.add({{"pieces", std::int64_t{-7}}});
  l.add({{"pieces", INT64_MIN}});
  CHECK(l.ask({"bin(pieces, 7)"}, {"count"}, "pieces is not empty") == "-9223372036854775808 | 1 | \n-7 | 1 | \n");
  l.add({{"from_day", day("1970-01-09")}});
  CHECK(l.ask({"bin(from_day, 7)"}, {"count"}, "from_day is not empty") == "\"1970-01-08\" | 1 | \n");
}

TEST_CASE("days from today fall into bins around it", "[columns]") {
  Ledger l;  // today is 2024-11-20
  for (const auto* text : {"2024-11-19", "2024-11-20", "2024-12-19", "2024-12-20"}) l.add({{"from_day", day(text)}});
  CHECK(l.ask({"days_until(from_day, 30)"}, {"count"}) == "-30 | 1 | \n0 | 2 | \n30 | 1 | \n");
  l.p.advance(std::chrono::hours(24));
  CHECK(l.ask({"days_until(from_day, 30)"}, {"count"}) == "-30 | 2 | \n0 | 2 | \n");
}

TEST_CASE("sums are exact, averages round half away from zero, null values are left out", "[columns]") {
  Ledger l;
  l.add({{"amount", dec("0.000001")}, {"pieces", std::int64_t{1}}, {"lasted", Duration(10)}});
  l.add({{"amount", dec("0.000002")}, {"pieces", std::int64_t{2}}, {"lasted", Duration(15)}});
  l.add({{"name", std::string("x")}});
  CHECK(l.ask({}, {"sum(amount)", "average(amount)", "average(pieces)", "sum(lasted)", "average(lasted)", "count"}) ==
        "| 0.000003 0.000002 1.5 25 12.5 3 | \n");
  l.add({{"pieces", std::int64_t{-2}}});
  CHECK(l.ask({}, {"average(pieces)", "min(amount)", "max(amount)", "min(name)"}) ==
        "| 0.333333 0.000001 0.000002 \"x\" | \n");
  CHECK(l.ask({}, {"sum(amount)", "count"}, "name = \"nobody\"") == "| null 0 | \n");
}

TEST_CASE("a sum that does not fit is an error, also in a group that is cut", "[columns]") {
  Ledger l;
  l.add({{"name", std::string("a")}, {"pieces", INT64_MAX}});
  CHECK(l.ask({}, {"sum(pieces)"}) == "| 9223372036854775807 | \n");
  l.add({{"name", std::string("a")}, {"pieces", std::int64_t{1}}});
  for (int i = 0; i < 9; ++i) l.add({{"name", "b" + std::to_string(i)}, {"pieces", std::int64_t{1}}});
  CHECK(l.ask({"name"}, {"sum(pieces)"}) == "out_of_range");
  CHECK(l.ask({"name"}, {"sum(pieces)", "count"}, "", "count", 2) == "out_of_range");
  CHECK(l.ask({"name"}, {"max(pieces)", "count"}, "", "count desc", 1) == "\"a\" | 9223372036854775807 2 | \n");
}

TEST_CASE("a measure counts the rows of its own condition", "[columns]") {
  Ledger l;
  for (const auto pieces : {1, 2, 3, 4}) {
    l.add({{"name", std::string(pieces % 2 == 0 ? "even" : "odd")}, {"pieces", std::int64_t{pieces}}});
  }
  CHECK(l.ask({"name"}, {"count", "count if (pieces > 3)", "sum(pieces) if name = \"odd\" and pieces > 1"}) ==
        "\"even\" | 2 1 null | \n\"odd\" | 2 0 3 | \n");
}

TEST_CASE("groups come in the order that is asked for, then by key", "[columns]") {
  Ledger l;
  for (const auto* name : {"b", "a", "a", "c", "d", "d"}) l.add({{"name", std::string(name)}});
  l.add({});
  CHECK(l.ask({"name"}, {"count"}, "", "count desc", 3) == "\"a\" | 2 | \n\"d\" | 2 | \nnull | 1 | \n");
  CHECK(l.ask({"name"}, {"count"}, "", " count DESC , name desc", 2) == "\"d\" | 2 | \n\"a\" | 2 | \n");
  CHECK(l.ask({"name"}, {"count"}, "", "name", 2) == "null | 1 | \n\"a\" | 2 | \n");
  CHECK(l.ask({"name"}, {"count if ( name = \"a\" )"}, "", "count if (name = \"a\") desc", 1) == "\"a\" | 2 | \n");
}

TEST_CASE("texts that differ in case are groups of their own and in a fixed order", "[columns]") {
  Ledger l;
  for (const auto* name : {"acme", "Acme", "ACME"}) l.add({{"name", std::string(name)}});
  CHECK(l.ask({"name"}, {"count"}) == "\"ACME\" | 1 | \n\"Acme\" | 1 | \n\"acme\" | 1 | \n");
  CHECK(l.ask({}, {"min(name)", "max(name)"}) == "| \"ACME\" \"ACME\" | \n");
}

TEST_CASE("paths lead over references, and nowhere from an empty one", "[columns]") {
  Portfolio p;
  auto account = p.account();
  account.industry = "Bank";
  account = p.update(account);
  const auto parent = p.engagement(account);
  auto child = p.new_engagement(account);
  child.parent = Portfolio::ref(parent);
  p.create(child);
  const AggregateOptions options{.group_by = {"parent.account.industry"}, .measures = {"count"}};
  for (int i = 0; i < 2; ++i) {
    CHECK(to_text(require(p.session.aggregate("engagement", options))) == "null | 1 | \n\"Bank\" | 1 | \n");
  }
}

TEST_CASE("what is malformed is told, all of one call together", "[columns][errors]") {
  Ledger l;
  const auto key = [&](const std::string& text) { return l.fault({.group_by = {text}, .measures = {"count"}}); };
  const auto measure = [&](const std::string& text) { return l.fault({.measures = {text}}); };
  CHECK(key("colour") == "invalid_input @group_by; ");
  CHECK(key("decade(from_day)") == "invalid_input @group_by; ");
  CHECK(key("month(from_day, 2)") == "invalid_input @group_by; ");
  CHECK(key("month(amount)") == "invalid_input @amount; ");
  CHECK(key("bin(name, 2)") == "invalid_input @name; ");
  CHECK(key("bin(amount, 0)") == "invalid_input @group_by; ");
  CHECK(key("bin(pieces, 1.5)") == "invalid_input @group_by; ");
  CHECK(key("bin(amount") == "invalid_input @group_by; ");
  CHECK(key("days_until(from_day)") == "invalid_input @group_by; ");
  CHECK(key("name.first") == "invalid_input @name; ");
  CHECK(measure("median(amount)") == "invalid_input @measures; ");
  CHECK(measure("sum") == "invalid_input @measures; ");
  CHECK(measure("sum(name)") == "invalid_input @name; ");
  CHECK(measure("max(price)") == "invalid_input @price; ");
  CHECK(measure("sum(days(from_day))") == "invalid_input @measures; ");
  CHECK(measure("sum(days(name, today))") == "invalid_input @name; ");
  CHECK(measure("count whenever") == "invalid_input @measures; ");
  CHECK(measure("count if") == "invalid_input @measures; ");
  CHECK(measure("count if colour = 1").starts_with("condition_invalid"));
  CHECK(l.fault({.measures = {"count"}, .order_by = "sum(pieces)"}) == "invalid_input @order_by; ");
  CHECK(l.fault({.group_by = {"name", "name", "name", "name", "name"}}) == "invalid_input @group_by; ");
  const AggregateOptions many{
      .where = "colour = 1", .group_by = {"colour"}, .measures = {"median(x)"}, .order_by = "y"};
  CHECK(l.p.session.aggregate("ledger", many).error().faults().size() == 4);
  const std::vector<AggregateCard> cards{{"ledger", {.measures = {"count"}}},
                                         {"ledger", {.group_by = {"colour"}}},
                                         {"nothing", {}},
                                         {"ledger", {.measures = {"sum(name)"}}}};
  std::vector<std::size_t> places;
  const auto refused = l.p.session.aggregate(cards);
  for (const auto& one : refused.error().faults()) places.push_back(one.index.value_or(99));
  std::sort(places.begin(), places.end());
  CHECK(places == std::vector<std::size_t>{1, 2, 3});
}
