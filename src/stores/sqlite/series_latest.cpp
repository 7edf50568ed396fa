// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/series_latest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "stores/packed/seal.hpp"

namespace steward::stores {

namespace {

/// So many touches are applied in one go, so that what they make of a segment stays in the caches.
constexpr std::ptrdiff_t touches_at_once = 4096;

/// A segment is split when it has more pairs, into parts of half as many.
constexpr std::size_t most_pairs = 1024;

std::string key_of(const ContextPair& pair) {
  std::string key(32, '\0');
  std::memcpy(key.data(), pair.context.bytes().data(), 16);
  std::memcpy(key.data() + 16, pair.source.bytes().data(), 16);
  return key;
}

ContextPair pair_of(std::string_view key) {
  std::array<std::uint8_t, 16> context{};
  std::array<std::uint8_t, 16> source{};
  if (key.size() == 32) {
    std::memcpy(context.data(), key.data(), 16);
    std::memcpy(source.data(), key.data() + 16, 16);
  }
  return {Id(context), Id(source)};
}

Id greatest_id() {
  std::array<std::uint8_t, 16> bytes{};
  bytes.fill(0xff);
  return Id(bytes);
}

std::string place_of(std::int64_t owner, std::string_view context_table, std::string_view first) {
  return fmt::format("latest {} {} {}", owner, context_table, first);
}

}  // namespace

Result<void> LatestTable::take_segment(const Statement& statement, std::int64_t owner, std::string_view context_table,
                                       LatestSegment& segment) {
  const auto bytes = unseal(statement.bytes(2), place_of(owner, context_table, statement.bytes(1)));
  if (bytes && decode_latest(*bytes, segment) && segment.size() != 0) return {};
  return Error("database_corrupt", Category::storage,
               fmt::format("part {} of the index of latest values of {} (series {}) is damaged", statement.integer(0),
                           context_table, owner));
}

Result<void> LatestTable::read(std::int64_t owner, std::string_view context_table,
                               const std::optional<std::span<const Id>>& contexts, const UsePairs& use) {
  if (contexts && contexts->empty()) return {};
  // From the segment that may hold the first of the contexts to the one that may hold the last.
  auto statement = handle_->prepare(
      "SELECT id, first, data FROM steward_series_last WHERE owner = ?1 AND context_table = ?2 AND first >= "
      "coalesce((SELECT max(first) FROM steward_series_last WHERE owner = ?1 AND context_table = ?2 AND "
      "first <= ?3), ?3) AND first <= ?4 ORDER BY first");
  if (!statement) return statement.error();
  std::size_t at = 0;
  do {
    const auto from = key_of({contexts ? (*contexts)[at] : Id(), Id()});
    const auto to = key_of({contexts ? (*contexts)[at] : greatest_id(), greatest_id()});
    statement->bind(1, owner);
    statement->bind(2, context_table);
    statement->bind_bytes(3, from);
    statement->bind_bytes(4, to);
    std::size_t next = at + 1;
    auto read = statement->each([&]() -> Result<void> {
      auto& segment = segment_;
      if (auto taken = take_segment(*statement, owner, context_table, segment); !taken) return taken;
      if (!contexts) {
        use(segment, 0, segment.size());
        return {};
      }
      // The pairs of its last context may go on in the next segment; those of the ones before it do not.
      while (next < contexts->size() && (*contexts)[next] < segment.context.back()) ++next;
      const auto& held = segment.context;
      for (const auto& context : contexts->subspan(at, next - at)) {
        const auto [first, last] = std::equal_range(held.begin(), held.end(), context);
        if (first != last) {
          use(segment, static_cast<std::size_t>(first - held.begin()), static_cast<std::size_t>(last - held.begin()));
        }
      }
      return {};
    });
    if (!read) return read;
    statement->reset();
    at = next;
  } while (contexts && at < contexts->size());
  return {};
}

Result<LatestTable::Held> LatestTable::held_at(std::int64_t owner, std::string_view context_table,
                                               const ContextPair& pair) {
  // A pair before all others goes into the first segment.
  for (const std::string side : {"<= ?3 ORDER BY first DESC", "> ?3 ORDER BY first"}) {
    auto statement = handle_->prepare(
        "SELECT id, first, data FROM steward_series_last WHERE owner = ?1 AND context_table = ?2 AND first " + side +
        " LIMIT 1");
    if (!statement) return statement.error();
    const auto key = key_of(pair);
    statement->bind(1, owner);
    statement->bind(2, context_table);
    statement->bind_bytes(3, key);
    auto there = statement->step();
    if (!there) return there.error();
    if (!*there) continue;
    Held held{statement->integer(0), {}};
    if (auto taken = take_segment(*statement, owner, context_table, held.segment); !taken) return taken.error();
    return held;
  }
  return Held();
}

Result<std::optional<ContextPair>> LatestTable::first_after(std::int64_t owner, std::string_view context_table,
                                                            std::int64_t id, const ContextPair& pair) {
  auto statement = handle_->prepare(
      "SELECT first FROM steward_series_last WHERE owner = ?1 AND context_table = ?2 AND first > ?3 AND id <> ?4 "
      "ORDER BY first LIMIT 1");
  if (!statement) return statement.error();
  const auto key = key_of(pair);
  statement->bind(1, owner);
  statement->bind(2, context_table);
  statement->bind_bytes(3, key);
  statement->bind(4, id);
  auto there = statement->step();
  if (!there) return there.error();
  if (!*there) return std::optional<ContextPair>();
  return std::optional(pair_of(statement->bytes(0)));
}

Result<void> LatestTable::change(std::int64_t owner, std::string_view context_table, std::string_view source_table,
                                 std::span<const Touch> touches, std::vector<ContextPair>& lost) {
  while (!touches.empty()) {
    auto held = held_at(owner, context_table, touches.front().pair);
    if (!held) return held.error();
    const auto limit = first_after(owner, context_table, held->id, touches.front().pair);
    if (!limit) return limit.error();
    auto end = touches.begin();
    while (end != touches.end() && (!*limit || end->pair < **limit)) {
      if (end - touches.begin() >= touches_at_once && !(end->pair == (end - 1)->pair)) break;
      ++end;
    }
    apply(held->segment, source_table, {touches.begin(), end}, lost);
    if (auto done = write(owner, context_table, *held); !done) return done;
    touches = {end, touches.end()};
  }
  return {};
}

Result<void> LatestTable::write(std::int64_t owner, std::string_view context_table, const Held& held) {
  const auto& segment = held.segment;
  if (held.id != 0 && segment.size() == 0) {
    auto statement = handle_->prepare("DELETE FROM steward_series_last WHERE id = ?1");
    if (!statement) return statement.error();
    statement->bind(1, held.id);
    return statement->run();
  }
  const std::size_t wanted = segment.size() > most_pairs ? most_pairs / 2 : most_pairs;
  std::int64_t id = held.id;
  for (std::size_t begin = 0; begin < segment.size();) {
    std::size_t end = std::min(begin + wanted, segment.size());
    // A pair with several source tables stays in one segment.
    while (end < segment.size() && segment.context[end] == segment.context[end - 1] &&
           segment.source[end] == segment.source[end - 1]) {
      ++end;
    }
    const auto first = key_of({segment.context[begin], segment.source[begin]});
    const auto sealed = seal(encode(segment, begin, end), place_of(owner, context_table, first));
    auto statement = handle_->prepare(
        id != 0 ? "UPDATE steward_series_last SET first = ?3, data = ?4 WHERE id = ?1"
                : "INSERT INTO steward_series_last (owner, first, data, context_table) VALUES (?2, ?3, ?4, ?5)");
    if (!statement) return statement.error();
    if (id != 0) {
      statement->bind(1, id);
    } else {
      statement->bind(2, owner);
      statement->bind(5, context_table);
    }
    statement->bind_bytes(3, first);
    statement->bind_bytes(4, sealed);
    if (auto done = statement->run(); !done) return done;
    id = 0;
    begin = end;
  }
  return {};
}

Result<std::size_t> LatestTable::segments(std::int64_t owner, std::string_view context_table) {
  auto statement = handle_->prepare("SELECT count(*) FROM steward_series_last WHERE owner = ?1 AND context_table = ?2");
  if (!statement) return statement.error();
  statement->bind(1, owner);
  statement->bind(2, context_table);
  const auto there = statement->step();
  if (!there) return there.error();
  return static_cast<std::size_t>(statement->integer(0));
}

Result<std::vector<std::string>> LatestTable::context_tables(std::int64_t owner) {
  auto statement = handle_->prepare("SELECT DISTINCT context_table FROM steward_series_last WHERE owner = ?1");
  if (!statement) return statement.error();
  statement->bind(1, owner);
  std::vector<std::string> names;
  auto read = statement->each([&]() -> Result<void> {
    names.emplace_back(statement->text(0));
    return {};
  });
  if (!read) return read.error();
  return names;
}

}  // namespace steward::stores
