// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "columns/card.hpp"
#include "steward/session.hpp"

namespace steward::engine {

/// What the texts of a card ask for. What is wrong is told in `faults`; then the card is of no use.
[[nodiscard]] columns::Card read_card(const AggregateOptions& options, const TableInfo& table,
                                      const model::Schema& schema, std::vector<Fault>& faults);

/// The word and the arguments of `word(first, second)`; a path alone has no word and is the only argument.
struct CallText {
  std::string word;
  std::vector<std::string> arguments;
};
/// `text` must be trimmed; an unclosed parenthesis gives no arguments.
[[nodiscard]] CallText split_call(std::string_view text);

}  // namespace steward::engine
