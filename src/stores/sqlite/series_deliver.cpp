// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "stores/packed/key_order.hpp"
#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

/// Where a key stands in the order of the chunks. Ids are compared as numbers: far faster than as bytes.
struct SeriesPlace {
  std::int64_t bucket = 0;
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::int64_t start = 0;

  SeriesPlace(const Id& source, std::int64_t start_at)
      : bucket(bucket_of(start_at)), high(id_word(source, 0)), low(id_word(source, 1)), start(start_at) {}
  [[nodiscard]] auto key() const { return std::tie(bucket, high, low, start); }
};

namespace {

std::vector<std::uint32_t> order_of(const store::Deliveries& batch) {
  return KeyOrder<4>::of(batch.size(), [&](std::uint32_t at) {
    const auto start = millis(batch.start[at]);
    return KeyOrder<4>::Key{number_word(bucket_of(start)), id_word(batch.source[at], 0), id_word(batch.source[at], 1),
                            number_word(start)};
  });
}

/// So many deliveries are on their way into chunks at once.
constexpr std::size_t rows_at_once = 16 * chunk_size;

/// A column of the batch in another order. One after another the columns are far cheaper than row by row: nothing
/// waits for what was read before.
template <class To, class From, class Of>
void pick(std::vector<To>& to, const std::vector<From>& from, std::span<const std::uint32_t> order, Of&& of) {
  to.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) to[i] = of(from[order[i]]);
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
  /// Deliveries under one key: order_[begin .. end).
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

  [[nodiscard]] SeriesPlace place_of(const Key& key) const { return {sources_[key.begin], starts_[key.begin]}; }
  [[nodiscard]] bool same_key(std::size_t a, std::size_t b) const {
    return starts_[a] == starts_[b] && sources_[a] == sources_[b];
  }
  [[nodiscard]] store::Said said_at(std::uint32_t at) const;
  [[nodiscard]] bool repeats(const Chunk& chunk, std::size_t at, std::uint32_t delivery) const;

  void sort();
  void find_keys();
  [[nodiscard]] Result<void> meet();
  [[nodiscard]] Result<void> meet(ChunkHead& head);
  void answer(const Chunk& chunk, std::size_t begin, std::size_t end, Key& key, std::vector<std::size_t>& buried);
  store::Chain deliver_to(store::Chain chain, const Key& key);
  void collect(Chunk& changed, Touches& touches);
  [[nodiscard]] Result<bool> put_changed();
  [[nodiscard]] Result<bool> put_new();
  [[nodiscard]] std::size_t end_of_part(std::size_t begin, std::size_t wanted) const;
  void pick_some(std::size_t begin, std::size_t end, Chunk& some) const;
  void pick_contexts(std::span<const std::uint32_t> order, Chunk& some) const;
  void add_plain(Chunk& changed, std::uint32_t at) const;

  SeriesStore& store_;
  const store::Deliveries& batch_;
  std::int64_t owner_;
  std::vector<std::uint32_t> order_;  ///< of all deliveries
  std::vector<Id> sources_;           ///< in this order
  std::vector<std::int64_t> starts_;  ///< in this order
  std::vector<Key> keys_;
  bool all_new_ = true;                                ///< each delivery has a key of its own, which no chunk knows
  bool one_each_ = false;                              ///< and counts for one context record
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
  // Deliveries under one key keep their order: of equal ones the later counts.
  order_ = order_of(batch_);
  pick(sources_, batch_.source, order_, [](const Id& source) { return source; });
  pick(starts_, batch_.start, order_, [](Instant start) { return millis(start); });
  for (std::size_t i = 1; i < order_.size() && all_new_; ++i) all_new_ = !same_key(i, i - 1);
}

void SeriesDelivery::find_keys() {
  keys_.reserve(order_.size());
  for (std::uint32_t i = 0; i < order_.size(); ++i) {
    if (i == 0 || !same_key(i, i - 1)) keys_.push_back({i, i});
    ++keys_.back().end;
  }
}

Result<void> SeriesDelivery::meet() {
  ChunkBox box;
  box.owner = owner_;
  const auto [from, to] = std::minmax_element(starts_.begin(), starts_.end());
  box.from = *from;
  box.to = *to;
  // In each bucket the sources ascend.
  const auto by_number = [](const Id& a, const Id& b) {
    return std::pair(id_word(a, 0), id_word(a, 1)) < std::pair(id_word(b, 0), id_word(b, 1));
  };
  const auto [first, last] = std::minmax_element(sources_.begin(), sources_.end(), by_number);
  box.sources = std::pair(*first, *last);
  auto heads = store_.chunks_.find(box);
  if (!heads) return heads.error();
  std::erase_if(*heads, [&](const ChunkHead& head) { return head.source_table != batch_.source_table; });
  if (!all_new_ || !heads->empty()) find_keys();
  for (auto& head : *heads) {
    if (auto met = meet(head); !met) return met;
  }
  return {};
}

