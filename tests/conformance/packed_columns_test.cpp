// SPDX-License-Identifier: Apache-2.0
// Parts of the packed layout by themselves: forms of ids, chunks read as rows, the order of keys.
#include <algorithm>
#include <random>

#include "conformance/series_support.hpp"
#include "stores/packed/chunk.hpp"
#include "stores/packed/column.hpp"
#include "stores/packed/key_order.hpp"
#include "stores/packed/plain.hpp"
#include "stores/packed/seal.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

Id any_id(std::mt19937_64& random) { return stores::id_of_words(random(), random()); }

std::vector<Id> taken(std::string_view bytes, std::size_t size) {
  std::vector<Id> ids;
  stores::ByteReader in(bytes);
  stores::take_ids(in, size, ids);
  CHECK(in.good());
  CHECK(in.at_end());
  return ids;
}

std::string put(const std::vector<Id>& ids) {
  stores::ByteWriter out;
  stores::put_ids(out, ids);
  return out.take();
}

stores::Chunk random_chunk(std::mt19937_64& random, std::size_t size) {
  stores::Chunk chunk;
  const bool plain = random() % 2 == 0;
  std::uint64_t source = 1;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const bool next = random() % 3 == 0;
    source += next ? 1 + random() % 3 : 0;
    start = next ? static_cast<std::int64_t>(random() % 5) : start + 1;
    if (!plain && i > 0 && random() % 20 == 0) {
      source = 1;
      start = chunk.start.back();
    }
    store::Said said;
    said.recorded = at_ms(static_cast<std::int64_t>(random() % 100));
    said.end = at_ms(start + 1 + static_cast<std::int64_t>(random() % 9));
    said.value = Decimal::from_units(static_cast<std::int64_t>(random() % 1000) - 500);
    said.context_table = plain || random() % 9 != 0 ? "engagement" : "account";
    said.contexts.push_back(id_of(1 + random() % 7));
    if (!plain && random() % 9 == 0) said.contexts.clear();
    said.gap = !plain && random() % 9 == 0;
    chunk.add(id_of(source), start, said);
  }
  return chunk;
}

}  // namespace

TEST_CASE("ids come back from every form, the shortest is taken") {
  std::mt19937_64 random(5);
  for (const std::size_t size : {1U, 2U, 3U, 40U, 2048U}) {
    std::vector<Id> near;
    std::vector<Id> far;
    std::vector<Id> runs;
    for (std::size_t i = 0; i < size; ++i) {
      near.push_back(id_of(1'000'000 + random() % 60'000));
      far.push_back(any_id(random));
      runs.push_back(i % 5 == 0 ? any_id(random) : runs.back());
    }
    for (const auto& ids : {near, far, runs}) CHECK(taken(put(ids), size) == ids);
    CHECK(put(far).size() == 1 + far.size() * sizeof(Id));
    if (size > 3) CHECK(put(near).size() < 40 + near.size() * 2);
  }
}

TEST_CASE("what was packed in the first format is read") {
  std::mt19937_64 random(6);
  const std::vector<Id> ids{id_of(1), id_of(2), id_of(2), id_of(7)};
  const auto raw = [](const std::vector<Id>& some) {
    return std::string(reinterpret_cast<const char*>(some.data()), some.size() * sizeof(Id));
  };
  CHECK(taken(std::string(1, '\0') + raw(ids), ids.size()) == ids);
  stores::ByteWriter runs;
  runs.put(std::uint8_t{1});
  runs.put(std::uint32_t{3});
  auto bytes = runs.take() + raw({id_of(1), id_of(2), id_of(7)});
  stores::ByteWriter lengths;
  stores::put_numbers(lengths, std::vector<std::int64_t>{1, 2, 1});
  bytes += lengths.take();
  CHECK(taken(bytes, ids.size()) == ids);

  const std::string content = "columns";
  const auto sum = stores::checksum(content, stores::checksum("here", 1));
  const auto sealed = std::string(1, '\1') + std::string(reinterpret_cast<const char*>(&sum), sizeof sum) + content;
  CHECK(stores::unseal(sealed, "here") == content);
  CHECK_FALSE(stores::unseal(sealed, "there"));
  auto claimed = sealed;
  claimed[0] = 2;
  CHECK_FALSE(stores::unseal(claimed, "here"));
}

TEST_CASE("a plain chunk holds the rows that the chunk means") {
  std::mt19937_64 random(7);
  stores::PlainChunk plain;  // used again and again, as a scan does
  std::size_t plain_ones = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto chunk = random_chunk(random, 1 + random() % 60);
    const auto bytes = stores::encode(chunk, 0, chunk.size());
    std::vector<store::SeriesRow> rows;
    bool single = chunk.context_tables.size() == 1;
    stores::for_each_key(chunk, stores::Dead(), [&](std::size_t begin, std::size_t end) {
      single = single && chunk.is_plain(begin, end) && chunk.contexts_of(begin).size() == 1;
      stores::for_each_row(chunk, begin, end, "t",
                           [&](const store::SeriesRow& row, std::string_view) { rows.push_back(row); });
    });
    const auto told = stores::decode_plain(bytes, chunk.size(), plain);
    CHECK(told == (single ? stores::Plainness::plain : stores::Plainness::other));
    if (told != stores::Plainness::plain) continue;
    ++plain_ones;
    REQUIRE(plain.rows.size() == rows.size());
    CHECK(plain.context_table == chunk.context_tables.front());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool same = plain.rows.source[i] == rows[i].source && plain.rows.context[i] == rows[i].context &&
                        plain.rows.start[i] == rows[i].start && plain.rows.end[i] == rows[i].end &&
                        plain.rows.recorded[i] == rows[i].recorded && plain.rows.value[i] == rows[i].value &&
                        plain.rows.source_table[i] == 0;
      CHECK(same);
    }
    CHECK(plain.start.least == *std::min_element(chunk.start.begin(), chunk.start.end()));
    CHECK(plain.start.greatest == *std::max_element(chunk.start.begin(), chunk.start.end()));
    CHECK(plain.end.greatest == *std::max_element(chunk.end.begin(), chunk.end.end()));
    const auto cut = std::string_view(bytes).substr(0, bytes.size() - 1);
    CHECK(stores::decode_plain(cut, chunk.size(), plain) != stores::Plainness::plain);
  }
  CHECK(plain_ones > 100);
}

TEST_CASE("keys are ordered as if they were compared one with another") {
  std::mt19937_64 random(8);
  using Order = stores::KeyOrder<3>;
  for (int round = 0; round < 300; ++round) {
    const std::size_t size = random() % 2000;
    // From keys that fit into one number to keys that do not by far, and many equal ones.
    const auto low = random() % 64;
    const auto high = random() % 64;
    const auto base = random();
    std::vector<Order::Key> keys;
    for (std::size_t i = 0; i < size; ++i) {
      keys.push_back({random() % 3 == 0 ? base : random() >> high, (random() >> low) ^ base, random() % 4});
    }
    if (round % 10 == 0) std::sort(keys.begin(), keys.end());
    std::vector<std::uint32_t> expected(size);
    for (std::uint32_t i = 0; i < size; ++i) expected[i] = i;
    std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
    const auto order = Order::of(size, [&](std::uint32_t at) { return keys[at]; });
    CHECK(order == expected);
  }
}
