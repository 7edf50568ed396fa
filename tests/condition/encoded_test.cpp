// SPDX-License-Identifier: Apache-2.0
#include "condition/encoded.hpp"

#include <catch2/catch.hpp>

using namespace steward;

namespace {

const model::Schema& schema() {
  static const auto held = [] {
    model::Schema made;
    HostTable table;
    table.name = "incident";
    const auto field = [&](std::string name, FieldType type) -> HostField& {
      HostField added;
      added.name = std::move(name);
      added.type = type;
      table.fields.push_back(std::move(added));
      return table.fields.back();
    };
    field("active", FieldType::boolean);
    field("priority", FieldType::choice).choices = {"critical", "high", "low"};
    field("state", FieldType::choice).choices = {"new", "closed"};
    field("title", FieldType::string);
    field("count", FieldType::integer);
    field("opened_at", FieldType::datetime);
    field("due", FieldType::date);
    field("account", FieldType::ref).target = "account";
    REQUIRE(made.declare(table));
    return made;
  }();
  return held;
}

std::optional<std::string> names(std::string_view table, std::string_view field, std::string_view number) {
  if (table == "incident" && field == "priority" && number == "1") return "critical";
  if (table == "incident" && field == "priority" && number == "2") return "high";
  if (table == "incident" && field == "state" && number == "1") return "new";
  if (table == "incident" && field == "state" && number == "9") return "gone";
  return std::nullopt;
}

std::string read(std::string_view text) {
  const auto result = condition::parse_encoded(text, schema().at("incident"), schema(), names);
  INFO(text);
  if (!result) FAIL(result.error().to_string());
  return result->text(schema());
}

void check_refused(std::string_view text, std::string_view code, std::string_view message) {
  const auto result = condition::parse_encoded(text, schema().at("incident"), schema(), names);
  INFO(text);
  if (result) FAIL("accepted as " + result->text(schema()));
  CHECK(result.error().code() == code);
  CHECK(result.error().category() == Category::invalid);
  CHECK(result.error().message() == message);
}

}  // namespace

TEST_CASE("the joints of encoded queries: or binds tighter than and, new queries are alternatives") {
  CHECK(read("active=true^priority<=2^ORstate=1^EQ") == "active = true and (priority <= high or state = new)");
  CHECK(read("active=true") == "active = true");
  CHECK(read("active=true^EQ") == "active = true");
  CHECK(read("count=1^ORcount=2^ORcount=3^count=4^ORcount=5") ==
        "(count = 1 or count = 2 or count = 3) and (count = 4 or count = 5)");
  CHECK(read("count=1^count=2^NQcount=3^ORcount=4^NQcount=5") ==
        "count = 1 and count = 2 or count = 3 or count = 4 or count = 5");
  CHECK(read("").empty());
  CHECK(read("  ").empty());
}

TEST_CASE("every operator of encoded queries has its test") {
  CHECK(read("count=1") == "count = 1");
  CHECK(read("count!=1") == "count != 1");
  CHECK(read("count>1") == "count > 1");
  CHECK(read("count>=1") == "count >= 1");
  CHECK(read("count<1") == "count < 1");
  CHECK(read("count<=1") == "count <= 1");
  CHECK(read("countIN1,2") == "count in (1, 2)");
  CHECK(read("countNOT IN1,2") == "count not in (1, 2)");
  CHECK(read("titleSTARTSWITHa b") == "title starts with \"a b\"");
  CHECK(read("titleLIKEa") == "title contains \"a\"");
  CHECK(read("titleCONTAINSa") == "title contains \"a\"");
  CHECK(read("titleNOTLIKEa") == "not title contains \"a\"");
  CHECK(read("titleNOT LIKEa") == "not title contains \"a\"");
  CHECK(read("titleISEMPTY") == "title is empty");
  CHECK(read("titleISNOTEMPTY") == "title is not empty");
  CHECK(read("title=") == "title is empty");
  CHECK(read("title!=") == "title is not empty");
  CHECK(read("titleANYTHING").empty());
  CHECK(read("titleANYTHING^count=1") == "count = 1");
  CHECK(read("titleANYTHING^ORcount=1").empty());
}

