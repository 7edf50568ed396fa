// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

namespace {

std::uint64_t half(const Id& id, std::size_t from) {
  std::uint64_t number = 0;
  for (std::size_t i = from; i < from + 8; ++i) number = number << 8 | id.bytes()[i];
  return number;
}

}  // namespace

/// Where a delivery stands in the order of the chunks. Ids are compared as numbers: far faster than as bytes.
struct SeriesPlace {
  std::int64_t bucket = 0;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::int64_t start = 0;
  std::uint32_t at = 0;  ///< in the batch

  SeriesPlace(const Id& source, std::int64_t start_at, std::uint32_t position)
      : bucket(bucket_of(start_at)), high(half(source, 0)), low(half(source, 8)), start(start_at), at(position) {}
  [[nodiscard]] auto by_source() const { return std::tie(high, low, start, at); }
  [[nodiscard]] auto key() const { return std::tie(bucket, high, low, start); }
  [[nodiscard]] bool same_key(const SeriesPlace& other) const {
    return start == other.start && low == other.low && high == other.high;
  }
};

namespace {

/// Most often a batch comes source by source: then only its buckets are to be told apart.
std::vector<SeriesPlace> places_of(const store::Deliveries& batch) {
  std::vector<SeriesPlace> places;
  places.reserve(batch.size());
  for (std::uint32_t i = 0; i < batch.size(); ++i) places.emplace_back(batch.source[i], millis(batch.start[i]), i);
  const auto before = [](const SeriesPlace& a, const SeriesPlace& b) { return a.by_source() < b.by_source(); };
  // Deliveries under one key keep their order: of equal ones the later counts.
  if (!std::is_sorted(places.begin(), places.end(), before)) std::sort(places.begin(), places.end(), before);
  std::map<std::int64_t, std::size_t> begin;
  for (const auto& place : places) ++begin[place.bucket];
  if (begin.size() < 2) return places;
  std::size_t next = 0;
  for (auto& [bucket, count] : begin) next += std::exchange(count, next);
  std::vector<SeriesPlace> sorted(places);
  for (const auto& place : places) sorted[begin[place.bucket]++] = place;
  return sorted;
}

}  // namespace

/// One call of deliver. Deliveries are brought into the order of the chunks, met with what is known of their keys,
/// and what is new or changed is written as chunks.
class SeriesDelivery {
 public:
  SeriesDelivery(SeriesStore& store, const store::Deliveries& batch, std::int64_t owner)
      : store_(store), batch_(batch), owner_(owner) {}

  [[nodiscard]] Result<store::DeliveryCounts> run();

 private:
  /// Deliveries under one key: places_[begin .. end).
  struct Key {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool known = false;    ///< stands in a chunk
    bool changed = false;  ///< and says something else now
  };
  struct Change {
    store::Chain before;
    store::Chain after;
  };

  [[nodiscard]] const SeriesPlace& place_of(const Key& key) const { return places_[key.begin]; }
  [[nodiscard]] store::Said said_at(std::uint32_t at) const;
  [[nodiscard]] bool repeats(const Chunk& chunk, std::size_t at, std::uint32_t delivery) const;

  void sort();
  [[nodiscard]] Result<void> meet();
  [[nodiscard]] Result<void> meet(ChunkHead& head);
  void answer(const Chunk& chunk, std::size_t begin, std::size_t end, Key& key, std::vector<std::size_t>& buried);
  store::Chain deliver_to(store::Chain chain, const Key& key);
  void collect(Chunk& changed, Touches& touches);
  void add_plain(Chunk& changed, std::uint32_t at) const;

  SeriesStore& store_;
  const store::Deliveries& batch_;
  std::int64_t owner_;
  std::vector<SeriesPlace> places_;  ///< of all deliveries, in order
  std::vector<Key> keys_;
  std::unordered_map<std::uint32_t, Change> changes_;  // by Key::begin
  store::DeliveryCounts counts_;
};

store::Said SeriesDelivery::said_at(std::uint32_t at) const {
  const auto first = batch_.contexts.begin();
  return {batch_.recorded[at],
          batch_.end[at],
          batch_.value[at],
          batch_.context_table,
          {first + batch_.context_begin[at], first + batch_.context_begin[at + 1]},
          false};
}

void SeriesDelivery::sort() {
  places_ = places_of(batch_);
  keys_.reserve(places_.size());
  for (std::uint32_t i = 0; i < places_.size(); ++i) {
    if (i == 0 || !places_[i].same_key(places_[i - 1])) keys_.push_back({i, i});
    ++keys_.back().end;
  }
}

Result<void> SeriesDelivery::meet() {
  ChunkBox box;
  box.owner = owner_;
  const auto [from, to] = std::minmax_element(batch_.start.begin(), batch_.start.end());
  const auto by_number = [](const SeriesPlace& a, const SeriesPlace& b) {
    return std::tie(a.high, a.low) < std::tie(b.high, b.low);
  };
  const auto [first, last] = std::minmax_element(places_.begin(), places_.end(), by_number);
  box.from = millis(*from);
  box.to = millis(*to);
  box.sources = std::pair(batch_.source[first->at], batch_.source[last->at]);
  auto heads = store_.chunks_.find(box);
  if (!heads) return heads.error();
  for (auto& head : *heads) {
    if (head.source_table != batch_.source_table) continue;
    if (auto met = meet(head); !met) return met;
  }
  return {};
}

