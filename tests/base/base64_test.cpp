// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <array>
#include <string>
#include <utility>

#include "property.hpp"

using steward::base::from_base64;
using steward::base::to_base64;

namespace {

// RFC 4648, section 10, and the bytes that use the last digits of the alphabet.
const std::array<std::pair<std::string, std::string>, 9> vectors{{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"},
                                                                  {"\xfb\xff\xbf", "+/+/"},
                                                                  {std::string(3, '\0'), "AAAA"}}};

}  // namespace

TEST_CASE("Base64 of the known vectors", "[base64]") {
  for (const auto& [bytes, text] : vectors) {
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("texts that are no Base64 are refused", "[base64]") {
  for (const auto* text : {"Z", "Zg", "Zg=", "Zm9vY", "Zg===", "=", "==", "===", "====", "Z===", "Zg==Zg==", "Zm=v",
                           "Zm9v\n", " Zm9", "Zm9-", "Zm9_", "Z\xc3\xa4g", "Zh==", "Zm9="}) {
    INFO(text);
    CHECK_FALSE(from_base64(text).has_value());
  }
  CHECK_FALSE(from_base64(std::string("Zg\0=", 4)).has_value());
}

TEST_CASE("bytes come back from their text", "[base64]") {
  holds("round trip", [](const std::string& bytes) {
    const auto text = to_base64(bytes);
    RC_ASSERT(text.size() == (bytes.size() + 2) / 3 * 4);
    RC_ASSERT(from_base64(text) == bytes);
  });
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  CHECK(from_base64(to_base64(all)) == all);
}

TEST_CASE("a text that is taken is the one text of its bytes", "[base64]") {
  holds("one text a value", [](const std::string& text) {
    if (const auto bytes = from_base64(text)) RC_ASSERT(to_base64(*bytes) == text);
  });
}
