// SPDX-License-Identifier: Apache-2.0
#include "metrics/key_index.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "base/text.hpp"
#include "metrics/context_map.hpp"

using namespace steward;
using namespace steward::metrics;

// The look-ups under the prepared mappings, against maps that need no cleverness.

namespace {

/// The records behind a text, ascending.
std::vector<std::uint32_t> behind(const KeyIndex& index, std::uint32_t place) {
  std::vector<std::uint32_t> records;
  for (; place != KeyIndex::none; place = index.next(place)) {
    if (index.record(place) != KeyIndex::none) records.push_back(index.record(place));
  }
  std::sort(records.begin(), records.end());
  return records;
}

using Keyed = std::map<std::string, std::vector<std::uint32_t>>;

/// Some texts are shared by several records, and letters differ.
std::vector<std::string> texts_of(std::size_t records, std::mt19937_64& chance) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < records; ++i) {
    const auto number = chance() % (records / 2 + 1);
    texts.push_back((chance() % 2 == 0 ? "Key-" : "KEY-") + std::to_string(number));
  }
  return texts;
}

}  // namespace

TEST_CASE("records stand behind their keys, whichever way they came", "[metrics][map]") {
  std::mt19937_64 chance(11);
  for (const std::size_t records : {0U, 1U, 63U, 64U, 65U, 3000U}) {
    const auto texts = texts_of(records, chance);
    KeyIndex one_by_one;
    KeyIndex at_once;
    Keyed expected;
    at_once.reserve_appended(records);
    for (std::uint32_t record = 0; record < records; ++record) {
      one_by_one.add(base::folded(texts[record]), record);
      at_once.append(texts[record], record);
      expected[base::folded(texts[record])].push_back(record);
    }
    at_once.index();
    CHECK(at_once.size() == expected.size());
    CHECK(one_by_one.size() == expected.size());
    std::vector<std::string_view> asked(texts.begin(), texts.end());
    asked.emplace_back("key-none");
    asked.emplace_back("");
    for (const KeyIndex* index : {&one_by_one, &at_once}) {
      const auto found = index->find_all(asked);
      REQUIRE(found.size() == asked.size());
      for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK(found[i] == index->find(base::folded(texts[i])));
        CHECK(behind(*index, found[i]) == expected[base::folded(texts[i])]);
      }
      CHECK(found[texts.size()] == KeyIndex::none);
      CHECK(found.back() == KeyIndex::none);
    }
  }
}

TEST_CASE("few texts of many records are kept once", "[metrics][map]") {
  KeyIndex index;
  const std::string text(100, 'T');
  index.reserve_appended(10'000);
  for (std::uint32_t record = 0; record < 10'000; ++record) index.append(text + std::to_string(record % 3), record);
  index.index();
  CHECK(index.size() == 3);
  CHECK(index.bytes() < 10'000 * 60);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t record = 1; record < 10'000; record += 3) expected.push_back(record);
  CHECK(behind(index, index.find(base::folded(text) + "1")) == expected);
  for (std::uint32_t record = 10'000; record < 10'100; ++record) index.add("other " + std::to_string(record), record);
  CHECK(behind(index, index.find("other 10042")) == std::vector<std::uint32_t>{10'042});
  CHECK(behind(index, index.find(base::folded(text) + "1")) == expected);
}

TEST_CASE("an index that was made at once grows and forgets", "[metrics][map]") {
  KeyIndex index;
  for (std::uint32_t record = 0; record < 100; ++record) index.append("K" + std::to_string(record), record);
  index.index();
  for (std::uint32_t record = 100; record < 1000; ++record) index.add("k" + std::to_string(record), record);
  index.add("k7", 1000);
  CHECK(behind(index, index.find("k7")) == std::vector<std::uint32_t>{7, 1000});
  CHECK(behind(index, index.find("k999")) == std::vector<std::uint32_t>{999});
  std::vector<bool> gone(1001);
  gone[7] = true;
  index.forget(gone);
  CHECK(behind(index, index.find("k7")) == std::vector<std::uint32_t>{1000});
}

TEST_CASE("answers of none, one and many contexts outlive what is forgotten", "[metrics][map]") {
  constexpr std::uint32_t sources = 60'000;
  std::mt19937_64 chance(12);
  ContextMap map;
  std::vector<std::uint32_t> contexts;
  for (std::uint8_t i = 1; i <= 9; ++i) {
    std::array<std::uint8_t, 16> bytes{};
    bytes.fill(i);
    contexts.push_back(map.keep_context(Id(bytes), Id()));
  }
  std::vector<std::vector<std::uint32_t>> expected(sources);
  const auto keep = [&](std::uint32_t source) {
    expected[source].assign(contexts.begin(), contexts.begin() + static_cast<std::ptrdiff_t>(chance() % 6));
    map.keep(source, expected[source], false);
  };
  const auto holds = [&](std::uint32_t source) {
    const auto held = map.contexts(source);
    return std::equal(held.begin(), held.end(), expected[source].begin(), expected[source].end());
  };
  for (std::uint32_t source = 0; source < sources; ++source) keep(source);
  // Enough is forgotten for the pool to be made anew.
  for (std::uint32_t source = 0; source < sources; ++source) {
    if (source % 4 != 0) map.forget(source);
  }
  bool right = true;
  for (std::uint32_t source = 0; source < sources; ++source) {
    right = right && map.knows(source) == (source % 4 == 0) && (!map.knows(source) || holds(source));
  }
  CHECK(right);
  for (std::uint32_t source = 0; source < sources; source += 2) keep(source);
  for (std::uint32_t source = 0; source < sources; source += 2) right = right && map.knows(source) && holds(source);
  CHECK(right);
  CHECK_FALSE(map.knows(sources));
}
