// SPDX-License-Identifier: Apache-2.0
#include "portfolio/csv.hpp"

#include <catch2/catch.hpp>

using portfolio::parse_csv;

namespace {

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("a well-formed file gives all its lines with their numbers") {
  const auto file =
      parse_csv("a.csv", "\xEF\xBB\xBFkey,text\r\n1,plain\n2,\"quoted, \"\"twice\"\"\"\n\n3,\"two\nlines\"\n4,");
  REQUIRE(file.problems.empty());
  CHECK(file.header == Fields{"key", "text"});
  REQUIRE(file.rows.size() == 4);
  CHECK(file.rows[0].fields == Fields{"1", "plain"});
  CHECK(file.rows[1].fields == Fields{"2", "quoted, \"twice\""});
  CHECK(file.rows[1].line == 3);
  CHECK(file.rows[2].fields == Fields{"3", "two\nlines"});
  CHECK(file.rows[2].line == 5);
  CHECK(file.rows[3].fields == Fields{"4", ""});
  CHECK(file.rows[3].line == 7);
}

TEST_CASE("a malformed line is reported with file, line and column, and the others are kept") {
  struct Case {
    const char* line;
    const char* message;
  };
  const Case bad = GENERATE(Case{"2,b\"ad,x", "a.csv, line 3, column 2: a quote stands inside an unquoted field"},
                            Case{"2,\"b\"ad,x", "a.csv, line 3, column 2: text follows the closing quote"},
                            Case{"2,b,\"x", "a.csv, line 3, column 3: the closing quote is missing"},
                            Case{"2,b", "a.csv, line 3, column 3: 2 fields stand where the header has 3"},
                            Case{"2,b,c,d", "a.csv, line 3, column 4: 4 fields stand where the header has 3"});
  const auto file = parse_csv("a.csv", "key,text,more\n1,a,x\n" + std::string(bad.line) + "\n3,c,x\n4,d,x\n");
  REQUIRE(file.problems.size() == 1);
  CHECK(file.problems[0].to_string() == bad.message);
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows[0].fields[0] == "1");
  CHECK(file.rows[1].fields[0] == "3");
  CHECK(file.rows[1].line == 4);
  CHECK(file.rows[2].fields[0] == "4");
}

TEST_CASE("what is written quoted is read back") {
  const Fields fields{"plain", "a,b", "say \"so\"", "two\nlines", ""};
  std::string text = "a,b,c,d,e\n";
  for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + portfolio::quoted(fields[i]);
  const auto file = parse_csv("a.csv", text + "\n");
  REQUIRE(file.rows.size() == 1);
  CHECK(file.rows[0].fields == fields);
}

TEST_CASE("a file that is not there is named") {
  const auto file = portfolio::read_csv("no such folder", "a.csv");
  REQUIRE_FALSE(file);
  CHECK(file.error().code() == "file_unreadable");
  CHECK(file.error().message().find("no such folder/a.csv") != std::string::npos);
}
