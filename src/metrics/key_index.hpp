// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steward::metrics {

/// Folded texts and the records that have them, told by their place in a list that somebody else keeps. Open
/// addressing over one string of all texts. Not thread-safe.
class KeyIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  /// Where the text stands, or none. With next() the records that have it follow.
  [[nodiscard]] std::uint32_t find(std::string_view folded) const;
  /// The same for many texts, not folded yet: what they need is fetched for some of them at a time, instead of being
  /// waited for one by one.
  [[nodiscard]] std::vector<std::uint32_t> find_all(std::span<const std::string_view> texts) const;
  /// The record at a place; none once it was forgotten.
  [[nodiscard]] std::uint32_t record(std::uint32_t place) const { return entries_[place].record; }
  [[nodiscard]] std::uint32_t next(std::uint32_t place) const { return entries_[place].next; }

  /// Makes the text known, with no record yet, and gives its place. As long as no records are added, the places of
  /// texts are counted from 0 in the order in which they came.
  std::uint32_t add(std::string_view folded) { return head_of(folded); }
  [[nodiscard]] std::size_t size() const { return heads_; }
  /// Places end before it.
  [[nodiscard]] std::size_t end() const { return entries_.size(); }
  /// Says that the text is going to be added or looked for.
  void prefetch(std::string_view folded) const;
  /// Makes room for so many texts.
  void reserve(std::size_t texts);
  /// Makes room for so many records that are going to be appended.
  void reserve_appended(std::size_t records) { entries_.reserve(records); }
  /// Puts a record behind its text, which is not folded yet. Found only once index() was called. REQUIRES: nothing was
  /// added otherwise, and no record comes twice behind a text.
  void append(std::string_view text, std::uint32_t record);
  /// Makes what was appended known, once.
  void index();
  [[nodiscard]] std::string_view text(std::uint32_t place) const { return text_of(entries_[place]); }
  /// A record may stand behind a text twice when it was added twice.
  void add(std::string_view folded, std::uint32_t record);
  /// Takes the records off the texts that they have.
  void forget(const std::vector<bool>& records);
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::uint64_t text = 0;  ///< where it begins
    std::uint32_t size = 0;
    std::uint32_t record = none;
    std::uint32_t next = none;
  };
  [[nodiscard]] std::string_view text_of(const Entry& entry) const {
    return std::string_view(texts_).substr(entry.text, entry.size);
  }
  [[nodiscard]] std::size_t slot_of(std::string_view folded, std::uint64_t hashed) const;
  std::uint32_t head_of(std::string_view folded);
  void take_in(std::uint32_t place, std::uint64_t hashed);
  void link(std::uint32_t head, std::uint32_t place);
  void drop_repeated_texts();
  void grow(std::size_t texts);

  std::string texts_;
  std::vector<Entry> entries_;
  std::size_t heads_ = 0;
  std::vector<std::uint64_t> slots_;  ///< the upper half of the hash, and the place of the first entry plus one
};

}  // namespace steward::metrics
