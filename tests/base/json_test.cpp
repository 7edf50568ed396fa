// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <clocale>
#include <stdexcept>

#include "base/text.hpp"
#include "property.hpp"

using namespace steward;
using namespace steward::base;

namespace {

Json read(std::string_view text) { return Json::parse(text).value(); }

std::string refusal(std::string_view text, int max_depth = Json::default_depth) {
  const auto json = Json::parse(text, max_depth);
  if (json.ok()) return "accepted";
  CHECK(json.error().code() == "json_invalid");
  CHECK(json.error().category() == Category::invalid);
  return json.error().message();
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
}

Json arbitrary(int levels) {
  switch (*rc::gen::inRange(0, levels > 0 ? 7 : 5)) {
    case 0:
      return Json();
    case 1:
      return Json(*rc::gen::arbitrary<bool>());
    case 2:
      return Json::number(*rc::gen::arbitrary<std::int64_t>());
    case 3:
      return Json::number(Decimal::from_units(*rc::gen::arbitrary<std::int64_t>()));
    case 4:
      return Json::string(*rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)));
    case 5: {
      Json array = Json::array();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push(arbitrary(levels - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        object.set(std::to_string(i) + "\"\xC3\xA4\n", arbitrary(levels - 1));
      return object;
    }
  }
}

}  // namespace

TEST_CASE("json reads every kind of value") {
  const Json json = read(R"( {"z":null,"a":true,"n":-1.50e+3,"s":"x\u00e4\ud83d\ude00\n","l":[1,2,{}],"o":{}} )");
  CHECK(json.is_object());
  CHECK(json.size() == 6);
  CHECK(json.find("z")->is_null());
  CHECK(json.find("a")->as_bool() == true);
  CHECK(*json.find("n")->as_number_text() == "-1.50e+3");
  CHECK(json.find("n")->as_decimal() == Decimal(-1500));
  CHECK(*json.find("s")->as_string() == "x\xC3\xA4\xF0\x9F\x98\x80\n");
  CHECK(json.find("l")->elements().size() == 3);
  CHECK(json.find("missing") == nullptr);
  CHECK(json.items()[0].first == "z");
}

TEST_CASE("asking for the wrong kind gives nothing") {
  const Json text = Json::string("1");
  CHECK_FALSE(text.as_bool());
  CHECK_FALSE(text.as_int64());
  CHECK_FALSE(text.as_decimal());
  CHECK(text.as_number_text() == nullptr);
  CHECK(Json::number(1).as_string() == nullptr);
  CHECK(text.items().empty());
  CHECK(text.elements().empty());
  CHECK(text.find("x") == nullptr);
  CHECK(text.size() == 0);
}

TEST_CASE("number texts are kept to the last digit") {
  for (const char* text :
       {"0", "-0", "-0.0", "1.0", "1E5", "1e+05", "18446744073709551616", "9223372036854775807", "-9223372036854775808",
        "0.1000000000000000055511151231257827", "1e-400", "123456789012345678901234567890.123456789"}) {
    INFO(text);
    CHECK(*read(text).as_number_text() == text);
    CHECK(read("[" + std::string(text) + "]").dump() == "[" + std::string(text) + "]");
    CHECK(read("{\"a\": " + std::string(text) + " , \"b\":7}").find("b")->as_int64() == 7);
    CHECK(*read("[1 , " + std::string(text) + "\n]").elements()[1].as_number_text() == text);
  }
}

TEST_CASE("a number beyond a double is refused") {
  CHECK(refusal("1e400") == "a number is out of range (byte 4)");
  CHECK(refusal("[-1e99999]").find("out of range") != std::string::npos);
}

TEST_CASE("numbers are read the same under a locale with a decimal comma") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  const char* set = nullptr;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fa_IR.UTF-8"}) {
    if ((set = std::setlocale(LC_NUMERIC, name)) != nullptr) break;
  }
  const std::string kept = read("[1.25]").dump();
  std::setlocale(LC_NUMERIC, before.c_str());
  if (set == nullptr) WARN("no locale with a decimal comma is installed; tested under the C locale only");
  CHECK(kept == "[1.25]");
}

TEST_CASE("integers are taken only from whole numbers that fit") {
  CHECK(read("-9223372036854775808").as_int64() == std::numeric_limits<std::int64_t>::min());
  CHECK(read("-0").as_int64() == 0);
  CHECK_FALSE(read("9223372036854775808").as_int64());
  CHECK_FALSE(read("1.0").as_int64());
  CHECK_FALSE(read("1e3").as_int64());
}

TEST_CASE("refusals name the byte") {
  CHECK(refusal("") == "the text ends too early (byte 0)");
  CHECK(refusal("{\"a\":1") == "the text ends too early (byte 6)");
  CHECK(refusal("[1,]") == "this is not JSON (byte 3)");
  CHECK(refusal("{} x") == "this is not JSON (byte 3)");
  CHECK(refusal("{}{}") == "this is not JSON (byte 2)");
  CHECK(refusal(R"({"a":1,"b":{"a":1},"a":2})") == "the same key stands twice in an object (byte 21)");
  CHECK(refusal("\"a\xFF\"") == "the text is not valid UTF-8 (byte 2)");
  CHECK(refusal("[\"\xED\xA0\x80\"]") == "the text is not valid UTF-8 (byte 2)");
  CHECK(refusal(std::string_view("[1]\0x", 5)) == "a zero byte is not JSON (byte 3)");
}