TEST_CASE("values of encoded queries are read by the type of the field") {
  CHECK(read("active=1^active!=false") == "active = true and active != false");
  CHECK(read("title=say \"hi\", it's=x") == "title = \"say \\\"hi\\\", it's=x\"");
  CHECK(read("opened_at>2026-01-31 10:00:00") == "opened_at > 2026-01-31T10:00:00.000Z");
  CHECK(read("opened_at>2026-01-31T10:00:00Z") == "opened_at > 2026-01-31T10:00:00.000Z");
  CHECK(read("due<=2026-01-31") == "due <= 2026-01-31");
  CHECK(read("account=0190a3c4000070008000000000000001") == "account = 0190a3c4-0000-7000-8000-000000000001");
  CHECK(read("account.industry=Retail") == "account.industry = \"Retail\"");
  CHECK(read("priorityIN1,low") == "priority in (critical, low)");
  CHECK(read("priority=high") == "priority = high");
}

TEST_CASE("numbers of choices without a name are refused at their position") {
  check_refused("active=true^priority=7", "invalid_choice",
                "line 1, column 22: no name is known for the number `7` of `priority`");
  check_refused("priorityIN1,8", "invalid_choice",
                "line 1, column 13: no name is known for the number `8` of `priority`");
  check_refused("state=9", "invalid_choice", "line 1, column 7: `state` has no value `gone`; it takes new, closed");
  const auto without = condition::parse_encoded("priority=1", schema().at("incident"), schema(), nullptr);
  REQUIRE_FALSE(without);
  CHECK(without.error().code() == "invalid_choice");
}

TEST_CASE("what an encoded query cannot say here is refused with its reason") {
  check_refused("active=true^ORDERBYcount", "condition_invalid",
                "line 1, column 13: `ORDERBY` is no condition; give the order with the query");
  check_refused("active=true^ORDERBYDESCcount^EQ", "condition_invalid",
                "line 1, column 13: `ORDERBY` is no condition; give the order with the query");
  check_refused("GROUPBYcount", "condition_invalid",
                "line 1, column 1: `GROUPBY` is no condition; give the order with the query");
  check_refused("opened_at>javascript:gs.daysAgo(3)", "condition_invalid",
                "line 1, column 11: a script is no value; write the date, or use now() and today() in a condition");
  check_refused("title=JavaScript:x()", "condition_invalid",
                "line 1, column 7: a script is no value; write the date, or use now() and today() in a condition");
  check_refused("countBETWEEN1@2", "condition_invalid",
                "line 1, column 6: the operator at `BETWEEN1@2` is not supported");
  check_refused("titleENDSWITHx", "condition_invalid",
                "line 1, column 6: the operator at `ENDSWITHx` is not supported");
}

TEST_CASE("errors of encoded queries point at their position") {
  check_refused("cuont=1", "condition_invalid",
                "line 1, column 1: table incident has no field `cuont`; did you mean `count`?");
  check_refused("count=1^^count=2", "condition_invalid",
                "line 1, column 9: expected `field operator value`, found nothing");
  check_refused("count=1^", "condition_invalid", "line 1, column 9: expected `field operator value`, found nothing");
  check_refused("count=1^OR", "condition_invalid", "line 1, column 11: expected `field operator value`, found nothing");
  check_refused("count=1^EQ^count=2", "condition_invalid", "line 1, column 9: `^EQ` ends a query, but more follows");
  check_refused("=1", "condition_invalid", "line 1, column 1: expected a field name, found `=`");
  check_refused("count", "condition_invalid", "line 1, column 6: expected an operator after `count`, found the end");
  check_refused("count>", "condition_invalid", "line 1, column 7: expected a value, found the end");
  check_refused("countIN1,,2", "condition_invalid", "line 1, column 10: expected a value, found nothing");
  check_refused("titleISEMPTYx", "condition_invalid", "line 1, column 13: this operator takes no value");
  check_refused("count=x", "invalid_input", "line 1, column 7: `count` takes a whole number, found `x`");
  check_refused("account>x", "invalid_input",
                "line 1, column 8: `account` is a reference and has no order; use `=`, `!=` or `in`");
  check_refused("account=x", "invalid_reference",
                "line 1, column 9: `account` takes an id of 36 characters, found `x`");
  check_refused("activeLIKEx", "invalid_input",
                "line 1, column 7: `active` is a boolean; `starts with` and `contains` need a text field");
}
