// SPDX-License-Identifier: Apache-2.0
#include "base/csv.hpp"

#include "property.hpp"

using namespace steward;
using namespace steward::base;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read(std::string_view text, char delimiter = ',') { return parse_csv(text, delimiter).value(); }

std::string refusal(std::string_view text) {
  const auto rows = parse_csv(text);
  if (rows.ok()) return "accepted";
  CHECK(rows.error().code() == "csv_invalid");
  CHECK(rows.error().category() == Category::invalid);
  return rows.error().faults()[0].details + " " + rows.error().message();
}

std::string row(const std::vector<std::string>& fields, char delimiter = ',') {
  std::string out;
  append_csv_row(out, fields, delimiter);
  return out;
}

}  // namespace

TEST_CASE("csv reads quoted and plain fields with either line end") {
  CHECK(read("a,b\r\n1,\"x,\"\"y\"\"\n z\"\n,\n") == Rows{{"a", "b"}, {"1", "x,\"y\"\n z"}, {"", ""}});
  CHECK(read("a,b\n1,2") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(read("a,b\n1,\n") == Rows{{"a", "b"}, {"1", ""}});
  CHECK(read("a,b\n1,") == Rows{{"a", "b"}, {"1", ""}});
  CHECK(read("a,b\n\"\",\"\"") == Rows{{"a", "b"}, {"", ""}});
  CHECK(read("").empty());
}

TEST_CASE("csv skips the byte order mark and takes other delimiters") {
  CHECK(read("\xEF\xBB\xBF"
             "a;b\n1,5;2\n",
             ';') == Rows{{"a", "b"}, {"1,5", "2"}});
  CHECK(read("a\tb\n", '\t') == Rows{{"a", "b"}});
}

TEST_CASE("csv skips empty lines but for single fields, where they are values") {
  CHECK(read("\na,b\r\n\r\n1,2\n\n") == Rows{{"a", "b"}, {"1", "2"}});
  CHECK(read("a\n\nb\n") == Rows{{"a"}, {""}, {"b"}});
}

TEST_CASE("csv counts rows for the caller, empty lines included") {
  CsvReader reader("a,b\n\n1,2\n");
  std::vector<std::string> fields;
  CHECK(reader.next(fields).value());
  CHECK(reader.row() == 1);
  CHECK(reader.next(fields).value());
  CHECK(reader.row() == 3);
  CHECK(fields == std::vector<std::string>{"1", "2"});
  CHECK_FALSE(reader.next(fields).value());
}

TEST_CASE("csv refusals name row and column") {
  CHECK(refusal("a,b\n1,\"x\n") == R"({"column":2,"row":2} row 2, column 2: a quote is never closed)");
  CHECK(refusal("a,b\n\"x\"y,1\n") == R"({"column":1,"row":2} row 2, column 1: text follows the closing quote)");
  CHECK(refusal("a,b\n1,x\"y\"\n") ==
        R"({"column":2,"row":2} row 2, column 2: a quote stands inside a field that is not quoted)");
  CHECK(refusal("a,b\n1,2\n1\n") == R"({"column":2,"row":3} row 3, column 2: only 1 of the header's 2 fields)");
  CHECK(refusal("a,b\n1,2,3\n") == R"({"column":3,"row":2} row 2, column 3: more fields than the header's 2)");
  CHECK(refusal("a,b\n1,2,\n") == R"({"column":3,"row":2} row 2, column 3: more fields than the header's 2)");
  CHECK(refusal("a,b\n1,\xFF\n") == R"({"column":2,"row":2} row 2, column 2: the text is not valid UTF-8)");
  CHECK(refusal(std::string_view("a,b\n\"\0\",1\n", 10)) ==
        R"({"column":1,"row":2} row 2, column 1: a zero byte is not allowed)");
  CHECK(refusal("a,b\rc,d\n") ==
        R"({"column":2,"row":1} row 1, column 2: a carriage return stands without a line feed)");
}

TEST_CASE("csv ends after an error") {
  CsvReader reader("a,b\n1\n1,2\n");
  std::vector<std::string> fields;
  CHECK(reader.next(fields).ok());
  CHECK_FALSE(reader.next(fields).ok());
  CHECK_FALSE(reader.next(fields).value());
}

TEST_CASE("csv quotes where needed") {
  CHECK(row({"a", "b c", "x,y", "q\"q", "l\nl", " s"}) == "a,b c,\"x,y\",\"q\"\"q\",\"l\nl\",\" s\"\r\n");
  CHECK(row({"1,5", "a;b"}, ';') == "1,5;\"a;b\"\r\n");
  CHECK(row({""}) == "\"\"\r\n");
  CHECK(row({"", ""}) == ",\r\n");
}

TEST_CASE("csv defuses what a spreadsheet would take for a formula") {
  CHECK(row({"=1+1", "+49 30", "-x", "@sum", "\tx", "\rx"}) == "'=1+1,'+49 30,'-x,'@sum,'\tx,\"'\rx\"\r\n");
  CHECK(row({"-12.5", "+3", "-1e-3", "12", "a=b"}) == "-12.5,+3,-1e-3,12,a=b\r\n");
  CHECK(row({"-", "-1+1", "-1.", "--1", "-1e"}) == "'-,'-1+1,'-1.,'--1,'-1e\r\n");
  CHECK(row({"=HYPERLINK(\"x\",1)"}) == "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
}

TEST_CASE("every table without formulas reads back as it was written") {
  holds("csv round trip", [] {
    const auto width = *rc::gen::inRange<std::size_t>(1, 5);
    const auto field = rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', ';', '"', '\n', '\r', ' ', '1'));
    Rows rows;
    std::string text;
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
      std::vector<std::string> fields;
      for (std::size_t j = 0; j < width; ++j) {
        std::string value = *field;
        if (value.starts_with('\r')) value.insert(0, 1, 'a');
        fields.push_back(value);
      }
      append_csv_row(text, fields);
      rows.push_back(std::move(fields));
    }
    RC_ASSERT(read(text) == rows);
  });
}

TEST_CASE("no byte string breaks the csv reader") {
  holds("csv noise", [] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::element('a', ',', '"', '\n', '\r', '\0'), rc::gen::arbitrary<char>()));
    const auto rows = parse_csv(text);
    if (rows.ok()) {
      for (const auto& each : *rows) RC_ASSERT(each.size() == rows->front().size());
    }
  });
}
