// SPDX-License-Identifier: Apache-2.0
#include "engine/card_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/operations_arguments.hpp"

namespace steward::engine {

namespace {

using base::Json;

constexpr std::array<std::string_view, 6> card_keys{"table", "where", "group_by", "measures", "order_by", "limit"};

/// Reads the members of one card.
struct JsonCard {
  const Json& given;
  std::size_t index;
  std::vector<Fault>& faults;

  void wrong(std::string_view field, std::string message) {
    faults.push_back({"invalid_input", "", "", std::nullopt, std::string(field), std::move(message), "", index});
  }
  const Json* member(std::string_view name) const {
    const auto* json = given.find(name);
    return json == nullptr || json->is_null() ? nullptr : json;
  }
  std::string text(std::string_view name) {
    const auto* json = member(name);
    if (json == nullptr) return {};
    if (const auto* text = json->as_string()) return *text;
    wrong(name, fmt::format("{} takes a text", name));
    return {};
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> texts;
    const auto* json = member(name);
    if (json == nullptr) return texts;
    bool good = json->is_array();
    for (const auto& element : json->elements()) {
      const auto* text = element.as_string();
      good = good && text != nullptr;
      if (text != nullptr) texts.push_back(*text);
    }
    if (!good) wrong(name, fmt::format("{} takes a list of texts", name));
    return texts;
  }
  AggregateCard read() {
    AggregateCard card;
    if (!given.is_object()) {
      wrong("cards", "a card is an object");
      return card;
    }
    for (const auto& [name, value] : given.items()) {
      if (std::find(card_keys.begin(), card_keys.end(), name) == card_keys.end()) {
        wrong(name, "a card has no such member" + hint(name, card_keys));
      }
    }
    card.table = text("table");
    if (member("table") == nullptr) wrong("table", "table is missing");
    card.options.where = text("where");
    card.options.group_by = texts("group_by");
    card.options.measures = texts("measures");
    card.options.order_by = text("order_by");
    if (const auto* limit = member("limit")) {
      const auto number = limit->as_int64();
      if (!number || *number < 1) wrong("limit", "limit must be a whole number above zero");
      card.options.limit = static_cast<std::size_t>(std::max<std::int64_t>(number.value_or(1), 1));
    }
    return card;
  }
};

}  // namespace

std::vector<AggregateCard> read_cards(const Json& list, std::vector<Fault>& faults) {
  std::vector<AggregateCard> cards;
  for (std::size_t i = 0; i < list.size(); ++i) cards.push_back(JsonCard{list.elements()[i], i, faults}.read());
  return cards;
}

}  // namespace steward::engine
