// SPDX-License-Identifier: Apache-2.0
#include "metrics/key_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <utility>

#include "base/text.hpp"

namespace steward::metrics {

namespace {

constexpr std::uint64_t upper_half = ~std::uint64_t{UINT32_MAX};

/// A quarter to a half of the slots is used.
std::size_t slots_for(std::size_t texts) { return std::bit_ceil((texts + 16) * 2 + 1); }

std::uint64_t text_hash(std::string_view text) { return std::hash<std::string_view>()(text); }

}  // namespace

std::size_t KeyIndex::slot_of(std::string_view folded, std::uint64_t hashed) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hashed & mask;; at = (at + 1) & mask) {
    const auto slot = slots_[at];
    if (slot == 0) return at;
    const auto place = static_cast<std::uint32_t>(slot) - 1;
    if (((slot ^ hashed) & upper_half) == 0 && text_of(entries_[place]) == folded) return at;
  }
}

std::uint32_t KeyIndex::find(std::string_view folded) const {
  if (slots_.empty()) return none;
  const auto slot = slots_[slot_of(folded, text_hash(folded))];
  return slot == 0 ? none : static_cast<std::uint32_t>(slot) - 1;
}

std::vector<std::uint32_t> KeyIndex::find_all(std::span<const std::string_view> texts) const {
  std::vector<std::uint32_t> places(texts.size(), none);
  if (slots_.empty()) return places;
  constexpr std::size_t at_once = 32;
  const std::size_t mask = slots_.size() - 1;
  std::string folded;  // all of some texts: folding is fast where much is folded at once
  std::array<std::string_view, at_once> text;
  std::array<std::uint64_t, at_once> hashed{};
  for (std::size_t begin = 0; begin < texts.size(); begin += at_once) {
    const auto count = std::min(at_once, texts.size() - begin);
    folded.clear();
    for (std::size_t i = 0; i < count; ++i) folded += texts[begin + i];
    base::fold(folded);
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
      text[i] = std::string_view(folded).substr(at, texts[begin + i].size());
      at += text[i].size();
      hashed[i] = text_hash(text[i]);
      __builtin_prefetch(&slots_[hashed[i] & mask]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto slot = slots_[hashed[i] & mask];
      if (slot != 0) __builtin_prefetch(&entries_[static_cast<std::uint32_t>(slot) - 1]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto slot = slots_[hashed[i] & mask];
      if (slot != 0) __builtin_prefetch(&texts_[entries_[static_cast<std::uint32_t>(slot) - 1].text]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto slot = slots_[slot_of(text[i], hashed[i])];
      if (slot != 0) places[begin + i] = static_cast<std::uint32_t>(slot) - 1;
    }
  }
  return places;
}

void KeyIndex::prefetch(std::string_view folded) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[text_hash(folded) & (slots_.size() - 1)]);
}

void KeyIndex::reserve(std::size_t texts) {
  entries_.reserve(texts);
  if (texts * 2 >= slots_.size()) grow(texts);
}

std::uint32_t KeyIndex::head_of(std::string_view folded) {
  if (heads_ * 2 >= slots_.size()) grow(heads_);
  const auto hashed = text_hash(folded);
  auto& slot = slots_[slot_of(folded, hashed)];
  if (slot != 0) return static_cast<std::uint32_t>(slot) - 1;
  const auto place = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({texts_.size(), static_cast<std::uint32_t>(folded.size()), none, none});
  texts_ += folded;
  slot = (hashed & upper_half) | (place + std::uint64_t{1});
  ++heads_;
  return place;
}

void KeyIndex::add(std::string_view folded, std::uint32_t record) {
  const auto head = head_of(folded);
  // Two looks, however many records share the text: with all of them, a text that every record has would cost a square.
  for (const auto place : {head, entries_[head].next}) {
    if (place == none) break;
    if (entries_[place].record == record) return;
    if (entries_[place].record == none) {
      entries_[place].record = record;
      return;
    }
  }
  const auto added = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({entries_[head].text, entries_[head].size, record, none});
  link(head, added);
}

void KeyIndex::append(std::string_view text, std::uint32_t record) {
  entries_.push_back({texts_.size(), static_cast<std::uint32_t>(text.size()), record, none});
  texts_ += text;
}

void KeyIndex::index() {
  base::fold(texts_);
  heads_ = 0;
  slots_.assign(slots_for(entries_.size()), 0);
  constexpr std::size_t at_once = 64;
  std::array<std::uint64_t, at_once> hashed{};
  for (std::size_t begin = 0; begin < entries_.size(); begin += at_once) {
    const auto count = std::min(at_once, entries_.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      hashed[i] = text_hash(text_of(entries_[begin + i]));
      __builtin_prefetch(&slots_[hashed[i] & (slots_.size() - 1)]);
    }
    for (std::size_t i = 0; i < count; ++i) take_in(static_cast<std::uint32_t>(begin + i), hashed[i]);
  }
  if (heads_ * 2 < entries_.size()) drop_repeated_texts();
}

/// An entry that has its text becomes the first with it, or the second.
void KeyIndex::take_in(std::uint32_t place, std::uint64_t hashed) {
  auto& slot = slots_[slot_of(text_of(entries_[place]), hashed)];
  if (slot != 0) return link(static_cast<std::uint32_t>(slot) - 1, place);
  slot = (hashed & upper_half) | (place + std::uint64_t{1});
  ++heads_;
}

void KeyIndex::link(std::uint32_t head, std::uint32_t place) {
  entries_[place].next = std::exchange(entries_[head].next, place);
}

/// Each text once: fields of few different values would keep them as often as there are records.
void KeyIndex::drop_repeated_texts() {
  std::string texts;
  for (const auto slot : slots_) {
    if (slot == 0) continue;
    const auto head = static_cast<std::uint32_t>(slot) - 1;
    const auto begin = texts.size();
    texts += text_of(entries_[head]);
    for (auto at = head; at != none; at = entries_[at].next) entries_[at].text = begin;
  }
  texts_ = std::move(texts);
}

void KeyIndex::forget(const std::vector<bool>& records) {
  for (auto& entry : entries_) {
    if (entry.record != none && entry.record < records.size() && records[entry.record]) entry.record = none;
  }
}

void KeyIndex::grow(std::size_t texts) {
  std::vector<std::uint64_t> wider(slots_for(texts));
  const std::size_t mask = wider.size() - 1;
  for (const auto slot : slots_) {
    if (slot == 0) continue;
    const auto hashed = text_hash(text_of(entries_[static_cast<std::uint32_t>(slot) - 1]));
    std::size_t at = hashed & mask;
    while (wider[at] != 0) at = (at + 1) & mask;
    wider[at] = slot;
  }
  slots_ = std::move(wider);
}

std::size_t KeyIndex::bytes() const {
  return texts_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(std::uint64_t);
}

}  // namespace steward::metrics
