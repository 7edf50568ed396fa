// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include "base/hash.hpp"
#include "property.hpp"

using namespace steward::base;

TEST_CASE("well-formed UTF-8 is told from the rest") {
  for (const char* text : {"", "plain", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF4\x8F\xBF\xBF", "\xC2\x80", "\xE0\xA0\x80", "\xF0\x90\x80\x80"}) {
    CHECK(valid_utf8(text));
  }
  CHECK(valid_utf8(std::string_view("\0", 1)));
  for (const char* text :
       {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2\x82", "\xC3(", "\xE2\x28\xA1", "\xF0\x9F\x98"}) {
    CHECK_FALSE(valid_utf8(text));
  }
}

TEST_CASE("the length counts characters and each stray byte as one") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80") == 4);
  CHECK(utf8_length("\xFF\xC3") == 2);
}

TEST_CASE("ASCII white space is trimmed at both ends only") {
  CHECK(trimmed(" \t\r\n a b \v\f") == "a b");
  CHECK(trimmed(" \n ").empty());
  CHECK(trimmed("").empty());
  CHECK(trimmed("\xC2\xA0x") == "\xC2\xA0x");
}

TEST_CASE("folding touches ASCII letters only") {
  CHECK(folded("AbZ\xC3\x84") == "abz\xC3\x84");
  CHECK(compare_folded("Hello", "hELLO") == 0);
  CHECK(compare_folded("a", "B") < 0);
  CHECK(compare_folded("B", "a") > 0);
  CHECK(compare_folded("a", "A!") < 0);
  CHECK(compare_folded("", "") == 0);
  CHECK(compare_folded("z", "\xC3\x84") < 0);
  CHECK(compare_folded("_", "A") < 0);
}

TEST_CASE("comparing folded texts agrees with comparing what folding gives") {
  holds("folding", [](const std::string& a, const std::string& b) {
    const int order = folded(a).compare(folded(b));
    RC_ASSERT((compare_folded(a, b) < 0) == (order < 0));
    RC_ASSERT((compare_folded(a, b) > 0) == (order > 0));
  });
}

TEST_CASE("bytes go through hex and back") {
  CHECK(to_hex(std::string_view("\0\xFF\x1a", 3)) == "00ff1a");
  CHECK(from_hex("00FF1a") == std::string("\0\xFF\x1a", 3));
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("0g"));
  holds("hex", [](const std::string& bytes) { RC_ASSERT(from_hex(to_hex(bytes)) == bytes); });
}

TEST_CASE("the content hash is FNV-1a of 128 bits") {
  CHECK(content_hash("") == "6c62272e07bb014262b821756295c58d");
  CHECK(content_hash("a") == "d228cb696f1a8caf78912b704e4a8964");
  CHECK(content_hash("foobar") == "343e1662793c64bf6f0d3597ba446f18");
  CHECK(ContentHash().add_bytes("ab") == ContentHash().add_bytes("a").add_bytes("b"));
}

TEST_CASE("hashed fields do not run into one another") {
  CHECK_FALSE(ContentHash().add("ab").add("c") == ContentHash().add("a").add("bc"));
  CHECK_FALSE(ContentHash().add("").add("a") == ContentHash().add("a").add(""));
  CHECK_FALSE(ContentHash().add(std::uint64_t{1}) == ContentHash().add(std::uint64_t{256}));
}
