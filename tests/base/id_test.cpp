// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include <set>
#include <thread>
#include <vector>

#include "property.hpp"

using namespace steward;
using namespace steward::base;

namespace {

Instant at(std::int64_t millis) { return Instant{std::chrono::milliseconds{millis}}; }

std::int64_t millis_of(const Id& id) {
  std::int64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = millis * 256 + id.bytes()[i];
  return millis;
}

bool is_version_7(const Id& id) { return (id.bytes()[6] >> 4) == 7 && (id.bytes()[8] >> 6) == 2; }

}  // namespace

TEST_CASE("an id reads its 36 character form and 32 hex digits of either case") {
  const std::string text = "0192f0c4-a5e8-7cc1-8f6a-00fedcba9876";
  const auto id = Id::parse(text);
  REQUIRE(id);
  CHECK(id->to_string() == text);
  CHECK(Id::parse("0192f0c4a5e87cc18f6a00fedcba9876") == id);
  CHECK(Id::parse("0192F0C4-A5E8-7CC1-8F6A-00FEDCBA9876") == id);
  CHECK(Id().to_string() == "00000000-0000-0000-0000-000000000000");
  CHECK(Id::parse(Id().to_string())->is_nil());
}

TEST_CASE("an id reads nothing else") {
  for (const char* text : {"", "0192f0c4", "0192f0c4a5e87cc18f6a00fedcba987", "0192f0c4a5e87cc18f6a00fedcba98765",
                           "0192f0c4a5e87cc18f6a00fedcba987g", "0192f0c4xa5e8-7cc1-8f6a-00fedcba9876",
                           "0192f0c4-a5e8-7cc18f6a-00fedcba9876-", "{192f0c4-a5e8-7cc1-8f6a-00fedcba987}",
                           " 192f0c4a5e87cc18f6a00fedcba9876"}) {
    INFO(text);
    CHECK_FALSE(Id::parse(text));
  }
}

TEST_CASE("every id reads back from its text") {
  holds("id round trip", [](const std::array<std::uint8_t, 16>& bytes) {
    const Id id(bytes);
    RC_ASSERT(Id::parse(id.to_string()) == id);
  });
}

TEST_CASE("random ids are version 7, carry the millisecond and are ordered within it") {
  RandomIdSource source;
  Id last;
  for (int i = 0; i < 1000; ++i) {
    const Id id = source.next(at(1'700'000'000'123 + i / 100));
    CHECK(is_version_7(id));
    CHECK(millis_of(id) == 1'700'000'000'123 + i / 100);
    CHECK(last < id);
    last = id;
  }
}

TEST_CASE("two random sources do not repeat one another") {
  RandomIdSource a;
  RandomIdSource b;
  CHECK(a.next(at(5)) != b.next(at(5)));
}

TEST_CASE("ids stay ordered when the clock falls back a little and follow it when it falls far") {
  SeededIdSource source(1);
  const Id first = source.next(at(1'000'000));
  const Id second = source.next(at(995'000));
  CHECK(first < second);
  CHECK(millis_of(second) == 1'000'000);
  CHECK(millis_of(source.next(at(900'000))) == 900'000);
}

TEST_CASE("instants that 48 bits cannot hold are cut to the edge") {
  SeededIdSource source(1);
  CHECK(millis_of(source.next(at(-5))) == 0);
  CHECK(millis_of(source.next(at(std::int64_t{1} << 60))) == (std::int64_t{1} << 48) - 1);
}

TEST_CASE("the same seed gives the same ids on every platform") {
  SeededIdSource a(42);
  SeededIdSource b(42);
  SeededIdSource c(43);
  const Id first = a.next(at(1'700'000'000'000));
  CHECK(first == b.next(at(1'700'000'000'000)));
  CHECK(first != c.next(at(1'700'000'000'000)));
  CHECK(first.to_string() == "018bcfe5-6800-7695-a8ef-e333b266f103");
}

TEST_CASE("the counter carries over all 74 bits") {
  UuidSequence sequence;
  const auto ones = [] { return ~std::uint64_t{0}; };
  const Id full = sequence.next(at(1), ones);
  const Id next = sequence.next(at(1), ones);
  CHECK(full.to_string() == "00000000-0001-77ff-bfff-ffffffffffff");
  CHECK(next.to_string() == "00000000-0001-7800-8000-000000000000");
}

TEST_CASE("threads that share a source get different ids") {
  RandomIdSource source;
  std::vector<std::vector<Id>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&source, &ids] {
      for (int i = 0; i < 500; ++i) ids.push_back(source.next(at(77)));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<Id> all;
  for (const auto& ids : made) all.insert(ids.begin(), ids.end());
  CHECK(all.size() == 2000);
}
