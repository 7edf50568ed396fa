// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "steward/id.hpp"

namespace steward::base {

/// Different ids in the order in which they were added, found by their place: open addressing with eight bytes a slot,
/// so that a hundred thousand of them are looked up in a few milliseconds.
class IdIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] const std::vector<Id>& ids() const { return ids_; }
  [[nodiscard]] const Id& operator[](std::uint32_t at) const { return ids_[at]; }
  [[nodiscard]] std::size_t bytes() const {
    return ids_.capacity() * sizeof(Id) + slots_.capacity() * sizeof(std::uint64_t);
  }
  /// The same with what index() may yet add.
  [[nodiscard]] std::size_t full_bytes() const {
    return ids_.capacity() * sizeof(Id) +
           std::max(slots_.capacity(), slots_for(std::max<std::size_t>(ids_.size(), 32))) * sizeof(slots_[0]);
  }

  /// The place of an id, or none.
  [[nodiscard]] std::uint32_t find(const Id& id) const {
    if (slots_.empty()) return none;
    const auto slot = slots_[slot_of(id, hash(id))];
    return slot == 0 ? none : static_cast<std::uint32_t>(slot) - 1;
  }
  /// The place of an id, which is put at the end when it is new.
  std::pair<std::uint32_t, bool> add(const Id& id) {
    if (ids_.size() * 2 >= slots_.size()) grow(std::max<std::size_t>(ids_.size() + 1, 32));
    const auto hashed = hash(id);
    auto& slot = slots_[slot_of(id, hashed)];
    if (slot != 0) return {static_cast<std::uint32_t>(slot) - 1, false};
    const auto at = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(id);
    slot = (hashed & tag_mask) | (at + 1);
    return {at, true};
  }
  /// The places of many ids, as add gives them: what each of them needs to look at is on its way before it is looked
  /// at.
  void add(std::span<const Id> ids, std::uint32_t* places) {
    if ((ids_.size() + ids.size()) * 2 >= slots_.size()) grow(std::max<std::size_t>(ids_.size() + ids.size(), 32));
    fetched(ids, [&](std::size_t at) { places[at] = add(ids[at]).first; });
  }
  /// The same, as find gives them.
  void find(std::span<const Id> ids, std::uint32_t* places) const {
    if (slots_.empty()) {
      std::fill(places, places + ids.size(), none);
    } else {
      fetched(ids, [&](std::size_t at) { places[at] = find(ids[at]); });
    }
  }
  /// Makes room for so many ids that are going to be appended.
  void reserve_appended(std::size_t count) { ids_.reserve(count); }
  /// Puts an id at the end that is not there yet. It is found only once index() was called.
  void append(const Id& id) { ids_.push_back(id); }
  /// Makes what was appended known, before the next look-up.
  void index() { grow(std::max<std::size_t>(ids_.size(), 32)); }
  /// Says that the id is going to be added or looked for.
  void prefetch(const Id& id) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash(id) & (slots_.size() - 1)]);
  }
  void reserve(std::size_t count) {
    ids_.reserve(count);
    if (count * 2 > slots_.size()) grow(count);
  }
  void clear() {
    ids_.clear();
    slots_.clear();
  }

 private:
  static constexpr std::uint64_t tag_mask = ~std::uint64_t{UINT32_MAX};

  /// A quarter to a half of them is used: new memory costs as much as the looks that more room would save.
  [[nodiscard]] static std::size_t slots_for(std::size_t count) { return std::bit_ceil(count * 2 + 1); }
  [[nodiscard]] static std::uint64_t hash(const Id& id) {
    std::uint64_t head = 0;
    std::uint64_t tail = 0;
    std::memcpy(&head, id.bytes().data(), 8);
    std::memcpy(&tail, id.bytes().data() + 8, 8);
    std::uint64_t mixed = head * 0x9E3779B97F4A7C15ULL;
    mixed = (mixed ^ (mixed >> 32) ^ tail) * 0xD6E8FEB86659FD93ULL;
    mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93ULL;
    return mixed ^ (mixed >> 29);
  }
  /// Calls `use` for each of the ids, some of which are fetched at a time. REQUIRES: there are slots.
  template <class Use>
  void fetched(std::span<const Id> ids, Use use) const {
    constexpr std::size_t at_once = 64;
    for (std::size_t begin = 0; begin < ids.size(); begin += at_once) {
      const auto count = std::min(at_once, ids.size() - begin);
      const std::size_t mask = slots_.size() - 1;
      std::size_t starts[at_once];
      for (std::size_t i = 0; i < count; ++i) __builtin_prefetch(&slots_[starts[i] = hash(ids[begin + i]) & mask]);
      for (std::size_t i = 0; i < count; ++i) {
        const auto slot = slots_[starts[i]];
        if (slot != 0) __builtin_prefetch(&ids_[static_cast<std::uint32_t>(slot) - 1]);
      }
      for (std::size_t i = 0; i < count; ++i) use(begin + i);
    }
  }
  /// The slot that holds the id or may take it. A slot: the upper half of the hash, and the place plus one; 0 is free.
  [[nodiscard]] std::size_t slot_of(const Id& id, std::uint64_t hashed) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hashed & mask;; at = (at + 1) & mask) {
      const auto slot = slots_[at];
      if (slot == 0) return at;
      if (((slot ^ hashed) & tag_mask) == 0 && ids_[static_cast<std::uint32_t>(slot) - 1] == id) return at;
    }
  }
  void grow(std::size_t count) {
    std::vector<std::uint64_t> wider(slots_for(count));
    const std::size_t mask = wider.size() - 1;
    for (std::uint32_t place = 0; place < ids_.size(); ++place) {
      const auto hashed = hash(ids_[place]);
      std::size_t at = hashed & mask;
      while (wider[at] != 0) at = (at + 1) & mask;
      wider[at] = (hashed & tag_mask) | (place + 1);
    }
    slots_ = std::move(wider);
  }

  std::vector<Id> ids_;
  std::vector<std::uint64_t> slots_;
};

}  // namespace steward::base