TEST_CASE("what is not strict JSON is refused") {
  for (const char* text :
       {"{'a':1}",  "{a:1}",   "[1,2",     "01",      "+1",          ".5",          "1.",      "NaN",
        "Infinity", "tru",     "\"\t\"",   "\"\\x\"", "\"\\ud800\"", "\"\\udc00\"", "// c\n1", "/* c */ 1",
        "[1 2]",    "{\"a\"}", "{\"a\":}", "1-",      "1 -",         "1-2",         "[1+]",    "]",
        "\"",       "\\",      "-",        "1e",      "\xEF\xBB"}) {
    INFO(text);
    CHECK(refusal(text) != "accepted");
  }
}

TEST_CASE("refusals quote nothing of the input") {
  CHECK(refusal("{\"secret\":1,\"secret\":2}").find("secret") == std::string::npos);
  CHECK(refusal("{\"a\":secret}").find("secret") == std::string::npos);
}

TEST_CASE("64 levels are read and 65 refused") {
  CHECK(refusal(nested(64)) == "accepted");
  CHECK(refusal(nested(65)) == "more than 64 levels of nesting (byte 64)");
  CHECK(refusal(std::string(1'000'000, '[')) == "more than 64 levels of nesting (byte 64)");
  CHECK(refusal(nested(3), 2) == "more than 2 levels of nesting (byte 2)");
  CHECK(refusal("1", 0) == "accepted");
  CHECK(refusal(nested(1000), 1'000'000) == "accepted");
  CHECK(refusal(nested(1001), 1'000'000) == "more than 1000 levels of nesting (byte 1000)");
}

TEST_CASE("texts over 64 MiB are refused unread") {
  CHECK(refusal(std::string(Json::max_bytes + 1, ' ')) == "the text is longer than 64 MiB (byte 67108864)");
}

TEST_CASE("duplicate keys are found in large objects too") {
  std::string text = "{";
  for (int i = 0; i < 200; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  CHECK(read(text + "\"last\":0}").size() == 201);
  CHECK(refusal(text + "\"k0\":0}").find("twice") != std::string::npos);
  CHECK(refusal(text + "\"k199\":0}").find("twice") != std::string::npos);
  CHECK(refusal(text + "\"last\":0,\"last\":1}").find("twice") != std::string::npos);
}

TEST_CASE("json is built, changed and written") {
  Json json = Json::object();
  json.set("b", Json::number(1)).set("a", Json::array().push(Json(true)).push(Json())).set("c", Json::string("x\"y"));
  CHECK(json.dump() == R"({"b":1,"a":[true,null],"c":"x\"y"})");
  CHECK(json.canonical() == R"({"a":[true,null],"b":1,"c":"x\"y"})");
  json.set("b", Json::number(Decimal::from_units(1'500'000)));
  CHECK(json.items()[0].second.as_decimal() == Decimal::from_units(1'500'000));
  CHECK(json.erase("a"));
  CHECK_FALSE(json.erase("a"));
  CHECK(json.dump() == R"({"b":1.5,"c":"x\"y"})");
  CHECK(Json().set("k", Json(false)).dump() == R"({"k":false})");
}

TEST_CASE("canonical text sorts keys by bytes on all levels and keeps number texts") {
  CHECK(read(R"({"b":{"z":1.0,"Z":1e2,"":0},"a":[{"y":1,"x":2}]})").canonical() ==
        R"({"a":[{"x":2,"y":1}],"b":{"":0,"Z":1e2,"z":1.0}})");
  CHECK(read("{\"\xC3\xA4\":1,\"z\":2}").canonical() == "{\"z\":2,\"\xC3\xA4\":1}");
}

TEST_CASE("pretty text is indented by two blanks") {
  CHECK(read(R"({"a":[1,{"b":[]}],"c":{}})").pretty() ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
}

TEST_CASE("written strings escape control characters and mend invalid UTF-8") {
  CHECK(Json::string(std::string_view("\0\x1f\b\f\n\r\t\"\\/\x7f", 11)).dump() == R"("\u0000\u001f\b\f\n\r\t\"\\/)"
                                                                                  "\x7f\"");
  CHECK(Json::string("a\xFF\xC3").dump() == "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(Json::object().set("\xFF", Json()).dump() == "{\"\xEF\xBF\xBD\":null}");
}

TEST_CASE("a number text that is no number is a bug of the caller") {
  CHECK(Json::number_text("1e400").dump() == "1e400");
  CHECK_THROWS_AS(Json::number_text("1,5"), std::invalid_argument);
  CHECK_THROWS_AS(Json::number_text(""), std::invalid_argument);
}

TEST_CASE("every tree reads back from each of its texts") {
  holds("json round trip", [] {
    const Json json = arbitrary(4);
    RC_ASSERT(read(json.dump()) == json);
    RC_ASSERT(read(json.pretty()) == json);
    RC_ASSERT(read(json.canonical()).canonical() == json.canonical());
  });
}

TEST_CASE("no byte string breaks the parser and what it accepts is written as valid UTF-8") {
  holds("json noise", [] {
    std::string text = arbitrary(3).dump();
    for (int i = *rc::gen::inRange(0, 4); i > 0 && !text.empty(); --i) {
      text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    }
    const auto json = Json::parse(text);
    if (json.ok()) {
      RC_ASSERT(valid_utf8(json->dump()));
      RC_ASSERT(read(json->dump()) == *json);
    }
  });
}