Result<void> SeriesDelivery::meet(ChunkHead& head) {
  const SeriesPlace from(head.first_source, head.min_start);
  const SeriesPlace to(head.last_source, head.max_start);
  auto key = std::lower_bound(keys_.begin(), keys_.end(), from, [&](const Key& one, const SeriesPlace& place) {
    const auto here = place_of(one);
    return std::tie(here.bucket, here.high, here.low) < std::tie(place.bucket, place.high, place.low);
  });
  if (key == keys_.end() || to.key() < place_of(*key).key()) return {};
  const auto chunk = store_.chunks_.read(head);
  if (!chunk) return chunk.error();
  std::vector<std::size_t> buried;
  for_each_key(*chunk, head.dead, [&](std::size_t begin, std::size_t end) {
    const SeriesPlace place(chunk->source[begin], chunk->start[begin]);
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
    const auto one = chain.deliver(said_at(order_[i]));
    counts_.added += one.added;
    counts_.superseded += one.superseded;
    counts_.unchanged += one.unchanged;
  }
  return chain;
}

void SeriesDelivery::answer(const Chunk& chunk, std::size_t begin, std::size_t end, Key& key,
                            std::vector<std::size_t>& buried) {
  key.known = true;
  all_new_ = false;
  if (key.end - key.begin == 1 && chunk.is_plain(begin, end) && repeats(chunk, begin, order_[key.begin])) {
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
    const auto at = order_[key.begin];
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

void SeriesDelivery::pick_contexts(std::span<const std::uint32_t> order, Chunk& some) const {
  const auto& begins = batch_.context_begin;
  some.context_begin.resize(order.size() + 1);
  some.contexts.clear();
  if (one_each_) {
    std::iota(some.context_begin.begin(), some.context_begin.end(), 0U);
    return pick(some.contexts, batch_.contexts, order, [](const Id& context) { return context; });
  }
  const auto first = batch_.contexts.begin();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto at = order[i];
    some.contexts.insert(some.contexts.end(), first + begins[at], first + begins[at + 1]);
    some.context_begin[i + 1] = static_cast<std::uint32_t>(some.contexts.size());
  }
}

/// Where a part of about as many deliveries ends, so that none of its chunks holds little for being cut off from the
/// rest of its bucket.
std::size_t SeriesDelivery::end_of_part(std::size_t begin, std::size_t wanted) const {
  constexpr std::size_t little = chunk_size / 2;
  const auto end = std::min(begin + wanted, starts_.size());
  if (end == starts_.size()) return end;
  const auto bucket = bucket_of(starts_[end - 1]);
  auto after = end;
  while (after < starts_.size() && after - end < little && bucket_of(starts_[after]) == bucket) ++after;
  if (after - end < little) return after;  // the rest of the bucket goes along
  auto before = end;
  while (before > begin && end - before < little && bucket_of(starts_[before - 1]) == bucket) --before;
  return before > begin && end - before < little ? before : end;  // or its beginning waits for the rest
}

/// Deliveries in the order of the chunks, column by column.
void SeriesDelivery::pick_some(std::size_t begin, std::size_t end, Chunk& some) const {
  const auto order = std::span(order_).subspan(begin, end - begin);
  const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
  some.source.assign(part(sources_).begin(), part(sources_).end());
  some.start.assign(part(starts_).begin(), part(starts_).end());
  pick(some.end, batch_.end, order, [](Instant at) { return millis(at); });
  pick(some.recorded, batch_.recorded, order, [](Instant at) { return millis(at); });
  pick(some.value, batch_.value, order, [](Decimal value) { return value.units(); });
  some.context_table.assign(order.size(), 0);
  some.gap.assign(order.size(), 0);
  pick_contexts(order, some);
}

/// The usual case. Some at a time: new memory for the columns of all of them costs as much as filling them.
Result<bool> SeriesDelivery::put_new() {
  const auto& begins = batch_.context_begin;
  one_each_ = batch_.contexts.size() == order_.size();
  for (std::size_t i = 0; i < begins.size() && one_each_; ++i) one_each_ = begins[i] == i;
  Chunk some;
  some.context_tables.push_back(batch_.context_table);
  std::vector<ChunkHead> heads;
  Touches touches;
  if (!batch_.contexts.empty()) touches[batch_.context_table].reserve(batch_.contexts.size());
  // Parts of like size rather than full ones and a rest.
  const auto parts = (order_.size() - 1) / rows_at_once + 1;
  const auto wanted = (order_.size() + parts - 1) / parts;
  for (std::size_t begin = 0; begin < order_.size();) {
    const auto end = end_of_part(begin, wanted);
    pick_some(begin, end, some);
    begin = end;
    auto fresh = store_.chunks_.write(owner_, batch_.source_table, some);
    if (!fresh) return fresh.error();
    std::move(fresh->begin(), fresh->end(), std::back_inserter(heads));
    touch_latest(some, touches);
  }
  counts_.added += order_.size();
  if (auto done = store_.settle(owner_, batch_.source_table, std::move(heads), touches); !done) return done.error();
  return true;
}

/// False when nothing was said that the chunks did not hold.
Result<bool> SeriesDelivery::put_changed() {
  Chunk changed;
  Touches touches;
  collect(changed, touches);
  if (changed.size() == 0) return false;
  if (auto done = store_.put(owner_, batch_.source_table, changed, touches); !done) return done.error();
  return true;
}

Result<store::DeliveryCounts> SeriesDelivery::run() {
  sort();
  if (auto met = meet(); !met) return met.error();
  const auto wrote = all_new_ ? put_new() : put_changed();
  if (!wrote) return wrote.error();
  if (*wrote) store_.note_written(batch_.owner);
  return counts_;
}

Result<store::DeliveryCounts> SeriesStore::deliver(const store::Deliveries& batch) {
  if (batch.size() == 0) return store::DeliveryCounts();
  contexts_ = {};  // of a call that failed
  const auto owner = make_owner(batch.owner);
  if (!owner) return owner.error();
  auto counts = SeriesDelivery(*this, batch, owner->id).run();
  if (!counts) return counts;
  const auto last = std::max(*std::max_element(batch.recorded.begin(), batch.recorded.end()),
                             *std::max_element(batch.end.begin(), batch.end.end()));
  if (auto noted = note_recorded(*owner, millis(last)); !noted) return noted.error();
  return counts;
}

}  // namespace steward::stores
