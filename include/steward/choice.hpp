// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "steward/export.hpp"

namespace steward {

/// The declaration of a choice list: specialise for an enum with `name`, `open` and `values` (pairs of
/// enumerator and stable text, in list order). Names are stored and cross every boundary as text; they are
/// never renamed, enumerator values never reused.
template <class E>
struct ChoiceList;

/// One value of a choice list.
template <class E>
struct ChoiceEntry {
  E value;
  std::string_view name;
};

/// A choice list without its enum, for generic code. `open` lists may be extended by the host at start-up.
struct ChoiceListInfo {
  std::string_view name;
  bool open = false;
  std::span<const std::string_view> values;  ///< in list order, which is the sort order
};

/// The stable text of `value`; empty for a number that is no enumerator.
template <class E>
[[nodiscard]] constexpr std::string_view choice_name(E value) {
  for (const auto& entry : ChoiceList<E>::values) {
    if (entry.value == value) return entry.name;
  }
  return {};
}

/// The enumerator with this stable text, if this version knows it.
template <class E>
[[nodiscard]] constexpr std::optional<E> parse_choice(std::string_view name) {
  for (const auto& entry : ChoiceList<E>::values) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

/// A choice field: an enumerator, or the text of a value that this version does not know (it was stored by a
/// newer version, or added to an open list by the host). Such a text survives a round trip unchanged.
template <class E>
class Choice {
 public:
  constexpr Choice() : value_(ChoiceList<E>::values[0].value) {}
  constexpr Choice(E value) : value_(value) {}  // an enumerator is a choice
  /// Known names become their enumerator, others are kept.
  [[nodiscard]] static Choice from_text(std::string_view text) {
    Choice choice;
    choice.value_ = parse_choice<E>(text);
    if (!choice.value_) choice.other_ = text;
    return choice;
  }

  /// The enumerator; nothing when the stored value is unknown to this version.
  [[nodiscard]] std::optional<E> value() const { return value_; }
  [[nodiscard]] std::string_view text() const { return value_ ? choice_name(*value_) : std::string_view(other_); }

  friend bool operator==(const Choice& a, const Choice& b) { return a.value_ == b.value_ && a.other_ == b.other_; }
  friend bool operator==(const Choice& a, E b) { return a.value_ == b; }

 private:
  std::optional<E> value_;
  std::string other_;
};

}  // namespace steward
