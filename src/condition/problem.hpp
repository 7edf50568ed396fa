// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "steward/result.hpp"
#include "steward/table.hpp"

namespace steward::condition {

inline constexpr std::size_t max_length = 65536;
inline constexpr std::size_t max_operands = 1000;

/// What is wrong with a condition text, and at which byte.
struct Problem {
  std::string code = "condition_invalid";
  std::size_t offset = 0;
  std::string message;
  std::string field;
};

template <class T>
using Read = std::variant<T, Problem>;

/// With line and column, counted in characters from 1, before the message.
[[nodiscard]] Error to_error(const Problem& problem, std::string_view text, const TableInfo& table);

/// A piece of the text as it may stand in a message: in back quotes, cut when it is long.
[[nodiscard]] std::string shown(std::string_view piece);

/// The candidate that `word` was most likely meant to be; empty when none is near.
template <class Names>
[[nodiscard]] std::string_view nearest(std::string_view word, const Names& names);

/// The number of changes between two words; two neighbours that changed places are one change.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Names>
std::string_view nearest(std::string_view word, const Names& names) {
  if (word.size() > 64) return {};
  const std::size_t limit = word.size() < 4 ? 1 : word.size() < 8 ? 2 : 3;
  std::size_t best = limit + 1;
  std::string_view found;
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(word, name);
    if (distance >= best) continue;
    best = distance;
    found = name;
  }
  return found;
}

}  // namespace steward::condition
