// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "condition/condition.hpp"
#include "model/schema.hpp"

using namespace steward;
using condition::Condition;

namespace {

const model::Schema& schema() {
  static const auto held = [] {
    model::Schema made;
    HostTable table;
    table.name = "incident";
    table.domain_from = "account";
    table.fields = {{.name = "short_text", .type = FieldType::string, .target = {}, .choices = {}},
                    {.name = "payload", .type = FieldType::json, .target = {}, .choices = {}},
                    {.name = "cost", .type = FieldType::money, .target = {}, .choices = {}},
                    {.name = "effort", .type = FieldType::decimal, .target = {}, .choices = {}},
                    {.name = "count", .type = FieldType::integer, .target = {}, .choices = {}},
                    {.name = "due", .type = FieldType::date, .target = {}, .choices = {}},
                    {.name = "seen", .type = FieldType::datetime, .target = {}, .choices = {}},
                    {.name = "spent", .type = FieldType::duration, .target = {}, .choices = {}},
                    {.name = "severity", .type = FieldType::choice, .target = {}, .choices = {"minor", "major"}},
                    {.name = "account", .type = FieldType::ref, .target = "account", .choices = {}},
                    {.name = "parent", .type = FieldType::ref, .target = "incident", .choices = {}}};
    REQUIRE(made.declare(table));
    return made;
  }();
  return held;
}

std::string canonical(std::string_view text, std::string_view table = "incident") {
  const auto result = Condition::parse(text, schema().at(table), schema());
  INFO(text);
  if (!result) FAIL(result.error().to_string());
  const std::string written = result->text(schema());
  const auto again = Condition::parse(written, schema().at(table), schema());
  if (!again) FAIL(again.error().to_string());
  CHECK(again->text(schema()) == written);
  return written;
}

struct Refusal {
  std::string code;
  std::string message;
  std::string details;
};

Refusal refusal(std::string_view text, std::string_view table = "incident") {
  const auto result = Condition::parse(text, schema().at(table), schema());
  INFO(text);
  if (result) FAIL("accepted as " + result->text(schema()));
  CHECK(result.error().category() == Category::invalid);
  REQUIRE(result.error().faults().size() == 1);
  const Fault& fault = result.error().faults()[0];
  CHECK(fault.table == table);
  CHECK(fault.code == result.error().code());
  return {fault.code, fault.message, fault.details};
}

void check_refused(std::string_view text, std::string_view code, std::string_view message) {
  const auto found = refusal(text);
  INFO(text);
  CHECK(found.code == code);
  CHECK(found.message == message);
}

/// The part that matters of a long message.
void check_mentions(std::string_view text, std::string_view code, std::string_view part) {
  const auto found = refusal(text);
  INFO(text);
  INFO(found.message);
  CHECK(found.code == code);
  CHECK(found.message.find(part) != std::string::npos);
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("blank text is the condition that is always true") {
  for (const char* text : {"", " ", "\n\t \r\n"}) {
    const auto result = Condition::parse(text, schema().at("incident"), schema());
    REQUIRE(result);
    CHECK(result->is_always());
    CHECK(result->text(schema()).empty());
    CHECK(result->paths().empty());
  }
}

TEST_CASE("the canonical text has lower-case keywords, single blanks and the fewest parentheses") {
  CHECK(canonical("severity=major") == "severity = major");
  CHECK(canonical("  count\n>=\t3 ") == "count >= 3");
  CHECK(canonical("count=1 AND (count=2 And count=3)") == "count = 1 and count = 2 and count = 3");
  CHECK(canonical("(count=1 or (count=2 OR count=3))") == "count = 1 or count = 2 or count = 3");
  CHECK(canonical("count=1 or count=2 and count=3") == "count = 1 or count = 2 and count = 3");
  CHECK(canonical("count=1 or (count=2 and count=3)") == "count = 1 or count = 2 and count = 3");
  CHECK(canonical("(count=1 or count=2) and count=3") == "(count = 1 or count = 2) and count = 3");
  CHECK(canonical("(((count=1)))") == "count = 1");
  CHECK(canonical("count=2 and count=1") == "count = 2 and count = 1");
}

TEST_CASE("negations are drawn into the test where they can be") {
  CHECK(canonical("not count = 1") == "count != 1");
  CHECK(canonical("not (count != 1)") == "count = 1");
  CHECK(canonical("not not count = 1") == "count = 1");
  CHECK(canonical("not (not (count < 1))") == "count < 1");
  CHECK(canonical("not count < 1") == "not count < 1");
  CHECK(canonical("not(count in (1,2))") == "count not in (1, 2)");
  CHECK(canonical("not count not in (1,2)") == "count in (1, 2)");
  CHECK(canonical("not count IS EMPTY") == "count is not empty");
  CHECK(canonical("not count is not empty") == "count is empty");
  CHECK(canonical("not short_text contains 'a'") == "not short_text contains \"a\"");
  CHECK(canonical("not (count = 1 and count = 2)") == "not (count = 1 and count = 2)");
  CHECK(canonical("not count = 1 and count = 2") == "count != 1 and count = 2");
  CHECK(canonical(repeated("not ", 10001) + "count < 1") == "not count < 1");
}

TEST_CASE("a list of one is a comparison and repeats fall away") {
  CHECK(canonical("count in (1)") == "count = 1");
  CHECK(canonical("count not in (1, 1)") == "count != 1");
  CHECK(canonical("count in (2, 1, 2)") == "count in (2, 1)");
}

TEST_CASE("literals are normalised") {
  CHECK(canonical("count = -0") == "count = 0");
  CHECK(canonical("count = -9223372036854775808") == "count = -9223372036854775808");
  CHECK(canonical("effort = 1.500000") == "effort = 1.5");
  CHECK(canonical("effort < -0.000001") == "effort < -0.000001");
  CHECK(canonical("short_text = 'it\\'s \"x\" \\u00e4\\n'") == "short_text = \"it's \\\"x\\\" \xC3\xA4\\n\"");
  CHECK(canonical("short_text = \"\\u0001\\u007f\"") == "short_text = \"\\u0001\\u007f\"");
  CHECK(canonical("short_text = \"a\tb\"") == "short_text = \"a\\tb\"");
  CHECK(canonical("short_text starts WITH 'x'") == "short_text starts with \"x\"");
  CHECK(canonical("due = \"2026-01-31\"") == "due = 2026-01-31");
  CHECK(canonical("seen < 2026-01-31T10:00:00Z") == "seen < 2026-01-31T10:00:00.000Z");
  CHECK(canonical("seen < '2026-01-31 10:00:00.5Z'") == "seen < 2026-01-31T10:00:00.500Z");
  CHECK(canonical("spent > 36H") == "spent > 36h");
  CHECK(canonical("spent > 120m") == "spent > 2h");
  CHECK(canonical("spent > 2w") == "spent > 14d");
  CHECK(canonical("spent > 0d") == "spent > 0s");
  CHECK(canonical("severity in ('minor', major)") == "severity in (minor, major)");
  CHECK(canonical("active = TRUE", "account") == "active = true");
  CHECK(canonical("account = 0190A3C4000070008000000000000001") == "account = 0190a3c4-0000-7000-8000-000000000001");
  CHECK(canonical("account = '0190a3c4-0000-7000-8000-000000000001'") ==
        "account = 0190a3c4-0000-7000-8000-000000000001");
}

TEST_CASE("moments move by durations") {
  CHECK(canonical("seen < NOW ( ) -3d") == "seen < now() - 3d");
  CHECK(canonical("seen<now()-3d") == "seen < now() - 3d");
  CHECK(canonical("seen >= now() + 90m") == "seen >= now() + 90m");
  CHECK(canonical("seen >= now() + 0s") == "seen >= now()");
  CHECK(canonical("due = today()") == "due = today()");
  CHECK(canonical("due in (today(), today() + 1w)") == "due in (today(), today() + 7d)");
  CHECK(canonical("due > today() - 48h") == "due > today() - 2d");
}

TEST_CASE("paths walk over references, five steps at most") {
  CHECK(canonical("account.industry = 'Retail'") == "account.industry = \"Retail\"");
  CHECK(canonical("parent.parent.parent.parent.count = 1") == "parent.parent.parent.parent.count = 1");
  check_refused("parent.parent.parent.parent.parent.count = 1", "condition_invalid",
                "line 1, column 36: a path has at most 5 steps");
  check_refused("account.name.x = 1", "condition_invalid",
                "line 1, column 9: `name` is a text; only the fields of a reference can be reached with a dot");
  check_refused("account. = 1", "condition_invalid", "line 1, column 9: expected a field name after the dot");
  check_refused("account..name = 1", "condition_invalid", "line 1, column 9: expected a field name after the dot");
  const auto result =
      Condition::parse("account.name = 'x' and (count = 1 or count = 2)", schema().at("incident"), schema());
  REQUIRE(result);
  REQUIRE(result->paths().size() == 2);
  CHECK(result->paths()[0].size() == 2);
  CHECK(result->paths()[0][1].table == &schema().at("account"));
}

TEST_CASE("the order operators, equality and text tests are refused where the type has none") {
  check_mentions("account < 1", "invalid_input", "`account` is a reference and has no order; use `=`, `!=` or `in`");
  check_mentions("id > 1", "invalid_input", "has no order");
  check_mentions("account.active >= true", "invalid_input", "`account.active` is a boolean and has no order");
  check_mentions("payload = \"{}\"", "invalid_input", "`payload` is json; it can only be tested with `is empty`");
  check_mentions("payload < 1", "invalid_input", "can only be tested");
  check_mentions("cost in (1)", "invalid_input", "`cost` is an amount of money; it can only be tested");
  check_mentions("payload contains 'x'", "invalid_input", "need a text field");
  check_mentions("severity starts with 'x'", "invalid_input", "need a text field");
  CHECK(canonical("payload is empty and cost is not empty") == "payload is empty and cost is not empty");
  const auto list = refusal("watch_list is empty", "risk_signal");
  CHECK(list.message.find("is a list of references") != std::string::npos);
  const auto journal = refusal("work_notes is empty", "risk_signal");
  CHECK(journal.message.find("is a journal") != std::string::npos);
}

TEST_CASE("syntax errors name the position, what was found and what was expected") {
  check_refused("count", "condition_invalid",
                "line 1, column 6: expected an operator (= != < <= > >=, `in`, `not in`, `is empty`, `is not empty`, "
                "`starts with`, `contains`) after `count`, found the end");
  check_mentions("count == 1", "condition_invalid", "line 1, column 7: expected an operator");
  check_mentions("count <> 1", "condition_invalid", "line 1, column 7: expected an operator");
  check_refused("count =", "condition_invalid", "line 1, column 8: expected a value after the operator, found the end");
  check_refused("count = )", "condition_invalid", "line 1, column 9: expected a value after the operator, found `)`");
  check_refused("count = 1 count = 2", "condition_invalid",
                "line 1, column 11: expected `and`, `or` or the end, found `count`");
  check_refused("count = 1)", "condition_invalid", "line 1, column 10: expected `and`, `or` or the end, found `)`");
  check_refused("(count = 1", "condition_invalid", "line 1, column 11: expected `and`, `or` or `)`, found the end");
  check_refused("count = 1 and", "condition_invalid",
                "line 1, column 14: expected a field name, `not` or `(`, found the end");
  check_refused("and count = 1", "condition_invalid",
                "line 1, column 1: expected a field name, `not` or `(`, found `and`");
  check_refused("()", "condition_invalid", "line 1, column 2: expected a field name, `not` or `(`, found `)`");
  check_refused("\"count\" = 1", "condition_invalid",
                "line 1, column 1: expected a field name, `not` or `(`, found a text");
  check_refused("count in 1", "condition_invalid", "line 1, column 10: expected `(` after `in`, found `1`");
  check_refused("count in ()", "condition_invalid",
                "line 1, column 11: expected a value after the operator, found `)`");
  check_refused("count in (1", "condition_invalid", "line 1, column 12: expected `,` or `)`, found the end");
  check_refused("count not 1", "condition_invalid", "line 1, column 11: expected `in` after `not`, found `1`");
  check_refused("count is 1", "condition_invalid", "line 1, column 10: expected `empty` or `not empty`, found `1`");
  check_refused("count is not 1", "condition_invalid", "line 1, column 14: expected `empty`, found `1`");
  check_refused("short_text starts 'x'", "condition_invalid",
                "line 1, column 19: expected `with` after `starts`, found a text");
  check_refused("short_text = 'x", "condition_invalid", "line 1, column 14: the text has no closing quote");
  check_mentions("short_text = 'a\\q'", "condition_invalid", "line 1, column 16: unknown escape");
  check_mentions("short_text = 'a\\", "condition_invalid", "line 1, column 16: unknown escape");
  check_mentions("short_text = '\\ud800'", "condition_invalid", "unknown escape");
  check_mentions("short_text = '\\u0000'", "condition_invalid", "unknown escape");
}

TEST_CASE("lines and columns count characters, the offset counts bytes") {
  const auto found = refusal("short_text = '\xC3\xA4' and\n  short_text = '\xE2\x82\xAC' ?");
  CHECK(found.message.starts_with("line 2, column 20: "));
  CHECK(found.details == "{\"offset\":43}");
}

TEST_CASE("a near miss of a field or value is suggested") {
  check_refused("cuont = 1", "condition_invalid",
                "line 1, column 1: table incident has no field `cuont`; did you mean `count`?");
  check_refused("account.industri = 'x'", "condition_invalid",
                "line 1, column 9: table account has no field `industri`; did you mean `industry`?");
  check_refused("completely_else = 1", "condition_invalid",
                "line 1, column 1: table incident has no field `completely_else`");
  check_refused("severity = mayor", "invalid_choice",
                "line 1, column 12: `severity` has no value `mayor`; did you mean `major`? It takes minor, major");
  check_refused("severity in (minor, catastrophic)", "invalid_choice",
                "line 1, column 21: `severity` has no value `catastrophic`; it takes minor, major");
  check_refused("severity = Major", "invalid_choice",
                "line 1, column 12: `severity` has no value `Major`; did you mean `major`? It takes minor, major");
}

TEST_CASE("an open list takes values it does not know, but gives them no order") {
  const TableInfo& holder = schema().at("indicator");
  const auto open = std::find_if(holder.fields.begin(), holder.fields.end(), [](const FieldInfo& candidate) {
    return candidate.type == FieldType::choice && schema().is_open(candidate.choice_list);
  });
  REQUIRE(open != holder.fields.end());
  CHECK(canonical(open->name + " = parsecs", holder.name) == open->name + " = parsecs");
  CHECK(refusal(open->name + " < parsecs", holder.name).code == "invalid_choice");
}

TEST_CASE("operands of a wrong type are refused with what the field takes") {
  check_refused("count = 'x'", "invalid_input",
                "line 1, column 9: `count` takes a whole number, found a text; write it without quotes");
  check_refused("count = 1.5", "invalid_input", "line 1, column 9: `count` takes a whole number, found `1.5`");
  check_mentions("count = 9223372036854775808", "invalid_input", "does not fit 64 bits");
  check_mentions("effort = 0.1234567", "invalid_input", "at most 6 places after the point");
  check_mentions("effort = 99999999999999999", "invalid_input", "fit the range");
  check_mentions("effort = 1e3", "invalid_input", "`effort` takes a number, found `1e3`");
  check_mentions("effort = 1.", "invalid_input", "takes a number");
  check_refused("short_text = hello", "invalid_input",
                "line 1, column 14: `short_text` takes a text in quotes, found `hello`; put the text in quotes");
  check_mentions("due = 2026-02-30", "invalid_input", "takes a date like 2026-01-31");
  check_mentions("seen = 2026-02-20", "invalid_input", "the time of day is missing");
  check_mentions("spent = 3", "invalid_input", "takes a duration like 3d or 2h");
  check_mentions("spent = 99999999999999999999d", "invalid_input", "duration");
  check_mentions("spent = 366001d", "invalid_input", "duration");
  check_mentions("account.active = yes", "invalid_input", "takes true or false");
  check_mentions("account = 'abc'", "invalid_reference", "takes an id of 36 characters, found a text");
  check_mentions("count = null", "invalid_input", "use `is empty` for a field without a value");
  check_mentions("short_text = ''", "condition_invalid", "a text is never empty; use `short_text is empty`");
  check_mentions("short_text contains ''", "condition_invalid", "a text is never empty");
  check_mentions("due < now()", "invalid_input", "`due` is a date; now() needs a datetime, use today()");
  check_mentions("seen < today()", "invalid_input", "today() needs a date, use now()");
  check_mentions("count < now()", "invalid_input", "now() needs a datetime");
  check_mentions("due < today() + 3h", "condition_invalid", "expected whole days");
  check_mentions("seen < now() - x", "condition_invalid", "expected a duration like 3d or 2h");
  check_mentions("seen < now() -", "condition_invalid", "found the end");
  check_mentions("seen < now(", "condition_invalid", "expected `)`");
  CHECK(refusal("weight = 0.125", "health_metric").message.find("at most 2 places") != std::string::npos);
}

TEST_CASE("nesting, length and lists have limits that hold without exhausting the stack") {
  CHECK(canonical(repeated("(", 100) + "count = 1" + repeated(")", 100)) == "count = 1");
  check_refused(repeated("(", 101) + "count = 1" + repeated(")", 101), "condition_invalid",
                "line 1, column 101: parentheses nest deeper than 100");
  check_mentions(repeated("(", 65000), "condition_invalid", "nest deeper than 100");
  check_mentions(repeated("not (", 12000), "condition_invalid", "nest deeper than 100");
  check_mentions(repeated(" ", 65537), "condition_invalid", "longer than 65536 bytes");
  const std::string many = repeated("count=1 or ", 5000) + "count=1";
  CHECK(canonical(many).size() > many.size());
  check_mentions(repeated("count=1 or ", 5900) + "count=1", "condition_invalid", "65536 bytes in canonical form");
  check_mentions("short_text = '" + repeated("\x01", 20000) + "'", "condition_invalid", "in canonical form");
  const auto list = [](std::size_t count) {
    std::string text = "count in (0";
    for (std::size_t i = 1; i < count; ++i) text += "," + std::to_string(i);
    return text + ")";
  };
  CHECK(Condition::parse(list(1000), schema().at("incident"), schema()));
  check_mentions(list(1001), "condition_invalid", "a list holds at most 1000 values");
}

TEST_CASE("text that is not UTF-8 is refused where it breaks") {
  check_refused("short_text = '\xFF'", "condition_invalid", "line 1, column 15: the condition is not valid UTF-8");
  check_refused(std::string_view("count\0= 1", 9), "condition_invalid",
                "line 1, column 6: the condition holds a zero byte");
}

TEST_CASE("messages do not repeat what stands in quotes") {
  for (const char* text : {"count = 'secret'", "account = 'secret'", "severity = 'secret'", "due = 'secret'"}) {
    CHECK(refusal(text).message.find("secret") == std::string::npos);
  }
}

TEST_CASE("conditions that the library builds read like those that people write") {
  const auto& table = schema().at("incident");
  const auto text = [](const Condition& condition) {
    const std::string written = condition.text(schema());
    const auto again = Condition::parse(written, condition.table(), schema());
    REQUIRE(again);
    CHECK(again->text(schema()) == written);
    return written;
  };
  const auto count = table.at("count");
  const auto one = Condition::equals(table, count, std::int64_t{1});
  CHECK(text(one) == "count = 1");
  CHECK(text(Condition::equals(table, count, {})) == "count is empty");
  CHECK(text(Condition::any_of(table, count, {std::int64_t{1}, std::int64_t{2}})) == "count in (1, 2)");
  CHECK(text(Condition::any_of(table, count, {std::int64_t{1}})) == "count = 1");
  CHECK(text(Condition::any_of(table, count, {std::int64_t{1}, Value()})) == "count is empty or count = 1");
  CHECK(text(Condition::any_of(table, count, {Value()})) == "count is empty");
  CHECK(text(Condition::any_of(table, count, {})) == "id is empty");
  CHECK(text(Condition::compare(table, count, condition::Op::lt, std::int64_t{5})) == "count < 5");
  CHECK(text(Condition::compare(table, count, condition::Op::ne, {})) == "count is not empty");
  CHECK(text(Condition::compare(table, count, condition::Op::lt, {})) == "id is empty");
  CHECK(text(Condition::all(table, {one, Condition::any(table, {one, Condition::negation(one)})})) ==
        "count = 1 and (count = 1 or count != 1)");
  CHECK(text(Condition::all(table, {one, Condition(table)})) == "count = 1");
  CHECK(Condition::all(table, {}).is_always());
  CHECK(Condition::any(table, {one, Condition(table)}).is_always());
  CHECK(text(Condition::any(table, {})) == "id is empty");
  CHECK(text(Condition::negation(Condition(table))) == "id is empty");
  CHECK(Condition::negation(Condition::negation(one)).text(schema()) == "count = 1");
}