Result<void> SeriesDelivery::meet(ChunkHead& head) {
  const SeriesPlace from(head.first_source, head.min_start, 0);
  const SeriesPlace to(head.last_source, head.max_start, 0);
  auto key = std::lower_bound(keys_.begin(), keys_.end(), from, [&](const Key& one, const SeriesPlace& place) {
    return std::tie(place_of(one).bucket, place_of(one).high, place_of(one).low) <
           std::tie(place.bucket, place.high, place.low);
  });
  if (key == keys_.end() || to.key() < place_of(*key).key()) return {};
  const auto chunk = store_.chunks_.read(head);
  if (!chunk) return chunk.error();
  std::vector<std::size_t> buried;
  for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
    const SeriesPlace place(chunk->source[begin], chunk->start[begin], 0);
    while (key != keys_.end() && place_of(*key).key() < place.key()) ++key;
    if (key != keys_.end() && place_of(*key).key() == place.key()) answer(*chunk, begin, end, *key, buried);
  });
  return buried.empty() ? Result<void>() : store_.bury(head, buried);
}

bool SeriesDelivery::repeats(const Chunk& chunk, std::size_t at, std::uint32_t delivery) const {
  const auto known = chunk.contexts_of(at);
  const auto begin = batch_.context_begin[delivery];
  const auto end = batch_.context_begin[delivery + 1];
  return chunk.recorded[at] == millis(batch_.recorded[delivery]) && chunk.end[at] == millis(batch_.end[delivery]) &&
         chunk.value[at] == batch_.value[delivery].units() &&
         std::equal(known.begin(), known.end(), batch_.contexts.begin() + begin, batch_.contexts.begin() + end) &&
         (known.empty() || chunk.context_table_of(at) == batch_.context_table);
}

store::Chain SeriesDelivery::deliver_to(store::Chain chain, const Key& key) {
  for (auto i = key.begin; i < key.end; ++i) {
    const auto one = chain.deliver(said_at(places_[i].at));
    counts_.added += one.added;
    counts_.superseded += one.superseded;
    counts_.unchanged += one.unchanged;
  }
  return chain;
}

void SeriesDelivery::answer(const Chunk& chunk, std::size_t begin, std::size_t end, Key& key,
                            std::vector<std::size_t>& buried) {
  key.known = true;
  if (key.end - key.begin == 1 && chunk.is_plain(begin, end) && repeats(chunk, begin, place_of(key).at)) {
    ++counts_.unchanged;
    return;
  }
  auto before = chunk.chain(begin, end);
  auto after = deliver_to(before, key);
  key.changed = after.said() != before.said();
  if (!key.changed) return;
  for (auto i = begin; i < end; ++i) buried.push_back(i);
  changes_.emplace(key.begin, Change{std::move(before), std::move(after)});
}

void SeriesDelivery::add_plain(Chunk& changed, std::uint32_t at) const {
  changed.source.push_back(batch_.source[at]);
  changed.start.push_back(millis(batch_.start[at]));
  changed.end.push_back(millis(batch_.end[at]));
  changed.recorded.push_back(millis(batch_.recorded[at]));
  changed.value.push_back(batch_.value[at].units());
  changed.context_table.push_back(0);
  changed.gap.push_back(0);
  const auto first = batch_.contexts.begin();
  changed.contexts.insert(changed.contexts.end(), first + batch_.context_begin[at],
                          first + batch_.context_begin[at + 1]);
  changed.context_begin.push_back(static_cast<std::uint32_t>(changed.contexts.size()));
}

void SeriesDelivery::collect(Chunk& changed, Touches& touches) {
  changed.context_tables.push_back(batch_.context_table);
  changed.reserve(keys_.size());
  for (const auto& key : keys_) {
    if (key.known && !key.changed) continue;
    const auto begin = changed.size();
    const auto at = place_of(key).at;
    const store::Chain* before = nullptr;
    if (key.changed) {
      const auto& change = changes_.at(key.begin);
      before = &change.before;
      for (const auto& said : change.after.said()) changed.add(batch_.source[at], millis(batch_.start[at]), said);
    } else if (key.end - key.begin == 1) {
      add_plain(changed, at);
      ++counts_.added;
    } else {
      const auto chain = deliver_to({}, key);
      for (const auto& said : chain.said()) changed.add(batch_.source[at], millis(batch_.start[at]), said);
    }
    touch_latest(changed, begin, changed.size(), before, touches);
  }
}

Result<store::DeliveryCounts> SeriesDelivery::run() {
  sort();
  if (auto met = meet(); !met) return met.error();
  Chunk changed;
  Touches touches;
  collect(changed, touches);
  if (auto done = store_.put(owner_, batch_.source_table, changed, touches); !done) return done.error();
  return counts_;
}

Result<store::DeliveryCounts> SeriesStore::deliver(const store::Deliveries& batch) {
  if (batch.size() == 0) return store::DeliveryCounts();
  const auto owner = make_owner(batch.owner);
  if (!owner) return owner.error();
  auto counts = SeriesDelivery(*this, batch, owner->id).run();
  if (!counts) return counts;
  const auto last = *std::max_element(batch.recorded.begin(), batch.recorded.end());
  if (auto noted = note_recorded(*owner, millis(last)); !noted) return noted.error();
  return counts;
}

}  // namespace steward::stores
