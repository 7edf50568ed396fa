// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "stores/packed/id_words.hpp"

namespace steward::stores {

/// A signed number as one that is ordered alike.
[[nodiscard]] inline std::uint64_t number_word(std::int64_t number) {
  return static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63);
}

/// Brings keys of `Words` numbers each into order. Keys of one batch have most of their bits in common: what differs
/// is put into one number, by which positions are sorted digit by digit; only keys that do not fit there are compared.
template <std::size_t Words>
class KeyOrder {
 public:
  using Key = std::array<std::uint64_t, Words>;

  /// The positions of `size` keys in the order of the keys, equal ones in that of their positions.
  template <class KeyAt>
  [[nodiscard]] static std::vector<std::uint32_t> of(std::size_t size, KeyAt&& key_at) {
    std::vector<std::uint32_t> order(size);
    std::iota(order.begin(), order.end(), 0);
    if (size < 2) return order;
    KeyOrder parts;
    if (parts.note(size, key_at)) return order;
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return key_at(a) < key_at(b); };
    if (size < few) {
      std::stable_sort(order.begin(), order.end(), before);
      return order;
    }
    std::vector<Entry> entries(size);
    for (std::uint32_t i = 0; i < size; ++i) entries[i] = {parts.head_of(key_at(i)), i};
    sort_heads(entries, parts.head_bits_);
    for (std::size_t i = 0; i < size; ++i) order[i] = entries[i].position;
    if (parts.whole_) return order;
    for (std::size_t begin = 0; begin < size;) {
      std::size_t end = begin + 1;
      while (end < size && entries[end].head == entries[begin].head) ++end;
      const auto first = order.begin();
      if (end - begin > 1) {
        std::stable_sort(first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end), before);
      }
      begin = end;
    }
    return order;
  }

 private:
  static constexpr std::size_t few = 512;  ///< are compared right away

  struct Entry {
    std::uint64_t head = 0;
    std::uint32_t position = 0;
  };
  /// The bits of a word that go into the head.
  struct Part {
    unsigned shift = 0;
    unsigned width = 0;
  };

  /// True when the keys come in order.
  template <class KeyAt>
  bool note(std::size_t size, KeyAt&& key_at) {
    const Key first = key_at(std::uint32_t{0});
    Key differing{};
    Key last = first;
    bool sorted = true;
    for (std::uint32_t i = 1; i < size; ++i) {
      const Key key = key_at(i);
      for (std::size_t word = 0; word < Words; ++word) differing[word] |= key[word] ^ first[word];
      sorted = sorted && !(key < last);
      last = key;
    }
    unsigned left = 64;
    for (std::size_t word = 0; word < Words; ++word) {
      const auto top = static_cast<unsigned>(std::bit_width(differing[word]));
      if (top == 0) continue;
      const auto low = static_cast<unsigned>(std::countr_zero(differing[word]));
      parts_[word].width = std::min(top - low, left);
      parts_[word].shift = top - parts_[word].width;
      left -= parts_[word].width;
      if (parts_[word].width < top - low) whole_ = false;
      if (!whole_) break;
    }
    head_bits_ = 64 - left;
    return sorted;
  }
  [[nodiscard]] std::uint64_t head_of(const Key& key) const {
    std::uint64_t head = 0;
    for (std::size_t word = 0; word < Words; ++word) {
      const auto& part = parts_[word];
      if (part.width == 0) continue;
      if (part.width == 64) return key[word];  // there is room for no other
      head = head << part.width | (key[word] >> part.shift & ((std::uint64_t{1} << part.width) - 1));
    }
    return head;
  }
  static void sort_heads(std::vector<Entry>& entries, unsigned bits) {
    constexpr unsigned digit_bits = 11;
    constexpr std::size_t digits = std::size_t{1} << digit_bits;
    std::vector<Entry> sorted(entries.size());
    for (unsigned shift = 0; shift < bits; shift += digit_bits) {
      std::array<std::uint32_t, digits> next{};
      const auto digit = [&](const Entry& entry) { return entry.head >> shift & (digits - 1); };
      for (const auto& entry : entries) ++next[digit(entry)];
      std::uint32_t begin = 0;
      for (auto& count : next) begin += std::exchange(count, begin);
      for (const auto& entry : entries) sorted[next[digit(entry)]++] = entry;
      entries.swap(sorted);
    }
  }

  std::array<Part, Words> parts_{};
  unsigned head_bits_ = 0;
  bool whole_ = true;  ///< the head tells all
};

}  // namespace steward::stores
